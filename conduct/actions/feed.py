"""The acts of one's own calendar link: made anew, which takes the one before back, or taken back."""

import secrets

from conduct import policy
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import CalendarLink, User
from conduct.recording import act

BYTES = 16  # 128 bits nobody guesses


@act
def make_calendar_link(*, by, at):
    """Make a private calendar link for the signed-in person; an older one stops at once. Returns its token, once."""
    user = User.objects.locked().get(pk=by.pk)
    for link in user.calendar_links.live():
        _revoke(link, at)
    token = secrets.token_urlsafe(BYTES)
    CalendarLink(user=user, token_hash=CalendarLink.hash_of(token), made_at=at).save()
    record("calendar.link_made", user, by=by, at=at)
    return token


@act
def revoke_calendar_link(*, by, at):
    """Take one's own calendar link back: it stops at once. Raises Refused when there is none."""
    user = User.objects.locked().get(pk=by.pk)
    links = list(user.calendar_links.live())
    refuse_if(policy.reasons_no_link(links))
    for link in links:
        _revoke(link, at)
    return record("calendar.link_revoked", user, by=by, at=at)


def _revoke(link, at):
    link.revoked_at = at
    link.save()
