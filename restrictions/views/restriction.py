import json

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conduct.registry import DayAhead, WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions import catalog
from restrictions.actions.endings import lift_early, shorten_restriction
from restrictions.actions.lapse import ways_to
from restrictions.forms.requests import LiftForm, ShortenForm
from restrictions.models import Restriction, Term
from restrictions.policy import endings as policy
from restrictions.policy.force import appeal_by, received_on, start_of, state_of
from restrictions.policy.history import beside, history_of
from restrictions.policy.reassessment import days_of, due_of
from restrictions.views.breach import breaches_beside


@require_safe
def restriction(request, reference):
    """One restriction: its state in words, what it asks, its dates, its letter, and all that happened to it."""
    restriction = fetch(Restriction.objects.visible_to(request.user).with_decision(), reference=reference)
    seen(request, "restriction.viewed", restriction)
    term = restriction.terms.as_of(request.at, request.today).get()
    parameters = json.loads(term.parameters)
    can, please_do_not = catalog.do_and_dont_together([(restriction.measure, parameters)])
    received = received_on(restriction.decision.letter, at=request.at)
    limits = {"organization": request.organization, "calendar": request.calendar}
    return render(
        request,
        "restrictions/restriction.html",
        {
            "restriction": restriction,
            "decision": restriction.decision,
            "term": term,
            "state": state_of(term, on=request.today),
            "title": catalog.MEASURE[restriction.measure].title,
            "details": catalog.details(restriction.measure, parameters),
            "can": can,
            "please_do_not": please_do_not,
            "starts_on": start_of(term),
            "received_on": received,
            "appeal_by": appeal_by(received, **limits) if received else None,
            "reviews": days_of(term, **limits),
            "due": due_of(term, at=request.at, on=request.today, **limits),
            "history": history_of(restriction),
            **breaches_beside(restriction, state_of(term, on=request.today), request),
            "others": beside(restriction),
            "reasons": list(
                policy.reasons_not_to_lift(restriction, by=request.user, on=request.today, ends_on=term.ends_on)
            ),
        },
    )


def _ending(request, reference, form_of, act, template):
    restriction = fetch(Restriction.objects.visible_to(request.user).with_decision(), reference=reference)
    term = restriction.terms.order_by("-number").first()
    letter_ways = ways_to(restriction.decision) if restriction.decision.letter else []
    form = form_of(request.POST or None, initial={"ways": letter_ways})
    if request.method == "POST" and form.is_valid():
        there = reverse("restrictions:restriction", args=[restriction.reference])
        response = carry_out(request, form, act, then=lambda done: there, restriction=restriction)
        if response:
            return response
    seen(request, "restriction.viewed", restriction)
    reasons = list(policy.reasons_not_to_lift(restriction, by=request.user, on=request.today, ends_on=term.ends_on))
    told = restriction.decision.notices.standing().with_decision()
    return render(
        request, template, {"restriction": restriction, "term": term, "form": form, "reasons": reasons, "told": told}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end(request, reference):
    """End a restriction today, with reasons and a letter."""
    return _ending(request, reference, LiftForm, lift_early, "restrictions/restriction_end.html")


@require_http_methods(["GET", "HEAD", "POST"])
def shorten(request, reference):
    """Give a restriction an earlier end, with reasons and a letter."""
    return _ending(request, reference, ShortenForm, shorten_restriction, "restrictions/restriction_shorten.html")


def ending_soon(user, now):
    """Home: what ends by itself within the next 30 days."""
    is_mine = policy.watched_by(user, on=now.today)
    soon = Term.objects.in_force(now.at, now.today).ending_by(now.today + policy.HORIZON).with_restriction()
    return [
        WorkRow(
            term.restriction.reference,
            reverse("restrictions:restriction", args=[term.restriction.reference]),
            f"{term.name}: ends by itself on {catalog.in_full(term.ends_on)}",
            tag=("wait", "Ending"),
            reference=term.restriction.reference,
            happens_on=term.ends_on,
            is_reminded=is_mine(term.restriction.decision),
        )
        for term in soon.order_by("ends_on", "pk")[: now.most]
    ]


def days_ahead(user, now):
    """The calendar of a director: when each restriction they watch ends by itself and when it is reviewed."""
    limits = {"organization": now.organization, "calendar": now.calendar}
    is_mine = policy.watched_by(user, on=now.today)
    days = []
    for term in policy.still_to_end(at=now.at, on=now.today):
        if is_mine(term.restriction.decision):
            reference = term.restriction.reference
            address = reverse("restrictions:restriction", args=[reference])
            days.append(DayAhead("end", address, "Ends by itself", reference, term.ends_on))
            days += [
                DayAhead(f"review {number}", address, "Review", reference, day)
                for number, day in enumerate(days_of(term, **limits), start=1)
                if day >= now.today
            ]
    return days
