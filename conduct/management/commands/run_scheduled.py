"""What happens without anybody asking? Run it every minute: it tells, reminds and sends, and decides nothing."""

from django.core.management.base import BaseCommand, CommandError

from conduct import scheduled


class Command(BaseCommand):
    help = (
        "Announce what ended by itself, send reminders, and deliver the waiting messages. Safe to run twice, late, or "
        "on two machines at once."
    )

    def handle(self, *args, **options):
        broken = []
        for step in scheduled.steps():
            said, failed = scheduled.run(step)
            if failed:
                broken.append(step.name)
            else:
                self.stdout.write(f"{step.name}: {said}")
        if broken:
            raise CommandError(f"These steps failed: {', '.join(broken)}. The others were done.")
