"""The register of decisions (policy, Directors): who, which restrictions, until when, and when everybody was told."""

import json
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from cases.models import Warning
from restrictions import catalog
from restrictions.models import Decision, Term
from restrictions.policy.force import ENDED, STATES, start_of, state_of
from restrictions.policy.letter import listed

EVERYTHING = ("restriction__decision__letter__deliveries", "restriction__decision__notices__department")
NEWEST = ("-decided_at", "-pk")
OTHERS = 50


@dataclass(frozen=True)
class Row:
    """One restriction as the register shows it."""

    term: Term
    measure: str
    starts_on: object
    ends_on: object
    advised: list
    departments: list
    departments_on: object
    state: object
    state_on: object

    @property
    def decision(self):
        return self.term.restriction.decision


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
    sort: object = field(compare=False)


def entries(at, on, chosen):
    """The restrictions of the register as it stood at that instant, narrowed by the filters."""
    terms = (
        Term.objects.as_of(at, on)
        .about(chosen.get("q"))
        .of_measure(chosen.get("measure"))
        .told_to(chosen.get("department"), at)
    )
    terms = terms.decided_by(chosen.get("director")).decided_between(chosen.get("earliest"), chosen.get("latest"))
    return terms.in_state(chosen.get("state"), on).with_restriction().select_related("restriction__decision__letter")


def rows_of(terms, *, at, on, calendar):
    """The terms as rows, in four queries for a page of any size; nothing recorded after the instant is shown."""
    prefetch_related_objects(terms, *EVERYTHING)
    return [_row(term, at, on, calendar) for term in terms]


def _row(term, at, on, calendar):
    decision = term.restriction.decision
    notices = [one for one in decision.notices.all() if one.kind == "start" and one.posted_at <= at]
    return Row(
        term=term,
        measure=catalog.MEASURE[term.restriction.measure].title,
        starts_on=start_of(term),
        ends_on=term.ends_on,
        advised=_advised(decision.letter, at),
        departments=sorted(str(one.department) for one in notices),
        departments_on=calendar.local_date(min(one.posted_at for one in notices)) if notices else None,
        state=state_of(term, on=on),
        state_on=term.ended_early_on,
    )


def _advised(letter, at):
    """(day, way) of every delivery that had left by then and had not come back."""
    left = (
        [one for one in letter.deliveries.all() if one.sent_recorded_at and one.sent_recorded_at <= at]
        if letter
        else []
    )
    stand = [one for one in left if not (one.returned_recorded_at and one.returned_recorded_at <= at)]
    return sorted((one.deemed_on, one.get_method_display().lower()) for one in stand)


def others(at, *, limit=OTHERS):
    """Decisions to warn or take no action, and warnings given without a review, as known at that instant."""
    decided = Decision.objects.without_restriction().known_at(at).with_case().order_by("-decided_at", "-pk")[:limit]
    warned = (
        Warning.objects.filter(issued_at__lte=at)
        .select_related("case__customer", "issued_by", "letter")
        .order_by("-issued_at", "-pk")
    )
    found = [_decided(one) for one in decided] + [_warned(one) for one in warned[:limit]]
    return sorted(found, key=lambda other: other.sort, reverse=True)[:limit]


def _decided(decision):
    address = ", ".join((decision.customer_address or "\n".join(decision.customer.address_lines)).splitlines())
    name = decision.customer_name or str(decision.customer)
    return Other(
        decision.reference,
        name,
        address,
        decision.get_outcome_display(),
        decision.decided_on,
        None,
        str(decision.decided_by),
        decision.decided_at,
    )


def _warned(warning):
    letter = warning.letter
    outcome = "Warning, withdrawn" if warning.withdrawn_at else "Warning"
    return Other(
        warning.case.reference,
        letter.recipient_name,
        ", ".join(letter.recipient_address.splitlines()),
        outcome,
        warning.issued_on,
        warning.spent_on,
        str(warning.issued_by),
        warning.issued_at,
    )


# The file: every column the policy and process section 6 name

HEADINGS = [
    "Decision",
    "Restriction",
    "Case",
    "Name",
    "Address",
    "Scope",
    "Decided",
    "Director",
    "Second approval",
    "Basis",
    "Handled properly",
    "Every effort",
    "Categories",
    "Severity",
    "Measure",
    "Terms",
    "Starts",
    "Ends",
    "Customer advised",
    "Departments advised",
    "Departments advised on",
    "State",
    "Ended early",
]


def cells_of(row):
    """One restriction as the cells of a file."""
    term, restriction, decision = row.term, row.term.restriction, row.decision
    advised = "; ".join(f"{day.isoformat()} {way}" for day, way in row.advised)
    details = catalog.details(restriction.measure, json.loads(term.parameters))
    return [
        decision.reference,
        restriction.reference,
        restriction.case.reference,
        term.name,
        ", ".join(term.address.splitlines()),
        restriction.get_scope_display(),
        decision.decided_on.isoformat(),
        str(decision.decided_by),
        str(decision.second_approver or ""),
        decision.get_basis_display(),
        decision.get_handled_properly_display(),
        decision.get_every_effort_display(),
        decision.categories,
        decision.severity or "",
        row.measure,
        "; ".join(f"{label}: {value}" for label, value in details),
        row.starts_on.isoformat() if row.starts_on else "",
        row.ends_on.isoformat(),
        advised,
        listed(row.departments) or decision.no_department_reason,
        row.departments_on.isoformat() if row.departments_on else "",
        row.state.label,
        row.state_on.isoformat() if row.state_on else "",
    ]


__all__ = ["ENDED", "HEADINGS", "NEWEST", "STATES", "cells_of", "entries", "others", "rows_of"]
