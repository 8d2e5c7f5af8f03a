"""Is everything well? The same as the health address, for cron and monitors: an error when something is late."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from conduct.health import checks


class Command(BaseCommand):
    help = "Says whether the scheduled command, the mail, the guards, the database and the disk are well."

    def handle(self, *args, **options):
        found = checks(timezone.now())
        for one in found:
            self.stdout.write(f"{'well' if one.is_well else 'LATE'}: {one.name}. {one.said}")
        if not all(one.is_well for one in found):
            raise CommandError(" ".join(one.remedy for one in found if not one.is_well))
