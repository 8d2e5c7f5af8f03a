"""The decision at the end of a review, once, with everything it rested on."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cases.models import Case, Customer, IncidentReport, Involved, Letter
from conduct import guards
from conduct.models import PolicyVersion, User
from conduct.recording import Recorded
from restrictions.models.issued import FILLED_WHEN_ISSUED, ISSUING_GUARDS
from restrictions.models.review import Outcome, Precondition, Review
from restrictions.models.sound import DecisionQuerySet, customers_with
from restrictions.models.upon import Upon

CUSTOMER = ("customer__merged_into", "customer")
MERGES = {"cases.Customer": ("merged_into", "pk")}


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
    role_held = models.CharField(max_length=160, help_text="The role and title held at that instant.")
    second_approver = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    second_approved_at = models.DateTimeField(null=True, blank=True)
    second_approval_why = models.CharField(max_length=500, blank=True)
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
    pattern_from_at = models.DateTimeField(null=True, blank=True, help_text="The instant that day began.")
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    categories = models.CharField(max_length=200, blank=True)
    policy = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="+", help_text="The version it was made under."
    )
    reasons = models.TextField()
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="decision")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    no_department_reason = models.CharField(max_length=300, blank=True, help_text="Why no department was told.")
    appeal_officer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="decision_gives_reasons"),
            models.CheckConstraint(
                condition=~Q(role_held="") & ~Q(digest=""), name="decision_names_the_role_and_digest"
            ),
            models.CheckConstraint(
                condition=Q(second_approver__isnull=True, second_approved_at__isnull=True)
                | Q(second_approver__isnull=False, second_approved_at__isnull=False)
                & ~Q(second_approver=F("decided_by")),
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
                condition=~Q(outcome="restrict", basis="pattern")
                | Q(
                    pattern_needed__gte=2,
                    pattern_count__gte=F("pattern_needed"),
                    pattern_from__lte=F("decided_on"),
                    pattern_from_at__isnull=False,
                ),
                name="decision_counts_its_pattern",
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
            except_fields=FILLED_WHEN_ISSUED,
        ),
        *ISSUING_GUARDS,
        guards.Never(
            "decision_by_a_director",
            "Only somebody who is a director at that instant decides.",
            lambda: Decision.objects.not_by_a_director(),
            root="decided_by",
            watches={None: "decided_by", "conduct.Membership": "user"},
        ),
        guards.Never(
            "decision_seconded_by_a_director",
            "Only somebody who is a director at that instant gives a second approval.",
            lambda: Decision.objects.not_seconded_by_a_director(),
            root="second_approver",
            watches={None: "second_approver", "conduct.Membership": "user"},
        ),
        Upon(
            "decision_by_somebody_active",
            "Somebody whose account is closed decides nothing.",
            lambda: Decision.objects.by_somebody_deactivated(),
        ),
        guards.Never(
            "decision_independent",
            "Nobody who has a part in a case decides it, and nobody who decided it gets a part.",
            lambda: Decision.objects.by_somebody_with_a_part(),
            root="case",
            watches={
                None: "case",
                "cases.IncidentReport": "case",
                "cases.Involved": "report__case",
                "cases.Matter": "case",
                "cases.ComplainedOf": "matter__case",
                "restrictions.Review": "case",
            },
        ),
        # A part in a report that has no case yet locks no case: here the report itself is the lock.
        guards.Never(
            "decision_independent_of_reports",
            "Nobody who decided a case has a part in a report that comes to it.",
            lambda: reports_with_a_part_of_who_decided(),
            root="pk",
            watches={"cases.IncidentReport": "pk", "cases.Involved": "report"},
        ),
        guards.Never(
            "decision_untied",
            "Nobody who is tied to a customer decides about them.",
            lambda: customers_with(Decision.objects.by_somebody_tied()),
            root="pk",
            watches={None: CUSTOMER, "cases.StaffTie": CUSTOMER, **MERGES},
        ),
        Upon(
            "decision_untied_to_a_representative",
            "Nobody who is tied to somebody who speaks for a customer decides about them.",
            lambda: Decision.objects.by_somebody_tied_to_a_representative(),
        ),
        # A review keeps its case, and a case its customer.
        guards.Never(
            "decision_of_one_file",
            "A decision is about the case and the customer of its review.",
            lambda: Decision.objects.for_another_file(),
        ),
        Upon(
            "decision_closes_its_review",
            "A decision is written with its review, which is closed first.",
            lambda: Decision.objects.exclude(review__status="decided"),
        ),
        Upon(
            "decision_preconditions",
            "A restriction needs both preconditions answered and evidenced.",
            lambda: Decision.objects.without_its_preconditions(),
        ),
        Upon(
            "decision_evidence",
            "A restriction rests on at least one accepted report with evidence and a category of the policy.",
            lambda: Decision.objects.without_evidence(),
        ),
        Upon(
            "decision_second",
            "This decision needs a second approval.",
            lambda: Decision.objects.without_a_needed_second(),
        ),
        # What it reads besides stays: a decided review, and triage.
        guards.Never(
            "decision_basis",
            "A restriction in the record rests on this: its basis cannot be taken away.",
            lambda: customers_with(Decision.objects.on_an_unsound_basis()),
            root="pk",
            watches={
                None: CUSTOMER,
                "cases.IncidentReport": CUSTOMER,
                "restrictions.ReviewReport": ("review__case__customer__merged_into", "review__case__customer"),
                **MERGES,
            },
        ),
    ]

    def __str__(self):
        return self.reference

    @property
    def is_issued(self):
        return self.issued_at is not None


def reports_with_a_part_of_who_decided():
    """Reports in which somebody has a part who decided their case."""
    who = Q(decided_by=OuterRef("user")) | Q(second_approver=OuterRef("user"))
    decided = Decision.objects.filter(who, case=OuterRef("report__case"))
    parts = Involved.objects.filter(Exists(decided), report=OuterRef("pk"), ended_at__isnull=True)
    return IncidentReport.objects.filter(Exists(parts))
