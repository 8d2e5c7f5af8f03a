"""Of what is each person reminded? Of what stands on their own work lists, when its day comes near or is over.

Which reminder is due is computed from the days; only that it was sent is kept (process 2.12).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.module_loading import import_string

from conduct import registry
from conduct.models import Reminder
from conduct.templatetags.dates import full_date


@dataclass(frozen=True, order=True)
class Due:
    """One thing of one work list whose reminder has come: so many days before its day, negative after it."""

    due_on: date
    title: str
    work: str
    thing: str
    days: int
    reference: str = ""
    is_deadline: bool = True

    @property
    def key(self):
        """What the record keeps of it, so that it is sent once."""
        return self.work, self.thing, self.due_on, self.days

    @property
    def line(self):
        """The thing in one line that names nobody."""
        what = f"{self.title}: {self.reference}" if self.reference else self.title
        return f"{what}, {'due' if self.is_deadline else 'on'} {full_date(self.due_on)}"


def rows_of(user, now):
    """(list, row) of everything on the work lists of a person whose roles are loaded, with its day."""
    for work in registry.work_of(user):
        for row in import_string(work.rows)(user, now):
            if row.day and row.is_reminded:
                yield work, row


def due(user, now):
    """What this person is to be reminded of and was not yet, the first day first; one line for one address."""
    waiting = {}
    for work, row in rows_of(user, now):
        days = stage_of(row.day, work.reminds, today=now.today, calendar=now.calendar)
        if days is not None:
            about = {"days": days, "reference": row.reference, "is_deadline": row.due_on is not None}
            one = Due(row.day, work.title, work.key, row.url, **about)
            waiting[one.key] = one
    sent = Reminder.objects.filter(user=user, due_on__in={one.due_on for one in waiting.values()})
    for key in sent.values_list("work", "thing", "due_on", "days") if waiting else ():
        waiting.pop(key, None)
    return sorted(waiting.values())


def stage_of(day, reminds, *, today, calendar):
    """Process 2.12: which reminder has come, in days before, negative after; the nearest to the day, or None.

    One before the day moves back to a business day, like every task of our own; one after it moves on.
    """
    return min((days for days in reminds if _falls_on(day, days, calendar) <= today), default=None)


def _falls_on(day, days, calendar):
    falls = day - timedelta(days=days)
    return calendar.internal_due(falls) if days > 0 else calendar.customer_due(falls)
