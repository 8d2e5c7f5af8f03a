"""Deciding: what will happen is checked and confirmed, and there is a receipt."""

from django.http import Http404
from django.shortcuts import render

from conduct.views import carry_out, fetch, seen
from restrictions.actions.decision import decide as decide_act
from restrictions.actions.decision import standing_proposal
from restrictions.forms.review import DecideForm
from restrictions.models import Decision, Outcome, Review
from restrictions.policy.decision import digest_of
from restrictions.policy.desk import Desk, reasons_of
from restrictions.views.review import address, now_of, read


def decide(request, reference, outcome):
    """Confirm one outcome; the server asks every condition again, on exactly what is shown here."""
    if outcome not in Outcome.values:
        raise Http404
    review = read(request, reference)
    desk, first = Desk(review, request.user, now_of(request)), standing_proposal(review)
    form = DecideForm(request.POST or None, is_second=bool(first))
    if request.method == "POST" and form.is_valid():
        then = address(review, "decided")
        response = carry_out(request, form, decide_act, then=lambda decision: then, review=review, outcome=outcome)
        if response:
            return response
    digest, shown = digest_of(review)
    form.show(digest, shown)
    context = {
        "desk": desk,
        "review": review,
        "form": form,
        "outcome": Outcome(outcome),
        "first": first,
        "reasons": reasons_of(desk, outcome),
    }
    return render(request, "restrictions/decide.html", context)


def decided(request, reference):
    """The receipt: what was decided, or that a second signature is waited for."""
    review = fetch(Review.objects.visible_to(request.user).latest_of_case().with_case(), case__reference=reference)
    seen(request, "decision.viewed", review.case)
    decision = Decision.objects.with_terms().of_review(review)
    opened = Decision.objects.visible_to(request.user).of_review(review)
    context = {"review": review, "decision": decision, "opened": opened, "first": standing_proposal(review)}
    if not decision and not context["first"]:
        raise Http404
    return render(request, "restrictions/decided.html", context)
