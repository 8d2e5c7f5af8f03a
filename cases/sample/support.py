"""The sample's support: offered after most of what was serious, and due after the last."""

from datetime import timedelta

from cases.actions.support import answer_offer, offer_support
from cases.models import IncidentReport
from cases.models.support import waiting_for_an_offer
from conduct.models import Role, User

LATER = timedelta(hours=2)
OFFERS = [
    ("debrief", "taken"),
    ("buddy", "taken"),
    ("counseling", "declined"),
    ("office_first", "taken"),
    ("leave", ""),
]


def load(now):
    """An offer after each serious report but the newest, by a supervisor of its department or a director."""
    waiting = list(
        waiting_for_an_offer(IncidentReport.objects.select_related("triage", "reporter")).order_by("sent_at")
    )
    for number, report in enumerate(waiting[:-1]):
        kind, answer = OFFERS[number % len(OFFERS)]
        at = report.triage.at if hasattr(report, "triage") else report.sent_at
        on = at.date()
        by = User.objects.holding(Role.SUPERVISOR, on, report.department).exclude(pk=report.reporter_id).first()
        by = by or User.objects.holding(Role.DIRECTOR, on).first()
        offer = offer_support(report=report, to=report.reporter, kind=kind, by=by, at=min(at + LATER, now))
        if answer:
            answer_offer(offer=offer, answer=answer, by=by, at=min(at + 2 * LATER, now))
