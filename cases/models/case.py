"""The case: the file that holds reports, the underlying matter, the efforts, warnings and notes about one customer."""

from datetime import timedelta

from django.db import models

from conduct import guards, text
from conduct.lifecycle import Lifecycle, LockedQuerySet
from conduct.models import Department, Journal, Role, ServiceStandard, StoredFile, User
from conduct.recording import Recorded


DUE_WITHIN = {"week": 7, "month": 30}


class CaseQuerySet(LockedQuerySet):
    def visible_to(self, user):
        """Cases this person may open: their own work and department, all for those who judge or audit."""
        access = user.access
        if access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        department = models.Q(department__in=access.departments(Role.SUPERVISOR))
        appealed = models.Q(pk__in=Case.objects.filter(appeals__officer=user).values("pk"))
        handled = models.Q(pk__in=Case.objects.filter(matters__handler=user).values("pk"))
        return self.filter(department | appealed | handled | models.Q(assigned_to=user))

    def worked_on_by(self, user):
        """Cases this person may act on; who only reads finds none."""
        access = user.access
        if access.holds(Role.DIRECTOR):
            return self
        department = models.Q(department__in=access.departments(Role.SUPERVISOR))
        handled = models.Q(pk__in=Case.objects.filter(matters__handler=user).values("pk"))
        return self.filter(department | handled | models.Q(assigned_to=user))

    def served_by(self, user):
        """Cases whose letters this person sends: those they work on, and those whose appeal they hear."""
        appealed = models.Q(pk__in=Case.objects.filter(appeals__officer=user).values("pk"))
        return self.filter(models.Q(pk__in=Case.objects.worked_on_by(user).values("pk")) | appealed)

    def of_group(self, customer):
        """Cases of the customer or anybody merged with them."""
        return self.filter(customer__in=type(customer).objects.group_of(customer))

    def search(self, typed):
        """Cases whose reference, title or customer contain every word typed."""
        found = self
        for word in text.fold(typed).split()[:8]:
            found = found.filter(models.Q(search__contains=word) | models.Q(customer__search__contains=word))
        return found

    def narrowed(self, filters, *, user, today, calendar):
        """Cases that fit the filters of the list: q, status, assigned, due, department, since and until."""
        found = self.search(filters.get("q") or "").of_status(filters.get("status"))
        found = found.assigned(filters.get("assigned"), user).due(filters.get("due"), today)
        if filters.get("department"):
            found = found.filter(department=filters["department"])
        if filters.get("since"):
            found = found.filter(opened_at__gte=calendar.first_moment(filters["since"]))
        if filters.get("until"):
            found = found.filter(opened_at__lte=calendar.last_moment(filters["until"]))
        return found

    def of_status(self, status):
        """Cases in one status, in any, or (for nothing) in every status but closed."""
        if not status:
            return self.open()
        return self if status == "any" else self.filter(status=status)

    def assigned(self, to, user):
        if to == "nobody":
            return self.filter(assigned_to__isnull=True)
        return self.filter(assigned_to=user.pk if to == "me" else to) if to else self

    def due(self, when, today):
        if not when:
            return self
        open_ones = self.open()
        return open_ones.filter(due_on__lt=today) if when == "overdue" else open_ones.filter(
            due_on__range=(today, today + timedelta(days=DUE_WITHIN[when]))
        )

    def figures_of(self, cases):
        """What the list says beside each of these cases, by id, in one query however many there are."""
        return {one.pk: one for one in self.filter(pk__in=[case.pk for case in cases]).with_figures()}

    def with_figures(self):
        """Adds what a list says beside a case: its reports, when its last term ends, its open review and appeal."""
        return self.annotate(
            report_count=models.Count("reports", filter=~models.Q(reports__status="void"), distinct=True),
            last_end=models.Max("restrictions__terms__ends_on"),
            review_asked=models.Max("reviews__status", filter=models.Q(reviews__status="asked")),
            review_by=models.Max("reviews__director__full_name", filter=~models.Q(reviews__status="decided")),
            appeal_due=models.Min("appeals__decide_by", filter=models.Q(appeals__status__in=["received", "under_review"])),
        )

    def open(self):
        return self.exclude(status=Case.Status.CLOSED)

    def under_review(self):
        return self.filter(status=Case.Status.REVIEW)

    def with_customer(self):
        return self.select_related("customer", "department", "assigned_to")


class Case(Journal, Lifecycle):
    """The file about one customer's conduct. Its row is the lock for everything inside it."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        INFORMAL = "informal", "Being resolved informally"
        WARNED = "warned", "Warned"
        REVIEW = "review", "With a director"
        DECIDED = "decided", "Restriction decided"
        CLOSED = "closed", "Closed"

    MOVES = {
        Status.OPEN: {Status.INFORMAL, Status.WARNED, Status.REVIEW, Status.CLOSED},
        Status.INFORMAL: {Status.OPEN, Status.WARNED, Status.REVIEW, Status.CLOSED},
        Status.WARNED: {Status.REVIEW, Status.CLOSED, Status.INFORMAL},
        Status.REVIEW: {Status.OPEN, Status.WARNED, Status.DECIDED, Status.CLOSED},
        Status.DECIDED: {Status.REVIEW, Status.CLOSED},
        Status.CLOSED: {Status.OPEN},
    }

    reference = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    title = models.CharField(max_length=120)
    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="cases")
    department = models.ForeignKey(Department, models.PROTECT, related_name="cases")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    assigned_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="assigned_cases")
    due_on = models.DateField(help_text="The next thing to be done on it.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(max_length=500, blank=True)
    legal_hold_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    legal_hold_why = models.CharField(max_length=300, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    search = models.CharField(max_length=300, editable=False, help_text="Reference and title, folded.")

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="closed", closed_at__isnull=False)
                | (~models.Q(status="closed") & models.Q(closed_at__isnull=True)),
                name="case_closed_at",
            )
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["customer", "-opened_at"], name="case_by_customer"),
            models.Index(fields=["due_on", "id"], condition=~models.Q(status="closed"), name="case_open_by_due"),
            models.Index(fields=["assigned_to", "due_on"], condition=~models.Q(status="closed"), name="case_by_assignee"),
        ]

    guards = [
        guards.Moves("case_moves", "The process has no such step for a case.", None, "status", MOVES),
        guards.Frozen(
            "case_identity_frozen",
            "A case keeps its customer and its reference.",
            None,
            except_fields=(
                "status", "title", "department", "assigned_to", "due_on", "closed_at", "closed_why", "legal_hold_by",
                "legal_hold_why", "keep_until", "search", "sequence", "digest", "revision", "event",
            ),
        ),
    ]

    def __str__(self):
        return self.reference

    def save(self, **kwargs):
        """Saved inside an act like every recorded row; what the list searches follows the title."""
        self.search = text.fold(f"{self.reference} {self.title}")
        super().save(**kwargs)

    @property
    def is_closed(self):
        return self.status == self.Status.CLOSED

    @property
    def is_held(self):
        return self.legal_hold_by_id is not None


class CaseNote(Recorded):
    """A note in the file; never in a letter."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=4000)

    guards = [guards.Frozen("case_note_frozen", "A note stays as it was written.", None)]

    def __str__(self):
        return f"Note on {self.case}"


class RestrictedNoteQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Notes about health or accommodation: for directors and whoever the case is assigned to."""
        return self if user.access.holds(Role.DIRECTOR) else self.filter(case__assigned_to=user)


class RestrictedNote(Recorded):
    """Health, disability or accommodation: kept apart, shown only to those who judge the case."""

    class About(models.TextChoices):
        HEALTH = "health", "Health or disability"
        ACCOMMODATION = "accommodation", "Accommodation asked for or offered"

    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="restricted_notes")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="restricted_notes")
    about = models.CharField(max_length=20, choices=About)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=2000)

    objects = RestrictedNoteQuerySet.as_manager()

    guards = [guards.Frozen("restricted_note_frozen", "A note stays as it was written.", None)]

    def __str__(self):
        return f"{self.get_about_display()}, {self.case or self.customer}"


class MatterQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on__isnull=True)

    def of_group(self, customer):
        """Matters of the customer or anybody merged with them."""
        return self.filter(customer__in=type(customer).objects.group_of(customer))

    def newest_first(self):
        return self.order_by("-asked_on", "-pk")

    def of_case(self, case):
        """The matters of a case, the newest first, with everything their page shows."""
        found = self.filter(case=case).select_related("handler", "standard", "customer", "case").newest_first()
        return found.prefetch_related("answers__by", "answers__file", "complained_of__user")


class Matter(Recorded):
    """The underlying complaint or request: evidence for 'dealt with properly and in line with the procedures'."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", "Complaint"
        REQUEST = "request", "Request for information or service"

    case = models.ForeignKey(Case, models.PROTECT, related_name="matters")
    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120)
    own_reference = models.CharField("their reference", max_length=60, blank=True)
    asked = models.TextField("what was asked", max_length=2000)
    asked_on = models.DateField()
    procedure = models.CharField(max_length=200, help_text="Which procedure or guideline applied.")
    standard = models.ForeignKey(ServiceStandard, models.PROTECT, null=True, blank=True, related_name="+")
    standard_met = models.CharField(max_length=12, blank=True, choices=[("yes", "Yes"), ("no", "No"), ("cannot_tell", "Cannot tell")])
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="handled_matters")
    handler_name = models.CharField(max_length=120, blank=True, help_text="When the handler has no account.")
    closed_on = models.DateField(null=True, blank=True)
    our_mistake = models.TextField(max_length=1000, blank=True)
    remedy = models.TextField(max_length=1000, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("asked_on")),
                name="matter_closed_after_it_was_asked",
                violation_error_message="It cannot be closed before it was asked.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.own_reference}: {self.title}".replace(" :", ":")

    @property
    def is_open(self):
        return self.closed_on is None


class MatterAnswer(Recorded):
    """One answer the customer got about the matter."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="answers")
    answered_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.TextField(max_length=2000)
    answers_every_point = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    guards = [guards.Frozen("matter_answer_frozen", "An answer stays as it was recorded.", None)]

    def __str__(self):
        return f"Answered {self.answered_on}"


class ComplainedOf(Recorded):
    """Staff whose conduct the underlying complaint is about. They never decide the case."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="complained_of")
    user = models.ForeignKey(User, models.PROTECT, related_name="complained_of_in")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "user"], name="complained_of_once")]

    def __str__(self):
        return str(self.user)


class EffortQuerySet(models.QuerySet):
    def of_case(self, case):
        """The efforts of a case, the newest first."""
        return self.filter(case=case).select_related("matter", "file", "by").order_by("-made_on", "-pk")


class Effort(Recorded):
    """One attempt to satisfy the request or resolve the complaint. The ledger is the evidence of 'every effort'."""

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", "Explained"
        APOLOGY = "apology", "Apologized"
        MEETING = "meeting", "Offered a meeting"
        OTHER_STAFF = "other_staff", "Offered another member of staff"
        SUPERVISOR = "supervisor", "Supervisor contact"
        ALTERNATIVE = "alternative", "Offered an alternative"
        ADVOCATE = "advocate", "Offered an advocate or support"
        AGREEMENT = "agreement", "Written agreement"
        ASKED_TO_CHANGE = "asked_to_change", "Asked to change the conduct"
        BARRIER = "barrier", "Removed a barrier"
        OTHER = "other", "Something else"

    case = models.ForeignKey(Case, models.PROTECT, related_name="efforts")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="efforts")
    made_on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    made_by = models.CharField(max_length=120, help_text="Who made the effort.")
    offered = models.CharField("what was offered", max_length=500)
    came_back = models.CharField("what came back", max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EffortQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(offered=""), name="effort_says_what_was_offered")]
        indexes = [models.Index(fields=["case", "-made_on"], name="effort_by_case")]

    guards = [guards.Frozen("effort_frozen", "An effort stays as it was recorded; add another.", None, except_fields=("came_back", "revision", "event"))]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.made_on}"
