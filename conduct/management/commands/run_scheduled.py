"""What happens without anybody asking? Run it every few minutes: it tells, reminds and sends, and decides nothing."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.module_loading import import_string

from conduct.lifecycle import Refused
from conduct.models import Organization
from conduct.registry import scheduled_steps

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Announce what ended by itself, send reminders, and deliver the waiting messages. Safe to run twice, or late."
    )

    def handle(self, *args, **options):
        steps = [
            *scheduled_steps(),
            ("Messages", "conduct.outbox.send_waiting"),
        ]  # last: what the others wrote leaves at once
        failed = [name for name, path in steps if not self.ran(name, import_string(path))]
        if failed:
            raise CommandError(f"These steps failed: {', '.join(failed)}. The others were done.")

    def ran(self, name, step):
        """Do one step at this moment; one that fails does not keep the others back."""
        at = timezone.now()
        try:
            said = step(at=at, on=Organization.objects.current().calendar().local_date(at))
        except (DatabaseError, Refused, OSError) as error:
            logger.error("The scheduled step “%s” failed: %s", name, error)
            return False
        self.stdout.write(f"{name}: {said}")
        return True
