"""The acts about mail that could not be sent: an admin has it tried again, or closes it and says why."""

from conduct import policy
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Organization, OutboxMessage
from conduct.recording import act


@act
def send_message_again(*, message, by, at):
    """Put a message the outbox gave up back into the queue, as it was written. Returns it.

    Requires an admin. Raises Refused unless it was given up, and for letters, which are sent anew from their page.
    """
    return _settled(message, OutboxMessage.State.QUEUED, policy.reasons_not_to_send_again, by=by, at=at)


@act
def close_message(*, message, reason, by, at):
    """Close a message the outbox gave up: it is not sent, and why stands on record. Returns it.

    Requires an admin. Raises Refused unless it was given up.
    """
    return _settled(message, OutboxMessage.State.CLOSED, policy.reasons_not_to_close_message, reason, by=by, at=at)


def _settled(message, state, reasons_not_to, reason="", *, by, at):
    organization = Organization.objects.locked().get()
    message = OutboxMessage.objects.select_for_update(no_key=True, of=("self",)).get(pk=message.pk)
    refuse_if(reasons_not_to(message, by=by, on=organization.calendar().local_date(at)))
    message.state, message.not_before, message.attempts = state, at, 0
    message.save(update_fields=["state", "not_before", "attempts"])
    verb = "message.closed" if state == OutboxMessage.State.CLOSED else "message.sent_again"
    record(verb, organization, by=by, at=at, subject=message, reason=reason)
    return message
