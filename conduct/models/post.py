"""Files that were kept, messages waiting to leave, and forms that were already sent."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models

from conduct import guards
from conduct.recording import Recorded


class StoredFile(Recorded):
    """Bytes kept outside the static tree under a generated name, with their hash; withheld, never changed."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200, help_text="The name it came with.")
    path = models.CharField(max_length=200, unique=True)
    withheld_at = models.DateTimeField(null=True, blank=True)
    withheld_why = models.CharField(max_length=200, blank=True)

    guards = [
        guards.Frozen(
            "stored_file_frozen",
            "A file is never changed; withhold it.",
            None,
            except_fields=("withheld_at", "withheld_why", "revision", "event"),
        )
    ]

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, content, *, name, content_type):
        """Store the bytes and their row inside the act under way. Returns the row."""
        path = default_storage.save(f"{secrets.token_hex(2)}/{secrets.token_hex(16)}", ContentFile(content))
        file = cls(
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content_type=content_type,
            name=name,
            path=path,
        )
        file.save()
        return file

    def read(self):
        """The bytes, checked against their hash. Raises ValueError if they changed, OSError if they are gone."""
        with default_storage.open(self.path) as stored:
            content = stored.read()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValueError(f"The stored bytes of file {self.pk} do not match their hash.")
        return content


class OutboxQuerySet(models.QuerySet):
    def due(self, at):
        """Messages that may leave now: queued, or claimed so long ago that the claimer is gone."""
        stale = models.Q(state=OutboxMessage.State.CLAIMED, claimed_at__lt=at - OutboxMessage.CLAIM_LASTS)
        queued = models.Q(state=OutboxMessage.State.QUEUED, not_before__lte=at)
        return self.filter(queued | stale).order_by("not_before", "pk")

    def in_trouble(self):
        """What failed at least once and has not left since: given up first, then what is tried again."""
        waiting = [OutboxMessage.State.FAILED, OutboxMessage.State.QUEUED, OutboxMessage.State.CLAIMED]
        return self.filter(state__in=waiting).exclude(last_error="").order_by("state", "not_before", "pk")

    def failed(self):
        """Given up, the first first, until an admin sends them again or closes them."""
        return self.filter(state=OutboxMessage.State.FAILED).order_by("not_before", "pk")


class OutboxMessage(models.Model):
    """One message to one recipient, rendered when it was decided and sent after the commit."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        CLAIMED = "claimed", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        CLOSED = "closed", "Closed without being sent"

    CLAIM_LASTS = timedelta(minutes=10)

    kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=80)
    recipient = models.EmailField()
    title = models.CharField(max_length=200)
    body = models.TextField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    event = models.ForeignKey("conduct.Event", models.PROTECT, related_name="messages")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        constraints = [models.UniqueConstraint(fields=["kind", "subject_ref", "recipient"], name="outbox_once")]
        indexes = [models.Index(fields=["state", "not_before", "id"], name="outbox_by_state")]

    guards = [
        guards.Frozen(
            "outbox_frozen",
            "A message is sent as it was written.",
            None,
            except_fields=("state", "not_before", "attempts", "claimed_at", "sent_at", "last_error"),
        )
    ]

    def __str__(self):
        return f"{self.kind} {self.subject_ref} to {self.recipient}"

    @property
    def is_given_up(self):
        return self.state == self.State.FAILED


class ForgottenPassword(models.Model):
    """An address for which somebody asked for a reset link, until it is sent; whether it has an account or not."""

    email = models.CharField(max_length=320)
    at = models.DateTimeField()

    def __str__(self):
        return f"Asked {self.at}"


class SentForm(models.Model):
    """A form that was carried out, so that sending it again shows its first result."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    body = models.CharField(max_length=64, help_text="Digest of what was sent.")
    result = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "nonce"], name="form_once")]

    def __str__(self):
        return self.nonce
