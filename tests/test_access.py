"""Who reaches which address: everybody opens every one; nothing changes by looking, or by what an auditor sends."""

from functools import cache
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.db.models import Count, Sum
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from cases.models import Matter
from conduct.models import OutboxMessage
from conduct.recording import Recorded
from tests.everything import arguments, world
from tests.factories import UserFactory, changed
from tests.journeys.html import Page
from tests.test_house_pages import PUBLIC

pytestmark = pytest.mark.django_db

CAST = ["emil", "ozan", "sam", "dana", "april", "ada", "alba"]
# What everybody changes about themselves, an auditor too.
ELSEWHERE = ("/admin/", "/sign-out/", "/static/")
OWN_ACCOUNT = {"account", "account_login", "account_logout", "account_change_password", "policy_read"}


def pages(app, words):
    return {f"{app}:{name}" for name in words.split()}


EVERYBODY = pages("cases", "new_report my_reports") | pages("restrictions", "lookup notices requests")
EVERYBODY |= {"appeals:appeals"}
EVERYBODY |= {"restrictions:note_breach"}
OWN_REPORT = pages("cases", "report report_check report_step evidence void_report answer_voiding answer_question")
REVIEW = pages("restrictions", "review take hand_over ask notice_of_review measures measure drop_measure decide")
ISSUED = pages(
    "restrictions",
    "issue issued sheet restriction end shorten told register register_export register_others register_others_export",
)
ISSUED |= pages("restrictions", "breaches breaches_export interim_register interim_export")
WORK = pages("cases", "add_note assign_case close_case describe_matter answer_matter warning link_report")
WORK |= pages("cases", "change_customer merge_customers")
WORK |= pages("restrictions", "link_breach")
HEARING = pages("appeals", "extend take_in refuse_late stay")
# Who may open nothing but these; the others are told apart by what they may never open.
ONLY = {"ozan": EVERYBODY, "emil": EVERYBODY | OWN_REPORT | pages("restrictions", "notice noted_breach")}
NEVER = {
    "sam": REVIEW | ISSUED | HEARING | {"appeals:appeal", "appeals:assign", "restrictions:decided"},
    "dana": HEARING,
    "april": REVIEW | ISSUED | WORK | {"cases:report", "cases:triage_queue"},
    "ada": WORK | HEARING | {"cases:letter_sent"},
    "alba": WORK | HEARING | {"cases:letter_sent", "cases:hold_case"},
}


@cache
def names():
    """The name of every address of the product; the admin site has a walk of its own."""

    def walk(patterns, prefix):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{prefix}{pattern.name}"
            elif pattern.namespace != "admin":
                yield from walk(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)

    return [name for name in walk(get_resolver().url_patterns, "") if not name.endswith("None")]


@pytest.fixture
def cast(emil, sam, ozan, olga, dana, drew, april, ada, alba, sales, rentals):
    return SimpleNamespace(**{name: value for name, value in locals().items() if name != "cast"})


@pytest.fixture
def addresses(case, cast, sign_in):
    """{name: address} of everything, each filled with something that is there."""
    filled = arguments(world(case, cast, sign_in))
    return {name: reverse(name, kwargs=filled.get(name, {})) for name in names()}


def the_record():
    """How many rows there are of each recorded model and how often they changed, and what waits to be mailed."""
    models = [model for model in apps.get_models() if issubclass(model, Recorded)]
    counted = {"n": Count("pk"), "revisions": Sum("revision")}
    rows = {model._meta.label: model._base_manager.aggregate(**counted) for model in models}
    return rows | {"mail": OutboxMessage.objects.count()}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(addresses):
    client = Client()

    answers = {name: client.get(address) for name, address in addresses.items() if name not in PUBLIC}

    led = {name: answer.get("Location", "") for name, answer in answers.items()}
    elsewhere = {name: where for name, where in led.items() if not where.startswith("/sign-in/?next=")}
    assert elsewhere == {}


@pytest.mark.parametrize("who", CAST)
def test_everybody_opens_every_address_and_nothing_breaks_or_changes(who, addresses, cast, sign_in):
    client, before = sign_in(getattr(cast, who)), the_record()

    answers = {name: client.get(address).status_code for name, address in addresses.items() if name != "account_logout"}
    heads = {name: client.head(address).status_code for name, address in addresses.items() if name != "account_logout"}

    assert {name: status for name, status in answers.items() if status not in (200, 204, 302, 404, 405)} == {}
    assert {name: (status, answers[name]) for name, status in heads.items() if status != answers[name]} == {}
    assert the_record() == before
    opened = {name for name, status in answers.items() if status == 200 and ":" in name}
    assert opened - ONLY.get(who, opened) == set()
    assert opened & NEVER.get(who, set()) == set()


@pytest.mark.parametrize("who", [*CAST, "olga", "handler"])
def test_no_page_shows_a_link_that_its_reader_may_not_open(who, addresses, cast, sign_in):
    handler = changed(Matter.objects.first(), handler=UserFactory()).handler  # an employee who reads one case
    client = sign_in(getattr(cast, who, handler))
    waiting, found = [(address, "") for name, address in addresses.items() if name != "account_logout"], {}

    while waiting:
        address, page = waiting.pop()
        if address not in found:
            answer = client.get(address)
            found[address] = (answer.status_code, page)
            if answer.status_code == 200:
                waiting += [(link, address) for link in links_of(answer, address)]

    assert {address: told for address, told in found.items() if told[1] and told[0] >= 400} == {}


def links_of(answer, address):
    """Where the links and forms of a page lead within the product, but to admin, out, and where only a form goes."""
    page = Page(answer)
    shown = page.links + [form.action for form in page.forms if form.method == "get"]
    led = {urljoin(address, link).partition("#")[0].partition("?")[0] for link in shown}
    return [link for link in led if link.startswith("/") and not link.startswith(ELSEWHERE)]


def test_an_auditor_changes_nothing_whatever_they_send(addresses, cast, sign_in):
    client, before = sign_in(cast.alba), the_record()
    words = dict.fromkeys(("reason", "text", "why", "words", "name", "question", "note"), "Words of an auditor")
    said = words | dict.fromkeys(("confirm", "decide", "issue", "typed", "add"), "1")

    for name, address in addresses.items():
        if name not in OWN_ACCOUNT:
            assert client.post(address, said).status_code < 500, name

    assert the_record() == before
