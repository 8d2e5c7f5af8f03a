"""A part in a report, and the link of that report to a case whose appeal was judged: each alone, never both."""

import pytest
from django.db import connection

from cases.models import IncidentReport, Involved
from conduct import guards
from conduct.guards.triggers import install
from tests.appeals.test_deciding import decide
from tests.factories import ReportFactory, changed, staged
from tests.restrictions.test_decision_races import lifted, race

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]
ALIKE = {"appeal_judged_by_somebody_new", "appeal_judged_new_to_reports"}
__all__ = ["lifted"]


@pytest.fixture
def unlinked(heard, april):
    """A report that waits for triage beside a case whose appeal April judged; what would give her a part in it."""
    decide(heard, april)
    report = ReportFactory(customer=heard.case.customer, department=heard.case.department)

    def link():
        again = IncidentReport.objects.get(pk=report.pk)
        again.case = heard.case
        again.become(IncidentReport.Status.LINKED)
        changed(again)

    return link, lambda: staged(row=Involved(report=report, user=april, part=Involved.Part.WITNESS))


@pytest.mark.parametrize("order", [1, -1], ids=["linked first", "a part first"])
def test_the_second_waits_for_the_first_and_is_refused(unlinked, order):
    first, second, waited = race(*unlinked[::order])

    assert (first, waited) == ("committed", True)
    assert second in ALIKE


def test_locked_by_the_case_alone_both_pass(unlinked, lifted):
    """The control. SQLite has one writer at a time, so there the second sees the first."""
    lifted("appeal_judged_new_to_reports")

    outcome = race(*unlinked)

    two_writers = connection.vendor == "postgresql"
    assert outcome[:2] == ("committed", "committed" if two_writers else "appeal_judged_by_somebody_new")
    assert bool(list(guards.violations())) == two_writers
    install(connection)
