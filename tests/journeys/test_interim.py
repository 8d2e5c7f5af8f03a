"""Danger first (process section 7, S7): a knife at an open house, a measure by the duty supervisor, then a decision."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.models import Customer, Letter
from restrictions.models import InterimEnding, InterimMeasure, Term
from tests.journeys.pages import REVIEW
from tests.journeys.test_main_story import scheduled

pytestmark = pytest.mark.django_db

NONE = "Nothing was asked of us: a visitor we did not know showed a knife, and nothing of theirs is open with us."
ANSWERS = {
    "handled_properly": "no_matter", "handled_properly_how": NONE, "every_effort": "no_matter",
    "every_effort_how": NONE, "basis": "significant", "urgent_reason": "People at open houses were in danger.",
    "significant_why": "A weapon was shown to an agent at work.", "facts_put": "no",
    "significant_report": lambda choices: [one for one in choices if one][-1],
}  # fmt: skip
NO_VISITS = {"premises": "100 Example Avenue", "exceptions": "A signing in person", "ends_on": "2027-07-15"}
BY_HAND = {"send_by_post": (), "send_by_email": (), "by_hand": "on", "departments": lambda choices: list(choices)[:1]}
SEVERE = {"severity": "4", "reasons": "A weapon, shown to an agent."}


def july(day, hour, minute=0):
    """That instant of July 2026 in New York."""
    return datetime(2026, 7, day, hour, minute, tzinfo=ZoneInfo("America/New_York"))


def answer(page):
    labels = ["Interim safety measure", "No restriction today", "Restriction in place", "No restriction found"]
    return next(label for label in labels if label in page)


@pytest.fixture
def measure(office, organization, emil, sam, dana, drew, april):
    """Saturday, July 11, 17:30: the report; ten minutes later the duty supervisor takes the measure and says so."""
    desk = office(emil, july(11, 17, 30))
    report = desk.reports("Vic Stranger", contact="vic@example.com")
    customer = Customer.objects.get().reference
    office(sam, july(11, 17, 40)).completes_the_record(customer)
    office(sam).does(
        f"/reports/{report}/interim/", "Take the safety measure", content=["admit", "police"],
        elsewhere="every open house of ours", reasons="A knife was shown at an open house on July 11, 2026.",
        tried="Dana and Drew, by phone at 17:35", told_at="2026-07-11T17:35", told_how="Leave, and do not come back.",
        ways=["email"], departments=lambda choices: list(choices)[:1],
    )  # fmt: skip
    return InterimMeasure.objects.get()


def test_danger_is_met_at_once_and_a_proper_decision_follows(measure, office, emil, sam, dana, drew, april, mailoutbox):
    assert (str(measure.lapses_on), str(measure.latest_end_on)) == ("2026-07-13", "2026-07-18")
    assert "July 18, 2026, 11:59 PM" in Letter.objects.get(kind="L3").blocks
    assert answer(office(emil).looks_up("Vic Stranger")) == "Interim safety measure"
    scheduled()
    told = {to for mail in mailoutbox for to in mail.to}
    assert told >= {"vic@example.com", dana.email, drew.email, emil.email, sam.email}

    office(dana, july(13, 9)).does(
        "/interim/IM-2026-0001/confirm/", "Confirm it", until_on="2026-07-18", reasons="The police found the knife."
    )
    scheduled()
    assert "Confirmed until July 18, 2026" in office(drew).opens("/interim/IM-2026-0001/")

    office(emil, july(18, 23, 59)).looks_up("Vic Stranger")
    assert answer(office(emil).looks_up("Vic Stranger")) == "Interim safety measure"
    assert answer(office(emil, july(19, 0, 1)).looks_up("Vic Stranger")) == "No restriction found"
    mailoutbox.clear()
    scheduled()
    scheduled()
    assert sorted(to for mail in mailoutbox for to in mail.to) == [
        "emil@example.com",
        "sam@example.com",
        "vic@example.com",
    ]
    assert InterimEnding.objects.get().kind == "lapsed"


def test_after_the_18th_it_takes_a_directors_reasons_and_after_the_25th_nothing(measure, office, dana, emil):
    office(dana, july(13, 9)).does(
        "/interim/IM-2026-0001/confirm/", "Confirm it", until_on="2026-07-18", reasons="The police found the knife."
    )
    why = {"why_again": "The witness is abroad until the 22nd.", "ways": ["email"]}

    office(dana, july(20, 9)).does("/interim/IM-2026-0001/again/", "Issue it again", **why)

    assert str(InterimMeasure.objects.get(reissue_of=measure).lapses_on) == "2026-07-25"
    assert answer(office(emil, july(25, 23)).looks_up("Vic Stranger")) == "Interim safety measure"
    refused = office(dana, july(26, 9)).opens("/interim/IM-2026-0002/again/")
    assert refused.reasons[0].startswith("It is not issued again.")


def test_without_a_director_it_is_over_on_monday_night(measure, office, emil):
    assert answer(office(emil, july(13, 23, 59)).looks_up("Vic Stranger")) == "Interim safety measure"
    assert answer(office(emil, july(14, 0)).looks_up("Vic Stranger")) == "No restriction found"


def test_a_decision_on_the_16th_takes_its_place_from_that_day_and_no_day_before(
    measure, office, emil, sam, dana, april
):
    case = measure.case.reference
    office(dana, july(13, 9)).does(
        "/interim/IM-2026-0001/confirm/", "Confirm it", until_on="2026-07-18", reasons="The police found the knife."
    )
    office(sam).triages(measure.report.reference, outcome="join_case", **SEVERE)
    office(sam, july(14, 9)).refers(case, why="A weapon at an open house.")
    director = office(dana, july(16, 11))
    page = director.opens(f"/cases/{case}/review/")
    offered = page.form_with("Save review").offered
    ticks = {name: "on" for name in offered if name.startswith(("accepted_", "counts_"))}
    ticks |= {name: "The police report" for name in offered if name.startswith("evidence_")}
    director.must(director.presses(page, "Save review", **REVIEW | ticks | ANSWERS))
    director.does(
        f"/cases/{case}/review/measures/R10/", "Add the measure", why="Nothing less keeps us safe.", **NO_VISITS
    )
    assert director.opens(f"/cases/{case}/review/decide/restrict/").reasons == []
    director.decides(case)
    director.issues(case, **BY_HAND)
    letter = Letter.objects.get(kind="L4")
    hand = letter.deliveries.get()
    office(dana, july(16, 14)).does(f"/deliveries/{hand.pk}/sent/", "Record sending", sent_at="2026-07-16T14:00")

    term, ending = Term.objects.get(), InterimEnding.objects.get()
    assert (str(term.begins_on), ending.kind, str(ending.ended_on)) == ("2026-07-16", "converted", "2026-07-16")
    assert answer(office(emil).looks_up("Vic Stranger")) == "Restriction in place"
    assert "Followed by a restriction" in office(dana).opens("/register/interim/")
