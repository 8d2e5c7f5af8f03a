"""Two people, or two windows, on one page: what somebody saved meanwhile is shown, and nothing typed is lost."""

import pytest

from cases.actions import case as case_acts
from cases.actions import reports, triage
from cases.models import DepartmentQuestion
from tests.cases.casework import DIFFICULT, waiting
from tests.factories import NOW, TODAY, MatterFactory

pytestmark = pytest.mark.django_db

TYPED = "Typed for ten minutes"
PERSON = {"kind": "resident", "language": "en", "format": "standard", "name": "Cora Lindgren"}
MATTER = {
    "kind": "complaint",
    "title": "Deposit",
    "asked": "The deposit back",
    "asked_on": "2026-03-01",
    "procedure": "Refunds",
}
CHANGES = [
    ("/people/{customer}/edit/", PERSON | {"city": "Riverton"}, PERSON | {"address_line_1": "7 Elm St"}, "City"),
    ("/cases/{case}/assign/", {"due_on": "2026-05-01"}, {"due_on": "2026-06-01"}, "Due"),
    ("/cases/{case}/title/", {"title": "Shouting"}, {"title": "Calls and shouting"}, "Title"),
    (
        "/cases/{case}/matter/{matter}/change/",
        MATTER | {"remedy": "An apology"},
        MATTER | {"our_mistake": "A late answer"},
        "How it was put right",
    ),
]


def text_of(response):
    return response.content.decode()


@pytest.fixture
def matter(case):
    return MatterFactory(case=case, closed_on=None)


@pytest.mark.parametrize(("address", "first", "second", "label"), CHANGES)
def test_what_somebody_saved_meanwhile_is_shown_and_not_saved_over(
    sign_in, sam, dana, case, matter, address, first, second, label
):
    """The second window is refused with what stands and what was typed side by side; sent again, it is saved."""
    page = address.format(customer=case.customer.reference, case=case.reference, matter=matter.pk)
    mine, theirs = sign_in(sam), sign_in(dana)
    seen = {"revision": mine.get(page).context["form"]["revision"].value(), "assigned_to": sam.pk}
    theirs.post(page, seen | first)

    refused = mine.post(page, seen | second)

    assert f"{dana} changed this at 11:00 AM. Your words are still here: compare, then save again." in text_of(refused)
    assert f"<dt>{label}, as saved</dt>" in text_of(refused)
    kept = {name: refused.context["form"][name].value() for name in second}
    assert kept == second
    again = refused.context["form"]["revision"].value()
    assert mine.post(page, seen | second | {"revision": again}).status_code == 302


def test_a_page_that_does_not_say_what_it_was_made_from_changes_nothing(sign_in, sam, case):
    response = sign_in(sam).post(f"/cases/{case.reference}/title/", {"title": "Other"})

    assert "Open the page again, then send" in text_of(response)


@pytest.fixture
def asked(emil, sam, sales, rentals):
    return triage.ask_department(report=waiting(reporter=emil, department=sales), department=rentals, by=sam, at=NOW)


def test_an_answer_somebody_else_gave_meanwhile_leaves_the_words(sign_in, olga, asked):
    triage.answer_for_department(question=asked, answer="No, not here.", by=olga, at=NOW)

    page = text_of(sign_in(olga).post(f"/triage/questions/{asked.pk}/", {"answer": TYPED}))

    assert "This was answered already." in page
    assert TYPED in page
    assert DepartmentQuestion.objects.get().answer == "No, not here."


def test_a_report_triaged_meanwhile_leaves_the_words(sign_in, sam, dana, sales, emil):
    report = waiting(reporter=emil, department=sales)
    client = sign_in(sam)
    triage.triage_report(report=report, outcome="no_action", **DIFFICULT, by=dana, at=NOW)

    page = text_of(
        client.post(
            f"/triage/{report.reference}/", DIFFICULT | {"severity": "", "outcome": "informal", "reasons": TYPED}
        )
    )

    assert "This report was triaged already: closed, no action." in page
    assert "It stays as recorded." in page
    assert TYPED in page


def test_a_question_answered_in_another_window_leaves_the_words(sign_in, sam, sales, emil):
    report = waiting(reporter=emil, department=sales)
    asked = triage.ask_reporter(report=report, question="Which door?", by=sam, at=NOW)
    client = sign_in(emil)
    triage.answer_reporter_question(question=asked, text="The back door.", by=emil, at=NOW)

    page = text_of(client.post(f"/reports/{report.reference}/questions/{asked.pk}/", {"text": TYPED}))

    assert "This was answered already." in page
    assert TYPED in page


def test_a_report_made_void_meanwhile_leaves_the_addition(sign_in, sam, dana, sales, emil):
    report = waiting(reporter=emil, department=sales)
    voiding = reports.ask_to_void(report=report, reason="Mistaken.", by=emil, at=NOW)
    reports.confirm_voiding(voiding=voiding, by=sam, at=NOW)

    page = text_of(sign_in(emil).post(f"/reports/{report.reference}/add/", {"text": TYPED}))

    assert "This report is void. Nothing can be added to it." in page
    assert TYPED in page


def test_an_effort_for_a_case_closed_meanwhile_stays_typed(sign_in, sam, dana, case):
    case_acts.close_case(case=case, reasons="Settled.", tell_customer=False, ways=[], by=dana, at=NOW)

    row = {"made_on": TODAY.isoformat(), "kind": "meeting", "offered": TYPED}
    page = text_of(sign_in(sam).post(f"/cases/{case.reference}/matter/", row))

    assert "This case is closed. Reopen it to add to it." in page
    assert TYPED in page
