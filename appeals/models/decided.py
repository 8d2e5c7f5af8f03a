"""What an appeal came to: a finding for each ground, and an outcome for each restriction, never worse than before."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from appeals.models.appeal import Appeal
from conduct import guards
from conduct.recording import Recorded
from restrictions.models import Restriction, Term
from restrictions.models.upon import Upon


class PartOfDecision(Recorded):
    """What is decided with the appeal is written before it closes, and stays."""

    class Meta:
        abstract = True

    guards = [
        guards.Frozen("frozen", "What was decided on an appeal stays as it was decided.", None),
        Upon(
            "before_the_close",
            "This appeal is closed: nothing is added to what was decided.",
            lambda: Appeal.objects.exclude(status=Appeal.Status.UNDER_REVIEW),
            root="pk",
            watches={None: "appeal"},
        ),
    ]


class Finding(PartOfDecision):
    """What the officer found on one ground."""

    class Result(models.TextChoices):
        UPHELD = "upheld", "Agreed"
        PARTLY = "partly", "Agreed in part"
        NOT_UPHELD = "not_upheld", "Not agreed"

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="findings")
    ground = models.CharField(max_length=20, choices=Appeal.Ground)
    result = models.CharField(max_length=12, choices=Result)
    reasons = models.TextField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "ground"], name="finding_once"),
            models.CheckConstraint(condition=~Q(reasons=""), name="finding_gives_reasons"),
        ]

    def __str__(self):
        return f"{self.get_ground_display()}: {self.get_result_display()}"


class OutcomeQuerySet(models.QuerySet):
    def of_another_letter(self):
        """Outcomes about a restriction that the appealed letter did not decide."""
        return self.exclude(restriction__decision=F("appeal__decision"))

    def later_than_before(self):
        """Outcomes whose new end is later than the restriction's end was when the appeal was decided."""
        before = Term.objects.filter(restriction=OuterRef("restriction"), decided_at__lte=OuterRef("decided_at"))
        return self.filter(Exists(before.filter(ends_on__lt=OuterRef("new_end_on"))))


class AppealOutcome(PartOfDecision):
    """What the appeal decided about one restriction."""

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        VARIED = "varied", "Varied"
        SET_ASIDE = "set_aside", "Set aside"

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="outcomes")
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="appeal_outcomes")
    result = models.CharField(max_length=12, choices=Result)
    reasons = models.TextField(max_length=4000)
    decided_at = models.DateTimeField()
    new_end_on = models.DateField(null=True, blank=True)
    parameters = models.TextField(blank=True, help_text="The lighter terms, where they changed.")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "restriction"], name="appeal_outcome_once"),
            models.CheckConstraint(condition=~Q(reasons=""), name="appeal_outcome_gives_reasons"),
            models.CheckConstraint(
                condition=Q(result="varied") & (Q(new_end_on__isnull=False) | ~Q(parameters=""))
                | ~Q(result="varied") & Q(new_end_on__isnull=True, parameters=""),
                name="appeal_outcome_varied_says_what",
            ),
        ]

    guards = [
        guards.Never(
            "appeal_outcome_of_its_letter",
            "An appeal decides about the restrictions of its own letter.",
            lambda: AppealOutcome.objects.of_another_letter(),
        ),
        guards.Never(
            "appeal_outcome_never_longer",
            "An appeal never makes a restriction longer.",
            lambda: AppealOutcome.objects.later_than_before(),
            root="restriction",
            watches={None: "restriction", "restrictions.Term": "restriction"},
        ),
    ]

    def __str__(self):
        return f"{self.restriction}: {self.get_result_display()}"
