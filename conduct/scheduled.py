"""Whose turn is it? Runs the steps of the scheduled command: each on one machine at a time, a daily one once a day."""

import logging

from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import import_string

from conduct import registry
from conduct.lifecycle import Refused
from conduct.models import Organization, ScheduledStep

logger = logging.getLogger(__name__)
MESSAGES = registry.Step(1000, "Messages", "conduct.outbox.send_waiting")  # last: what the others wrote leaves at once
ELSEWHERE = "another machine is at it"


def steps():
    """Every step, in order."""
    return [*registry.scheduled_steps(), MESSAGES]


def run(step):
    """Do one step now unless it is not its turn. Returns (what it said, whether it failed)."""
    at = timezone.now()
    organization = Organization.objects.current()
    calendar = organization.calendar()
    on = calendar.local_date(at)
    ScheduledStep.objects.get_or_create(name=step.name)
    if step.is_daily and (wait := _not_yet(step, on, calendar.local_time(at).hour, organization)):
        return wait, False
    if not begin(step, at):
        return ELSEWHERE, False
    return _carried_out(step, at, on)


def begin(step, at):
    """Take the step for this machine. Two machines never take it together."""
    return bool(ScheduledStep.objects.free(at).filter(name=step.name).update(began_at=at))


def _not_yet(step, on, hour, organization):
    if hour < organization.digest_hour:
        return f"from {organization.digest_hour}:00 on"
    return "done today" if ScheduledStep.objects.filter(name=step.name, done_on=on).exists() else ""


def _carried_out(step, at, on):
    """One that fails does not keep the others back."""
    try:
        said, failed = import_string(step.path)(at=at, on=on), False
    except (DatabaseError, Refused, OSError) as error:
        logger.error("The scheduled step “%s” failed: %s", step.name, error)
        said, failed = f"{type(error).__name__}: {error}", True
    done = {"done_on": on} if step.is_daily and not failed else {}
    ended_at = max(at, timezone.now())
    ScheduledStep.objects.filter(name=step.name).update(ended_at=ended_at, said=said[:300], failed=failed, **done)
    return said, failed
