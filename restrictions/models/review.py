"""The director's review: what is being weighed, on what evidence, before anything is decided."""

from django.apps import apps
from django.db import models

from cases.models import (
    Addendum,
    Answer,
    Case,
    Effort,
    Evidence,
    IncidentReport,
    Involved,
    Known,
    Letter,
    Matter,
    MatterAnswer,
    ReportCategory,
    Representative,
    Warning,
    Weighed,
)
from conduct import guards
from conduct.lifecycle import Lifecycle, LockedQuerySet
from conduct.models import Role, User


class Precondition(models.TextChoices):
    """The three answers to each of the policy's two preconditions."""

    YES = "yes", "Yes"
    NOT_YET = "not_yet", "Not yet"
    NO_MATTER = "no_matter", "No underlying matter"


class Outcome(models.TextChoices):
    NO_ACTION = "no_action", "Close with no restriction"
    WARNING = "warning", "Warn only"
    RESTRICT = "restrict", "Apply a restriction"


FILE = (
    models.Prefetch("case__reports__addenda", Addendum.objects.select_related("by").order_by("at", "pk")),
    models.Prefetch("case__reports__categories", ReportCategory.objects.select_related("category").order_by("pk")),
    models.Prefetch("case__reports__evidence", Evidence.objects.select_related("file").order_by("pk")),
    models.Prefetch("case__matters", Matter.objects.order_by("pk")),
    models.Prefetch(
        "case__matters__answers", MatterAnswer.objects.select_related("file").order_by("answered_on", "pk")
    ),
    models.Prefetch("case__efforts", Effort.objects.select_related("file").order_by("-made_on", "pk")),
    models.Prefetch("case__warnings", Warning.objects.order_by("issued_at")),
    models.Prefetch("case__answers", Answer.objects.order_by("received_at")),
)
LINKS = ("report_links", "matter_links", "effort_links", "department_links", "draft_measures")


def reports():
    """The reports of a case, each with its triage, whether somebody who stands by it saw it or was affected, and

    whether it is undone: a breach of what was set aside since.
    """
    there = Involved.objects.filter(report=models.OuterRef("pk"), ended_at__isnull=True)
    seen = models.Exists(there.exclude(part=Involved.Part.COMPLAINED_OF))
    breaches = apps.get_model("restrictions.Breach").objects.reopened()
    undone = models.Exists(breaches.filter(report=models.OuterRef("pk")))
    found = IncidentReport.objects.select_related("reporter", "triage").annotate(was_seen=seen, is_undone=undone)
    return models.Prefetch("case__reports", found.order_by("-occurred_at", "pk"))


def signatures():
    """The first signatures of a review, with who signed."""
    return models.Prefetch("proposals", apps.get_model("restrictions.Proposal").objects.select_related("by"))


class ReviewQuerySet(LockedQuerySet):
    def open(self):
        return self.filter(status__in=[Review.Status.OPEN, Review.Status.ASKED, Review.Status.PROPOSED])

    def to_decide(self):
        """Reviews that wait for a director, and not for information."""
        return self.filter(status__in=[Review.Status.OPEN, Review.Status.PROPOSED])

    def asked_about(self, cases):
        """Reviews of these cases in which a director's question is open."""
        return self.filter(status=Review.Status.ASKED, case__in=cases)

    def decided(self):
        return self.filter(status=Review.Status.DECIDED)

    def visible_to(self, user):
        """Reviews are read by those who judge or audit."""
        if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        return self.filter(case__appeals__officer=user).distinct()

    def written_by(self, user):
        """Reviews are written by directors; whether this one may is the policy's question."""
        return self if user.access.holds(Role.DIRECTOR) else self.none()

    def latest_of_case(self):
        """Of each case the review that was referred last."""
        return self.filter(
            ~models.Exists(Review.objects.filter(case=models.OuterRef("case"), pk__gt=models.OuterRef("pk")))
        )

    def with_case(self):
        return self.select_related("case__customer", "case__department", "director")

    def with_file(self):
        """Reviews with everything that is weighed, in a number of queries that does not grow with it."""
        related = (
            "case__customer__merged_into",
            "case__department",
            "director",
            "referred_by",
            "event",
            "notice_letter",
        )
        named = ("representative__person", "significant_report__triage", "liaison", "deputy")
        return self.select_related(*related, *named).prefetch_related(reports(), *FILE, *LINKS, signatures())


class Review(Lifecycle):
    """A director's review of one case, saved as it goes, decided once."""

    class Status(models.TextChoices):
        OPEN = "open", "In review"
        ASKED = "asked", "More information asked"
        PROPOSED = "proposed", "Waiting for a second approval"
        DECIDED = "decided", "Decided"

    MOVES = {
        Status.OPEN: {Status.ASKED, Status.PROPOSED, Status.DECIDED},
        Status.ASKED: {Status.OPEN},
        Status.PROPOSED: {Status.OPEN, Status.DECIDED},
    }

    class Basis(models.TextChoices):
        PATTERN = "pattern", "A repeated pattern of unacceptable conduct"
        SIGNIFICANT = "significant", "A single significant incident"

    class Scope(models.TextChoices):
        NAMED = "named", "The named person only"
        ORGANIZATION = "organization", "The whole organization"
        BOTH = "both", "The named person and the organization"

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    referred_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    referred_at = models.DateTimeField()
    referral = models.TextField("why it is referred", max_length=2000)
    due_on = models.DateField()
    director = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="reviews")
    question = models.TextField("what is still needed", max_length=1000, blank=True)

    # Facts and the customer's side
    facts_found = models.TextField(max_length=4000, blank=True)
    notice_letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    answer_by = models.DateField(null=True, blank=True)
    urgent_reason = models.CharField("why they could not answer first", max_length=500, blank=True)
    customer_side = models.TextField(max_length=2000, blank=True)

    # The two preconditions
    handled_properly = models.CharField(max_length=10, choices=Precondition, blank=True)
    handled_properly_how = models.TextField("how do you know?", max_length=2000, blank=True)
    every_effort = models.CharField(max_length=10, choices=Precondition, blank=True)
    every_effort_how = models.TextField("how do you know?", max_length=2000, blank=True)
    own_failure = models.CharField(max_length=12, choices=Weighed, blank=True)
    own_failure_remedy = models.TextField(max_length=1000, blank=True)

    # The basis
    basis = models.CharField(max_length=12, choices=Basis, blank=True)
    below_count_reasons = models.CharField("why two reports are a pattern", max_length=500, blank=True)
    significant_report = models.ForeignKey(IncidentReport, models.PROTECT, null=True, blank=True, related_name="+")
    significant_why = models.TextField(max_length=1000, blank=True)
    impact = models.TextField("disproportionate and unreasonable impact", max_length=2000, blank=True)
    no_cause_explanation = models.CharField(max_length=500, blank=True)
    frivolous = models.CharField(max_length=12, choices=Weighed, blank=True)
    frivolous_ground = models.CharField(
        max_length=12,
        blank=True,
        choices=[
            ("no_cause", "(a) without reasonable or probable cause"),
            ("no_merit", "(b) without merit or substance"),
            ("trivial", "(c) trivial"),
        ],
    )
    frivolous_fact = models.CharField("which fact shows it", max_length=500, blank=True)
    vexatious = models.CharField(max_length=12, choices=Weighed, blank=True)
    vexatious_ground = models.CharField(
        max_length=12,
        blank=True,
        choices=[
            ("malicious", "(a) malicious"),
            ("embarrass", "(b) intended to embarrass or harass the recipient"),
            ("nuisance", "(c) intended to be a nuisance"),
        ],
    )

    # Fairness
    legitimate_speech = models.CharField(
        "only criticism, a review or a lawful complaint?", max_length=12, choices=Weighed, blank=True
    )
    facts_put = models.CharField("every fact used was put to the customer", max_length=12, choices=Weighed, blank=True)
    circumstances = models.CharField(
        "disability, illness, language or crisis contributed", max_length=12, choices=Weighed, blank=True
    )
    accommodation = models.TextField("what was offered and answered", max_length=1000, blank=True)
    threat_evidence = models.TextField("individual, current, objective evidence", max_length=1000, blank=True)
    threat_weight = models.TextField("nature, duration, severity, probability", max_length=1000, blank=True)
    threat_accommodation = models.TextField("can an accommodation remove the risk", max_length=1000, blank=True)
    protected_trait = models.CharField(
        "a protected trait is mentioned or relevant", max_length=12, choices=Weighed, blank=True
    )
    retaliation = models.CharField(
        "complained of discrimination, asked for accommodation or took part in a fair-housing matter within 12 months",
        max_length=12,
        choices=Weighed,
        blank=True,
    )
    retaliation_reason = models.TextField("the reason that is not retaliation", max_length=1000, blank=True)
    is_minor = models.CharField(max_length=10, choices=Known, blank=True)
    consequences = models.TextField("what they would lose, and can it be softer", max_length=1000, blank=True)

    # What to do
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    lesser_measures = models.TextField("lesser measures and why they are not enough", max_length=2000, blank=True)
    reasons = models.TextField("reasons, in words that go into the letter", max_length=4000, blank=True)
    scope = models.CharField(max_length=12, choices=Scope, default=Scope.NAMED)
    representative = models.ForeignKey(Representative, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField("start, if later than receipt", null=True, blank=True)
    review_on = models.DateField("review earlier than computed", null=True, blank=True)
    stays_open = models.TextField("what stays open", max_length=1000, blank=True)
    emergency_route = models.CharField(max_length=300, blank=True)
    liaison = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reply_days = models.PositiveSmallIntegerField("answers within, in business days", null=True, blank=True)
    no_department_reason = models.CharField("why no department needs to know", max_length=300, blank=True)
    legal_sign_off = models.CharField("legal and broker sign-off (ending the service)", max_length=300, blank=True)
    hand_over_plan = models.TextField(max_length=1000, blank=True)
    no_comparison_reason = models.CharField("why this differs from comparable decisions", max_length=500, blank=True)
    send_by_email = models.BooleanField(default=False)
    send_by_post = models.BooleanField(default=True)
    address_confirmed = models.BooleanField("name and mailing address confirmed", default=False)
    internal_note = models.TextField(max_length=2000, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(status__in=["open", "asked", "proposed"]),
                name="one_open_review",
                violation_error_message="A review of this case is already open.",
            )
        ]
        indexes = [models.Index(fields=["status", "due_on", "id"], name="review_by_status")]

    guards = [
        guards.Moves("review_moves", "The process has no such step for a review.", None, "status", MOVES),
        guards.Frozen("review_keeps_its_case", "A review stays with its case.", None, only=("case",)),
        guards.Frozen(
            "review_frozen",
            "A decided review stays as it was when it was decided.",
            None,
            when=models.Q(status="decided"),
        ),
    ]

    def __str__(self):
        return f"Review of {self.case}"

    @property
    def is_decided(self):
        return self.status == self.Status.DECIDED
