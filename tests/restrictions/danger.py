"""A report of danger, and the measure taken on it: what the tests of interim safety measures start from."""

from datetime import timedelta

from cases.models import IncidentReport, Triage
from conduct.models import Organization
from restrictions.actions.interim import take_measure
from restrictions.models import InterimMeasure
from tests.factories import NOW, ReportFactory, TriageFactory, changed

SAID = {
    "severity": 4,
    "content": ("admit", "police"),
    "places": "100 Example Avenue",
    "reasons": "A knife was shown at an open house on April 17, 2026.",
    "ways": ("email",),
    "no_department_reason": "Only the front office deals with her.",
}


def danger(customer, department, *, severity=4, **values):
    """A report of danger about the customer, triaged at that severity unless it is None."""
    at = values.pop("at", NOW)
    report = ReportFactory(
        customer=customer,
        department=department,
        occurred_at=at - timedelta(hours=2),
        sent_at=at - timedelta(hours=1),
        **values,
    )
    if severity is None:
        return report
    TriageFactory(report=report, severity=severity, outcome=Triage.Outcome.INFORMAL)
    report.become(IncidentReport.Status.INFORMAL)
    return changed(report)


def taken(report, by, *, at=NOW, **said):
    """Take a measure on the report. Returns it as it stands on that day."""
    if said.get("departments"):
        said.setdefault("no_department_reason", "")
    measure = take_measure(report=report, by=by, at=at, **SAID | said)
    return fresh(measure, at)


def fresh(measure, at=NOW):
    """The measure as the database has it at that instant."""
    on = Organization.objects.current().calendar().local_date(at)
    return InterimMeasure.objects.as_of(at, on).with_people().get(pk=measure.pk)
