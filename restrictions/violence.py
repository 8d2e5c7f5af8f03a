"""The log of violent incidents: what happened, where and what followed, and the name of nobody (process 2.3 and 6)."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cases.models import IncidentReport
from conduct.calendar import add_months
from conduct.templatetags.dates import clock
from restrictions.export import chunks

NEWEST = ("-sent_at", "-pk")
CHUNK = 500
NOT_WRITTEN = "Not written at triage"
HEADINGS = [
    "Report", "Date", "Time", "Place", "Type", "Severity", "By", "What happened", "What was done", "Police called",
    "Injuries", "What followed", "Kept until",
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One violent incident as the log shows it."""

    report: IncidentReport
    on: date
    time: str
    place: str
    kinds: str
    who: str
    followed: str
    kept_until: date


def entries():
    """The reports of the log, each with what the log says of it."""
    found = IncidentReport.objects.violent().select_related("triage", "customer", "case")
    return found.prefetch_related("categories__category", "interim_measures")


def rows_of(reports, *, organization):
    """The reports as rows of the log."""
    return [_row(one, 12 * organization.keep_violence_years) for one in reports]


def _row(report, months):
    local = timezone.localtime(report.occurred_at)
    return Row(
        report=report,
        on=local.date(),
        time=f"{'about ' * report.occurred_about}{clock(report.occurred_at)}",
        place=", ".join(part for part in (report.get_channel_display(), report.place) if part),
        kinds="; ".join(sorted(one.category.label for one in report.categories.all())),
        who=report.customer.get_kind_display() if report.customer and report.customer.is_identified else UNKNOWN,
        followed=_followed(report),
        kept_until=add_months(local.date(), months),
    )


UNKNOWN = "Somebody we do not know"


def _followed(report):
    """What came of it: how triage ended, the safety measures taken on it, and how its case stands."""
    measures = [f"safety measure {one.reference}" for one in report.interim_measures.all()]
    case = [f"case {report.case.reference}, {report.case.get_status_display().lower()}"] if report.case else []
    return "; ".join([report.triage.get_outcome_display(), *measures, *case])


def table_of(reports, *, organization):
    """The log as the cells of a file, read in chunks."""
    for chunk in chunks(reports.order_by(*NEWEST), CHUNK):
        yield from (cells_of(row) for row in rows_of(chunk, organization=organization))


def cells_of(row):
    """One incident as the cells of a file."""
    report, triage = row.report, row.report.triage
    return [
        report.reference,
        row.on.isoformat(),
        row.time,
        row.place,
        row.kinds,
        triage.severity,
        row.who,
        triage.log_what or NOT_WRITTEN,
        triage.log_response or NOT_WRITTEN,
        report.get_police_called_display(),
        triage.log_injuries or NOT_WRITTEN,
        row.followed,
        row.kept_until.isoformat(),
    ]
