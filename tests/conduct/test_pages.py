import re

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client
from django.urls import path

from conduct import pages, registry, urls
from conduct.models import Event
from tests.test_house import ROOT, templates

pytestmark = pytest.mark.django_db


def body(response):
    return response.content.decode()


@pytest.fixture
def places(monkeypatch):
    """A navigation of this test's own."""
    monkeypatch.setattr(registry, "_PLACES", set())
    return registry.register_navigation


def two_rows(user, request):
    return [registry.WorkRow("One", "/help/"), registry.WorkRow("Another", "/help/")]


class BrokenAddresses:
    """The product's addresses with one more, behind which everything goes wrong."""

    handler500 = staticmethod(urls.handler500)

    @staticmethod
    def broken(request):
        raise RuntimeError("a narrative that must not be shown")

    @staticmethod
    def closed(request):
        raise PermissionDenied

    @staticmethod
    def unreadable(request):
        raise BadRequest

    urlpatterns = [*urls.urlpatterns, path("broken/", broken), path("closed/", closed), path("unreadable/", unreadable)]


def test_a_page_says_who_is_signed_in_and_for_whom(sign_in, emil, organization):
    page = body(sign_in(emil).get("/help/"))

    assert "Your account, Emil Novak" in page
    assert "Jack Keller Inc., REALTORS" in page


def test_the_title_of_a_page_names_nobody(sign_in, emil):
    titles = [
        re.findall("<title>(.*?)</title>", body(sign_in(emil).get(page)))[0] for page in ("/", "/account/", "/help/")
    ]

    assert all(title.endswith(" | Customer Conduct") and "Emil" not in title for title in titles)


def test_everybody_sees_the_places_of_their_roles_in_order(sign_in, emil, dana, places):
    places(20, "Help", "help", "info")
    places(10, "Keys", "shortcuts", "menu", shown_to=lambda user: user.access.holds("director"))

    def seen_by(user):
        return [place["label"] for place in sign_in(user).get("/help/").context["navigation"]]

    assert (seen_by(emil), seen_by(dana)) == (["Help"], ["Keys", "Help"])


def test_the_place_one_is_at_is_marked(sign_in, emil, places):
    places(10, "Help", "help", "info")
    places(20, "Home", "home", "home")

    entries = sign_in(emil).get("/help/").context["navigation"]

    assert [(entry["label"], entry["current"]) for entry in entries] == [("Help", True), ("Home", False)]


def test_a_phone_has_room_for_one_place_of_the_role(sign_in, emil, places):
    places(10, "Help", "help", "info", on_phone=registry.everybody)
    places(20, "Keys", "shortcuts", "menu", on_phone=registry.everybody)

    assert sign_in(emil).get("/help/").context["tab_place"]["label"] == "Help"


def test_home_counts_what_waits_and_not_what_somebody_follows(sign_in, emil, monkeypatch):
    monkeypatch.setattr(registry, "_WORK", set())
    for order, title, waits in ((1, "To do", True), (2, "Sent", False)):
        registry.register_work(order, title, f"{__name__}.two_rows", empty="Nothing.", waits=waits)

    page = body(sign_in(emil).get("/"))

    assert "Two things wait for you." in page


def test_the_frame_for_staff_is_not_shown_to_a_visitor(client, sign_in, emil, organization):
    visitor, staff = body(client.get("/policy/")), body(sign_in(emil).get("/policy/"))

    assert "For staff use" in staff
    assert not any(words in visitor for words in ("For staff use", "Get help", "Keyboard shortcuts"))


def test_nobody_signed_in_is_shown_no_places(client, places):
    places(10, "Help", "help", "info")

    page = body(client.get("/policy/"))

    assert 'aria-label="Main"' not in page
    assert 'aria-label="Quick access"' not in page


def test_the_colors_follow_the_device_until_somebody_chooses(sign_in, emil):
    client = sign_in(emil)

    before = body(client.get("/help/"))
    client.post("/account/", {"theme": "dark", "single_keys": "on"})

    assert 'data-theme="auto" data-bs-theme="light"' in before
    assert 'data-theme="dark" data-bs-theme="dark"' in body(client.get("/help/"))


def test_choosing_is_one_event_and_keys_can_be_switched_off(sign_in, emil):
    response = sign_in(emil).post("/account/", {"theme": "light"})

    assert response.headers["Location"] == "/account/"
    assert 'data-keys="off"' in body(sign_in(emil).get("/help/"))
    assert Event.objects.filter(journal=emil.journal, verb="user.changed").count() == 1


def test_a_color_that_does_not_exist_is_refused(sign_in, emil):
    page = body(sign_in(emil).post("/account/", {"theme": "mauve"}))

    assert "There is a problem" in page
    assert "<title>Error: Your account" in page


def test_the_account_page_lists_the_roles_of_today(sign_in, sam):
    assert "Supervisor, Sales" in body(sign_in(sam).get("/account/"))


def test_a_page_of_the_shell_costs_few_queries(sign_in, emil, django_assert_max_num_queries):
    client = sign_in(emil)
    client.get("/help/")

    # the session, the person, the organization, its holidays, the roles
    with django_assert_max_num_queries(5):
        client.get("/help/")


@pytest.mark.parametrize("address", ["/no/such/page/", "/cases/CC-1999-0001/"])
def test_an_address_that_leads_nowhere_says_so_inside_the_frame(sign_in, emil, address):
    response = sign_in(emil).get(address)

    assert response.status_code == 404
    assert "We cannot show this page" in body(response)
    assert "Your account, Emil Novak" in body(response)


def test_a_closed_area_names_who_can_help_and_the_visit_is_recorded(sign_in, emil):
    response = sign_in(emil).get("/admin/", follow=True)

    assert response.status_code == 403
    assert "An administrator of this system can tell you" in body(response)
    assert Event.objects.filter(journal=emil.journal, verb="access.refused").count() == 1


def test_what_nobody_foresaw_shows_a_number_and_no_detail(sign_in, emil, settings):
    settings.ROOT_URLCONF = BrokenAddresses
    client = sign_in(emil)
    client.raise_request_exception = False

    response = client.get("/broken/")

    assert response.status_code == 500
    assert response.headers["X-Request-Id"] in body(response)
    assert "narrative" not in body(response)


def test_the_page_for_a_failure_asks_the_database_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = pages.server_error(rf.get("/"))

    assert "Something went wrong on our side" in body(response)


def test_a_form_without_its_token_is_told_what_to_do(emil):
    from_elsewhere = Client(enforce_csrf_checks=True)
    from_elsewhere.force_login(emil)

    response = from_elsewhere.post("/account/", {"theme": "dark"})

    assert response.status_code == 403
    assert "This page was open too long" in body(response)


def test_every_page_forbids_what_it_does_not_bring_itself(sign_in, emil):
    headers = sign_in(emil).get("/help/").headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_every_icon_a_template_names_is_in_the_sprite():
    sprite = (ROOT / "static/icons.svg").read_text()
    named = {name for text in templates().values() for name in re.findall(r'{% icon "([\w-]+)" %}', text)}

    assert {name for name in named if f'id="i-{name}"' not in sprite} == set()
