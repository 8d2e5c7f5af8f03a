"""How are words found in the middle of a text without reading every row? PostgreSQL has an index of trigrams for it.

A model lists such columns in `searched_within = [...]`; the `migrate` command makes the indexes. SQLite has none, and
reads the one column through.
"""

from django.apps import apps
from django.db import DatabaseError, transaction

EXTENSION = "pg_trgm"
CANNOT = (
    "Words are searched by reading all customers: the database has no index for them. Have its owner run "
    "“CREATE EXTENSION {extension};” in it once, then run migrate again. The database says: {because}"
)


def install(connection, extension=EXTENSION):
    """Make the declared indexes on the tables there are. Returns a sentence when the database does not allow it."""
    if connection.vendor != "postgresql":
        return ""
    quote, tables = connection.ops.quote_name, connection.introspection.table_names()
    made = [f"CREATE EXTENSION IF NOT EXISTS {quote(extension)}"]
    for table, column in [one for one in declared() if one[0] in tables]:
        on = f"{quote(table)} USING gin ({quote(column)} gin_trgm_ops) WITH (fastupdate = off)"
        made.append(f"CREATE INDEX IF NOT EXISTS {quote(f'{table}_{column}_trigrams')} ON {on}")
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("; ".join(made))
    except DatabaseError as error:
        return CANNOT.format(extension=extension, because=str(error).strip())
    return ""


def declared():
    """(table, column) of every text that is searched within."""
    for model in apps.get_models():
        for name in getattr(model, "searched_within", ()):
            yield model._meta.db_table, model._meta.get_field(name).column
