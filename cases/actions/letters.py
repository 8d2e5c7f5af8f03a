"""Letters leave here: composed from the wording, refused while anything is missing, frozen, and sent by each chosen way."""

from conduct import letters, outbox
from conduct.lifecycle import Refused, refuse_if
from conduct.models import LetterWording, Organization, StoredFile
from conduct.audit import record
from conduct.recording import act
from cases.models import Case, Delivery, Letter

PDF = "application/pdf"


def overrides():
    """The organization's own words for the parts of letters, by (kind, part)."""
    return {(row.kind, row.part): row.text for row in LetterWording.objects.all()}


def compose_letter(kind, fields):
    """The letter as it would be sent now. Returns a Composition; `missing` says what still has to be added (process 2.11)."""
    return letters.compose(kind, fields, overrides=overrides())


def freeze_letter(*, kind, fields, title, recipient_name, recipient_address, on, by, at, **about):
    """Compose, print and keep a letter inside the act under way; what is sent is what is kept, with its SHA-256.

    `about` names what it belongs to (case, customer, report, signed_by, replaces, copy_for_guardian, language).
    Returns the Letter. Raises Refused with every missing item, or with what cannot be printed.
    """
    composition = compose_letter(kind, fields)
    refuse_if(composition.missing)
    try:
        pdf = letters.render_pdf(composition.blocks, title=title, language=about.get("language", "en"), on=on)
    except letters.Unprintable as unprintable:
        raise Refused(unprintable.reasons) from None
    file = StoredFile.keep(pdf, name=f"{title}.pdf"[:200], content_type=PDF)
    letter = Letter(
        kind=kind, title=title, recipient_name=recipient_name, recipient_address=recipient_address, dated_on=on,
        blocks=letters.to_json(composition.blocks), file=file, sha256=file.sha256, written_at=at,
        wording_version=letters.digest(repr(sorted(overrides().items())).encode()), **about,
    )
    letter.save()
    return letter


def dispatch_letter(letter, *, email="", address="", by_hand=False, at):
    """Send a frozen letter each chosen way, inside the act under way. Returns the deliveries.

    E-mail goes through the outbox and counts as sent when it has left; paper counts once somebody records that it went.
    """
    ways = [(Delivery.Method.EMAIL, email), (Delivery.Method.POST, address)]
    ways.append((Delivery.Method.HAND, letter.recipient_name if by_hand else ""))
    deliveries = [Delivery(letter=letter, method=method, sent_to=to) for method, to in ways if to]
    for delivery in deliveries:
        delivery.save()
        if delivery.method == Delivery.Method.EMAIL:
            _post(delivery, letter, at)
    return deliveries


def _post(delivery, letter, at):
    sender = Organization.objects.current().name
    body = f"Dear {letter.recipient_name},\n\nplease read the attached letter. It is also kept on file with us.\n\n{sender}\n"
    outbox.post(
        "letter", subject_ref=f"delivery:{delivery.pk}", recipient=delivery.sent_to, title=f"A letter from {sender}",
        body=body, file=letter.file, at=at,
    )


@act
def record_sent(*, delivery, sent_at, by, at):
    """Record that a letter left, or was handed over: from this the day it counts as received follows (process 2.12)."""
    case = Case.objects.locked().get(pk=delivery.letter.case_id)
    delivery = Delivery.objects.locked().get(pk=delivery.pk)
    refuse_if(reasons_not_to_record_sent(delivery, sent_at=sent_at, at=at))
    organization = Organization.objects.current()
    delivery.deemed_on = organization.calendar().deemed_receipt(delivery.method, sent_at, organization.mail_days)
    delivery.sent_at, delivery.sent_recorded_at, delivery.recorded_by = sent_at, at, by
    delivery.save()
    record("letter.sent", case, by=by, at=at, subject=delivery.letter, facts={"way": delivery.get_method_display()})
    return delivery


@act
def record_returned(*, delivery, reason, by, at):
    """Record that a letter came back: it then counts as received only by another way (process 2.12)."""
    case = Case.objects.locked().get(pk=delivery.letter.case_id)
    delivery = Delivery.objects.locked().get(pk=delivery.pk)
    refuse_if(["This letter already came back this way."] if delivery.returned_at else [])
    delivery.returned_at = delivery.returned_recorded_at = at
    delivery.returned_why = reason
    delivery.save()
    record("letter.returned", case, by=by, at=at, subject=delivery.letter, reason=reason)
    return delivery


@act
def send_again(*, letter, method, sent_to, by, at):
    """Serve a letter again by another way after one came back."""
    case = Case.objects.locked().get(pk=letter.case_id)
    delivery = Delivery(letter=letter, method=method, sent_to=sent_to)
    delivery.save()
    if method == Delivery.Method.EMAIL:
        _post(delivery, letter, at)
    record("letter.sent_again", case, by=by, at=at, subject=letter, facts={"way": delivery.get_method_display()})
    return delivery


def reasons_not_to_record_sent(delivery, *, sent_at, at):
    """A letter leaves once each way, not in the future and not before it was written."""
    if delivery.sent_at:
        yield "This way of sending is already recorded."
    if sent_at > at:
        yield "Enter a time that is not in the future."
    if sent_at < delivery.letter.written_at.replace(second=0, microsecond=0):
        yield "The letter cannot have left before it was written."


def letter_left(*, message, sent, at):
    """The outbox says that a letter's e-mail left, or could not: record it on its delivery."""
    delivery = Delivery.objects.select_related("letter").get(pk=message.subject_ref.partition(":")[2])
    if sent and not delivery.sent_at:
        record_sent(delivery=delivery, sent_at=at, by=None, at=at)
    elif not sent and not delivery.returned_at:
        record_returned(delivery=delivery, reason=f"Could not be delivered: {message.last_error}"[:200], by=None, at=at)
