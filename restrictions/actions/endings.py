"""Ending a restriction early, setting it aside, making it shorter or lighter: at once, and all who knew are told."""

import json

from cases.actions.letters import write_to_customer
from cases.models import Case, Customer
from cases.policy.letters import contact_of
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Organization
from conduct.recording import act
from restrictions.actions.notices import tell_again
from restrictions.actions.standing import stand, stand_down
from restrictions.models import Ending, Restriction, Term
from restrictions.policy import endings as policy
from restrictions.policy.letter import day, stays_open, term_in_words, title_in_words
from restrictions.policy.notices import live_terms


@act
def lift_restriction(*, restriction, reasons, by, at):
    """End a restriction before its end date (process 2.9). Takes effect at once.

    The caller writes to the customer, and tells the departments once everything it does is done. Returns the Ending;
    raises Refused when it has ended already.
    """
    case, restriction, term, on = _locked(restriction, at)
    refuse_if(policy.reasons_not_to_end(restriction, on=on, ends_on=term.ends_on))
    return _end(restriction, Ending.Kind.LIFTED, "restriction.lifted", reasons, case=case, on=on, by=by, at=at)


@act
def set_aside_restriction(*, restriction, reasons, by, at):
    """Undo a restriction on appeal (process 2.10): in force it is as if never decided, the register keeps it, marked.

    One that was lifted or is over is marked too. The caller writes to the customer, and tells the departments once
    everything it does is done. Returns the Ending; raises Refused when it was set aside already.
    """
    case, restriction, _, on = _locked(restriction, at)
    refuse_if(policy.reasons_not_to_set_aside(restriction))
    return _end(restriction, Ending.Kind.SET_ASIDE, "restriction.set_aside", reasons, case=case, on=on, by=by, at=at)


def _end(restriction, kind, verb, reasons, *, case, on, by, at):
    ending = Ending(restriction=restriction, kind=kind, recorded_at=at, ended_on=on, by=by, reasons=reasons)
    ending.save()
    stand_down(restriction)
    record(verb, case, by=by, at=at, subject=restriction, reason=reasons)
    return ending


@act
def vary_restriction(*, restriction, new_end_on, parameters, reasons, by, at, term_act=Term.Act.VARIED):
    """Make a restriction shorter or lighter by a new term; None keeps what is. Never longer, never stricter.

    The caller writes to the customer, and tells the departments once everything it does is done. Returns the new Term;
    raises Refused with every reason (I-15).
    """
    case, restriction, term, on = _locked(restriction, at)
    kept = json.loads(term.parameters)
    new_end_on, parameters = new_end_on or term.ends_on, kept if parameters is None else parameters
    refuse_if(
        policy.reasons_not_to_vary(restriction, term, new_end_on=new_end_on, parameters=parameters, kept=kept, on=on)
    )
    varied = _next_term(term, new_end_on, parameters, term_act, at)
    varied.save()
    stand(varied)
    record(
        "restriction.varied", case, by=by, at=at, subject=restriction, reason=reasons, facts={"until": day(new_end_on)}
    )
    return varied


def _next_term(term, ends_on, parameters, term_act, at):
    return Term(
        restriction=term.restriction,
        number=term.number + 1,
        act=term_act,
        decided_at=at,
        begins_on=term.begins_on,
        ends_on=ends_on,
        latest_end_on=term.latest_end_on,
        name=term.name,
        address=term.address,
        parameters=json.dumps(parameters, ensure_ascii=False),
        conditions=term.conditions,
        conditions_told=term.conditions_told,
        held_days=term.held_days,
        review_on=term.review_on if term.review_on and term.review_on <= ends_on else None,
    )


def _locked(restriction, at):
    """(case, restriction, its last term, the local day), with customer and case locked in order."""
    Customer.objects.locked().get(pk=restriction.customer_id)
    case = Case.objects.locked().get(pk=restriction.case_id)
    restriction = Restriction.objects.with_decision().get(pk=restriction.pk)
    return (
        case,
        restriction,
        restriction.terms.order_by("-number").first(),
        Organization.objects.current().calendar().local_date(at),
    )


@act
def lift_early(*, restriction, reasons, ways, by, at):
    """A director ends a restriction early and writes to the customer (letter L7). Returns the Ending."""
    case, restriction, term, on = _locked(restriction, at)
    refuse_if(policy.reasons_not_to_lift(restriction, by=by, on=on, ends_on=term.ends_on))
    ending = lift_restriction(restriction=restriction, reasons=reasons, by=by, at=at)
    tell_again(restriction.decision, occasion=restriction.reference, on=on, at=at)
    write_outcome(
        restriction,
        "A part of the change ends today" if _others(restriction, at, on) else "The change ends today",
        f"We decided to end this part early: {title_in_words([(restriction, term)])}. It ends today, {day(on)}.",
        reasons,
        ways,
        on=on,
        by=by,
        at=at,
    )
    record("restriction.ended_early", case, by=by, at=at, subject=restriction)
    return ending


@act
def shorten_restriction(*, restriction, new_end_on, reasons, ways, by, at):
    """A director gives a restriction an earlier end and writes to the customer (letter L7). Returns the Term."""
    case, restriction, term, on = _locked(restriction, at)
    refuse_if(policy.reasons_not_to_lift(restriction, by=by, on=on, ends_on=term.ends_on))
    varied = vary_restriction(
        restriction=restriction,
        new_end_on=new_end_on,
        parameters=None,
        reasons=reasons,
        term_act=Term.Act.LIGHTENED,
        by=by,
        at=at,
    )
    tell_again(restriction.decision, occasion=f"{restriction.reference} term {varied.number}", on=on, at=at)
    write_outcome(
        restriction,
        f"The change ends sooner, on {day(new_end_on)}",
        f"We decided that this part ends sooner: {title_in_words([(restriction, term)])}.",
        reasons,
        ways,
        on=on,
        by=by,
        at=at,
    )
    record("restriction.made_lighter", case, by=by, at=at, subject=restriction)
    return varied


def _others(restriction, at, on):
    return live_terms(restriction.decision, at=at, on=on)


def write_outcome(restriction, heading, outcome, reasons, ways, *, on, by, at):
    """Write letter L7, inside the act under way: what a review came to, why, and what applies from now on."""
    organization, left = Organization.objects.current(), _others(restriction, at, on)
    fields = {
        "outcome_heading": heading,
        "outcome": outcome,
        "reasons": reasons.splitlines(),
        "contact": contact_of(organization),
        "help_contact": organization.help_contact,
        "stays_open": stays_open(restriction.decision.review),
        "restrictions": [term_in_words(term.restriction, term) for term in left],
        "end_date": day(max(term.ends_on for term in left)) if left else "",
    }
    return write_to_customer(
        kind="L7",
        fields=fields,
        title=f"Outcome of a review, {restriction.case.reference}",
        customer=restriction.customer,
        reference=restriction.case.reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=restriction.case,
        about=restriction.decision.letter,
    )
