"""What does every letter say about who sends it and how, and what stands against sending one? (process 2.11, 2.12)"""

from django.conf import settings
from django.urls import reverse

from cases.models import ContactPoint, Customer, Delivery, Letter
from cases.policy.case import holds, reasons_not_to_work_on
from conduct.models import Role
from conduct.templatetags.dates import full_date

WAYS = {
    Delivery.Method.EMAIL: "email",
    Delivery.Method.POST: "mail",
    Delivery.Method.COURIER: "courier",
    Delivery.Method.HAND: "hand",
}

WITH_POLICY = (Letter.Kind.L1, Letter.Kind.L4)  # a copy of the policy goes with these (process 2.11)


def in_words(ways):
    """'email', 'email and mail', 'email, mail and hand'."""
    words = [WAYS[way] for way in ways]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def reply_routes(organization):
    """Every way the customer can reach us, as words that follow 'You can do it'."""
    address = ", ".join(organization.address_lines)
    routes = [("by phone at", organization.phone), ("by email at", organization.email), ("by letter to", address)]
    given = [f"{words} {value}" for words, value in routes if value]
    return f"{', '.join(given[:-1])}, or {given[-1]}" if len(given) > 1 else "".join(given)


def contact_of(organization):
    """Whom the customer asks when nobody is named: the organization itself (decisions 17 names staff in letters)."""
    return " or ".join(value for value in (organization.phone, organization.email) if value)


def frame_of(*, organization, customer, reference, signatory, on, ways):
    """The fields of conduct/wording/common.toml [frames.letter] for a letter to a customer (process 2.11)."""
    return {
        "organization_name": organization.name,
        "sender_lines": [*organization.address_lines, organization.phone, organization.email],
        "letter_date": full_date(on),
        "case_reference": reference,
        "served_by": in_words(ways),
        "policy_address": policy_address(),
        "recipient_name": customer.name,
        "recipient_address": address_of(customer),
        "signatory_name": signatory.full_name,
        "signatory_title": signatory.title,
    }


def policy_address():
    """Where the policy stands for everybody, as it is typed: every letter names it (process 8)."""
    return settings.BASE_URL.partition("://")[2] + reverse("policy")


def in_large_print(customer):
    """Whether a customer gets letters in large print, as their record says (process F9)."""
    return bool(customer) and customer.head.format == Customer.Format.LARGE


def address_of(customer):
    """The lines of the address; one that is truly unknown is said to be so (decisions 11)."""
    return customer.address_lines or (["Address not known"] if customer.address_tried else [])


def email_of(customer):
    """The e-mail in use, the oldest first, or nothing."""
    points = customer.contact_points.filter(kind=ContactPoint.Kind.EMAIL, ended_at__isnull=True)
    return next(iter(points.order_by("pk").values_list("value", flat=True)), "")


def reasons_not_to_send_by(customer, ways):
    """Process 2.11 and 2.12: a letter goes to a name, by at least one way that can reach them."""
    if not customer.is_identified:
        yield "A letter needs the name of the customer."
    if not customer.has_address:
        yield "Add the customer's mailing address, or record what was tried to find it."
    if not ways:
        yield "Choose how the letter is sent."
    if Delivery.Method.EMAIL in ways and not email_of(customer):
        yield "There is no email address of this customer."
    if {Delivery.Method.POST, Delivery.Method.COURIER} & set(ways) and not customer.address_lines:
        yield "There is no mailing address of this customer. Send the letter another way."


def reasons_not_to_serve(letter, *, by, on):
    """Process 2.12: letters are sent by who works on the case or hears its appeal; without one, by who triages."""
    if by is None:  # the outbox itself
        return
    if letter.case is None:
        if not any(holds(by, role, on) for role in (Role.DIRECTOR, Role.SUPERVISOR)):
            yield "Letters are sent by supervisors and directors."
    elif not letter.case.appeals.filter(officer=by).exists():
        yield from reasons_not_to_work_on(letter.case, by=by, on=on)


def reasons_not_to_record_sent(delivery, *, sent_at, at):
    """Process 2.12: a letter leaves once each way, not in the future and not before it was written."""
    if delivery.sent_at:
        yield "This way of sending is already recorded."
    if sent_at > at:
        yield "Enter a time that is not in the future."
    if sent_at < delivery.letter.written_at.replace(second=0, microsecond=0):
        yield "The letter cannot have left before it was written."


def reasons_not_to_record_returned(delivery, *, returned_at, at):
    """Process 2.12: only what left can come back, once."""
    if delivery.returned_at:
        yield "This letter already came back this way."
    if returned_at > at:
        yield "Enter a time that is not in the future."
    if delivery.sent_at and returned_at < delivery.sent_at:
        yield "The letter cannot have come back before it left."


def reasons_not_to_send_again(letter, *, method, sent_to):
    """Process 2.12: returned mail restarts service by another means."""
    if not sent_to and method != Delivery.Method.HAND:
        yield "Say where it goes."
    if method == Delivery.Method.EMAIL and "@" not in sent_to:
        yield "Enter an email address, such as name@example.com."
    waiting = letter.deliveries.filter(method=method, sent_to=sent_to, returned_at__isnull=True)
    if waiting.exists():
        yield "It is on its way there already."
