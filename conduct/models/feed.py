"""The private link by which a person's own calendar reads their days: kept as a hash, taken back at any time."""

import hashlib

from django.db import models

from conduct import guards
from conduct.models.people import User
from conduct.recording import Recorded


class CalendarLinkQuerySet(models.QuerySet):
    def live(self):
        return self.filter(revoked_at__isnull=True, user__is_active=True).select_related("user")


class CalendarLink(Recorded):
    """One link of one person; whoever holds it reads days and references, and nothing about anybody."""

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(revoked_at__isnull=True), name="one_calendar_link"
            )
        ]

    guards = [
        guards.Frozen(
            "calendar_link_frozen",
            "A calendar link is taken back, never changed.",
            None,
            except_fields=("revoked_at", "revision", "event"),
        ),
        guards.Frozen(
            "calendar_link_revoked_once",
            "A calendar link that was taken back stays so.",
            None,
            only=("revoked_at",),
            when=models.Q(revoked_at__isnull=False),
        ),
    ]

    def __str__(self):
        return f"Calendar link of {self.user}"

    @staticmethod
    def hash_of(token):
        """What is kept of a link."""
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
