"""A message is a row first and leaves after the commit, once, or says that it could not."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from conduct import outbox
from conduct.actions.mail import close_message, send_message_again
from conduct.audit import record, sentence_of
from conduct.lifecycle import Refused
from conduct.models import Event, Organization, OutboxMessage
from conduct.recording import NotInAnAct, act
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@act
def posted(*, kind="test", recipient="sam@example.com", title="A report waits", fail=False, by=None, at=NOW):
    """Post one message in an act of its own."""
    message = outbox.post(kind, subject_ref="report:1", recipient=recipient, title=title, body="Read it.", at=at)
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
    assert OutboxMessage.objects.get(pk=message.pk).state == OutboxMessage.State.SENT


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
    assert row.state == OutboxMessage.State.FAILED
    assert "gone away" in row.last_error
    assert list(OutboxMessage.objects.failed()) == [row]


@pytest.fixture
def given_up(organization):
    """A message the outbox gave up."""
    return gave_up()


def gave_up(kind="test"):
    message = posted(kind=kind)
    OutboxMessage.objects.update(state=OutboxMessage.State.FAILED, attempts=6, last_error="gone away")
    message.refresh_from_db()
    return message


def test_an_admin_finds_what_could_not_be_sent_on_the_home_page_and_has_it_sent_again(given_up, ada, sign_in):
    client = sign_in(ada)
    assert f'href="/mail/{given_up.pk}/"' in client.get("/").content.decode()

    client.post(f"/mail/{given_up.pk}/", {"again": "1"})

    assert outbox.deliver(timezone.now()) == (1, 0)
    assert "Mail that could not be sent" in client.get("/").content.decode()
    assert f"/mail/{given_up.pk}/" not in client.get("/").content.decode()
    assert Event.objects.filter(verb="message.sent_again", actor=ada).count() == 1


def test_an_admin_closes_what_is_not_sent_and_says_why(given_up, ada, sign_in):
    client = sign_in(ada)

    without = client.post(f"/mail/{given_up.pk}/", {"close": "1", "reason": ""})
    closed = client.post(f"/mail/{given_up.pk}/", {"close": "1", "reason": "The vendor is no longer ours."})

    assert without.status_code == 200
    assert closed.status_code == 302
    assert OutboxMessage.objects.get().state == OutboxMessage.State.CLOSED
    assert outbox.deliver(timezone.now()) == (0, 0)
    assert "The vendor is no longer ours." in sentence_of(Event.objects.get(verb="message.closed"))
    assert client.get(f"/mail/{given_up.pk}/").status_code == 404


def test_a_letter_that_came_back_is_not_sent_again_behind_its_case(organization, ada, sign_in):
    letter = gave_up("letter")  # a registered kind: that it could not be sent is on record as a letter that came back

    page = sign_in(ada).post(f"/mail/{letter.pk}/", {"again": "1"}).content.decode()

    assert "Send it again from its own page" in page
    assert OutboxMessage.objects.get().state == OutboxMessage.State.FAILED


@pytest.mark.parametrize("who", ["emil", "sam", "dana", "alba"])
def test_mail_that_could_not_be_sent_is_the_admins(who, given_up, request, sign_in):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(f"/mail/{given_up.pk}/").status_code == 404
    assert client.post(f"/mail/{given_up.pk}/", {"again": "1"}).status_code == 404


def test_only_an_admin_settles_it_whatever_the_page_shows(given_up, dana):
    with pytest.raises(Refused, match="Only an admin"):
        close_message(message=given_up, reason="No.", by=dana, at=NOW)


def test_what_was_settled_is_not_settled_again(given_up, ada):
    close_message(message=given_up, reason="Told by phone.", by=ada, at=NOW)

    with pytest.raises(Refused, match="There is nothing to do"):
        send_message_again(message=given_up, by=ada, at=NOW)


def test_a_name_with_a_line_break_cannot_add_a_header(organization):
    posted(title="Hello\r\nBcc: everybody@example.com")

    outbox.deliver(NOW)

    assert mail.outbox[0].subject == "Hello Bcc: everybody@example.com"
    assert mail.outbox[0].bcc == []
