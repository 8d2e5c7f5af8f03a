"""Appeals as an auditor reads them: everything to see, nothing to change."""

from django.contrib import admin

from appeals.models import Appeal, AppealOutcome, AppealStatement, Finding
from conduct.admin.reading import ReadOnlyAdmin


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin):
    list_display = ["reference", "status", "case", "officer", "received_on", "is_late", "decide_by", "decided_at"]
    list_filter = ["status", "is_late", "channel"]
    list_select_related = ["case", "officer"]
    search_fields = ["reference", "case__reference", "words", "officer__full_name"]
    date_hierarchy = "received_at"
    ordering = ["-received_at", "-pk"]


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ["appeal", "ground", "result"]
    list_filter = ["ground", "result"]
    list_select_related = ["appeal"]
    search_fields = ["appeal__reference", "reasons"]
    ordering = ["-pk"]


@admin.register(AppealOutcome)
class AppealOutcomeAdmin(ReadOnlyAdmin):
    list_display = ["appeal", "restriction", "result", "new_end_on"]
    list_filter = ["result"]
    list_select_related = ["appeal", "restriction"]
    search_fields = ["appeal__reference", "restriction__reference"]
    ordering = ["-pk"]


@admin.register(AppealStatement)
class AppealStatementAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "appeal"]
    list_select_related = ["appeal"]
    search_fields = ["appeal__reference"]
    ordering = ["-pk"]
