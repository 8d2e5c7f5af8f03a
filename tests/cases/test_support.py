"""Support for who was there: offered and answered once, private, and due where none was offered (2.13, F24)."""

from datetime import date, timedelta

import pytest

from cases.actions import support as acts
from cases.models import SupportOffer
from cases.policy import support as policy
from cases.views.support import support_to_offer
from conduct.lifecycle import Refused
from conduct.models import Change, Event, Organization
from conduct.registry import Moment
from tests.factories import NOW, TODAY, InvolvedFactory, ReportFactory, TriageFactory, changed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def report(sales, emil, organization):
    """A serious report of Emil's, read today."""
    report = ReportFactory(reporter=emil, department=sales)
    TriageFactory(report=report, severity=4, at=NOW)
    return report


def offered(report, by, to=None, **said):
    said = {"kind": "debrief"} | said
    return acts.offer_support(report=report, to=to or report.reporter, **said, by=by, at=NOW)


def words(response):
    return response.content.decode()


def test_an_offer_says_to_whom_and_what_and_the_journal_says_neither(report, sam, emil):
    offer = offered(report, sam, note="This week.")

    assert (offer.to, offer.answer) == (emil, "")
    event = Event.objects.get(verb="support.offered")
    assert "Emil" not in event.payload
    assert "debrief" not in event.payload
    acts.answer_offer(offer=offer, answer="declined", by=sam, at=NOW + HOUR)
    assert SupportOffer.objects.get().get_answer_display() == "Declined"
    assert Change.objects.filter(object=f"cases.supportoffer:{offer.pk}").count() == 2


def test_it_is_offered_to_everybody_of_us_who_was_there(report, sam, ozan):
    InvolvedFactory(report=report, user=ozan, part="witness")

    assert offered(report, sam, to=ozan, kind="buddy").to == ozan


@pytest.mark.parametrize(
    ("by", "to", "sentence"),
    [
        ("emil", "emil", "A supervisor of the department or a director offers support."),
        ("olga", "emil", "A supervisor of the department or a director offers support."),
        ("sam", "ozan", "Choose who reported it, or somebody of us who was there."),
    ],
)
def test_an_offer_that_cannot_be_says_why(request, report, by, to, sentence):
    with pytest.raises(Refused, match=sentence):
        offered(report, request.getfixturevalue(by), to=request.getfixturevalue(to))


def test_nothing_is_offered_or_answered_twice(report, sam, olga):
    offer = offered(report, sam)
    with pytest.raises(Refused, match="This was offered to them already."):
        offered(report, sam)
    with pytest.raises(Refused, match="A supervisor of the department or a director writes down what they answered."):
        acts.answer_offer(offer=offer, answer="taken", by=olga, at=NOW + HOUR)
    acts.answer_offer(offer=offer, answer="taken", by=sam, at=NOW + HOUR)
    with pytest.raises(Refused, match="What they answered is written down already."):
        acts.answer_offer(offer=offer, answer="declined", by=sam, at=NOW + HOUR)


def test_a_serious_report_without_an_offer_is_due(report, sam, dana, olga, sales, organization):
    minor = ReportFactory(department=sales)
    TriageFactory(report=minor, severity=2, at=NOW)
    asked = ReportFactory(department=sales, support_wanted=True, sent_at=NOW, occurred_at=NOW - HOUR)
    now = Moment(NOW, TODAY, Organization.objects.current().calendar(), Organization.objects.current())

    due = {row.reference: row.due_on for row in support_to_offer(sam, now)}
    assert due == {report.reference: date(2026, 4, 20), asked.reference: date(2026, 4, 20)}
    assert {row.reference for row in support_to_offer(dana, now)} == set(due)
    assert support_to_offer(olga, now) == []
    offered(report, sam)
    asked.become("void")
    changed(asked)
    assert list(policy.waiting(sam)) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("emil", 404), ("sam", 200), ("olga", 404), ("dana", 200), ("ada", 404), ("alba", 404), ("april", 404)],
)
def test_what_was_offered_is_private_to_supervisors_and_directors(request, report, sam, sign_in, who, status):
    offer, client = offered(report, sam), sign_in(request.getfixturevalue(who))

    assert client.get(f"/reports/{report.reference}/support/").status_code == status
    assert client.get(f"/reports/{report.reference}/support/{offer.pk}/").status_code == status


def test_it_is_offered_and_answered_on_its_pages_and_stands_on_the_case(case, sam, alba, sign_in):
    report, client = case.reports.first(), sign_in(sam)
    changed(report, department=case.department)
    there = f"/reports/{report.reference}/support/"
    assert "Nothing was offered yet. Offer it by" in words(client.get(there))
    assert "Choose to whom" in words(client.post(there, {"kind": "leave"}))

    client.post(there, {"to": report.reporter.pk, "kind": "leave", "note": "Two days."})
    offer = SupportOffer.objects.get()
    assert "Two days." in words(client.get(there))
    client.post(f"{there}{offer.pk}/", {"answer": "taken"})
    assert f"Leave for {report.reporter}: taken" in words(client.get(f"/cases/{case.reference}/"))
    assert "Support for who was there" not in words(sign_in(alba).get(f"/cases/{case.reference}/"))
    assert "written down already" in words(client.get(f"{there}{offer.pk}/"))
