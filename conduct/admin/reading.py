"""How a record stands in the admin site: searchable, filtered, linked, and never written, not even by a superuser."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import HttpResponseRedirect

from conduct.lifecycle import Refused
from conduct.views import seen


class ReadOnlyAdmin(admin.ModelAdmin):
    """A view of the record. What happens to it happens on the product's own pages, by acts."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    list_max_show_all = 0

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        _only_reads(request, self.actions)
        seen(
            request, "record.listed", None, what=str(self.opts.verbose_name_plural), terms=request.GET.urlencode()[:200]
        )
        try:
            if "%00" in request.GET.urlencode():
                raise ValueError("PostgreSQL cannot even ask for it")
            return super().changelist_view(request, extra_context)
        except (ValueError, OverflowError, DataError):
            if request.method == "POST":
                raise
            # As Django answers other filters that cannot be.
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        row = self.get_object(request, object_id) if object_id else None
        if row is not None:
            seen(request, "record.viewed", row)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def history_view(self, request, object_id, extra_context=None):
        title = f"History of {self.opts.verbose_name} {object_id}"  # a browser keeps titles: no names of people
        return super().history_view(request, object_id, {"title": title, **(extra_context or {})})


class ReadInline(admin.TabularInline):
    """Rows that belong to a record, read beside it."""

    template = "admin/read_inline.html"
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ActAdmin(ReadOnlyAdmin):
    """A setting or a person that admins may edit. `write` calls the act; a refusal is told in its own sentences."""

    def has_add_permission(self, request):
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_change_permission(self, request, obj=None):
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def save_model(self, request, obj, form, change):
        """Django calls this for a valid form; the act does the writing."""
        written = self.write(request, obj, form, change)
        obj.pk, obj.revision = written.pk, written.revision

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            for reason in refusal.reasons:
                messages.error(request, reason)
            return HttpResponseRedirect(request.get_full_path())

    def log_addition(self, request, obj, message):
        """The record has its own event; Django's log would be a second, weaker one."""

    def log_change(self, request, obj, message):
        """As for additions."""


def _only_reads(request, actions):
    """A list without actions takes no POST, whatever it carries."""
    if request.method not in {"GET", "HEAD"} and not actions:
        raise PermissionDenied
