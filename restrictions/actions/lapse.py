"""Telling everybody that a restriction ended by itself, however late (process 2.9)."""

import logging

from django.db import DatabaseError

from cases.actions.letters import write_to_customer
from cases.models import Case, Customer, Delivery
from cases.policy.letters import contact_of, reasons_not_to_send_by
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import Organization
from conduct.recording import act
from restrictions.actions.notices import tell_again
from restrictions.actions.standing import rebuild_standing, stand_down
from restrictions.models import Lapse, Term
from restrictions.policy import endings as policy
from restrictions.policy.letter import day, ended_in_words, term_in_words
from restrictions.policy.notices import live_terms

logger = logging.getLogger(__name__)
BATCH = 500


def announce_lapses(at, on):
    """Announce every end by itself not announced yet, an act for each decision and day. Returns what it did."""
    told = failed = 0
    for decision_id, ends_on in dict.fromkeys(
        policy.lapsed(at=at, on=on).values_list("restriction__decision", "ends_on")[:BATCH]
    ):
        try:
            announce_lapse(decision_id=decision_id, ended_on=ends_on, by=None, at=at)
            told += 1
        except (Refused, DatabaseError) as error:
            failed += 1
            logger.error("The end of decision %s on %s could not be announced: %s", decision_id, ends_on, error)
    return f"{told} ends announced, {failed} could not be"


@act
def announce_lapse(*, decision_id, ended_on, by, at):
    """Tell the customer (L8) and the departments (L5b) that terms ended by themselves: once, and never causing it."""
    on = Organization.objects.current().calendar().local_date(at)
    first = Term.objects.filter(restriction__decision=decision_id).with_restriction().order_by("pk").first().restriction
    Customer.objects.locked().get(pk=first.customer_id)
    case = Case.objects.locked().get(pk=first.case_id)
    terms = list(
        policy.lapsed(at=at, on=on).filter(restriction__decision=decision_id, ends_on=ended_on).with_restriction()
    )
    refuse_if([] if terms else ["Everybody was told of this end already."])
    decision = first.decision
    letter = (
        _write_end(decision, terms, ended_on, on=on, at=at) if any(policy.was_served(term) for term in terms) else None
    )
    for term in terms:
        Lapse(restriction=term.restriction, ended_on=ended_on, announced_at=at, letter=letter).save()
        stand_down(term.restriction)
    tell_again(decision, occasion=f"{decision.reference} {ended_on.isoformat()}", on=on, at=at, ended_on=ended_on)
    subject = ", ".join(term.restriction.reference for term in terms)
    record(
        "restriction.lapsed",
        case,
        by=by,
        at=at,
        subject=decision,
        facts={"ended_on": day(ended_on), "restrictions": subject},
    )
    return letter


def _write_end(decision, terms, ended_on, *, on, at):
    organization = Organization.objects.current()
    left = live_terms(decision, at=at, on=on)
    ways = ways_to(decision)
    if not ways:
        return None  # nobody can be written to: a customer without any address is told when they come
    fields = ended_in_words([(term.restriction, term) for term in terms]) | {
        "ended_on": day(ended_on),
        "contact": contact_of(organization),
        "still_in_force": [term_in_words(term.restriction, term) for term in left],
    }
    return write_to_customer(
        kind="L8",
        fields=fields,
        title=f"{fields['outcome_heading']}, {decision.case.reference}",
        customer=decision.customer,
        reference=decision.case.reference,
        ways=ways,
        on=on,
        by=None,
        at=at,
        case=decision.case,
        signed_by=decision.decided_by,
        about=decision.letter,
    )


def ways_to(decision):
    """The ways the first letter went that still reach the customer; otherwise any that does."""
    used = [delivery.method for delivery in decision.letter.deliveries.filter(returned_at__isnull=True)]
    customer = decision.customer.head
    every = [Delivery.Method.POST, Delivery.Method.EMAIL]
    possible = [way for way in every if not list(reasons_not_to_send_by(customer, [way]))]
    return [way for way in possible if way in used] or possible[:1]


def compare_standing(at, on):
    """Compare the look-up's index with the truth, and put right what differs. Returns what it did."""
    return f"{rebuild_standing(at=at, on=on)} rows of the look-up's index put right"
