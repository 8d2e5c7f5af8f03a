"""Issuing a decision: the letter is frozen and leaves, departments are told, terms can begin (decisions 3)."""

from cases.actions.letters import PDF, compose_letter, dispatch_letter, freeze_letter, with_guardian_copy
from cases.models import Case, Customer, Delivery
from cases.policy.letters import WITH_POLICY, email_of, in_large_print
from conduct import letters
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Organization, PolicyVersion
from conduct.policy_copy import NAME, policy_pdf
from conduct.recording import act
from restrictions.actions.interim_endings import convert_measures
from restrictions.actions.notices import give_notice, tell_again
from restrictions.actions.standing import stand, who_is_bound
from restrictions.models import Decision, DepartmentNotice, Restriction
from restrictions.policy import conflicts
from restrictions.policy import issue as policy
from restrictions.policy.letter import (
    KIND,
    SHEET,
    address_today,
    contact_of,
    plan_of,
    restriction_fields,
    sheet_fields,
    terms_of,
)
from restrictions.policy.notices import lines_of


def prepare(decision, sending, *, by, at, organization, calendar):
    """Compose what would leave now; by mail when no way is chosen yet. Who issues it does not hear its appeal."""
    on, parts = calendar.local_date(at), conflicts.parts_in(decision.case)
    hearers = conflicts.who_may_hear_an_appeal(decision.case, on=on, parts=parts, issuer=by)
    officer = next(iter(hearers), None)
    plan = plan_of(decision, sending.methods or policy.BY_MAIL, at=at, organization=organization, calendar=calendar)
    letter = restriction_fields(
        decision,
        plan,
        officer=officer,
        departments=sending.departments,
        organization=organization,
        calendar=calendar,
        on=on,
    )
    sheet = sheet_fields(decision, letter_on=on, appeal_by=plan.appeal_by, officer=officer, organization=organization)
    return policy.Prepared(
        decision, sending, parts, officer, plan, compose_letter(KIND, letter), compose_letter(SHEET, sheet)
    )


@act
def issue_restrictions(
    *, decision, send_by_email, send_by_post, by_hand, departments, no_department_reason, by, at, confirmed=""
):
    """Issue a decision to restrict: letter L4 with its appeal sheet, one notice a department, and the look-up.

    Requires everything of `policy.issue.readiness`; `confirmed` is what the page said of a changed name or address.
    Returns the decision with its letter; raises Refused otherwise.
    """
    organization = Organization.objects.current()
    calendar = organization.calendar()
    Customer.objects.lock_groups(who_is_bound(decision))
    case = Case.objects.locked().get(pk=decision.case_id)
    decision = policy.with_everything(decision.pk, lock=True)
    sending = policy.Sending(send_by_email, send_by_post, by_hand, tuple(departments), no_department_reason, confirmed)
    on = calendar.local_date(at)
    prepared = prepare(decision, sending, by=by, at=at, organization=organization, calendar=calendar)
    refuse_if(policy.reasons_not_to_issue(prepared, by=by, calendar=calendar, on=on))
    letter = write_letter(prepared, organization, calendar, by=by, at=at)
    tell_departments(prepared, organization, on=on, at=at)
    decision.letter, decision.issued_by, decision.issued_at, decision.appeal_officer = letter, by, at, prepared.officer
    decision.no_department_reason = no_department_reason
    decision.save()
    take_effect(decision, prepared.plan.starts_on, on=on, by=by, at=at)
    record(
        "restriction.issued",
        case,
        by=by,
        at=at,
        subject=decision,
        reason=no_department_reason,
        facts={"ways": prepared.plan.ways, "departments": len(sending.departments), "sha256": letter.sha256}
        | ({"confirmed": confirmed} if confirmed else {}),
    )
    return decision


def take_effect(decision, starts_on, *, on, by, at):
    """What follows once the letter has left: the look-up, the safety measures of the case, what it activates."""
    applying = [term for _, term in terms_of(decision) if not term.is_reserve]
    for term in applying:
        stand(term)
    if applying:
        convert_measures(decision, starts_on=starts_on, by=by, at=at)
    for reserve in Restriction.objects.activated_by(decision).with_decision():
        tell_again(reserve.decision, occasion=f"{reserve} activated by {decision.reference}", on=on, at=at)


def write_letter(prepared, organization, calendar, *, by, at):
    """Freeze letter L4 and send it each chosen way; a guardian gets a copy (process 5, F20). Returns the letter."""
    decision, sending, on = prepared.decision, prepared.sending, calendar.local_date(at)
    fields = restriction_fields(
        decision,
        prepared.plan,
        officer=prepared.officer,
        departments=sending.departments,
        organization=organization,
        calendar=calendar,
        on=on,
    )
    letter = freeze_letter(
        kind=KIND,
        fields=fields,
        title=policy.title_of(decision),
        recipient_name=decision.customer_name,
        recipient_address=address_today(decision),
        on=on,
        by=by,
        at=at,
        case=decision.case,
        customer=decision.customer,
        signed_by=decision.decided_by,
    )
    dispatch_letter(
        letter,
        email=email_of(decision.customer) if sending.by_email else "",
        address=address_today(decision) if sending.by_post else "",
        by_hand=sending.by_hand,
        at=at,
    )
    with_guardian_copy(letter, fields=fields, by=by, at=at)
    return letter


def tell_departments(prepared, organization, *, on, at):
    """One notice for each chosen department: what to do, from when until when, and whom to ask."""
    decision = prepared.decision
    terms = terms_of(decision)
    can, please_do_not = lines_of(terms)
    for department in prepared.sending.departments:
        give_notice(
            decision=decision,
            department=department,
            kind=DepartmentNotice.Kind.START,
            occasion=decision.reference,
            can="\n".join(can),
            please_do_not="\n".join(please_do_not),
            from_on=prepared.plan.starts_on,
            on=on,
            at=at,
            until_on=max(term.ends_on for _, term in terms if term.is_spoken_of),
            whom_to_ask=contact_of(decision.review, organization, decision.decided_by),
        )


def sheet_of(decision, *, organization, calendar):
    """The appeal sheet of an issued decision, with the day the letter itself gives. Returns a Composition."""
    methods = [delivery.method for delivery in decision.letter.deliveries.all()]
    plan = plan_of(decision, methods, at=decision.issued_at, organization=organization, calendar=calendar)
    fields = sheet_fields(
        decision,
        letter_on=decision.letter.dated_on,
        appeal_by=plan.appeal_by,
        officer=decision.appeal_officer,
        organization=organization,
    )
    return compose_letter(SHEET, fields)


def enclosures(message):
    """What goes with a letter: the policy; and with the restriction notice its sheet, never kept (decisions 15)."""
    delivery = Delivery.objects.select_related("letter__customer__merged_into").get(
        pk=message.subject_ref.partition(":")[2]
    )
    large = in_large_print(delivery.letter.customer)
    version = PolicyVersion.objects.in_force(delivery.letter.dated_on, delivery.letter.written_at)
    copy = [(NAME, policy_pdf(version, large), PDF)] if delivery.letter.kind in WITH_POLICY else []
    decision = Decision.objects.filter(letter=delivery.letter).select_related("case", "appeal_officer").first()
    if decision is None:
        return copy
    organization = Organization.objects.current()
    composition = sheet_of(decision, organization=organization, calendar=organization.calendar())
    title = f"Appeal sheet {decision.case.reference}"
    printed = {"language": "en", "on": delivery.letter.dated_on, "large": large}
    try:
        pdf = letters.render_pdf(composition.blocks, title=title, **printed)
    except letters.Unprintable as unprintable:
        raise ValueError(str(unprintable)) from None  # the message waits, and says what is missing
    return [(f"{title}.pdf", pdf, PDF), *copy]
