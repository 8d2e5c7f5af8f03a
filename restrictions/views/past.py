from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import Case
from conduct.forms import PastForm
from conduct.past import Then
from conduct.templatetags.dates import moment
from conduct.views import fetch, seen
from restrictions.case_then import case_then


@require_safe
def past_case(request, reference):
    """A case as it stood on a past day: nothing in it that was decided or recorded later."""
    case = fetch(Case.objects.visible_to(request.user).with_customer(), reference=reference)
    form = PastForm(request.GET, now=Then.now(request))
    when = form.then
    seen(request, "case.viewed_then", case, on=moment(when.at))
    page = {"form": form, "when": when, "reference": case.reference}
    with timezone.override(when.organization.time_zone):  # the clock on the wall of that day
        page["then"] = case_then(case, when, request.user)
        return render(request, "restrictions/past_case.html", page)
