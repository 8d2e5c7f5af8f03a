"""Loads the sample organization into an empty development database, or prints one sign-in for each role."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from conduct import registry, sample
from conduct.models import User


class Command(BaseCommand):
    help = "Loads Jack Keller Inc., REALTORS with people, customers and cases in every state; never in production."

    def add_arguments(self, parser):
        parser.add_argument("--sign-ins", action="store_true", help="Print one sign-in for each role instead.")

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError(
                "The sample organization is for development: it has a known password. DEBUG is off here."
            )
        if options["sign_ins"]:
            self.print_sign_ins()
        elif User.objects.exists():
            self.stdout.write("There are people already; nothing was loaded.")
        else:
            self.load()

    @transaction.atomic
    def load(self):
        at = timezone.now()
        for path in registry.samples():
            import_string(path)(at)
        self.stdout.write("The sample organization is loaded.")

    def print_sign_ins(self):
        width = max(len(email) for _, email in sample.sign_ins())
        for role, email in sample.sign_ins():
            self.stdout.write(f"  {email:<{width}}  {role}")
        self.stdout.write(f"  Everybody's password: {sample.PASSWORD}")
