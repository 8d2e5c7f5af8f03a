from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Answer, Case
from conduct.models import Role
from conduct.paging import page_of
from conduct.registry import WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions.actions.lapse import ways_to
from restrictions.actions.requests import answer_early_review, answer_leave
from restrictions.forms.requests import EarlyReviewForm, LeaveForm
from restrictions.policy import requests as policy
from restrictions.policy.notices import live_terms

READERS = (Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)  # those who work on cases, judge or audit
ANSWERS = {
    Answer.Kind.WAIVER: (LeaveForm, answer_leave),
    Answer.Kind.EARLY_REVIEW: (EarlyReviewForm, answer_early_review),
}


@require_safe
def requests(request):
    """What customers asked for and nobody has answered yet, the first due first."""
    if not request.user.access.holds(*READERS):
        raise Http404
    seen(request, "requests.viewed")
    page = page_of(_waiting(request.user), policy.FIRST_DUE, request)
    return render(request, "restrictions/requests.html", {"page": page, "today": request.today})


@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request, pk):
    """Decide one request: the words of the customer, what applies, and the answer with its letter."""
    answer = fetch(policy.asked(Case.objects.visible_to(request.user)), pk=pk)
    form_of, act = ANSWERS[answer.kind]
    form = form_of(request.POST or None, initial={"ways": ways_to(answer.letter.decision)})
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda done: reverse("restrictions:requests"), answer=answer)
        if response:
            return response
    seen(request, "request.viewed", answer)
    return render(
        request,
        "restrictions/request.html",
        {
            "answer": answer,
            "form": form,
            "terms": live_terms(answer.letter.decision, at=request.at, on=request.today),
            "reasons": list(policy.reasons_not_to_answer(answer, by=request.user, on=request.today)),
            "again": policy.earliest_early_review(answer, organization=request.organization),
        },
    )


def _waiting(user):
    return policy.waiting(Case.objects.visible_to(user))


def requests_to_answer(user, now):
    """Home: requests for leave and early reviews, the first due first."""
    return [
        WorkRow(
            answer.get_kind_display(),
            reverse("restrictions:request", args=[answer.pk]),
            str(answer.case.customer),
            answer.due_on,
            reference=answer.case.reference,
        )
        for answer in _waiting(user)[: now.most]
    ]
