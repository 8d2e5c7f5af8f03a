from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conduct.registry import WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions import catalog
from restrictions.actions.lapse import ways_to
from restrictions.actions.reassessment import reassess_restriction, standing
from restrictions.forms.reassessment import ReassessForm
from restrictions.models import Restriction
from restrictions.policy import reassessment as policy
from restrictions.policy.endings import watched_by
from restrictions.policy.requests import ask_again_from


@require_http_methods(["GET", "HEAD", "POST"])
def reassess(request, reference):
    """An open review of one restriction: what came in since it started, and what the director finds and decides."""
    found = fetch(Restriction.objects.visible_to(request.user).with_decision(), reference=reference)
    limits = {"organization": request.organization, "calendar": request.calendar}
    ways = ways_to(found.decision) if found.decision.letter else []
    form = ReassessForm(request.POST or None, initial={"ways": ways})
    if request.method == "POST" and form.is_valid():
        there = reverse("restrictions:restriction", args=[found.reference])
        response = carry_out(request, form, reassess_restriction, then=lambda done: there, restriction=found)
        if response:
            messages.success(request, "The review is decided, and the letter is on its way")
            return response
    seen(request, "restriction.viewed", found)
    restriction, term, due, days = standing(found, request.at, request.today, **limits)
    known = policy.since(due, at=request.at, calendar=request.calendar) if due else None
    form.show(known.digest if known else "")
    against = policy.reasons_not_to_reassess(
        restriction, term, due, at=request.at, by=request.user, on=request.today, days=days
    )
    page = {"restriction": restriction, "term": term, "due": due, "known": known, "form": form}
    page |= {
        "title": catalog.MEASURE[restriction.measure].title,
        "against": list(against),
        "past": restriction.reassessments.order_by("-decided_at", "-pk").select_related("decided_by", "letter"),
        "again": ask_again_from(restriction.case, request.today, organization=request.organization),
    }
    return render(request, "restrictions/reassess.html", page)


def reviews_open(user, now):
    """Home: reviews of restrictions that are open, the first to decide first."""
    is_mine = watched_by(user, on=now.today)
    limits = {"organization": now.organization, "calendar": now.calendar}
    return [
        WorkRow(
            one.restriction.reference,
            reverse("restrictions:reassess", args=[one.restriction.reference]),
            f"{one.term.name}: ends by itself on {catalog.in_full(one.term.ends_on)}",
            one.decide_by,
            ("review", "Review due"),
            one.restriction.reference,
            is_reminded=is_mine(one.restriction.decision),
        )
        for one in policy.open_reviews(now.at, now.today, **limits)[: now.most]
    ]
