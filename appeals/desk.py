"""What lies on the desk of who hears an appeal: the decision, its evidence as it stood, and what the customer says."""

import json
from dataclasses import dataclass
from datetime import date

from appeals.models import Appeal
from appeals.policy import deciding
from appeals.policy.hearing import reasons_not_to_act
from appeals.policy.letters import title_of
from cases.models import Warning
from conduct.models import Role
from conduct.templatetags.dates import full_date
from restrictions import catalog
from restrictions.models import Precondition, Review
from restrictions.policy.decision import read_shown
from restrictions.policy.force import received_on

Status = Appeal.Status
HELP = {
    Status.RECEIVED: "It waits for an admin or a director to say who hears it.",
    Status.UNDER_REVIEW: "Somebody with no part in the case hears it and decides.",
    Status.DECIDED: "It was decided, and the customer had the answer.",
    Status.WITHDRAWN: "The customer took it back. What was decided stays.",
    Status.LATE_REFUSED: "It came late and was not taken in. The customer had the answer.",
}


@dataclass(frozen=True)
class Part:
    """One restriction as the letter gave it, and as it stands now."""

    title: str
    reference: str
    measure: str
    first: object
    last: object
    details: list

    @property
    def is_changed(self):
        return self.first.pk != self.last.pk


@dataclass(frozen=True)
class Decided:
    """The first panel: the decision as it went out."""

    parts: list
    received_on: date | None
    handled_properly: str
    every_effort: str
    basis: str
    is_whole: bool


@dataclass(frozen=True)
class Evidence:
    """The second panel: what was weighed, as it stood when it was decided."""

    reports: list
    matters: list
    efforts: list
    warnings: list

    @property
    def count(self):
        return len(self.reports) + len(self.matters) + len(self.efforts) + len(self.warnings)


@dataclass(frozen=True)
class Desk:
    """The whole page, and what its reader may do there."""

    decision: Decided
    evidence: Evidence
    statements: list
    stays: list
    findings: list
    outcomes: list
    departments: list
    is_open: bool
    is_officer: bool
    may_assign: bool
    reasons: list
    help: str
    due: tuple

    @property
    def may_act(self):
        return self.is_open and self.is_officer and not self.reasons

    @property
    def open_stays(self):
        return [stay for stay in self.stays if not stay.outcome]


def desk_of(appeal, *, by, now):
    """Everything the page of an appeal shows, in a number of queries that does not grow with it."""
    is_officer = appeal.officer_id == by.pk
    return Desk(
        decision=decided_of(appeal, now),
        evidence=evidence_of(appeal.decision),
        is_open=appeal.is_open,
        is_officer=is_officer,
        statements=list(appeal.statements.select_related("entered_by").order_by("said_at", "pk")),
        stays=list(deciding.stays_of(appeal)),
        findings=list(appeal.findings.order_by("pk")) if appeal.is_judged else [],
        outcomes=list(appeal.outcomes.select_related("restriction").order_by("restriction__reference"))
        if appeal.is_judged
        else [],
        departments=list(appeal.decision.notices.standing().values_list("department__name", flat=True))
        if appeal.is_open
        else [],
        may_assign=appeal.is_open and by.access.holds(Role.ADMIN, Role.DIRECTOR),
        reasons=list(reasons_not_to_act(appeal, by=by, now=now)) if is_officer and appeal.is_open else [],
        help=HELP[appeal.status],
        due=due_of(appeal, on=now.on),
    )


def due_of(appeal, *, on):
    """(by when it is decided or how it closed, in words; whether that day is over)."""
    if appeal.status == Status.WITHDRAWN:
        return f"Taken back {full_date(appeal.withdrawn_at)}", False
    if not appeal.is_open:
        return f"Answered {full_date(appeal.decided_on)}", False
    days = (on - appeal.decide_by).days
    if days > 0:
        return f"Due {full_date(appeal.decide_by)}, {days} {'day' if days == 1 else 'days'} overdue", True
    return f"Due {'today, ' if days == 0 else ''}{full_date(appeal.decide_by)}", False


def decided_of(appeal, now):
    """The decision: each part, the two checks, the basis, and whether its snapshot is still what was signed."""
    decision, review = appeal.decision, appeal.decision.review
    return Decided(
        parts=[part_of(one) for one in decision.restrictions.all()],
        received_on=received_on(appeal.letter, at=now.at),
        handled_properly=answered(decision.handled_properly, review.handled_properly_how),
        every_effort=answered(decision.every_effort, review.every_effort_how),
        basis=basis_of(decision, review),
        is_whole=bool(read_shown(decision.shown, decision.digest)),
    )


def part_of(restriction):
    terms = sorted(restriction.terms.all(), key=lambda term: term.number)
    details = catalog.details(restriction.measure, json.loads(terms[-1].parameters))
    return Part(title_of(restriction), restriction.reference, restriction.measure, terms[0], terms[-1], details)


def answered(answer, how):
    return f"{Precondition(answer).label}: {how}" if answer else ""


def basis_of(decision, review):
    if decision.basis == Review.Basis.PATTERN:
        return (
            f"{decision.get_basis_display()}, {decision.pattern_count} reports; {decision.pattern_needed} were needed"
        )
    return f"{decision.get_basis_display()}: {review.significant_why}" if decision.basis else ""


def evidence_of(decision):
    """What the review rested on; its links are closed with it, and reports, efforts and answers never change."""
    review, then = decision.review, decision.decided_at
    links = (
        review.report_links.filter(is_accepted=True)
        .select_related("report__department")
        .order_by("-report__occurred_at", "pk")
    )
    matters = (
        review.matter_links.filter(is_used=True)
        .select_related("matter")
        .prefetch_related("matter__answers")
        .order_by("pk")
    )
    efforts = review.effort_links.filter(is_used=True).select_related("effort").order_by("effort__made_on", "pk")
    warnings = Warning.objects.filter(case=decision.case_id, issued_at__lte=then).select_related("letter")
    reports = list(links.prefetch_related("report__evidence__file"))
    for link in reports:
        link.files = [one for one in link.report.evidence.all() if one.added_at <= then]
    return Evidence(
        reports, [one.matter for one in matters], [one.effort for one in efforts], list(warnings.order_by("issued_at"))
    )
