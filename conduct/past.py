"""What stood here at one instant? Rows taken back to it by undoing, newest first, the changes made since.

What was disposed of since cannot be told any more: the row then keeps what it has now and says so.
"""

import copy
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from conduct.audit import reference
from conduct.calendar import Calendar
from conduct.models import Change, Holiday, Organization, PolicyVersion

CHUNK = 2_000


@dataclass(frozen=True)
class Then:
    """An instant somebody reads about, its local day, and the organization and calendar as they then were."""

    at: datetime
    on: date
    organization: Organization
    calendar: Calendar
    is_past: bool = False
    has_time: bool = False

    @classmethod
    def now(cls, request):
        """The instant of the request."""
        return cls(request.at, request.today, request.organization, request.calendar)

    @property
    def policy(self):
        """The version of the policy that stood then."""
        return PolicyVersion.objects.in_force(self.on, self.at)

    def back_to(self, on, clock):
        """That day at that time, or at its end without one; this instant when neither is given. Never later."""
        if not clock and on in (None, self.on):
            return self
        on, held = on or self.on, copy.copy(self.organization)
        taken_back([held], min(self.at, self.calendar.last_moment(on)))
        zone = Calendar(held.time_zone)
        at = min(self.at, zone.moment(on, clock) if clock else zone.last_moment(on))
        taken_back([held], at)
        return Then(at, on, held, _calendar(held, at), is_past=True, has_time=bool(clock))


def _calendar(organization, at):
    """The organization's calendar with the holidays as they stood."""
    return organization.calendar_of((one.on, one.is_open) for one in as_they_stood(Holiday.objects.all(), at))


def as_they_stood(rows, at):
    """Those of these rows that were there at that instant, each with its columns as they then were, in their order.

    The rows are changed in place and must not be saved. `was_there` says whether each was; `was_disposed_of` marks one
    that can no longer be told.
    """
    rows = list(rows)
    later = changes_after(rows, at)
    return [row for row in rows if _undone(row, later[reference(row)])]


def taken_back(rows, at):
    """Set the columns of these rows to what they were at that instant; one that came later stays as it began."""
    as_they_stood([row for row in rows if row is not None], at)


def changes_after(rows, at):
    """{reference: the changes made to it after that instant, newest first}"""
    names, later = sorted({reference(row) for row in rows}), defaultdict(list)
    for start in range(0, len(names), CHUNK):
        found = Change.objects.filter(object__in=names[start : start + CHUNK], event__at__gt=at)
        for change in found.order_by("object", "-revision"):
            later[change.object].append(change)
    return later


def _undone(row, changes):
    """Undo these changes of the row. Returns whether it was there before them."""
    row.was_there, row.was_disposed_of = True, False
    for change in changes:
        if change.revision == 1:
            row.was_there = False
            break
        if not change.before:
            row.was_disposed_of = True
            continue
        for name, value in json.loads(change.before).items():
            column = row._meta.get_field(name)
            if name not in row.SECRET:
                setattr(row, column.attname, column.to_python(value))
    return row.was_there
