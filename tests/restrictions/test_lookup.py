"""The look-up: one field, exactly four answers, and no reason, history or full address in any of them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse

from cases.actions.customers import add_contact_point, add_name
from cases.models import ContactPoint, Representative
from conduct.models import Event
from restrictions.models import Pause, Standing
from restrictions.policy import lookup as policy
from tests.factories import ContactPointFactory, CustomerFactory, changed, staged
from tests.restrictions.staging import decided, issue, serve

pytestmark = pytest.mark.django_db
URL = reverse("restrictions:lookup") if False else "/lookup/"


@pytest.fixture
def served(case, dana, april, at):
    """Cora's restriction, in place today: the letter was handed over on the morning."""
    decision = issue(decided(case, dana), dana, send_by_post=False, by_hand=True)
    serve(decision, at=at - timedelta(hours=1), method="hand")
    return decision


def answer(typed, at, today, **values):
    return policy.look_up(typed, at=at, on=today, **values)


@pytest.mark.parametrize("typed", ["Cora Lindgren", "CORA  lindgrén", "cora@example.com", "(555) 010-0163", "214 Sample Ln"])
def test_the_full_name_phone_email_or_street_address_of_one_customer_says_stop(served, cora, at, today, typed):
    ContactPointFactory(customer=cora, kind=ContactPoint.Kind.PHONE, value="555-010-0163", folded="5550100163")

    found = answer(typed, at, today)

    assert (found.kind, found.person.name) == ("stop", "Cora Lindgren")


@pytest.mark.parametrize("typed", ["Cora Lindgrem", "Kora Lindgren", "c lindgren", "lindgren", "Sample Lane", "214 sample lane springfield"])
def test_anything_near_asks_who_it_is_and_never_reads_as_clear(served, at, today, typed):
    assert answer(typed, at, today).kind == "check"
