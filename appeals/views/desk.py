from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from appeals.apps import reads_appeals
from appeals.desk import desk_of, due_of
from appeals.forms.deciding import DecideForm
from appeals.forms.lodging import AppealFilterForm
from appeals.models import Appeal
from appeals.policy.deciding import subjects_of
from conduct.paging import capped_count, page_of
from conduct.views import fetch, seen
from restrictions.actions.lapse import ways_to
from restrictions.policy.decision import Moment


def page_of_appeal(appeal):
    return reverse("appeals:appeal", args=[appeal.reference])


def now_of(request):
    """The moment of a request, without asking the database for it again."""
    return Moment(request.at, request.today, request.organization, request.calendar)


def readable(request, reference):
    """The appeal, if this person reads it: its officer, and those who judge or audit (404 otherwise)."""
    return fetch(Appeal.objects.visible_to(request.user).as_read(), reference=reference)


def heard(request, reference):
    """The appeal, if this person hears it; every act on it is theirs alone (404 otherwise)."""
    found = Appeal.objects.visible_to(request.user).as_read()
    return fetch(found, reference=reference, officer=request.user)


@require_safe
def appeals(request):
    """The appeals this person reads: open ones by the day they are due, the others newest first."""
    if not reads_appeals(request.user):
        raise Http404
    form = AppealFilterForm(request.GET, label_suffix="")
    filters = form.cleaned_data if form.is_valid() else {}
    found = Appeal.objects.visible_to(request.user).narrowed(filters, user=request.user, today=request.today)
    by_due = not filters.get("status") or filters["status"] in Appeal.OPEN
    page = page_of(found.with_case(), ("decide_by", "pk") if by_due else ("-received_at", "-pk"), request)
    for one in page.rows:
        one.due = due_of(one, on=request.today)
    seen(request, "appeal.listed")
    context = {
        "form": form,
        "page": page,
        "count": capped_count(found),
        "by_due": by_due,
        "narrowed": any(filters.values()),
    }
    return render(request, "appeals/appeals.html", context)


@require_safe
def appeal(request, reference):
    """One appeal: the decision, the evidence as it stood and the appeal side by side, and what is decided about it."""
    found = readable(request, reference)
    seen(request, "appeal.viewed", found)
    form = DecideForm(initial={"ways": ways_to(found.decision)}, grounds=found.ground_list, subjects=subjects_of(found))
    return render(request, "appeals/appeal.html", page_for(request, found, form))


def page_for(request, appeal, form, **more):
    """What the appeal's page shows, whoever asked for it."""
    desk = desk_of(appeal, by=request.user, now=now_of(request))
    return {"appeal": appeal, "desk": desk, "form": form, "preview": "", "against": []} | more
