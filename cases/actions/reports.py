"""A report is sent, added to, or made void. Once sent it stays as it was sent (process 2.1 to 2.3)."""

from django.conf import settings

from cases.actions.customers import add_customer, name_representative
from cases.actions.evidence import add_evidence
from cases.actions.letters import freeze_letter
from cases.models import Addendum, Customer, Evidence, IncidentReport, Involved, ReportDraft, Voiding
from cases.policy import reports as policy
from conduct import outbox, text
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Counter, Organization
from conduct.recording import act

COPIED = (
    "help_needed",
    "narrative",
    "occurred_at",
    "occurred_about",
    "late_reason",
    "channel",
    "place",
    "property_reference",
    "on_behalf_of",
    "customer_phone",
    "customer_email",
    "customer_address",
    "others_there",
    "effect",
    "asked_to_stop",
    "asked_to_stop_how",
    "exact_words",
    "trigger",
    "staff_response",
    "immediate_action",
    "police_called",
    "police_reference",
    "injury_or_damage",
    "known_needs",
    "support_wanted",
)


@act
def send_report(*, draft, facts, department, by, at, version=None):
    """Send a draft: from now on the report stays as it is, its supervisor is told, and its author gets a receipt.

    `facts` is a policy.Facts; `version`, when given, is the draft's as it was checked. Policy: Reporting unacceptable
    conduct. Returns the report. Raises Refused when it was sent before, changed since the check, or lacks something.
    """
    draft = ReportDraft.objects.locked().get(pk=draft.pk)
    refuse_if(_already(draft, version))
    organization = Organization.objects.current()
    calendar = organization.calendar()
    refuse_if(
        policy.reasons_not_to_send(facts, department=department, at=at, calendar=calendar, organization=organization)
    )
    on = calendar.local_date(at)
    customer = _customer_of(facts, by, at)
    report = IncidentReport(
        reference=Counter.next_reference("IR", on.year),
        reporter=by,
        department=department,
        sent_at=at,
        customer=customer,
        customer_as_reported=facts.as_reported[:300],
        kinds=",".join(facts.kinds),
        sibling_of=draft.copied_from,
        **{name: getattr(facts, name) for name in COPIED},
    )
    report.save()
    _save_what_belongs_to(report, facts, draft, by, at)
    due = policy.read_by(on, urgent=report.help_needed, calendar=calendar, organization=organization)
    letter = _receipt(report, organization, due, on=on, by=by, at=at)
    record("report.sent", report, by=by, at=at, facts={"department": str(department)})
    _tell(report, letter, organization, on=on, at=at)
    draft.sent, draft.answers = report, {}
    draft.save(update_fields=["sent", "answers"])
    return report


@act
def add_to_report(*, report, text, by, at, files=()):
    """Add to a report after it was sent: a dated addition, never an edit (process 2.3)."""
    report = IncidentReport.objects.locked().get(pk=report.pk)
    on = Organization.objects.current().calendar().local_date(at)
    refuse_if(policy.reasons_not_to_add(report, by=by, on=on))
    addendum = add_words(report, text, files, by=by, at=at)
    record("report.added_to", report, by=by, at=at)
    return addendum


def add_words(report, text, files, *, by, at):
    """A dated addition with its files, written inside the act under way. Returns the Addendum."""
    addendum = Addendum(report=report, by=by, at=at, text=text)
    addendum.save()
    add_evidence(report, files, by=by, at=at)
    return addendum


@act
def ask_to_void(*, report, reason, by, at):
    """Ask that a report counts for nothing; a second person decides, and it is never deleted (process 2.1)."""
    report = IncidentReport.objects.locked().get(pk=report.pk)
    on = Organization.objects.current().calendar().local_date(at)
    refuse_if(policy.reasons_not_to_ask_to_void(report, by=by, on=on))
    voiding = Voiding(report=report, why=reason, asked_by=by, asked_at=at)
    voiding.save()
    record("report.void_asked", report, by=by, at=at, reason=reason)
    for reader in policy.readers_of(report.department, on=on, but=[by.pk]):
        _mail("report_void_asked", report, reader, f"Void {report.reference}?", "Somebody asks to void a report.", at)
    return voiding


@act
def confirm_voiding(*, voiding, by, at):
    """Confirm, as the second person, that a report is void: it stays on file and counts for nothing."""
    report, voiding = _open_voiding(voiding, by, at)
    report.become(IncidentReport.Status.VOID)
    report.save()
    voiding.confirmed_by, voiding.confirmed_at = by, at
    voiding.save()
    record("report.voided", report, by=by, at=at, reason=voiding.why)
    _mail("report_voided", report, report.reporter, f"Your report {report.reference} is void", policy.MADE_VOID, at)
    return report


@act
def decline_voiding(*, voiding, by, at):
    """Decline, as the second person, to void a report: it stands."""
    report, voiding = _open_voiding(voiding, by, at)
    voiding.declined_by, voiding.declined_at = by, at
    voiding.save()
    record("report.void_declined", report, by=by, at=at, reason=voiding.why)
    return report


def _open_voiding(voiding, by, at):
    report = IncidentReport.objects.locked().get(pk=voiding.report_id)
    voiding = Voiding.objects.select_related("report").get(pk=voiding.pk)
    on = Organization.objects.current().calendar().local_date(at)
    refuse_if(policy.reasons_not_to_answer_voiding(voiding, by=by, on=on))
    return report, voiding


def _already(draft, version):
    if draft.sent_id:
        yield "This report was already sent."
    elif version is not None and version != draft.version:
        yield "This report was changed in another window after you checked it. Read it again, then send it."


def _customer_of(facts, by, at):
    """The customer the report names: one on record, a new one, or none while nobody is sure."""
    if facts.customer:
        return facts.customer.head
    if not facts.is_new_customer:
        return None
    name = text.strip_bidi_controls(facts.customer_name)  # the report keeps the words as they came
    person = add_customer(
        name=name,
        description=facts.customer_description or ("" if name else "Not described"),
        address_line_1=facts.customer_address[:120],
        phones=[facts.customer_phone] if facts.customer_phone else [],
        emails=[facts.customer_email] if facts.customer_email else [],
        by=by,
        at=at,
    )
    if facts.customer_organization:
        name_representative(organization=_organization_of(facts, by, at), person=person, by=by, at=at)
    return person


def _organization_of(facts, by, at):
    name = text.strip_bidi_controls(facts.customer_organization)
    known = Customer.objects.surviving().filter(kind__in=Customer.ORGANIZATIONS).search(name)[:20]
    same = [one for one in known if text.fold(one.name) == text.fold(name) != ""]
    return same[0] if same else add_customer(name=name, kind=Customer.Kind.BUSINESS, by=by, at=at)


def _save_what_belongs_to(report, facts, draft, by, at):
    for user, name, part in facts.people:
        Involved(report=report, user=user, name="" if user else name, part=part).save()
    for added in draft.files.select_related("file").order_by("pk"):
        Evidence(report=report, file=added.file, added_by=by, added_at=at).save()
    draft.files.all().delete()


def _with_a_part_in(report):
    """Nobody who is complained of in a report, nor its author, reads it as its supervisor."""
    complained = report.involved.filter(part=Involved.Part.COMPLAINED_OF, user__isnull=False)
    return [report.reporter_id, *complained.values_list("user", flat=True)]


def _receipt(report, organization, due, *, on, by, at):
    """Letter L0: what happens next, support, and no reprisal."""
    readers = policy.readers_of(report.department, on=on, but=_with_a_part_in(report))
    owner = (
        f"{readers[0].full_name}, {report.department.name}"
        if readers
        else f"the supervisor of {report.department.name}"
    )
    sender = [*organization.address_lines, organization.phone, organization.email]
    fields = {
        "organization_name": organization.name,
        "sender_lines": [line for line in sender if line] or [organization.name],
        "letter_date": _long(on),
        "report_reference": report.reference,
        "recipient_name": by.full_name,
        "triage_owner": owner,
        "triage_by": _long(due),
        "support_contacts": organization.support_contact or "Your supervisor, or any director",
        "reprisal_contact": "any director",
    }
    return freeze_letter(
        kind="L0",
        fields=fields,
        title=f"We have your report {report.reference}",
        recipient_name=by.full_name,
        recipient_address="",
        on=on,
        by=by,
        at=at,
        report=report,
    )


def _long(on):
    return f"{on:%B} {on.day}, {on.year}"


def _tell(report, letter, organization, *, on, at):
    """Supervisor and directors at once when somebody may need help; else the supervisor, and a copy to directors."""
    but, urgent = _with_a_part_in(report), report.help_needed
    readers = policy.readers_of(report.department, on=on, but=but)
    directors = policy.directors_told(organization, on=on, urgent=urgent, but=but)
    everyone = policy.directors_told(organization, on=on, urgent=False, but=but)
    now = [*readers, *directors] if urgent else readers
    for person in dict.fromkeys(now):
        words = (
            "Somebody may need help right now. Read this report at once."
            if urgent
            else "A report is waiting for you to read it."
        )
        _mail(
            "report_urgent" if urgent else "report_to_read",
            report,
            person,
            f"{'Urgent: ' * urgent}report {report.reference}",
            words,
            at,
        )
    for person in (one for one in everyone if one not in now):
        _mail(
            "report_copy",
            report,
            person,
            f"Report {report.reference}",
            "A report was filed. You get a copy of each.",
            at,
        )
    outbox.post(
        "L0",
        subject_ref=f"report:{report.pk}",
        recipient=report.reporter.email,
        title=f"We have your report {report.reference}",
        body=f"Your receipt is attached.\n\nFollow your report: {_address(report)}\n",
        file=letter.file,
        at=at,
    )


def _mail(kind, report, person, title, words, at):
    body = f"{words}\n\n{report.reference}, {report.department}\n{_address(report)}\n"
    outbox.post(kind, subject_ref=f"report:{report.pk}", recipient=person.email, title=title, body=body, at=at)


def _address(report):
    return f"{settings.BASE_URL}/reports/{report.reference}/"
