"""How may an appeal be decided? Kept, lightened or set aside, with reasons; never more than before (process 2.10)."""

import json
from dataclasses import dataclass
from datetime import date

from appeals.models import AppealOutcome, Finding
from appeals.policy.hearing import reasons_not_to_act
from cases.models import Answer
from cases.policy.letters import reasons_not_to_send_by
from conduct import text
from conduct.templatetags.dates import full_date
from restrictions.models import Pause
from restrictions.policy.endings import reasons_not_to_end, reasons_not_to_vary
from restrictions.policy.letter import CRITICAL, terms_of

Result = AppealOutcome.Result


@dataclass(frozen=True)
class Found:
    """What is found on one ground."""

    result: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class Choice:
    """What is decided about one restriction; None keeps the end or the terms."""

    result: str = ""
    reasons: str = ""
    new_end_on: date | None = None
    parameters: dict | None = None


def subjects_of(appeal):
    """The restrictions the appeal is about, each with its last term."""
    return [(one, term) for one, term in terms_of(appeal.decision) if appeal.is_about(one)]


def reasons_not_to_decide(appeal, *, findings, outcomes, reasons, ways, by, now):
    """Process 2.10, I-27, I-28: by the officer, once, on every ground and every restriction, with reasons."""
    yield from reasons_not_to_act(appeal, by=by, now=now)
    yield from reasons_of_lateness(appeal)
    yield from reasons_of_findings(appeal, findings)
    yield from reasons_of_outcomes(appeal, outcomes, on=now.on)
    if text.is_blank(reasons):
        yield "Write the reasons for the letter."
    yield from reasons_of_stays(appeal)
    yield from reasons_not_to_send_by(appeal.case.customer, ways)


def reasons_of_lateness(appeal):
    """A late appeal is decided only once good cause was found (decisions 16)."""
    if appeal.waits_for_good_cause:
        yield "This appeal is late. Find good cause first, or refuse it."


def reasons_of_findings(appeal, findings):
    """Process 2.11, L11: a finding on each ground, with what was found."""
    grounds = appeal.ground_list
    for ground in grounds:
        found = findings.get(ground, Found())
        if found.result not in Finding.Result:
            yield f"Choose what you found: {ground.label.lower()}."
        elif text.is_blank(found.reasons):
            yield f"Write what you found: {ground.label.lower()}."
    if set(findings) - set(grounds):
        yield "Find only on the grounds that were named."


def reasons_of_outcomes(appeal, outcomes, *, on):
    """An outcome for each restriction of the letter the appeal is about, none for any other, none worse than before."""
    subjects = subjects_of(appeal)
    for restriction, term in subjects:
        yield from reasons_against(restriction, term, outcomes.get(restriction.pk, Choice()), on=on)
    if set(outcomes) - {restriction.pk for restriction, _ in subjects}:
        yield "Decide only about the restrictions of this letter that were appealed."


def reasons_against(restriction, term, choice, *, on):
    """I-15, I-28: kept, set aside, or made shorter or lighter, and nothing else."""
    if choice.result not in Result:
        yield f"Choose an outcome for {restriction}."
    elif choice.result == Result.VARIED:
        kept = json.loads(term.parameters)
        yield from reasons_not_to_vary(
            restriction,
            term,
            new_end_on=choice.new_end_on or term.ends_on,
            kept=kept,
            on=on,
            parameters=kept if choice.parameters is None else choice.parameters,
        )
    elif choice.new_end_on or choice.parameters is not None:
        yield f"{restriction}: a new end or lighter terms need the outcome “Vary”."


def reasons_of_stays(appeal):
    """Process 2.10: a request to pause is answered on its own, before the appeal."""
    if open_stays(appeal).exists():
        yield "The request to pause is not answered yet. Answer it first."


def can_still_end(restriction, term, *, on):
    """Whether the restriction still stands: an appeal outlives its end and is decided for the record (process 2.10)."""
    return not list(reasons_not_to_end(restriction, on=on, ends_on=term.ends_on))


# Late, longer, paused


def reasons_not_to_judge_lateness(appeal, *, reasons, by, now):
    """Process 2.10: who hears a late appeal takes it in on good cause or refuses it, once, with reasons."""
    yield from reasons_not_to_act(appeal, by=by, now=now)
    if not appeal.is_late:
        yield "This appeal came in time."
    elif appeal.good_cause:
        yield "Good cause was found already."
    if text.is_blank(reasons):
        yield "Give your reasons."


def reasons_not_to_extend(appeal, *, reason, ways, by, now):
    """Process 2.10: once, by the days of the settings, with a notice to the customer."""
    yield from reasons_not_to_act(appeal, by=by, now=now)
    if appeal.extended_why:
        yield f"This appeal was extended already, to {full_date(appeal.decide_by)}."
    if text.is_blank(reason):
        yield "Write why more time is needed. The customer reads it."
    yield from reasons_not_to_send_by(appeal.case.customer, ways)


def extended_to(appeal, *, now):
    """The day to decide by after an extension."""
    return now.calendar.add_business_days(appeal.decide_by, now.organization.appeal_extension_days)


def stays_of(appeal):
    """Requests to pause in answer to the appealed letter or to a letter about this appeal."""
    letters = [pk for pk in (appeal.letter_id, appeal.acknowledgment_id) if pk]
    return Answer.objects.filter(kind=Answer.Kind.STAY, letter__in=letters).order_by("pk")


def open_stays(appeal):
    """Those nobody has answered yet."""
    return stays_of(appeal).filter(outcome="")


def pauses_of(appeal):
    """The pauses that stand while the appeal is decided."""
    return (
        Pause.objects.open()
        .filter(kind=Pause.Kind.STAY, restriction__decision=appeal.decision)
        .select_related("restriction")
    )


def reasons_not_to_answer_stay(appeal, answer, *, outcome, reasons, ways, by, now):
    """Process 2.10: answered by who hears the appeal, never granted after the gravest conduct."""
    yield from reasons_not_to_act(appeal, by=by, now=now)
    if answer.outcome:
        yield f"This was answered already: {answer.get_outcome_display().lower()}."
    if not stays_of(appeal).filter(pk=answer.pk).exists():
        yield "This request belongs to another letter."
    if outcome not in (Answer.Outcome.GRANTED, Answer.Outcome.REFUSED):
        yield "Choose an answer."
    if outcome == Answer.Outcome.GRANTED:
        yield from reasons_not_to_grant(appeal)
    if text.is_blank(reasons):
        yield "Give your reasons."
    yield from reasons_not_to_send_by(appeal.case.customer, ways)


def reasons_not_to_grant(appeal):
    """Process 2.10 and section 8, appeal_stay: never after conduct of the gravest kind."""
    if appeal.decision.severity == CRITICAL:
        yield "There is no pause after conduct of the gravest kind: people would be in danger."
    if all(term.is_reserve for _, term in subjects_of(appeal)):
        yield "What was appealed is held in reserve. Nothing applies that could be paused."
