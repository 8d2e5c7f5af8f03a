"""The record itself: journals, events and the changes they made."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from conduct import guards
from conduct.recording import Recorded

GENESIS = "0" * 64
OLDEST, NEWEST = ("at", "id"), ("-at", "-id")
BEGINNING = {"day": {}, "month": {"day": 1}, "year": {"day": 1, "month": 1}}


class Journal(models.Model):
    """A row that heads a chain of events. It is locked by every act about it, so its numbers have no gap."""

    sequence = models.PositiveBigIntegerField(default=0, editable=False)
    digest = models.CharField(max_length=64, default=GENESIS, editable=False)

    SILENT = frozenset({"sequence", "digest"})

    class Meta:
        abstract = True

    @property
    def journal(self):
        """The journal's name in the record, such as 'case:12'."""
        return f"{self._meta.model_name}:{self.pk}"


class EventQuerySet(models.QuerySet):
    def of(self, *journals):
        """The events of these journals, newest first."""
        names = [one.journal for one in journals]
        return self.filter(journal__in=names).select_related("actor").order_by("-at", "-sequence")

    def acts(self):
        return self.filter(kind=Event.Kind.ACT)

    def between(self, earliest, latest, calendar):
        """Events of these local days, oldest first; None leaves that side open."""
        found = self
        if earliest:
            found = found.filter(at__gte=calendar.first_moment(earliest))
        if latest:
            found = found.filter(at__lte=calendar.last_moment(latest))
        return found.select_related("actor").order_by("at", "journal", "sequence")

    def in_chains(self):
        """Every event, journal by journal, in the order it was written."""
        return self.order_by("journal", "sequence")

    def datetimes(self, field_name, kind, order="ASC", tzinfo=None):
        """The days, months or years from the first of these events to the last, for the drill-down of the admin site.

        Read from both ends of an index: to ask every event for its day takes seconds. Some may be without an event.
        """
        ends = [self.order_by(*way).values_list(field_name, flat=True).first() for way in (OLDEST, NEWEST)]
        if None in ends:
            return []
        first, last = (timezone.localtime(one, tzinfo).date() for one in ends)
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return list(dict.fromkeys(day.replace(**BEGINNING[kind]) for day in days))

    def with_a_broken_link(self):
        """Events that do not follow the one before them in their journal."""
        earlier = Event.objects.filter(
            journal=models.OuterRef("journal"),
            sequence=models.OuterRef("sequence") - 1,
            digest=models.OuterRef("previous"),
        )
        first = models.Q(sequence=1, previous=GENESIS)
        return self.exclude(first).filter(~models.Exists(earlier))


class Event(models.Model):
    """One act, read or refusal. The header is hashed and holds nothing personal; the payload carries the rest."""

    class Kind(models.TextChoices):
        ACT = "act", "Act"
        READ = "read", "Read"
        REFUSAL = "refusal", "Refusal"
        ACCESS = "access", "Sign-in"

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    verb = models.CharField(max_length=60)
    journal = models.CharField(max_length=60)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=80, blank=True)
    cause = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="caused")
    previous = models.CharField(max_length=64)
    header = models.TextField()
    digest = models.CharField(max_length=64)
    payload = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["journal", "sequence"], name="event_sequence_once"),
            models.CheckConstraint(condition=models.Q(sequence__gte=1), name="event_sequence_positive"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="event_newest"),
            models.Index(fields=["actor", "-at"], name="event_by_actor"),
            models.Index(fields=["verb", "-at"], name="event_by_verb"),
            models.Index(fields=["subject", "-at"], name="event_by_subject"),
        ]

    guards = [
        guards.Frozen("event_frozen", "The record is never changed.", None),
        guards.Never(
            "event_follows",
            "An event must follow the one before it in its journal.",
            lambda: Event.objects.with_a_broken_link(),
            root="pk",
            watches={"conduct.Event": "pk"},
        ),
    ]

    def __str__(self):
        return f"{self.journal} {self.sequence} {self.verb}"


class Change(models.Model):
    """What one event did to one row: the values before and after."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="changes")
    object = models.CharField(max_length=80)
    revision = models.PositiveIntegerField()
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "revision"], name="change_revision_once")]

    guards = [guards.Frozen("change_frozen", "The record is never changed.", None)]

    def __str__(self):
        return f"{self.object} revision {self.revision}"


__all__ = ["GENESIS", "Change", "Event", "Journal", "Recorded"]
