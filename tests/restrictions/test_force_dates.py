"""In force over the days of a calendar: midnights, leap days, the nights the clocks change, another time zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from conduct.models import Organization
from restrictions.actions.lapse import announce_lapses
from restrictions.models import Lapse
from tests.factories import NOW, TODAY, changed
from tests.restrictions.staging import IN_WRITING, decided, issue, serve
from tests.restrictions.test_force import both

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
JULY = (TODAY, date(2026, 7, 17))


def restricted(case, dana, begins, ends):
    """In writing only from one day to another, under a letter received today."""
    measure = (*IN_WRITING[:2], ends)
    decision = issue(decided(case, dana, measures=[measure], begins_on=begins), dana, by_hand=True, send_by_post=False)
    serve(decision, method="hand")
    return decision.restrictions.get()


def is_in_force(restriction, at):
    """At that instant, on the day it is there by the organization's own calendar; by the query and by the predicate."""
    return both(restriction, Organization.objects.current().calendar().local_date(at), at=at)[0]


# begins, ends, the instants in UTC at which it starts and stops to bind
NIGHTS = {
    "a summer night": (date(2026, 5, 1), date(2026, 7, 17), "2026-05-01T04:00", "2026-07-18T04:00"),
    "the clocks go back": (date(2026, 11, 1), date(2026, 11, 1), "2026-11-01T04:00", "2026-11-02T05:00"),
    "the clocks go forward": (date(2027, 3, 14), date(2027, 3, 14), "2027-03-14T05:00", "2027-03-15T04:00"),
    "year end": (date(2026, 12, 31), date(2027, 1, 1), "2026-12-31T05:00", "2027-01-02T05:00"),
    "the last day of the year": (date(2026, 6, 1), date(2026, 12, 31), "2026-06-01T04:00", "2027-01-01T05:00"),
    "a leap day": (date(2028, 2, 29), date(2028, 2, 29), "2028-02-29T05:00", "2028-03-01T05:00"),
    "up to a leap day": (date(2028, 2, 1), date(2028, 2, 29), "2028-02-01T05:00", "2028-03-01T05:00"),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_it_binds_from_local_midnight_to_local_midnight(case, dana, april, night):
    begins, ends, *instants = NIGHTS[night]
    starts, stops = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in instants)
    restriction = restricted(case, dana, begins, ends)

    asked = (starts - SECOND, starts, stops - SECOND, stops)
    assert [is_in_force(restriction, at) for at in asked] == [False, True, True, False]


@pytest.mark.parametrize(
    ("zone", "stops"),
    [
        ("Pacific/Honolulu", "2026-07-18T10:00"),
        ("Europe/Berlin", "2026-07-17T22:00"),
        ("Asia/Kolkata", "2026-07-17T18:30"),
    ],
)
def test_after_the_time_zone_changed_its_days_are_those_of_the_new_one(case, dana, april, zone, stops):
    restriction = restricted(case, dana, *JULY)
    changed(Organization.objects.current(), time_zone=zone)
    stops = datetime.fromisoformat(stops).replace(tzinfo=UTC)

    assert [is_in_force(restriction, at) for at in (stops - SECOND, stops)] == [True, False]
    assert restriction.terms.get().ends_on == JULY[1]  # as decided, wherever the clock stands


def test_with_every_scheduled_job_stopped_for_a_month_it_ends_on_its_day_and_is_told_once_later(case, dana, april):
    restriction = restricted(case, dana, *JULY)
    ends, later = NOW + (JULY[1] - TODAY), NOW + (JULY[1] - TODAY) + timedelta(days=31)

    assert [is_in_force(restriction, at) for at in (ends, ends + timedelta(days=1), later)] == [True, False, False]
    for at in (later, later + SECOND):
        announce_lapses(at, Organization.objects.current().calendar().local_date(at))
    assert Lapse.objects.get().ended_on == JULY[1]
