from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conduct.forms import ConfirmForm
from conduct.paging import page_of
from conduct.registry import WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions.actions.notices import acknowledge_notice, remind_department
from restrictions.forms.notices import RemindForm
from restrictions.models import DepartmentNotice, InterimMeasure, Restriction, Term
from restrictions.policy import interim
from restrictions.policy import notices as policy
from restrictions.policy.contact import may_log
from restrictions.policy.force import state_of

NEWEST, LONGEST_WAITING = ("-posted_at", "-pk"), ("posted_at", "pk")


@require_safe
def notices(request):
    """The notices to one's own departments, those to read first; a key leads on in the list it came from."""
    mine = DepartmentNotice.objects.to(request.user).with_decision()
    waiting = page_of(mine.unacknowledged_by(request.user), LONGEST_WAITING, request)
    page = page_of(mine, NEWEST, request)
    seen(request, "notice.listed")
    return render(request, "restrictions/notices.html", {"waiting": waiting, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request, pk):
    """One notice; opening it counts as reading, and only a press of the button as having read it."""
    notice = fetch(DepartmentNotice.objects.visible_to(request.user).with_decision(), pk=pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acknowledge_notice, then=lambda reading: request.path, notice=notice)
        if response:
            return response
    seen(request, policy.READ, notice)
    reasons = list(policy.reasons_not_to_acknowledge(notice, by=request.user, on=request.today))
    coverage = policy.coverage_of([notice], on=request.today)[0]
    page = {
        "notice": notice,
        "form": form,
        "reasons": reasons,
        "coverage": coverage,
        "mine": _mine(coverage, request.user),
    }
    page["customer"] = _logged_about(notice, request)
    page |= {"can": notice.can.splitlines(), "please_do_not": notice.please_do_not.splitlines()}
    return render(request, "restrictions/notice.html", page | {"state": _state(notice, request)})


def _mine(coverage, user):
    return next((reader for reader in coverage.readers if reader.user_id == user.pk), None)


def _logged_about(notice, request):
    """The customer, if this person can log a contact with them."""
    customer = notice.case.customer
    return customer if may_log(request.user, customer, on=request.today) else None


def _state(notice, request):
    """What has become of the measure, or the first restriction, the notice is about, in words."""
    if notice.interim_id:
        measure = fetch(InterimMeasure.objects.as_of(request.at, request.today), pk=notice.interim_id)
        return interim.state_of(measure, on=request.today)
    terms = Term.objects.as_of(request.at, request.today).of_decision(notice.decision_id)
    return state_of(terms[0], on=request.today)


@require_http_methods(["GET", "HEAD", "POST"])
def told(request, reference):
    """Who has been told of a restriction: coverage first, then one line for each department and person."""
    restriction = fetch(Restriction.objects.visible_to(request.user).with_decision(), reference=reference)
    notices = restriction.decision.notices.standing().with_decision().order_by("department__name", "pk")
    board = policy.coverage_of(notices, on=request.today)
    form = RemindForm(request.POST or None, notices=notices)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, remind_department, then=lambda event: request.path)
        if response:
            return response
    seen(request, "told.viewed", restriction)
    page = {
        "restriction": restriction,
        "board": board,
        "figures": policy.figures_of(board),
        "form": form,
        "state": state_of(Term.objects.as_of(request.at, request.today).get(restriction=restriction), on=request.today),
        "may_remind": policy.may_remind(request.user),
    }
    return render(request, "restrictions/told.html", page)


def notices_to_read(user, now):
    """Home: the notices this person has not acknowledged."""
    unread = DepartmentNotice.objects.to(user).unacknowledged_by(user).with_decision()
    waiting = unread.order_by(*LONGEST_WAITING)[: now.most]
    return [
        WorkRow(
            one.customer_name,
            reverse("restrictions:notice", args=[one.pk]),
            f"{one.label} · {one.department}",
            tag=("wait", "To read"),
        )
        for one in waiting[: now.most]
    ]
