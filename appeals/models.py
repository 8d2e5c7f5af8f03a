"""Appeals: a customer disagrees with a letter, and somebody new decides."""

from django.db import models

from cases.models import Answer, Case, Letter
from conduct import guards
from conduct.lifecycle import Lifecycle, LockedQuerySet
from conduct.models import Role, User
from conduct.recording import Recorded
from restrictions.models import Decision, Restriction


class AppealQuerySet(LockedQuerySet):
    def visible_to(self, user):
        """Appeals are read by the officer who decides them, and by those who judge or audit."""
        if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        if user.access.holds(Role.APPEAL_OFFICER):
            return self.filter(models.Q(officer=user) | models.Q(officer__isnull=True))
        return self.filter(officer=user)

    def open(self):
        return self.filter(status__in=Appeal.OPEN)

    def with_case(self):
        return self.select_related("case__customer", "letter", "officer", "decision")


class Appeal(Lifecycle):
    """One appeal against one letter. The words are kept exactly as they came."""

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        UNDER_REVIEW = "under_review", "In review"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LATE_REFUSED = "late_refused", "Late, not taken in"

    OPEN = [Status.RECEIVED, Status.UNDER_REVIEW]
    MOVES = {
        Status.RECEIVED: {Status.UNDER_REVIEW, Status.WITHDRAWN, Status.LATE_REFUSED},
        Status.UNDER_REVIEW: {Status.DECIDED, Status.WITHDRAWN},
    }

    class Ground(models.TextChoices):
        CONDUCT = "conduct", "The conduct was wrongly identified"
        FACTS = "facts", "The facts are wrong"
        PRECONDITIONS = "preconditions", "The procedure or a precondition was not met"
        DISPROPORTIONATE = "disproportionate", "It is too much"
        CIRCUMSTANCES = "circumstances", "Personal circumstances"
        BIAS = "bias", "Bias"
        DISCRIMINATION = "discrimination", "Discrimination or accommodation"
        NEW_EVIDENCE = "new_evidence", "New evidence"

    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="appeals")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    words = models.TextField(max_length=5000)
    wanted = models.CharField("what they would like to happen", max_length=500, blank=True)
    grounds = models.CharField(max_length=200, help_text="The grounds named, by code.", blank=True)
    channel = models.CharField(max_length=20, choices=Answer.Channel)
    spoken_for_by = models.CharField("who speaks for them, with authority", max_length=200, blank=True)
    help_needed = models.CharField("what they need to take part", max_length=300, blank=True)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    deadline_on = models.DateField()
    is_late = models.BooleanField(default=False)
    late_reason = models.CharField(max_length=500, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    acknowledge_by = models.DateField()
    decide_by = models.DateField()
    extended_why = models.CharField(max_length=300, blank=True)
    officer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="appeals")
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledgment = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    good_cause = models.CharField(max_length=500, blank=True)
    reasons = models.TextField(max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reply = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="appeal_has_words"),
            models.UniqueConstraint(
                fields=["letter"],
                condition=models.Q(status__in=["received", "under_review"]),
                name="one_open_appeal_per_letter",
                violation_error_message="An appeal against this letter is already open.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="decided")
                | (models.Q(decided_at__isnull=False, officer__isnull=False) & ~models.Q(reasons="")),
                name="appeal_decided_with_reasons",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="appeal_newest"),
            models.Index(
                fields=["decide_by", "id"],
                condition=models.Q(status__in=["received", "under_review"]),
                name="appeal_open_by_due",
            ),
        ]

    guards = [
        guards.Moves("appeal_moves", "The process has no such step for an appeal.", None, "status", MOVES),
        guards.Frozen(
            "appeal_words_frozen",
            "An appeal stays as it came.",
            None,
            except_fields=(
                "status", "decide_by", "extended_why", "officer", "assigned_by", "acknowledgment", "good_cause",
                "reasons", "decided_at", "reply", "revision", "event",
            ),
        ),
    ]

    def __str__(self):
        return self.reference


class Finding(Recorded):
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
        constraints = [models.UniqueConstraint(fields=["appeal", "ground"], name="finding_once")]

    guards = [guards.Frozen("finding_frozen", "A finding stays as it was decided.", None)]

    def __str__(self):
        return f"{self.get_ground_display()}: {self.get_result_display()}"


class AppealOutcome(Recorded):
    """What the appeal decided about one restriction."""

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        VARIED = "varied", "Varied"
        SET_ASIDE = "set_aside", "Set aside"

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="outcomes")
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="appeal_outcomes")
    result = models.CharField(max_length=12, choices=Result)
    reasons = models.TextField(max_length=2000)
    new_end_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "restriction"], name="appeal_outcome_once"),
            models.CheckConstraint(condition=~models.Q(reasons=""), name="appeal_outcome_gives_reasons"),
        ]

    guards = [guards.Frozen("appeal_outcome_frozen", "An outcome stays as it was decided.", None)]

    def __str__(self):
        return f"{self.restriction}: {self.get_result_display()}"
