"""Which months are counted? Whole months of the organization's own calendar, up to now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models.functions import TruncDate

from conduct.calendar import ONE_DAY, Calendar, add_months

QUARTER, YEAR = 3, 12


@dataclass(frozen=True)
class Period:
    """From the first day of a month to the last day of a month, as the record knows it at one instant."""

    first: date
    last: date
    at: datetime
    today: date
    calendar: Calendar
    organization: Any

    @classmethod
    def of_months(cls, first, last, now):
        """From the month of one day to the month of the other; `now` has at, today (or on), calendar, organization."""
        end = add_months(last.replace(day=1), 1) - ONE_DAY
        return cls(first.replace(day=1), end, now.at, now.on, now.calendar, now.organization)

    @property
    def months(self):
        """The first day of each month."""
        count = self.calendar.months_between(self.first, self.last + ONE_DAY)
        return [add_months(self.first, number) for number in range(count)]

    @property
    def instants(self):
        """The first and the last instant that are counted; nothing later than now."""
        return self.calendar.first_moment(self.first), min(self.calendar.last_moment(self.last), self.at)

    @property
    def days(self):
        """The first and the last day that are counted; no later than today."""
        return self.first, self.end_on

    @property
    def end_on(self):
        return min(self.last, self.today)

    @property
    def end_at(self):
        return self.instants[1]

    @property
    def is_running(self):
        """Whether the period goes on: its numbers can still grow."""
        return self.last >= self.today

    @property
    def title(self):
        """The period in words: a quarter or a year by its name, else its months."""
        count, begins = len(self.months), self.first
        if count == YEAR and begins.month == 1:
            return f"The year {begins.year}"
        if count == QUARTER and begins.month % QUARTER == 1:
            return f"Quarter {begins.month // QUARTER + 1} of {begins.year}"
        return f"{begins:%B %Y}" if count == 1 else f"{begins:%B %Y} to {self.last:%B %Y}"

    def day_of(self, column):
        """The local day of an instant, for a query."""
        return TruncDate(column, tzinfo=ZoneInfo(self.calendar.zone))

    def late_since(self, due):
        """The last day of which what is due by `due(day)` was overdue when the period's last counted day began."""
        day = self.end_on
        while due(day) >= self.end_on:
            day -= ONE_DAY
        return day
