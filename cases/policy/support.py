"""Who offers support after a report, to whom, and by when? (process 2.13; F24: fair treatment of who reports)"""

from cases.models import IncidentReport
from cases.models.support import waiting_for_an_offer
from cases.policy.reports import answers_for
from conduct.models import Role, User


def reads_support(user):
    """Who may know what was offered: supervisors of the department, and directors."""
    return user.access.holds(Role.SUPERVISOR, Role.DIRECTOR)


def offered_to(report):
    """Whom support is offered to: who reported it, and everybody of us who was there."""
    part = {"involvements__report": report, "involvements__ended_at__isnull": True}
    there = User.objects.filter(**part).values("pk")
    found = User.objects.filter(pk=report.reporter_id) | User.objects.filter(pk__in=there)
    return found.distinct().order_by("full_name", "pk")


def offer_by(report, *, calendar, organization):
    """The day by which support is offered: so many business days after triage, or after it was asked for."""
    since = report.triage.at if hasattr(report, "triage") else report.sent_at
    return calendar.add_business_days(calendar.local_date(since), organization.support_days)


def waiting(user):
    """Reports this person answers for that call for support and got none yet, the oldest first."""
    found = waiting_for_an_offer(IncidentReport.objects.worked_on_by(user))
    return found.exclude(reporter=user).select_related("triage", "department").order_by("sent_at", "pk")


def reasons_not_to_offer(report, to, *, by, on):
    """Process 2.13: a supervisor of the department or a director offers it, to somebody who was there."""
    if not answers_for(by, report.department_id, on):
        yield "A supervisor of the department or a director offers support."
    if not offered_to(report).contains(to):
        yield "Choose who reported it, or somebody of us who was there."


def reasons_not_to_answer_offer(offer, *, by, on):
    """Process 2.13: what they answered is written down once."""
    if not answers_for(by, offer.report.department_id, on):
        yield "A supervisor of the department or a director writes down what they answered."
    if offer.answer:
        yield "What they answered is written down already."
