"""The main job in a real browser: a report from a phone, triage at a desk, a decision, a look-up by one key."""

import pytest

from cases.models import IncidentReport, Known, Letter
from restrictions.models import Decision
from tests.browser.accessibility import faults
from tests.browser.conftest import DESK, PHONE
from tests.factories import NOW, reported
from tests.restrictions.ready import ready_review

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "They called eleven times in one morning and shouted at whoever answered."


def sound(page):
    assert faults(page, 320, 390, 1440) == []


def goes_on(page, button="Continue"):
    """Press the button at the end of a page and wait for the next."""
    sound(page)
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def writes_a_report(page):
    """The four steps and the check page; the phone's own keyboard and thumbs."""
    page.get_by_text("No, everyone is safe").click()
    page.get_by_label("What did you see and hear?").fill(WORDS)
    goes_on(page)
    page.get_by_text("Just now").click()
    page.get_by_text("Phone", exact=True).click()
    goes_on(page)
    page.get_by_label("Name", exact=True).first.fill("Robin Castel")
    page.get_by_label("Phone or email").fill("555-0147")
    goes_on(page)
    page.locator("input[name=demands][value=UD06]").check()
    goes_on(page)
    goes_on(page, "Send report")


def test_a_report_is_written_and_sent_on_a_phone(open_as, emil, sam):
    page = open_as(emil, "/report/new/", size=PHONE)

    writes_a_report(page)

    report = IncidentReport.objects.get()
    page.get_by_text(report.reference).first.wait_for()
    assert report.narrative == WORDS
    sound(page)


def test_a_report_needs_no_scripts(open_as, emil, sam):
    page = open_as(emil, "/report/new/", size=PHONE, java_script_enabled=False)

    page.get_by_text("No, everyone is safe").click()
    page.get_by_label("What did you see and hear?").fill(WORDS)
    for step in ("Just now", "Robin", "demands"):
        page.get_by_role("button", name="Continue").click()
        if step == "Just now":
            page.get_by_text("Just now").click()
            page.get_by_text("Phone", exact=True).click()
        elif step == "Robin":
            page.get_by_label("Name", exact=True).first.fill("Robin Castel")
        else:
            page.locator("input[name=demands][value=UD06]").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send report").click()

    assert IncidentReport.objects.get().narrative == WORDS


def test_a_supervisor_triages_at_a_desk(open_as, emil, sam):
    writes_a_report(open_as(emil, "/report/new/", size=PHONE))
    page = open_as(sam, "/triage/", size=DESK)
    sound(page)

    page.get_by_role("link", name="They called eleven times").first.click()
    for test in ("by_a_customer", "has_impact", "out_of_proportion", "without_cause"):
        page.locator(f"input[name={test}][value=yes]").check(force=True)
    page.locator("input[name=severity][value='2']").check(force=True)
    page.locator("input[name=outcome][value=open_case]").check(force=True)
    page.get_by_label("Title of the new case").fill("Calls after a request to write")
    page.locator("textarea[name=reasons]").fill("It went on after a clear request.")
    goes_on(page, "Save triage")

    sound(page)
    assert IncidentReport.objects.get().case.title == "Calls after a request to write"


def test_a_director_decides_and_issues_and_the_desk_looks_up_by_one_key(open_as, case, emil, sam, dana, april):
    reported(case, occurred_at=NOW, sent_at=NOW, asked_to_stop=Known.YES)
    ready_review(case, referred_by=sam, director=dana)
    page = open_as(dana, "/cases/CC-2026-9001/review/", size=DESK)

    page.locator("input[name=outcome][value=restrict]").check(force=True)
    goes_on(page, "Save and continue")
    goes_on(page, "Decide the restriction")
    sound(page)
    page.get_by_role("link", name="Continue to issue").click()
    page.get_by_label("By email").check()
    page.get_by_label("By mail").uncheck()
    page.get_by_label("Or say why no department needs to know").fill("Nobody else meets her.")
    goes_on(page, "Continue to issue")
    goes_on(page, "Issue the restriction")
    sound(page)

    assert Decision.objects.get().is_issued
    assert Letter.objects.get().kind == "L4"
    desk = open_as(emil, "/reports/", size=DESK)
    desk.keyboard.press("/")
    desk.keyboard.type("Cora Lindgren")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/lookup/")
    desk.get_by_text("Decided, not yet served").wait_for()
    sound(desk)
