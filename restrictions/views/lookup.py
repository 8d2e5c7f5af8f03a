import logging

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from conduct.models import Role
from conduct.past import Then
from conduct.templatetags.dates import moment
from conduct.views import seen
from restrictions.forms.lookup import LookupForm, LookupThenForm
from restrictions.policy import lookup as policy
from restrictions.policy.formerly import behind, look_up_then
from restrictions.views.breach import note_form

logger = logging.getLogger(__name__)
READERS = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)
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


@require_http_methods(["GET", "HEAD", "POST"])
def lookup_then(request):
    """What the desk would have been told at a past moment: for those who judge or audit, never the desk's own field."""
    if not request.user.access.holds(*READERS):
        raise Http404
    form = LookupThenForm(request.POST if request.method == "POST" else None, now=Then.now(request))
    page = {"form": form, "answer": None, "terms": None, "typed": "", "when": None, "behind": ()}
    if form.is_bound and form.is_valid():
        page |= answered_then(request, form.then, form.cleaned_data["q"], form.cleaned_data["who"])
    return render(request, "restrictions/lookup_then.html", page)


def answered_then(request, when, q, who):
    """The answer of that moment, what the desk would have read with it, and what it rested on."""
    terms = None
    try:
        answer = look_up_then(q, then=when, who=who)
    except LookupError:  # somebody who was not among those offered then: ask again
        answer = look_up_then(q, then=when)
    if answer.person:
        terms = policy.terms_in_words(answer.person, on=when.on, organization=when.organization)
    subject = answer.person.record if answer.person else None
    seen(request, "lookup.asked_then", subject, typed=q, on=moment(when.at), answer=answer.label)
    rests = behind(answer.person, when) if answer.person else ()
    return {"answer": answer, "terms": terms, "typed": q, "when": when, "behind": rests}
