"""A sound decision to restrict, as the review would have made it: what issuing starts from."""

import json
from datetime import date, timedelta

from cases.models import ConductCategory, Customer, Delivery, ReportCategory
from conduct import letters
from conduct.models import Organization, PolicyVersion
from restrictions.actions.issue import issue_restrictions
from restrictions.models import Decision, Outcome, Restriction, Review, ReviewEffort, ReviewMatter, ReviewReport, Term
from tests.factories import (
    NOW,
    TODAY,
    EffortFactory,
    MatterAnswerFactory,
    MatterFactory,
    ReviewFactory,
    changed,
    staged,
)

IN_WRITING = ("R02", {"medium": "email", "address": "contact@example.com", "reply_days": 3}, date(2026, 7, 17))
BY_APPOINTMENT = ("R07", {"place": "100 Example Avenue", "notice_days": 2}, date(2026, 5, 15))
HELD = {"conditions": "no calls after 6 PM", "held_days": 30}
ANSWERS = {
    "facts_found": "Between March 1 and April 10, 2026 we had 41 calls.\nOn April 10 you called seven times.",
    "handled_properly": "yes",
    "handled_properly_how": "The request was answered in writing and closed.",
    "every_effort": "yes",
    "every_effort_how": "We explained, offered a meeting and another contact.",
    "basis": "pattern",
    "impact": "Other people had to wait.",
    "outcome": "restrict",
    "lesser_measures": "A limit on the number of calls would not have been enough.",
    "reasons": "The calls went on after we had answered.",
    "stays_open": "You can email us.",
    "emergency_route": "call 555-0199 at any time",
    "urgent_reason": "the calls blocked the emergency line",
    "address_confirmed": True,
    "reply_days": 3,
    "internal_note": "CANARY internal note",
}


def decided(case, by, *, measures=(IN_WRITING,), begins_on=TODAY, at=NOW, severity=2, number=1, held=None, **answers):
    """A decision of the case by that director, with one restriction a measure and the first term of each."""
    Customer.objects.reindex(case.customer)
    review = _reviewed(case, by, answers)
    decision = staged(
        row=Decision(
            review=review,
            case=case,
            customer=case.customer,
            reference=f"DR-2026-{number:04d}",
            outcome=Outcome.RESTRICT,
            decided_by=by,
            decided_at=at,
            decided_on=TODAY,
            role_held="Director",
            digest="0" * 64,
            shown="{}",
            customer_name=case.customer.name,
            customer_address="\n".join(case.customer.address_lines),
            handled_properly=review.handled_properly,
            every_effort=review.every_effort,
            basis=review.basis,
            pattern_count=3,
            pattern_needed=3,
            pattern_from=TODAY - timedelta(days=365),
            pattern_from_at=NOW - timedelta(days=365),
            severity=severity,
            categories="UD06",
            policy=PolicyVersion.objects.get(number=1),
            reasons=review.reasons,
        ),
        at=at,
    )
    for index, (measure, parameters, ends_on) in enumerate(measures):
        restrict(decision, measure, parameters, begins_on, ends_on, at=at, number=number * 10 + index, held=held)
    return decision


def restrict(decision, measure, parameters, begins_on, ends_on, *, at=NOW, number=1, held=None):
    restriction = staged(
        row=Restriction(
            reference=f"RS-2026-{number:04d}",
            decision=decision,
            case=decision.case,
            customer=decision.customer,
            measure=measure,
            scope=decision.review.scope,
            why="Nothing less was enough.",
        ),
        at=at,
    )
    staged(
        row=Term(
            restriction=restriction,
            number=1,
            act=Term.Act.ISSUED,
            decided_at=at,
            begins_on=begins_on,
            ends_on=ends_on,
            latest_end_on=max(date(2027, 4, 17), ends_on),
            name=decision.customer_name,
            address=decision.customer_address,
            parameters=json.dumps(parameters),
            review_on=decision.review.review_on,
            **held or {},
        ),
        at=at,
    )
    return restriction


def _reviewed(case, by, answers):
    review = ReviewFactory(case=case, director=by, **(ANSWERS | answers))
    matter = MatterFactory(case=case, customer=case.customer)
    MatterAnswerFactory(matter=matter)
    staged(row=ReviewMatter(review=review, matter=matter))
    staged(row=ReviewEffort(review=review, effort=EffortFactory(case=case, matter=matter)))
    for report in case.reports.all():
        category = ConductCategory.objects.get(code="UD06")
        if not report.categories.exists():
            staged(row=ReportCategory(report=report, category=category, is_primary=True))
        staged(
            row=ReviewReport(
                review=review, report=report, is_accepted=True, counts=True, on_what_evidence="The phone log"
            )
        )
    review.become(Review.Status.DECIDED)
    return changed(review)


def issue(decision, by, *, departments=(), at=NOW, **values):
    """Issue the decision by post unless told otherwise."""
    ways = {"send_by_email": False, "send_by_post": True, "by_hand": False} | values
    reason = "" if departments else "Only the front office deals with her."
    return issue_restrictions(
        decision=decision, departments=departments, no_department_reason=reason, by=by, at=at, **ways
    )


def words_of(letter):
    """The words of a frozen letter as they are read, a line each."""
    return "\n".join(lines_of(letters.from_json(letter.blocks)))


def lines_of(blocks):
    for block in blocks:
        yield from ("".join(run.text for run in line) for line in block.lines)
        yield from lines_of(block.body)


def serve(decision, *, at=NOW, deemed_on=None, method=Delivery.Method.POST):
    """Record that the letter left that way, and when it counts as received."""
    delivery = decision.letter.deliveries.get(method=method)
    organization = Organization.objects.current()
    deemed_on = deemed_on or organization.calendar().deemed_receipt(method, at, organization.mail_days)
    return changed(delivery, sent_at=at, sent_recorded_at=at, deemed_on=deemed_on)
