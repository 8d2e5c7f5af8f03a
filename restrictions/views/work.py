"""Home: what directors and those who referred a case have to do next about reviews."""

from django.urls import reverse

from cases.models import Case
from conduct.registry import WorkRow
from restrictions.models import Review

KINDS = {
    Review.Status.OPEN: ("review", "In review"),
    Review.Status.ASKED: ("wait", "More information asked"),
    Review.Status.PROPOSED: ("wait", "Waits for a second approval"),
}


def reviews_to_decide(user, now):
    """Reviews that wait for a director, the first due first."""
    waiting = Review.objects.visible_to(user).to_decide().with_case().order_by("due_on", "pk")[: now.most]
    return [
        WorkRow(
            one.case.title, reverse("restrictions:review", args=[one.case.reference]), _detail(one), one.due_on,
            KINDS[one.status], one.case.reference,
        )
        for one in waiting
    ]  # fmt: skip


def _detail(review):
    return f"{review.case.reference}, {review.director or 'not taken yet'}"


def questions_to_answer(user, now):
    """Questions of directors about cases this person may open."""
    cases = Case.objects.visible_to(user).values("pk")
    asked = Review.objects.asked_about(cases).with_case().order_by("due_on", "pk")[: now.most]
    return [
        WorkRow(
            f"Answer the director: {one.case.title}",
            reverse("restrictions:inform", args=[one.case.reference]),
            one.case.reference,
            one.due_on,
            reference=one.case.reference,
        )
        for one in asked
    ]
