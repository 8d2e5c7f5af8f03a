"""How do the rules become triggers of the two engines, and does the database hold them all?"""

from dataclasses import dataclass

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.utils import truncate_name
from django.db.models import Exists, F, Q, UniqueConstraint
from django.db.models.lookups import Exact

from conduct.guards.rules import Guard, OfRow, Refusal, declared, sql_of

REMEDY = "Run: python manage.py migrate"


@dataclass(frozen=True)
class Trigger:
    """One trigger; `stored` is what the engine shows for it while it is in place and unchanged."""

    name: str
    table: str
    create: str
    stored: str


class SQLite:
    """One trigger each. REPLACE takes rows away without deleting them, so every unique key is asked for its holder."""

    present = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 6) = 'guard_'"
    drop = "DROP TRIGGER {}"

    def __init__(self, connection):
        self.connection = connection

    def trigger(self, name, refusal, message):
        quote, table = self.connection.ops.quote_name, refusal.model._meta.db_table
        text = self.connection.schema_editor().quote_value(message)
        asked = f"{refusal.asked_if} AND ({refusal.condition})" if refusal.asked_if else refusal.condition
        sql = (
            f"CREATE TRIGGER {quote(name)} {refusal.moment} ON {quote(table)} FOR EACH ROW "
            f"WHEN {asked} BEGIN SELECT RAISE(ABORT, {text}); END"
        )
        return Trigger(name, table, sql, sql)

    def whole(self, model):
        """A row that has no number of its own still has SQLite's: a key that REPLACE can take as well."""
        table = self.connection.ops.quote_name(model._meta.db_table)
        numbered = f'EXISTS (SELECT 1 FROM {table} AS held WHERE held.rowid = "new".rowid'  # noqa: S608  our own names
        taken, moved = [f"{numbered})"], [f'{numbered} AND held.rowid <> "old".rowid)']
        for holders in holders_of_keys(model):
            taken.append(sql_of(Exists(holders), self.connection))
            moved.append(sql_of(Exists(holders.exclude(pk=OfRow(model, "old", F("pk")))), self.connection))
        yield Refusal(model, "BEFORE INSERT", " OR ".join(taken))
        yield Refusal(model, "BEFORE UPDATE", " OR ".join(moved))


def holders_of_keys(model):
    """For each unique key of the table, the rows that hold what the new row wants."""
    meta = model._meta
    keys = [([one.name], Q()) for one in meta.local_concrete_fields if one.unique]
    keys += [(names, Q()) for names in meta.unique_together]
    unique = [one for one in meta.constraints if isinstance(one, UniqueConstraint) and not one.deferrable]
    keys += [(one.fields or one.expressions, one.condition or Q()) for one in unique]
    for parts, condition in keys:
        parts = [F(part) if isinstance(part, str) else part for part in parts]
        same = [Exact(part, OfRow(model, "new", part)) for part in parts]
        applies = [OfRow(model, "new", condition)] if condition else []
        yield model._base_manager.filter(condition, *applies, *same)


class PostgreSQL:
    """A function and its trigger each, of one name. The function finds its own schema before any temporary table.

    It plans once a session: planning anew for each id takes ten times as long as the answer.
    """

    present = """
        SELECT p.proname, replace(concat_ws(' ', p.prosrc, array_to_string(p.proconfig, ' '), t.tgenabled,
                                            pg_get_triggerdef(t.oid, true)), '"', '')
        FROM pg_proc p LEFT JOIN pg_trigger t ON t.tgfoid = p.oid
        WHERE p.pronamespace = current_schema()::regnamespace AND substr(p.proname, 1, 6) = 'guard_'"""
    drop = "DROP FUNCTION {} CASCADE"

    def __init__(self, connection):
        self.connection = connection
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            self.path = f"{connection.ops.quote_name(cursor.fetchone()[0])}, pg_temp"

    def trigger(self, name, refusal, message):
        literal, table = self.connection.schema_editor().quote_value, refusal.model._meta.db_table
        quoted, on = self.connection.ops.quote_name(name), self.connection.ops.quote_name(table)
        each = "STATEMENT" if refusal.moment.endswith("TRUNCATE") else "ROW"
        create = f"CREATE TRIGGER {quoted} {refusal.moment} ON {on} FOR EACH {each} EXECUTE FUNCTION {quoted}()"
        asked = f"{self.locking(refusal.lock)} {self.refusing(refusal.condition, message)}"
        asked = f"IF {refusal.asked_if} THEN {asked} END IF;" if refusal.asked_if else asked
        body = f"DECLARE held text[] := '{{}}'; roots text[]; BEGIN {asked} RETURN NULL; END"
        function = f"CREATE FUNCTION {quoted}() RETURNS trigger LANGUAGE plpgsql SET search_path = {self.path}"
        function = f"{function} SET plan_cache_mode = force_generic_plan AS {literal(body)}"
        stored = f"{body} search_path={self.path} plan_cache_mode=force_generic_plan O {create}".replace('"', "")
        return Trigger(name, table, f"{function}; {create}", stored)

    def refusing(self, condition, message):
        text = self.connection.schema_editor().quote_value(message)
        return f"IF {condition} THEN RAISE EXCEPTION USING MESSAGE = {text}, ERRCODE = '23514'; END IF;"

    def locking(self, lock):
        """Lock until the root stays the same: it may have been moved by whoever held the lock we waited for.

        The rule is then judged on what is committed by now, which other isolation levels would not show.
        """
        if not lock:
            return ""
        isolated = "current_setting('transaction_isolation') <> 'read committed'"
        refused = self.refusing(isolated, "Guarded rows are written at the isolation level READ COMMITTED only.")
        roots = f"SELECT array_agg(root::text) INTO roots FROM ({lock}) AS root"  # noqa: S608  compiled by Django
        until = "EXIT WHEN roots IS NOT DISTINCT FROM held; held := roots"
        return f"{refused} LOOP {roots}; {until}; END LOOP;"

    def whole(self, model):
        yield Refusal(model, "BEFORE TRUNCATE", "TRUE")


ENGINES = {"sqlite": SQLite, "postgresql": PostgreSQL}
WHOLE = Guard("kept_whole", "Another row holds this key, and rows of the record are never replaced or cut off.")


def triggers(connection):
    """Every trigger the declared guards need on this engine, by name."""
    engine = ENGINES[connection.vendor](connection)
    refusals = [(guard, refusal) for guard in declared() for refusal in guard.refusals(connection)]
    guarded = dict.fromkeys(refusal.model for _, refusal in refusals)
    refusals += [(WHOLE, refusal) for model in guarded for refusal in engine.whole(model)]
    made = {}
    for guard, refusal in refusals:
        moment, table = refusal.moment.split()[1].lower(), refusal.model._meta.db_table
        name = truncate_name(f"guard_{moment}_{table}_{guard.name}", 63)
        made[name] = engine.trigger(name, refusal, f"{guard.name}: {guard.because}")
    return made


def present(connection):
    """What stands in the database under our prefix, by name."""
    with connection.cursor() as cursor:
        cursor.execute(ENGINES[connection.vendor].present)
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Difference:
    """Where the database and the declared guards part; false when they do not."""

    missing: tuple
    unexpected: tuple
    changed: tuple

    def __bool__(self):
        return bool(self.missing or self.unexpected or self.changed)

    def __str__(self):
        kinds = {"missing": self.missing, "unexpected": self.unexpected, "changed": self.changed}
        return "; ".join(f"{kind}: {', '.join(names)}" for kind, names in kinds.items() if names) or "no difference"


def compare(wanted, standing):
    both = sorted(wanted.keys() & standing.keys())
    return Difference(
        missing=tuple(sorted(wanted.keys() - standing.keys())),
        unexpected=tuple(sorted(standing.keys() - wanted.keys())),
        changed=tuple(name for name in both if wanted[name].stored != standing[name]),
    )


def inventory(connection):
    """The difference between the guards that are declared and those in the database."""
    return compare(triggers(connection), present(connection))


def drop(connection, names):
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(ENGINES[connection.vendor].drop.format(connection.ops.quote_name(name)))


def install(connection):
    """Make the database's guards those declared, in one transaction, on the tables that exist."""
    tables = connection.introspection.table_names()
    wanted = {name: trigger for name, trigger in triggers(connection).items() if trigger.table in tables}
    difference = compare(wanted, present(connection))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        drop(connection, difference.unexpected + difference.changed)
        for name in difference.missing + difference.changed:
            cursor.execute(wanted[name].create)


def lift(connection):
    """Take every guard away: SQLite rebuilds tables to alter them, and cannot while triggers read them."""
    with transaction.atomic(using=connection.alias):
        drop(connection, present(connection))


def check_guards(app_configs, databases, **kwargs):
    """System check: unless it is empty, a database holds the declared guards. A warning: `migrate` is the remedy."""
    named = [connections[alias] for alias in databases or []]
    differences = [inventory(one) for one in named if one.introspection.table_names()]
    return [checks.Warning(f"Guards differ: {one}", hint=REMEDY, id="conduct.W001") for one in differences if one]


def require_guards(connection):
    """Raises ImproperlyConfigured unless every declared guard is in place: production does not start without them."""
    if not present(connection):
        raise ImproperlyConfigured(f"The database is empty or holds none of the guards. {REMEDY}")
    if difference := inventory(connection):
        raise ImproperlyConfigured(f"The database does not hold the declared guards ({difference}). {REMEDY}")
