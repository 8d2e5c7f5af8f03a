"""Reviews, decisions, restrictions and notices as an auditor reads them: everything to see, nothing to change."""

from django.contrib import admin

from conduct.admin.reading import ReadOnlyAdmin
from restrictions import models


@admin.register(models.Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = [
        "case",
        "status",
        "director",
        "referred_by",
        "referred_at",
        "due_on",
        "handled_properly",
        "every_effort",
        "basis",
    ]
    list_filter = ["status", "handled_properly", "every_effort", "basis", "outcome"]
    list_select_related = ["case", "director", "referred_by"]
    search_fields = ["case__reference", "director__full_name", "referral"]
    date_hierarchy = "referred_at"
    ordering = ["-referred_at", "-pk"]


@admin.register(
    models.ReviewMatter, models.ReviewEffort, models.ReviewReport, models.ReviewDepartment, models.DraftMeasure
)
class ReviewDetailAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "review"]
    list_select_related = ["review__case"]
    search_fields = ["review__case__reference"]
    ordering = ["-pk"]


@admin.register(models.Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["review", "by", "at", "withdrawn_at", "digest"]
    list_select_related = ["review__case", "by"]
    search_fields = ["review__case__reference", "by__full_name"]
    date_hierarchy = "at"
    ordering = ["-pk"]


@admin.register(models.Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = [
        "reference", "outcome", "case", "customer_name", "decided_by", "decided_on", "second_approver",
        "handled_properly",
        "every_effort", "basis", "issued_at",
    ]  # fmt: skip
    list_filter = ["outcome", "basis", "severity", ("issued_at", admin.EmptyFieldListFilter)]
    list_select_related = ["case", "decided_by", "second_approver"]
    search_fields = ["reference", "case__reference", "customer_name", "reasons"]
    date_hierarchy = "decided_on"
    ordering = ["-decided_at", "-pk"]


@admin.register(models.Restriction)
class RestrictionAdmin(ReadOnlyAdmin):
    list_display = ["reference", "measure", "subject", "customer", "case", "decision"]
    list_filter = ["measure", "scope"]
    list_select_related = ["customer", "case", "decision"]
    search_fields = ["reference", "case__reference", "customer__name", "decision__reference"]
    date_hierarchy = "decision__decided_on"
    ordering = ["-pk"]


@admin.register(models.Term)
class TermAdmin(ReadOnlyAdmin):
    list_display = ["restriction", "number", "act", "begins_on", "ends_on", "name", "decided_at", "is_reserve"]
    list_filter = ["act", ("held_days", admin.EmptyFieldListFilter)]
    list_select_related = ["restriction"]
    search_fields = ["restriction__reference", "name"]
    date_hierarchy = "ends_on"
    ordering = ["-pk"]


@admin.register(models.Ending)
class EndingAdmin(ReadOnlyAdmin):
    list_display = ["restriction", "kind", "ended_on", "by", "recorded_at"]
    list_filter = ["kind"]
    list_select_related = ["restriction", "by"]
    search_fields = ["restriction__reference", "reasons"]
    date_hierarchy = "ended_on"
    ordering = ["-pk"]


@admin.register(models.Pause)
class PauseAdmin(ReadOnlyAdmin):
    list_display = ["restriction", "kind", "from_on", "until_on", "by", "ended_at"]
    list_filter = ["kind"]
    list_select_related = ["restriction", "by"]
    search_fields = ["restriction__reference", "reasons"]
    date_hierarchy = "from_on"
    ordering = ["-pk"]


@admin.register(models.Lapse)
class LapseAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "restriction"]
    list_select_related = ["restriction"]
    search_fields = ["restriction__reference"]
    ordering = ["-pk"]


@admin.register(models.DepartmentNotice)
class DepartmentNoticeAdmin(ReadOnlyAdmin):
    list_display = ["department", "kind", "customer_name", "from_on", "until_on", "posted_at", "case"]
    list_filter = ["kind", "department"]
    list_select_related = ["department", "case"]
    search_fields = ["case__reference", "customer_name", "occasion"]
    date_hierarchy = "posted_at"
    ordering = ["-posted_at", "-pk"]


@admin.register(models.Telling)
class TellingAdmin(ReadOnlyAdmin):
    list_display = ["notice", "user", "address", "told_at"]
    list_select_related = ["notice__department", "user"]
    search_fields = ["user__full_name", "address", "notice__case__reference"]
    date_hierarchy = "told_at"
    ordering = ["-pk"]


@admin.register(models.NoticeReading)
class NoticeReadingAdmin(ReadOnlyAdmin):
    list_display = ["notice", "user", "read_at", "acknowledged_at"]
    list_select_related = ["notice__department", "user"]
    search_fields = ["user__full_name", "notice__case__reference"]
    date_hierarchy = "read_at"
    ordering = ["-pk"]


@admin.register(models.Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    list_display = ["case", "user", "named_by", "agreed_by", "named_at"]
    list_select_related = ["case", "user", "named_by", "agreed_by"]
    search_fields = ["case__reference", "user__full_name"]
    date_hierarchy = "named_at"
    ordering = ["-pk"]


@admin.register(models.InterimMeasure)
class InterimMeasureAdmin(ReadOnlyAdmin):
    list_display = [
        "reference", "customer_name", "case", "severity", "taken_by", "taken_as", "begins_on", "lapses_on",
        "latest_end_on", "reissue_of",
    ]  # fmt: skip
    list_filter = ["severity", "taken_as"]
    list_select_related = ["case", "taken_by", "reissue_of"]
    search_fields = ["reference", "case__reference", "customer_name", "reasons"]
    date_hierarchy = "taken_on"
    ordering = ["-taken_at", "-pk"]


@admin.register(models.InterimConfirmation)
class InterimConfirmationAdmin(ReadOnlyAdmin):
    list_display = ["measure", "by", "at", "until_on"]
    list_select_related = ["measure", "by"]
    search_fields = ["measure__reference", "by__full_name", "reasons"]
    date_hierarchy = "on"
    ordering = ["-pk"]


@admin.register(models.InterimEnding)
class InterimEndingAdmin(ReadOnlyAdmin):
    list_display = ["measure", "kind", "ended_on", "by", "decision", "at"]
    list_filter = ["kind"]
    list_select_related = ["measure", "by", "decision"]
    search_fields = ["measure__reference", "reasons"]
    date_hierarchy = "ended_on"
    ordering = ["-pk"]


@admin.register(models.InterimContact)
class InterimContactAdmin(ReadOnlyAdmin):
    list_display = ["measure", "kind", "happened_at", "by", "recorded_at"]
    list_filter = ["kind"]
    list_select_related = ["measure", "by"]
    search_fields = ["measure__reference", "how"]
    ordering = ["-pk"]


@admin.register(models.Reconsideration)
class ReconsiderationAdmin(ReadOnlyAdmin):
    list_display = ["measure", "channel", "received_on", "due_on", "outcome", "decided_by"]
    list_filter = ["outcome", "channel"]
    list_select_related = ["measure", "decided_by"]
    search_fields = ["measure__reference", "words"]
    date_hierarchy = "received_on"
    ordering = ["-pk"]


@admin.register(models.Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["restriction", "due_on", "invited_on", "answer_by", "letter"]
    list_select_related = ["restriction", "letter"]
    search_fields = ["restriction__reference"]
    date_hierarchy = "invited_on"
    ordering = ["-invited_at", "-pk"]


@admin.register(models.Reassessment)
class ReassessmentAdmin(ReadOnlyAdmin):
    list_display = ["restriction", "due_on", "still_needed", "outcome", "decided_by", "decided_on"]
    list_filter = ["still_needed", "outcome"]
    list_select_related = ["restriction", "decided_by"]
    search_fields = ["restriction__reference", "decided_by__full_name", "reasons"]
    date_hierarchy = "decided_on"
    ordering = ["-decided_at", "-pk"]


@admin.register(models.Breach)
class BreachAdmin(ReadOnlyAdmin):
    list_display = ["reference", "restriction", "how", "happened_on", "customer", "report", "noted_by", "due_on"]
    list_filter = ["how"]
    list_select_related = ["restriction", "customer", "report", "noted_by"]
    search_fields = ["reference", "restriction__reference", "case__reference"]
    date_hierarchy = "happened_on"
    ordering = ["-noted_at", "-pk"]


@admin.register(models.BreachDecision)
class BreachDecisionAdmin(ReadOnlyAdmin):
    list_display = ["breach", "outcome", "is_again", "by", "at", "letter"]
    list_filter = ["outcome", "is_again"]
    list_select_related = ["breach", "by", "letter"]
    search_fields = ["breach__reference", "reasons"]
    date_hierarchy = "on"
    ordering = ["-pk"]


@admin.register(models.TermsOverlooked)
class TermsOverlookedAdmin(ReadOnlyAdmin):
    list_display = ["breach", "noted_at"]
    list_select_related = ["breach"]
    search_fields = ["breach__reference"]
    ordering = ["-pk"]


@admin.register(models.Contact)
class ContactAdmin(ReadOnlyAdmin):
    list_display = ["happened_at", "customer", "channel", "direction", "about", "kept_terms", "department", "with_whom"]
    list_filter = ["channel", "direction", "kept_terms", "new_issue", "emergency", "threat", "appeal", "department"]
    list_select_related = ["customer", "department", "with_whom"]
    search_fields = ["customer__reference", "customer__name", "about"]
    date_hierarchy = "happened_on"
    ordering = ["-happened_at", "-pk"]


@admin.register(models.ContactStep)
class ContactStepAdmin(ReadOnlyAdmin):
    list_display = ["contact", "found", "done", "report", "by", "at"]
    list_filter = ["found"]
    list_select_related = ["contact", "report", "by"]
    search_fields = ["contact__customer__reference", "done"]
    date_hierarchy = "at"
    ordering = ["-pk"]
