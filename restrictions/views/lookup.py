import logging

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from conduct.views import seen
from restrictions.forms.lookup import LookupForm
from restrictions.policy import lookup as policy
from restrictions.views.breach import note_form

logger = logging.getLogger(__name__)
FAILED = policy.Answer("failed", "We could not check")


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request):
    """Answers on POST only, so that a half-typed name never reads as clear and no name stands in an address."""
    if request.user.is_outside_reviewer:
        raise Http404  # a limited account sees its own case and nobody else
    form = LookupForm(request.POST if request.method == "POST" else None)
    page = {"form": form, "answer": None, "terms": None, "breach": None, "typed": ""}
    if form.is_bound and form.is_valid():
        page |= answered(request, **form.cleaned_data)
    return render(request, "restrictions/lookup.html", page)


def answered(request, q, who):
    """What the page shows. A search that failed, however it failed, is its own answer and never clear."""
    terms, breach = None, None
    try:
        answer = policy.look_up(q, at=request.at, on=request.today, who=who)
        if answer.person:
            terms = policy.terms_in_words(answer.person, on=request.today, organization=request.organization)
            binding = policy.binding_on(answer.person, request.today)
            breach = note_form([term.restriction for term in binding], request)
    except policy.FAILURES:
        logger.exception("A look-up failed")
        answer = FAILED
    seen(request, "lookup.answered", answer.person.record if answer.person else None, typed=q, answer=answer.label)
    return {
        "answer": answer,
        "terms": terms,
        "breach": breach,
        "typed": q,
        "call": policy.whom_to_call(request.organization) if answer is FAILED else None,
    }
