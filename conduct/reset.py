"""How does a link to a new password leave? Asking for one writes the same row for every address, in the same time.

The scheduled command tells who has an account. The link is made as it is sent and kept nowhere: whoever could read it
beforehand could become somebody else.
"""

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from conduct import audit
from conduct.models import Event, ForgottenPassword, User

logger = logging.getLogger(__name__)
TRIED_FOR = timedelta(hours=1)
DAY, MOST_A_DAY = timedelta(days=1), 5  # whoever knows an address could otherwise fill its mailbox
PARTS = ("subject", "message")


def ask_for_link(*, email, at):
    ForgottenPassword.objects.create(email=email, at=at)


def send_links(at, on):
    """The step of the scheduled command: every address that has an account gets its link. Returns what it did."""
    waiting = list(ForgottenPassword.objects.order_by("at", "pk"))
    sent = sum(_answer(asked, at) for asked in waiting)
    return f"{sent} links to a new password sent"


def _answer(asked, at):
    """Send the link and forget who asked; of two workers one does. Returns whether one left."""
    taken, _ = ForgottenPassword.objects.filter(pk=asked.pk).delete()
    user = User.objects.filter(email__iexact=asked.email, is_active=True).first()
    if not taken or user is None or _had_enough(user, at):
        return False
    try:
        _send(user)
    except OSError:  # what smtplib raises
        logger.exception("A link to a new password could not be sent")
        if at - asked.at < TRIED_FOR:
            ask_for_link(email=asked.email, at=asked.at)
        return False
    audit.record_access("access.link_sent", user, kind=Event.Kind.ACCESS, at=at)
    return True


def _had_enough(user, at):
    sent = Event.objects.filter(journal=user.journal, verb="access.link_sent", at__gt=at - DAY)
    return sent.count() >= MOST_A_DAY


def _send(user):
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    told = {"password_reset_url": get_adapter().get_reset_password_from_key_url(key)}
    title, body = (render_to_string(f"account/email/password_reset_key_{part}.txt", told) for part in PARTS)
    send_mail(title.strip(), body.strip(), settings.DEFAULT_FROM_EMAIL, [user.email])
