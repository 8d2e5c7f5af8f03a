"""How is a request the letter invites answered: leave for one day, and an early review? (process 2.7, 2.9)"""

from datetime import timedelta

from cases.models import Answer
from restrictions.models import Pause, Restriction, Term
from restrictions.policy import conflicts
from restrictions.policy.letter import day

FIRST_DUE = ("due_on", "pk")
ANSWERED_HERE = (Answer.Kind.WAIVER, Answer.Kind.EARLY_REVIEW)


def waiting(cases):
    """Requests in these cases that nobody has decided yet, the first due first."""
    return asked(cases).filter(outcome="").order_by(*FIRST_DUE)


def asked(cases):
    """Requests for leave or an early review in these cases."""
    related = ("case__customer", "letter__decision__case", "letter__decision__customer", "letter__decision__decided_by")
    invited = Answer.objects.filter(kind__in=ANSWERED_HERE, letter__decision__isnull=False)
    return invited.filter(case__in=cases).select_related(*related)


def reasons_not_to_answer(answer, *, by, on):
    """A director with no part in the case answers, once (decisions 16)."""
    yield from conflicts.reasons_not_to_direct(answer.case, by=by, on=on)
    if answer.outcome:
        yield f"This was answered already: {answer.get_outcome_display().lower()}."
    if answer.kind not in ANSWERED_HERE:
        yield "This is not a request for leave or for an early review."


def reasons_not_to_give_leave(answer, restrictions, *, on):
    """Process 2.7: leave is for one day that is still to come, under terms that bind that day."""
    if answer.for_day is None:
        yield "The request names no day. Ask the customer for it, and enter the request again."
    elif answer.for_day < on:
        yield f"The day asked for, {day(answer.for_day)}, is over."
    elif not restrictions:
        yield f"Nothing would apply on {day(answer.for_day)}. Leave is not needed."


def reasons_not_to_pause(restriction, term, *, kind, from_on, until_on, on):
    """Process 2.7, 2.10: only what stands can be paused, leave is for one day, no stay for the gravest conduct."""
    if term.is_reserve:
        yield f"{restriction} is held in reserve. Nothing applies that could be paused."
    if restriction.last_ending() or term.ends_on < from_on:
        yield f"{restriction} does not apply on {day(from_on)}."
    if not restriction.decision.is_issued:
        yield f"{restriction} was not issued yet."
    if from_on < on:
        yield "A pause begins today or later."
    if kind == Pause.Kind.STAY and restriction.decision.severity == 4:
        yield "There is no pause after conduct of the gravest kind: people would be in danger."
    if (
        restriction.pauses.filter(kind=kind, ended_at__isnull=True, from_on__lte=until_on or from_on)
        .exclude(until_on__lt=from_on)
        .exists()
    ):
        yield f"{restriction} is paused on {day(from_on)} already."


def binding_on(letter, on, *, at):
    """The restrictions of the letter's decision that will apply on that day, as known now."""
    terms = Term.objects.as_of(at, on).filter(
        restriction__decision__letter=letter,
        ended_kind__isnull=True,
        ends_on__gte=on,
        pause_kind__isnull=True,
        conditions="",
    )
    return list(
        Restriction.objects.filter(pk__in=[term.restriction_id for term in terms]).with_decision().order_by("pk")
    )


def reasons_nothing_changes(terms, *, new_end_on):
    """A letter never says that something ends sooner when nothing does."""
    if not terms:
        yield "Nothing applies any more. There is nothing to make lighter."
    elif new_end_on and new_end_on >= max(term.ends_on for term in terms):
        last = day(max(term.ends_on for term in terms))
        yield f"Everything ends by {last} already. Enter an earlier end, or answer “Not this time”."


def ask_again_from(case, on, *, organization, but=None):
    """From when an early review can be asked for again that day, or None when none was answered lately (2.9)."""
    before = Answer.objects.filter(case=case, kind=Answer.Kind.EARLY_REVIEW, received_on__lte=on)
    last = before.exclude(pk=but and but.pk).exclude(outcome="").order_by("-received_on").first()
    again = last and last.received_on + timedelta(days=organization.early_review_interval_days)
    return again if again and again > on else None


def earliest_early_review(answer, *, organization):
    """From when the next early review could be asked for as this one came, or None if it was its turn."""
    return ask_again_from(answer.case, answer.received_on, organization=organization, but=answer)


def reasons_not_to_review_early(answer, *, what_changed, organization):
    """Process 2.9: once in so many days, or when things change for the customer."""
    again = earliest_early_review(answer, organization=organization)
    if again and not what_changed.strip():
        asked = f"Say what has changed for the customer, or refuse it until {day(again)}."
        yield f"An early review was answered not long ago. {asked}"
