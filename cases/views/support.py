"""Support for who was there: its page at a report, for supervisors of the department and directors alone."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.actions import support as acts
from cases.forms import support as forms
from cases.models import IncidentReport, SupportOffer
from cases.policy import support as policy
from conduct.registry import WorkRow
from conduct.views import carry_out, fetch, seen


def address_of(report):
    return reverse("cases:support", args=[report.reference])


@require_http_methods(["GET", "HEAD", "POST"])
def support(request, reference):
    """What was offered after a report, and to offer more."""
    report = fetch(IncidentReport.objects.worked_on_by(request.user).select_related("triage"), reference=reference)
    if not policy.reads_support(request.user):
        raise Http404
    form = forms.OfferSupportForm(request.POST or None, people=policy.offered_to(report))
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.offer_support, then=lambda offer: address_of(report), report=report)
        if response:
            return response
    seen(request, "report.viewed", report)
    offers = SupportOffer.objects.readable_by(request.user).of_reports([report.pk])
    due_on = policy.offer_by(report, calendar=request.calendar, organization=request.organization)
    page = {"report": report, "form": form, "offers": offers, "due_on": due_on}
    return render(request, "cases/support.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, reference, pk):
    """Write down what they answered to an offer."""
    offers = SupportOffer.objects.readable_by(request.user).select_related("report", "to")
    offer = fetch(offers, report__reference=reference, pk=pk)
    form = forms.AnswerOfferForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.answer_offer, then=lambda done: address_of(offer.report), offer=offer)
        if response:
            return response
    seen(request, "report.viewed", offer.report)
    against = list(policy.reasons_not_to_answer_offer(offer, by=request.user, on=request.today))
    return render(request, "cases/support_answer.html", {"offer": offer, "form": form, "against": against})


def support_to_offer(user, now):
    """Home: serious reports, and those whose author asked for support, about which nobody offered any yet."""
    return [
        WorkRow(
            "Offer support to who was there",
            address_of(report),
            f"{report.reference} · {report.department}",
            policy.offer_by(report, calendar=now.calendar, organization=now.organization),
            ("wait", "Asked for" if report.support_wanted else "None offered yet"),
            reference=report.reference,
        )
        for report in policy.waiting(user)[: now.most]
    ]
