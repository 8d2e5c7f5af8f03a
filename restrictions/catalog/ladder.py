"""How long a measure lasts unless the director says otherwise: the ladder that fills in the end date (process 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from conduct.calendar import Calendar
from restrictions.catalog.shapes import ACCESS, CONTACT

STEPS = {
    "first_moderate": "First, moderate pattern",
    "first_serious": "First, serious",
    "second": "Second within 12 months",
    "critical": "Critical",
}
SERIOUS, CRITICAL = 3, 4


@dataclass(frozen=True)
class Length:
    """So many months (same day number), then so many days."""

    months: int = 0
    days: int = 0

    def after(self, start: date, calendar: Calendar) -> date:
        return calendar.add_months(start, self.months) + timedelta(days=self.days)


# Where the process gives a range, its lower end.
LADDER = {
    ("first_moderate", CONTACT): Length(months=3),
    ("first_moderate", ACCESS): Length(days=30),
    ("first_serious", CONTACT): Length(months=6),
    ("first_serious", ACCESS): Length(months=3),
    ("second", CONTACT): Length(months=6),
    ("second", ACCESS): Length(months=6),
    ("critical", CONTACT): Length(months=12),
    ("critical", ACCESS): Length(months=12),
}
DEFAULT_LENGTH = Length(months=6)
CAP_MONTHS = 12


def ladder_step(severity: int, *, had_one_within_a_year: bool) -> str:
    """The step a case stands on: critical first, then whether it is the second within 12 months, then serious."""
    if severity >= CRITICAL:
        return "critical"
    if had_one_within_a_year:
        return "second"
    return "first_serious" if severity >= SERIOUS else "first_moderate"


def suggest_end(
    kind: str,
    step: str,
    start: date,
    calendar: Calendar,
    *,
    ladder: Mapping[tuple[str, str], Length] = LADDER,
    default: Length = DEFAULT_LENGTH,
    cap_months: int = CAP_MONTHS,
) -> date:
    """The last day that is filled in beforehand: by the ladder, by the default without a row, never beyond the cap."""
    wanted = ladder.get((step, kind), default).after(start, calendar)
    return min(wanted, calendar.add_months(start, cap_months))
