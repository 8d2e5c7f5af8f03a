"""The pages of a reserve: what its restriction says, what a review offers, and how one is drafted."""

import pytest

from conduct.models import Counter
from restrictions.models import DraftMeasure
from tests.factories import NOW, changed
from tests.restrictions.danger import danger, taken
from tests.restrictions.holding import HELD, LATER, breached, in_reserve, ready_again
from tests.restrictions.ready import ENDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(review, dana):
    Counter.objects.create(kind="IR", year=2026, last=8000)  # out of the way of the references factories give
    return in_reserve(review, dana, conditions_told="")


def words(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_of_a_restriction_says_that_it_is_held_and_on_which_conditions(held, dana, sign_in):
    page = words(sign_in(dana).get(f"/restrictions/{held}/"))

    assert "Held in reserve" in page
    assert "no shouting" in page
    assert "Nothing of it" in page  # what departments are told
    assert "They came or called anyway" in page  # a breach of its conditions is noted here
    assert "Held in reserve" in words(sign_in(dana).get("/register/"))


def test_who_may_only_look_up_finds_nothing_of_it(held, emil, sign_in):
    assert sign_in(emil).get(f"/restrictions/{held}/breach/").status_code == 404
    assert "No restriction found" in words(sign_in(emil).post("/lookup/", {"q": "Cora Lindgren"}))


def test_a_review_names_what_protects_people_already_and_offers_to_activate_what_was_breached(
    held, sam, dana, drew, april, sales, sign_in, clock
):
    measure = taken(danger(held.customer, sales), drew)
    breached(held, sam, drew)
    ready_again(held.case, dana)
    clock.move_to(LATER)
    client = sign_in(dana)
    page = words(client.get(f"/cases/{held.case}/review/"))

    assert measure.reference in page
    assert f"?activate={held}" in page
    assert f"R02 activates {held}" in page
    form = words(client.get(f"/cases/{held.case}/review/measures/R02/?activate={held}"))
    assert "contact@example.com" in form  # its details as they are held
    assert "2026-06-17" in form  # the last of its sixty days


def test_a_measure_is_drafted_to_be_held(review, dana, sign_in):
    changed(DraftMeasure.objects.get(review=review), dropped_at=NOW)
    address = f"/cases/{review.case}/review/measures/R07/"
    sent = {"place": "Here", "notice_days": 2, "ends_on": ENDS.isoformat(), "why": "Enough."} | HELD
    client = sign_in(dana)

    assert "To hold it in reserve, write the conditions" in words(client.post(address, sent | {"conditions": ""}))
    assert client.post(address, sent).status_code == 302
    assert DraftMeasure.objects.get(dropped_at=None).held_days == 60
    assert "Held in reserve until July 17, 2026" in words(client.get(f"/cases/{review.case}/review/"))
