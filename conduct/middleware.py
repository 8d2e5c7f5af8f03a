"""Which organization and day is it, where did the request come from, and what did the person read?"""

import uuid

from django.utils import timezone

from conduct import audit
from conduct.logs import request_id
from conduct.models import Event, Organization
from conduct.recording import Origin, origin


class OrganizationMiddleware:
    """Give the request its organization, its local day and the roles the signed-in person holds on it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.organization = Organization.objects.current()
        request.calendar = request.organization.calendar()
        request.at = timezone.now()
        request.today = request.calendar.local_date(request.at)
        if request.user.is_authenticated:
            request.user.on(request.today)
        with timezone.override(request.organization.time_zone):
            return self.get_response(request)


class RecordMiddleware:
    """Write what was read or refused into the reader's journal before a byte leaves."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex
        named = request_id.set(request.id)
        request.seen = []
        token = origin.set(Origin(request.id, request.META.get("REMOTE_ADDR", ""), _strength(request)))
        try:
            response = self.get_response(request)
            if request.user.is_authenticated:
                self.write(request, response)
        finally:
            origin.reset(token)
            request_id.reset(named)
        response["X-Request-Id"] = request.id
        return response

    def write(self, request, response):
        """One event for each thing the views said was read or refused; a refusal by Django itself counts too."""
        if response.status_code == 403:
            request.seen.append((Event.Kind.REFUSAL, "access.refused", None, {"path": request.path[:200]}))
        for kind, verb, subject, facts in request.seen:
            audit.record_access(verb, request.user, kind=kind, at=request.at, subject=subject, facts=facts)


def _strength(request):
    return "session" if request.user.is_authenticated else "none"
