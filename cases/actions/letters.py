"""Letters leave here: composed from the wording, refused while anything is missing, frozen, sent each chosen way."""

from cases.models import Case, Customer, Delivery, IncidentReport, Letter
from cases.policy import letters as policy
from conduct import letters, outbox
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import LetterWording, Organization, StoredFile
from conduct.recording import act

PDF = "application/pdf"
Method = Delivery.Method


def overrides():
    """The organization's own words for the parts of letters, by (kind, part)."""
    return {(row.kind, row.part): row.text for row in LetterWording.objects.in_use()}


def wording_of(kind):
    """Which wording a letter of the kind is written in now: how many own ones it had, and the digest of its words."""
    words = [(part.name, part.style, part.text) for part in letters.WORDINGS[kind].parts]
    own = LetterWording.objects.filter(kind=kind).count()
    in_use = sorted((part, text) for (one, part), text in overrides().items() if one == kind)
    return f"{own}-{letters.digest(repr((words, in_use)).encode())[:24]}"


def compose_letter(kind, fields):
    """The letter as it would be sent now. Returns a Composition; `missing` says what is to be added (process 2.11)."""
    return letters.compose(kind, fields, overrides=overrides())


def freeze_letter(*, kind, fields, title, recipient_name, recipient_address, on, by, at, **about):
    """Compose, print and keep a letter inside the act under way; what is sent is what is kept, with its SHA-256.

    `about` names what it belongs to (case, customer, report, signed_by, replaces, about, copy_for_guardian, language).
    Returns the Letter. Raises Refused with every missing item, or with what cannot be printed.
    """
    composition = compose_letter(kind, fields)
    refuse_if(composition.missing)
    printed = {"language": about.get("language", "en"), "large": policy.in_large_print(about.get("customer"))}
    try:
        pdf = letters.render_pdf(composition.blocks, title=title, on=on, **printed)
    except letters.Unprintable as unprintable:
        raise Refused(unprintable.reasons) from None
    file = StoredFile.keep(pdf, name=f"{title}.pdf"[:200], content_type=PDF)
    letter = Letter(
        kind=kind,
        title=title,
        recipient_name=recipient_name,
        recipient_address=recipient_address,
        dated_on=on,
        blocks=letters.to_json(composition.blocks),
        file=file,
        sha256=file.sha256,
        written_at=at,
        wording_version=wording_of(kind),
        **about,
    )
    letter.save()
    return letter


def dispatch_letter(letter, *, email="", address="", by_hand=False, at):
    """Send a frozen letter each chosen way, inside the act under way. Returns the deliveries.

    E-mail goes through the outbox and counts as sent when it has left; paper counts once somebody records that it went.
    """
    ways = [(Method.EMAIL, email), (Method.POST, address)]
    ways.append((Method.HAND, letter.recipient_name if by_hand else ""))
    deliveries = [Delivery(letter=letter, method=method, sent_to=to, chosen_at=at) for method, to in ways if to]
    for delivery in deliveries:
        delivery.save()
        if delivery.method == Method.EMAIL:
            _post(delivery, letter, at)
    return deliveries


def with_guardian_copy(letter, *, fields, by, at):
    """Freeze and post a copy of a customer's letter to their guardian, inside the act under way (process 2.12, F20).

    `fields` are the letter's own. Returns the letters that go out: the letter, and the copy when there is a guardian.
    """
    customer = letter.customer
    if not (customer.guardian_name and customer.guardian_address):
        return [letter]
    theirs = {"recipient_name": customer.guardian_name, "recipient_address": customer.guardian_address.splitlines()}
    copy = freeze_letter(
        kind=letter.kind,
        fields=fields | theirs | {"copy_for": letter.recipient_name, "served_by": "mail"},
        title=f"Copy: {letter.title}"[:200],
        recipient_name=customer.guardian_name,
        recipient_address=customer.guardian_address,
        on=letter.dated_on,
        by=by,
        at=at,
        case=letter.case,
        report=letter.report,
        customer=customer,
        signed_by=letter.signed_by,
        about=letter,
        copy_for_guardian=True,
    )
    dispatch_letter(copy, address=customer.guardian_address, at=at)
    return [letter, copy]


def write_to_customer(
    *, kind, fields, title, customer, reference, ways, on, by, at, case=None, report=None, signed_by=None, about=None
):
    """Freeze a letter to a customer in its frame, send it, and copy it to a guardian, inside the act under way.

    `fields` are the letter's own; the frame (sender, reference, address, signature) is added here. `signed_by` is `by`
    unless another signs; `about` is the letter whose terms it is about. Returns the Letter. Raises Refused with what is
    missing (process 2.11).
    """
    customer = customer.merged_into or customer
    refuse_if(policy.reasons_not_to_send_by(customer, ways))
    signatory = signed_by or by
    frame = policy.frame_of(
        organization=Organization.objects.current(),
        customer=customer,
        reference=reference,
        signatory=signatory,
        on=on,
        ways=ways,
    )
    address = "\n".join(frame["recipient_address"])
    letter = freeze_letter(
        kind=kind,
        fields=frame | fields,
        title=title,
        recipient_name=customer.name,
        recipient_address=address,
        on=on,
        by=by,
        at=at,
        case=case,
        report=report,
        customer=customer,
        signed_by=signatory,
        about=about,
    )
    dispatch_letter(
        letter,
        email=policy.email_of(customer) if Method.EMAIL in ways else "",
        address=address if Method.POST in ways else "",
        by_hand=Method.HAND in ways,
        at=at,
    )
    with_guardian_copy(letter, fields=frame | fields, by=by, at=at)
    return letter


def _post(delivery, letter, at):
    sender = Organization.objects.current().name
    said = "please read the attached letter. It is also kept on file with us."
    body = f"Dear {letter.recipient_name},\n\n{said}\n\n{sender}\n"
    outbox.post(
        "letter",
        subject_ref=f"delivery:{delivery.pk}",
        recipient=delivery.sent_to,
        title=f"A letter from {sender}",
        body=body,
        file=letter.file,
        at=at,
    )


def journal_of(letter):
    """The row in whose journal a letter's events stand, locked: its case, else its report, else its customer."""
    for model, pk in ((Case, letter.case_id), (IncidentReport, letter.report_id), (Customer, letter.customer_id)):
        if pk:
            return model.objects.locked().get(pk=pk)
    raise ValueError(f"Letter {letter.pk} belongs to nothing.")


def _today(at):
    return Organization.objects.current().calendar().local_date(at)


@act
def record_sent(*, delivery, sent_at, by, at):
    """Record that a letter left, or was handed over: from this the day it counts as received follows (process 2.12)."""
    journal = journal_of(delivery.letter)
    delivery = Delivery.objects.locked().select_related("letter").get(pk=delivery.pk)
    organization = Organization.objects.current()
    calendar = organization.calendar()
    refuse_if(policy.reasons_not_to_serve(delivery.letter, by=by, on=calendar.local_date(at)))
    refuse_if(policy.reasons_not_to_record_sent(delivery, sent_at=sent_at, at=at))
    delivery.deemed_on = calendar.deemed_receipt(delivery.method, sent_at, organization.mail_days)
    delivery.sent_at, delivery.sent_recorded_at, delivery.recorded_by = sent_at, at, by
    delivery.save()
    record("letter.sent", journal, by=by, at=at, subject=delivery.letter, facts={"way": policy.WAYS[delivery.method]})
    return delivery


@act
def record_returned(*, delivery, reason, by, at, returned_at=None):
    """Record that a letter came back: it then counts as received only by another way (process 2.12)."""
    journal = journal_of(delivery.letter)
    delivery = Delivery.objects.locked().select_related("letter").get(pk=delivery.pk)
    returned_at = returned_at or at
    refuse_if(policy.reasons_not_to_serve(delivery.letter, by=by, on=_today(at)))
    refuse_if(policy.reasons_not_to_record_returned(delivery, returned_at=returned_at, at=at))
    delivery.returned_at, delivery.returned_recorded_at = returned_at, at
    delivery.returned_why = reason[:200]
    delivery.save()
    record("letter.returned", journal, by=by, at=at, subject=delivery.letter, reason=reason)
    return delivery


@act
def send_again(*, letter, method, sent_to, by, at):
    """Serve a letter again by another way after one came back (process 2.12)."""
    journal = journal_of(letter)
    sent_to = sent_to or (letter.recipient_name if method == Method.HAND else "")
    refuse_if(policy.reasons_not_to_serve(letter, by=by, on=_today(at)))
    refuse_if(policy.reasons_not_to_send_again(letter, method=method, sent_to=sent_to))
    delivery = Delivery(letter=letter, method=method, sent_to=sent_to, chosen_at=at)
    delivery.save()
    if method == Method.EMAIL:
        _post(delivery, letter, at)
    record("letter.sent_again", journal, by=by, at=at, subject=letter, facts={"way": policy.WAYS[method]})
    return delivery


def letter_left(*, message, sent, at):
    """The outbox says that a letter's e-mail left, or could not: record it on its delivery."""
    delivery = Delivery.objects.select_related("letter").get(pk=message.subject_ref.partition(":")[2])
    if sent and not delivery.sent_at:
        record_sent(delivery=delivery, sent_at=at, by=None, at=at)
    elif not sent and not delivery.returned_at:
        record_returned(delivery=delivery, reason=f"Could not be delivered: {message.last_error}"[:200], by=None, at=at)
