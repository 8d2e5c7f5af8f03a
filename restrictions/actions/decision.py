"""The decision: written once, at the last signature it needs, on exactly what was shown."""

import json

from cases.actions.case import write_no_action
from cases.models import Case, Delivery
from cases.policy.case import kept_until
from cases.policy.letters import reasons_not_to_send_by
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import Counter, PolicyVersion, Role, User
from conduct.recording import act
from conduct.templatetags.dates import full_date
from restrictions.actions.review import post_to, taken_review
from restrictions.models import Decision, Outcome, Proposal, Restriction, Review, Term
from restrictions.policy import basis, conflicts, measures, reserve
from restrictions.policy import decision as policy
from restrictions.policy.endings import extended_by
from restrictions.policy.force import review_days

CHANGED = "What this rests on changed since you looked at it. Look again, then decide."


@act
def decide(*, review, outcome, digest, by, at, shown="", why=""):
    """Decide a review: close with no action, warn, or restrict (process 2.2 step 7). Returns the Decision.

    `digest` and `shown` say what the person saw; anything else refuses the act and names the difference. Where two
    directors are needed the first signature is a Proposal, returned instead, and the second, with `why`, decides.
    """
    list(User.objects.locked().filter(pk=by.pk))
    review = taken_review(review)
    now = policy.Moment.of(at)
    refuse_if(reasons_of_signature(review, outcome=outcome, digest=digest, shown=shown, by=by, now=now))
    first = standing_proposal(review)
    needed = policy.needs_second(review, now=now) if outcome == Outcome.RESTRICT else []
    if needed and first is None:
        return propose(review, digest, needed, by=by, at=at)
    if first and not why.strip():
        raise Refused("Write why you approve it as the second director.")
    return conclude(review, outcome, digest, first, why, by=by, now=now)


def reasons_of_signature(review, *, outcome, digest, shown, by, now):
    """Everything against this signature: the gate, what changed since it was shown, and the first signature's terms."""
    yield from policy.reasons_not_to_decide(review, outcome=outcome, by=by, now=now)
    yield from reasons_of_change(review, digest, shown)
    first = standing_proposal(review)
    if first:
        yield from reasons_of_the_first(review, first, outcome=outcome, by=by, now=now)


def reasons_of_change(review, digest, shown):
    """I-18, decisions 3: the decision is on what was shown, and a difference is named."""
    fresh, stands = policy.digest_of(review)
    if fresh != digest:
        then = policy.read_shown(shown, digest)
        yield from list(policy.differences(then, json.loads(stands))) if then else [CHANGED]


def reasons_of_the_first(review, first, *, outcome, by, now):
    """The second signature is another director's, on the same, and the first may still sign."""
    if first.by_id == by.pk:
        yield "You signed already. Another director with no part in the case gives the second approval."
    if outcome != Outcome.RESTRICT:
        yield "A restriction is proposed. Save the review to take the proposal back before you decide otherwise."
    fresh, stands = policy.digest_of(review)
    if first.digest != fresh:
        yield f"This changed since {first.by} signed."
        yield from policy.differences(json.loads(first.shown), json.loads(stands))
    for reason in conflicts.reasons_not_to_decide(review, by=first.by, on=now.on):
        yield f"{first.by} signed first: {reason}"


def standing_proposal(review):
    """The first signature that still stands, or None."""
    return next((one for one in review.proposals.all() if not one.withdrawn_at), None)


def propose(review, digest, needed, *, by, at):
    """Keep a first signature with what it covers, and ask the other directors for the second."""
    proposal = Proposal(review=review, by=by, at=at, digest=digest, shown=policy.digest_of(review)[1])
    proposal.save()
    review.outcome = Outcome.RESTRICT
    review.become(Review.Status.PROPOSED)
    review.save()
    record("decision.proposed", review.case, by=by, at=at, reason=" ".join(needed))
    others = [one for one in conflicts.directors_without_a_part(review.case, on=policy.Moment.of(at).on) if one != by]
    title, words = (
        f"A second approval is needed: {review.case.reference}",
        f"{by} signed. A second director has to agree.",
    )
    post_to(others, "second_approval", review, title=title, words=words, at=at, occasion=f":{proposal.pk}")
    return proposal


def conclude(review, outcome, digest, first, why, *, by, now):
    """Write the decision with all it rested on, close the review, and let the case go on."""
    close_review(review, outcome)
    decision = decision_of(review, outcome, digest, first, why, by=by, now=now)
    decision.save()
    if outcome == Outcome.RESTRICT:
        for draft in measures.drafts_of(review):
            restrict(decision, draft, review, now=now)
    FOLLOW_UPS[outcome](decision, by=by, now=now)
    facts = {"outcome": decision.get_outcome_display().lower(), "decision": decision.reference}
    record("decision.made", review.case, by=by, at=now.at, reason=decision.reasons[:500], facts=facts)
    tell_reporters(decision, at=now.at)
    return decision


def close_review(review, outcome):
    """From here on nothing of the review can be changed."""
    review.outcome = outcome
    review.become(Review.Status.DECIDED)
    review.save()


def decision_of(review, outcome, digest, first, why, *, by, now):
    """The decision's row: who signed in which role, what was shown, and the customer as they are named today."""
    signer = first.by if first else by
    role = f"{Role.DIRECTOR.label}, {signer.title}".rstrip(", ")
    customer = review.case.customer
    second = {"second_approver": by, "second_approved_at": now.at, "second_approval_why": why} if first else {}
    return Decision(
        review=review,
        case=review.case,
        customer=customer,
        reference=Counter.next_reference("DR", now.on.year),
        outcome=outcome,
        decided_by=signer,
        decided_at=now.at,
        decided_on=now.on,
        role_held=role,
        digest=digest,
        shown=policy.digest_of(review)[1],
        customer_name=customer.name,
        customer_address=address_as_decided(customer),
        reasons=review.reasons,
        severity=basis.severity_of_review(review) or None,
        categories=" ".join(basis.codes_of(review))[:200],
        policy=PolicyVersion.objects.in_force(now.on, now.at),
        **second,
        **grounds_of(review, outcome, now),
    )


def address_as_decided(customer):
    """The address lines; or, where it is truly unknown, what was tried (decisions 11)."""
    return "\n".join(customer.address_lines) or customer.address_tried


def grounds_of(review, outcome, now):
    """What only a restriction rests on: both preconditions, the basis, and the window as the settings gave it."""
    if outcome != Outcome.RESTRICT:
        return {}
    pattern = basis.pattern_of(review, on=now.on, organization=now.organization, calendar=now.calendar)
    grounds = {"handled_properly": review.handled_properly, "every_effort": review.every_effort, "basis": review.basis}
    if review.basis == Review.Basis.PATTERN:
        grounds |= {
            "pattern_count": len(pattern.counted),
            "pattern_needed": pattern.needed,
            "pattern_from": pattern.begins_on,
            "pattern_from_at": now.calendar.first_moment(pattern.begins_on),
        }
    return grounds


def restrict(decision, draft, review, *, now):
    """One restriction with its first term, from a draft measure; it says which one it goes on from, if it does."""
    begins = measures.begins_on(review, on=now.on)
    before = measures.terms_of_group(decision.customer)
    held = reserve.activates(draft, begins, reserve.held_on(decision.customer, begins, at=now.at), at=now.at)
    restriction = Restriction(
        reference=Counter.next_reference("RS", now.on.year),
        decision=decision,
        case=decision.case,
        customer=decision.customer,
        measure=draft.measure,
        subject=draft.subject,
        scope=review.scope,
        why=draft.why,
        extends=held or (None if draft.is_reserve else extended_by(draft.measure, draft.subject, begins, before)),
    )
    restriction.save()
    Term(
        restriction=restriction,
        number=1,
        act=Term.Act.ISSUED,
        decided_at=now.at,
        begins_on=begins,
        ends_on=draft.ends_on,
        latest_end_on=cap_of(draft, decision, begins, now),
        name=bound_name(review),
        address=decision.customer_address,
        parameters=draft.parameters,
        conditions=draft.conditions,
        conditions_told=draft.conditions_told,
        held_days=draft.held_days,
        review_on=review_day(draft, review, begins, now),
    ).save()
    return restriction


def cap_of(draft, decision, begins, now):
    """The last day the measure could have had: the cap, or with two signatures the absolute one."""
    months = now.organization.absolute_cap_months if decision.second_approver_id else now.organization.cap_months
    terms = [one for one in measures.terms_of_group(decision.customer) if one.restriction.decision_id != decision.pk]
    return measures.latest_end(draft.measure, begins, terms, months)


def bound_name(review):
    """Whom the term binds: the customer, or the person who represents the organization (decisions 8)."""
    named = review.representative
    bound = f"{named.person}, for {review.case.customer}" if named else review.case.customer.name
    return bound[:160]


def review_day(draft, review, begins, now):
    """The review date as computed, or the earlier one the director set (decisions 12); a reserve ends by itself."""
    if draft.is_reserve:
        return None
    days = review_days(begins, draft.ends_on, organization=now.organization, calendar=now.calendar)
    if review.review_on and begins <= review.review_on <= draft.ends_on:
        return min([review.review_on, *days])
    return days[-1] if days else None


def _after_no_action(decision, *, by, now):
    """The case closes; the customer hears that nothing follows, wherever a letter can reach them (L12)."""
    case, customer = decision.case, decision.customer
    ways = [Delivery.Method.POST]
    if not list(reasons_not_to_send_by(customer, ways)):
        write_no_action(
            customer=customer,
            reference=case.reference,
            subject=case.title,
            ways=ways,
            on=now.on,
            by=by,
            at=now.at,
            case=case,
        )
    case.become(Case.Status.CLOSED)
    case.closed_at, case.closed_why = now.at, decision.reasons[:500]
    case.keep_until = kept_until(case, closed_on=now.on, organization=now.organization)
    case.save()


def _after_warning(decision, *, by, now):
    """The warning is a letter of its own: the case goes back, with issuing it as the next thing to do."""
    case = decision.case
    case.become(Case.Status.OPEN)
    case.due_on = now.calendar.next_business_day(now.on)
    case.save()
    told = {one for one in (case.assigned_to, decision.decided_by) if one}
    words = f"It was decided to warn in case {case.reference}. Issue the warning by {full_date(case.due_on)}."
    title = f"Issue the warning: {case.reference}"
    post_to(
        sorted(told, key=lambda one: one.pk), "warning_to_issue", decision.review, title=title, words=words, at=now.at
    )


def _after_restriction(decision, *, by, now):
    """Nothing applies yet: the letter is still to be issued (decisions 3)."""
    case = decision.case
    case.become(Case.Status.DECIDED)
    case.due_on = now.calendar.next_business_day(now.on)
    case.save()
    words = f"A restriction was decided in case {case.reference}. Nothing applies until its letter is issued."
    title = f"Issue the letter: {case.reference}"
    post_to([decision.decided_by], "letter_to_issue", decision.review, title=title, words=words, at=now.at)


FOLLOW_UPS = {
    Outcome.NO_ACTION: _after_no_action,
    Outcome.WARNING: _after_warning,
    Outcome.RESTRICT: _after_restriction,
}


def tell_reporters(decision, *, at):
    """Who reported hears that it was decided, without any detail (process 2.11, L0)."""
    words = "A director looked into what you reported and has decided. Ask your supervisor if you need to know more."
    for report in decision.case.reports.all():
        if report.reporter.is_active:
            outbox.post(
                "report_decided",
                subject_ref=f"decision:{decision.pk}:report:{report.pk}",
                recipient=report.reporter.email,
                title=f"Your report {report.reference}: decided",
                body=f"{words}\n",
                at=at,
            )
