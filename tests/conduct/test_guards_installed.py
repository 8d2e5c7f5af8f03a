"""The guards of the database are those declared: after a migration, and told apart when they are not."""

import os
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connection, models

from conduct import guards, shipped
from conduct.guards import triggers
from tests.conduct.guards_app.models import Box, Page, Shelf, Toy
from tests.conduct.guards_app.tables import refused, run, take_away, toy_tables  # noqa: F401
from tests.lifting import lifted_for_flush

pytestmark = pytest.mark.usefixtures("toy_tables")

PAGE = "guard_delete_guards_app_page_page_frozen"
GAME = "guard_delete_guards_app_game_game_stays"
ROOT = Path(__file__).resolve().parent.parent.parent
HOLLOW = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
TAMPERING = {
    "sqlite": [
        "DROP TRIGGER guard_insert_guards_app_game_game_moves",
        f"DROP TRIGGER {PAGE}",
        f"CREATE TRIGGER {PAGE} AFTER DELETE ON guards_app_page BEGIN SELECT 1; END",
        f"DROP TRIGGER {GAME}",
        f"CREATE TRIGGER {GAME} AFTER DELETE ON guards_app_game WHEN FALSE BEGIN SELECT 1; END",
        "CREATE TRIGGER guard_of_old AFTER DELETE ON guards_app_page BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "DROP FUNCTION guard_insert_guards_app_game_game_moves CASCADE",
        f"ALTER TABLE guards_app_page DISABLE TRIGGER {PAGE}",
        f"CREATE OR REPLACE FUNCTION {GAME}() {HOLLOW}",
        f"CREATE FUNCTION guard_of_old() {HOLLOW}",
    ],
}


@pytest.mark.django_db
def test_tampering_is_told_refused_at_the_start_and_mended():
    for sql in TAMPERING[connection.vendor]:
        run(sql)

    difference = guards.inventory(connection)
    assert difference.missing == ("guard_insert_guards_app_game_game_moves",)
    assert difference.changed == (GAME, PAGE)
    assert difference.unexpected == ("guard_of_old",)
    with pytest.raises(ImproperlyConfigured, match="unexpected: guard_of_old.*Run: python manage.py migrate"):
        guards.require_guards(connection)
    assert [warning.id for warning in guards.check_guards(None, ["default"])] == ["conduct.W001"]

    guards.install(connection)
    guards.require_guards(connection)


@pytest.mark.django_db
def test_the_database_of_the_tests_holds_every_guard():
    assert guards.check_guards(None, ["default"]) == guards.check_guards(None, None) == []
    assert triggers.present(connection)


@pytest.mark.django_db
def test_the_command_lists_the_guards_fails_on_a_difference_and_installs():
    out = StringIO()
    call_command("guards", stdout=out)
    assert "page_frozen: A page is never rewritten." in out.getvalue()

    take_away("page_frozen")
    with pytest.raises(SystemExit) as failure:
        call_command("guards", stdout=out)
    assert failure.value.code == 1
    assert "missing: guard_delete_guards_app_page_page_frozen, guard_update_" in out.getvalue()

    call_command("guards", install=True, stdout=out)
    assert not guards.inventory(connection)


@pytest.mark.django_db
def test_a_table_that_does_not_exist_yet_is_missing_but_not_in_the_way(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["guards_app_toy"])
    guards.lift(connection)

    guards.install(connection)

    assert {name for name in triggers.present(connection) if "guards_app_toy" not in name} == set()
    assert any("guards_app_page" in name for name in guards.inventory(connection).missing)


@pytest.mark.django_db
def test_names_stay_within_what_the_engines_can_hold(monkeypatch):
    long = "a_rule_with_a_name_so_long_that_no_engine_would_hold_it_whole"
    both = [guards.NeverDeleted(f"{long}_{end}", "No.") for end in ("a", "b")]
    monkeypatch.setattr(Box, "guards", both, raising=False)

    names = [name for name in triggers.triggers(connection) if "box_a_rule" in name]

    assert len(names) == 2
    assert all(len(name) <= 63 for name in names)


def alter_the_toys(*args, **options):
    """What stands for any migration that alters a guarded table; SQLite makes the table anew."""
    note = Toy._meta.get_field("note")
    wider = models.CharField(max_length=note.max_length + 20, blank=True)
    wider.set_attributes_from_name("note")
    wider.model = Toy
    with connection.schema_editor() as editor:
        editor.alter_field(Toy, note, wider, strict=False)


def fail(*args, **options):
    raise LookupError("This migration fails.")


@pytest.fixture
def migration(monkeypatch):
    """Make Django's part of the command do this instead."""
    return lambda does: monkeypatch.setattr(Migrate, "handle", does)


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_alters_a_guarded_table_keeps_its_guards(migration):
    migration(alter_the_toys)

    call_command("migrate", "cases", verbosity=0)

    assert not guards.inventory(connection)
    with refused("sealed_is_not_empty"):
        Shelf.objects.create(name="s", is_sealed=True)


@pytest.mark.django_db(transaction=True)
def test_without_the_command_sqlite_would_lose_them_or_fail():
    try:
        alter_the_toys()
        kept = not guards.inventory(connection)
    except OperationalError:
        kept = False

    guards.lift(connection)
    guards.install(connection)
    assert kept == (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_fails_leaves_the_guards_in_place(migration):
    migration(fail)

    with pytest.raises(LookupError):
        call_command("migrate", verbosity=0)

    assert not guards.inventory(connection)


@pytest.mark.django_db
@pytest.mark.parametrize("option", ["plan", "check_unapplied"])
def test_looking_at_a_migration_touches_nothing(monkeypatch, option):
    for name in ("lift", "install"):
        monkeypatch.setattr(guards, name, fail)
    monkeypatch.setattr(shipped, "ensure_shipped_rows", fail)

    call_command("migrate", verbosity=0, stdout=StringIO(), **{option: True})


@pytest.mark.django_db(transaction=True)
def test_only_a_full_migration_ships_rows_and_under_the_guards(migration, monkeypatch):
    migration(lambda *args, **options: None)
    shippings = []
    monkeypatch.setattr(shipped, "ensure_shipped_rows", lambda: shippings.append(guards.inventory(connection)))

    call_command("migrate", "cases", verbosity=0)
    assert shippings == []
    call_command("migrate", verbosity=0)
    assert [str(one) for one in shippings] == ["no difference"]


def driver():
    """A connection that knows nothing of Django."""
    if connection.vendor == "sqlite":
        return sqlite3.connect(connection.settings_dict["NAME"])
    known = connection.get_connection_params()
    return psycopg.connect(**{name: known[name] for name in ("dbname", "user", "host", "port") if known.get(name)})


@pytest.mark.django_db(transaction=True)
def test_a_connection_without_django_is_refused_just_the_same():
    toy = Toy.objects.create(box=Box.objects.create(shelf=Shelf.objects.create(name="s")), is_broken=True)
    plain = driver()

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="sealed_is_whole: "):
        plain.execute(f"UPDATE guards_app_shelf SET is_sealed = true WHERE id = {toy.box.shelf_id}")  # noqa: S608

    plain.close()


@pytest.mark.django_db
def test_a_flush_is_refused_but_between_two_tests():
    Page.objects.create(code="a", title="a", book="b")
    empty = connection.ops.sql_flush(no_style(), ["guards_app_page"])
    connection.check_constraints()
    with refused("(page_frozen|kept_whole)"):
        [run(sql) for sql in empty]

    with lifted_for_flush(connection):
        [run(sql) for sql in empty]

    assert not Page.objects.exists()
    assert not guards.inventory(connection)


COMPILE = """
import django; django.setup()
from django.db import connection
from conduct.guards import triggers
for trigger in triggers.triggers(connection).values(): print(trigger.create)
"""


def compiled(seed):
    """Every trigger, as another process compiles it."""
    environment = os.environ | {"DATABASE_URL": "sqlite:///:memory:", "PYTHONHASHSEED": seed}
    environment["DJANGO_SETTINGS_MODULE"] = "conduct.settings"
    made = subprocess.run([sys.executable, "-c", COMPILE], env=environment, capture_output=True, check=True, cwd=ROOT)
    return made.stdout.decode().splitlines()


def test_every_process_compiles_the_same_triggers():
    """A set in a rule would be written in another order by each, and a start refused for a difference that is none."""
    assert compiled("1") == compiled("2")
