"""Business days, deadlines and local midnights, with the worked examples of the process."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conduct.calendar import Calendar, federal_holidays

NEW_YORK = Calendar("America/New_York")
DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))


def local(*when, zone="America/New_York"):
    return datetime(*when, tzinfo=ZoneInfo(zone))


# --- The worked examples of the process -------------------------------------------------------------------------


def test_two_restrictions_in_one_letter_run_on_their_own_clocks():
    sent = local(2026, 4, 20, 10)

    received = NEW_YORK.deemed_receipt("email", sent)
    one_contact_ends = NEW_YORK.add_months(received, 6)
    call_limit_ends = NEW_YORK.add_months(received, 3)

    assert NEW_YORK.add_business_days(date(2026, 4, 7), 10) == date(2026, 4, 21), "the director's ten days"
    assert received == date(2026, 4, 20)
    assert NEW_YORK.add_business_days(received, 10) == date(2026, 5, 4), "appeal by"
    assert (call_limit_ends, one_contact_ends) == (date(2026, 7, 20), date(2026, 10, 20))
    assert NEW_YORK.internal_due(call_limit_ends - timedelta(days=30)) == date(2026, 6, 18), "Saturday, then a holiday"
    assert NEW_YORK.internal_due(one_contact_ends - timedelta(days=30)) == date(2026, 9, 18), "Sunday"
    assert NEW_YORK.last_moment(call_limit_ends) < local(2026, 7, 21) <= NEW_YORK.first_moment(date(2026, 7, 21))


def test_a_mailed_letter_and_its_appeal_skip_juneteenth_and_the_observed_fourth_of_july():
    received = NEW_YORK.deemed_receipt("post", local(2026, 6, 1, 9), mail_days=5)
    filed = date(2026, 6, 16)

    assert received == date(2026, 6, 6), "a Saturday is a calendar day too"
    assert NEW_YORK.add_business_days(received, 10) == date(2026, 6, 22)
    assert NEW_YORK.add_business_days(filed, 2) == date(2026, 6, 18), "acknowledged by"
    assert NEW_YORK.add_business_days(filed, 15) == date(2026, 7, 9), "decided by"


def test_an_interim_measure_on_a_saturday_is_confirmed_on_monday_and_never_passes_fourteen_days():
    began = NEW_YORK.local_date(local(2026, 7, 11, 17, 30))
    handed_over = NEW_YORK.deemed_receipt("hand", local(2026, 7, 16, 14))

    assert NEW_YORK.next_business_day(began) == date(2026, 7, 13)
    assert NEW_YORK.last_moment(began + timedelta(days=7)) == local(2026, 7, 18, 23, 59, 59, 999999)
    assert began + timedelta(days=14) == date(2026, 7, 25)
    assert handed_over == date(2026, 7, 16)
    assert NEW_YORK.add_months(handed_over, 12) == date(2027, 7, 16)


# --- Business days -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2026, 7, 3), "the fourth is a Saturday, so Friday is observed"),
        (date(2027, 7, 5), "the fourth is a Sunday, so Monday is observed"),
        (date(2021, 12, 31), "New Year's Day 2022 is observed in the year before"),
        (date(2026, 11, 26), "Thanksgiving"),
        (date(2026, 7, 4), "a Saturday"),
        (date(2026, 11, 22), "a Sunday"),
    ],
)
def test_weekends_and_federal_holidays_are_no_business_days(on, why):
    assert not NEW_YORK.is_business_day(on), why


def test_the_organization_closes_on_days_of_its_own_and_works_through_a_holiday():
    christmas_eve, columbus_day, saturday = date(2026, 12, 24), date(2026, 10, 12), date(2026, 10, 10)
    ours = Calendar("America/New_York", closed=frozenset({christmas_eve}), open=frozenset({columbus_day, saturday}))

    assert NEW_YORK.is_business_day(christmas_eve)
    assert not ours.is_business_day(christmas_eve)
    assert not NEW_YORK.is_business_day(columbus_day)
    assert ours.is_business_day(columbus_day)
    assert not ours.is_business_day(saturday), "a weekend stays a weekend: a customer's time never gets shorter"


def test_the_days_around_new_year_are_counted_across_it():
    last_friday = date(2026, 12, 31)

    assert NEW_YORK.next_business_day(last_friday) == date(2027, 1, 4)
    assert NEW_YORK.previous_business_day(date(2027, 1, 4)) == last_friday
    assert NEW_YORK.add_business_days(date(2026, 12, 23), 3) == date(2026, 12, 29)
    assert NEW_YORK.business_days_between(date(2026, 12, 23), date(2027, 1, 4)) == 6


def test_a_day_off_moves_our_task_back_and_the_customers_deadline_on():
    thanksgiving = date(2026, 11, 26)
    plain_wednesday = date(2026, 11, 25)

    assert (NEW_YORK.internal_due(thanksgiving), NEW_YORK.customer_due(thanksgiving)) == (
        plain_wednesday,
        date(2026, 11, 27),
    )
    assert NEW_YORK.internal_due(plain_wednesday) == NEW_YORK.customer_due(plain_wednesday) == plain_wednesday


@given(DAYS, st.integers(0, 60))
def test_counting_business_days_undoes_adding_them(on, n):
    due = NEW_YORK.add_business_days(on, n)

    assert NEW_YORK.business_days_between(on, due) == n
    assert NEW_YORK.business_days_between(due, on) == -n
    assert n == 0 or NEW_YORK.is_business_day(due)


@given(DAYS)
def test_the_two_ways_to_move_a_day_keep_a_business_day_and_meet_around_a_day_off(on):
    back, ahead = NEW_YORK.internal_due(on), NEW_YORK.customer_due(on)

    assert back <= on <= ahead
    assert (back == ahead == on) is NEW_YORK.is_business_day(on)
    assert NEW_YORK.next_business_day(back) == ahead or back == ahead


def test_an_instant_or_a_negative_count_is_refused_rather_than_misread():
    with pytest.raises(TypeError, match="local_date"):
        NEW_YORK.is_business_day(datetime(2026, 7, 3, 12, tzinfo=UTC))
    with pytest.raises(ValueError, match="forward"):
        NEW_YORK.add_business_days(date(2026, 7, 3), -1)


def test_the_holidays_of_a_year_are_read_once_and_have_names():
    assert federal_holidays(2026)[date(2026, 6, 19)] == "Juneteenth National Independence Day"
    assert federal_holidays(2026) is federal_holidays(2026)


# --- Receipt -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["hand", "email"])
@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (local(2026, 11, 20, 16, 59, 59), date(2026, 11, 20)),
        (local(2026, 11, 20, 17, 0), date(2026, 11, 23)),
        (local(2026, 11, 21, 9, 0), date(2026, 11, 23)),
        (local(2026, 11, 26, 9, 0), date(2026, 11, 27)),
        (datetime(2026, 11, 21, 2, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 20, 21, 30, tzinfo=UTC), date(2026, 11, 20)),
    ],
)
def test_hand_and_email_count_the_same_day_only_before_five_on_a_business_day(method, sent, received):
    assert NEW_YORK.deemed_receipt(method, sent) == received


@pytest.mark.parametrize("method", ["post", "courier"])
def test_what_is_carried_counts_so_many_calendar_days_after_sending(method):
    late_on_friday = local(2026, 11, 20, 23, 30)

    assert NEW_YORK.deemed_receipt(method, late_on_friday) == date(2026, 11, 25)
    assert NEW_YORK.deemed_receipt(method, late_on_friday, mail_days=2) == date(2026, 11, 22)


def test_a_letter_sent_in_no_known_way_or_at_an_instant_without_a_zone_has_no_receipt():
    with pytest.raises(ValueError, match="not sent by pigeon"):
        NEW_YORK.deemed_receipt("pigeon", local(2026, 11, 20, 9))
    with pytest.raises(ValueError, match="time zone"):
        NEW_YORK.deemed_receipt("hand", local(2026, 11, 20, 9).replace(tzinfo=None))


# --- Months ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "n", "expected"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2027, 3, 31), -1, date(2027, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
        (date(2026, 4, 20), 0, date(2026, 4, 20)),
    ],
)
def test_months_keep_the_day_number_or_take_the_last_day(on, n, expected):
    assert NEW_YORK.add_months(on, n) == expected


@given(DAYS, st.integers(0, 300))
@example(date(2028, 2, 29), 12)
@example(date(2026, 1, 31), 1)
def test_the_months_between_two_days_are_those_that_were_added(on, n):
    end = Calendar.add_months(on, n)

    assert Calendar.months_between(on, end) == n
    assert Calendar.months_between(on, end - timedelta(days=1)) == n - 1


# --- Local midnights ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24), (date(2026, 12, 31), 24)]
)
def test_a_day_is_as_long_as_the_clocks_make_it(on, hours):
    first, last = NEW_YORK.first_moment(on), NEW_YORK.last_moment(on)

    assert last - first == timedelta(hours=hours) - timedelta(microseconds=1)
    assert (first.tzinfo, last.tzinfo) == (UTC, UTC)


def test_the_last_moment_of_a_winter_and_of_a_summer_day_differ_by_the_hour():
    assert NEW_YORK.last_moment(date(2026, 11, 1)) == datetime(2026, 11, 2, 4, 59, 59, 999999, tzinfo=UTC)
    assert NEW_YORK.last_moment(date(2026, 3, 8)) == datetime(2026, 3, 9, 3, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "on", "why"),
    [
        ("America/Havana", date(2026, 3, 8), "midnight is skipped"),
        ("America/Havana", date(2026, 11, 1), "midnight comes twice"),
        ("America/Santiago", date(2026, 4, 4), "23:59 comes twice"),
        ("Asia/Kathmandu", date(2026, 5, 5), "an odd offset"),
    ],
)
def test_days_follow_each_other_without_gap_or_overlap_where_the_clocks_change_at_midnight(zone, on, why):
    there, instant = Calendar(zone), timedelta(microseconds=1)

    first, last = there.first_moment(on), there.last_moment(on)

    assert (there.local_date(first), there.local_date(last)) == (on, on), why
    assert there.local_date(first - instant) == on - timedelta(days=1), why
    assert there.local_date(last + instant) == on + timedelta(days=1), why


@given(st.integers(946_684_800, 3_471_292_800))
def test_every_instant_lies_between_the_first_and_the_last_moment_of_its_local_day(seconds):
    at = datetime.fromtimestamp(seconds, UTC)
    on = NEW_YORK.local_date(at)

    assert NEW_YORK.first_moment(on) <= at <= NEW_YORK.last_moment(on)


def test_the_local_date_is_the_one_on_the_organizations_wall():
    assert NEW_YORK.local_date(datetime(2026, 7, 2, 3, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert Calendar("Pacific/Honolulu").local_date(datetime(2026, 7, 2, 3, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert Calendar("Europe/Berlin").local_date(datetime(2026, 7, 1, 23, 0, tzinfo=UTC)) == date(2026, 7, 2)


@pytest.mark.parametrize("zone", ["Mars/Base", "", "America", "/etc/passwd", "../UTC", "\0"])
def test_a_zone_that_does_not_exist_is_refused_at_once(zone):
    with pytest.raises(ValueError, match="no time zone"):
        Calendar(zone)
