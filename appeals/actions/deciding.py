"""The decision on an appeal: findings, outcomes, their effect, the letters and the mail, in one transaction (I-28)."""

import json

from appeals.actions.desk import end_stays, locked, tell_departments, write
from appeals.models import Appeal, AppealOutcome, Finding
from appeals.policy import deciding as policy
from appeals.policy import letters
from cases.models import Letter
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Department, User
from conduct.recording import act
from restrictions.actions.endings import set_aside_restriction, vary_restriction

Result = AppealOutcome.Result
TO_REPORTERS = (
    "The customer appealed a decision that followed your report, and the appeal was decided. "
    "Ask your supervisor what you need to know.\n"
)


@act
def decide_appeal(*, appeal, findings, outcomes, reasons, ways, by, at):
    """Decide an appeal, once: a finding for each ground, an outcome for each restriction, and their effect at once.

    `findings` maps a ground to a `Found`, `outcomes` the id of a restriction to a `Choice` (policy.deciding). Letter
    L11 leaves, and L13 for what is set aside; departments and reporters are told. Returns the Appeal; raises Refused.
    """
    list(User.objects.locked().filter(pk=by.pk))
    now, appeal = locked(appeal, at)
    refuse_if(
        policy.reasons_not_to_decide(
            appeal, findings=findings, outcomes=outcomes, reasons=reasons, ways=ways, by=by, now=now
        )
    )
    outcomes = {pk: reasoned(choice, reasons) for pk, choice in outcomes.items()}
    fields = letters.decision_fields(appeal, findings=findings, outcomes=outcomes, reasons=reasons, now=now)
    undone = [one for one in policy.subjects_of(appeal) if outcomes[one[0].pk].result == Result.SET_ASIDE]
    write_parts(appeal, findings, outcomes, at=at)
    appeal.reply = write(
        appeal, Letter.Kind.L11, fields, title="Decision on your appeal", ways=ways, by=by, at=at, now=now
    )
    if undone:
        write_correction(appeal, undone, outcomes, ways, by=by, at=at, now=now)
    appeal.become(Appeal.Status.DECIDED)
    appeal.reasons, appeal.decided_at, appeal.decided_on = reasons, at, now.on
    appeal.save()
    take_effect(appeal, outcomes, by=by, at=at)
    end_stays(appeal, by=by, at=at)
    tell_departments(appeal, appeal.status, at=at, now=now)
    tell_reporters(appeal, at=at)
    facts = {"outcome": letters.heading_of(outcomes).lower()}
    record("appeal.decided", appeal.case, by=by, at=at, subject=appeal, facts=facts)
    return appeal


def reasoned(choice, reasons):
    """The choice with its own reasons, or those of the whole decision."""
    return (
        choice
        if choice.reasons.strip()
        else policy.Choice(choice.result, reasons, choice.new_end_on, choice.parameters)
    )


def write_parts(appeal, findings, outcomes, *, at):
    """The findings and outcomes as rows, before the appeal closes over them."""
    for ground, found in findings.items():
        Finding(appeal=appeal, ground=ground, result=found.result, reasons=found.reasons).save()
    for restriction, _ in policy.subjects_of(appeal):
        choice = outcomes[restriction.pk]
        lighter = "" if choice.parameters is None else json.dumps(choice.parameters, ensure_ascii=False)
        AppealOutcome(
            appeal=appeal,
            restriction=restriction,
            result=choice.result,
            reasons=choice.reasons,
            decided_at=at,
            new_end_on=choice.new_end_on,
            parameters=lighter,
        ).save()


def write_correction(appeal, undone, outcomes, ways, *, by, at, now):
    """Letter L13 for what was set aside: it is void, what is open again, and who is told."""
    told = Department.objects.filter(notices__decision=appeal.decision).distinct().order_by("name")
    fields = letters.correction_fields(appeal, undone, outcomes=outcomes, departments=told, now=now)
    write(appeal, Letter.Kind.L13, fields, title="Correction", ways=ways, by=by, at=at, now=now)


def take_effect(appeal, outcomes, *, by, at):
    """Set aside, also what has ended before, so that the record says it; and vary what still stands."""
    for restriction, _ in policy.subjects_of(appeal):
        choice = outcomes[restriction.pk]
        if choice.result == Result.VARIED:
            vary_restriction(
                restriction=restriction,
                new_end_on=choice.new_end_on,
                parameters=choice.parameters,
                reasons=choice.reasons,
                by=by,
                at=at,
            )
        elif choice.result == Result.SET_ASIDE:
            set_aside_restriction(restriction=restriction, reasons=choice.reasons[:2000], by=by, at=at)


def tell_reporters(appeal, *, at):
    """Who reported hears that an appeal was decided, without any detail (process 2.2, step 10)."""
    for report in appeal.case.reports.select_related("reporter"):
        if report.reporter.is_active:
            outbox.post(
                "appeal_decided",
                subject_ref=f"appeal:{appeal.pk}:report:{report.pk}",
                recipient=report.reporter.email,
                title=f"Your report {report.reference}: an appeal was decided",
                body=TO_REPORTERS,
                at=at,
            )
