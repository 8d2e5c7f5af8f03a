"""Every page, opened by somebody who uses it, on a phone and at a desk, in light and dark."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from cases.models import Case
from conduct.models import Event, LetterWording, Membership, Organization, User
from tests.browser.accessibility import faults
from tests.browser.conftest import DESK, PHONE
from tests.conduct.test_pages import BrokenAddresses
from tests.everything import arguments, world

pytestmark = pytest.mark.django_db(transaction=True)


def pages(app, names):
    return [f"{app}:{name}" for name in names.split()]


VISITS = {
    None: ["policy", "account_login", "account_reset_password", "account_reset_password_done", "account_inactive"],
    "emil": [
        *["home", "account", "help", "shortcuts", "account_change_password", "account_logout"],
        *pages("cases", "new_report report_step my_reports report void_report"),
        *pages("restrictions", "lookup notices notice"),
    ],
    "sam": [
        "home",
        *pages("cases", "triage_queue triage settle_customer move_report ask_department answer_voiding"),
        *pages("cases", "cases case add_note add_restricted_note add_case_file assign_case close_case link_report"),
        *pages("cases", "matter describe_matter correct_matter answer_matter name_complained_of record_reply"),
        *pages("cases", "customers new_customer customer change_customer add_contact merge_customers"),
        *pages("cases", "letter letter_again letter_sent letter_returned enter_answer note_answer"),
        *pages("restrictions", "refer"),
        *pages("appeals", "enter"),
    ],
    "dana": [
        "home",
        *pages("restrictions", "review measures measure hand_over notice_of_review decide decided issued sheet"),
        *pages("restrictions", "register register_export restriction end shorten told requests"),
        *pages("appeals", "appeals"),
    ],
    "april": ["home", *pages("appeals", "appeals appeal extend stay")],
    "ada": ["home", *pages("appeals", "assign"), *pages("cases", "hold_case")],
    "alba": ["home", *pages("cases", "case"), *pages("restrictions", "register review")],
}


@pytest.fixture
def addresses(case, emil, sam, ozan, olga, dana, drew, april, ada, alba, sales, rentals, sign_in):
    """{name: address} of every page in the table, each filled with something that is there."""
    cast = SimpleNamespace(emil=emil, sam=sam, dana=dana, drew=drew, april=april, ada=ada, sales=sales, rentals=rentals)
    filled = arguments(world(case, cast, sign_in))
    return {name: reverse(name, kwargs=filled.get(name, {})) for names in VISITS.values() for name in names}


# In two halves, so that two processes have equally much to do.
FIRST = ["sam", "ada"]
HALVES = {"first": FIRST, "second": [who for who in VISITS if who not in FIRST]}


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_sound(open_as, request, addresses, size, half):
    wrong = []

    for who in HALVES[half]:
        page = open_as(who and request.getfixturevalue(who), "/help/", size=size)
        for name in VISITS[who]:
            answer = page.goto(addresses[name])
            wrong += [f"{who} gets {answer.status} for {name}"] if answer.status != 200 else faults(page, 320)

    assert wrong == []


def of_admin(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_the_admin_site_are_sound(open_as, ada, case, size):
    records, read = of_admin(Event, "changelist"), Event.objects.filter(changes__isnull=False).first()
    addresses = [
        *["/admin/", records, f"{records}?kind__exact=act&q=2026", f"{records}?at__year=2026&at__month=4"],
        *[of_admin(Event, "change", read.pk), reverse("admin:records_export"), of_admin(User, "changelist")],
        *[of_admin(User, "change", ada.pk), of_admin(Organization, "change", 1), of_admin(Membership, "add")],
        *[of_admin(LetterWording, "changelist"), of_admin(LetterWording, "add"), of_admin(Case, "change", case.pk)],
    ]
    page, wrong = open_as(ada, "/help/", size=size), []

    for address in addresses:
        answer = page.goto(address)
        wrong += [f"{answer.status} for {address}"] if answer.status != 200 else faults(page, 320)

    assert wrong == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_errors_are_sound_and_offer_a_way_on(open_as, emil, size, settings):
    settings.ROOT_URLCONF = BrokenAddresses
    page, wrong = open_as(emil, "/help/", size=size), []

    for status, address in ((404, "/no/such/page/"), (403, "/closed/"), (400, "/unreadable/"), (500, "/broken/")):
        answer = page.goto(address)
        assert answer.status == status
        page.complaints.clear()  # the browser itself complains of the status
        assert answer.headers["x-request-id"] in page.inner_text("main")
        wrong += faults(page, 320)
        assert page.locator("main a[href='/']").count() == 1
    assert page.goto("/static/maintenance.html").status == 200
    wrong += faults(page, 320)

    assert wrong == []
