"""Which days does a person's own calendar show? Their deadlines and the days ahead: references, and nobody's name.

Calendars are copied to machines of others, so an entry says what is due and its reference, and leads to the product.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from icalendar import Calendar, Event

from conduct import registry, reminders

REFRESH = timedelta(hours=4)


def calendar_of(user, now):
    """The calendar of a person whose roles are loaded, as bytes of iCalendar."""
    feed = Calendar()
    feed.add("prodid", "-//Customer Conduct//Deadlines//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", "Conduct deadlines")
    feed.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for day in days_of(user, now):
        feed.add_component(_entry(day, now))
    return feed.to_ical()


def days_of(user, now):
    """Everything with a day of its own, the first day first, each thing once."""
    days = {}
    for work, row in reminders.rows_of(user, now):
        if row.due_on:
            one = registry.DayAhead(work.key, row.url, work.title, row.reference, row.due_on)
            days[one.key] = min(days.get(one.key, one), one, key=lambda day: day.on)
    for path, shown_to in registry.days_ahead():
        if shown_to(user):
            days |= {one.key: one for one in import_string(path)(user, now)}
    return sorted(days.values(), key=lambda day: (day.on, day.title, day.reference, day.key))


def _entry(day, now):
    """One whole day; its name stays the same when the day moves, so that calendars move it too."""
    entry = Event()
    entry.add("uid", f"{hashlib.sha256(' '.join(day.key).encode()).hexdigest()[:32]}@{_host()}")
    entry.add("dtstamp", now.at)
    entry.add("dtstart", day.on)
    entry.add("dtend", day.on + timedelta(days=1))
    entry.add("summary", f"{day.title}: {day.reference}" if day.reference else day.title)
    entry.add("url", settings.BASE_URL + day.url)
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "PRIVATE")
    return entry


def _host():
    return settings.BASE_URL.partition("://")[2].partition(":")[0]
