"""What is held in reserve, on which conditions, and when does a new decision activate it? (process 2.7, decisions 10)

A reserve binds nobody. A proven breach of its conditions opens a review; what that review decides is a restriction of
its own, with both preconditions, new reasons, a full letter and a new appeal, and counts towards the cap.
"""

import json
from datetime import timedelta

from restrictions import catalog
from restrictions.models import BreachDecision, Restriction, Term
from restrictions.policy.endings import reasons_not_lighter
from restrictions.policy.letter import day

REVIEW = BreachDecision.Outcome.REVIEW


def conditions_of(typed):
    """Conditions as they are kept: one on each line, without full stops of their own."""
    lines = (line.strip().rstrip(" .;,") for line in typed.splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line))


def reasons_not_to_hold(measure, *, conditions, conditions_told, held_days):
    """Process 2.7: a reserve names its conditions and the most days it can then last; departments hear no others."""
    if not conditions and (conditions_told or held_days):
        yield "To hold it in reserve, write the conditions. Otherwise leave the days and what is told empty."
    if conditions and not held_days:
        yield "Write how many days it can last at most, if a director activates it."
    if conditions and measure == "R16":
        yield "Access on conditions (R16) has its conditions already. Hold the measure in reserve that would follow."
    for line in conditions_told.splitlines():
        if line not in conditions.splitlines():
            yield f"Departments can be told of conditions alone. “{line}” is none of them."


def held_on(customer, on, *, at):
    """The terms of the customer's merge group that are held in reserve that day, with their restriction and letter."""
    group = type(customer).objects.group_of(customer)
    return list(Term.objects.in_reserve(at, on).filter(restriction__customer__in=group))


def activates(draft, begins, reserves, *, at):
    """The reserve a draft measure would activate, or None: of its kind and about the same, with a proven breach.

    Terms that go beyond what was held activate nothing: they are decided as new.
    """
    return next((one.restriction for one in alike(draft, reserves) if not any(_beyond(draft, begins, one, at))), None)


def alike(draft, reserves):
    """The reserves of the same measure and about the same as a draft that would apply (decisions 13)."""
    same = [one for one in reserves if not draft.conditions and one.restriction.measure == draft.measure]
    return [one for one in same if catalog.same_subject(one.restriction.subject, draft.subject)]


def why_decided_as_new(draft, begins, reserves, *, at):
    """Decisions 10: why a draft does not activate a reserve about the same, and is decided as new beside it."""
    if activates(draft, begins, reserves, at=at):
        return []
    held = {one: f"{one.restriction} is held in reserve for the same." for one in alike(draft, reserves)}
    return [f"{said} {reason}" for one, said in held.items() for reason in _beyond(draft, begins, one, at)]


def _beyond(draft, begins, term, at):
    """What keeps a draft from activating a reserve: no proven breach, more days, or stricter terms."""
    if not proven_breaches(term.restriction, at).exists():
        yield "No breach of its conditions was decided to be reviewed, so this is decided as new."
    if draft.ends_on > (last := latest_end(term, begins)):
        yield f"It could last until {day(last)}. A later end is decided as new."
    parameters, kept = json.loads(draft.parameters), json.loads(term.parameters)
    if parameters != kept and any(reasons_not_lighter(draft.measure, parameters, kept)):
        yield "Its terms are held as they are. Stricter ones are decided as new."


def latest_end(term, begins):
    """The last day of what activates a reserve, if it begins that day."""
    return begins + timedelta(days=term.held_days - 1)


def proven_breaches(restriction, at):
    """The breaches of a reserve's conditions that a director decided to have reviewed."""
    return BreachDecision.objects.filter(breach__restriction=restriction, outcome=REVIEW, at__lt=at)


def reasons_it_is_gone(decision, *, at, on):
    """Decisions 10: what a decision activates is still held when its letter leaves; otherwise it is decided anew."""
    activated = Restriction.objects.activated_by(decision)
    held = set(Term.objects.in_reserve(at, on).filter(restriction__in=activated).values_list("restriction", flat=True))
    for one in activated:
        if one.pk not in held:
            yield f"{one} is not held in reserve any more. Refer the case again for a new decision."
