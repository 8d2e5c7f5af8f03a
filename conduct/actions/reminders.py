"""Reminding everybody of what is due: one mail a person and day, each thing once, and nothing about anybody in it."""

import logging

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import DatabaseError
from django.urls import reverse

from conduct import outbox, policy, reminders
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import Organization, Reminder, User
from conduct.recording import act
from conduct.registry import Moment

logger = logging.getLogger(__name__)
MOST = 200  # of one list on one day


def send_digests(at, on):
    """The daily step: one mail to each person who is to be reminded of anything. Returns what it did, in words."""
    now, sent, failed = moment_of(at, on), 0, 0
    for user in User.objects.filter(is_active=True).order_by("pk"):
        try:
            if reminders.due(user.on(on), now):
                send_digest(user=user, by=None, at=at)
                sent += 1
        except (Refused, DatabaseError) as error:
            failed += 1
            logger.error("%s could not be reminded: %s", user.email, error)
    return f"{sent} people reminded, {failed} could not be"


def moment_of(at, on):
    """That instant and day, with room for everything that waits."""
    organization = Organization.objects.current()
    return Moment(at, on, organization.calendar(), organization, most=MOST)


@act
def send_digest(*, user, by, at):
    """Remind one person, in one mail, of what is due and was not yet reminded of (process 2.12). Returns the mail."""
    user = User.objects.locked().get(pk=user.pk)
    on = Organization.objects.current().calendar().local_date(at)
    new = reminders.due(user.on(on), moment_of(at, on))
    refuse_if(policy.reasons_not_to_remind(user, new, on=on))
    for one in new:
        Reminder(user=user, work=one.work, thing=one.thing, due_on=one.due_on, days=one.days, at=at).save()
    message = outbox.post(
        policy.DIGEST,
        subject_ref=policy.digest_of(user, on),
        recipient=user.email,
        title=_title(new),
        body=_body(new),
        at=at,
    )
    record("digest.sent", user, by=by, at=at, facts={"things": len(new)})
    return message


def _title(new):
    if len(new) == 1:
        return "One thing is due"
    return f"{str(apnumber(len(new))).capitalize()} things are due"


def _body(new):
    """What is over, then what comes, a line and an address each."""
    late = [one for one in new if one.days < 0]
    coming = [one for one in new if one.days >= 0]
    parts = [f"{head}\n\n{_lines(ones)}" for head, ones in (("Overdue", late), ("Coming", coming)) if ones]
    return "\n".join([*parts, f"Everything that waits for you:\n{settings.BASE_URL}{reverse('home')}\n"])


def _lines(ones):
    return "".join(f"- {one.line}\n  {settings.BASE_URL}{one.thing}\n" for one in ones)
