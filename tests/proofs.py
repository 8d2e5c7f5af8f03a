"""The proof of a guard: a write that it alone refuses, and that the database takes once the guard is lifted."""

from contextlib import contextmanager, suppress
from functools import cache
from uuid import uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from conduct import guards
from conduct.guards.triggers import WHOLE, drop, triggers
from conduct.recording import Recorded


class Undone(Exception):
    """Takes back what a test wrote."""


@cache
def triggers_of():
    """{guard: the names of its triggers}, and those of a table under its name."""
    found = {}
    for name, trigger in triggers(connection).items():
        for guard in declared():
            if f"'{guard}: " in trigger.create or f"''{guard}: " in trigger.create:
                found.setdefault(guard, []).append(name)
        if WHOLE.name not in name:
            found.setdefault(trigger.table, []).append(name)
    return found


@cache
def declared():
    return [guard.name for guard in guards.declared()]


@contextmanager
def without(*names):
    """The database with the triggers of these guards lifted, or all of a table; they are back with the savepoint."""
    with suppress(Undone), transaction.atomic():
        drop(connection, dict.fromkeys(trigger for name in names for trigger in triggers_of()[name]))
        yield
        raise Undone


def tried(write):
    """Whether the database takes the write; it is taken back in any case."""
    try:
        with transaction.atomic():
            write()
            raise Undone
    except Undone:
        return "taken"
    except IntegrityError as error:
        return str(error).split("\n")[0]


def prove(name, write, *besides):
    """The write is refused with the guard's sentence, and taken once it is lifted; `besides` are lifted throughout."""
    sentence = next(f"{guard.name}: {guard.because}" for guard in guards.declared() if guard.name == name)
    with without(*besides):
        assert tried(write) == sentence
    with without(name, *besides):
        assert tried(write) == "taken"


def rewrite(file, row, **values):
    """Set columns of a row past every act, as a change of the record that only forgets the act."""
    recorded = {"revision": F("revision") + 1, "event": uuid4()} if isinstance(row, Recorded) else {}
    assert type(row)._base_manager.filter(pk=row.pk).update(**recorded | values) == 1


def insert(file, row):
    """One more row past every act."""
    row.revision, row.event_id = 1, uuid4()
    return type(row)._base_manager.bulk_create([row])[0]


def another(row, **values):
    """A row with the columns of one that there is, but for these."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    one = type(row)(**columns | {"id": None})
    for name, value in values.items():
        setattr(one, name, value)
    return one


def of_app(label):
    """The guards of an app's models by name, those aside that every recorded table has."""
    own = [guard for guard in guards.declared() if not isinstance(guard, guards.Revisioned | guards.NeverDeleted)]
    models = {guard.name: getattr(guard, "model", None) or next(iter(guard.watches)) for guard in own}
    return sorted(name for name, model in models.items() if model._meta.app_label == label)
