"""Deciding beside somebody who takes away what it rests on: each right alone, never both."""

import pytest
from django.db import IntegrityError, connection

from cases.models import IncidentReport, Involved
from conduct import guards
from conduct.guards.triggers import drop, install, present
from conduct.lifecycle import Refused
from conduct.models import Membership
from restrictions.models import Decision, ReviewReport
from restrictions.policy import decision as policy
from tests.conduct.test_guards_races import PATIENCE, Writer
from tests.factories import NOW, changed, staged
from tests.restrictions.ready import decided, fresh

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]


def deciding(review, director):
    """Decide; a refusal by the act counts as one by the database."""

    def write():
        try:
            decided(review, director)
        except Refused as refusal:
            raise IntegrityError(f"refused: {refusal}") from None

    return write


def add_affected(review, dana):
    report = review.case.reports.first()
    return lambda: staged(row=Involved(report=report, user=dana, part=Involved.Part.AFFECTED))


def void_report(review, dana):
    report = review.case.reports.order_by("occurred_at").last()

    def write():
        again = IncidentReport.objects.get(pk=report.pk)
        again.become(IncidentReport.Status.VOID)
        changed(again)

    return write


def demote(review, dana):
    membership = dana.memberships.get()
    return lambda: changed(Membership.objects.get(pk=membership.pk), ended_at=NOW, ended_by=review.referred_by)


RIVALS = [(add_affected, "decision_independent"), (void_report, "decision_basis"), (demote, "decision_by_a_director")]


@pytest.fixture
def narrow(review):
    """A review whose pattern needs every report it counts."""
    changed(ReviewReport.objects.order_by("pk").first(), counts=False)
    return fresh(review)


@pytest.fixture
def lifted():
    """Guards by name, taken away with their locks until the test is over."""

    def lift(guard):
        drop(connection, [name for name, sql in present(connection).items() if f"{guard}:" in sql])

    return lift


def race(first, second):
    """Two writers, the first of which has written when the second begins."""
    one = Writer(first)
    assert not one.waits(PATIENCE)
    other = Writer(second)
    waited = other.waits()
    return one.finish(), other.finish(), waited


@pytest.mark.parametrize(("rival", "guard"), RIVALS)
def test_what_a_decision_rests_on_waits_for_it_and_is_refused(narrow, dana, rival, guard):
    assert race(deciding(narrow, dana), rival(narrow, dana)) == ("committed", guard, True)


@pytest.mark.parametrize(("rival", "guard"), RIVALS)
def test_a_decision_waits_for_what_it_rests_on_and_is_refused(narrow, dana, rival, guard):
    assert race(rival(narrow, dana), deciding(narrow, dana)) == ("committed", "refused", True)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("rival", "guard"), RIVALS)
def test_without_the_guard_both_pass_and_the_rule_is_broken(narrow, dana, lifted, rival, guard):
    lifted(guard)

    outcome = race(deciding(narrow, dana), rival(narrow, dana))

    assert outcome[:2] == ("committed", "committed")
    assert [rule.name for rule, rows in guards.violations()] == [guard]
    install(connection)


def test_two_directors_decide_at_once_and_one_decision_stands(review, dana, drew):
    first, second, waited = race(deciding(review, dana), deciding(review, drew))

    assert (first, second, waited) == ("committed", "refused", True)
    assert Decision.objects.get().decided_by == dana


def test_asked_beforehand_both_directors_might_decide(review, dana, drew):
    """The control: a check before the act, without its lock, lets both through."""
    now = policy.Moment.of(NOW)
    asked = [
        list(policy.reasons_not_to_decide(fresh(review), outcome="restrict", by=one, now=now)) for one in (dana, drew)
    ]

    assert asked == [[], []]
