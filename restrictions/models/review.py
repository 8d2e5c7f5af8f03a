"""The director's review: what is being weighed, on what evidence, before anything is decided."""

from django.db import models

from cases.models import Case, Effort, IncidentReport, Known, Letter, Matter, Weighed
from conduct import guards
from conduct.lifecycle import Lifecycle, LockedQuerySet
from conduct.models import Department, Role, User
from conduct.recording import Recorded


class Precondition(models.TextChoices):
    """The three answers to each of the policy's two preconditions."""

    YES = "yes", "Yes"
    NOT_YET = "not_yet", "Not yet"
    NO_MATTER = "no_matter", "No underlying matter"


class Outcome(models.TextChoices):
    NO_ACTION = "no_action", "Close with no restriction"
    WARNING = "warning", "Warn only"
    RESTRICT = "restrict", "Apply a restriction"


class ReviewQuerySet(LockedQuerySet):
    def open(self):
        return self.filter(status__in=[Review.Status.OPEN, Review.Status.ASKED, Review.Status.PROPOSED])

    def visible_to(self, user):
        """Reviews are read by those who judge or audit."""
        if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        return self.filter(case__appeals__officer=user).distinct()

    def with_case(self):
        return self.select_related("case__customer", "case__department", "director")


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
    legitimate_speech = models.CharField("only criticism, a review or a lawful complaint?", max_length=12, choices=Weighed, blank=True)
    facts_put = models.CharField("every fact used was put to the customer", max_length=12, choices=Weighed, blank=True)
    circumstances = models.CharField("disability, illness, language or crisis contributed", max_length=12, choices=Weighed, blank=True)
    accommodation = models.TextField("what was offered and answered", max_length=1000, blank=True)
    threat_evidence = models.TextField("individual, current, objective evidence", max_length=1000, blank=True)
    threat_weight = models.TextField("nature, duration, severity, probability", max_length=1000, blank=True)
    threat_accommodation = models.TextField("can an accommodation remove the risk", max_length=1000, blank=True)
    protected_trait = models.CharField("a protected trait is mentioned or relevant", max_length=12, choices=Weighed, blank=True)
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
        indexes = [models.Index(fields=["due_on", "id"], condition=~models.Q(status="decided"), name="review_open_by_due")]

    guards = [guards.Moves("review_moves", "The process has no such step for a review.", None, "status", MOVES)]

    def __str__(self):
        return f"Review of {self.case}"

    @property
    def is_decided(self):
        return self.status == self.Status.DECIDED


class ReviewMatter(Recorded):
    """A matter the director relies on for 'dealt with properly'."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="matter_links")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "matter"], name="review_matter_once")]

    def __str__(self):
        return str(self.matter)


class ReviewEffort(Recorded):
    """An effort the director relies on for 'every effort'."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="effort_links")
    effort = models.ForeignKey(Effort, models.PROTECT, related_name="+")
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "effort"], name="review_effort_once")]

    def __str__(self):
        return str(self.effort)


class ReviewReport(Recorded):
    """A report the director weighed: accepted or not, and whether it counts for the pattern."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="report_links")
    report = models.ForeignKey(IncidentReport, models.PROTECT, related_name="+")
    is_accepted = models.BooleanField(default=False)
    counts = models.BooleanField("unacceptable on its own facts or in accumulation", default=False)
    on_what_evidence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "report"], name="review_report_once"),
            models.CheckConstraint(
                condition=models.Q(counts=False) | models.Q(is_accepted=True), name="only_accepted_reports_count"
            ),
        ]

    def __str__(self):
        return str(self.report)


class ReviewDepartment(Recorded):
    """A department, vendor or security service that is told if the review ends in a restriction."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="department_links")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    is_told = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "department"], name="review_department_once")]

    def __str__(self):
        return str(self.department)


class DraftMeasure(Recorded):
    """A measure the review would apply, with its own end; it gets its RS number with the decision."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="draft_measures")
    measure = models.CharField(max_length=4, help_text="R01 to R17")
    subject = models.CharField(max_length=200, blank=True, help_text="The matter, premises, event or channel it is about.")
    parameters = models.TextField(default="{}")
    ends_on = models.DateField()
    why = models.TextField("why this, and nothing less", max_length=1000)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "measure", "subject"],
                condition=models.Q(dropped_at__isnull=True),
                name="draft_measure_once",
                violation_error_message="This measure is already in the review.",
            )
        ]

    def __str__(self):
        return self.measure


class Proposal(Recorded):
    """A first signature where two are needed: it carries the digest of what was shown."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="proposals")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    shown = models.TextField(help_text="What the digest covers, so that a difference can be named.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    guards = [
        guards.Frozen(
            "proposal_frozen", "A signature is withdrawn, never changed.", None,
            except_fields=("withdrawn_at", "withdrawn_why", "revision", "event"),
        )
    ]

    def __str__(self):
        return f"Proposal for {self.review}"
