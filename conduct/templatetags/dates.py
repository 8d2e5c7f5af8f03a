"""How a date and a time read: November 20, 2026 and 12:04 PM, in the organization's time zone."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as formatted

register = template.Library()

DAY = "F j, Y"
SHORT_DAY = "M j, Y"
CLOCK = "g:i A"


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def full_date(value):
    """November 20, 2026, for a date or an instant; nothing for nothing."""
    return formatted(_local(value), DAY) if value else ""


@register.filter
def short_date(value):
    """Nov 20, 2026, where days stand under each other in a table; nothing for nothing."""
    return formatted(_local(value), SHORT_DAY) if value else ""


@register.filter
def clock(value):
    """12:04 PM, for an instant or a time; nothing for nothing."""
    return formatted(_local(value), CLOCK) if value else ""


@register.filter
def moment(value):
    """November 20, 2026 at 12:04 PM, for an instant; nothing for nothing."""
    return f"{full_date(value)} at {clock(value)}" if value else ""
