"""Support for who was there: what was offered to whom, and whether they took it (process 2.13, F24)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from conduct import guards
from conduct.models import Role, User
from conduct.recording import Recorded

SERIOUS = 3


class SupportOfferQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Supervisors of the report's department and directors; nobody else's pages show it."""
        if user.access.holds(Role.DIRECTOR):
            return self
        return self.filter(report__department__in=user.access.departments(Role.SUPERVISOR))

    def of_reports(self, reports):
        return self.filter(report__in=reports).select_related("report", "to", "offered_by").order_by("offered_at", "pk")


def waiting_for_an_offer(reports):
    """Reports of level 3 or 4, or whose author asked for support, about which nobody offered any yet."""
    offers = SupportOffer.objects.filter(report=OuterRef("pk"))
    called_for = Q(triage__severity__gte=SERIOUS) | Q(support_wanted=True)
    return reports.filter(called_for, ~Exists(offers)).exclude(status__in=["void", "duplicate"])


class SupportOffer(Recorded):
    """One thing offered to one of us after a report, or a step for their safety; and their answer. Frozen."""

    class Kind(models.TextChoices):
        DEBRIEF = "debrief", "A talk about it"
        COUNSELING = "counseling", "The employee assistance program"
        LEAVE = "leave", "Leave"
        SECURITY = "security", "Security"
        CHARGES = "charges", "Advice on pressing charges"
        OFFICE_FIRST = "office_first", "Safety: meet new clients at the office first"
        BUDDY = "buddy", "Safety: somebody comes along"
        OTHER = "other", "Something else"

    class Answer(models.TextChoices):
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Declined"

    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, related_name="support_offers")
    to = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    note = models.CharField(max_length=300, blank=True)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = SupportOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "to", "kind"],
                name="support_offered_once",
                violation_error_message="This was offered to them already.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__gte=F("offered_at")),
                name="support_answered_at",
            ),
        ]

    guards = [
        guards.Frozen(
            "support_frozen",
            "What was offered stays as it was offered.",
            None,
            except_fields=("answer", "answered_at", "revision", "event"),
        ),
        guards.Frozen("support_answered_once", "An offer is answered once.", None, when=~Q(answer="")),
    ]

    def __str__(self):
        return f"{self.get_kind_display()} for {self.to}"
