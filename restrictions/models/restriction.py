"""The decision and what it made: restrictions, their terms, endings and pauses."""

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery

from cases.models import Case, Customer, Delivery, Letter
from conduct import guards
from conduct.lifecycle import LockedQuerySet
from conduct.models import User
from conduct.recording import Recorded
from restrictions.models.review import Outcome, Precondition, Review


class Decision(Recorded):
    """What a director decided at the end of a review, once, with everything it rested on."""

    review = models.OneToOneField(Review, models.PROTECT, related_name="decision")
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="decisions")
    reference = models.CharField(max_length=20, unique=True)
    outcome = models.CharField(max_length=12, choices=Outcome)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()
    decided_on = models.DateField()
    role_held = models.CharField(max_length=120, help_text="The role and title held at that instant.")
    second_approver = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    second_approved_at = models.DateTimeField(null=True, blank=True)
    second_approval_why = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    shown = models.TextField(help_text="The evidence and answers the digest covers, as they stood.")
    customer_name = models.CharField(max_length=160, blank=True)
    customer_address = models.TextField(blank=True)
    handled_properly = models.CharField(max_length=10, choices=Precondition, blank=True)
    every_effort = models.CharField(max_length=10, choices=Precondition, blank=True)
    basis = models.CharField(max_length=12, choices=Review.Basis, blank=True)
    pattern_count = models.PositiveSmallIntegerField(null=True, blank=True)
    pattern_needed = models.PositiveSmallIntegerField(null=True, blank=True)
    pattern_from = models.DateField(null=True, blank=True)
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    categories = models.CharField(max_length=200, blank=True)
    reasons = models.TextField()
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="decision")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    appeal_officer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="decision_gives_reasons"),
            models.CheckConstraint(
                condition=Q(second_approver__isnull=True) | ~Q(second_approver=F("decided_by")),
                name="decision_second_is_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="restrict")
                | (
                    Q(handled_properly__in=["yes", "no_matter"], every_effort__in=["yes", "no_matter"])
                    & Q(basis__in=["pattern", "significant"])
                    & ~Q(customer_name="")
                    & ~Q(customer_address="")
                ),
                name="decision_meets_the_preconditions",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, letter__isnull=True, issued_by__isnull=True)
                | Q(issued_at__isnull=False, letter__isnull=False, issued_by__isnull=False),
                name="decision_issued_with_its_letter",
            ),
        ]
        indexes = [models.Index(fields=["-decided_at", "-id"], name="decision_newest")]

    guards = [
        guards.Frozen(
            "decision_frozen",
            "A decision is never changed; a new review decides anew.",
            None,
            except_fields=("letter", "issued_by", "issued_at", "appeal_officer", "revision", "event"),
        )
    ]

    def __str__(self):
        return self.reference

    @property
    def is_issued(self):
        return self.issued_at is not None


class Restriction(Recorded):
    """One measure with its own start and end. Whether it is in force is never stored: see Term.in_force."""

    reference = models.CharField(max_length=20, unique=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="restrictions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="restrictions")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="restrictions")
    measure = models.CharField(max_length=4)
    subject = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=12, choices=Review.Scope, default=Review.Scope.NAMED)
    why = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "measure", "subject"], name="restriction_once_a_decision"),
            models.CheckConstraint(condition=~Q(why=""), name="restriction_says_why"),
        ]
        indexes = [models.Index(fields=["customer", "measure"], name="restriction_by_customer")]

    guards = [guards.Frozen("restriction_frozen", "A restriction is varied by a new term, never changed.", None)]

    def __str__(self):
        return self.reference


class TermQuerySet(models.QuerySet):
    def known_at(self, at):
        """The latest term of each restriction as known at that instant."""
        later = Term.objects.filter(restriction=OuterRef("restriction"), number__gt=OuterRef("number"), decided_at__lte=at)
        return self.filter(~Exists(later), decided_at__lte=at)

    def as_of(self, at, on):
        """What was known at one instant about one local day: served, ended and paused, beside each term.

        Adds served_on (None until every standing delivery counts as received), is_unserved, ended_kind and pause_kind.
        """
        standing = Delivery.objects.standing(at).filter(letter=OuterRef("restriction__decision__letter"))
        known = Q(sent_recorded_at__isnull=False, sent_recorded_at__lte=at)
        received = standing.filter(known).order_by().values("letter").annotate(last=Max("deemed_on")).values("last")
        endings = Ending.objects.filter(restriction=OuterRef("restriction"), recorded_at__lte=at)
        pauses = Pause.objects.covering(at, on).filter(restriction=OuterRef("restriction"))
        return self.known_at(at).annotate(
            served_on=Subquery(received),
            is_unserved=Exists(standing.exclude(known)),
            ended_kind=Subquery(endings.values("kind")[:1]),
            ended_at=Subquery(endings.values("recorded_at")[:1]),
            pause_kind=Subquery(pauses.values("kind")[:1]),
        )

    def in_force(self, at, on):
        """Terms that bind the customer on that day: decided, received, begun, not over, not ended, not paused."""
        return self.as_of(at, on).filter(
            is_unserved=False,
            served_on__lte=on,
            begins_on__lte=on,
            ends_on__gte=on,
            ended_kind__isnull=True,
            pause_kind__isnull=True,
        )

    def with_restriction(self):
        return self.select_related("restriction__decision__decided_by", "restriction__case", "restriction__customer")


class Term(Recorded):
    """What one decision on a restriction laid down: from when until when, for whom, and how. Frozen."""

    class Act(models.TextChoices):
        ISSUED = "issued", "As decided"
        VARIED = "varied", "Varied on appeal"
        LIGHTENED = "lightened", "Made lighter"

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=12, choices=Act)
    decided_at = models.DateTimeField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    latest_end_on = models.DateField(help_text="The cap, computed when it was decided.")
    name = models.CharField(max_length=160)
    address = models.TextField()
    parameters = models.TextField(default="{}")
    review_on = models.DateField(null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["restriction", "number"], name="term_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="term_dates_in_order",
                violation_error_message="The end date is before the start date.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__lte=F("latest_end_on")),
                name="term_within_the_cap",
                violation_error_message="The end date is later than the longest time allowed.",
            ),
            models.CheckConstraint(
                condition=Q(latest_end_on__lt="2200-01-01", begins_on__gt="2000-01-01"), name="term_dates_are_dates"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="term_names_the_customer"),
        ]
        indexes = [models.Index(fields=["ends_on", "restriction"], name="term_by_end")]

    guards = [guards.Frozen("term_frozen", "What was decided is not changed; a new term follows.", None)]

    def __str__(self):
        return f"{self.restriction} term {self.number}"


class Ending(Recorded):
    """Why a restriction ended before its end date."""

    class Kind(models.TextChoices):
        LIFTED = "lifted", "Lifted early"
        SET_ASIDE = "set_aside", "Set aside"
        SUPERSEDED = "superseded", "Replaced"

    restriction = models.OneToOneField(Restriction, models.PROTECT, related_name="ending")
    kind = models.CharField(max_length=12, choices=Kind)
    recorded_at = models.DateTimeField()
    ended_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reasons = models.TextField(max_length=2000)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reasons=""), name="ending_gives_reasons")]

    guards = [guards.Frozen("ending_frozen", "An ended restriction stays ended.", None)]

    def __str__(self):
        return f"{self.restriction} {self.get_kind_display().lower()}"


class PauseQuerySet(models.QuerySet):
    def covering(self, at, on):
        """Pauses that, as known at that instant, cover that day."""
        open_ended = Q(until_on__isnull=True) | Q(until_on__gte=on)
        ended = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
        return self.filter(open_ended, ended, recorded_at__lte=at, from_on__lte=on)


class Pause(Recorded):
    """A time during which a restriction does not bind: a stay on appeal, or leave for one day."""

    class Kind(models.TextChoices):
        STAY = "stay", "Paused while an appeal is decided"
        WAIVER = "waiver", "Leave for one visit today"

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=10, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reasons = models.TextField(max_length=1000)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="pause_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind="waiver") | Q(until_on=F("from_on")), name="leave_is_for_one_day"
            ),
        ]

    guards = [
        guards.Frozen("pause_frozen", "A pause is ended, never changed.", None, except_fields=("ended_at", "revision", "event"))
    ]

    def __str__(self):
        return f"{self.restriction}: {self.get_kind_display()}"


class Standing(models.Model):
    """An index for the look-up, never a truth: restrictions that are or will be in force, and who they are about."""

    restriction = models.OneToOneField(Restriction, models.CASCADE, primary_key=True, related_name="standing")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    ends_on = models.DateField(db_index=True)

    def __str__(self):
        return str(self.restriction)
