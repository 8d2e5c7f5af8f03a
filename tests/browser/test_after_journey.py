"""What follows a restriction, in a real browser: a breach from the desk to the decision, a review before the end."""

import pytest

from cases.models import Letter
from restrictions.models import Breach, BreachDecision, Reassessment
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_main_journey import goes_on, sound
from tests.restrictions.conftest import restriction  # noqa: F401
from tests.restrictions.reviewing import DAY, OPENS, VIEW, answered, asked, in_place, on_day

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_breach_goes_from_the_desk_to_the_decision(open_as, restriction, emil, dana):  # noqa: F811
    desk = open_as(emil, "/lookup/", size=PHONE)
    desk.keyboard.type("Cora Lindgren")
    desk.keyboard.press("Enter")
    desk.get_by_text("Restriction in place").first.wait_for()
    desk.get_by_text("They came or called anyway").click()
    desk.get_by_label("Called the desk").check(force=True)
    goes_on(desk, "Save note")
    breach = Breach.objects.get()
    sound(desk)

    page = open_as(dana, f"/breaches/{breach}/decide/", size=DESK)
    page.locator("input[name=outcome][value=reminder]").check(force=True)
    page.locator("textarea[name=reasons]").fill("It was short, and the first time.")
    goes_on(page, "Record the decision")

    page.get_by_text("Minor: a reminder").first.wait_for()
    assert BreachDecision.objects.get().breach == breach
    assert Letter.objects.filter(kind="L9a").count() == 1


def test_a_review_before_the_end_goes_from_the_home_page_to_the_look_up(open_as, clock, case, emil, sam, dana, april):
    reviewed = in_place(case, dana).restrictions.get()
    answered(asked(), sam)
    clock.move_to(on_day(OPENS + 5 * DAY)[0])
    page = open_as(dana, "/", size=DESK)
    page.get_by_role("link", name=reviewed.reference).first.click()
    page.get_by_label("What staff say who deal with them").fill("They write, and wait for the answer.")
    page.get_by_label("What has changed since it was decided").fill("They came to say sorry.")
    page.locator("input[name=still_needed][value=no]").check(force=True)
    page.locator("input[name=outcome][value=lift]").check(force=True)
    page.locator("textarea[name=reasons]").fill("You kept to it.")
    with page.expect_navigation():
        page.get_by_role("button", name="Decide and send the letter").click()

    assert Reassessment.objects.get().outcome == "lift"
    assert VIEW in Reassessment.objects.get().restriction.case.answers.get().words
    desk = open_as(emil, "/lookup/", size=PHONE)
    desk.keyboard.type("Cora Lindgren")
    desk.keyboard.press("Enter")
    desk.get_by_text("No restriction found").first.wait_for()
