"""When a review is open: computed from the dates, on every kind of day, and judged anew when a term changes."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from cases.models import Letter
from restrictions.actions import reassessment as acts
from restrictions.actions.endings import shorten_restriction
from restrictions.models import Invitation, Term
from restrictions.policy import reassessment as policy
from tests.factories import TODAY, changed
from tests.restrictions.reviewing import (
    DAY,
    ENDS,
    LIGHTEN,
    OPENS,
    answered,
    asked,
    decide,
    in_place,
    limits,
    on_day,
    open_on,
)
from tests.restrictions.staging import IN_WRITING

pytestmark = pytest.mark.django_db

SHORT = (*IN_WRITING[:2], ENDS - DAY)  # 90 days: it ends by itself
HALF = (*IN_WRITING[:2], date(2026, 10, 16))  # under six months
YEAR = (*IN_WRITING[:2], date(2027, 4, 16))


def in_place_until(case, dana, measure, **values):
    return in_place(case, dana, measures=(measure,), **values).restrictions.get()


DAYS = [
    # begins, ends, set earlier, review days
    (date(2026, 4, 17), date(2026, 7, 16), None, []),
    (date(2026, 4, 17), date(2026, 7, 17), None, [date(2026, 6, 17)]),
    (date(2027, 11, 1), date(2028, 3, 30), None, [date(2028, 2, 29)]),
    (date(2027, 11, 1), date(2028, 3, 31), None, [date(2028, 3, 1)]),
    (date(2026, 10, 1), date(2027, 1, 31), None, [date(2026, 12, 31)]),  # January 1 is no business day
    (date(2026, 4, 17), date(2026, 7, 5), date(2026, 5, 4), [date(2026, 5, 4)]),
    (date(2026, 4, 17), date(2027, 4, 16), None, [date(2026, 10, 16), date(2027, 3, 17)]),
    (date(2026, 4, 17), date(2026, 10, 17), None, [date(2026, 9, 17)]),  # six months to the day: no midpoint
    (date(2026, 4, 17), date(2026, 10, 18), None, [date(2026, 7, 17), date(2026, 9, 18)]),
    (date(2026, 8, 3), date(2026, 12, 1), None, [date(2026, 10, 30)]),  # November 1 is a Sunday
]


@pytest.mark.parametrize(("begins_on", "ends_on", "review_on", "days"), DAYS)
def test_the_review_days_of_a_term(begins_on, ends_on, review_on, days, organization):
    term = SimpleNamespace(
        begins_on=begins_on, served_on=begins_on, is_unserved=False, ends_on=ends_on, review_on=review_on
    )

    assert policy.days_of(term, **limits()) == days


@pytest.mark.parametrize(
    ("day", "opened_on"), [(OPENS - DAY, None), (OPENS, OPENS), (OPENS + DAY, OPENS), (ENDS, OPENS), (ENDS + DAY, None)]
)
def test_it_is_open_from_its_day_to_the_last_day_in_force(case, dana, april, day, opened_on):
    in_place(case, dana)

    assert [one.opened_on for one in open_on(day)] == ([opened_on] if opened_on else [])


def test_too_short_a_restriction_is_not_looked_at_again(case, dana, april):
    in_place(case, dana, measures=(SHORT,))

    assert open_on(SHORT[2]) == []


def test_a_day_a_director_set_earlier_counts_first(case, dana, april):
    in_place(case, dana, measures=(HALF,), review_on=date(2026, 5, 18))

    assert [one.opened_on for one in open_on(date(2026, 5, 18))] == [date(2026, 5, 18)]


def test_what_was_not_received_is_not_looked_at(case, dana, april):
    decision = in_place(case, dana)
    changed(decision.letter.deliveries.get(), sent_at=None, sent_recorded_at=None, deemed_on=None)

    assert open_on(OPENS) == []


@pytest.mark.parametrize(
    ("ends_on", "before", "after"),
    [
        # In the night of November 1 the clocks go back; the review of Monday opens at its local midnight.
        (date(2026, 12, 2), datetime(2026, 11, 2, 4, 59, tzinfo=UTC), datetime(2026, 11, 2, 5, 0, tzinfo=UTC)),
        # November 1 is a Sunday: it opens on Friday, which begins an hour earlier in UTC.
        (date(2026, 12, 1), datetime(2026, 10, 30, 3, 59, tzinfo=UTC), datetime(2026, 10, 30, 4, 0, tzinfo=UTC)),
        # On March 14, 2027 the clocks go forward; January 1 is a holiday.
        (date(2027, 4, 14), datetime(2027, 3, 15, 3, 59, tzinfo=UTC), datetime(2027, 3, 15, 4, 0, tzinfo=UTC)),
        (date(2027, 1, 31), datetime(2026, 12, 31, 4, 59, tzinfo=UTC), datetime(2026, 12, 31, 5, 0, tzinfo=UTC)),
    ],
)
def test_it_opens_at_local_midnight(case, dana, april, calendar, ends_on, before, after):
    in_place_until(case, dana, (*IN_WRITING[:2], ends_on))

    opened = [
        [one.opened_on for one in policy.open_reviews(at, calendar.local_date(at), **limits())]
        for at in (before, after)
    ]

    assert opened[1][0] == calendar.local_date(after)
    assert calendar.local_date(after) not in opened[0]


def test_in_another_time_zone_it_opens_at_that_midnight(case, dana, april, organization):
    in_place(case, dana)
    at = datetime(2026, 6, 16, 15, tzinfo=UTC)
    assert acts.ask_for_views(at, limits()["calendar"].local_date(at)).startswith("0")

    changed(organization, time_zone="Pacific/Auckland")

    assert acts.ask_for_views(at, limits()["calendar"].local_date(at)).startswith("1")
    assert Invitation.objects.get().invited_on == OPENS


# What changes meanwhile


def shortened(restriction, by, day, new_end_on):
    said = {"new_end_on": new_end_on, "reasons": "Less is enough.", "ways": ["post"]}
    shorten_restriction(restriction=restriction, **said, by=by, at=on_day(day)[0])


def test_a_term_made_shorter_is_judged_anew(case, dana, april):
    restriction = in_place_until(case, dana, HALF)
    assert open_on(date(2026, 9, 10)) == []

    shortened(restriction, dana, date(2026, 9, 10), date(2026, 9, 30))

    assert [one.opened_on for one in open_on(date(2026, 9, 10))] == [date(2026, 8, 31)]


def test_who_was_asked_lately_is_not_asked_again_because_the_end_moved_nearer(case, dana, april):
    restriction = in_place_until(case, dana, HALF)
    asked(date(2026, 9, 16))

    shortened(restriction, dana, date(2026, 9, 17), date(2026, 10, 1))

    assert open_on(date(2026, 9, 18))[0].invitation
    assert acts.ask_for_views(*on_day(date(2026, 9, 18))).startswith("0")


def test_the_midpoint_and_the_end_are_two_reviews_each_with_its_letter(case, dana, april, drew):
    restriction = in_place_until(case, dana, YEAR)
    midpoint, last = date(2026, 10, 16), date(2027, 3, 17)
    decide(restriction, drew, asked(midpoint).answer_by + DAY)
    assert open_on(last - DAY) == []

    invitation = asked(last)
    decide(restriction, drew, invitation.answer_by + DAY)

    assert [one.due_on for one in restriction.reassessments.order_by("pk")] == [midpoint, last]
    assert Letter.objects.filter(kind="L6").count() == 2


def test_a_view_on_the_midpoint_is_not_one_on_the_end(case, dana, april, drew, sam):
    restriction = in_place_until(case, dana, YEAR)
    answered(asked(date(2026, 10, 16)), sam)
    due_at, due_on = on_day(date(2027, 3, 17))
    asked(due_on)

    (due,) = open_on(due_on)

    assert policy.since(due, at=due_at, calendar=limits()["calendar"]).statements == []
    assert due.restriction == restriction


def test_a_midpoint_nobody_decided_gives_way_to_the_review_before_the_end(case, dana, april):
    in_place_until(case, dana, YEAR)
    asked(date(2026, 10, 16))

    (due,) = open_on(date(2027, 3, 17))

    assert (due.opened_on, due.invitation) == (date(2027, 3, 17), None)


def test_made_lighter_at_the_midpoint_it_opens_again_before_the_new_end(case, dana, april, drew):
    restriction = in_place_until(case, dana, YEAR)
    asked(date(2026, 10, 16))
    decide(restriction, drew, date(2026, 10, 20), **LIGHTEN | {"new_end_on": date(2027, 2, 26)})

    assert open_on(date(2027, 1, 26)) == []
    assert [one.opened_on for one in open_on(date(2027, 1, 27))] == [date(2027, 1, 27)]


def test_a_director_decides_after_the_customer_was_heard_and_before_the_end(case, dana, april, calendar):
    in_place(case, dana)
    assert open_on(OPENS)[0].decide_by == calendar.add_business_days(OPENS, 10)

    invitation = asked()

    assert open_on(OPENS)[0].decide_by == ENDS
    assert calendar.add_business_days(invitation.answer_by, 10) > ENDS


@pytest.mark.parametrize("length", [20, 90, 91, 120, 182, 183, 184, 250, 364])
def test_the_question_to_the_database_leaves_no_day_out(case, dana, april, length):
    in_place(case, dana, measures=((*IN_WRITING[:2], TODAY + timedelta(days=length)),))

    for at, on in (on_day(TODAY + timedelta(days=days)) for days in range(0, 370, 7)):
        each = (policy.due_of(term, at=at, on=on, **limits()) for term in Term.objects.as_of(at, on))
        assert policy.open_reviews(at, on, **limits()) == [one for one in each if one]
