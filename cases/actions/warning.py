"""A warning is issued by letter L1, can be disputed on its facts, and stands or is withdrawn (process 2.2, step 5)."""

from cases.actions.answers import close_answer
from cases.actions.case import here_and_now
from cases.actions.letters import compose_letter, write_to_customer
from cases.models import Answer, Case, Warning
from cases.policy import warning as policy
from cases.policy.letters import WAYS, contact_of, frame_of, reply_routes
from conduct.audit import record
from conduct.calendar import ONE_DAY, add_months
from conduct.lifecycle import refuse_if
from conduct.recording import act
from conduct.templatetags.dates import full_date

POLICY_COPY = "Customer Conduct Policy"


def fields_of(case, *, conduct, why, change_asked, ways, on, organization, calendar):
    """What letter L1 says besides its frame (process 2.11), with the dates computed from the settings."""
    reply_by = calendar.add_business_days(_latest_receipt(ways, on, organization, calendar), organization.appeal_days)
    return {
        "conduct": conduct.splitlines(),
        "why_unacceptable": why,
        "policy_clauses": policy.clauses_of(case),
        "change_asked": change_asked.splitlines(),
        "spent_on": full_date(_spent_on(on, organization) - ONE_DAY),
        "retention": f"{organization.keep_warning_years} years",
        "reply_by": full_date(reply_by),
        "reply_routes": reply_routes(organization),
        "help_contact": organization.help_contact,
        "enclosures": POLICY_COPY,
    }


def _spent_on(on, organization):
    return add_months(on, organization.warning_months)


def _latest_receipt(ways, on, organization, calendar):
    """The day the letter counts as received by the slowest way, if it leaves today: never too early."""
    noon = calendar.last_moment(on)
    return max((calendar.deemed_receipt(way, noon, organization.mail_days) for way in ways), default=on)


def preview_warning(case, *, conduct, why, change_asked, ways, by, on, organization, calendar):
    """Letter L1 as it would be sent now, with its gaps; nothing is written."""
    frame = frame_of(
        organization=organization, customer=case.customer, reference=case.reference, signatory=by, on=on, ways=ways
    )
    own = fields_of(
        case,
        conduct=conduct,
        why=why,
        change_asked=change_asked,
        ways=ways,
        on=on,
        organization=organization,
        calendar=calendar,
    )
    return compose_letter("L1", frame | own)


@act
def issue_warning(*, case, conduct, why, change_asked, ways, by, at):
    """Warn the customer in writing: letter L1 is frozen and sent, and the warning counts until it is spent.

    Process 2.2, step 5. Returns the Warning. Raises Refused with everything that is missing.
    """
    organization, calendar, on = here_and_now(at)
    case = Case.objects.locked().select_related("customer").get(pk=case.pk)
    said = {"conduct": conduct, "why": why, "change_asked": change_asked, "ways": ways}
    refuse_if(policy.reasons_not_to_warn(case, **said, by=by, on=on, organization=organization))
    letter = write_to_customer(
        kind="L1",
        fields=fields_of(case, **said, on=on, organization=organization, calendar=calendar),
        title=f"Warning, {case.reference}",
        customer=case.customer,
        reference=case.reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=case,
    )
    warning = Warning(
        case=case,
        letter=letter,
        conduct=conduct,
        change_asked=change_asked,
        issued_by=by,
        issued_at=at,
        issued_on=on,
        spent_on=_spent_on(on, organization),
    )
    warning.save()
    if case.status != Case.Status.WARNED:
        case.become(Case.Status.WARNED)
        case.save()
    way = " and ".join(WAYS[one] for one in ways)
    record("warning.issued", case, by=by, at=at, facts={"until": full_date(warning.last_day), "way": way})
    return warning


EFFECT = {
    Answer.Outcome.GRANTED: (
        "We withdrew our warning",
        "You were right, so we withdrew it.",
        "The warning counts nowhere from today on.",
    ),
    Answer.Outcome.REFUSED: (
        "Our warning stands",
        "We came to the same result.",
        "The warning still counts until {last_day}.",
    ),
}


@act
def decide_dispute(*, answer, outcome, findings, reasons, ways, by, at):
    """Uphold a disputed warning or withdraw it, with reasons and a letter; never by its issuer (process 2.2, 5)."""
    organization, _, on = here_and_now(at)
    case = Case.objects.locked().select_related("customer").get(pk=answer.case_id)
    answer = Answer.objects.select_related("letter__warning").get(pk=answer.pk)
    answer.case = case
    refuse_if(policy.reasons_not_to_decide_dispute(answer, findings=findings, reasons=reasons, ways=ways, by=by, on=on))
    warning = answer.letter.warning
    if outcome == Answer.Outcome.GRANTED:
        _withdraw(case, warning, reasons, on, at)
    heading, result, effect = EFFECT[outcome]
    letter = write_to_customer(
        kind="warning_dispute_decided",
        title=f"{heading}, {case.reference}",
        customer=case.customer,
        reference=case.reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=case,
        fields={
            "outcome_heading": heading,
            "asked_on": full_date(answer.received_on),
            "warning_date": full_date(warning.issued_on),
            "outcome": result,
            "findings": findings.splitlines(),
            "reasons": reasons,
            "effect": effect.format(last_day=full_date(warning.last_day)),
            "contact": contact_of(organization),
            "help_contact": organization.help_contact,
        },
    )
    record("warning.dispute_decided", case, by=by, at=at, reason=reasons, facts={"result": heading.lower()})
    close_answer(answer=answer, outcome=outcome, reasons=reasons, reply=letter, by=by, at=at)
    return warning


def _withdraw(case, warning, reasons, on, at):
    """A withdrawn warning counts nowhere; without another one the case is no longer warned."""
    warning.withdrawn_at, warning.withdrawn_why = at, reasons[:500]
    warning.save()
    others = case.warnings.counting_on(on).exclude(pk=warning.pk)
    if case.status == Case.Status.WARNED and not others.exists():
        case.become(Case.Status.INFORMAL)
        case.save()
