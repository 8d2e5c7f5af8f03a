"""Which shapes can a rule have, and what does each refuse? Django compiles the conditions, so none is written twice.

Rules read stored columns only: no clock, no time zone, no pattern matching. Plain connections cannot do those.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, Expression, F, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql import Query

ROWS = {"INSERT": ("new",), "UPDATE": ("new", "old"), "DELETE": ("old",)}
UNEQUAL = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}  # NULL is a value like any other
NOT_IN_TRIGGERS = re.compile(r"\bdjango_\w+\(| REGEXP | !?~\*? | AT TIME ZONE ")


# How a rule becomes SQL


class OfRow(Expression):
    """An expression over the columns of the row a trigger was called for, such as "new"."case_id"."""

    def __init__(self, model, row, expression):
        query = Query(model)
        query.change_aliases({query.get_initial_alias(): row})
        self.resolved = expression.resolve_expression(query, allow_joins=False)
        super().__init__(output_field=self.resolved.output_field)

    def as_sql(self, compiler, connection):
        return compiler.compile(self.resolved)


class Root(Expression):
    """The place in a rule where the id of a root goes."""

    PLACE = {"new": "«new root»", "old": "«old root»"}

    def __init__(self, row):
        self.row = row
        super().__init__()

    def as_sql(self, compiler, connection):
        return self.PLACE[self.row], []


def sql_of(expression, connection):
    """The expression with its values written in. Raises ImproperlyConfigured for what a trigger cannot call."""
    sql, values = Query(None).get_compiler(connection=connection).compile(expression)
    if used := NOT_IN_TRIGGERS.search(sql):
        raise ImproperlyConfigured(f"A guard cannot use “{used[0].strip()}”: {sql}")
    quote = connection.schema_editor().quote_value
    return sql % tuple(quote(value) for value in values)


def differs(fields, connection):
    """Old and new differ in one of these fields."""
    columns = [connection.ops.quote_name(one.column) for one in fields]
    new, old = (", ".join(f'"{row}".{column}' for column in columns) for row in ("new", "old"))
    return f"(({new}) {UNEQUAL[connection.vendor]} ({old}))" if columns else "FALSE"


def read_by(condition, model, connection):
    """The fields of a model whose columns a rule names: a change of none of them cannot break it."""
    return [one for one in model._meta.local_concrete_fields if connection.ops.quote_name(one.column) in condition]


def root_of(model, path, row):
    """The root's id, seen from one row. Of several paths the first that is not null counts."""
    if not isinstance(path, str):
        return Coalesce(*(root_of(model, one, row) for one in path), output_field=model._meta.pk)
    first, _, rest = path.partition("__")
    own = OfRow(model, row, F(first))
    if not rest:
        return own
    link = model._meta.get_field(first)
    return Subquery(link.related_model._base_manager.filter(**{link.target_field.attname: own}).values(rest))


def root_model(model, path):
    """The model at the end of a path."""
    for step in (path if isinstance(path, str) else path[-1]).split("__"):
        model = model if step == "pk" else model._meta.get_field(step).related_model
    return model


# The shapes of a rule


@dataclass(frozen=True)
class Refusal:
    """What one table refuses, and at which moment: one trigger. `asked_if` spares a costly question."""

    model: type
    moment: str
    condition: str
    lock: str = ""
    asked_if: str = ""


@dataclass(frozen=True)
class Guard:
    """A rule: its name, and the sentence it refuses with."""

    name: str
    because: str

    def bound_to(self, model, name):
        return replace(self, name=name, model=self.model or model)

    def of(self, row, condition, connection):
        return f"({sql_of(OfRow(self.model, row, condition), connection)})"

    def fields(self, *, but=()):
        left_out = [self.model._meta.get_field(name) for name in but]
        return [one for one in self.model._meta.local_concrete_fields if one not in left_out]


@dataclass(frozen=True)
class Never(Guard):
    """A QuerySet that must stay empty.

    `root` leads from the queryset's rows to the row the rule belongs to, `watches` from every model whose writes could
    break it. PostgreSQL locks that row first, so that two writers, each right alone, cannot break the rule together.
    For a root with several ways to it (a customer, or the one it was merged into) both are tuples: rows belong to it by
    any of the `root` paths; of a watched path the first that is not null counts. A watched path of None judges every
    root, and is slow. Without a root only the row just written is judged, and nothing is locked.
    """

    queryset: Callable
    root: str | tuple | None = field(default=None, kw_only=True)
    watches: Mapping = field(default_factory=dict, kw_only=True)

    def bound_to(self, model, name):
        watches = self.watches if self.root else {self.queryset().model: "pk"}
        known = {apps.get_model(one) if isinstance(one, str) else one or model: path for one, path in watches.items()}
        return replace(self, name=name, watches=known)

    def refusals(self, connection):
        unbound = {rows if path else () for path in self.watches.values() for rows in ROWS.values()}
        broken = {rows: self.broken(rows, connection) for rows in unbound}
        for model, path in self.watches.items():
            for moment, rows in ROWS.items():
                roots = {row: sql_of(root_of(model, path, row), connection) for row in rows if path}
                condition = broken[tuple(roots)]
                for row, root in roots.items():
                    condition = condition.replace(Root.PLACE[row], root)
                asked_if = {
                    "INSERT": " AND ".join(f"({root}) IS NOT NULL" for root in roots.values()),
                    "UPDATE": differs(read_by(condition, model, connection), connection),
                }.get(moment, "")
                yield Refusal(model, f"AFTER {moment}", condition, self.lock(roots, connection), asked_if)

    def broken(self, rows, connection):
        """The rule for one root or two, compiled once: where a root goes, its place is kept."""
        ways = self.root if isinstance(self.root, tuple) else (self.root or "pk",)
        touched = reduce(or_, (Q(**{way: Root(row)}) for row in rows for way in ways), Q())
        return sql_of(Exists(self.queryset().filter(touched)), connection)

    def lock(self, roots, connection):
        if not (self.root and connection.features.has_select_for_no_key_update):
            return ""
        ends = {root_model(model, path) for model, path in self.watches.items() if path}
        if len(ends) != 1:
            raise ImproperlyConfigured(f"The paths of guard {self.name} lead to {len(ends)} models; one is the lock.")
        meta = ends.pop()._meta
        key, table = connection.ops.quote_name(meta.pk.column), connection.ops.quote_name(meta.db_table)
        touched = f"WHERE {key} IN ({', '.join(roots.values())})" if roots else ""
        return f"SELECT {key} FROM {table} {touched} ORDER BY {key} FOR NO KEY UPDATE"  # noqa: S608  our own names


@dataclass(frozen=True)
class Moves(Guard):
    """A status moves only as the table {from: {to, ...}} says, and starts as the field's default unless told."""

    model: type | None
    field: str
    table: Mapping
    starts: Iterable | None = None

    def refusals(self, connection):
        status = self.model._meta.get_field(self.field)
        starts = [status.get_default()] if self.starts is None else list(self.starts)
        begins = self.of("new", Q(**{f"{self.field}__in": starts}), connection)
        steps = [self.step(here, there, connection) for here, there in self.table.items() if there]
        yield Refusal(self.model, "AFTER INSERT", f"{begins} IS NOT TRUE")
        legal = " OR ".join(steps) or "FALSE"
        yield Refusal(self.model, "AFTER UPDATE", f"{differs([status], connection)} AND ({legal}) IS NOT TRUE")

    def step(self, here, there, connection):
        origin = self.of("old", Q(**{self.field: here}), connection)
        return f"{origin} AND {self.of('new', Q(**{f'{self.field}__in': sorted(there)}), connection)}"


@dataclass(frozen=True)
class NeverDeleted(Guard):
    """A row stays."""

    model: type | None = None

    def refusals(self, connection):
        yield Refusal(self.model, "AFTER DELETE", "TRUE")


@dataclass(frozen=True)
class Frozen(Guard):
    """A row stays, as it was written; `when` (of its own columns) says from which state on.

    `except_fields` stay free (or `only` some are frozen), and `may_empty` can only be emptied, for a disposal.
    """

    model: type | None = None
    only: Iterable = field(default=(), kw_only=True)
    except_fields: Iterable = field(default=(), kw_only=True)
    may_empty: Iterable = field(default=(), kw_only=True)
    when: Q | None = field(default=None, kw_only=True)

    def refusals(self, connection):
        frozen = self.of("old", self.when, connection) if self.when else "TRUE"
        named = [self.model._meta.get_field(name) for name in self.only]
        rewritten = [differs(named or self.fields(but=(*self.except_fields, *self.may_empty)), connection)]
        rewritten += [self.refilled(name, connection) for name in self.may_empty]
        yield Refusal(self.model, "AFTER UPDATE", f"{frozen} AND ({' OR '.join(rewritten)})")
        yield Refusal(self.model, "AFTER DELETE", frozen)

    def refilled(self, name, connection):
        column = self.model._meta.get_field(name)
        empty = Q(**{f"{name}__isnull": True}) | (Q(**{name: ""}) if column.empty_strings_allowed else Q())
        return f"({differs([column], connection)} AND NOT {self.of('new', empty, connection)})"


@dataclass(frozen=True)
class Revisioned(Guard):
    """Every change is the next revision and names an event that is yet to be written; `except_fields` (else SILENT)

    are outside the record. Acts write their event last, so no row can stand on the event of another.
    """

    model: type | None = None
    except_fields: Iterable | None = field(default=None, kw_only=True)

    def refusals(self, connection):
        outside = getattr(self.model, "SILENT", ()) if self.except_fields is None else self.except_fields
        meta, first = self.model._meta, self.of("new", Q(revision=1), connection)
        has_event = f"{self.of('new', Q(event__isnull=False), connection)} AND NOT {self.is_written(connection)}"
        follows = '("new"."revision" = "old"."revision" + 1)'
        recorded = f"{follows} AND {differs([meta.get_field('event')], connection)} AND {has_event}"
        rewritten = f"{differs(self.fields(but=outside), connection)} AND ({recorded}) IS NOT TRUE"
        yield Refusal(self.model, "AFTER INSERT", f"({first} AND {has_event}) IS NOT TRUE")
        yield Refusal(self.model, "AFTER UPDATE", f"{differs([meta.pk], connection)} OR ({rewritten})")

    def is_written(self, connection):
        events = self.model._meta.get_field("event").related_model._base_manager
        return sql_of(Exists(events.filter(pk=OfRow(self.model, "new", F("event")))), connection)


def declared():
    """Every guard of the installed models, bound to its model. Raises ImproperlyConfigured when two share a name."""
    guards = [
        guard.bound_to(model, guard.name if owner is model else f"{model._meta.model_name}_{guard.name}")
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for owner in reversed(model.__mro__)
        if owner is model or not hasattr(owner, "_meta") or owner._meta.abstract
        for guard in vars(owner).get("guards", ())
    ]
    twice = [name for name, times in Counter(guard.name for guard in guards).items() if times > 1]
    if twice:
        raise ImproperlyConfigured(f"Several guards are called {', '.join(twice)}.")
    return guards


def violations(using=DEFAULT_DB_ALIAS):
    """Each rule that rows in the database break, with those rows."""
    for guard in declared():
        if isinstance(guard, Never) and (rows := guard.queryset().using(using)):
            yield guard, rows
