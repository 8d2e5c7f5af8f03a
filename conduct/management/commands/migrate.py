"""Django's migrate, then the guards, the indexes of words, the cache table and the rows the product ships."""

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from conduct import guards, shipped, trigrams


class Command(Migrate):
    help = "Updates the database schema, its guards and indexes, the cache table and the rows the product ships."

    def handle(self, *args, **options):
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        connection = connections[options["database"]]
        if connection.vendor == "sqlite":
            # It rebuilds a table to alter it: that drops the table's triggers, and fails on those that read it.
            guards.lift(connection)
        try:
            super().handle(*args, **options)
        finally:
            guards.install(connection)
        if unindexed := trigrams.install(connection):
            self.stderr.write(self.style.WARNING(unindexed))
        if not options["app_label"]:
            call_command("createcachetable", database=options["database"], verbosity=0)
            shipped.ensure_shipped_rows()
