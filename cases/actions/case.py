"""The life of a case: opened, joined, assigned, noted, closed and reopened. Each act is one event in its journal."""

from django.conf import settings
from django.urls import reverse

from cases.actions.evidence import kept
from cases.actions.letters import write_to_customer
from cases.models import Case, CaseNote, Customer, Evidence, IncidentReport, RestrictedNote
from cases.policy import case as policy
from cases.policy.letters import contact_of
from cases.policy.reports import CASE_CLOSED
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import reasons_it_changed, refuse_if
from conduct.models import Counter, Organization
from conduct.recording import act
from conduct.templatetags.dates import full_date


def link_to(name, *arguments):
    """The address of a page of this app, as it stands in a mail to staff."""
    return settings.BASE_URL + reverse(f"cases:{name}", args=arguments)


def here_and_now(at):
    """The organization, its calendar and the local day of an instant."""
    organization = Organization.objects.current()
    calendar = organization.calendar()
    return organization, calendar, calendar.local_date(at)


@act
def open_case(*, customer, department, title, by, at, report=None, assigned_to=None, due_on=None):
    """Open a case about a customer (process 2.2, step 3), with the report it begins with if there is one.

    Without a due date the director's days of the settings run. Returns the Case. Raises Refused.
    """
    _, calendar, on = here_and_now(at)
    customer = Customer.objects.locked().get(pk=customer.pk) if customer else None
    refuse_if(
        policy.reasons_not_to_open(
            customer=customer, title=title, assigned_to=assigned_to, due_on=due_on, department=department, on=on
        )
    )
    case = Case(
        reference=Counter.next_reference("CC", on.year),
        title=title,
        customer=customer,
        department=department,
        opened_by=by,
        opened_at=at,
        assigned_to=assigned_to,
        due_on=due_on or default_due(calendar, on),
    )
    case.save()
    if report:
        _take_in(report, case)
    record("case.opened", case, by=by, at=at, facts={"reports": report.reference if report else "no report"})
    if assigned_to and assigned_to != by:
        _tell_assignee(case, at)
    return case


def default_due(calendar, on):
    """When a new case is next looked at, if nobody says otherwise: after the director's days of the settings."""
    return calendar.add_business_days(on, Organization.objects.current().director_days)


def _take_in(report, case):
    """Make the report part of the case, inside the act under way."""
    report = IncidentReport.objects.locked().get(pk=report.pk)
    report.case = case
    report.become(IncidentReport.Status.LINKED)
    report.save()


@act
def join_case(*, report, case, by, at):
    """Make a report part of an open case of the same customer (process 2.2, step 3). Returns the Case."""
    _, _, on = here_and_now(at)
    report = IncidentReport.objects.locked().get(pk=report.pk)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(policy.reasons_not_to_join(report, case, by=by, on=on))
    _take_in(report, case)
    record("case.joined", case, by=by, at=at, facts={"report": report.reference})
    return case


@act
def assign_case(*, case, assigned_to, due_on, by, at, revision=None):
    """Give a case to somebody who may see it, and tell them by mail (process 2.2, step 3)."""
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(reasons_it_changed(case, revision))
    refuse_if(policy.reasons_not_to_assign(case, assigned_to=assigned_to, due_on=due_on, by=by, on=on))
    case.assigned_to, case.due_on = assigned_to, due_on
    case.save()
    record("case.assigned", case, by=by, at=at, facts={"to": str(assigned_to)})
    if assigned_to != by:
        _tell_assignee(case, at)
    return case


def _tell_assignee(case, at):
    outbox.post(
        "case_assigned",
        subject_ref=f"case:{case.pk}:{case.revision}",
        recipient=case.assigned_to.email,
        title=f"Case {case.reference} is assigned to you",
        body=f"It is due {full_date(case.due_on)}. Open it here:\n{link_to('case', case.reference)}\n",
        at=at,
    )


@act
def retitle_case(*, case, title, by, at, revision=None):
    """Change what a case is called; the title describes what happened, never a person."""
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(reasons_it_changed(case, revision))
    refuse_if([*policy.reasons_not_to_add(case, by=by, on=on), *([] if title else ["Write a title."])])
    case.title = title
    case.save()
    record("case.retitled", case, by=by, at=at)
    return case


@act
def add_note(*, case, text, by, at):
    """Add a note to the file. It stays as it was written, and never goes into a letter."""
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if([*policy.reasons_not_to_add(case, by=by, on=on), *([] if text else ["Write the note."])])
    note = CaseNote(case=case, by=by, at=at, text=text)
    note.save()
    record("case.noted", case, by=by, at=at)
    return note


@act
def add_restricted_note(*, case, about, text, by, at):
    """Add a note on health or accommodation, kept apart (process 2.13). The record says that, never what."""
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    reasons = [*policy.reasons_not_to_add(case, by=by, on=on), *policy.reasons_not_to_keep_apart(case, by=by, on=on)]
    refuse_if(reasons or ([] if text else ["Write the note."]))
    note = RestrictedNote(customer=case.customer, case=case, about=about, by=by, at=at, text=text)
    note.save()
    record("case.noted_apart", case, by=by, at=at)
    return note


@act
def add_file(*, case, file, caption="", by, at):
    """Add a file to the evidence of a case. Its content is checked against its name before (decisions 7)."""
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(policy.reasons_not_to_add(case, by=by, on=on))
    evidence = Evidence(case=case, file=keep_upload(file), added_by=by, added_at=at, caption=caption)
    evidence.save()
    record(
        "case.file_added", case, by=by, at=at, facts={"caption": "with a caption" if caption else "without a caption"}
    )
    return evidence


def keep_upload(upload):
    """Check and store one uploaded file inside the act under way; nothing for nothing. Raises Refused."""
    if upload is None:
        return None
    return kept(upload)


@act
def close_case(*, case, reasons, tell_customer, ways, by, at):
    """Close a case with reasons; the customer hears by letter L12 that nothing follows (process 2.1 and 2.11)."""
    organization, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(
        [
            *policy.reasons_not_to_close(case, tell_customer=tell_customer, by=by, on=on, organization=organization),
            *([] if reasons else ["Give your reasons."]),
        ]
    )
    if tell_customer and not case.restrictions.exists():
        write_no_action(
            case=case,
            customer=case.customer,
            reference=case.reference,
            subject=case.title,
            ways=ways,
            on=on,
            by=by,
            at=at,
        )
    case.become(Case.Status.CLOSED)
    case.closed_at, case.closed_why = at, reasons[:500]
    case.keep_until = policy.kept_until(case, closed_on=on, organization=organization)
    case.save()
    record("case.closed", case, by=by, at=at, reason=reasons)
    _tell_reporters(case, at)
    return case


def _tell_reporters(case, at):
    """Who reported hears how it ended, without detail about others (process 2.11, L0)."""
    for report in case.reports.counting().filter(reporter__is_active=True).select_related("reporter"):
        outbox.post(
            "report_closed",
            subject_ref=f"case:{case.pk}:{case.revision}:report:{report.pk}",
            recipient=report.reporter.email,
            title=f"Your report {report.reference}: closed",
            body=f"{CASE_CLOSED}\n\nSee it here:\n{link_to('report', report.reference)}\n",
            at=at,
        )


def write_no_action(*, customer, reference, subject, ways, on, by, at, case=None, report=None):
    """Letter L12, inside the act under way: the matter closed, and nothing bad is implied (process 2.11)."""
    return write_to_customer(
        kind="L12",
        fields={"subject": subject, "closed_on": full_date(on), "contact": contact_of(Organization.objects.current())},
        title=f"We have closed this matter, {reference}",
        customer=customer,
        reference=reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=case,
        report=report,
    )


@act
def reopen_case(*, case, reason, by, at):
    """Open a closed case again, with a reason (process 2.1)."""
    _, calendar, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(policy.reasons_not_to_reopen(case, by=by, on=on))
    case.become(Case.Status.OPEN)
    case.closed_at, case.closed_why, case.due_on = None, "", default_due(calendar, on)
    case.keep_until = None
    case.save()
    record("case.reopened", case, by=by, at=at, reason=reason)
    return case


@act
def resolve_informally(*, case, by, at):
    """Say that a supervisor is working with the customer before anything else (process 2.2, step 4)."""
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(policy.reasons_not_to_add(case, by=by, on=on))
    case.become(Case.Status.INFORMAL)
    case.save()
    record("case.informal", case, by=by, at=at)
    return case


@act
def hold_case(*, case, reason, by, at):
    """Set a legal hold: nothing of the case is disposed of while it stands (process 2.13)."""
    return _hold(case, hold=True, reason=reason, verb="case.held", by=by, at=at)


@act
def release_case(*, case, reason, by, at):
    """Lift a legal hold (process 2.13)."""
    return _hold(case, hold=False, reason=reason, verb="case.released", by=by, at=at)


def _hold(case, *, hold, reason, verb, by, at):
    _, _, on = here_and_now(at)
    case = Case.objects.locked().get(pk=case.pk)
    refuse_if(policy.reasons_not_to_hold(case, hold=hold, by=by, on=on))
    case.legal_hold_by, case.legal_hold_why = (by, reason[:300]) if hold else (None, "")
    case.save()
    record(verb, case, by=by, at=at, reason=reason)
    return case
