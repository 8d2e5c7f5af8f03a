"""Who is searched first when somebody is looked up."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from cases.models import Customer
from conduct import guards


class StandingQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(ends_on__gte=day)

    def with_head(self):
        """With the record that stands for the customer after merges."""
        return self.annotate(head=Coalesce("customer__merged_into", "customer"))

    def unkeyed(self):
        """Rows nobody wrote keys for: whoever they are about is compared in full."""
        return self.filter(is_keyed=False)

    def of_a_reserve(self):
        """Rows of what is held in reserve: the look-up never answers with it."""
        terms = apps.get_model("restrictions.Term").objects.exclude(conditions="")
        return self.filter(Exists(terms.filter(restriction=OuterRef("restriction"))))

    def of_restrictions_about(self, heads):
        """All rows of the restrictions that touch these people, whichever record of theirs they were decided about."""
        records = Customer.objects.filter(Q(pk__in=heads) | Q(merged_into__in=heads))
        return self.filter(restriction__in=self.filter(customer__in=records.values("pk")).values("restriction"))


class Standing(models.Model):
    """An index for the look-up, never a truth: restrictions that are or will be in force, and who they are about.

    One row for each person or organization a restriction binds, and one, not bound, for the other side of an
    organization and its representative: whoever asks for that one is asked who stands before them.
    """

    restriction = models.ForeignKey("restrictions.Restriction", models.CASCADE, related_name="standing")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    is_bound = models.BooleanField(default=True)
    ends_on = models.DateField(db_index=True)
    is_keyed = models.BooleanField(default=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["restriction", "customer"], name="standing_once")]
        indexes = [models.Index(fields=["ends_on"], condition=Q(is_keyed=False), name="standing_unkeyed")]

    # A term comes before its row, and a restriction that was not held in reserve never is.
    guards = [
        guards.Never(
            "standing_never_a_reserve",
            "What is held in reserve applies to nobody: the look-up does not know of it.",
            lambda: Standing.objects.of_a_reserve(),
        )
    ]

    def __str__(self):
        return f"{self.restriction}: {self.customer}"
