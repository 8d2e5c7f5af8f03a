"""A report of danger, and the measure taken on it: what the tests of interim safety measures start from."""

from datetime import date, timedelta

import pytest

from cases.models import IncidentReport, Triage
from conduct.models import Organization
from restrictions.actions import interim as acts
from restrictions.actions import interim_endings as endings
from restrictions.actions.interim import take_measure
from restrictions.models import InterimMeasure
from tests.factories import NOW, ReportFactory, TriageFactory, changed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY, FRIDAY, IN_ALL = date(2026, 4, 20), date(2026, 4, 24), date(2026, 5, 1)
ON_DUTY = {"tried": "Dana and Drew, by phone at 10:40 and 10:50"}
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


@pytest.fixture
def report(cora, sales):
    return danger(cora, sales)


@pytest.fixture
def measure(report, dana):
    """Taken by Dana on Friday, April 17, and not confirmed yet."""
    return taken(report, dana)


@pytest.fixture
def on_duty(report, sam, dana, drew):
    """Taken by Sam while no director was reachable."""
    return taken(report, sam, **ON_DUTY)


def after(days, **more):
    return NOW + timedelta(days=days, **more)


def confirmed(measure, by, until_on=FRIDAY, at=NOW):
    acts.confirm_measure(measure=measure, until_on=until_on, reasons="The knife was found.", by=by, at=at)
    return fresh(measure, at)


def sentences(reasons):
    return " ".join(reasons)


def revoked(measure, by, at=NOW, ways=("email",)):
    endings.revoke_measure(measure=measure, reasons="It was a toy.", ways=ways, by=by, at=at)
    return fresh(measure, at)


def again(measure, by, at, **values):
    said = {"why_again": "The witness is away until Monday.", "ways": ("email",), "not_reached": ""} | values
    return fresh(acts.issue_again(measure=fresh(measure, at), by=by, at=at, **said), at)


def ask(measure, by, at=NOW, **values):
    said = {"their_words": "It was a kitchen knife I had bought.", "channel": "phone", "received_at": at} | values
    return endings.enter_request(measure=measure, by=by, at=at, **said)
