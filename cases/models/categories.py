"""The kinds of conduct the policy lists, each in the words of one version."""

from django.db import models

from cases.catalog import EVIDENCE
from conduct import guards
from conduct.recording import Recorded


class ConductCategoryQuerySet(models.QuerySet):
    def in_use(self):
        """The last version of each kind, where it is switched on."""
        later = ConductCategory.objects.filter(code=models.OuterRef("code"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(later), is_active=True)


class ConductCategory(Recorded):
    """One kind of conduct as the policy lists it, in the words of one version; other words are the next row.

    Reports, and the decisions that rest on them, point at the row: what it meant then it means for good.
    """

    code = models.CharField(max_length=6)
    group = models.CharField(max_length=80)
    heading = models.CharField(max_length=80, blank=True)
    label = models.CharField(max_length=200)
    clause = models.TextField(help_text="The policy's own words.")
    requires_evidence = models.CharField(max_length=80, blank=True)
    default_severity = models.PositiveSmallIntegerField(default=2)
    is_extension = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()

    objects = ConductCategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "conduct categories"
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="category_version_once")]

    guards = [
        guards.Frozen(
            "category_frozen",
            "What a kind of conduct meant stays as it was; other words are its next version.",
            None,
            except_fields=("default_severity", "is_active", "revision", "event"),
        )
    ]

    def __str__(self):
        return f"{self.code} {self.label}"

    @property
    def evidence_in_words(self):
        """What a director needs beside the report before this kind can be relied on; empty when nothing."""
        return EVIDENCE.get(self.requires_evidence, "") if self.requires_evidence else ""
