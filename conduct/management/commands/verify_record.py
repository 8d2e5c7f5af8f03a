"""Is the record whole, and is everything as it tells? Checks chains, rows, guards, rules, look-up keys and files."""

from collections import defaultdict
from itertools import islice

from django.apps import apps
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from conduct import guards, registry
from conduct.admin.records import CHECKED
from conduct.audit import breaks_in, change_breaks_in, reference, row_breaks_in
from conduct.models import Change, Event, Organization, StoredFile
from conduct.recording import Recorded

CHUNK = 2000
FOREVER = None


class Command(BaseCommand):
    help = "Verifies the record: journals without a gap, nothing changed since, files as they came, guards in place."

    def add_arguments(self, parser):
        parser.add_argument("--no-files", action="store_true", help="Leave the stored files aside.")

    def handle(self, *args, **options):
        found = [*self.broken_chains(), *self.broken_changes(), *self.broken_rows()]
        found += [*self.broken_rules(), *self.broken_indexes()]
        if not options["no_files"]:
            found += self.broken_files()
        sentence = self.sentence(len(found))
        cache.set(CHECKED, sentence, FOREVER)
        if found:
            raise CommandError("\n".join([sentence, *found]))
        self.stdout.write(sentence)

    def sentence(self, broken):
        events, journals = Event.objects.count(), Event.objects.order_by().values("journal").distinct().count()
        when = timezone.localtime(timezone.now()).strftime("%B %-d, %Y at %-I:%M %p")
        if broken:
            return f"The record is not whole: {broken} broken places, found on {when}."
        whole = f"The record is whole. {events:,} events in {journals:,} journals follow each other without a gap."
        return f"{whole} Checked on {when}."

    def broken_chains(self):
        for event, wrong in breaks_in(Event.objects.in_chains().iterator(chunk_size=CHUNK)):
            yield f"{event.journal}, number {event.sequence}: {wrong}"

    def broken_changes(self):
        events = Event.objects.in_chains().prefetch_related("changes").iterator(chunk_size=CHUNK)
        for event, wrong in change_breaks_in(events):
            yield f"{event.journal}, number {event.sequence}: {wrong}"

    def broken_rows(self):
        for model in apps.get_models():
            rows = model._base_manager.order_by("pk").iterator(chunk_size=CHUNK)
            while issubclass(model, Recorded) and (some := list(islice(rows, CHUNK))):
                yield from (f"{reference(row)}: {wrong}" for row, wrong in row_breaks_in(some, changes_of(some)))

    def broken_indexes(self):
        at = timezone.now()
        on = Organization.objects.current().calendar().local_date(at)
        for path in registry.comparisons():
            yield from import_string(path)(at=at, on=on)

    def broken_rules(self):
        difference = guards.inventory(connection)
        if difference:
            yield f"The guards in the database are not the declared ones: {difference}"
        for guard, rows in guards.violations():
            yield f"{guard.name}: {guard.because} ({rows.count()} rows)"

    def broken_files(self):
        for file in StoredFile.objects.order_by("pk").iterator(chunk_size=CHUNK):
            try:
                file.read()
            except (OSError, ValueError) as error:
                yield f"File {file.pk}: {error}"


def changes_of(rows):
    """{reference: the changes of that row, oldest first}"""
    found = defaultdict(list)
    for change in Change.objects.filter(object__in=map(reference, rows)).order_by("object", "revision"):
        found[change.object].append(change)
    return found
