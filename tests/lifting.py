"""How may a test empty guarded tables? Only here is a guard ever stepped aside for, between two tests."""

from contextlib import contextmanager

from django.db import transaction

# Emptying a table is a TRUNCATE on PostgreSQL and a DELETE on SQLite; only those triggers have to make way.
FIND = {
    "sqlite": """
        SELECT 'DROP TRIGGER "' || name || '"', sql FROM sqlite_master
        WHERE type = 'trigger' AND substr(name, 1, 13) = 'guard_delete_'""",
    "postgresql": """
        SELECT format('ALTER TABLE %I DISABLE TRIGGER USER', relname),
               format('ALTER TABLE %I ENABLE TRIGGER USER', relname)
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE substr(tgname, 1, 15) = 'guard_truncate_' AND relnamespace = current_schema()::regnamespace""",
}


@contextmanager
def lifted_for_flush(connection):
    """Let a flush empty the guarded tables of this connection; the guards are back with the same commit."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(FIND[connection.vendor])
        switches = cursor.fetchall()
        for off, _ in switches:
            cursor.execute(off)
        yield
        for _, on in switches:
            cursor.execute(on)
