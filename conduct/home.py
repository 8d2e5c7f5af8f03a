"""What must this person do next? The home page: the work lists of every app, overdue first."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from conduct import health, registry
from conduct import policy_copy as policy_copies
from conduct.models import Membership, OutboxMessage, PolicyVersion, User
from conduct.policy_words import blocks_of
from conduct.views import fetch, seen

NOON, EVENING = 12, 18


@dataclass
class Work:
    """One list as the page shows it."""

    title: str
    rows: list
    empty: str
    more: tuple | None
    waits: bool


@dataclass
class Row:
    """One row with its due day in words."""

    work: registry.WorkRow
    due: str
    is_late: bool


@require_safe
def home(request):
    now = registry.Moment(request.at, request.today, request.calendar, request.organization)
    lists = [_work(work, request.user, now) for work in registry.work_of(request.user)]
    lists.sort(key=lambda work: not any(row.is_late for row in work.rows))  # overdue first; the apps' order otherwise
    waiting = sum(len(work.rows) for work in lists if work.waits)
    late = sum(row.is_late for work in lists for row in work.rows)
    seen(request, "home.viewed")
    page = {
        "lists": [work for work in lists if work.rows],
        "quiet": [work for work in lists if not work.rows],
        "greeting": _greeting(request),
        "summary": _summary(waiting, late),
    }
    return render(request, "conduct/home.html", page)


@login_not_required
@require_safe
def policy(request, number=None):
    """The policy itself, for everybody: customers are told to comply with it. As it stands, or an older version."""
    current = PolicyVersion.objects.in_force(request.today, request.at)
    version = fetch(PolicyVersion.objects.all(), number=number) if number else current
    versions = list(PolicyVersion.objects.newest_first())
    page = {"organization": request.organization, "current": current, "version": version, "versions": versions}
    return render(request, "conduct/policy.html", page | {"blocks": list(blocks_of(version.text))})


@login_not_required
@require_safe
def policy_copy(request, number=None):
    """The policy as a PDF, to print and put beside a letter that goes by mail or hand (process 2.11)."""
    current = PolicyVersion.objects.in_force(request.today, request.at)
    version = fetch(PolicyVersion.objects.all(), number=number) if number else current
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=policy_copies.NAME)}
    return HttpResponse(policy_copies.policy_pdf(version), content_type=policy_copies.PDF, headers=headers)


def roles_to_approve(user, now):
    """Roles this admin can approve as the second person, the longest waiting first."""
    waiting = Membership.objects.approvable_by(user).select_related("user", "granted_by").order_by("granted_at", "pk")
    return [
        registry.WorkRow(
            f"{one.user.full_name}: {one.get_role_display()}",
            f"{reverse('admin:conduct_membership_changelist')}?approved_at__isempty=1",
            f"Granted by {one.granted_by}",
            tag=("wait", "Waits for a second person"),
        )
        for one in waiting[: now.most]
    ]


def emails_to_approve(user, now):
    """New e-mail addresses this admin can approve as the second person, of whoever two people made."""
    waiting = User.objects.awaiting_an_email_from(user)
    return [
        registry.WorkRow(
            f"{one.full_name}: {one.new_email}",
            f"{reverse('admin:conduct_user_changelist')}?new_email__isempty=0",
            f"Now {one.email}. Asked for by {one.new_email_by}",
            tag=("wait", "Waits for a second admin"),
        )
        for one in waiting[: now.most]
    ]


def not_well(user, now):
    """What the health check calls late, for an admin to put right."""
    late = [one for one in health.checks(now.at) if not one.is_well]
    return [
        registry.WorkRow(one.name.capitalize(), reverse("health"), f"{one.said} {one.remedy}", tag=("stop", "Late"))
        for one in late
    ]


def messages_not_sent(user, now):
    """Mail the outbox gave up, the first first, for an admin to have sent again or to close."""
    return [
        registry.WorkRow(
            capfirst(message.title),
            reverse("message", args=[message.pk]),
            f"To {message.recipient}. {message.last_error}",
            tag=("stop", "Could not be sent"),
        )
        for message in OutboxMessage.objects.failed()[: now.most]
    ]


def _work(work, user, now):
    rows = [Row(row, *_due(row.due_on, now.today)) for row in import_string(work.rows)(user, now)]
    return Work(work.title, rows, work.empty, work.more, work.waits)


def _due(due_on: date | None, today: date):
    """(the due day in words, whether it is over)"""
    if due_on is None:
        return "", False
    late = (today - due_on).days
    if late > 0:
        return f"{late} {'day' if late == 1 else 'days'} overdue", True
    return ("Due today" if late == 0 else f"Due {due_on:%B} {due_on.day}"), False


def _greeting(request):
    hour = request.calendar.local_time(request.at).hour
    part = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
    return f"Good {part}, {request.user.full_name.split()[0]}"


def _summary(waiting, late):
    if not waiting:
        return "Nothing waits for you."
    things = "One thing waits" if waiting == 1 else f"{_number(waiting)} things wait"
    overdue = "" if not late else " One is overdue." if late == 1 else f" {_number(late)} are overdue."
    return f"{things} for you.{overdue}"


def _number(number):
    """As a sentence begins with it: "Three", "12"."""
    return str(apnumber(number)).capitalize()
