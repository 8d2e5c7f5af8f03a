import re

import pytest

from tests.browser.accessibility import assert_sound
from tests.browser.conftest import DESK, PHONE
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_error_takes_focus_and_leads_to_its_field(open_as, organization):
    page = open_as(None, "/sign-in/")

    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/")
    summary = page.locator(".errors")
    summary.wait_for()

    assert page.evaluate("document.activeElement.className") == "errors"
    assert page.title().startswith("Error: ")
    summary.get_by_role("link", name="Enter your work email").click()
    assert page.evaluate("document.activeElement.id") == "id_login"
    assert_sound(page)


def test_somebody_signs_in_and_can_look_at_the_password_they_type(open_as, emil):
    page = open_as(None, "/sign-in/?next=/help/")

    page.get_by_label("Work email").fill(emil.email)
    page.get_by_label("Show password").check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    shown = page.get_by_label("Password", exact=True).get_attribute("type")
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/help/")
    assert shown == "text"


def test_signing_in_works_without_scripts(open_as, emil):
    page = open_as(None, "/sign-in/?next=/help/", java_script_enabled=False)

    page.get_by_label("Work email").fill(emil.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    offered = page.get_by_label("Show password").is_visible()
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url("**/help/")
    assert not offered


def test_the_first_stop_of_the_tab_key_leads_past_the_bars(open_as, emil):
    page = open_as(emil, "/help/", size=DESK)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_tab_key_can_be_seen(open_as, emil):
    page = open_as(emil, "/account/", size=PHONE)
    hidden = []

    for _ in range(16):
        page.keyboard.press("Tab")
        hidden += page.evaluate("""() => {
            const here = document.activeElement, box = here.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            const seen = here === document.body || here.contains(top) || (top && top.contains(here));
            return seen ? [] : [here.outerHTML.slice(0, 120)];
        }""")

    assert hidden == []


def test_a_key_leads_to_the_list_of_keys_unless_somebody_types(open_as, emil):
    page = open_as(emil, "/password/change/", size=DESK)

    page.get_by_label("Password you use now").press("?")
    stayed = page.url.endswith("/password/change/")
    page.get_by_label("Password you use now").press("Escape")
    page.keyboard.press("?")
    page.wait_for_url("**/shortcuts/")

    assert stayed


def test_keys_do_nothing_once_they_are_switched_off(open_as, emil):
    page = open_as(emil, "/account/", size=DESK)
    page.get_by_label(re.compile("Single keys")).uncheck()
    page.get_by_role("button", name="Save choices").click()
    page.get_by_text("Your choices are saved").wait_for()

    page.keyboard.press("?")
    page.get_by_role("link", name="Get help").wait_for()

    assert page.url.endswith("/account/")


def test_the_end_of_a_sign_in_is_told_two_minutes_before_and_put_off_by_one_key(open_as, emil):
    page = open_as(emil, "/help/")
    page.clock.install()
    page.reload()

    page.clock.fast_forward("28:30")
    button = page.get_by_role("button", name="Stay signed in")
    button.wait_for()
    assert_sound(page)
    button.press("Enter")

    button.wait_for(state="detached")


def test_a_sign_in_that_ended_keeps_what_was_typed(open_as, emil):
    page = open_as(emil, "/account/", size=DESK)
    page.clock.install()
    page.reload()
    page.get_by_label("Dark").check()

    page.context.clear_cookies()
    page.clock.fast_forward("31:00")
    page.get_by_role("link", name="Sign in again").wait_for()
    page.get_by_role("button", name="Save choices").click()

    assert page.get_by_label("Dark").is_checked()
    assert page.url.endswith("/account/")


def test_a_key_leads_from_a_case_to_a_new_note(open_as, case, sam):
    page = open_as(sam, f"/cases/{case.reference}/", size=DESK)

    page.keyboard.press("e")

    page.wait_for_url(f"**/cases/{case.reference}/notes/new/")


def test_on_the_look_up_page_the_key_leads_to_its_own_field(open_as, emil):
    page = open_as(emil, "/lookup/", size=DESK)
    page.locator("#q").blur()

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") == "q"


def test_two_keys_lead_home(open_as, emil):
    page = open_as(emil, "/help/", size=DESK)

    page.keyboard.press("g")
    page.keyboard.press("h")

    page.wait_for_url(re.compile(r"/$"))


def test_a_slow_look_up_says_so_and_then_offers_to_try_again(open_as, emil):
    page = open_as(emil, "/help/")
    page.clock.install()
    page.goto("/lookup/")
    page.evaluate("window.addEventListener('submit', event => event.preventDefault())")  # no answer comes
    button = page.get_by_role("main").get_by_role("button", name="Look up")
    width = button.bounding_box()["width"]

    page.fill("#q", "Cora Lindgren")
    button.click()
    page.clock.run_for(1100)
    busy = page.get_by_role("button", name="Looking up")
    assert busy.bounding_box()["width"] == width
    assert not page.get_by_text("This takes longer than it should").is_visible()

    page.clock.run_for(7000)
    assert page.get_by_text("This takes longer than it should").is_visible()
    assert button.is_enabled()
