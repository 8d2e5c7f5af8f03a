"""A message is a row first and leaves after the commit, once, or says that it could not."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from conduct import outbox
from conduct.audit import record
from conduct.models import Organization, OutboxMessage
from conduct.recording import NotInAnAct, act
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@act
def posted(*, recipient="sam@example.com", title="A report waits", fail=False, by=None, at=NOW):
    """Post one message in an act of its own."""
    message = outbox.post("test", subject_ref="report:1", recipient=recipient, title=title, body="Read it.", at=at)
    if fail:
        raise RuntimeError
    record("test.staged", Organization.objects.locked().get(), by=by, at=at)
    return message


@pytest.fixture
def broken_server(monkeypatch):
    def refuse(self, fail_silently=False):
        raise smtplib.SMTPServerDisconnected("gone away")

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)


def test_nothing_is_posted_outside_an_act(organization):
    with pytest.raises(NotInAnAct):
        outbox.post("test", subject_ref="report:1", recipient="a@example.com", title="x", body="y", at=NOW)


def test_nothing_leaves_inside_the_act_and_everything_due_leaves_after(organization):
    message = posted()
    before = len(mail.outbox)

    assert outbox.deliver(NOW) == (1, 0)

    assert before == 0
    assert mail.outbox[0].to == ["sam@example.com"]
    assert OutboxMessage.objects.get(pk=message.pk).status == OutboxMessage.Status.SENT


def test_a_rolled_back_act_posts_nothing(organization):
    with pytest.raises(RuntimeError):
        posted(fail=True)

    assert not OutboxMessage.objects.exists()


def test_one_message_per_kind_subject_and_recipient(organization):
    assert posted().pk == posted().pk
    assert OutboxMessage.objects.count() == 1


def test_a_sent_message_is_not_sent_again(organization):
    posted()
    outbox.deliver(NOW)

    assert outbox.deliver(NOW + timedelta(days=1)) == (0, 0)
    assert len(mail.outbox) == 1


def test_two_workers_never_claim_the_same_message(organization):
    posted()

    first, second = outbox.claim(NOW), outbox.claim(NOW)

    assert first is not None
    assert second is None


def test_a_claim_whose_worker_died_is_taken_again_with_the_same_message_id(organization):
    posted()
    outbox.claim(NOW)

    outbox.deliver(NOW + timedelta(minutes=11))

    [message] = mail.outbox
    assert message.extra_headers["Message-ID"].startswith(f"<outbox-{OutboxMessage.objects.get().pk}@")


def test_a_failing_server_is_tried_again_later_and_then_given_up(organization, broken_server):
    message, when = posted(), NOW
    for _ in range(len(outbox.RETRY_AFTER) + 1):
        assert outbox.deliver(when) == (0, 1)
        assert outbox.deliver(when) == (0, 0)
        when += timedelta(days=1)

    row = OutboxMessage.objects.get(pk=message.pk)
    assert row.status == OutboxMessage.Status.FAILED
    assert "gone away" in row.last_error
    assert list(OutboxMessage.objects.failed()) == [row]


def test_a_name_with_a_line_break_cannot_add_a_header(organization):
    posted(title="Hello\r\nBcc: everybody@example.com")

    outbox.deliver(NOW)

    assert mail.outbox[0].subject == "Hello Bcc: everybody@example.com"
    assert mail.outbox[0].bcc == []
