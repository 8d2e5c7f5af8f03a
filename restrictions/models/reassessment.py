"""Looking at a restriction again before it ends: the customer is asked for their view, a director looks (2.9)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cases.models import Letter
from conduct import guards
from conduct.models import Role, User
from conduct.recording import Recorded
from restrictions.models.ending import Ending
from restrictions.models.independent import independent
from restrictions.models.restriction import Restriction, Term
from restrictions.models.sound import held
from restrictions.models.upon import Upon


class InvitationQuerySet(models.QuerySet):
    def by_another_letter(self):
        """Whose letter is not the one that asks for a view, or belongs to another file."""
        own = Q(letter__kind=Letter.Kind.L6, letter__case=F("restriction__case"))
        return self.filter(~own, letter__isnull=False)


class Invitation(Recorded):
    """That a customer was asked for their view of a review that opened (letter L6): once for each review day.

    Without a letter when nobody can be written to, or when it would come after the end.
    """

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="invitations")
    due_on = models.DateField(help_text="The review day.")
    invited_at = models.DateTimeField()
    invited_on = models.DateField()
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="invitations")
    answer_by = models.DateField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["restriction", "due_on"],
                name="invited_once_a_review",
                violation_error_message="The customer was asked for their view already.",
            ),
            models.CheckConstraint(
                condition=Q(letter__isnull=True, answer_by__isnull=True)
                | Q(letter__isnull=False, answer_by__isnull=False, answer_by__gt=F("invited_on")),
                name="invited_with_time_to_answer",
            ),
            models.CheckConstraint(condition=Q(due_on__lte=F("invited_on")), name="invited_when_it_opened"),
        ]

    guards = [
        guards.Frozen("invitation_frozen", "A customer is asked for their view once.", None),
        Upon(
            "invitation_by_its_letter",
            "A customer is asked for their view by letter L6 of the same case.",
            lambda: Invitation.objects.by_another_letter(),
        ),
    ]

    def __str__(self):
        return f"{self.restriction}: asked for a view"


class ReassessmentQuerySet(models.QuerySet):
    def not_by_a_director(self):
        day = {"on": OuterRef("decided_on"), "at": OuterRef("decided_at")}
        return self.filter(~Exists(held(Role.DIRECTOR, "decided_by", **day)))

    def of_what_had_ended(self):
        """Of a restriction that somebody had ended before, or whose last day was over."""
        of = {"restriction": OuterRef("restriction")}
        ended = Ending.objects.filter(**of, recorded_at__lt=OuterRef("decided_at"))
        over = Term.objects.filter(**of, ends_on__lt=OuterRef("decided_on"))
        return self.filter(Exists(ended) | Exists(over))


class Reassessment(Recorded):
    """What a director found when a review was due, and what followed. Written once, when it is decided. Frozen."""

    class Needed(models.TextChoices):
        YES = "yes", "Yes, as it is"
        LESS = "less", "Yes, but less is enough"
        NO = "no", "No"

    class Outcome(models.TextChoices):
        LAPSE = "lapse", "Let it run to its end"
        LIGHTEN = "lighten", "Make it lighter"
        LIFT = "lift", "End it today"
        REVIEW = "review", "Open a new director’s review"

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="reassessments")
    due_on = models.DateField(help_text="The review day.")
    incidents = models.PositiveSmallIntegerField(help_text="Reports since it started, as the record knew them then.")
    breaches = models.PositiveSmallIntegerField()
    contacts = models.PositiveSmallIntegerField(help_text="Answers and requests of the customer since it started.")
    staff_view = models.TextField(max_length=2000)
    circumstances = models.TextField(max_length=2000)
    still_needed = models.CharField(max_length=4, choices=Needed)
    lesser_measure = models.TextField(max_length=2000, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome)
    reasons = models.TextField(max_length=2000)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_on = models.DateField()

    objects = ReassessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["restriction", "due_on"],
                name="reassessed_once_a_review",
                violation_error_message="This review was decided already.",
            ),
            models.CheckConstraint(
                condition=~Q(staff_view="") & ~Q(circumstances="") & ~Q(reasons=""), name="reassessed_with_reasons"
            ),
            models.CheckConstraint(
                condition=Q(still_needed="yes", outcome__in=["lapse", "review"]) & ~Q(lesser_measure="")
                | Q(still_needed="less", outcome__in=["lighten", "lift"])
                | Q(still_needed="no", outcome="lift"),
                name="reassessed_as_found",
            ),
            models.CheckConstraint(condition=Q(due_on__lte=F("decided_on")), name="reassessed_when_it_opened"),
        ]

    guards = [
        guards.Frozen("reassessment_frozen", "What a review came to stays.", None),
        guards.Never(
            "reassessment_by_a_director",
            "Only somebody who is a director at that instant reviews a restriction.",
            lambda: Reassessment.objects.not_by_a_director(),
            root="decided_by",
            watches={None: "decided_by", "conduct.Membership": "user"},
        ),
        independent(
            "reassessment_independent",
            lambda: Reassessment.objects,
            who="decided_by",
            at="decided_at",
            case="restriction__case",
        ),
        Upon(
            "reassessment_before_the_end",
            "What has ended is not reviewed any more.",
            lambda: Reassessment.objects.of_what_had_ended(),
        ),
    ]

    def __str__(self):
        return f"{self.restriction}: {self.get_outcome_display().lower()}"
