"""What follows a restriction, in a real browser: a breach from the desk to the decision, a review before the end."""

import pytest

from cases.models import Letter
from restrictions.models import Breach, BreachDecision
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_main_journey import goes_on, sound
from tests.restrictions.conftest import restriction  # noqa: F401

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
