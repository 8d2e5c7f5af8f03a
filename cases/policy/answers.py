"""Which answers does a letter invite, until when, and by when do we answer them? (decisions 16, process 2.12)"""

from cases.models import Answer, Letter
from cases.policy.case import reasons_not_to_work_on
from conduct.templatetags.dates import full_date

KIND, REPLY = Letter.Kind, Answer.Kind
TERMS = {REPLY.STAY, REPLY.WAIVER, REPLY.EARLY_REVIEW}
AGAIN = {REPLY.WAIVER, REPLY.EARLY_REVIEW}
# L6 asks for the customer's view alone; L9 asks to hear what is wrong in it.
INVITED = {
    KIND.L1: {REPLY.DISPUTE},
    KIND.L2: {REPLY.STATEMENT},
    KIND.L4: TERMS,
    KIND.L6: {REPLY.STATEMENT},
    KIND.L7: TERMS,
    KIND.L9A: {REPLY.STATEMENT},
    KIND.L9B: {REPLY.STATEMENT},
    KIND.L10: {REPLY.STAY},
    KIND.L10B: {REPLY.STAY},
    KIND.L11: AGAIN,
    KIND.WAIVER: AGAIN,
    KIND.EARLY_REVIEW: AGAIN,
    KIND.LATE_APPEAL: AGAIN,
}
DAYS = {
    REPLY.DISPUTE: "appeal_days",
    REPLY.STAY: "stay_days",
    REPLY.WAIVER: "waiver_days",
    REPLY.EARLY_REVIEW: "director_days",
}


def kinds_for(letter):
    """The kinds of answer this letter invites, in a fixed order."""
    return [kind for kind in REPLY if kind in INVITED.get(letter.kind, set())]


def kept_with(letter, kind):
    """The letter an answer is kept with: never a copy; and what is asked under terms, the letter they stand in (L4)."""
    original = letter.about if letter.copy_for_guardian else letter
    return original.about if kind in TERMS and original.about else original


def due_on(kind, received_on, *, calendar, organization):
    """By when we answer, in business days of the settings; a statement needs no reply."""
    return calendar.add_business_days(received_on, getattr(organization, DAYS[kind])) if kind in DAYS else None


def received_by(letter):
    """The day the letter counts as received: the latest of its standing deliveries, or None while one is not known."""
    days = [delivery.deemed_on for delivery in letter.deliveries.filter(returned_at__isnull=True)]
    return max(days) if days and all(days) else None


def dispute_until(letter, *, calendar, organization):
    """The last day to dispute a warning: business days after it counts as received, or None before that."""
    received = received_by(letter)
    return calendar.add_business_days(received, organization.appeal_days) if received else None


def reasons_not_to_enter(letter, *, kind, words, received_at, for_day, by, at, calendar, organization):
    """Decisions 16: a customer answers a letter that invites it; it is entered by whoever works on the case."""
    on, received_on = calendar.local_date(at), calendar.local_date(received_at)
    yield from reasons_not_to_work_on(letter.case, by=by, on=on)
    if kind not in INVITED.get(letter.kind, set()):
        yield f"The letter “{letter.get_kind_display()}” does not invite this answer."
    if not words:
        yield "Write down the customer's own words."
    if received_at > at:
        yield "Enter a time that is not in the future."
    if received_at < letter.written_at.replace(second=0, microsecond=0):
        yield "The answer cannot be older than the letter."
    yield from _reasons_of_leave(kind, for_day, received_on)
    if kind == REPLY.STAY and not letter.case.appeals.open().exists():
        yield "A pause is for the time in which an appeal is decided, and none is open. Enter the appeal first."
    if kind == REPLY.DISPUTE:
        original = kept_with(letter, kind)
        yield from reasons_not_to_dispute(original, received_on, calendar=calendar, organization=organization)


def _reasons_of_leave(kind, for_day, received_on):
    if kind == REPLY.WAIVER and for_day is None:
        yield "Say for which day leave is asked."
    if for_day and for_day < received_on:
        yield "Leave is asked for a day that is still to come."


def reasons_not_to_dispute(letter, received_on, *, calendar, organization):
    """Process 2.2, step 5: the facts of a warning can be disputed once, within the business days of the settings."""
    until = dispute_until(letter, calendar=calendar, organization=organization)
    if until and received_on > until:
        yield f"The time to dispute this warning ended on {full_date(until)}. Add a note to the case instead."
    if letter.answers.filter(kind=REPLY.DISPUTE).exists():
        yield "This warning was disputed already. Add a note to the case."


def reasons_not_to_close(answer, *, outcome):
    """Decisions 16: each answer is answered once."""
    if answer.outcome:
        yield f"This was answered already: {answer.get_outcome_display().lower()}."
    if outcome not in Answer.Outcome:
        yield "Choose an outcome."


def reasons_not_to_note(answer, *, by, on):
    """Decisions 16: a statement is read and kept; anything that asks for a decision gets one."""
    yield from reasons_not_to_work_on(answer.case, by=by, on=on)
    yield from reasons_not_to_close(answer, outcome=Answer.Outcome.NOTED)
    if answer.kind != REPLY.STATEMENT:
        yield "This asks for a decision. It cannot only be read."
