"""The record as an auditor reads it: sentences, filters, what changed, whether it is whole, and a recorded export."""

import csv
import json
from collections import Counter

from django import forms
from django.contrib import admin
from django.core.cache import cache
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.html import format_html_join

from conduct import audit, text
from conduct.admin.reading import ReadInline, ReadOnlyAdmin
from conduct.forms import ActForm, Day, PlainText
from conduct.models import CalendarLink, Change, Event, OutboxMessage, Reminder, StoredFile
from conduct.views import seen

CHECKED = "record_checked"  # where verify_record leaves its sentence


class ChangeInline(ReadInline):
    model = Change
    fields = readonly_fields = ["object", "revision", "before", "after"]


class WhatHappened(admin.SimpleListFilter):
    """What happened, in the words of its sentence."""

    title = "what happened"
    parameter_name = "verb"

    def lookups(self, request, model_admin):
        told = {verb: audit.in_general(verb) for verb in audit.SENTENCES}
        alike = Counter(told.values())
        named = ((verb, f"{words} ({verb})" if alike[words] > 1 else words) for verb, words in told.items())
        return sorted(named, key=lambda one: one[1])

    def queryset(self, request, events):
        return events.filter(verb=self.value()) if self.value() else events


class ExportForm(ActForm):
    """Why the record leaves the building."""

    reason = PlainText(label="Why do you need this export?", max_length=200)
    earliest = Day(label="Earliest day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    latest = Day(label="Latest day", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self):
        days = self.cleaned_data
        if days.get("earliest") and days.get("latest") and days["earliest"] > days["latest"]:
            self.add_error("latest", "The latest day is before the earliest.")
        return days


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["sentence", "at", "actor", "kind", "journal", "sequence"]
    list_display_links = ["sentence"]
    list_filter = ["kind", ("at", admin.DateFieldListFilter), WhatHappened]
    list_select_related = ["actor"]
    search_fields = ["journal", "subject", "verb", "actor__full_name", "actor__email", "payload"]
    search_help_text = "A journal such as case:12, a reference, a name, or words of the sentence"
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    fields = [
        "sentence",
        "at",
        "actor",
        "kind",
        "verb",
        "journal",
        "sequence",
        "subject",
        "cause",
        "details",
        "header",
        "previous",
        "digest",
    ]
    inlines = [ChangeInline]
    change_list_template = "admin/records.html"

    @admin.display(description="what happened")
    def sentence(self, event):
        return audit.sentence_of(event)

    @admin.display(description="details")
    def details(self, event):
        if not event.payload:
            return "Disposed of"
        rows = [(name, value) for name, value in json.loads(event.payload).items() if value and name != "sentence"]
        return format_html_join("", "<div><b>{}</b>: {}</div>", rows)

    def get_urls(self):
        return [path("export/", self.admin_site.admin_view(self.export), name="records_export"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        whole = cache.get(CHECKED) or "The record was not checked yet. Run the command verify_record."
        return super().changelist_view(request, {"whole": whole, **(extra_context or {})})

    def export(self, request):
        """Ask for a reason, record the export, then stream it."""
        form = ExportForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._exported(request, form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": "Export the record",
            "opts": self.opts,
        }
        return render(request, "admin/records_export.html", context)

    def _exported(self, request, asked):
        events = Event.objects.between(asked["earliest"], asked["latest"], request.calendar)
        days = f"{asked['earliest'] or 'the first day'} to {asked['latest'] or 'today'}"
        seen(request, "record.exported", None, rows=events.count(), why=asked["reason"], days=days)
        response = StreamingHttpResponse(
            csv_lines(events.prefetch_related("changes").iterator(chunk_size=2000)),
            content_type="text/csv; charset=utf-8",
        )
        response["Content-Disposition"] = 'attachment; filename="records.csv"'
        return response


COLUMNS = [
    "when", "who", "what happened", "reason", "changes", "request", "address", "kind", "verb", "journal", "number",
    "subject", "digest",
]  # fmt: skip


class _Line:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, line):
        return line


def csv_lines(events):
    """The events as lines of CSV, safe to open in a spreadsheet."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for event in events:
        yield writer.writerow([text.csv_safe(str(cell)) for cell in _cells(event)])


def _cells(event):
    """One event as cells; what was disposed of stays empty."""
    said = json.loads(event.payload) if event.payload else {}
    return [
        event.at.isoformat(),
        event.actor.full_name if event.actor else "The system",
        audit.sentence_of(event),
        said.get("reason", ""),
        "; ".join(f"{one.object} {one.revision}: {one.before or 'new'} > {one.after}" for one in event.changes.all()),
        said.get("request", ""),
        said.get("address", ""),
        event.kind,
        event.verb,
        event.journal,
        event.sequence,
        event.subject,
        event.digest,
    ]


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ["title", "recipient", "kind", "state", "attempts", "not_before", "sent_at", "last_error"]
    list_filter = ["state", "kind"]
    search_fields = ["recipient", "subject_ref", "title"]
    date_hierarchy = "not_before"
    ordering = ["-pk"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ["user", "work", "thing", "due_on", "days", "at"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "thing"]
    date_hierarchy = "at"
    ordering = ["-pk"]


@admin.register(CalendarLink)
class CalendarLinkAdmin(ReadOnlyAdmin):
    list_display = ["user", "made_at", "revoked_at"]
    list_select_related = ["user"]
    search_fields = ["user__full_name"]
    exclude = ["token_hash"]
    ordering = ["-pk"]


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "content_type", "size", "sha256", "withheld_at"]
    search_fields = ["name", "sha256"]
    ordering = ["-pk"]
