"""A contact: logged by who deals with the customer, and followed where something was found in it (process 2.2, 2.8)."""

from django.conf import settings

from cases.actions.case import here_and_now
from cases.models import Customer
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.recording import act
from restrictions.models import Contact, ContactStep, Restriction
from restrictions.policy import contact as policy

Kept = Contact.Kept


@act
def log_contact(
    *, customer, channel, direction, happened_at, about, found, by, at, kept_terms=Kept.NONE, restriction=None,
    with_whom=None,
):  # fmt: skip
    """Log one contact with a customer, and tell at once of an emergency or a threat in it (process 2.2, 2.8).

    `found` names what was looked for and found (`Found`). Returns the Contact. Raises Refused with every reason.
    """
    organization, calendar, on = here_and_now(at)
    customer = Customer.objects.locked().get(pk=customer.pk)
    restriction = Restriction.objects.with_decision().get(pk=restriction.pk) if restriction else None
    given = {"happened_at": happened_at, "about": about, "by": by, "at": at, "calendar": calendar}
    refuse_if(policy.reasons_not_to_log(customer, restriction, **given))
    contact = Contact(
        customer=customer,
        restriction=restriction,
        department=policy.department_of(by, restriction, on=on),
        channel=channel,
        direction=direction,
        happened_at=happened_at,
        happened_on=calendar.local_date(happened_at),
        about=about,
        kept_terms=kept_terms if restriction else Kept.NONE,
        with_whom=with_whom or by,
        logged_by=by,
        logged_at=at,
        **dict.fromkeys(found, True),
    )
    contact.save()
    _tell_at_once(contact, organization, on=on, at=at)
    facts = {"how": contact.get_channel_display().lower(), "about": about}
    record("contact.logged", customer, by=by, at=at, subject=contact, facts=facts)
    return contact


def _tell_at_once(contact, organization, *, on, at):
    """An emergency or a threat is told to supervisors and directors without names; the page says what it is."""
    alarming = [one.label.lower() for one in contact.found if one in policy.AT_ONCE]
    if not alarming:
        return
    for person in policy.told_at_once(contact, organization, on=on):
        outbox.post(
            "contact_alert",
            subject_ref=f"contact:{contact.pk}",
            recipient=person.email,
            title="Urgent: read a contact at once",
            body=f"There is {' and '.join(alarming)} in it.\n\n{settings.BASE_URL}/contacts/{contact.pk}/\n",
            at=at,
        )


@act
def follow_contact(*, contact, found, done, by, at, report=None):
    """Write down what was done about something found in a contact: F21, new matters on their merits (process 2.8)."""
    _, _, on = here_and_now(at)
    Customer.objects.locked().get(pk=contact.customer_id)
    contact = Contact.objects.with_people().get(pk=contact.pk)
    refuse_if(policy.reasons_not_to_follow(contact, found, done=done, report=report, by=by, on=on))
    step = ContactStep(contact=contact, found=found, done=done, report=report, by=by, at=at)
    step.save()
    facts = {"found": step.get_found_display().lower()}
    record("contact.followed", contact.customer, by=by, at=at, subject=contact, reason=done, facts=facts)
    return step
