"""Is a restriction in force on a day, and which dates follow from it? What time decides is never stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from conduct.calendar import add_months
from restrictions.models import Ending, Pause, Review

REVIEWED_OVER_DAYS = 90  # process 2.9: every restriction over 90 days has a review date


@dataclass(frozen=True)
class State:
    """What has become of a restriction: its word, the shape of its tag, and one sentence of help."""

    key: str
    label: str
    kind: str
    help: str


DECIDED = State("decided", "Decided, not yet served", "wait", "Nothing applies until the letter counts as received.")
STARTS = State(
    "starts", "Starts", "wait", "The letter is on its way or the start is later. Nothing applies before that day."
)
IN_PLACE = State("in_place", "In place", "stop", "It applies today.")
PAUSED = State("paused", "Paused", "appeal", "It does not apply today, and can apply again any day.")
RESERVE = State(
    "reserve", "Held in reserve", "review", "It does not apply. It can only after a new review and a new decision."
)
ACTIVATED = State("activated", "Activated", "done", "Its conditions were not kept: a new decision goes on from it.")
LAPSED = State("lapsed", "Ended by itself", "done", "Its end date has passed.")
REPLACED = State("replaced", "Replaced", "done", "It was extended: a new decision went on from its end date.")
ENDED = {
    Ending.Kind.LIFTED: State("lifted", "Lifted early", "done", "A director ended it before its end date."),
    Ending.Kind.SET_ASIDE: State(
        "set_aside", "Set aside", "appeal", "It was set aside on appeal and counts for nothing."
    ),
}
ALL = (DECIDED, STARTS, IN_PLACE, PAUSED, RESERVE, ACTIVATED, LAPSED, REPLACED, *ENDED.values())
STATES = {state.key: state for state in ALL}


@dataclass(frozen=True)
class Known:
    """What is known of a restriction at one instant about one day; the same columns as `Term.objects.as_of` adds."""

    begins_on: date
    ends_on: date
    served_on: date | None
    is_unserved: bool
    ended_kind: str | None
    is_extended: bool
    pause_kind: str | None
    conditions: str = ""


def state_of(term, *, on):
    """The state of a term that `as_of` read, on that day (decisions 11).

    What is held in reserve is never in place: not before its new decision, and not by it, which is a restriction of
    its own (decisions 10).
    """
    if term.ended_kind:
        return ENDED[term.ended_kind]
    if term.conditions and term.is_extended:
        return ACTIVATED
    if term.ends_on < on:
        return REPLACED if term.is_extended else LAPSED
    if start_of(term) is None:
        return DECIDED
    if start_of(term) > on:
        return STARTS
    if term.conditions:
        return RESERVE
    return PAUSED if term.pause_kind else IN_PLACE


def start_of(term):
    """The first day a term binds: as decided, and never before the letter is received. None while that is open."""
    if term.is_unserved or term.served_on is None:
        return None
    return max(term.begins_on, term.served_on)


def is_in_force(restriction, *, at, on):
    """Whether a restriction binds the customer on that day; the twin of `Term.objects.in_force`, from its rows."""
    known = known_of(restriction, at=at, on=on)
    return known is not None and state_of(known, on=on) is IN_PLACE


def known_of(restriction, *, at, on):
    """What is known at one instant of one restriction about one day, from its rows; None before it was decided."""
    terms = [term for term in restriction.terms.all() if term.decided_at <= at]
    if not terms:
        return None
    term = max(terms, key=lambda one: one.number)
    served_on, is_unserved = received(restriction.decision.letter, at=at)
    ended_kind, is_extended = _ended(restriction, at, on), _extended(restriction, at, on)
    paused = _paused(restriction, at, on)
    return Known(term.begins_on, term.ends_on, served_on, is_unserved, ended_kind, is_extended, paused, term.conditions)


def received(letter, *, at):
    """(the day the last way that stands counts as received, whether a way that stands has not left yet)."""
    if letter is None:
        return None, False
    chosen = [one for one in letter.deliveries.all() if one.chosen_at <= at]
    standing = [one for one in chosen if not (one.returned_recorded_at and one.returned_recorded_at <= at)]
    left = [one for one in standing if one.sent_recorded_at and one.sent_recorded_at <= at]
    return max((one.deemed_on for one in left), default=None), len(left) < len(standing)


def received_on(letter, *, at):
    """The day the letter counts as received, or None while that is not certain (process 2.12)."""
    day, is_unserved = received(letter, at=at)
    return None if is_unserved else day


def _ended(restriction, at, on):
    ending = Ending.objects.known_of(restriction, at, on).first()
    return ending.kind if ending else None


def _extended(restriction, at, on):
    return type(restriction).objects.carrying_on(at, on).filter(extends=restriction).exists()


def _paused(restriction, at, on):
    for pause in sorted(restriction.pauses.all(), key=lambda one: one.kind):
        begun = pause.recorded_at <= at and pause.from_on <= on
        over = pause.until_on is not None and pause.until_on < on
        ended = pause.ended_at is not None and pause.ended_at <= at and pause.ended_on <= on
        if begun and not over and not ended:
            return pause.kind
    return None


def bound_by(restriction):
    """(customer id, whether it is bound) of a restriction: an organization's binds its named representative only,

    unless the decision says the organization or both (decisions 8).
    """
    representative = restriction.decision.review.representative
    if representative is None:
        return [(restriction.customer_id, True)]
    named = restriction.scope in (Review.Scope.NAMED, Review.Scope.BOTH)
    whole = restriction.scope in (Review.Scope.ORGANIZATION, Review.Scope.BOTH)
    return [(representative.person_id, named), (representative.organization_id, whole)]


# Dates that follow


def expected_receipt(methods, *, at, organization, calendar):
    """The day a letter that leaves now counts as received; with several ways the latest (process 2.12)."""
    return max(calendar.deemed_receipt(method, at, organization.mail_days) for method in methods)


def appeal_by(received_on, *, organization, calendar):
    """The last day to appeal: so many business days after the letter counts as received (process 2.10)."""
    return calendar.add_business_days(received_on, organization.appeal_days)


def review_days(begins_on, ends_on, *, organization, calendar, earlier=None):
    """The days a review is due: before the end when over 90 days, and midway when over the months set (process 2.9).

    A day set earlier counts first. Empty for a term too short: it ends by itself.
    """
    days = [earlier] if earlier else []
    if (ends_on - begins_on).days > REVIEWED_OVER_DAYS:
        days.append(ends_on - timedelta(days=organization.review_lead_days))
    if add_months(begins_on, organization.midpoint_months) < ends_on:
        days.append(begins_on + (ends_on - begins_on) / 2)
    return sorted({calendar.internal_due(day) for day in days})


def why_not_today(term, *, on):
    """One line for the look-up when a restriction does not apply today (decisions 14)."""
    state = state_of(term, on=on)
    if state is PAUSED:
        return Pause.Kind(term.pause_kind).label
    if state in (DECIDED, STARTS):
        return "Decided, not yet served" if _not_received(term, on) else "It starts later"
    return ""


def _not_received(term, on):
    return start_of(term) is None or term.served_on > on
