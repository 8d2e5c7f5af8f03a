"""Incident reports: what was reported, by whom, about whom, and what triage made of it."""

from django.apps import apps
from django.db import models

from cases.catalog import VIOLENT, VIOLENT_FROM
from cases.models.categories import ConductCategory
from conduct import guards
from conduct.lifecycle import Lifecycle, LockedQuerySet
from conduct.models import Department, Journal, Role, ServiceStandard, User
from conduct.recording import Recorded


class Known(models.TextChoices):
    """An answer for which not knowing is fine."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "I do not know"


class Weighed(models.TextChoices):
    """An answer to a test of the policy; 'cannot tell' blocks what depends on it."""

    YES = "yes", "Yes"
    NO = "no", "No"
    CANNOT_TELL = "cannot_tell", "Cannot tell"


class IncidentReportQuerySet(LockedQuerySet):
    def visible_to(self, user):
        """Reports this person may open: their own, their department's, all for those who judge or audit."""
        access = user.access
        if access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        own = models.Q(reporter=user)
        department = models.Q(department__in=access.departments(Role.SUPERVISOR))
        asked = models.Q(department_questions__department__in=access.departments(Role.SUPERVISOR))
        case = models.Q(case__in=user.assigned_cases.values("pk"))
        found = self.filter(own | department | asked | case)
        return self.filter(pk__in=found.values("pk"))

    def triaged_by(self, user):
        """Reports this person reads for triage: their department's, or all for directors and those who audit."""
        if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        return self.filter(department__in=user.access.departments(Role.SUPERVISOR))

    def worked_on_by(self, user):
        """Reports this person may act on: supervisors of the department and directors, nobody who only reads."""
        if user.access.holds(Role.DIRECTOR):
            return self
        return self.filter(department__in=user.access.departments(Role.SUPERVISOR))

    def in_department(self, department):
        return self.filter(department=department) if department else self

    def followable(self):
        """Reports that triage ended without a case, and that can still join one."""
        return self.filter(status__in=[IncidentReport.Status.INFORMAL, IncidentReport.Status.NO_ACTION])

    def resolved_informally(self):
        return self.filter(status=IncidentReport.Status.INFORMAL)

    def with_people(self):
        return self.select_related("reporter", "department", "customer", "case").with_question()

    def with_question(self):
        """Adds whether triage asked who reported, and whether the answer is there."""
        asked = apps.get_model("cases.ReporterQuestion").objects.filter(report=models.OuterRef("pk"))
        is_open, is_answered = asked.filter(answer__isnull=True), asked.filter(answer__isnull=False)
        return self.annotate(is_asked=models.Exists(is_open), is_answered=models.Exists(is_answered))

    def awaiting_triage(self):
        return self.filter(status=IncidentReport.Status.SENT)

    def last_channel_of(self, user):
        """How the last thing they reported happened: where the next report starts."""
        return self.filter(reporter=user).order_by("-sent_at").values_list("channel", flat=True).first() or ""

    def as_read(self):
        """With everything the report's own page shows."""
        related = self.select_related("department", "case", "reporter", "customer", "sibling_of", "duplicate_of")
        return related.with_question().prefetch_related(
            "involved__user", "addenda__by", "voidings__asked_by", "siblings"
        )

    def of_reporter(self, user):
        return self.filter(reporter=user).select_related("department", "case").with_question()

    def first_sent_on(self, calendar):
        """The local day the oldest report was sent, or None."""
        first = self.order_by("sent_at", "pk").values_list("sent_at", flat=True).first()
        return calendar.local_date(first) if first else None

    def counting(self):
        """Reports that still stand: not void."""
        return self.exclude(status=IncidentReport.Status.VOID)

    def violent(self):
        """Reports that stand, found serious or critical, of violence, threats or weapons: the log's (process 2.3)."""
        serious = Triage.objects.filter(severity__gte=VIOLENT_FROM).values("report")
        violent = ReportCategory.objects.filter(category__code__in=VIOLENT).values("report")
        standing = self.exclude(status__in=[IncidentReport.Status.VOID, IncidentReport.Status.DUPLICATE])
        return standing.filter(pk__in=serious).filter(pk__in=violent)

    def of_group(self, customer):
        """Reports about the customer or anybody merged with them."""
        return self.filter(customer__in=type(customer).objects.group_of(customer))


class IncidentReport(Journal, Lifecycle):
    """What one member of staff reported about one customer. It stays as it was sent."""

    class Status(models.TextChoices):
        SENT = "sent", "Sent"
        NO_ACTION = "no_action", "Closed, no action"
        INFORMAL = "informal", "Being resolved informally"
        LINKED = "linked", "Part of a case"
        DUPLICATE = "duplicate", "Duplicate"
        VOID = "void", "Void"

    MOVES = {
        Status.SENT: {Status.NO_ACTION, Status.INFORMAL, Status.LINKED, Status.DUPLICATE, Status.VOID},
        Status.INFORMAL: {Status.NO_ACTION, Status.LINKED, Status.VOID},
        Status.NO_ACTION: {Status.LINKED, Status.VOID},
        Status.LINKED: {Status.VOID},
    }

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "Phone"
        VOICEMAIL = "voicemail", "Voicemail"
        TEXT = "text", "Text message"
        EMAIL = "email", "Email"
        LETTER = "letter", "Letter"
        ONLINE = "online", "Online or social media"
        LISTING = "listing", "Listing or open house"
        EVENT = "event", "Event"
        VENDOR_SITE = "vendor_site", "Vendor site"
        OTHER = "other", "Another way"

    is_asked = is_answered = False  # of `with_question`

    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.SENT)
    reporter = models.ForeignKey(User, models.PROTECT, related_name="incident_reports")
    department = models.ForeignKey(Department, models.PROTECT, related_name="incident_reports")
    on_behalf_of = models.CharField(max_length=160, blank=True, help_text="A vendor or sub-contractor who was there.")
    help_needed = models.BooleanField()
    narrative = models.TextField(max_length=4000)
    sent_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    occurred_about = models.BooleanField(default=False)
    late_reason = models.CharField(max_length=500, blank=True)
    channel = models.CharField(max_length=20, choices=Channel)
    place = models.CharField(max_length=200, blank=True)
    property_reference = models.CharField(max_length=60, blank=True)
    customer = models.ForeignKey(
        "cases.Customer", models.PROTECT, null=True, blank=True, related_name="incident_reports"
    )
    customer_as_reported = models.CharField(
        max_length=300, help_text="The name or description in the reporter's words."
    )
    customer_phone = models.CharField(max_length=60, blank=True)
    customer_email = models.CharField(max_length=254, blank=True)
    customer_address = models.CharField(max_length=300, blank=True)
    others_there = models.TextField(max_length=1000, blank=True)
    kinds = models.CharField(
        max_length=200, help_text="The kinds the reporter ticked, by code; empty for 'not sure'.", blank=True
    )
    effect = models.TextField(max_length=1000, blank=True)
    asked_to_stop = models.CharField(max_length=10, choices=Known, default=Known.UNKNOWN)
    asked_to_stop_how = models.CharField(max_length=300, blank=True)
    exact_words = models.TextField(max_length=1000, blank=True)
    trigger = models.CharField(max_length=500, blank=True, help_text="What the customer wanted.")
    staff_response = models.TextField(max_length=1000, blank=True)
    immediate_action = models.CharField(max_length=500, blank=True)
    police_called = models.CharField(max_length=10, choices=Known, default=Known.UNKNOWN)
    police_reference = models.CharField(max_length=80, blank=True)
    injury_or_damage = models.CharField(max_length=500, blank=True)
    known_needs = models.CharField(max_length=500, blank=True)
    support_wanted = models.BooleanField(default=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="reports")
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    sibling_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="siblings")

    objects = IncidentReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(narrative=""), name="report_says_what_happened"),
            models.CheckConstraint(
                condition=models.Q(occurred_at__lte=models.F("sent_at")), name="report_after_the_event"
            ),
            models.CheckConstraint(
                condition=models.Q(status="linked", case__isnull=False) | ~models.Q(status="linked"),
                name="report_linked_to_a_case",
            ),
            models.CheckConstraint(
                condition=models.Q(duplicate_of__isnull=True) | ~models.Q(duplicate_of=models.F("pk")),
                name="report_not_its_own_duplicate",
            ),
        ]
        indexes = [
            models.Index(fields=["-sent_at", "-id"], name="report_newest"),
            models.Index(fields=["reporter", "-sent_at"], name="report_by_reporter"),
            models.Index(fields=["status", "-help_needed", "sent_at", "id"], name="report_to_triage"),
            models.Index(fields=["department", "status", "-help_needed", "sent_at", "id"], name="report_by_department"),
            models.Index(fields=["customer", "-occurred_at"], name="report_by_customer"),
        ]

    guards = [
        guards.Frozen(
            "report_frozen",
            "A report stays as it was sent; add to it instead.",
            None,
            except_fields=(
                "status",
                "department",
                "customer",
                "case",
                "duplicate_of",
                "sequence",
                "digest",
                "revision",
                "event",
            ),
        ),
        guards.Frozen(
            "report_keeps_its_case",
            "A report stays in the case it was linked to.",
            None,
            only=("case",),
            when=models.Q(case__isnull=False),
        ),
        guards.Moves("report_moves", "The process has no such step for a report.", None, "status", MOVES),
    ]

    def __str__(self):
        return self.reference

    @property
    def first_words(self):
        words = self.narrative.split()
        return " ".join(words[:12]) + ("…" if len(words) > 12 else "")

    @property
    def is_void(self):
        return self.status == self.Status.VOID


class ReportCategory(Recorded):
    """A category of the policy found in a report, as triage settled it; one is primary."""

    report = models.ForeignKey(IncidentReport, models.PROTECT, related_name="categories")
    category = models.ForeignKey(ConductCategory, models.PROTECT, related_name="+")
    is_primary = models.BooleanField(default=False)
    rule_broken = models.CharField(
        max_length=200, blank=True, help_text="Which law, rule, permit, policy or by-law (UB4)."
    )

    class Meta:
        verbose_name, verbose_name_plural = "kind of conduct found", "kinds of conduct found"
        constraints = [
            models.UniqueConstraint(fields=["report", "category"], name="report_category_once"),
            models.UniqueConstraint(fields=["report"], condition=models.Q(is_primary=True), name="report_one_primary"),
        ]

    def __str__(self):
        return str(self.category)


class Triage(Recorded):
    """What the supervisor found on reading a report (process section 4, T1 and T2); a record of its own."""

    class Outcome(models.TextChoices):
        NO_ACTION = "no_action", "Close it: difficult, not unacceptable"
        INFORMAL = "informal", "Resolve it informally"
        OPEN_CASE = "open_case", "Open a case"
        JOIN_CASE = "join_case", "Join an open case"
        DUPLICATE = "duplicate", "The same event was already reported"

    class Sign(models.TextChoices):
        """What makes a customer difficult and not more than that (process section 4, T2)."""

        UPSET = "upset", "Upset or forceful, once"
        UNDERSTANDABLE = "understandable", "The distress is understandable"
        UNANSWERED = "unanswered", "A complaint or request we have not answered"
        NEEDS_HELP = "needs_help", "Needs help, a language or another format"
        WITHIN_STANDARDS = "within_standards", "Slow or demanding, but within our standards"
        DIFFERENT_VIEW = "different_view", "Holds a different view, or complains for a good reason"

    report = models.OneToOneField(IncidentReport, models.PROTECT, related_name="triage")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_a_customer = models.CharField(max_length=12, choices=Weighed)
    has_impact = models.CharField(max_length=12, choices=Weighed)
    out_of_proportion = models.CharField(max_length=12, choices=Weighed)
    without_cause = models.CharField(max_length=12, choices=Weighed)
    no_cause_explanation = models.CharField("why it counts although it had a cause", max_length=500, blank=True)
    impact = models.TextField(max_length=1000, blank=True)
    difficult_signs = models.CharField(max_length=300, blank=True)
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    wanted = models.CharField(max_length=500, blank=True)
    standard = models.ForeignKey(ServiceStandard, models.PROTECT, null=True, blank=True, related_name="+")
    standard_met = models.CharField(max_length=12, choices=Weighed, blank=True)
    staff_response = models.TextField(max_length=1000, blank=True)
    needs = models.CharField(max_length=500, blank=True, help_text="Known needs, or 'unknown'.")
    log_what = models.TextField("what happened, without names", max_length=1000, blank=True)
    log_response = models.CharField("what was done, without names", max_length=500, blank=True)
    log_injuries = models.CharField("who was hurt, without names", max_length=500, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    reasons = models.TextField(max_length=2000)
    customer_knew = models.BooleanField("the customer knows of the report", default=False)

    class Meta:
        verbose_name_plural = "triage"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__isnull=True) | models.Q(severity__range=(1, 4)), name="triage_severity"
            ),
            models.CheckConstraint(condition=~models.Q(reasons=""), name="triage_gives_reasons"),
        ]

    guards = [guards.Frozen("triage_frozen", "Triage stays as it was recorded.", None)]

    def __str__(self):
        return f"Triage of {self.report}"

    @property
    def signs(self):
        """The signs of a difficult customer that were ticked, in words."""
        return [self.Sign(sign).label for sign in self.difficult_signs.split()]


class DepartmentQuestionQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(answered_at__isnull=True)

    def answered_by(self, user):
        """Questions to the departments this person supervises."""
        return self.filter(department__in=user.access.departments(Role.SUPERVISOR))

    def with_report(self):
        return self.select_related("report", "department", "asked_by", "answered_by").order_by("asked_at", "pk")


class DepartmentQuestion(Recorded):
    """Triage asks another department whether it sees the same."""

    report = models.ForeignKey(IncidentReport, models.PROTECT, related_name="department_questions")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DepartmentQuestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "department"], name="department_asked_once")]

    guards = [
        guards.Frozen(
            "department_answer_frozen",
            "A department's answer stays as it was given.",
            None,
            when=models.Q(answered_at__isnull=False),
        )
    ]

    def __str__(self):
        return f"{self.department} about {self.report}"
