"""What somebody read of a customer, report, case, restriction or appeal stands in the record, from the same request."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from conduct.models import Event
from tests.everything import arguments, world
from tests.test_access import names

pytestmark = pytest.mark.django_db

# The receipt of a report shows its author the reference they were just given; a draft is outside the record.
OWN_WORDS = {"cases:report_check", "cases:report_step", "cases:report_sent", "cases:report_matches", "cases:my_reports"}


@pytest.fixture
def cast(emil, sam, ozan, olga, dana, drew, april, ada, alba, sales, rentals):
    return SimpleNamespace(**{name: value for name, value in locals().items() if name != "cast"})


def shown_by(response, telling):
    """Which of the telling words stand in the answer; of a file that it was handed out at all."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return ["a file"] if "attachment" in response.get("Content-Disposition", "") else []
    words = response.content.decode().split("<main", 1)[-1]
    return [one for one in telling if one in words]


@pytest.mark.parametrize("who", ["emil", "sam", "dana", "april", "ada", "alba"])
def test_every_page_that_tells_of_somebody_leaves_a_read_event(who, case, cast, sign_in):
    made, user = world(case, cast, sign_in), getattr(cast, who)
    filled, client = arguments(made), sign_in(user)
    customers = [made.case.customer, made.reviewed.case.customer, made.office]
    rows = [made.case, made.reviewed.case, made.report, made.waiting, made.appeal, *made.decided.restrictions.all()]
    telling = [one.reference for one in (*rows, *customers)] + [one.name for one in customers]
    reads, unread = Event.objects.filter(kind=Event.Kind.READ, actor=user), {}

    for name in names():
        before = reads.count()
        response = client.get(reverse(name, kwargs=filled.get(name, {}))) if name != "account_logout" else None
        shown = shown_by(response, telling) if response else []
        if shown and response.status_code == 200 and reads.count() == before:
            unread[name] = shown

    assert {name: shown for name, shown in unread.items() if name not in OWN_WORDS} == {}
