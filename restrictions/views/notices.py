from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conduct.forms import ConfirmForm
from conduct.paging import page_of
from conduct.registry import CaseLine, WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions.actions.notices import acknowledge_notice, remind_department, tell_department
from restrictions.forms.notices import RemindForm, TellForm
from restrictions.models import DepartmentNotice, InterimMeasure, Restriction, Term
from restrictions.policy import interim
from restrictions.policy import notices as policy
from restrictions.policy.board import board_of, coverage_of, figures_of, may_remind, unfinished
from restrictions.policy.contact import may_log
from restrictions.policy.endings import watched_by
from restrictions.policy.force import state_of

NEWEST, LONGEST_WAITING = ("-posted_at", "-pk"), ("posted_at", "pk")


@require_safe
def notices(request):
    """The notices to one's own departments, those to read first; a key leads on in the list it came from."""
    mine = DepartmentNotice.objects.to(request.user).with_decision()
    waiting = page_of(DepartmentNotice.objects.to_read_by(request.user).with_decision(), LONGEST_WAITING, request)
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
    coverage = coverage_of([notice], on=request.today)[0]
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
    board = _board(notices, request)
    form = RemindForm(request.POST or None, notices=notices)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, remind_department, then=lambda event: request.path)
        if response:
            return response
    seen(request, "told.viewed", restriction)
    page = {
        "restriction": restriction,
        "board": board,
        "figures": figures_of(board),
        "not_told": policy.departments_not_told(restriction.decision) if restriction.decision.is_issued else [],
        "form": form,
        "state": state_of(Term.objects.as_of(request.at, request.today).get(restriction=restriction), on=request.today),
        "may_remind": may_remind(request.user),
    }
    return render(request, "restrictions/told.html", page)


def _board(notices, request):
    return board_of(notices, on=request.today, calendar=request.calendar, organization=request.organization)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request, reference):
    """Tell a further department of a restriction that still applies, such as one added since."""
    restriction = fetch(Restriction.objects.visible_to(request.user).with_decision(), reference=reference)
    if not may_remind(request.user):
        raise Http404
    decision = restriction.decision
    form = TellForm(request.POST or None, decision=decision)
    if request.method == "POST" and form.is_valid():
        address = reverse("restrictions:told", args=[reference])
        response = carry_out(request, form, tell_department, then=lambda notice: address, decision=decision)
        if response:
            return response
    seen(request, "told.viewed", restriction)
    page = {"restriction": restriction, "form": form, "not_told": policy.departments_not_told(decision)}
    return render(request, "restrictions/tell.html", page)


def notices_to_read(user, now):
    """Home: the notices this person has not acknowledged, with the day the organization allows for it."""
    limits = {"calendar": now.calendar, "organization": now.organization}
    waiting = DepartmentNotice.objects.to_read_by(user).with_decision().order_by(*LONGEST_WAITING)
    return [
        WorkRow(
            one.customer_name,
            policy.address_of(one),
            f"{one.label} · {one.department}",
            policy.acknowledge_by(one, told_at=one.told_at, **limits),
            ("wait", "To read"),
        )
        for one in waiting[: now.most]
    ]


def not_acknowledged(user, now):
    """Home: departments that have not acknowledged within the days of the settings, the longest waiting first."""
    limits = {"calendar": now.calendar, "organization": now.organization}
    is_mine = watched_by(user, on=now.today)
    return [
        WorkRow(
            f"{one.notice.department}: {len(one.waiting)} of {len(one.readers)} have not acknowledged",
            _board_of(one.notice),
            f"{one.notice.customer_name} · {one.notice.label}",
            policy.escalates_on(one.notice, **limits),
            ("stop", "Escalated"),
            policy.subject_named(one.notice),
            is_reminded=one.notice.decision is None or is_mine(one.notice.decision),
        )
        for one in unfinished(now.at, now.today, most=now.most, **limits)
    ]


def _board_of(notice):
    """Where everybody who was told of the same thing stands."""
    if notice.interim_id:
        return reverse("restrictions:interim", args=[notice.interim.reference])
    return reverse("restrictions:told", args=[notice.decision.restrictions.all()[0].reference])


def coverage_line(case, user, now):
    """The case at a glance: how many departments and people have acknowledged the last notice of its decisions."""
    notices = [one for one in case.notices.standing().with_restrictions().order_by("-posted_at", "-pk") if one.decision]
    if not notices:
        return None
    told = figures_of(coverage_of(notices, on=now.today))
    departments = (
        f"{told.departments_done} of {told.departments} {'department' if told.departments == 1 else 'departments'}"
    )
    people = f"{told.done} of {told.people} {'person' if told.people == 1 else 'people'}"
    url = _board_of(notices[0]) if user.access.reads_all else ""
    return CaseLine("Notices acknowledged", f"{departments}, {people}", url)
