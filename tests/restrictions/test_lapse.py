"""Ends by themselves are told, however late and only once; the telling never causes the end."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from cases.models import Letter
from conduct import registry, reminders
from conduct.actions.reminders import moment_of
from conduct.models import Event
from restrictions.actions import lapse
from restrictions.models import DepartmentNotice, Lapse, Standing, Term
from tests.factories import NOW, TODAY, changed
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST, LAST = BY_APPOINTMENT[2], IN_WRITING[2]  # May 15 and July 17, 2026


def after(day, days=1):
    """(the instant, the day) so many days after that day, at the hour of the story."""
    return NOW + (day - TODAY) + days * DAY, day + days * DAY


@pytest.fixture
def decision(case, dana, april, sales, emil, sam):
    decision = issue(
        decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT)),
        dana,
        departments=[sales],
        send_by_post=False,
        by_hand=True,
    )
    serve(decision, method="hand")
    return decision


def test_the_day_after_the_end_the_customer_and_those_told_are_told(decision):
    said = lapse.announce_lapses(*after(FIRST))

    letter = Letter.objects.get(kind="L8")
    assert said == "1 ends announced, 0 could not be"
    assert "May 15, 2026" in letter.blocks
    assert "Please contact us in writing only" in letter.blocks
    assert DepartmentNotice.objects.get(kind="change").until_on == LAST
    assert Lapse.objects.get().restriction.measure == "R07"


def test_when_the_last_one_ends_the_departments_stand_down(decision):
    lapse.announce_lapses(*after(FIRST))
    lapse.announce_lapses(*after(LAST))

    end = DepartmentNotice.objects.get(kind="end")
    assert (end.department.name, end.until_on) == ("Sales", LAST)
    assert not Standing.objects.exists()
    assert Letter.objects.filter(kind="L8").count() == 2


def test_on_the_last_day_nothing_is_announced(decision):
    lapse.announce_lapses(*after(FIRST, 0))

    assert not Lapse.objects.exists()


def test_it_is_announced_once_however_often_it_runs(decision):
    for _ in range(3):
        lapse.announce_lapses(*after(FIRST))

    assert Letter.objects.filter(kind="L8").count() == 1
    assert Event.objects.filter(verb="restriction.lapsed").count() == 1


def test_after_a_week_of_silence_it_is_announced_once_and_the_end_was_right_all_along(decision):
    at, on = after(LAST, 8)
    assert not Term.objects.in_force(at, on).exists()

    lapse.announce_lapses(at, on)

    assert Lapse.objects.count() == 2
    assert Letter.objects.filter(kind="L8").count() == 2
    assert DepartmentNotice.objects.filter(kind="end").count() == 1


def test_a_customer_who_never_got_the_letter_gets_no_end(case, dana, april):
    issue(decided(case, dana), dana)

    lapse.announce_lapses(*after(LAST))

    assert Lapse.objects.count() == 1
    assert not Letter.objects.filter(kind="L8").exists()


def test_one_that_cannot_be_announced_does_not_keep_the_others_back(decision, monkeypatch):
    def refuse(*args, **kwargs):
        raise lapse.Refused("There is no paper.")

    monkeypatch.setattr(lapse, "write_to_customer", refuse)

    assert lapse.announce_lapses(*after(LAST)) == "0 ends announced, 2 could not be"
    assert not Lapse.objects.exists()


@pytest.mark.parametrize(("days_before", "reminder"), [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1)])
def test_the_director_is_reminded_before_the_end_of_each_part(decision, dana, days_before, reminder):
    at, on = after(LAST, -days_before)

    due = reminders.due(dana.on(on), moment_of(at, on))

    thing = f"/restrictions/{decision.restrictions.get(measure='R02').reference}/"
    assert [one.days for one in due if (one.work, one.thing) == ("ending_soon", thing)] == [reminder] * bool(reminder)


def test_every_director_is_reminded_once_whoever_decided_directs_no_more(decision, dana, drew, ada):
    at, on = after(LAST, -7)
    assert "ending_soon" not in {one.work for one in reminders.due(drew.on(on), moment_of(at, on))}

    changed(dana.memberships.get(), ended_at=at, ended_by=ada)

    assert "ending_soon" in {one.work for one in reminders.due(drew.on(on), moment_of(at, on))}


# The scheduled command


def test_the_command_announces_and_sends_in_one_run(decision, clock, mailoutbox, capsys):
    clock.move_to(after(date(2026, 7, 17))[0])

    call_command("run_scheduled")

    said = capsys.readouterr().out
    assert "Ends by themselves: 2 ends announced, 0 could not be" in said
    assert "Messages:" in said
    assert mailoutbox


def broken(at, on):
    raise OSError("no disk")


def test_a_step_that_fails_does_not_keep_the_others_back(decision, clock, monkeypatch, capsys):
    clock.move_to(after(date(2026, 7, 17))[0])
    monkeypatch.setitem(registry._SCHEDULED, "Broken", registry.Step(1, "Broken", f"{__name__}.broken"))

    with pytest.raises(CommandError, match="Broken"):
        call_command("run_scheduled")

    assert "2 ends announced" in capsys.readouterr().out
