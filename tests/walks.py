"""Everybody walks over every address once; several tests look at what they found, which is plain values."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
from django.apps import apps
from django.db.models import Count, Sum
from django.urls import URLPattern, get_resolver, reverse

from cases.models import Matter
from conduct.models import Event, OutboxMessage
from conduct.recording import Recorded
from tests.everything import arguments, world
from tests.factories import UserFactory, changed
from tests.journeys.html import Page

ELSEWHERE = ("/admin/", "/sign-out/", "/static/")
SIGNS_OUT = "account_logout"
_walks: dict = {}  # who -> their walk, for all tests of this process


@dataclass
class Walk:
    """What somebody met."""

    before: dict  # the record
    after: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)  # name of an address -> status
    unread: dict = field(default_factory=dict)  # name -> what it told of somebody without a read event
    statuses: dict = field(default_factory=dict)  # address -> status
    links: dict = field(default_factory=dict)  # address of a page -> the addresses it leads to

    def dead(self):
        """{(page, link): status} of every link its reader may not open."""
        led = ((page, link) for page, links in self.links.items() for link in links)
        return {(page, link): self.statuses[link] for page, link in led if self.statuses[link] >= 400}


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
def made(case, cast, sign_in):
    """Rows of everything, and an employee who reads one case because they handle its matter."""
    made = world(case, cast, sign_in)
    made.handler = changed(Matter.objects.first(), handler=UserFactory()).handler
    return made


@pytest.fixture
def addresses(made):
    """{name: address} of everything, each filled with something that is there."""
    filled = arguments(made)
    return {name: reverse(name, kwargs=filled.get(name, {})) for name in names()}


@pytest.fixture
def walked(addresses, made, cast, sign_in):
    """The walk of somebody, by name."""

    def by(who):
        if who not in _walks:
            user = getattr(cast, who, made.handler)
            _walks[who] = walk(sign_in(user), user, addresses, telling_of(made))
        return _walks[who]

    return by


def the_record():
    """How many rows there are of each recorded model and how often they changed, and what waits to be mailed."""
    models = [model for model in apps.get_models() if issubclass(model, Recorded)]
    counted = {"n": Count("pk"), "revisions": Sum("revision")}
    rows = {model._meta.label: model._base_manager.aggregate(**counted) for model in models}
    return rows | {"mail": OutboxMessage.objects.count()}


def telling_of(made):
    """Words that tell of somebody: references and names."""
    customers = [made.case.customer, made.reviewed.case.customer, made.office]
    rows = [made.case, made.reviewed.case, made.report, made.waiting, made.appeal, *made.decided.restrictions.all()]
    return [one.reference for one in (*rows, *customers)] + [one.name for one in customers]


def walk(client, user, addresses, telling):
    """Open every address, then whatever the pages link to, and what is linked from there."""
    found = Walk(before=the_record())
    reads = Event.objects.filter(kind=Event.Kind.READ, actor=user)
    for name, address in addresses.items():
        if name != SIGNS_OUT:
            before = reads.count()
            answer = visit(client, address, found)
            found.answers[name] = answer.status_code
            shown = shown_by(answer, telling)
            if shown and reads.count() == before:
                found.unread[name] = shown
    while waiting := {link for links in found.links.values() for link in links} - found.statuses.keys():
        for address in sorted(waiting):
            visit(client, address, found)
    found.after = the_record()
    return found


def visit(client, address, found):
    answer = client.get(address)
    found.statuses[address] = answer.status_code
    found.links[address] = links_of(answer, address)
    return answer


def shown_by(answer, telling):
    """Which of the telling words stand in the answer; of a file that it was handed out at all."""
    if answer.status_code != 200:
        return []
    if not answer.get("Content-Type", "").startswith("text/html"):
        return ["a file"] if "attachment" in answer.get("Content-Disposition", "") else []
    words = answer.content.decode().split("<main", 1)[-1]
    return [one for one in telling if one in words]


def links_of(answer, address):
    """Where the links and forms of a page lead within the product, but to admin, out, and where only a form goes."""
    if answer.status_code != 200:
        return []
    page = Page(answer)
    shown = page.links + [form.action for form in page.forms if form.method == "get"]
    led = {urljoin(address, link).partition("#")[0].partition("?")[0] for link in shown}
    return [link for link in led if link.startswith("/") and not link.startswith(ELSEWHERE)]
