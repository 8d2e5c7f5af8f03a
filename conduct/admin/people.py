"""Accounts and roles in the admin site: added, changed, granted, approved and ended by acts."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied

from conduct.actions import people
from conduct.admin.reading import ActAdmin, ReadInline, ReadOnlyAdmin
from conduct.lifecycle import Refused
from conduct.models import Membership, User

ACCOUNT = ["email", "full_name", "title", "phone", "manager", "is_outside_reviewer"]


class MembershipInline(ReadInline):
    """The roles of a person, as they were granted; read here, written on their own page."""

    model = Membership
    fk_name = "user"
    fields = readonly_fields = ["role", "department", "starts_on", "ends_on", "granted_by", "approved_by", "ended_at"]


@admin.register(User)
class UserAdmin(ActAdmin):
    list_display = ["full_name", "email", "title", "is_active", "last_login"]
    list_filter = ["is_active", "memberships__role", "is_outside_reviewer", ("new_email", admin.EmptyFieldListFilter)]
    search_fields = ["full_name", "email", "title"]
    ordering = ["full_name"]
    fields = [*ACCOUNT, "new_email"]
    readonly_fields = ["new_email"]
    inlines = [MembershipInline]
    actions = ["deactivate", "reactivate", "approve_email", "decline_email"]

    def lookup_allowed(self, lookup, value, request):
        """Not by the password: a list narrowed letter by letter would spell out its hash."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def write(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in ACCOUNT}
        if change:
            changed = people.change_user(user=obj, by=request.user, at=request.at, **values)
            if changed.new_email:
                messages.warning(request, f"{changed.new_email} signs in once another admin approves it.")
            return changed
        return people.add_user(by=request.user, at=request.at, **values)

    @admin.action(description="Deactivate the chosen accounts", permissions=["change"])
    def deactivate(self, request, queryset):
        for user in queryset:
            tell(
                request,
                people.deactivate_user,
                f"{user} is deactivated.",
                user=user,
                reason="Deactivated in the admin site",
            )

    @admin.action(description="Reactivate the chosen accounts", permissions=["change"])
    def reactivate(self, request, queryset):
        for user in queryset:
            tell(request, people.reactivate_user, f"{user} is reactivated.", user=user)

    @admin.action(description="Approve the new e-mail as the second admin", permissions=["change"])
    def approve_email(self, request, queryset):
        for user in queryset:
            tell(request, people.approve_email, f"{user} now signs in with {user.new_email}.", user=user)

    @admin.action(description="Decline the new e-mail", permissions=["change"])
    def decline_email(self, request, queryset):
        for user in queryset:
            tell(request, people.decline_email, f"{user} keeps {user.email}.", user=user)


class GrantForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["user", "role", "department", "starts_on", "ends_on"]


@admin.register(Membership)
class MembershipAdmin(ActAdmin):
    """A role is granted, approved by a second person where it takes two, and ended; never edited."""

    form = GrantForm
    list_display = ["user", "role", "department", "starts_on", "ends_on", "granted_by", "approved_by", "ended_at"]
    list_filter = [
        "role",
        "department",
        ("approved_at", admin.EmptyFieldListFilter),
        ("ended_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["user", "department", "granted_by", "approved_by"]
    search_fields = ["user__full_name", "user__email"]
    date_hierarchy = "granted_at"
    ordering = ["-granted_at", "-pk"]
    actions = ["approve", "end"]

    def has_change_permission(self, request, obj=None):
        return ReadOnlyAdmin.has_change_permission(self, request, obj)

    def has_grant_permission(self, request):
        return self.has_add_permission(request)

    def write(self, request, obj, form, change):
        if change:
            raise PermissionDenied
        return people.grant_role(by=request.user, at=request.at, **form.cleaned_data)

    @admin.action(description="Approve as the second person", permissions=["grant"])
    def approve(self, request, queryset):
        for membership in queryset:
            tell(request, people.approve_role, f"{membership} is approved.", membership=membership)

    @admin.action(description="End these roles now", permissions=["grant"])
    def end(self, request, queryset):
        for membership in queryset:
            reason = "Ended in the admin site"
            tell(request, people.end_role, f"{membership} has ended.", membership=membership, reason=reason)


def tell(request, act, done, **arguments):
    """Carry out the act as the signed-in person and say what came of it."""
    try:
        act(**arguments, by=request.user, at=request.at)
    except Refused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, done)
