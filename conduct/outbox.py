"""How does a message leave? It is a row first, written with the decision, and sent after the commit.

Delivery is at least once: a worker that dies after the mail server accepted sends the very same message again,
with the same Message-ID, never a different one.
"""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from conduct import registry
from conduct.models import OutboxMessage
from conduct.recording import current

RETRY_AFTER = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]


def post(kind, *, subject_ref, recipient, title, body, at, file=None):
    """Queue one message inside the act under way; one per kind, subject and recipient. Returns the row.

    A second post of the same message returns the first.
    """
    message, _ = OutboxMessage.objects.get_or_create(
        kind=kind,
        subject_ref=subject_ref,
        recipient=recipient,
        defaults={
            "title": " ".join(title.split()),
            "body": body,
            "file": file,
            "not_before": at,
            "event_id": current().event_id,
        },
    )
    return message


def claim(at):
    """Take the next due message for this worker, or None. Two workers never take the same one."""
    for message in OutboxMessage.objects.due(at)[:20]:
        mine = OutboxMessage.objects.filter(pk=message.pk, state=message.state, claimed_at=message.claimed_at).update(
            state=OutboxMessage.State.CLAIMED, claimed_at=at, attempts=message.attempts + 1
        )
        if mine:
            message.refresh_from_db()
            return message
    return None


def deliver(at):
    """Send every due message. Returns (sent, failed): how many left and how many did not."""
    sent = failed = 0
    while message := claim(at):
        error = _send(message)
        if error:
            failed += 1
            _put_back(message, error, at)
        else:
            sent += 1
            _close(message, OutboxMessage.State.SENT, at, sent_at=at)
    return sent, failed


def send_waiting(at, on):
    """The step of the scheduled command. Returns what it did, in words."""
    sent, failed = deliver(at)
    return f"{sent} messages sent, {failed} could not be"


def _send(message):
    """Hand the message to the mail server. Returns what went wrong, or an empty string."""
    mail = EmailMessage(message.title, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient])
    mail.extra_headers["Message-ID"] = (
        f"<outbox-{message.pk}@{settings.BASE_URL.partition('://')[2].partition(':')[0]}>"
    )
    try:
        if message.file:
            mail.attach(message.file.name, message.file.read(), message.file.content_type)
        for name, content, content_type in _enclosed(message):
            mail.attach(name, content, content_type)
        mail.send()
    except (OSError, ValueError) as error:  # SMTP errors are OSErrors; a changed file is a ValueError
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def _enclosed(message):
    """What is made now and goes with the message, such as the appeal sheet; it is not kept."""
    path = registry.enclosure_of(message.kind)
    return import_string(path)(message) if path else ()


def _put_back(message, error, at):
    if message.attempts > len(RETRY_AFTER):
        _close(message, OutboxMessage.State.FAILED, at, last_error=error)
    else:
        later = at + RETRY_AFTER[message.attempts - 1]
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=OutboxMessage.State.QUEUED, not_before=later, last_error=error
        )


def _close(message, state, at, **values):
    OutboxMessage.objects.filter(pk=message.pk).update(state=state, **values)
    if act := registry.after_sending(message.kind):
        import_string(act)(message=message, sent=state == OutboxMessage.State.SENT, at=at)
