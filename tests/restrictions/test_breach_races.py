"""One breach, and one review before the end, decided by two directors at once; one report noted in two tabs."""

import pytest
from django.db import connection

from restrictions.actions.breach import link_breach
from restrictions.models import Breach, BreachDecision, Reassessment
from restrictions.policy import breach as policy
from restrictions.policy import reassessment as reviewing
from tests.factories import NOW, TODAY, staged
from tests.restrictions.breaching import HOUR, judged
from tests.restrictions.reviewing import DAY, asked, decide, in_place, limits, on_day
from tests.restrictions.test_decision_races import race, trying

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]
TOOK_ONE = ("committed", "refused", True)
REFUSED_BY = {"sqlite": "kept_whole", "postgresql": "duplicate key value violates unique constraint"}


def refused_as_a_second(outcome):
    """Of two plain writes the database takes one: the second waits for it and finds the key taken."""
    first, second, _ = outcome
    return first == "committed" and second.startswith(REFUSED_BY[connection.vendor])


def test_two_directors_decide_one_breach_at_once_and_one_decision_stands(breach, dana, drew):
    assert race(trying(judged, breach, dana), trying(judged, breach, drew)) == TOOK_ONE
    assert BreachDecision.objects.get().by == dana
    assert breach.case.letters.filter(kind="L9a").count() == 1


def test_asked_beforehand_both_directors_might_decide_about_it(breach, dana, drew):
    """The control: a check before the act, without its lock, lets both through."""
    found = Breach.objects.with_people().get()

    assert [list(policy.reasons_not_to_decide(found, by=one, on=TODAY)) for one in (dana, drew)] == [[], []]


def test_past_the_act_the_database_takes_one_decision_about_a_breach(breach, dana, drew):
    said = {"breach": breach, "outcome": "unproven", "reasons": "Nobody saw it.", "at": NOW + HOUR, "on": TODAY}
    writes = [lambda by=one: staged(row=BreachDecision(by=by, **said)) for one in (dana, drew)]

    assert refused_as_a_second(race(*writes))


def test_two_tabs_note_one_report_and_one_breach_stands(restriction, report, dana):
    def note():
        link_breach(restriction=restriction, report=report, how="wrote", by=dana, at=NOW)

    assert race(trying(note), trying(note)) == TOOK_ONE
    assert Breach.objects.get().report == report


def test_asked_beforehand_both_tabs_might_note_it(restriction, report, dana, calendar):
    """The control: a check before the act, without its lock, lets both through."""
    asked_twice = [policy.reasons_not_to_link(restriction, report, by=dana, at=NOW, calendar=calendar) for _ in "12"]

    assert [list(reasons) for reasons in asked_twice] == [[], []]


@pytest.fixture
def due(case, dana, april):
    """A restriction whose review before the end is open, and the customer's time to answer over."""
    restriction = in_place(case, dana).restrictions.get()
    invitation = asked()
    return restriction, invitation.answer_by + DAY


def test_two_directors_decide_one_review_before_the_end_at_once_and_one_stands(due, dana, drew):
    restriction, day = due

    assert race(trying(decide, restriction, dana, day), trying(decide, restriction, drew, day)) == TOOK_ONE
    assert Reassessment.objects.get().decided_by == dana
    assert restriction.case.letters.filter(kind="L7").count() == 1


def test_asked_beforehand_both_directors_might_review_it(due, dana, drew):
    """The control: a check before the act, without its lock, lets both through."""
    restriction, day = due
    at, on = on_day(day)
    term = restriction.terms.as_of(at, on).get()
    open_one, days = reviewing.due_of(term, at=at, on=on, **limits()), reviewing.days_of(term, **limits())
    about = {"at": at, "on": on, "days": days}
    reasons = [reviewing.reasons_not_to_reassess(restriction, term, open_one, by=one, **about) for one in (dana, drew)]

    assert [list(one) for one in reasons] == [[], []]
