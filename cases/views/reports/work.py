"""What waits on the home page about reports: drafts to finish, and what became of the ones that were sent."""

from django.urls import reverse
from django.utils import timezone

from cases.models import IncidentReport, ReportDraft
from cases.policy import reports as policy
from conduct.registry import WorkRow
from conduct.templatetags.dates import full_date, moment

SHOWN = 5


def drafts(user, now):
    """Reports this person has begun, the last one first."""
    return [
        WorkRow(
            title=draft.first_words,
            url=reverse("cases:report_step", args=[draft.pk, "what"]),
            detail=f"Incident report, saved {moment(timezone.localtime(draft.saved_at))}",
            tag=("wait", "Draft"),
        )
        for draft in ReportDraft.objects.of(user).unsent().order_by("-saved_at")[:SHOWN]
    ]


def sent(user, now):
    """The last reports this person sent, and how they stand."""
    reports = list(IncidentReport.objects.of_reporter(user).order_by("-sent_at")[:SHOWN])
    readers = policy.readers_by_department({one.department_id for one in reports}, on=now.today) if reports else {}
    return [_row(one, readers, now) for one in reports]


def _row(report, readers, now):
    due = policy.read_by(
        now.calendar.local_date(report.sent_at),
        urgent=report.help_needed,
        calendar=now.calendar,
        organization=now.organization,
    )
    kind, label, _ = policy.progress_of(report, reader=policy.reader_named(readers, report), by_day=due)
    return WorkRow(
        title=report.first_words,
        url=reverse("cases:report", args=[report.reference]),
        detail=f"{report.reference}, sent {full_date(report.sent_at)}",
        tag=(kind, label),
    )
