"""Beside the register: decisions to warn or to take no action, and warnings (decisions 19: the policy says any)."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.core import signing
from django.db.models import Q

from cases.models import Warning
from conduct.past import taken_back
from restrictions.export import CHUNK, chunks
from restrictions.models import Decision

SIZE = 25
SALT = "warnings and no action"
DECIDED, WARNED = 0, 1
HEADINGS = ["Decision", "Name", "Address", "Outcome", "Decided", "Spent", "By"]


@dataclass(frozen=True)
class Other:
    """A decision to warn or to take no action: kept apart, no restriction was made."""

    reference: str
    name: str
    address: str
    outcome: str
    decided_on: object
    until: object
    by: str
    place: tuple = field(compare=False)


def newest_first(at, after=None, most=None):
    """What was known at that instant, as a stream, after one `place` or from the start; `most` of each kind."""
    decided = Decision.objects.without_restriction().known_at(at).with_case()
    warned = Warning.objects.filter(issued_at__lte=at).select_related("case__customer", "issued_by", "letter")
    streams = (
        map(_decided, _then(_after(decided, "decided_at", DECIDED, after)[:most], at, "decided_by", "customer")),
        (_warned(one, at) for one in _then(_after(warned, "issued_at", WARNED, after)[:most], at, "issued_by")),
    )
    return heapq.merge(*streams, key=lambda other: _order(other.place))


def _then(rows, at, *beside):
    """The rows as a stream, with what stands beside them under these names as it was at that instant."""
    for chunk in chunks(rows, CHUNK):
        taken_back([getattr(row, name) for row in chunk for name in beside], at)
        yield from chunk


def page_of(at, key=""):
    """(the rows after the key, the key of the next page or an empty text); a key nobody gave out is the start."""
    try:
        stamp, kind, pk = signing.loads(key, salt=SALT)
        after = (datetime.fromisoformat(stamp), kind, pk)
    except signing.BadSignature:
        after = None
    rows = list(islice(newest_first(at, after, SIZE + 1), SIZE + 1))
    if len(rows) <= SIZE:
        return rows, ""
    stamp, kind, pk = rows[SIZE - 1].place
    return rows[:SIZE], signing.dumps([stamp.isoformat(), kind, pk], salt=SALT)


def count(at):
    """How many were known at that instant."""
    warnings = Warning.objects.filter(issued_at__lte=at).count()
    return Decision.objects.without_restriction().known_at(at).count() + warnings


def cells_of(other):
    """One of them as the cells of a file."""
    until = other.until.isoformat() if other.until else ""
    return [other.reference, other.name, other.address, other.outcome, other.decided_on.isoformat(), until, other.by]


def _order(place):
    stamp, kind, pk = place
    return -stamp.timestamp(), kind, -pk


def _after(rows, stamp, kind, after):
    """The rows of one kind that come after a place, newest first."""
    if after:
        then, last, pk = after
        earlier = Q(**{f"{stamp}__lt": then})
        if kind > last:
            earlier |= Q(**{stamp: then})
        elif kind == last:
            earlier |= Q(**{stamp: then, "pk__lt": pk})
        rows = rows.filter(earlier)
    return rows.order_by(f"-{stamp}", "-pk")


def _decided(decision):
    address = ", ".join((decision.customer_address or "\n".join(decision.customer.address_lines)).splitlines())
    return Other(
        decision.reference,
        decision.customer_name or str(decision.customer),
        address,
        decision.get_outcome_display(),
        decision.decided_on,
        None,
        str(decision.decided_by),
        (decision.decided_at, DECIDED, decision.pk),
    )


def _warned(warning, at):
    letter = warning.letter
    is_withdrawn = warning.withdrawn_at and warning.withdrawn_at <= at
    return Other(
        warning.case.reference,
        letter.recipient_name,
        ", ".join(letter.recipient_address.splitlines()),
        "Warning, withdrawn" if is_withdrawn else "Warning",
        warning.issued_on,
        warning.spent_on,
        str(warning.issued_by),
        (warning.issued_at, WARNED, warning.pk),
    )
