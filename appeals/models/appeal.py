"""Appeals: a customer disagrees with a letter, and somebody new decides."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, StrIndex

from appeals.models.independence import (
    IndependenceQuerySet,
    customers_judged_by_somebody_tied,
    reports_with_a_part_of_who_judged,
)
from cases.models import Answer, Case, Customer, Letter
from conduct import guards
from conduct.lifecycle import Lifecycle
from conduct.models import Role, User
from restrictions.models import Decision, Restriction
from restrictions.models.upon import Upon

READERS = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)
SOON = timedelta(days=7)
CUSTOMER = ("case__customer__merged_into", "case__customer")


class AppealQuerySet(IndependenceQuerySet):
    def visible_to(self, user):
        """Appeals are read by the officer who hears them, and by those who judge or audit."""
        return self if user.access.holds(*READERS) else self.filter(officer=user)

    def reachable_by(self, user):
        """Appeals to which this person may add what the customer says: those they read, and those of cases they see."""
        own = Q(pk__in=self.model.objects.visible_to(user).values("pk"))
        return self.filter(own | Q(case__in=Case.objects.visible_to(user).values("pk")))

    def of_group(self, customer):
        """Appeals of the customer or anybody merged with them."""
        return self.filter(case__customer__in=Customer.objects.group_of(customer))

    def open(self):
        return self.filter(status__in=Appeal.OPEN)

    def unassigned(self):
        return self.filter(status=Appeal.Status.RECEIVED)

    def heard_by(self, user):
        return self.open().filter(officer=user)

    def narrowed(self, filters, *, user, today):
        """Appeals that fit the filters of the list: q, status, officer and due."""
        found = (
            self.of_status(filters.get("status"))
            .of_officer(filters.get("officer"), user)
            .due(filters.get("due"), today)
        )
        typed = (filters.get("q") or "").strip()
        return found.filter(Q(reference__iexact=typed) | Q(case__reference__iexact=typed)) if typed else found

    def of_status(self, status):
        """Appeals in one status, in any, or (for nothing) those still open."""
        if not status:
            return self.open()
        return self if status == "any" else self.filter(status=status)

    def of_officer(self, officer, user):
        if officer == "nobody":
            return self.filter(officer__isnull=True)
        return self.filter(officer=user) if officer == "me" else self

    def due(self, when, today):
        if not when:
            return self
        late = Q(decide_by__lt=today)
        return self.open().filter(late if when == "overdue" else Q(decide_by__range=(today, today + SOON)))

    def with_case(self):
        return self.select_related("case__customer", "letter", "officer", "decision")

    def as_read(self):
        """With what the appeal's own page shows beside the lists.

        In several narrow queries: a planner takes longer over one with seventeen joins than over all of these.
        """
        decisions = Decision.objects.select_related("review", "decided_by", "second_approver", "letter", "customer")
        restrictions = Restriction.objects.prefetch_related("terms", "endings").order_by("reference")
        return self.select_related("case__customer", "letter", "officer", "entered_by").prefetch_related(
            "acknowledgment",
            "reply",
            models.Prefetch("decision", decisions),
            models.Prefetch("decision__restrictions", restrictions),
        )

    def with_a_foreign_letter(self):
        """Appeals whose letter, decision and case are not of one file."""
        return self.exclude(letter=F("decision__letter"), case=F("decision__case"))

    def decided_in_part(self):
        """Decided appeals that leave a restriction they are about without an outcome, or with one of another time."""
        outcomes = self.model._meta.get_field("outcomes").related_model.objects
        answered = outcomes.filter(appeal=OuterRef(OuterRef("pk")), restriction=OuterRef("pk"))
        misdated = outcomes.filter(appeal=OuterRef("pk")).exclude(decided_at=OuterRef("decided_at"))
        picked = Concat(Value(" "), OuterRef("about"), Value(" "), output_field=models.CharField())
        left = Restriction.objects.filter(decision=OuterRef("decision")).annotate(
            picked=picked, named=StrIndex(picked, Concat(Value(" "), "reference", Value(" ")))
        )
        asked = Q(picked="  ") | Q(named__gt=0)
        unanswered = left.filter(asked).exclude(Exists(answered))
        return self.filter(Exists(unanswered) | Exists(misdated), status="decided")


class Appeal(Lifecycle):
    """One appeal against one letter. The words are kept exactly as they came."""

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        UNDER_REVIEW = "under_review", "In review"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LATE_REFUSED = "late_refused", "Late, not taken in"

    OPEN = (Status.RECEIVED, Status.UNDER_REVIEW)
    MOVES = {
        Status.RECEIVED: {Status.UNDER_REVIEW, Status.WITHDRAWN},
        Status.UNDER_REVIEW: {Status.DECIDED, Status.WITHDRAWN, Status.LATE_REFUSED},
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
    about = models.CharField(
        max_length=400, blank=True, help_text="The restrictions picked, by reference; empty for all."
    )
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
    entered_at = models.DateTimeField()
    acknowledge_by = models.DateField()
    decide_by = models.DateField()
    extended_why = models.CharField(max_length=300, blank=True)
    officer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="appeals")
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    assigned_on = models.DateField(null=True, blank=True)
    acknowledgment = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    good_cause = models.CharField(max_length=500, blank=True)
    reasons = models.TextField(max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    reply = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal = models.CharField("how they took it back", max_length=500, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="appeal_has_words"),
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(status__in=["received", "under_review"]),
                name="one_open_appeal_per_letter",
                violation_error_message="An appeal against this letter is already open.",
            ),
            models.UniqueConstraint(
                fields=["letter"], condition=Q(status="decided"), name="appeal_decided_once_a_letter"
            ),
            models.CheckConstraint(
                condition=Q(is_late=False, received_on__lte=F("deadline_on"))
                | Q(is_late=True, received_on__gt=F("deadline_on")) & ~Q(late_reason=""),
                name="appeal_late_with_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    officer__isnull=True, assigned_at__isnull=True, assigned_on__isnull=True, assigned_by__isnull=True
                )
                | Q(
                    officer__isnull=False,
                    assigned_at__isnull=False,
                    assigned_on__isnull=False,
                    assigned_by__isnull=False,
                ),
                name="appeal_assigned_to_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(status="received") | Q(officer__isnull=True), name="appeal_assigned_is_in_review"
            ),
            models.CheckConstraint(
                condition=~Q(status="under_review") | Q(officer__isnull=False, acknowledgment__isnull=False),
                name="appeal_in_review_is_acknowledged",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["decided", "late_refused"])
                | (
                    Q(decided_at__isnull=False, decided_on__isnull=False, officer__isnull=False, reply__isnull=False)
                    & ~Q(reasons="")
                ),
                name="appeal_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(status="decided", is_late=True) | ~Q(good_cause=""), name="appeal_late_needs_good_cause"
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawal="")
                | ~Q(status="withdrawn") & Q(withdrawn_at__isnull=True, withdrawal=""),
                name="appeal_withdrawn_and_how",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="appeal_newest"),
            models.Index(fields=["status", "decide_by", "id"], name="appeal_by_status"),
        ]

    guards = [
        guards.Moves("appeal_moves", "The process has no such step for an appeal.", None, "status", MOVES),
        guards.Frozen(
            "appeal_words_frozen",
            "An appeal stays as it came.",
            None,
            except_fields=(
                "status",
                "decide_by",
                "extended_why",
                "officer",
                "assigned_by",
                "assigned_at",
                "assigned_on",
                "acknowledgment",
                "good_cause",
                "reasons",
                "decided_at",
                "decided_on",
                "reply",
                "withdrawn_at",
                "withdrawal",
                "revision",
                "event",
            ),
        ),
        guards.Frozen(
            "appeal_closed_frozen",
            "An appeal is decided once, and stays as it was decided.",
            None,
            when=Q(status__in=["decided", "withdrawn", "late_refused"]),
        ),
        guards.Frozen(
            "appeal_extended_once",
            "An appeal is extended once.",
            None,
            only=("decide_by", "extended_why"),
            when=~Q(extended_why=""),
        ),
        # An issued decision keeps its letter, and every decision its case.
        guards.Never(
            "appeal_of_one_file",
            "An appeal is about its letter, the decision in it, and their case.",
            lambda: Appeal.objects.with_a_foreign_letter(),
        ),
        Upon(
            "appeal_given_to_somebody_new",
            "Somebody with a part in the case cannot hear its appeal.",
            lambda: Appeal.objects.heard_by_somebody_with_a_part(),
            moments=("INSERT", "UPDATE"),
        ),
        Upon(
            "appeal_not_given_below",
            "Somebody who reports to the decider cannot hear the appeal.",
            lambda: Appeal.objects.heard_by_a_subordinate(),
            moments=("INSERT", "UPDATE"),
        ),
        Upon(
            "appeal_not_given_to_a_tie",
            "Somebody tied to the customer cannot hear their appeal.",
            lambda: Appeal.objects.heard_by_somebody_tied(),
            moments=("INSERT", "UPDATE"),
        ),
        Upon(
            "appeal_heard_by_right",
            "An appeal is heard by an active appeal officer, or by somebody appointed to the case.",
            lambda: Appeal.objects.heard_without_the_right(),
            moments=("INSERT", "UPDATE"),
        ),
        Upon(
            "appeal_decided_whole",
            "A decided appeal has an outcome for every restriction it is about.",
            lambda: Appeal.objects.decided_in_part(),
            moments=("INSERT", "UPDATE"),
        ),
        guards.Never(
            "appeal_judged_by_somebody_new",
            "Somebody with a part in the case judged its appeal: that part cannot be added.",
            lambda: Appeal.objects.judged().heard_by_somebody_with_a_part(),
            root="case",
            watches={
                None: "case",
                "cases.IncidentReport": "case",
                "cases.Involved": "report__case",
                "cases.Triage": "report__case",
                "cases.Matter": "case",
                "cases.ComplainedOf": "matter__case",
                "cases.Warning": "case",
                "restrictions.Review": "case",
                "restrictions.Proposal": "review__case",
                "restrictions.Decision": "case",
            },
        ),
        # A part in a report that has no case yet locks no case: here the report itself is the lock.
        guards.Never(
            "appeal_judged_new_to_reports",
            "Somebody with a part in a report judged an appeal in its case.",
            lambda: reports_with_a_part_of_who_judged(),
            root="pk",
            watches={"cases.IncidentReport": "pk", "cases.Involved": "report", "cases.Triage": "report"},
        ),
        guards.Never(
            "appeal_judged_by_right",
            "An appeal was judged by an appeal officer or by somebody appointed: that cannot be taken away.",
            lambda: Appeal.objects.judged().heard_by_nobody_entitled(),
            root="officer",
            watches={None: "officer", "conduct.Membership": "user", "restrictions.Appointment": "user"},
        ),
        guards.Never(
            "appeal_judged_untied",
            "Nobody who is tied to a customer judges their appeal.",
            lambda: customers_judged_by_somebody_tied(),
            root="pk",
            watches={
                None: CUSTOMER,
                "cases.StaffTie": ("customer__merged_into", "customer"),
                "cases.Customer": ("merged_into", "pk"),
            },
        ),
    ]

    def __str__(self):
        return self.reference

    @property
    def is_open(self):
        return self.status in self.OPEN

    @property
    def is_judged(self):
        return self.status in (self.Status.DECIDED, self.Status.LATE_REFUSED)

    @property
    def waits_for_good_cause(self):
        return self.is_late and not self.good_cause

    @property
    def ground_list(self):
        """The grounds named, in the order of the list."""
        named = self.grounds.split()
        return [ground for ground in self.Ground if ground in named]

    def is_about(self, restriction):
        """Whether the customer appeals against this restriction of the letter."""
        return not self.about or restriction.reference in self.about.split()
