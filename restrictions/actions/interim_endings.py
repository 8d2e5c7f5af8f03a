"""A safety measure ends: revoked, followed by a restriction, or by itself; and is looked at again (process 2.6).

Whichever way it ends, exactly those who were told of it are stood down, and each is told once.
"""

import logging

from django.db import DatabaseError

from cases.actions.case import here_and_now
from cases.actions.letters import write_to_customer
from cases.models import Letter
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import OutboxMessage
from conduct.recording import act
from restrictions.actions.interim import alert_directors, standing
from restrictions.actions.lapse import ways_to
from restrictions.actions.notices import tell_those_told
from restrictions.models import InterimEnding, InterimMeasure, Reconsideration
from restrictions.policy import interim as policy
from restrictions.policy import interim_words as words
from restrictions.policy.force import received
from restrictions.policy.letter import day

logger = logging.getLogger(__name__)
Kind, Outcome = InterimEnding.Kind, Reconsideration.Outcome
BATCH = 200
ALERT = "interim_ending"


@act
def revoke_measure(*, measure, reasons, ways, by, at):
    """End a measure at once, with reasons (process 2.6); the customer hears by letter if they were written to.

    A director with no part does it, and not the supervisor who took it. Returns the ending; raises Refused.
    """
    measure, organization, on = standing(measure, at)
    refuse_if(policy.reasons_not_to_revoke(measure, by=by, on=on))
    refuse_if(policy.reasons_of_its_letter(measure, ways))
    letter = _write(
        measure,
        "The safety measure ends today",
        "We decided to end it.",
        reasons,
        words.NOTHING_LEFT,
        ways,
        organization,
        on=on,
        by=by,
        at=at,
    )
    ending = _revoke(measure, reasons, letter, on=on, by=by, at=at)
    record("interim.revoked", measure.case, by=by, at=at, subject=measure, reason=reasons)
    return ending


def _revoke(measure, reasons, letter, *, on, by, at):
    """End a measure now, and with it the one issued again that would begin after it. Returns the first's ending."""
    again = InterimMeasure.objects.running(on).as_of(at, on).filter(reissue_of=measure).with_people()
    about = {"at": at, "by": by, "ended_on": on, "reasons": reasons, "letter": letter}
    endings = [_end(one, Kind.REVOKED, on=on, **about) for one in [measure, *again]]
    return endings[0]


def _end(measure, kind, *, on, at, ended_on, follows="", **about):
    """Write how it ended and stand the departments down, inside the act under way. Returns the ending."""
    ending = InterimEnding(measure=measure, kind=kind, at=at, ended_on=ended_on, **about)
    ending.save()
    last_on = min(measure.last_on, max(ended_on, measure.begins_on))
    said = words.said_at_the_end(last_on=last_on, follows=follows)
    tell_those_told(said, interim=measure, occasion=f"{measure.reference} ended", on=on, at=at)
    return ending


def _write(measure, heading, outcome, reasons, terms_now, ways, organization, *, on, by, at):
    """The letter on a measure looked at again or revoked; nothing for who cannot be written to."""
    if not ways:
        return None
    fields = words.ended_fields(
        measure, heading=heading, outcome=outcome, reasons=reasons, terms_now=terms_now, organization=organization
    )
    return _letter(Letter.Kind.RECONSIDERED, fields, heading, measure, ways, on=on, by=by, at=at, signed_by=by)


def _letter(kind, fields, title, measure, ways, *, on, by, at, signed_by):
    return write_to_customer(
        kind=kind,
        fields=fields,
        title=f"{title}, {measure.case.reference}",
        customer=measure.customer,
        reference=measure.case.reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=measure.case,
        signed_by=signed_by,
    )


# Followed by a restriction


def convert_measures(decision, *, starts_on, by, at):
    """When a decision is issued, the measures of its case end where its restrictions begin, never before it was made.

    A measure runs on until the letter counts as received, at most to its own last day: nobody is left without either.
    """
    _, _, on = here_and_now(at)
    for measure in decision.case.interim_measures.running(on).order_by("begins_on", "pk"):
        convert_measure(measure=measure, decision=decision, starts_on=starts_on, by=by, at=at)


@act
def convert_measure(*, measure, decision, starts_on, by, at):
    """End one measure because an issued decision takes its place (process 2.6). Returns the ending; raises Refused."""
    measure, _, on = standing(measure, at)
    refuse_if(policy.reasons_not_to_convert(measure, decision, on=on))
    ended_on, follows = max(on, starts_on), words.restriction_follows(max(on, starts_on))
    ending = _end(measure, Kind.CONVERTED, on=on, at=at, by=by, ended_on=ended_on, decision=decision, follows=follows)
    facts = {"decision": decision.reference, "from": day(ended_on)}
    record("interim.converted", measure.case, by=by, at=at, subject=measure, facts=facts)
    return ending


# By itself


def announce_interim_ends(at, on):
    """Announce every measure that ended by itself and was not announced yet, an act for each. Returns what it did."""
    told = failed = 0
    for measure in InterimMeasure.objects.lapsed(at, on).order_by("pk")[:BATCH]:
        try:
            announce_interim_end(measure=measure, by=None, at=at)
            told += 1
        except (Refused, DatabaseError) as error:
            failed += 1
            logger.error("The end of %s could not be announced: %s", measure, error)
    return f"{told} ends of safety measures announced, {failed} could not be"


@act
def announce_interim_end(*, measure, by, at):
    """Tell the customer (L8) and the departments that a measure ended by itself: once, and never causing it."""
    measure, organization, on = standing(measure, at)
    refuse_if(policy.reasons_not_to_announce(measure, on=on))
    letter = _write_lapse(measure, organization, on=on, at=at)
    after = words.day_after(measure.last_on)
    ending = _end(measure, Kind.LAPSED, on=on, at=at, ended_on=after, letter=letter)
    facts = {"ended_on": day(measure.last_on)}
    record("interim.lapsed", measure.case, by=by, at=at, subject=measure, facts=facts)
    return ending


def _write_lapse(measure, organization, *, on, at):
    received_on = received(measure.letter, at=at)[0]
    ways = ways_to(measure) if received_on and received_on <= measure.last_on else []
    if not ways:
        return None  # who never had the letter needs no end
    fields = words.lapse_fields(measure, last_on=measure.last_on, organization=organization)
    return _letter(
        Letter.Kind.L8, fields, "The safety measure has ended", measure, ways, on=on, by=None, at=at,
        signed_by=measure.letter.signed_by,
    )  # fmt: skip


def remind_of_interim_ends(at, on):
    """Alert directors of every measure in its last 24 hours, once for each last day (process 2.12)."""
    measures = InterimMeasure.objects.running(on).as_of(at, on).filter(last_on=on, begins_on__lte=on).with_people()
    return f"{sum(_remind(measure, on, at) for measure in measures[:BATCH])} alerts of a safety measure that ends"


def _remind(measure, on, at):
    ref = f"interim:{measure.pk}:{measure.last_on}"
    if OutboxMessage.objects.filter(kind=ALERT, subject_ref=ref).exists():
        return False
    remind_of_interim_end(measure=measure, by=None, at=at)
    return True


@act
def remind_of_interim_end(*, measure, by, at):
    """Alert the directors that a measure ends by itself within 24 hours (process 2.12)."""
    measure, organization, on = standing(measure, at)
    title = f"{measure} ends by itself at the end of {day(measure.last_on)}"
    alert_directors(measure, ALERT, title, organization, on=on, at=at, occasion=f":{measure.last_on}")
    return record(
        "interim.ending_soon", measure.case, by=by, at=at, subject=measure, facts={"on": day(measure.last_on)}
    )


# Looked at again


@act
def enter_request(*, measure, their_words, channel, received_at, by, at):
    """Enter a customer's request to look at a measure again, word for word (process 2.6). Returns the Reconsideration.

    Another manager answers it within the business days of the settings.
    """
    measure, organization, on = standing(measure, at)
    refuse_if(policy.reasons_not_to_enter(measure, words=their_words, received_at=received_at, by=by, at=at, on=on))
    calendar = organization.calendar()
    received_on = calendar.local_date(received_at)
    request = Reconsideration(
        measure=measure,
        words=their_words,
        channel=channel,
        received_at=received_at,
        received_on=received_on,
        due_on=calendar.add_business_days(received_on, organization.interim_reconsider_days),
        entered_by=by,
        entered_at=at,
    )
    request.save()
    record("interim.asked", measure.case, by=by, at=at, subject=measure, facts={"by_when": day(request.due_on)})
    title = f"Look again at {measure} by {day(request.due_on)}"
    alert_directors(
        measure,
        "interim_asked",
        title,
        organization,
        on=on,
        at=at,
        occasion=f":{request.pk}",
        but=policy.who_spoke(measure),
    )
    return request


@act
def answer_asked(*, asked, outcome, reasons, ways, by, at):
    """Answer a request to look again: it stays, or it ends at once; by another manager, with a letter (process 2.6).

    Of a measure that is over already the answer says so. Returns the Reconsideration; raises Refused.
    """
    measure, organization, on = standing(asked.measure, at)
    asked = Reconsideration.objects.get(pk=asked.pk)
    asked.measure = measure
    refuse_if(policy.reasons_not_to_answer(asked, by=by, on=on))
    over = list(policy.reasons_it_is_over(measure, on=on))
    outcome = Outcome.OVER if over else outcome
    refuse_if(policy.reasons_of_its_letter(measure, ways))
    heading, said, terms_now = words.answer_in_words(measure, outcome)
    letter = _write(measure, heading, said, reasons, terms_now, ways, organization, on=on, by=by, at=at)
    asked.outcome, asked.reasons, asked.reply = outcome, reasons, letter
    asked.decided_by, asked.decided_at = by, at
    asked.save()
    if outcome == Outcome.REVOKED:
        _revoke(measure, reasons, letter, on=on, by=by, at=at)
    facts = {"outcome": asked.get_outcome_display().lower()}
    record("interim.answered", measure.case, by=by, at=at, subject=measure, reason=reasons, facts=facts)
    return asked
