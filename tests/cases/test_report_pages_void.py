"""A report is made void by two people on its page, and never one that a restriction stands on."""

import pytest

from cases.models import IncidentReport, Voiding
from conduct.models import Event
from tests.factories import ReportFactory
from tests.restrictions.staging import decided

pytestmark = pytest.mark.django_db

PRESSED = {"nonce": "n" * 32}


@pytest.fixture
def mine(emil, sales):
    return ReportFactory(reporter=emil, department=sales)


def ask(client, report):
    client.post(f"/reports/{report.reference}/void/", {"reason": "The wrong customer"})
    return Voiding.objects.get()


def test_one_asks_and_another_confirms(sign_in, mine, emil, sam):
    voiding = ask(sign_in(emil), mine)
    page = f"/reports/{mine.reference}/void/{voiding.pk}/"

    assert "You asked for this. A second person decides." in sign_in(emil).get(page).content.decode()
    assert sign_in(emil).post(page, PRESSED).status_code == 200
    assert sign_in(sam).post(page, PRESSED).url == f"/reports/{mine.reference}/"
    mine.refresh_from_db()
    assert mine.is_void
    assert (
        "This report is void. Nothing can be added to it."
        in sign_in(emil).get(f"/reports/{mine.reference}/").content.decode()
    )


def test_the_second_person_may_decline(sign_in, mine, emil, sam):
    voiding = ask(sign_in(emil), mine)

    sign_in(sam).post(f"/reports/{mine.reference}/void/{voiding.pk}/", {"decline": "1"})

    mine.refresh_from_db()
    assert not mine.is_void
    assert Event.objects.filter(verb="report.void_declined").count() == 1


def test_a_request_of_another_report_is_not_found(sign_in, mine, emil, sam, sales):
    voiding = ask(sign_in(emil), mine)
    other = ReportFactory(department=sales)

    assert sign_in(sam).post(f"/reports/{other.reference}/void/{voiding.pk}/", PRESSED).status_code == 404


def test_asking_needs_a_reason(sign_in, mine, emil):
    page = sign_in(emil).post(f"/reports/{mine.reference}/void/", {"reason": ""})

    assert "Say why" in page.content.decode()
    assert not Voiding.objects.exists()


def test_a_report_that_a_restriction_stands_on_is_not_made_void(sign_in, case, dana, sam, april):
    decided(case, dana)
    report = case.reports.first()
    voiding = ask(sign_in(sam), report)

    page = sign_in(dana).post(f"/reports/{report.reference}/void/{voiding.pk}/", PRESSED)

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert "guard_" not in page.content.decode()
    report.refresh_from_db()
    assert report.status == IncidentReport.Status.LINKED
    assert Event.objects.filter(verb="act.refused").count() == 1
