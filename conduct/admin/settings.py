"""Departments, limits, holidays, places, standards and wording: edited here, each change an event."""

from django.contrib import admin

from conduct.actions.settings import change_setting, publish_policy, word_letter
from conduct.admin.reading import ActAdmin
from conduct.models import Department, Holiday, LetterWording, Organization, PolicyVersion, Premises, ServiceStandard


class SettingAdmin(ActAdmin):
    def write(self, request, obj, form, change):
        what = f"{self.opts.verbose_name} {obj}"
        return change_setting(row=obj, what=what, by=request.user, at=request.at)


@admin.register(Organization)
class OrganizationAdmin(SettingAdmin):
    """One organization: its name and addresses, then every limit with the range it may be set in."""

    fieldsets = [
        (None, {"fields": [
            "name", "address", "phone", "email", "emergency_phone", "help_contact", "support_contact", "time_zone",
        ]}),
        ("Appeals", {"fields": ["appeal_phone", "appeal_email", "appeal_address", "outside_bodies"]}),
        ("Reports and reviews", {"fields": [
            "duty_director", "report_days", "support_days", "triage_days", "director_days", "statement_days",
            "warning_months",
            "warning_by_supervisor", "pattern_count", "pattern_months", "warning_needed_for_pattern", "word_scan",
        ]}),
        ("Restrictions", {"fields": [
            "default_months", "cap_months", "absolute_cap_months", "review_lead_days", "midpoint_months",
            "view_days", "early_review_interval_days", "waiver_days", "breach_days", "mail_days", "monitoring_days",
        ]}),
        ("Notices and reminders", {"fields": ["notice_days", "escalation_days", "digest_hour"]}),
        ("Ladder: how long a measure lasts unless the director says otherwise", {"fields": [
            "ladder_moderate_contact_months", "ladder_moderate_access_days", "ladder_serious_contact_months",
            "ladder_serious_access_months", "ladder_second_contact_months", "ladder_second_access_months",
            "ladder_critical_contact_months", "ladder_critical_access_months",
        ]}),
        ("Interim safety measures", {"fields": [
            "interim_measures", "interim_max_days", "interim_total_days", "interim_reissues", "interim_reconsider_days",
        ]}),
        ("Time limits of appeals", {"fields": [
            "appeal_days", "appeal_acknowledge_days", "appeal_decision_days", "appeal_extension_days",
            "appeal_outer_days", "stay_days",
        ]}),
        ("How long records are kept", {"fields": [
            "keep_no_action_years", "keep_warning_years", "keep_restriction_years", "keep_violence_years",
        ]}),
        ("Figures", {"fields": ["report_small_cell"]}),
    ]  # fmt: skip

    def has_add_permission(self, request):
        return False


@admin.register(Department)
class DepartmentAdmin(SettingAdmin):
    list_display = ["name", "kind", "email", "phone", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "email"]


@admin.register(Holiday)
class HolidayAdmin(SettingAdmin):
    list_display = ["on", "name", "is_open"]
    date_hierarchy = "on"
    ordering = ["-on"]


@admin.register(Premises)
class PremisesAdmin(SettingAdmin):
    list_display = ["name", "address", "is_active"]
    search_fields = ["name", "address"]


@admin.register(ServiceStandard)
class ServiceStandardAdmin(SettingAdmin):
    list_display = ["name", "promise", "department", "is_active"]
    list_select_related = ["department"]
    search_fields = ["name", "promise"]


class NewRowAdmin(SettingAdmin):
    """Rows that stay as they are: changing one is adding the next."""

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(LetterWording)
class LetterWordingAdmin(NewRowAdmin):
    list_display = ["kind", "part", "language", "number"]
    list_filter = ["kind", "language"]
    search_fields = ["text"]
    ordering = ["kind", "part", "-number"]

    def write(self, request, obj, form, change):
        return word_letter(**form.cleaned_data, by=request.user, at=request.at)


@admin.register(PolicyVersion)
class PolicyVersionAdmin(NewRowAdmin):
    """The policy: each version is published once, and stays."""

    fields = ["in_force_on", "what_changed", "text"]
    list_display = ["__str__", "in_force_on", "what_changed", "published_by", "published_at"]
    list_select_related = ["published_by"]
    ordering = ["-number"]

    def get_changeform_initial_data(self, request):
        last = PolicyVersion.objects.newest_first().first()
        return {"text": last.text, "in_force_on": request.today}

    def write(self, request, obj, form, change):
        return publish_policy(**form.cleaned_data, by=request.user, at=request.at)
