"""Reminders: one mail a person and day, out of their own work lists, each thing once, and nothing about anybody."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from conduct import registry, reminders
from conduct.actions.reminders import moment_of, send_digest, send_digests
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage, Reminder
from tests.factories import NOW, TODAY, CaseFactory, CustomerFactory, ReportFactory, changed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mails(user):
    return OutboxMessage.objects.filter(kind="digest", recipient=user.email).order_by("pk")


def on(days):
    """(the instant, the day) so many days later."""
    return NOW + days * DAY, TODAY + days * DAY


@pytest.fixture
def due_today(case):
    """The case is due on Monday, the business day after today."""
    return changed(case, due_on=date(2026, 4, 20))


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 4, 16), None),
        (date(2026, 4, 17), 1),  # the last business day before a Monday
        (date(2026, 4, 19), 1),
        (date(2026, 4, 20), 1),
        (date(2026, 4, 21), -1),
        (date(2026, 4, 30), -1),
    ],
)
def test_a_reminder_falls_on_the_business_day_before_and_the_one_after(calendar, today, stage):
    assert reminders.stage_of(date(2026, 4, 20), (1, -1), today=today, calendar=calendar) == stage


def test_what_was_due_on_a_friday_is_overdue_on_monday(calendar):
    stages = [
        reminders.stage_of(date(2026, 4, 17), (1, -1), today=date(2026, 4, day), calendar=calendar) for day in (18, 20)
    ]

    assert stages == [1, -1]


def test_one_mail_a_person_and_day_names_the_thing_and_nobody(due_today, sam):
    CaseFactory(
        customer=CustomerFactory(name="Robin Castel"), assigned_to=sam, due_on=TODAY - 9 * DAY, reference="CC-1"
    )

    assert send_digests(NOW, TODAY) == "1 people reminded, 0 could not be"

    [mail] = mails(sam)
    assert mail.title == "Two things are due"
    assert mail.body.index("Overdue") < mail.body.index("CC-1") < mail.body.index("Coming")
    assert "- Your cases: CC-2026-9001, due April 20, 2026\n  http" in mail.body
    assert "/cases/CC-2026-9001/" in mail.body
    for canary in ("Cora", "Robin", due_today.title):
        assert canary not in mail.title + mail.body
    assert Event.objects.get(verb="digest.sent").journal == sam.journal


def test_it_says_nothing_twice_however_often_it_runs(due_today, sam):
    for days in (0, 0, 1, 2, 3):
        send_digests(*on(days))

    assert [message.title for message in mails(sam)] == ["One thing is due"]

    for days in (4, 4, 5):
        send_digests(*on(days))

    assert mails(sam).count() == 2
    assert "Overdue" in mails(sam).last().body


def test_after_a_week_of_silence_each_thing_is_told_once(due_today, sam):
    send_digests(*on(10))
    send_digests(*on(11))

    assert [one.days for one in Reminder.objects.all()] == [-1]
    assert mails(sam).count() == 1


def test_a_day_that_moved_is_told_anew(due_today, sam):
    send_digests(NOW, TODAY)
    changed(due_today, due_on=TODAY + 4 * DAY)

    send_digests(*on(3))

    assert [one.due_on for one in Reminder.objects.order_by("pk")] == [date(2026, 4, 20), TODAY + 4 * DAY]


def test_what_comes_up_after_the_mail_of_the_day_is_told_the_next_day(due_today, sam):
    send_digests(NOW, TODAY)
    CaseFactory(assigned_to=sam, due_on=TODAY, reference="CC-2")

    send_digests(NOW + DAY / 8, TODAY)
    assert mails(sam).count() == 1

    send_digests(*on(1))
    assert "CC-2" in mails(sam).last().body


def test_a_second_mail_of_the_day_and_an_empty_one_are_refused(due_today, sam, emil):
    send_digest(user=sam, by=None, at=NOW)

    with pytest.raises(Refused, match="got the reminders of today already"):
        send_digest(user=sam, by=None, at=NOW)
    with pytest.raises(Refused, match="There is nothing new to remind Emil Novak of"):
        send_digest(user=emil, by=None, at=NOW)


def test_nobody_is_reminded_who_is_gone(due_today, sam):
    changed(sam, is_active=False)

    send_digests(NOW, TODAY)

    assert not Reminder.objects.exists()


def test_the_database_keeps_each_reminder_once(due_today, sam):
    send_digest(user=sam, by=None, at=NOW)
    one = Reminder.objects.get()

    with pytest.raises(IntegrityError):
        changed(Reminder(user=sam, work=one.work, thing=one.thing, due_on=one.due_on, days=one.days, at=NOW))


def test_home_and_the_mail_are_made_of_the_same_lists(due_today, sam, sign_in):
    ReportFactory(department=due_today.department, sent_at=NOW - 4 * DAY)
    shown = sign_in(sam).get("/").content.decode()

    told = reminders.due(sam.on(TODAY), moment_of(NOW, TODAY))

    assert {one.title for one in told} == {"Your cases", "Reports to triage"}
    assert {work.title for work in registry.work_of(sam)} >= {one.title for one in told}
    assert all(f'href="{one.thing}"' in shown for one in told)
