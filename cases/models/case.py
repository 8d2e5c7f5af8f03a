"""The case: the file that holds reports, the underlying matter, the efforts, warnings and notes about one customer."""

from datetime import timedelta

from django.db import models

from cases.models.customers import ContactPoint
from conduct import guards, text
from conduct.lifecycle import Lifecycle, LockedQuerySet
from conduct.models import Department, Journal, Role, User
from conduct.recording import Recorded

DUE_WITHIN = {"week": 7, "month": 30}
LONGEST_SEARCH = 300  # folding can lengthen a title


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
        return (
            open_ones.filter(due_on__lt=today)
            if when == "overdue"
            else open_ones.filter(due_on__range=(today, today + timedelta(days=DUE_WITHIN[when])))
        )

    def figures_of(self, cases):
        """What the list says beside each of these cases, by id, in one query however many there are."""
        return {one.pk: one for one in self.filter(pk__in=[case.pk for case in cases]).with_figures()}

    def with_reach(self):
        """Adds the first phone and the first e-mail in use of the customer."""
        points = ContactPoint.objects.filter(customer=models.OuterRef("customer"), ended_at__isnull=True).order_by("pk")
        kinds = {"first_phone": ContactPoint.Kind.PHONE, "first_email": ContactPoint.Kind.EMAIL}
        return self.annotate(
            **{name: models.Subquery(points.filter(kind=kind).values("value")[:1]) for name, kind in kinds.items()}
        )

    def with_figures(self):
        """Adds what a list says beside a case: its reports, when its last term ends, its open review and appeal."""
        return self.annotate(
            report_count=models.Count("reports", filter=~models.Q(reports__status="void"), distinct=True),
            last_end=models.Max("restrictions__terms__ends_on"),
            review_asked=models.Max("reviews__status", filter=models.Q(reviews__status="asked")),
            review_by=models.Max("reviews__director__full_name", filter=~models.Q(reviews__status="decided")),
            appeal_due=models.Min(
                "appeals__decide_by", filter=models.Q(appeals__status__in=["received", "under_review"])
            ),
        )

    def open(self):
        return self.exclude(status=Case.Status.CLOSED)

    def to_work_on(self):
        """Cases whose next step is with whoever has them: not with a director, not decided, not closed."""
        return self.filter(status__in=[Case.Status.OPEN, Case.Status.INFORMAL, Case.Status.WARNED])

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
        Status.INFORMAL: {Status.WARNED, Status.REVIEW, Status.CLOSED},
        Status.WARNED: {Status.REVIEW, Status.CLOSED, Status.INFORMAL},
        Status.REVIEW: {Status.OPEN, Status.DECIDED, Status.CLOSED},
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
    keep_until = models.DateField(null=True, blank=True, help_text="Set when it is closed (process 2.13).")
    search = models.CharField(max_length=LONGEST_SEARCH, editable=False, help_text="Reference and title, folded.")

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
            models.Index(fields=["status", "due_on", "id"], name="case_by_status"),
            models.Index(fields=["department", "due_on", "id"], name="case_by_department"),
            models.Index(
                fields=["assigned_to", "due_on"], condition=~models.Q(status="closed"), name="case_by_assignee"
            ),
        ]

    guards = [
        guards.Moves("case_moves", "The process has no such step for a case.", None, "status", MOVES),
        guards.Frozen(
            "case_identity_frozen",
            "A case keeps its customer and its reference.",
            None,
            only=("id", "reference", "customer", "opened_by", "opened_at"),
        ),
    ]

    def __str__(self):
        return self.reference

    def save(self, **kwargs):
        """Saved inside an act like every recorded row; what the list searches follows the title."""
        self.search = text.fold(f"{self.reference} {self.title}")[:LONGEST_SEARCH]
        super().save(**kwargs)

    @property
    def is_due(self):
        """Whether its due day still says something: a decided or closed case waits for nothing."""
        return self.status not in (self.Status.DECIDED, self.Status.CLOSED)

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
        """Health and accommodation: for those who judge and audit, whoever has the case, and who hears its appeal."""
        if user.access.holds(Role.DIRECTOR, Role.AUDITOR):
            return self
        return self.filter(models.Q(case__assigned_to=user) | models.Q(case__appeals__officer=user)).distinct()


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
