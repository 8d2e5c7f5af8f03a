"""What act is under way? Every change of a recorded row belongs to exactly one act and so to one event.

An act is a function decorated with `@act`. The event's id is chosen when the act begins, the rows it writes
carry that id, and `audit.record` writes the event at the end; a deferred foreign key refuses the commit if it did not.
"""

import functools
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import models, transaction

from conduct import guards


class NotInAnAct(RuntimeError):
    """A recorded row was written outside an act."""


class Unrecorded(RuntimeError):
    """An act ended without its event, or wrote more than one."""


@dataclass(frozen=True)
class Origin:
    """Where a request came from; empty for commands, which act as the system."""

    request_id: str = ""
    address: str = ""
    strength: str = ""


@dataclass
class Recording:
    """One act under way: the id its rows carry and the changes they made."""

    name: str
    cause: uuid.UUID | None = None
    event_id: uuid.UUID = field(default_factory=uuid.uuid4)
    changes: list = field(default_factory=list)
    written: bool = False

    def note(self, row, before, after):
        """Keep one change for the event: `before` is None for a new row."""
        self.changes.append((row._meta.label_lower, row.pk, row.revision, before, after))

    def expect_once(self, row):
        """An act saves each row once: its event holds one change of it. Raises Unrecorded the second time."""
        if any((label, pk) == (row._meta.label_lower, row.pk) for label, pk, *_ in self.changes):
            raise Unrecorded(f"{self.name} saved {row._meta.label} {row.pk} twice.")


_current: ContextVar[Recording | None] = ContextVar("recording", default=None)
origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039  it is frozen


def current():
    """The act under way. Raises NotInAnAct when there is none."""
    recording = _current.get()
    if recording is None:
        raise NotInAnAct("Recorded rows are written by acts only.")
    return recording


def act(function):
    """Make a function an act: one transaction, one event, all or nothing."""

    @functools.wraps(function)
    def acting(**kwargs):
        outer = _current.get()
        recording = Recording(function.__name__, cause=outer.event_id if outer else None)
        token = _current.set(recording)
        try:
            with transaction.atomic():
                result = function(**kwargs)
                if not recording.written:
                    raise Unrecorded(f"{function.__name__} ended without its event.")
        finally:
            _current.reset(token)
        return result

    acting.is_act = True
    return acting


class Stale(Exception):
    """The row changed since it was read."""


def plain(value):
    """A field's value as JSON can hold it, the same on both engines."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class Recorded(models.Model):
    """A row whose every state is in the record. It is saved by acts only, and never deleted."""

    revision = models.PositiveIntegerField(default=0, editable=False)
    event = models.ForeignKey("conduct.Event", on_delete=models.PROTECT, related_name="+", editable=False)

    SILENT: frozenset = frozenset()  # columns outside the record, such as a journal's head
    SECRET: frozenset = frozenset()  # columns whose change is recorded but not their value

    class Meta:
        abstract = True

    guards = [
        guards.Revisioned("revisioned", "A change is made by an act, which writes it into the record."),
        guards.NeverDeleted("never_deleted", "Nothing is deleted; end it, void it or withhold it."),
    ]

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row._remember()
        return row

    def _remember(self):
        """Keep what the row held when it was read or written; it is put in words only if the row is changed."""
        self._before = {name: value for name, value in self.__dict__.items() if name != "_before"}

    def snapshot(self):
        """Every loaded column of the record by name, secrets masked."""
        return self._told(self.__dict__)

    def _told(self, held):
        hidden = self.SILENT | {"revision", "event_id"}
        names = [f.attname for f in self._meta.concrete_fields if f.attname in held and f.attname not in hidden]
        return {n: "set" if n in self.SECRET else plain(held[n]) for n in names}

    def save(self, **kwargs):
        """Insert or update inside the act under way. Raises Stale if somebody else changed the row meanwhile."""
        recording = current()
        recording.expect_once(self)
        self.event_id = recording.event_id
        if self._state.adding:
            self.revision = 1
            super().save(force_insert=True)
            recording.note(self, None, self.snapshot())
        else:
            self._update(recording)
        self._remember()

    def _update(self, recording):
        held, self.revision = self.revision, self.revision + 1
        columns = [f for f in self._meta.concrete_fields if not f.primary_key and f.attname not in self.SILENT]
        values = {f.attname: getattr(self, f.attname) for f in columns}
        if not type(self)._base_manager.filter(pk=self.pk, revision=held).update(**values):
            raise Stale(f"{self._meta.verbose_name} {self.pk} changed since it was read.")
        after, before = self.snapshot(), self._told(getattr(self, "_before", {}))
        changed = {n for n in after if after[n] != before.get(n)} | {n for n in self.SECRET if n in after}
        recording.note(self, {n: before.get(n) for n in changed}, {n: after[n] for n in changed})

    def delete(self, *args, **kwargs):
        raise models.ProtectedError("Nothing is deleted; end it, void it or withhold it.", {self})
