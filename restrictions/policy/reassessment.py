"""When is a restriction looked at again, by whom, and what can follow? It gets no longer and no stricter (2.9)."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import prefetch_related_objects

from cases.models import Answer, IncidentReport
from conduct.audit import canonical
from restrictions.models import Invitation, Reassessment, Term
from restrictions.policy import conflicts, endings, referral
from restrictions.policy.force import IN_PLACE, PAUSED, expected_receipt, review_days, start_of, state_of
from restrictions.policy.letter import day

Needed, Outcome = Reassessment.Needed, Reassessment.Outcome
FOLLOWS = {
    Needed.YES: ({Outcome.LAPSE, Outcome.REVIEW}, "as it is. Let it run to its end, or open a new review."),
    Needed.LESS: ({Outcome.LIGHTEN, Outcome.LIFT}, "but less is enough. Make it lighter, or end it today."),
    Needed.NO: ({Outcome.LIFT}, "no more. End it today."),
}
HEARD_FIRST = (Outcome.LAPSE, Outcome.REVIEW)  # what follows in the customer's favor need not wait for their view
SHORTEST_MONTH = 28


@dataclass(frozen=True)
class Due:
    """A review that is open: of which term, since which day, who was asked, and by when a director decides."""

    term: Term
    opened_on: date
    invitation: Invitation | None
    decide_by: date

    @property
    def restriction(self):
        """The restriction that is looked at again."""
        return self.term.restriction


# Which reviews are open: computed from the dates, never stored


def days_of(term, *, organization, calendar):
    """Process 2.9, decisions 12: the review days of a term that `as_of` read, from the day it really starts."""
    begins_on = start_of(term) or term.begins_on
    return review_days(begins_on, term.ends_on, organization=organization, calendar=calendar, earlier=term.review_on)


def open_reviews(at, on, *, organization, calendar, **of):
    """Process 2.9: the reviews that are open that day, as known at that instant, the first to decide first.

    Of several review days that have come the last counts, and a review that was decided since has settled it. `of`
    narrows the restrictions. Returns a list of Due.
    """
    midpoint_days = organization.midpoint_months * SHORTEST_MONTH // 2
    found = Term.objects.with_a_review_by(at, on, _reach(on, calendar), organization.review_lead_days, midpoint_days)
    terms = list(found.filter(**{f"restriction__{name}": value for name, value in of.items()}).with_restriction())
    prefetch_related_objects(terms, "restriction__invitations", "restriction__reassessments")
    dues = (due_of(term, at=at, on=on, organization=organization, calendar=calendar) for term in terms)
    return sorted((one for one in dues if one), key=lambda one: (one.decide_by, one.term.pk))


def _reach(on, calendar):
    """The last day of the calendar whose task is due by then: a day off moves a task of ours back (process 2.12)."""
    return calendar.next_business_day(on) - timedelta(days=1)


def due_of(term, *, at, on, **limits):
    """The review of a term that `as_of` read, or None while none is open or the term does not run."""
    if state_of(term, on=on) not in (IN_PLACE, PAUSED):
        return None
    opened_on = max((one for one in days_of(term, **limits) if one <= on), default=None)
    if opened_on is None or decided_since(term.restriction, opened_on, at):
        return None
    asked = (one for one in term.restriction.invitations.all() if one.invited_on >= opened_on and one.invited_at <= at)
    invitation = max(asked, key=lambda one: one.invited_at, default=None)
    return Due(term, opened_on, invitation, _decide_by(term, opened_on, invitation, **limits))


def decided_since(restriction, opened_on, at):
    """The last review decided on that day or later, as known at that instant, or None."""
    known = (one for one in restriction.reassessments.all() if one.decided_on >= opened_on and one.decided_at <= at)
    return max(known, key=lambda one: one.decided_at, default=None)


def _decide_by(term, opened_on, invitation, *, organization, calendar):
    """So many business days after the customer's time to answer, and no later than the last one before the end."""
    heard_on = max(opened_on, (invitation and invitation.answer_by) or opened_on)
    return min(calendar.add_business_days(heard_on, organization.director_days), calendar.internal_due(term.ends_on))


# Asking the customer


def answer_by(dues, ways, *, at, organization, calendar):
    """The last day to send a view: business days after letter L6 counts as received, at most the day before the end.

    None when nobody can be written to, or the letter would come too late for an answer.
    """
    if not ways:
        return None
    received = expected_receipt(ways, at=at, organization=organization, calendar=calendar)
    last = max(one.term.ends_on for one in dues) - timedelta(days=1)
    by = min(calendar.add_business_days(received, organization.view_days), last)
    return by if by > received else None


# What the record knows


@dataclass(frozen=True)
class Since:
    """What came in since a restriction started: reports, breaches, the customer's answers, and their view of it."""

    reports: list
    breaches: list
    answers: list
    statements: list
    term: int = 0

    @property
    def digest(self):
        """What the page showed, so that nobody decides over what came in meanwhile (I-18)."""
        rows = [[one.pk for one in rows] for rows in (self.reports, self.breaches, self.answers, self.statements)]
        return hashlib.sha256(canonical([self.term, rows]).encode()).hexdigest()


def since(due, *, at, calendar):
    """What the record knows since the restriction started."""
    restriction, started_at = due.restriction, calendar.first_moment(start_of(due.term))
    reports = IncidentReport.objects.of_group(restriction.customer).counting()
    answers = Answer.objects.filter(case=restriction.case, received_at__gte=started_at).order_by("received_at", "pk")
    about = due.invitation.letter_id if due.invitation else None
    views = [one for one in answers if one.kind == Answer.Kind.STATEMENT and one.letter_id == about]
    return Since(
        reports=list(reports.filter(occurred_at__gte=started_at, sent_at__lte=at).order_by("-occurred_at", "-pk")),
        breaches=list(restriction.breaches.order_by("-happened_at", "-pk")),
        answers=[one for one in answers if one not in views],
        statements=views,
        term=due.term.number,
    )


# Deciding


@dataclass(frozen=True)
class Said:
    """What the director found and decides."""

    staff_view: str = ""
    circumstances: str = ""
    still_needed: str = ""
    lesser_measure: str = ""
    outcome: str = ""
    new_end_on: date | None = None
    reasons: str = ""


def reasons_not_to_reassess(restriction, term, due, *, at, by, on, days):
    """Process 2.9: a director with no part in the case, on what still runs, when a review is open."""
    yield from conflicts.reasons_not_to_direct(restriction.case, by=by, on=on)
    ended = list(endings.reasons_not_to_end(restriction, on=on, ends_on=term.ends_on))
    yield from ended
    if due is None and not ended:
        done = decided_since(restriction, max((one for one in days if one <= on), default=on), at)
        coming = next((one for one in days if one > on), None)
        was = f" It was reviewed on {day(done.decided_on)}." if done else ""
        then = f"The next one opens on {day(coming)}." if coming else f"It ends by itself on {day(term.ends_on)}."
        yield f"No review of {restriction} is open.{was} {then}"


def reasons_of_change(known, *, shown):
    """I-18: nobody decides over what came in while the page was open."""
    if known.digest != shown:
        yield "Something came in since you opened this page. Your words are still here: look again, then decide."


def reasons_of_findings(said):
    """Process 2.9: still needed, and would less do? What follows is what was found, and never more."""
    for words, wanted in (
        (said.staff_view, "what staff say who deal with them"),
        (said.circumstances, "what has changed since, or that nothing has"),
        (said.reasons, "why, in words for the letter"),
    ):
        if not words.strip():
            yield f"Write {wanted}."
    outcomes, sentence = FOLLOWS[said.still_needed]
    if said.outcome not in outcomes:
        yield f"You found that it is needed {sentence}"
    if said.still_needed == Needed.YES and not said.lesser_measure.strip():
        yield "Write which lesser measure you considered, and why it is not enough."
    if said.outcome == Outcome.LIGHTEN and not said.new_end_on:
        yield "Enter the new end date."
    if said.outcome != Outcome.LIGHTEN and said.new_end_on:
        yield "Leave the new end date empty, or choose “Make it lighter”."


def reasons_before_hearing(due, known, *, outcome, on):
    """F4: what is not in the customer's favor waits for their view, or until their time to send it is over."""
    if outcome not in HEARD_FIRST or known.statements:
        return
    only = "Until then it can only be ended or made lighter."
    if due.invitation is None:
        yield f"Letter L6 has not asked the customer for their view yet. It leaves by itself within the hour. {only}"
    elif due.invitation.answer_by and on <= due.invitation.answer_by:
        yield f"The customer can send their view until {day(due.invitation.answer_by)}. {only}"


def reasons_not_to_open_a_review(case, *, outcome, reasons, by, on):
    """Decisions 10: anything longer or stricter is a new review, which another director decides."""
    if outcome != Outcome.REVIEW:
        return
    yield from referral.reasons_not_to_refer(case, why=reasons, by=by, on=on)
    if not [one for one in conflicts.directors_without_a_part(case, on=on) if one != by]:
        yield "Whoever opens a new review does not decide it, and no other director without a part is left."
