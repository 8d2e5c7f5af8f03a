"""What a customer answers to a letter is entered word for word, and each answer is answered (decisions 16)."""

from cases.actions.case import here_and_now
from cases.models import Answer, Case, Letter
from cases.policy import answers as policy
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.recording import act


@act
def enter_answer(*, letter, kind, words, channel, received_at, by, at, for_day=None):
    """Enter an answer the letter invites, exactly as it came; its due day follows from the settings.

    What is asked under terms is kept with the letter they stand in, whichever letter it answers. Returns the Answer.
    """
    organization, calendar, _ = here_and_now(at)
    case = Case.objects.locked().get(pk=letter.case_id)
    letter = Letter.objects.select_related("about__about").get(pk=letter.pk)
    letter.case = case
    refuse_if(
        policy.reasons_not_to_enter(
            letter,
            kind=kind,
            words=words,
            received_at=received_at,
            for_day=for_day,
            by=by,
            at=at,
            calendar=calendar,
            organization=organization,
        )
    )
    received_on = calendar.local_date(received_at)
    answer = Answer(
        letter=policy.kept_with(letter, kind),
        case=case,
        kind=kind,
        words=words,
        channel=channel,
        received_at=received_at,
        received_on=received_on,
        for_day=for_day,
        entered_by=by,
        due_on=policy.due_on(kind, received_on, calendar=calendar, organization=organization),
    )
    answer.save()
    record("answer.entered", case, by=by, at=at, facts={"kind": answer.get_kind_display().lower()})
    return answer


@act
def close_answer(*, answer, outcome, reasons, reply, by, at):
    """Record how an answer was answered, inside the act that decided it; `reply` is the letter, or None."""
    case = Case.objects.locked().get(pk=answer.case_id)
    answer = Answer.objects.get(pk=answer.pk)
    refuse_if(policy.reasons_not_to_close(answer, outcome=outcome))
    _close(answer, outcome, reasons, reply, by, at)
    facts = {"kind": answer.get_kind_display().lower(), "outcome": answer.get_outcome_display().lower()}
    record("answer.closed", case, by=by, at=at, reason=reasons, facts=facts)
    return answer


def _close(answer, outcome, reasons, reply, by, at):
    answer.outcome, answer.reasons, answer.reply = outcome, reasons, reply
    answer.decided_by, answer.decided_at = by, at
    answer.save()


@act
def note_answer(*, answer, reason, by, at):
    """Say that a statement was read and is kept with the case (process 2.2, step 6)."""
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=answer.case_id)
    answer = Answer.objects.get(pk=answer.pk)
    answer.case = case
    refuse_if(policy.reasons_not_to_note(answer, by=by, on=on))
    _close(answer, Answer.Outcome.NOTED, reason, None, by, at)
    record("answer.read", case, by=by, at=at, facts={"kind": answer.get_kind_display().lower()})
    return answer
