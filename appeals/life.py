"""What appeals add to the timeline of a customer."""

from django.urls import reverse

from appeals.models import Appeal
from conduct import registry
from conduct.templatetags.dates import full_date


def appeals(customer, user):
    """Appeals of the customer, and how each was decided."""
    rows = Appeal.objects.visible_to(user).of_group(customer).select_related("officer", "case")
    return registry.Told(rows, "received_at", _appeal)


def _appeal(one):
    decided = f" Decided on {full_date(one.decided_on)}." if one.decided_on else ""
    heard = f" Heard by {one.officer}." if one.officer else ""
    tag = ("appeal", one.get_status_display())
    url = reverse("appeals:appeal", args=[one.reference])
    return registry.Line(f"Appeal {one}", f"Case {one.case}.{heard}{decided}", "ask", "dot-decide", url, tag)
