"""The admin site: everything is read there, people and settings are edited through acts, nothing else is written."""

import allauth.account.admin  # noqa: F401  registers itself on import, and is taken out again below
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group

from conduct.admin import people, records, settings

# Neither is ours: roles are memberships, and whoever adds an address here could reset somebody else's password.
admin.site.unregister([Group, EmailAddress])

__all__ = ["people", "records", "settings"]
