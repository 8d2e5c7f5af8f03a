"""Who was told: the notices to departments and who read them; and who was named to hear an appeal."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cases.models import Case
from conduct import guards
from conduct.lifecycle import LockedQuerySet
from conduct.models import Department, Membership, Role, User
from conduct.recording import Recorded
from restrictions.models.decision import Decision
from restrictions.models.interim import InterimMeasure
from restrictions.models.restriction import Term


class NoticeQuerySet(LockedQuerySet):
    def visible_to(self, user):
        """Notices to the departments this person belongs to, and those they were told of; all for who judges."""
        if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        told = Telling.objects.filter(user=user).values("notice")
        return self.filter(Q(department__in=user.access.departments(*Role.values)) | Q(pk__in=told))

    def to(self, user):
        """Notices this person is asked to read: those of their own departments."""
        return self.filter(department__in=user.access.departments(*Role.values))

    def unacknowledged_by(self, user):
        done = NoticeReading.objects.filter(notice=OuterRef("pk"), user=user, acknowledged_at__isnull=False)
        return self.filter(~Exists(done))

    def to_read_by(self, user):
        """The last word of each notice this person was told of, or belongs to the department of, until they say so.

        Who was never told of it need not hear that it ended.
        """
        told = Telling.objects.filter(user=user, notice=OuterRef("pk"))
        mine = Q(department__in=user.access.departments(*Role.values)) & ~Q(kind=DepartmentNotice.Kind.END)
        found = self.annotate(told_at=Subquery(told.values("told_at")[:1])).filter(Q(told_at__isnull=False) | mine)
        return found.standing().unacknowledged_by(user)

    def not_stood_down(self):
        """The last word to each department while it is not the end."""
        return self.standing().exclude(kind=DepartmentNotice.Kind.END)

    def left_standing(self, at, on):
        """Notices of decisions of which nothing applies any more, whose departments still have to hear it."""
        live = Term.objects.as_of(at, on).filter(ended_kind__isnull=True, ends_on__gte=on)
        live = live.filter(Q(conditions="") | ~Q(conditions_told="")).exclude(~Q(conditions=""), is_extended=True)
        applies = Exists(live.filter(restriction__decision=OuterRef("decision")))
        return self.not_stood_down().filter(~applies, decision__isnull=False)

    def unfinished(self, on):
        """Standing notices that a member, or somebody who was told that it ended, has still to acknowledge."""
        said = NoticeReading.objects.filter(notice=OuterRef(OuterRef("pk")), acknowledged_at__isnull=False)
        done = Exists(said.filter(user=OuterRef("user")))
        members = Membership.objects.in_force(on).filter(department=OuterRef("department")).filter(~done)
        told = Telling.objects.filter(notice=OuterRef("pk"), user__is_active=True).filter(~done)
        end = Q(kind=DepartmentNotice.Kind.END)
        return self.standing().filter((~end & Exists(members)) | (end & Exists(told)))

    def standing(self):
        """Notices that nothing followed: the last word to each department."""
        return self.filter(followed_by__isnull=True)

    def starts(self):
        """The first word to each department."""
        return self.filter(kind=DepartmentNotice.Kind.START).select_related("department").order_by("pk")

    def with_decision(self):
        return self.select_related("department", "decision__decided_by", "interim", "case__customer")

    def with_restrictions(self):
        return self.with_decision().prefetch_related("decision__restrictions")

    def of_another_case(self):
        return self.exclude(case=Coalesce("decision__case", "interim__case"))


class DepartmentNotice(Recorded):
    """What one department is told of a decision or an interim measure: what to do and until when, never why."""

    class Kind(models.TextChoices):
        START = "start", "Please keep to these terms"
        CHANGE = "change", "The terms changed"
        END = "end", "The restriction ended"

    NOTHING_ELSE = "Nothing else applies to this person."
    OF_INTERIM = {
        Kind.START: "Please keep to this safety measure",
        Kind.CHANGE: "A safety measure goes on",
        Kind.END: "A safety measure ended",
    }

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="notices")
    interim = models.ForeignKey(InterimMeasure, models.PROTECT, null=True, blank=True, related_name="notices")
    department = models.ForeignKey(Department, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    occasion = models.CharField(
        max_length=60, help_text="What it is about: the decision, term or ending, by reference."
    )
    customer_name = models.CharField(max_length=160)
    can = models.TextField(blank=True)
    please_do_not = models.TextField(blank=True)
    whom_to_ask = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField()
    posted_at = models.DateTimeField()
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "kind", "department"], name="one_notice_per_department"),
            models.CheckConstraint(
                condition=Q(kind="start", follows__isnull=True) | Q(kind__in=["change", "end"], follows__isnull=False),
                name="notice_follows_to_those_told",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="notice_dates_in_order"),
            models.CheckConstraint(
                condition=Q(decision__isnull=False, interim__isnull=True)
                | Q(decision__isnull=True, interim__isnull=False),
                name="notice_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["department", "-posted_at"], name="notice_by_department")]

    guards = [
        guards.Frozen("notice_frozen", "A notice stays as it was sent.", None),
        guards.Never(
            "notice_of_its_case",
            "A notice belongs to the case of its decision or measure.",
            lambda: DepartmentNotice.objects.of_another_case(),
        ),
    ]

    def __str__(self):
        return f"{self.department}: {self.label}"

    @property
    def is_all_over(self):
        """Whether the end leaves nothing else that applies to the person."""
        return self.can == self.NOTHING_ELSE

    @property
    def label(self):
        """What the notice is, in words."""
        return self.OF_INTERIM[self.kind] if self.interim_id else self.get_kind_display()


class TellingQuerySet(models.QuerySet):
    def of_chain(self, notice):
        """Who was told of the same decision or measure in the same department so far."""
        about = {"notice__decision": notice.decision_id, "notice__interim": notice.interim_id}
        return self.filter(notice__department=notice.department_id, **about)

    def never_told_before(self):
        """Those told that something ended of which they were never told that it began or changed."""
        same = Q(notice__decision=OuterRef("notice__decision")) | Q(notice__interim=OuterRef("notice__interim"))
        before = Telling.objects.exclude(notice__kind=DepartmentNotice.Kind.END).filter(
            same, notice__department=OuterRef("notice__department")
        )
        somebody, mailbox = Q(user__isnull=False), Q(user__isnull=True)
        never = (somebody & ~Exists(before.filter(user=OuterRef("user")))) | (
            mailbox & ~Exists(before.filter(user__isnull=True))
        )
        return self.filter(never, notice__kind=DepartmentNotice.Kind.END)


class Telling(Recorded):
    """That one person, or the mailbox of a department without accounts, was told of one notice."""

    notice = models.ForeignKey(DepartmentNotice, models.PROTECT, related_name="tellings")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="tellings")
    address = models.EmailField()
    told_at = models.DateTimeField()

    objects = TellingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "user"], name="told_once"),
            models.UniqueConstraint(
                fields=["notice", "address"], condition=Q(user__isnull=True), name="mailbox_told_once"
            ),
        ]

    guards = [
        guards.Frozen("telling_frozen", "Who was told was told.", None),
        guards.Never(
            "stood_down_as_told",
            "Only those who were told of it are told that it ended.",
            lambda: Telling.objects.never_told_before(),
        ),
    ]

    def __str__(self):
        return f"{self.user or self.address} told of {self.notice}"


class NoticeReading(Recorded):
    """One person read one notice, and said so."""

    notice = models.ForeignKey(DepartmentNotice, models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, models.PROTECT, related_name="notice_readings")
    read_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="notice_reading_once")]

    guards = [
        guards.Frozen(
            "notice_reading_frozen",
            "What was read stays read.",
            None,
            except_fields=("acknowledged_at", "revision", "event"),
        ),
        guards.Frozen(
            "notice_acknowledged_once",
            "An acknowledgment stays.",
            None,
            except_fields=("revision", "event"),
            when=Q(acknowledged_at__isnull=False),
        ),
    ]

    def __str__(self):
        return f"{self.user} read {self.notice}"


class Appointment(Recorded):
    """Somebody named to hear the appeals of one case when nobody else qualifies: by an admin and a director."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="appointments")
    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    why = models.CharField(max_length=500)
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="appointed_once"),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True)
                | (~models.Q(agreed_by=models.F("named_by")) & ~models.Q(agreed_by=models.F("user"))),
                name="appointed_by_two",
            ),
        ]

    guards = [
        guards.Frozen(
            "appointment_frozen",
            "An appointment is agreed to, never changed.",
            None,
            except_fields=("agreed_by", "agreed_at", "revision", "event"),
        ),
        guards.Frozen(
            "appointment_agreed_once",
            "What two people agreed to stays.",
            None,
            only=("agreed_by", "agreed_at"),
            when=models.Q(agreed_at__isnull=False),
        ),
    ]

    def __str__(self):
        return f"{self.user} for {self.case}"
