"""May a restriction end before its time, or be made lighter? It is never made longer or stricter here (I-15)."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from conduct.models import Membership, Role
from restrictions import catalog
from restrictions.models import Ending, Lapse, Term
from restrictions.policy import conflicts
from restrictions.policy.letter import day

HORIZON = timedelta(days=30)  # what ends within these days is looked at


def reasons_not_to_end(restriction, *, on, ends_on):
    """Process 2.1: only an issued restriction that has neither ended nor lapsed can still be ended."""
    if not restriction.decision.is_issued:
        yield f"{restriction} was not issued yet."
    ending = restriction.last_ending()
    if is_activated(restriction):
        yield f"{restriction} was activated. A new decision goes on from it."
    elif ending:
        yield f"{restriction} ended already: {ending.get_kind_display().lower()} on {day(ending.ended_on)}."
    elif ends_on < on:
        yield f"{restriction} ended by itself on {day(ends_on)}."


def is_activated(restriction):
    """Whether what was held in reserve is over because an issued decision, not set aside, goes on from it."""
    held = any(term.is_reserve for term in restriction.terms.all())
    return held and any(one.decision.is_issued and not _is_set_aside(one) for one in restriction.extensions.all())


def _is_set_aside(restriction):
    ending = restriction.last_ending()
    return bool(ending and ending.kind == Ending.Kind.SET_ASIDE)


def reasons_not_to_set_aside(restriction):
    """Process 2.10: what was issued can be set aside once, also after it ended: the record then says so."""
    if not restriction.decision.is_issued:
        yield f"{restriction} was not issued yet."
    if _is_set_aside(restriction):
        yield f"{restriction} was set aside already, on {day(restriction.last_ending().ended_on)}."


def reasons_not_to_lift(restriction, *, by, on, ends_on):
    """Process 2.9: a director with no part in the case lifts early, with reasons."""
    yield from conflicts.reasons_not_to_direct(restriction.case, by=by, on=on)
    yield from reasons_not_to_end(restriction, on=on, ends_on=ends_on)


def reasons_not_to_vary(restriction, term, *, new_end_on, parameters, kept, on):
    """Decisions 10, I-15: shorter or lighter only. A later end or a stricter measure needs a new review."""
    yield from reasons_not_to_end(restriction, on=on, ends_on=term.ends_on)
    if new_end_on > term.ends_on:
        yield f"{restriction} ends on {day(term.ends_on)}. A later end needs a new review."
    if new_end_on < max(on, term.begins_on):
        yield "Enter an end that is today or later and not before the start, or end the restriction now."
    if new_end_on == term.ends_on and parameters == kept:
        yield "Nothing changes. Choose an earlier end, or lighter terms."
    if parameters != kept:
        yield from reasons_not_lighter(restriction.measure, parameters, kept)


def reasons_not_lighter(measure, parameters, kept):
    """Process 2.9: complete, no further way to us closed, about nothing more, and no detail stricter than before."""
    yield from catalog.check_parameters(measure, parameters).values()
    if catalog.routes_closed(measure, parameters) - catalog.routes_closed(measure, kept):
        yield "These terms close a way to reach us that was open. That needs a new review."
    before, after = (set(catalog.subject(measure, one).split("; ")) for one in (kept, parameters))
    if after - before:
        yield "These terms are about more than before. That needs a new review."
    for detail in catalog.stricter_details(parameters, kept):
        yield f"These terms mean {detail}. That is stricter than before and needs a new review."


def extended_by(measure, subject, begins, terms):
    """Process 2.9: the restriction that one which begins that day goes on from without a gap, or None.

    Of the same kind and about the same (decisions 13); one that was ended before its end date is not extended.
    """
    same = [one for one in terms if one.restriction.measure == measure and one.ends_on == begins - timedelta(days=1)]
    issued = [one.restriction for one in same if one.restriction.decision.is_issued and not one.is_reserve]
    alike = [one for one in issued if catalog.same_subject(one.subject, subject)]
    return next((one for one in alike if not one.last_ending()), None)


def lapsed(*, at, on):
    """Terms whose end date has passed and whose end nobody was told of yet (process 2.9).

    What was extended has not ended for the customer: the letter about the new decision told them (L4).
    """
    told = Lapse.objects.filter(restriction=OuterRef("restriction"))
    over = Term.objects.as_of(at, on).of_issued().filter(ends_on__lt=on, ended_kind__isnull=True, is_extended=False)
    return over.filter(~Exists(told)).order_by("ends_on", "pk")


def was_served(term):
    """Whether the customer ever knew of it: a letter that never counted as received needs no end."""
    return term.served_on is not None and term.served_on <= term.ends_on


def watched_by(user, *, on):
    """Process 2.12: whoever decided is reminded of its days, and every director once that person directs no more.

    Returns a test of decisions.
    """
    directors = set(Membership.objects.in_force(on).filter(role=Role.DIRECTOR).values_list("user", flat=True))
    return lambda decision: decision.decided_by_id == user.pk or decision.decided_by_id not in directors


def still_to_end(*, at, on):
    """Process 2.9: terms that run or will, the first to end first; apart from reserves and what goes on as another."""
    over = Term.objects.as_of(at, on).of_issued().filter(ended_kind__isnull=True, is_extended=False, ends_on__gte=on)
    return over.filter(conditions="").with_restriction().order_by("ends_on", "pk")
