"""Giving an appeal to somebody new, and what they do before deciding: lateness, more time, a pause (process 2.10)."""

from appeals.actions.desk import end_stays, locked, mail_staff, tell_departments, write
from appeals.models import Appeal
from appeals.policy import deciding as policy
from appeals.policy import letters
from appeals.policy.hearing import reasons_not_to_assign
from cases.actions.answers import close_answer
from cases.models import Answer, Letter
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import User
from conduct.recording import act
from conduct.templatetags.dates import full_date
from restrictions.actions.requests import pause_restriction
from restrictions.models import Pause


@act
def assign_appeal(*, appeal, officer, ways, by, at):
    """Give the appeal to somebody who may hear it, and tell the customer that it came and who decides (L10)."""
    list(User.objects.locked().filter(pk=officer.pk))
    now, appeal = locked(appeal, at)
    refuse_if(reasons_not_to_assign(appeal, officer, ways=ways, by=by, on=now.on))
    appeal.officer, appeal.assigned_by, appeal.assigned_at, appeal.assigned_on = officer, by, at, now.on
    fields = letters.acknowledgment_fields(appeal, officer, pauses=policy.pauses_of(appeal), now=now)
    appeal.acknowledgment = write(
        appeal, Letter.Kind.L10, fields, title="We have your appeal", ways=ways, by=by, at=at, now=now
    )
    if appeal.status == Appeal.Status.RECEIVED:
        appeal.become(Appeal.Status.UNDER_REVIEW)
    appeal.save()
    record("appeal.assigned", appeal.case, by=by, at=at, subject=appeal, facts={"officer": officer.full_name})
    mail_staff([officer], "appeal_assigned", appeal, "An appeal was given to you", due=appeal.decide_by, at=at)
    return appeal


@act
def take_in_late(*, appeal, reasons, by, at):
    """Find good cause for a late appeal: it is then decided like any other (decisions 16)."""
    now, appeal = locked(appeal, at)
    refuse_if(policy.reasons_not_to_judge_lateness(appeal, reasons=reasons, by=by, now=now))
    appeal.good_cause = reasons
    appeal.save()
    record("appeal.taken_in_late", appeal.case, by=by, at=at, subject=appeal, reason=reasons)
    return appeal


@act
def refuse_late(*, appeal, reasons, ways, by, at):
    """Find no good cause for a late appeal: the customer is written to with the reasons, and a pause ends."""
    now, appeal = locked(appeal, at)
    refuse_if(policy.reasons_not_to_judge_lateness(appeal, reasons=reasons, by=by, now=now))
    refuse_if(policy.reasons_of_stays(appeal))
    fields = letters.late_fields(appeal, reasons=reasons, now=now)
    appeal.reply = write(
        appeal, Letter.Kind.LATE_APPEAL, fields, title="Answer on a late appeal", ways=ways, by=by, at=at, now=now
    )
    appeal.become(Appeal.Status.LATE_REFUSED)
    appeal.reasons, appeal.decided_at, appeal.decided_on = reasons, at, now.on
    appeal.save()
    end_stays(appeal, by=by, at=at)
    tell_departments(appeal, appeal.status, at=at, now=now)
    record("appeal.refused_late", appeal.case, by=by, at=at, subject=appeal, reason=reasons)
    return appeal


@act
def extend_appeal(*, appeal, reason, ways, by, at):
    """Take more time, once, by the days of the settings; the customer reads why and until when."""
    now, appeal = locked(appeal, at)
    refuse_if(policy.reasons_not_to_extend(appeal, reason=reason, ways=ways, by=by, now=now))
    promised, until = appeal.decide_by, policy.extended_to(appeal, now=now)
    appeal.decide_by, appeal.extended_why = until, reason
    appeal.save()
    fields = letters.extension_fields(appeal, promised, pauses=policy.pauses_of(appeal), now=now)
    write(appeal, Letter.Kind.L10B, fields, title="We need more time for your appeal", ways=ways, by=by, at=at, now=now)
    record(
        "appeal.extended",
        appeal.case,
        by=by,
        at=at,
        subject=appeal,
        reason=reason,
        facts={"until": full_date(appeal.decide_by)},
    )
    return appeal


@act
def answer_stay(*, appeal, answer, outcome, reasons, ways, by, at):
    """Answer a request to pause while the appeal is heard: granted, it binds nobody until the appeal is decided."""
    now, appeal = locked(appeal, at)
    answer = Answer.objects.get(pk=answer.pk)
    refuse_if(
        policy.reasons_not_to_answer_stay(appeal, answer, outcome=outcome, reasons=reasons, ways=ways, by=by, now=now)
    )
    fields = letters.stay_fields(appeal, answer, outcome=outcome, reasons=reasons, now=now)
    letter = write(appeal, Letter.Kind.STAY, fields, title="Answer on a pause", ways=ways, by=by, at=at, now=now)
    close_answer(answer=answer, outcome=outcome, reasons=reasons, reply=letter, by=by, at=at)
    if outcome == Answer.Outcome.GRANTED:
        pause_all(appeal, reasons, by=by, at=at, now=now)
        tell_departments(appeal, f"pause {answer.pk}", at=at, now=now)
    facts = {"outcome": Answer.Outcome(outcome).label.lower()}
    record("appeal.stay_answered", appeal.case, by=by, at=at, subject=appeal, reason=reasons, facts=facts)
    return appeal


def pause_all(appeal, reasons, *, by, at, now):
    """Pause each appealed restriction that still stands, from today until the appeal is decided."""
    for restriction, term in policy.subjects_of(appeal):
        if not term.is_reserve and policy.can_still_end(restriction, term, on=now.on):
            pause_restriction(
                restriction=restriction,
                kind=Pause.Kind.STAY,
                from_on=now.on,
                until_on=None,
                reasons=reasons[:1000],
                by=by,
                at=at,
            )
