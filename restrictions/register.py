"""The register of decisions (policy, Directors): who, which restrictions, until when, and when everybody was told."""

import json
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects

from cases.policy.formerly import found_then
from conduct.calendar import add_months
from conduct.past import taken_back
from restrictions import catalog
from restrictions.models import DepartmentNotice, Restriction, Term
from restrictions.policy.force import ENDED, STATES, start_of, state_of
from restrictions.policy.letter import listed
from restrictions.policy.reassessment import days_of

NOTICES = Prefetch("restriction__decision__notices", DepartmentNotice.objects.select_related("department"))
EVERYTHING = (
    "restriction__decision__letter__deliveries",
    NOTICES,
    "restriction__decision__appeals",
    "restriction__appeal_outcomes",
)
SPEAKING = ("restriction__customer__representatives__person", "restriction__customer__represents__organization")
NEWEST = ("-decided_at", "-pk")


@dataclass(frozen=True)
class Row:
    """One restriction as the register shows it."""

    term: Term
    measure: str
    starts_on: object
    ends_on: object
    advised: list
    told: list
    state: object
    state_on: object
    appeal: str

    @property
    def decision(self):
        return self.term.restriction.decision

    @property
    def departments(self):
        """The names of the departments that were told."""
        return [name for name, _ in self.told]

    @property
    def departments_on(self):
        """The day the first of them was told."""
        return min((day for _, day in self.told), default=None)


def entries(at, on, chosen, due=None):
    """The restrictions of the register as it stood at that instant, narrowed by the filters; to those due, if given."""
    words = chosen.get("q")
    terms = (
        Term.objects.as_of(at, on)
        .among(due)
        .about(words, found_then(words, at) if words else None)
        .of_measure(chosen.get("measure"))
        .told_to(chosen.get("department"), at)
    )
    terms = terms.decided_by(chosen.get("director")).decided_between(chosen.get("earliest"), chosen.get("latest"))
    terms = terms.in_state(chosen.get("state"), on).appealed(chosen.get("appeal"), at).with_restriction()
    later = Restriction.objects.carrying_on(at).filter(extends=OuterRef("restriction"))
    replaced = terms.annotate(replaced_by=Subquery(later.order_by("pk").values("reference")[:1]))
    return replaced.select_related(
        "restriction__decision__letter", "restriction__decision__second_approver", "restriction__decision__policy"
    )


def rows_of(terms, *, at, on, calendar):
    """The terms as rows, in five more queries for a page of any size; nothing recorded after the instant is shown."""
    prefetch_related_objects(terms, *EVERYTHING)
    taken_back(_beside(terms), at)
    return [_row(term, at, on, calendar) for term in terms]


def rows_in_full(terms, *, at, on, calendar):
    """The terms as rows, with all that a file says and the page leaves out."""
    prefetch_related_objects(terms, *SPEAKING)
    taken_back(_speaking(terms), at)
    return rows_of(terms, at=at, on=on, calendar=calendar)


def _speaking(terms):
    """Who speaks for whom, and what they are called."""
    for customer in (term.restriction.customer for term in terms):
        for one in (*customer.representatives.all(), *customer.represents.all()):
            yield from (one, one.person, one.organization)


def _beside(terms):
    """What stands beside the terms and can change: how it was issued, who decided, departments, appeals."""
    for decision in (term.restriction.decision for term in terms):
        yield from (decision, decision.decided_by, decision.second_approver, *decision.appeals.all())
        yield from (notice.department for notice in decision.notices.all())


def _row(term, at, on, calendar):
    decision = term.restriction.decision
    notices = [one for one in decision.notices.all() if one.kind == "start" and one.posted_at <= at]
    return Row(
        term=term,
        measure=catalog.MEASURE[term.restriction.measure].title,
        starts_on=start_of(term),
        ends_on=term.ends_on,
        advised=_advised(decision.letter, at),
        told=sorted((str(one.department), calendar.local_date(one.posted_at)) for one in notices),
        state=state_of(term, on=on),
        state_on=term.ended_early_on,
        appeal=_appeal(term.restriction, at),
    )


def _appeal(restriction, at):
    """What the last appeal came to for this restriction, as known then; empty when there was none."""
    known = [one for one in restriction.decision.appeals.all() if one.entered_at <= at and one.is_about(restriction)]
    if not known:
        return ""
    last = max(known, key=lambda one: (one.entered_at, one.pk))
    closed_at = last.decided_at or last.withdrawn_at
    if not closed_at or closed_at > at:
        return "Open"
    outcomes = (one for one in restriction.appeal_outcomes.all() if one.appeal_id == last.pk)
    outcome = next(outcomes, None)
    return outcome.get_result_display() if outcome else last.get_status_display()


def _advised(letter, at):
    """(day, way) of every delivery that had left by then and had not come back."""
    left = (
        [one for one in letter.deliveries.all() if one.sent_recorded_at and one.sent_recorded_at <= at]
        if letter
        else []
    )
    stand = [one for one in left if not (one.returned_recorded_at and one.returned_recorded_at <= at)]
    return sorted((one.deemed_on, one.get_method_display().lower()) for one in stand)


# The file: every column the policy and process section 6 name

HEADINGS = [
    "Decision",
    "Restriction",
    "Case",
    "Name",
    "Address",
    "Organization or representative",
    "Scope",
    "Decided",
    "Director",
    "Second approval",
    "Basis",
    "Handled properly",
    "Every effort",
    "Categories",
    "Severity",
    "Policy version",
    "Measure",
    "Terms",
    "Starts",
    "Ends",
    "Review",
    "Customer advised",
    "Departments advised",
    "Departments advised on",
    "State",
    "Ended early",
    "Replaced by",
    "Appeal",
    "Kept until",
]


def cells_of(row, organization, calendar):
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
        spoken_for(restriction.customer),
        restriction.get_scope_display(),
        decision.decided_on.isoformat(),
        str(decision.decided_by),
        str(decision.second_approver or ""),
        decision.get_basis_display(),
        decision.get_handled_properly_display(),
        decision.get_every_effort_display(),
        decision.categories,
        decision.severity or "",
        decision.policy.number,
        row.measure,
        "; ".join(f"{label}: {value}" for label, value in details),
        row.starts_on.isoformat() if row.starts_on else "",
        row.ends_on.isoformat(),
        "; ".join(day.isoformat() for day in days_of(term, organization=organization, calendar=calendar)),
        advised,
        listed(row.departments) or decision.no_department_reason,
        "; ".join(day.isoformat() for _, day in row.told),
        row.state.label,
        row.state_on.isoformat() if row.state_on else "",
        term.replaced_by or "",
        row.appeal,
        kept_until(row, organization).isoformat(),
    ]


def spoken_for(customer):
    """Whom a person speaks for, or who speaks for an organization, as the row was taken back to."""
    by, of = ([one for one in rows.all() if one.was_there and one.ended_at is None] for rows in _both_ways(customer))
    return "; ".join([f"{one.person}, representative" for one in by] + [f"For {one.organization}" for one in of])


def _both_ways(customer):
    return customer.representatives, customer.represents


def kept_until(row, organization):
    """The day a restriction's record may be disposed of, unless a legal hold stands (process 2.13)."""
    ended_on = min(filter(None, (row.ends_on, row.state_on)))
    return add_months(ended_on, 12 * organization.keep_restriction_years)


__all__ = ["ENDED", "HEADINGS", "NEWEST", "STATES", "cells_of", "entries", "rows_in_full", "rows_of"]
