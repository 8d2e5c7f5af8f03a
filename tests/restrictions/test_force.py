"""What time decides: the query and the predicate agree on every boundary day, and the dates that follow are right."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.models import Delivery
from conduct.calendar import Calendar
from restrictions.models import Ending, Pause, Restriction, Term
from restrictions.models.register import state_condition
from restrictions.policy.force import (
    STATES,
    appeal_by,
    expected_receipt,
    is_in_force,
    known_of,
    received_on,
    review_days,
    start_of,
    state_of,
)
from tests.factories import NOW, TODAY, changed, staged
from tests.restrictions.staging import IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 12, 31, tzinfo=UTC)
DAY = timedelta(days=1)
STARTS, ENDS = date(2026, 4, 17), date(2026, 7, 17)


@pytest.fixture
def restriction(case, dana, april):
    return issue(decided(case, dana), dana, by_hand=True, send_by_post=False).restrictions.get()


def both(restriction, on, at=LATE):
    """What the query and the predicate say, and that they say the same."""
    fresh = Restriction.objects.with_decision().get(pk=restriction.pk)
    by_query = Term.objects.in_force(at, on).filter(restriction=restriction).exists()
    assert by_query == is_in_force(fresh, at=at, on=on), on
    states = [
        key
        for key in STATES
        if Term.objects.as_of(at, on).filter(state_condition(key, on), restriction=restriction).exists()
    ]
    assert states == [state_of(known_of(fresh, at=at, on=on), on=on).key]
    return by_query, states[0]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (STARTS - DAY, "starts"),
        (STARTS, "in_place"),
        (STARTS + DAY, "in_place"),
        (ENDS - DAY, "in_place"),
        (ENDS, "in_place"),
        (ENDS + DAY, "lapsed"),
        (date(2027, 1, 1), "lapsed"),
    ],
)
def test_it_is_in_force_from_the_day_it_starts_up_to_and_with_its_last_day(restriction, on, state):
    serve(restriction.decision, method="hand")

    assert both(restriction, on) == (state == "in_place", state)


def test_nothing_is_in_force_before_the_letter_left(restriction):
    assert both(restriction, STARTS + DAY) == (False, "decided")


def test_with_two_ways_of_sending_the_later_counts(case, dana, april):
    decision = issue(decided(case, dana), dana, by_hand=True)
    serve(decision, method="hand")
    restriction = decision.restrictions.get()

    assert both(restriction, STARTS + DAY) == (False, "decided")

    serve(decision, method="post")

    assert both(restriction, TODAY + 4 * DAY) == (False, "starts")
    assert both(restriction, TODAY + 5 * DAY) == (True, "in_place")


def test_a_letter_that_came_back_stops_it_only_when_no_good_way_stands(case, dana, april):
    decision = issue(decided(case, dana), dana, by_hand=True)
    hand, post = serve(decision, method="hand"), serve(decision, method="post")
    restriction = decision.restrictions.get()

    changed(post, returned_at=NOW + 2 * DAY, returned_recorded_at=NOW + 2 * DAY)
    assert both(restriction, TODAY + 3 * DAY) == (True, "in_place")
    assert both(restriction, TODAY + 3 * DAY, at=NOW + DAY) == (False, "starts")

    changed(hand, returned_at=NOW + 3 * DAY, returned_recorded_at=NOW + 3 * DAY)
    assert both(restriction, TODAY + 4 * DAY) == (False, "decided")


def test_a_start_decided_for_later_is_kept(case, dana, april):
    decision = issue(decided(case, dana, begins_on=TODAY + 10 * DAY), dana, by_hand=True, send_by_post=False)
    serve(decision, method="hand")
    restriction = decision.restrictions.get()

    assert both(restriction, TODAY + 9 * DAY) == (False, "starts")
    assert both(restriction, TODAY + 10 * DAY) == (True, "in_place")


def test_a_restriction_of_one_day_is_in_force_on_that_day(case, dana, april):
    measure = (*IN_WRITING[:2], TODAY)
    decision = issue(decided(case, dana, measures=[measure]), dana, by_hand=True, send_by_post=False)
    serve(decision, method="hand")
    restriction = decision.restrictions.get()

    assert [both(restriction, day)[0] for day in (TODAY - DAY, TODAY, TODAY + DAY)] == [False, True, False]


@pytest.mark.parametrize("kind", list(Ending.Kind))
def test_an_ending_acts_at_once_and_not_before(restriction, dana, kind):
    serve(restriction.decision, method="hand")
    ended_at = NOW + 5 * DAY
    staged(
        row=Ending(
            restriction=restriction, kind=kind, recorded_at=ended_at, ended_on=TODAY + 5 * DAY, by=dana, reasons="Over."
        )
    )

    assert both(restriction, TODAY + 5 * DAY, at=ended_at - timedelta(seconds=1)) == (True, "in_place")
    assert both(restriction, TODAY + 5 * DAY, at=ended_at) == (False, kind.value)
    assert both(restriction, TODAY + 4 * DAY) == (True, "in_place")


def test_a_pause_covers_its_days_and_ends_at_once(restriction, dana):
    serve(restriction.decision, method="hand")
    pause = staged(
        row=Pause(
            restriction=restriction,
            kind="stay",
            from_on=TODAY + 2 * DAY,
            recorded_at=NOW,
            by=dana,
            reasons="An appeal is open.",
        )
    )

    assert [both(restriction, TODAY + n * DAY)[1] for n in (1, 2, 60)] == ["in_place", "paused", "paused"]

    changed(pause, ended_at=NOW + 9 * DAY, ended_on=TODAY + 9 * DAY)

    assert [both(restriction, TODAY + n * DAY)[1] for n in (8, 9, 10)] == ["paused", "in_place", "in_place"]
    assert both(restriction, TODAY + 9 * DAY, at=NOW + 9 * DAY - timedelta(seconds=1))[1] == "paused"


def test_leave_is_for_one_day(restriction, dana):
    serve(restriction.decision, method="hand")
    day = TODAY + 3 * DAY
    staged(
        row=Pause(
            restriction=restriction,
            kind="waiver",
            from_on=day,
            until_on=day,
            recorded_at=NOW,
            by=dana,
            reasons="A viewing.",
        )
    )

    assert [both(restriction, one)[1] for one in (day - DAY, day, day + DAY)] == ["in_place", "paused", "in_place"]


def test_before_it_was_decided_nothing_is_known(restriction):
    serve(restriction.decision, method="hand")

    assert not Term.objects.as_of(NOW - DAY, TODAY).exists()
    assert known_of(Restriction.objects.with_decision().get(), at=NOW - DAY, on=TODAY) is None


def test_a_shorter_term_counts_from_the_moment_it_was_decided(restriction):
    serve(restriction.decision, method="hand")
    first = restriction.terms.get()
    staged(
        row=Term(
            restriction=restriction,
            number=2,
            act="varied",
            decided_at=NOW + 5 * DAY,
            begins_on=first.begins_on,
            ends_on=TODAY + 20 * DAY,
            latest_end_on=first.latest_end_on,
            name=first.name,
            address=first.address,
            parameters=first.parameters,
        )
    )

    assert both(restriction, TODAY + 21 * DAY, at=NOW + 5 * DAY) == (False, "lapsed")
    assert both(restriction, TODAY + 21 * DAY, at=NOW + 5 * DAY - timedelta(seconds=1)) == (True, "in_place")


# The dates that follow


@pytest.mark.parametrize(
    ("begins", "ends", "due"),
    [
        (
            date(2026, 4, 20),
            date(2026, 7, 20),
            [date(2026, 6, 18)],
        ),  # 91 days: June 20 is a Saturday, June 19 a holiday
        (date(2026, 4, 20), date(2026, 10, 20), [date(2026, 9, 18)]),  # six months have no midpoint
        (date(2026, 4, 20), date(2026, 7, 19), []),  # 90 days: it ends by itself
        (date(2026, 4, 20), date(2026, 4, 20), []),
        (date(2026, 1, 5), date(2027, 1, 5), [date(2026, 7, 6), date(2026, 12, 4)]),
        (date(2028, 2, 29), date(2028, 8, 29), [date(2028, 7, 28)]),
    ],
)
def test_review_days_are_before_the_end_and_midway_and_never_late(organization, calendar, begins, ends, due):
    assert review_days(begins, ends, organization=organization, calendar=calendar) == due


def test_a_review_set_earlier_comes_first(organization, calendar):
    days = review_days(
        date(2026, 4, 20), date(2026, 7, 20), organization=organization, calendar=calendar, earlier=date(2026, 5, 17)
    )

    assert days == [date(2026, 5, 15), date(2026, 6, 18)]


@pytest.mark.parametrize(
    ("received", "until"), [(date(2026, 4, 20), date(2026, 5, 4)), (date(2026, 6, 6), date(2026, 6, 22))]
)
def test_the_time_to_appeal_runs_in_business_days_from_receipt(organization, calendar, received, until):
    assert appeal_by(received, organization=organization, calendar=calendar) == until


@pytest.mark.parametrize(
    ("methods", "at", "day"),
    [
        (["email"], datetime(2026, 4, 17, 20, 59, tzinfo=UTC), date(2026, 4, 17)),  # 4:59 PM in New York
        (["email"], datetime(2026, 4, 17, 21, 0, tzinfo=UTC), date(2026, 4, 20)),  # 5 PM: the next business day
        (["email", "post"], datetime(2026, 4, 17, 15, 0, tzinfo=UTC), date(2026, 4, 22)),
        (["hand"], datetime(2026, 3, 8, 6, 30, tzinfo=UTC), date(2026, 3, 9)),  # the night the clocks go forward
        (["post"], datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 5)),
    ],
)
def test_receipt_is_the_latest_of_the_ways(organization, calendar, methods, at, day):
    assert expected_receipt(methods, at=at, organization=organization, calendar=calendar) == day


def test_the_same_instant_is_another_day_in_another_time_zone():
    at = datetime(2026, 7, 18, 3, 30, tzinfo=UTC)

    assert Calendar("America/New_York").local_date(at) == date(2026, 7, 17)
    assert Calendar("Europe/Berlin").local_date(at) == date(2026, 7, 18)


def test_the_day_a_letter_counts_as_received_is_unknown_while_a_way_is_open(case, dana, april, at):
    decision = issue(decided(case, dana), dana, by_hand=True)
    serve(decision, method="hand")

    assert received_on(decision.letter, at=at) is None

    changed(Delivery.objects.get(method="post"), returned_at=at, returned_recorded_at=at)

    assert received_on(decision.letter, at=at) == TODAY
    known = known_of(decision.restrictions.get(), at=at, on=TODAY)
    assert start_of(known) == TODAY
