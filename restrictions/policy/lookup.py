"""Is there a restriction on the person before me? Exactly four answers, by the rule of decisions 14.

Who is or will be restricted is searched first and completely; a near match is never read as clear.
"""

import json
import logging
from dataclasses import dataclass

from django.core.exceptions import FieldError, ObjectDoesNotExist
from django.db import Error

from conduct.models import User
from restrictions import catalog
from restrictions.models import Term
from restrictions.policy import interim_words as words
from restrictions.policy.force import IN_PLACE, PAUSED, start_of, state_of, why_not_today
from restrictions.policy.letter import contact_of
from restrictions.policy.meant import Everybody, Person

logger = logging.getLogger(__name__)

# Whatever of this happens while somebody is looked up, nobody knows the answer.
FAILURES = (
    Error, FieldError, ObjectDoesNotExist, ArithmeticError, AttributeError, LookupError, MemoryError, OSError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What the front desk is told: stop, interim (a safety measure), check, today (no restriction today) or clear."""

    kind: str
    label: str
    person: Person | None = None
    people: tuple = ()
    why: str = ""
    is_paused: bool = False


STOP, INTERIM, CHECK, TODAY, CLEAR = "stop", "interim", "check", "today", "clear"
LABELS = {
    STOP: "Restriction in place",
    INTERIM: "Interim safety measure",
    CHECK: "Check who it is",
    TODAY: "No restriction today",
    CLEAR: "No restriction found",
}
CLEAR_ANSWER = Answer(CLEAR, LABELS[CLEAR])


def look_up(typed, *, at, on, who=None, among=None):
    """The answer for what was typed; `who` is the person picked among those a check offered, or 0 for none of them.

    `among` is who could be meant: Everybody, unless `policy.formerly` asks. Raises LookupError when `who` was not
    offered.
    """
    everybody = (among or Everybody)(typed, at, on)
    offered = everybody.offered()
    if who is not None:
        return picked(who, offered, everybody, at=at, on=on)
    if len(everybody.exact) == 1 and not everybody.shared:
        answer = answer_for(next(iter(everybody.exact)), everybody, at=at, on=on)
        if answer.kind in (STOP, INTERIM) or offered == everybody.exact:
            return answer
    return Answer(CHECK, LABELS[CHECK], people=tuple(everybody.people(offered))) if offered else CLEAR_ANSWER


def picked(who, offered, everybody, *, at, on):
    """The answer for the person picked; clear for none of them. Raises LookupError for somebody who was not offered."""
    if who == 0:
        return CLEAR_ANSWER
    if who not in offered:
        raise LookupError("This person was not among those who could match.")
    return answer_for(who, everybody, at=at, on=on)


def answer_for(head, everybody, *, at, on):
    """Stop when something binds this person today, or a safety measure is in force; otherwise why nothing does."""
    theirs = {"restriction__in": everybody.restrictions_of(head), "ends_on__gte": on, "conditions": ""}
    terms = Term.objects.with_force(at, on).filter(**theirs)
    related = terms.select_related("restriction__decision__decided_by", "restriction__decision__review__liaison")
    live = [one for one in related if not one.ended_kind]
    in_order = sorted(live, key=lambda one: (state_of(one, on=on) is not IN_PLACE, start_of(one) or one.begins_on))
    measures = everybody.measures_of(head)
    if not in_order and not measures:
        return CLEAR_ANSWER
    person = everybody.people({head})[0]
    person.terms, person.measures = in_order, measures
    first, state = (in_order[0], state_of(in_order[0], on=on)) if in_order else (None, None)
    if state is IN_PLACE or measures:
        kind = STOP if state is IN_PLACE else INTERIM
        return Answer(kind, LABELS[kind], person)
    return Answer(TODAY, LABELS[TODAY], person, why=why_not_today(first, on=on), is_paused=state is PAUSED)


@dataclass(frozen=True)
class Terms:
    """What the answer says about the terms: until when, what to do, whom to ask for."""

    until: object
    can: list
    please_do_not: list
    ask_for: str
    starts_on: object


def binding_on(person, on):
    """The terms that bind the person that day."""
    return [term for term in person.terms if state_of(term, on=on) is IN_PLACE]


def terms_in_words(person, *, on, organization):
    """You can and please do not, for everything that binds the person today; never a reason."""
    binding = binding_on(person, on)
    if person.measures and not binding:
        return measures_in_words(person.measures, organization)
    shown = binding or person.terms[:1]
    can, please_do_not = catalog.do_and_dont_together(
        (term.restriction.measure, json.loads(term.parameters)) for term in binding
    )
    if person.measures:
        more_can, more_do_not = words.lines_of(person.measures)
        can, please_do_not = list(dict.fromkeys(can + more_can)), list(dict.fromkeys(please_do_not + more_do_not))
    decision = shown[0].restriction.decision
    return Terms(
        until=max(term.ends_on for term in shown),
        can=can,
        please_do_not=please_do_not,
        ask_for=contact_of(decision.review, organization, decision.decided_by),
        starts_on=start_of(shown[0]),
    )


def measures_in_words(measures, organization):
    """What to do while a safety measure is in force, until when and whom to call; never why."""
    can, please_do_not = words.lines_of(measures)
    judge = measures[0].confirmation.by if measures[0].confirmed_on else measures[0].taken_by
    until, asked = max(one.last_on for one in measures), words.whom_to_ask(judge, organization)
    return Terms(until, can, please_do_not, asked, min(one.begins_on for one in measures))


def whom_to_call(organization):
    """Who can tell when nothing could be checked: the duty director, otherwise the office."""
    try:
        director = User.objects.filter(pk=organization.duty_director_id).first()
    except FAILURES:
        logger.exception("The duty director is not known")
        director = None
    phone = (director and director.phone) or organization.phone
    return {"name": director.full_name if director else organization.name, "phone": phone}
