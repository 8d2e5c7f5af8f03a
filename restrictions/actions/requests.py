"""Pausing a restriction, and answering what the letter invites: leave, an early review (process 2.7, 2.9)."""

from datetime import timedelta

from cases.actions.answers import close_answer
from cases.actions.letters import write_to_customer
from cases.models import Answer, Case, Customer
from cases.policy.letters import reply_routes
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Organization
from conduct.recording import act
from restrictions.actions.endings import lift_restriction, vary_restriction
from restrictions.actions.notices import tell_again, tell_those_told
from restrictions.models import Pause, Restriction, Term
from restrictions.policy import requests as policy
from restrictions.policy.letter import day, term_in_words
from restrictions.policy.notices import live_terms, said_of_leave

GRANTED = Answer.Outcome.GRANTED


@act
def pause_restriction(*, restriction, kind, from_on, until_on, reasons, by, at):
    """Pause a restriction: kind "stay" until further notice, or "waiver" for one day. It binds nobody meanwhile.

    The look-up says so at once; of a stay the caller tells the departments. Returns the Pause; raises Refused.
    """
    Customer.objects.locked().get(pk=restriction.customer_id)
    case = Case.objects.locked().get(pk=restriction.case_id)
    restriction = Restriction.objects.with_decision().get(pk=restriction.pk)
    on = Organization.objects.current().calendar().local_date(at)
    term = restriction.terms.order_by("-number").first()
    refuse_if(policy.reasons_not_to_pause(restriction, term, kind=kind, from_on=from_on, until_on=until_on, on=on))
    pause = Pause(
        restriction=restriction, kind=kind, from_on=from_on, until_on=until_on, recorded_at=at, by=by, reasons=reasons
    )
    pause.save()
    facts = {"kind": pause.get_kind_display().lower()}
    record("restriction.paused", case, by=by, at=at, subject=restriction, reason=reasons, facts=facts)
    return pause


@act
def end_pause(*, pause, by, at):
    """End a pause: the restriction binds again at once, if its term is not over. The caller tells the departments."""
    case = Case.objects.locked().get(pk=pause.restriction.case_id)
    pause = Pause.objects.select_related("restriction__decision__case").get(pk=pause.pk)
    refuse_if(["This pause ended already."] if pause.ended_at else [])
    on = Organization.objects.current().calendar().local_date(at)
    pause.ended_at, pause.ended_on = at, on
    pause.save()
    record("restriction.resumed", case, by=by, at=at, subject=pause.restriction)
    return pause


@act
def answer_leave(*, answer, outcome, reasons, conditions, ways, by, at):
    """Give or refuse leave for one visit or contact: what applies is paused that day, and nothing else changes.

    The look-up says so that day, the departments that know of it hear of it, and the customer gets a letter.
    """
    organization, on, answer = _begin(answer, by, at)
    asked = answer.for_day or on
    restrictions = policy.binding_on(answer.letter, asked, at=at)
    if outcome == GRANTED:
        refuse_if(policy.reasons_not_to_give_leave(answer, restrictions, on=on))
        for restriction in restrictions:
            pause_restriction(
                restriction=restriction,
                kind=Pause.Kind.WAIVER,
                from_on=asked,
                until_on=asked,
                reasons=reasons,
                by=by,
                at=at,
            )
        decision = answer.letter.decision
        said = said_of_leave(decision, asked, conditions, at=at, on=on)
        tell_those_told(said, decision=decision, occasion=f"{answer.case} leave {answer.pk}", on=on, at=at)
    fields = {
        "outcome_heading": f"You have leave for {day(asked)}"
        if outcome == GRANTED
        else "We cannot give you leave this time",
        "request": answer.words,
        "outcome": "We give you leave." if outcome == GRANTED else "We do not give leave this time.",
        "reasons": reasons.splitlines(),
        "conditions": conditions.splitlines() if outcome == GRANTED else "",
        "first_letter_date": day(answer.letter.dated_on),
    }
    return _finish(answer, "waiver_answered", fields, outcome, reasons, ways, organization, on=on, by=by, at=at)


@act
def answer_early_review(*, answer, outcome, new_end_on, what_changed, reasons, ways, by, at):
    """Answer a request for an early review: an earlier end, an end today (no date), or the terms stay."""
    organization, on, answer = _begin(answer, by, at)
    decision = answer.letter.decision
    if outcome == GRANTED:
        standing = live_terms(decision, at=at, on=on)
        refuse_if(policy.reasons_not_to_review_early(answer, what_changed=what_changed, organization=organization))
        refuse_if(policy.reasons_nothing_changes(standing, new_end_on=new_end_on))
        for term in standing:
            _lighten(term, new_end_on, reasons, by=by, at=at)
        tell_again(decision, occasion=f"{answer.case} request {answer.pk}", on=on, at=at)
    left = live_terms(decision, at=at, on=on)
    again = answer.received_on + timedelta(days=organization.early_review_interval_days)
    fields = {
        "outcome_heading": _heading(outcome, left),
        "outcome": _heading(outcome, left) + ".",
        "reasons": reasons.splitlines(),
        "terms_now": [term_in_words(term.restriction, term) for term in left] or "Nothing applies any more.",
        "ask_again_on": day(again),
    }
    return _finish(answer, "early_review_answered", fields, outcome, reasons, ways, organization, on=on, by=by, at=at)


def _lighten(term, new_end_on, reasons, *, by, at):
    if new_end_on is None:
        lift_restriction(restriction=term.restriction, reasons=reasons, by=by, at=at)
    elif new_end_on < term.ends_on:
        vary_restriction(
            restriction=term.restriction,
            new_end_on=new_end_on,
            parameters=None,
            reasons=reasons,
            term_act=Term.Act.LIGHTENED,
            by=by,
            at=at,
        )


def _heading(outcome, left):
    if outcome != GRANTED:
        return "The terms stay as they are" if left else "The change has ended already"
    return f"The change ends sooner, on {day(max(term.ends_on for term in left))}" if left else "The change ends today"


def _begin(answer, by, at):
    Customer.objects.locked().get(pk=answer.case.customer_id)
    Case.objects.locked().get(pk=answer.case_id)
    answer = Answer.objects.select_related("case__customer", "letter__decision__case").get(pk=answer.pk)
    organization = Organization.objects.current()
    on = organization.calendar().local_date(at)
    refuse_if(policy.reasons_not_to_answer(answer, by=by, on=on))
    return organization, on, answer


def _finish(answer, kind, fields, outcome, reasons, ways, organization, *, on, by, at):
    about = {
        "asked_on": day(answer.received_on),
        "reply_routes": reply_routes(organization),
        "help_contact": organization.help_contact,
    }
    case = answer.case
    letter = write_to_customer(
        kind=kind,
        fields=about | fields,
        title=f"{answer.get_kind_display()}, {case.reference}",
        customer=case.customer,
        reference=case.reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=case,
        about=answer.letter,
    )
    answer = close_answer(answer=answer, outcome=outcome, reasons=reasons, reply=letter, by=by, at=at)
    record(
        "request.answered",
        case,
        by=by,
        at=at,
        subject=answer,
        reason=reasons,
        facts={"outcome": answer.get_outcome_display()},
    )
    return answer
