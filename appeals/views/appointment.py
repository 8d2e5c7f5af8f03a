from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse

from appeals.actions import appointment as acts
from appeals.forms.hearing import NameForm
from appeals.policy import hearing as policy
from cases.choosing import people
from cases.models import Case
from conduct.forms import ConfirmForm
from conduct.models import Role
from conduct.views import carry_out, fetch, seen


def appointing(request, reference):
    """The case, for the admins and directors who appoint together (404 for everybody else)."""
    found = (
        Case.objects.visible_to(request.user)
        if request.user.access.holds(Role.ADMIN, Role.DIRECTOR)
        else Case.objects.none()
    )
    case = fetch(found.with_customer(), reference=reference)
    seen(request, "case.viewed", case)
    return case


def name(request, reference):
    """Name somebody to hear the appeals of a case when nobody else may; below, who was named and agreed."""
    case = appointing(request, reference)
    form = NameForm(request.POST or None, people=people())
    here = reverse("appeals:name_hearer", args=[case.reference])
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.name_hearer, then=lambda named: here, case=case)
        if response:
            messages.success(request, "The person is named. A director with no part in the case has to agree")
            return response
    context = {"case": case, "form": form, "hearers": policy.who_may_hear(case, on=request.today)}
    appointments = case.appointments.select_related("user", "named_by", "agreed_by").order_by("pk")
    return render(request, "appeals/hearer.html", context | {"appointments": appointments})


def agree(request, reference, pk):
    """Agree, as a director with no part in the case, to the person an admin named."""
    case = appointing(request, reference)
    appointment = fetch(case.appointments.select_related("user", "named_by", "case__customer"), pk=pk)
    form = ConfirmForm(request.POST or None)
    here = reverse("appeals:name_hearer", args=[case.reference])
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.agree_to_hearer, then=lambda agreed: here, appointment=appointment)
        if response:
            messages.success(request, "The person may hear appeals of this case")
            return response
    against = list(policy.reasons_not_to_agree(appointment, by=request.user, on=request.today))
    return render(
        request, "appeals/agree.html", {"case": case, "form": form, "appointment": appointment, "against": against}
    )
