"""Does the machine do its part? When the scheduled command last ran, what mail waits, guards, database and disk.

Everybody may ask whether all is well and what is late; it says nothing about anybody. Admins see the rest on a page.
"""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.utils import timezone

from conduct import scheduled
from conduct.guards import inventory
from conduct.models import OutboxMessage, ScheduledStep

ADDRESS = "/healthz"
LATE = timedelta(minutes=15)  # without a run of the scheduled command
MAIL_LATE = timedelta(minutes=30)
LEAST_FREE = 500 * 2**20
KEPT_FOR = 60  # seconds the comparison of guards is good for


@dataclass(frozen=True)
class Check:
    """One thing that is well or not, in a sentence anybody may read, and what to do when it is not."""

    name: str
    is_well: bool
    said: str
    remedy: str = ""


def checks(at):
    """Every check at that instant; of a database that does not answer, that alone."""
    try:
        return [_scheduled(at), _mail(at), _guards(), Check("database", True, "It answers."), _disk()]
    except DatabaseError:
        return [
            Check("database", False, "It does not answer.", "Look at the database server and at DATABASE_URL."),
            _disk(),
        ]


def _scheduled(at):
    steps = {one.name: one for one in ScheduledStep.objects.all()}
    kept = [steps.get(step.name) for step in scheduled.steps()]
    often = [one for step, one in zip(scheduled.steps(), kept, strict=True) if not step.is_daily]
    late = [one for one in often if one is None or one.ended_at is None or at - one.ended_at > LATE]
    failed = sum(1 for one in kept if one and one.failed)
    last = max((one.ended_at for one in kept if one and one.ended_at), default=None)
    said = f"It last ended {_ago(at - last)} ago." if last else "It has not run yet."
    if late:
        remedy = "Run manage.py run_scheduled every minute, by cron or a systemd timer."
        return Check("scheduled command", False, said, remedy)
    remedy = "Look at the steps below: each says what went wrong."
    return Check("scheduled command", not failed, f"{said} {failed} of its steps failed." if failed else said, remedy)


def _mail(at):
    oldest = OutboxMessage.objects.due(at).first()
    if oldest is None or at - oldest.not_before <= MAIL_LATE:
        return Check("mail", True, "Nothing waits longer than it should.")
    said = f"The oldest waiting message is due since {_ago(at - oldest.not_before)}."
    return Check(
        "mail", False, said, "Look at the mail server and at EMAIL_URL, and whether the scheduled command runs."
    )


def _guards():
    differs = cache.get("health_guards")
    if differs is None:
        differs = bool(inventory(connection))
        cache.set("health_guards", differs, KEPT_FOR)
    said = "They are not those the product declares." if differs else "All are in place."
    return Check("guards", not differs, said, "Run manage.py guards to see the difference, then manage.py migrate.")


def _disk():
    folder = Path(settings.MEDIA_ROOT)
    folder = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(folder).free
    said = f"{free // 2**20:,} MB are free."
    return Check("disk", free >= LEAST_FREE, said, "Make room on the disk that keeps the files.")


def _ago(passed):
    minutes = int(passed.total_seconds() // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    count, word = (days, "day") if days else (hours, "hour") if hours else (minutes, "minute")
    return f"{count} {word}{'' if count == 1 else 's'}"


class HealthMiddleware:
    """Answer the health check before anything else: without a session, a host name or a database that works."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path != ADDRESS:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return JsonResponse({}, status=HTTPStatus.METHOD_NOT_ALLOWED)
        found = checks(timezone.now())
        well = all(one.is_well for one in found)
        told = {"well": well, "checks": {one.name: {"well": one.is_well, "said": one.said} for one in found}}
        answer = JsonResponse(told, status=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)
        answer["Cache-Control"] = "no-store"
        return answer


ADVICE = (
    ("SMTPRecipientsRefused", "The mail server refuses this address. Correct it where it is kept, then close this."),
    ("SMTPAuthentication", "The mail server refuses our name or password. Put the right ones into EMAIL_URL."),
    ("SMTPSenderRefused", "The mail server refuses our sender. Correct DEFAULT_FROM_EMAIL."),
    ("FileNotFoundError", "A file it goes with is missing. Restore MEDIA_ROOT from the backup, then send it again."),
    ("ValueError", "What it goes with could not be made or was changed. Run manage.py verify_record."),
)
NO_ANSWER = "The mail server does not answer. Look at EMAIL_URL, the network, and whether the server is up."


def advice_on(error):
    """What to do about mail that keeps failing, by what went wrong."""
    return next((advice for name, advice in ADVICE if error.startswith(name)), NO_ANSWER) if error else ""
