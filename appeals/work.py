"""What waits on the home page because of appeals: who hears them, and what I hear."""

from django.urls import reverse

from appeals.models import Appeal
from conduct.registry import WorkRow


def to_assign(user, now):
    """Appeals nobody hears yet, by the day they are to be acknowledged."""
    waiting = Appeal.objects.visible_to(user).unassigned().with_case().order_by("acknowledge_by", "pk")
    return [row(appeal, appeal.acknowledge_by, "wait") for appeal in waiting[: now.most]]


def to_decide(user, now):
    """Appeals this person hears, by the day they are due."""
    mine = Appeal.objects.heard_by(user).with_case().order_by("decide_by", "pk")
    return [row(appeal, appeal.decide_by, "appeal") for appeal in mine[: now.most]]


def row(appeal, due_on, kind):
    detail = f"{appeal.case.customer} · {appeal.reference}"
    url = reverse("appeals:appeal", args=[appeal.reference])
    return WorkRow(appeal.case.title, url, detail, due_on, (kind, appeal.get_status_display()), appeal.reference)
