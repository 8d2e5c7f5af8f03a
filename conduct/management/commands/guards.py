"""What does the database refuse, and is that what is declared?"""

import sys

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections

from conduct import guards


class Command(BaseCommand):
    help = "Lists the guards and compares them with the database; exits with 1 if they differ."

    def add_arguments(self, parser):
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, choices=tuple(connections))
        parser.add_argument("--install", action="store_true", help="Put the declared guards in place first.")

    def handle(self, *args, **options):
        connection = connections[options["database"]]
        if options["install"]:
            guards.install(connection)
        for guard in guards.declared():
            self.stdout.write(f"{guard.name}: {guard.because}")
        difference = guards.inventory(connection)
        self.stdout.write(str(difference))
        if difference:
            sys.exit(1)
