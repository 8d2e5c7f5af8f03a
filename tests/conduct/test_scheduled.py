"""The scheduled command: each step on one machine at a time, a daily one once a day, and what it did is kept."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from conduct import registry, scheduled
from conduct.models import ScheduledStep
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
RAN = []


def counted(at, on):
    RAN.append(on)
    return "counted"


def broken(at, on):
    raise OSError("no disk")


@pytest.fixture
def steps(organization, monkeypatch):
    """Two steps of a test, one of them daily, and no others."""
    every = registry.Step(1, "Every time", f"{__name__}.counted")
    daily = registry.Step(2, "Once a day", f"{__name__}.counted", is_daily=True)
    monkeypatch.setattr(registry, "_SCHEDULED", {one.name: one for one in (every, daily)})
    RAN.clear()
    return [every, daily]


def test_a_daily_step_runs_once_a_day_from_its_hour_on(steps, clock, capsys):
    runs = []
    for hours in (-5, -3, 0, 6, 18):  # 6 AM, 8 AM, 11 AM, 5 PM, and 5 AM of the next day
        clock.move_to(NOW + hours * HOUR)
        before = len(RAN)
        call_command("run_scheduled")
        runs.append(len(RAN) - before)

    assert runs == [1, 2, 1, 1, 1]
    assert "Once a day: from 7:00 on" in capsys.readouterr().out


def test_what_it_did_is_kept(steps):
    call_command("run_scheduled")

    kept = {one.name: (one.said, one.failed, one.began_at, one.ended_at) for one in ScheduledStep.objects.all()}
    assert kept["Every time"] == ("counted", False, NOW, NOW)
    assert kept["Messages"] == ("0 messages sent, 0 could not be", False, NOW, NOW)


def test_a_step_another_machine_is_at_is_left_to_it(steps, capsys):
    ScheduledStep.objects.create(name="Every time", began_at=NOW - timedelta(minutes=9))

    call_command("run_scheduled")

    assert f"Every time: {scheduled.ELSEWHERE}" in capsys.readouterr().out
    assert len(RAN) == 1  # the daily one


def test_a_step_whose_machine_died_is_taken_over(steps):
    ScheduledStep.objects.create(name="Every time", began_at=NOW - timedelta(minutes=11))

    call_command("run_scheduled")

    assert len(RAN) == 2


def test_a_step_is_taken_once(steps):
    ScheduledStep.objects.create(name="Every time")

    assert [scheduled.begin(steps[0], NOW) for _ in range(2)] == [True, False]


def test_a_daily_step_that_failed_is_tried_again_the_same_day(steps, monkeypatch):
    monkeypatch.setitem(registry._SCHEDULED, "Once a day", registry.Step(2, "Once a day", f"{__name__}.broken", True))
    with pytest.raises(CommandError, match="These steps failed: Once a day"):
        call_command("run_scheduled")
    assert ScheduledStep.objects.get(name="Once a day").said == "OSError: no disk"

    monkeypatch.setitem(registry._SCHEDULED, "Once a day", steps[1])
    call_command("run_scheduled")

    assert len(RAN) == 3
