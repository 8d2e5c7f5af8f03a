"""Reports, cases, customers and letters as an auditor reads them: everything to see, nothing to change."""

from django.contrib import admin

from cases import models
from cases.actions.catalog import reword_category
from conduct.admin.reading import ReadOnlyAdmin
from conduct.admin.settings import SettingAdmin


@admin.register(models.ConductCategory)
class ConductCategoryAdmin(SettingAdmin):
    list_display = [
        "code",
        "label",
        "group",
        "requires_evidence",
        "default_severity",
        "is_extension",
        "is_active",
        "version",
    ]
    list_filter = ["group", "is_active", "is_extension"]
    search_fields = ["code", "label", "clause"]
    readonly_fields = ["code", "group", "heading", "version", "valid_from", "is_extension"]
    ordering = ["code", "-version"]

    def has_add_permission(self, request):
        return False

    def write(self, request, obj, form, change):
        """Other words are the next version; how it is used changes in place."""
        if not {"label", "clause", "requires_evidence"} & set(form.changed_data):
            return super().write(request, obj, form, change)
        before = models.ConductCategory.objects.get(pk=obj.pk)
        return reword_category(category=before, **form.cleaned_data, by=request.user, at=request.at)


@admin.register(models.Customer)
class CustomerAdmin(ReadOnlyAdmin):
    list_display = ["reference", "name", "kind", "city", "merged_into"]
    list_filter = ["kind", "language", "format", ("merged_into", admin.EmptyFieldListFilter)]
    list_select_related = ["merged_into"]
    search_fields = ["reference", "name", "search"]
    ordering = ["-pk"]


@admin.register(models.CustomerName, models.ContactPoint)
class CustomerDetailAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "customer"]
    list_select_related = ["customer"]
    search_fields = ["customer__reference", "folded"]
    ordering = ["-pk"]


@admin.register(models.Representative)
class RepresentativeAdmin(ReadOnlyAdmin):
    list_display = ["organization", "person", "capacity", "ended_at"]
    list_select_related = ["organization", "person"]
    search_fields = ["organization__name", "person__name"]
    ordering = ["-pk"]


@admin.register(models.StaffTie)
class StaffTieAdmin(ReadOnlyAdmin):
    list_display = ["user", "customer", "kind", "declared_by", "declared_at"]
    list_filter = ["kind"]
    list_select_related = ["user", "customer", "declared_by"]
    search_fields = ["user__full_name", "customer__name"]
    date_hierarchy = "declared_at"
    ordering = ["-pk"]


@admin.register(models.Merge)
class MergeAdmin(ReadOnlyAdmin):
    list_display = ["survivor", "other", "by", "at", "undone_at"]
    list_select_related = ["survivor", "other", "by"]
    search_fields = ["survivor__reference", "other__reference"]
    date_hierarchy = "at"
    ordering = ["-pk"]


@admin.register(models.IncidentReport)
class IncidentReportAdmin(ReadOnlyAdmin):
    list_display = ["reference", "status", "reporter", "department", "channel", "occurred_at", "sent_at", "case"]
    list_filter = ["status", "department", "channel", "help_needed"]
    list_select_related = ["reporter", "department", "case"]
    search_fields = ["reference", "narrative", "customer_as_reported", "reporter__full_name", "case__reference"]
    date_hierarchy = "sent_at"
    ordering = ["-sent_at", "-pk"]


@admin.register(models.Triage)
class TriageAdmin(ReadOnlyAdmin):
    list_display = ["report", "outcome", "severity", "by", "at"]
    list_filter = ["outcome", "severity"]
    list_select_related = ["report", "by"]
    search_fields = ["report__reference", "reasons"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]


@admin.register(
    models.ReportCategory,
    models.Involved,
    models.Addendum,
    models.DepartmentQuestion,
    models.ReporterQuestion,
    models.Voiding,
)
class ReportDetailAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "report"]
    list_select_related = ["report"]
    search_fields = ["report__reference"]
    ordering = ["-pk"]


@admin.register(models.Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "report", "case", "added_by", "added_at"]
    list_select_related = ["report", "case", "added_by", "file"]
    search_fields = ["report__reference", "case__reference", "file__name", "file__sha256"]
    date_hierarchy = "added_at"
    ordering = ["-pk"]


@admin.register(models.SupportOffer)
class SupportOfferAdmin(ReadOnlyAdmin):
    list_display = ["report", "kind", "offered_at", "answer"]
    list_filter = ["kind", "answer"]
    list_select_related = ["report"]
    search_fields = ["report__reference"]
    date_hierarchy = "offered_at"
    ordering = ["-offered_at", "-pk"]


@admin.register(models.Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ["reference", "title", "customer", "status", "department", "assigned_to", "opened_at", "due_on"]
    list_filter = ["status", "department"]
    list_select_related = ["customer", "department", "assigned_to"]
    search_fields = ["reference", "title", "customer__name", "customer__reference"]
    date_hierarchy = "opened_at"
    ordering = ["-opened_at", "-pk"]


@admin.register(models.CaseNote, models.RestrictedNote)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "case", "by", "at"]
    list_select_related = ["case", "by"]
    search_fields = ["case__reference", "text"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]


@admin.register(models.Matter)
class MatterAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "own_reference", "case", "handler", "asked_on", "closed_on"]
    list_filter = ["kind", ("closed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["case", "handler"]
    search_fields = ["title", "own_reference", "case__reference"]
    date_hierarchy = "asked_on"
    ordering = ["-pk"]


@admin.register(models.MatterAnswer, models.ComplainedOf)
class MatterDetailAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "matter"]
    list_select_related = ["matter"]
    search_fields = ["matter__case__reference"]
    ordering = ["-pk"]


@admin.register(models.Effort)
class EffortAdmin(ReadOnlyAdmin):
    list_display = ["case", "kind", "offered", "came_back", "made_by", "made_on"]
    list_filter = ["kind"]
    list_select_related = ["case"]
    search_fields = ["case__reference", "offered", "came_back"]
    date_hierarchy = "made_on"
    ordering = ["-pk"]


@admin.register(models.Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "recipient_name", "case", "signed_by", "written_at", "sha256"]
    list_filter = ["kind", "language", "copy_for_guardian"]
    list_select_related = ["case", "signed_by"]
    search_fields = ["title", "recipient_name", "case__reference", "sha256"]
    date_hierarchy = "written_at"
    ordering = ["-written_at", "-pk"]


@admin.register(models.Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["letter", "method", "sent_to", "sent_at", "deemed_on", "returned_at", "returned_why"]
    list_filter = ["method", ("sent_at", admin.EmptyFieldListFilter), ("returned_at", admin.EmptyFieldListFilter)]
    list_select_related = ["letter"]
    search_fields = ["letter__title", "letter__case__reference", "sent_to"]
    date_hierarchy = "sent_at"
    ordering = ["-pk"]


@admin.register(models.Warning)
class WarningAdmin(ReadOnlyAdmin):
    list_display = ["case", "issued_by", "issued_on", "spent_on", "withdrawn_at"]
    list_filter = [("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["case", "issued_by"]
    search_fields = ["case__reference", "conduct"]
    date_hierarchy = "issued_on"
    ordering = ["-pk"]


@admin.register(models.Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ["kind", "case", "channel", "received_on", "due_on", "outcome", "decided_by"]
    list_filter = ["kind", "channel", "outcome"]
    list_select_related = ["case", "decided_by"]
    search_fields = ["case__reference", "words"]
    date_hierarchy = "received_on"
    ordering = ["-pk"]
