"""The private calendar link and what it gives, and the page on which admins see whether everything runs."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conduct import audit, health, scheduled
from conduct.actions.feed import make_calendar_link, revoke_calendar_link
from conduct.actions.reminders import moment_of
from conduct.feed import calendar_of
from conduct.lifecycle import Refused
from conduct.models import CalendarLink, Event, OutboxMessage, ScheduledStep
from conduct.views import seen

AN_HOUR = 60 * 60
FETCHES, MISSES = 60, 30  # an hour, of one link and from one address
SHOWN = 20


@require_POST
def calendar_link(request):
    """Make one's own link, and show it this once: it is kept as a hash."""
    token = make_calendar_link(by=request.user, at=request.at)
    link = settings.BASE_URL + reverse("calendar", args=[token])
    return render(request, "conduct/calendar_link.html", {"link": link})


@require_POST
def calendar_link_revoked(request):
    try:
        revoke_calendar_link(by=request.user, at=request.at)
        messages.success(request, "Your calendar link does not work any more")
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    return redirect("account")


@never_cache
@login_not_required
@require_safe
def calendar_feed(request, token):
    """The days of whoever the link belongs to; every fetch is in their journal."""
    told = CalendarLink.hash_of(token)
    link = CalendarLink.objects.live().filter(token_hash=told).first()
    who, most = (f"feed:{told}", FETCHES) if link else (f"no-feed:{request.META.get('REMOTE_ADDR', '')}", MISSES)
    if _too_often(who, most):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(AN_HOUR)})
    if link is None:
        raise Http404
    audit.record_access("calendar.fetched", link.user, kind=Event.Kind.READ, at=request.at)
    feed = calendar_of(link.user.on(request.today), moment_of(request.at, request.today))
    return HttpResponse(feed, content_type="text/calendar; charset=utf-8", headers={"Referrer-Policy": "no-referrer"})


def _too_often(who, most):
    """Whether somebody asked more often than that within the hour."""
    cache.add(who, 0, AN_HOUR)
    try:
        return cache.incr(who) > most
    except ValueError:  # it ran out in between
        return False


@require_safe
def health_page(request):
    """For admins and auditors: what is late, when each step last ran, what mail waits, and what to do."""
    if not request.user.access.holds("admin", "auditor"):
        raise Http404
    seen(request, "health.viewed")
    kept = {one.name: one for one in ScheduledStep.objects.all()}
    troubled = OutboxMessage.objects.in_trouble()[:SHOWN]
    page = {
        "checks": health.checks(request.at),
        "steps": [(step, kept.get(step.name)) for step in scheduled.steps()],
        "waiting": OutboxMessage.objects.due(request.at).count(),
        "troubled": [(one, health.advice_on(one.last_error)) for one in troubled],
        "may_settle": request.user.access.holds("admin"),
    }
    return render(request, "conduct/health.html", page)
