"""Until when a safety measure protects is computed: at local midnight, over holidays, and on every day there is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.calendar import Calendar
from conduct.models import Organization
from restrictions.models import InterimMeasure
from restrictions.policy import interim as policy
from restrictions.policy.lookup import look_up, terms_in_words
from tests.factories import NOW, TODAY, changed
from tests.restrictions.danger import danger, fresh, taken
from tests.restrictions.staging import decided, issue, serve

NEW_YORK = Calendar("America/New_York")
DAY = timedelta(days=1)


def here(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("America/New_York"))


@given(
    began=st.dates(date(2024, 1, 1), date(2040, 12, 31)),
    longest=st.integers(1, 7),
    in_all=st.integers(1, 14),
    waited=st.integers(0, 20),
    closed=st.frozensets(st.dates(date(2024, 1, 1), date(2041, 12, 31)), max_size=30),
    confirmed=st.booleans(),
)
def test_no_measure_lasts_beyond_its_days_whatever_the_settings_and_the_calendar(
    began, longest, in_all, waited, closed, confirmed
):
    organization = Organization(interim_max_days=longest, interim_total_days=in_all)
    calendar = Calendar("America/New_York", closed=closed)

    by = policy.confirm_by(began, calendar=calendar, organization=organization)
    latest = policy.latest_end(began, organization=organization)
    measure = InterimMeasure(begins_on=began, taken_on=began, lapses_on=by, latest_end_on=latest)
    measure.last_on = latest if confirmed else by
    again_from = policy.again_from(measure, on=began + waited * DAY)
    again_until = policy.again_until(measure, on=began + waited * DAY, organization=organization)

    assert began < by <= latest <= began + 7 * DAY
    assert calendar.is_business_day(by) or by == latest
    assert again_from > measure.last_on
    assert again_until <= began + 14 * DAY
    assert again_until <= again_from + 7 * DAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "in_force"),
    [
        (NOW - timedelta(minutes=1), False),
        (NOW, True),
        (here(2026, 4, 20, 23, 59), True),
        (here(2026, 4, 21, 0), False),
        (here(2026, 4, 21, 0).astimezone(UTC), False),
    ],
)
def test_it_protects_from_the_minute_it_is_taken_to_local_midnight(cora, sales, dana, at, in_force):
    taken(danger(cora, sales), dana)
    on = NEW_YORK.local_date(at)

    assert InterimMeasure.objects.in_force(at, on).exists() == in_force


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("taken_at", "by", "latest"),
    [
        (here(2026, 7, 11, 17, 30), date(2026, 7, 13), date(2026, 7, 18)),  # the worked example: a Saturday
        (here(2026, 7, 2, 23, 59), date(2026, 7, 6), date(2026, 7, 9)),  # before a long weekend
        (here(2028, 2, 28, 12), date(2028, 2, 29), date(2028, 3, 6)),  # a leap day
        (here(2026, 12, 31, 23, 0), date(2027, 1, 4), date(2027, 1, 7)),  # the turn of the year
        (here(2026, 10, 31, 23, 30), date(2026, 11, 2), date(2026, 11, 7)),  # the night the clocks go back
    ],
)
def test_the_days_follow_the_calendar_on_the_wall(cora, sales, dana, clock, taken_at, by, latest):
    clock.move_to(taken_at)

    measure = taken(danger(cora, sales, at=taken_at), dana, at=taken_at)

    assert (measure.begins_on, measure.lapses_on, measure.latest_end_on) == (taken_at.date(), by, latest)
    last_minute = datetime.combine(by, time(23, 59), ZoneInfo("America/New_York"))
    assert InterimMeasure.objects.in_force(last_minute, by).exists()
    assert not InterimMeasure.objects.in_force(last_minute + timedelta(minutes=1), by + DAY).exists()


@pytest.mark.django_db
def test_the_state_and_the_query_agree_on_every_day(cora, sales, dana, drew):
    measure = taken(danger(cora, sales), dana)
    changed(measure)  # nothing stored changes with the days

    for days in range(-1, 10):
        at, on = NOW + days * DAY, TODAY + days * DAY
        found = InterimMeasure.objects.as_of(at, on).first()
        state = found and policy.state_of(found, on=on)
        assert (state in policy.IN_FORCE) == InterimMeasure.objects.in_force(at, on).exists(), days


@pytest.mark.django_db
def test_settings_changed_later_change_no_measure_in_place(cora, sales, dana, organization):
    measure = taken(danger(cora, sales), dana)

    changed(organization, interim_max_days=1, time_zone="Pacific/Auckland")

    assert fresh(measure).latest_end_on == date(2026, 4, 24)


# The look-up


def asked(typed="Cora Lindgren", days=0):
    return look_up(typed, at=NOW + days * DAY, on=TODAY + days * DAY)


@pytest.mark.django_db
def test_the_look_up_says_what_it_is_until_when_and_whom_to_call(cora, sales, dana, organization):
    taken(danger(cora, sales), dana)

    answer = asked()
    terms = terms_in_words(answer.person, on=TODAY, organization=organization)

    assert (answer.kind, answer.label) == ("interim", "Interim safety measure")
    assert (terms.until, terms.ask_for) == (date(2026, 4, 20), "Dana Ruiz, 555-0100")
    assert "Admit them to 100 Example Avenue" in terms.please_do_not
    assert asked("Cora Lindgrin").kind == "check"
    assert asked("cora@example.com").kind == "interim"
    assert asked(days=4).kind == "clear"


@pytest.mark.django_db
def test_with_a_restriction_in_place_both_are_said(case, sales, dana, april, organization):
    decision = issue(decided(case, dana), dana, send_by_post=False, by_hand=True)
    serve(decision, method="hand")
    taken(danger(case.customer, sales), dana)

    answer = asked()
    terms = terms_in_words(answer.person, on=TODAY, organization=organization)

    assert answer.kind == "stop"
    assert "Admit them to 100 Example Avenue" in terms.please_do_not


@pytest.mark.django_db
def test_whoever_the_record_was_merged_into_is_found(cora, sales, dana, case):
    taken(danger(cora, sales), dana)
    survivor = type(cora)(reference="P-2026-0777", name="Corinna Lindgren", address_line_1="1 Elm Street", city="Salem")
    changed(survivor)
    type(cora).objects.filter(pk=cora.pk).first()
    changed(type(cora).objects.get(pk=cora.pk), merged_into=survivor)

    assert asked("Corinna Lindgren").kind == "interim"
    assert asked().kind in ("interim", "check")
