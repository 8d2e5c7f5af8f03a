"""The first two admins of an empty system: nobody there could have granted them."""

from getpass import getpass

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conduct.actions.people import set_up_admins
from conduct.lifecycle import Refused


class Command(BaseCommand):
    help = "Makes the first two admins, who approve each other and grant every further role together."

    def add_arguments(self, parser):
        parser.add_argument("first", nargs=2, metavar=("EMAIL", "NAME"))
        parser.add_argument("second", nargs=2, metavar=("EMAIL", "NAME"))

    def handle(self, *args, **options):
        people = [
            (*options[one], getpass(f"Password for {options[one][0]} (12 characters or more): "))
            for one in ("first", "second")
        ]
        try:
            users = set_up_admins(first=people[0], second=people[1], at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{users[0]} and {users[1]} are admins and can sign in.")
