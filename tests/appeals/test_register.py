"""The register says what has become of an appeal, as it was known on the day."""

from datetime import timedelta

import pytest

from appeals.actions.lodging import withdraw_appeal
from appeals.policy.deciding import Choice
from restrictions import register as entries
from tests.appeals.conftest import lodged
from tests.appeals.test_deciding import decide
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def appeals(at, calendar, **chosen):
    terms = list(entries.entries(at, TODAY, chosen).order_by(*entries.NEWEST))
    return sorted(row.appeal for row in entries.rows_of(terms, at=at, on=TODAY, calendar=calendar))


def test_an_appeal_stands_beside_every_restriction_it_is_about(appeal, calendar):
    assert appeals(NOW, calendar) == ["Open", "Open"]
    assert appeals(NOW - timedelta(minutes=1), calendar) == ["", ""]
    assert [appeals(NOW, calendar, appeal=how) for how in ("open", "any", "closed", "none")] == [
        ["Open", "Open"], ["Open", "Open"], [], [],
    ]  # fmt: skip


def test_only_what_was_named_counts_as_appealed(decision, sam, calendar):
    lodged(decision, sam, about=[decision.restrictions.order_by("pk").first().reference])

    assert appeals(NOW, calendar) == ["", "Open"]
    assert appeals(NOW, calendar, appeal="open") == ["Open"]
    assert appeals(NOW, calendar, appeal="none") == [""]


def test_one_that_was_decided_says_what_it_came_to_for_each_restriction(heard, april, calendar):
    decide(heard, april, R02=Choice("varied", "Less.", TODAY + timedelta(days=30)), R07=Choice("set_aside", "Wrong."))

    assert appeals(NOW, calendar) == ["Set aside", "Varied"]
    assert appeals(NOW - timedelta(minutes=1), calendar) == ["", ""]


def test_one_that_was_withdrawn_is_closed(appeal, sam, calendar):
    withdraw_appeal(appeal=appeal, words="Never mind.", by=sam, at=NOW)

    assert appeals(NOW, calendar, appeal="closed") == ["Withdrawn", "Withdrawn"]
    assert appeals(NOW, calendar, appeal="open") == []
