"""Business days and clocks (process 2.12): when a deadline falls, a letter counts as received, and a local day ends."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import UnitedStates

ONE_DAY = timedelta(days=1)
SATURDAY = 5
CLOSING_TIME = time(17)
SAME_DAY_METHODS = ("hand", "email")
CARRIED_METHODS = ("post", "courier")


@lru_cache(maxsize=200)
def federal_holidays(year: int) -> Mapping[date, str]:
    """The federal holidays of a year and their names, observed days included."""
    return MappingProxyType(dict(UnitedStates(years=year, observed=True)))


def add_months(on: date, n: int) -> date:
    """The same day number n months on (or back), or a shorter month's last: 29 February + 12 is 28 February."""
    year, month = divmod(on.year * 12 + on.month - 1 + n, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> int:
    """The whole months from start to end: the most that `add_months(start, n)` can add without passing end."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (add_months(start, months) > end)


@dataclass(frozen=True)
class Calendar:
    """The days one organization works, in its own time zone.

    Monday to Friday without the federal holidays and without the days in `closed`; a holiday in `open` is worked.
    """

    zone: str
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()

    def __post_init__(self):
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"There is no time zone named {self.zone}") from error

    def is_business_day(self, on: date) -> bool:
        # A datetime is a date to Python, yet equals no holiday: it would quietly pass for a business day.
        if isinstance(on, datetime):
            raise TypeError("A business day is a date; take local_date() of an instant first")
        if on.weekday() >= SATURDAY or on in self.closed:
            return False
        return on in self.open or on not in federal_holidays(on.year)

    def next_business_day(self, on: date) -> date:
        """The first business day after this one."""
        on += ONE_DAY
        while not self.is_business_day(on):
            on += ONE_DAY
        return on

    def previous_business_day(self, on: date) -> date:
        """The last business day before this one."""
        on -= ONE_DAY
        while not self.is_business_day(on):
            on -= ONE_DAY
        return on

    def add_business_days(self, on: date, n: int) -> date:
        """The nth business day after `on`, which is itself day 0. Raises ValueError for a negative n."""
        if n < 0:
            raise ValueError("Business days are counted forward from a day")
        for _ in range(n):
            on = self.next_business_day(on)
        return on

    def business_days_between(self, start: date, end: date) -> int:
        """How many business days after start, up to and with end; negative when end comes first."""
        if end < start:
            return -self.business_days_between(end, start)
        return sum(self.is_business_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def internal_due(self, on: date) -> date:
        """When a task of our own is due: a day off moves it back, so that it is never late."""
        return on if self.is_business_day(on) else self.previous_business_day(on)

    def customer_due(self, on: date) -> date:
        """When a customer's time is up: a day off moves it on, so that nobody loses a day."""
        return on if self.is_business_day(on) else self.next_business_day(on)

    def local_date(self, at: datetime) -> date:
        """The date on the organization's wall at that instant. Raises ValueError for an instant without a zone."""
        return self._local(at).date()

    def local_time(self, at: datetime) -> time:
        """The time on the organization's wall at that instant."""
        return self._local(at).time()

    def first_moment(self, on: date) -> datetime:
        """The instant the local day begins, in UTC; where the clocks skip midnight, the first instant after the gap."""
        return datetime.combine(on, time.min, ZoneInfo(self.zone)).astimezone(UTC)

    def last_moment(self, on: date) -> datetime:
        """23:59:59.999999 local, in UTC: up to and with this instant a filing is in time and a restriction in force."""
        # Counted from the next day's first moment, because 23:59 happens twice where the clocks go back at midnight.
        return self.first_moment(on + ONE_DAY) - timedelta(microseconds=1)

    def moment(self, on: date, clock: time) -> datetime:
        """The instant the organization's wall showed this day and time, in UTC; the first when it did so twice."""
        return datetime.combine(on, clock, ZoneInfo(self.zone)).astimezone(UTC)

    def deemed_receipt(
        self, method: str, sent_at: datetime, mail_days: int = 5, closing_time: time = CLOSING_TIME
    ) -> date:
        """The day a letter counts as received: by hand or email the same day within business hours, else the next
        business day; by post or courier so many calendar days after sending. Raises ValueError for another method.
        """
        local = self._local(sent_at)
        if method in CARRIED_METHODS:
            return local.date() + timedelta(days=mail_days)
        if method not in SAME_DAY_METHODS:
            raise ValueError(f"A letter is not sent by {method}")
        in_hours = self.is_business_day(local.date()) and local.time() < closing_time
        return local.date() if in_hours else self.next_business_day(local.date())

    add_months = staticmethod(add_months)
    months_between = staticmethod(months_between)

    def _local(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("An instant needs its time zone")
        return at.astimezone(ZoneInfo(self.zone))
