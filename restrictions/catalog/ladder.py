"""How long a measure lasts unless the director says otherwise: the ladder that fills in the end date (process 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

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


def ladder_of(settings: Any) -> dict[tuple[str, str], Length]:
    """The ladder as an administrator set it; where the process gives a range, its lower end is the default."""
    return {
        ("first_moderate", CONTACT): Length(months=settings.ladder_moderate_contact_months),
        ("first_moderate", ACCESS): Length(days=settings.ladder_moderate_access_days),
        ("first_serious", CONTACT): Length(months=settings.ladder_serious_contact_months),
        ("first_serious", ACCESS): Length(months=settings.ladder_serious_access_months),
        ("second", CONTACT): Length(months=settings.ladder_second_contact_months),
        ("second", ACCESS): Length(months=settings.ladder_second_access_months),
        ("critical", CONTACT): Length(months=settings.ladder_critical_contact_months),
        ("critical", ACCESS): Length(months=settings.ladder_critical_access_months),
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
    ladder: Mapping[tuple[str, str], Length],
    default: Length = DEFAULT_LENGTH,
    cap_months: int = CAP_MONTHS,
) -> date:
    """The last day that is filled in beforehand: by the ladder, by the default without a row, never beyond the cap."""
    wanted = ladder.get((step, kind), default).after(start, calendar)
    return min(wanted, calendar.add_months(start, cap_months))
