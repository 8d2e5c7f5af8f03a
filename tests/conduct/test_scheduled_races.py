"""Two machines run the scheduled command at once: a step and a person's mail are taken by one; and what would be."""

import pytest
from django.db import IntegrityError

from conduct import registry, scheduled
from conduct.actions.reminders import send_digest
from conduct.lifecycle import Refused
from conduct.models import OutboxMessage, ScheduledStep
from tests.cast import person
from tests.conduct.test_guards_races import PATIENCE, Writer
from tests.factories import NOW, TODAY, CaseFactory

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]
STEP = registry.Step(1, "Every time", "conduct.outbox.send_waiting")


def both(first, second):
    """Two writers, the first of which has written when the second begins; how each ended."""
    one = Writer(first)
    assert not one.waits(PATIENCE)
    other = Writer(second)
    other.waits()
    return one.finish(), other.finish()


def taken_by_two(begin):
    """Whether each of two machines took the step."""
    ScheduledStep.objects.create(name=STEP.name)
    took = []
    both(lambda: took.append(begin(STEP, NOW)), lambda: took.append(begin(STEP, NOW)))
    return took


def test_a_step_is_taken_by_one_of_two_machines():
    assert taken_by_two(scheduled.begin) == [True, False]


def test_without_asking_whether_it_is_free_both_would_take_it():
    def carelessly(step, at):
        return bool(ScheduledStep.objects.filter(name=step.name).update(began_at=at))

    assert taken_by_two(carelessly) == [True, True]


@pytest.fixture
def reminded(organization, sales):
    sam = person("Sam Okafor", "supervisor", sales)
    CaseFactory(assigned_to=sam, department=sales, due_on=TODAY)
    return sam


def test_a_person_gets_one_mail_from_two_machines(reminded):
    def sending():
        try:
            send_digest(user=reminded, by=None, at=NOW)
        except Refused as refusal:
            raise IntegrityError(f"refused: {refusal}") from None

    assert both(sending, sending) == ("committed", "refused")
    assert OutboxMessage.objects.filter(kind="digest").count() == 1
