"""The report once it was sent: my reports, the report as it stands, additions, void, and a copy for a second person."""

import secrets

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.actions import reports as acts
from cases.forms.reports import AdditionForm, VoidForm, words_of_report
from cases.models import Evidence, IncidentReport, ReportDraft, Voiding
from cases.policy import reports as policy
from cases.views.reports.answers import panels_of_report
from conduct.forms import ConfirmForm
from conduct.models import Role
from conduct.paging import page_of
from conduct.views import carry_out, fetch, seen

MINE = ("-sent_at", "-pk")


def my_reports(request):
    """Drafts to go on with, and what became of what I sent."""
    drafts = ReportDraft.objects.of(request.user).unsent().order_by("-saved_at")[:20]
    page = page_of(IncidentReport.objects.of_reporter(request.user), MINE, request)
    readers = policy.readers_by_department({one.department_id for one in page.rows}, on=request.today)
    rows = [(report, *_progress(request, report, readers)) for report in page.rows]
    seen(request, "report.mine_listed", request.user)
    return render(request, "cases/reports.html", {"drafts": drafts, "rows": rows, "page": page})


def report(request, reference):
    """The report as it was sent, what was added since, and where it stands."""
    report = _visible(request, reference)
    seen(request, "report.viewed", report)
    return _show(request, report, AdditionForm())


def add_to_report(request, reference):
    """A dated addition, with files."""
    report = _visible(request, reference)
    if request.method != "POST":
        return redirect(_address(report))
    form = AdditionForm(request.POST, request.FILES)
    if form.is_valid():
        response = carry_out(request, form, acts.add_to_report, then=lambda addendum: _address(report), report=report)
        if response:
            return response
    return _show(request, report, form)


def void_report(request, reference):
    """Ask that a report counts for nothing."""
    report = _visible(request, reference)
    seen(request, "report.viewed", report)
    reasons = list(policy.reasons_not_to_ask_to_void(report, by=request.user, on=request.today))
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.ask_to_void, then=lambda voiding: _address(report), report=report)
        if response:
            return response
    return render(request, "cases/report_void.html", {"report": report, "form": form, "reasons": reasons})


def answer_voiding(request, reference, voiding):
    """The second person confirms or declines."""
    report = _visible(request, reference)
    seen(request, "report.viewed", report)
    voiding = fetch(Voiding.objects.select_related("asked_by", "report"), pk=voiding, report=report)
    reasons = list(policy.reasons_not_to_answer_voiding(voiding, by=request.user, on=request.today))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = acts.decline_voiding if "decline" in request.POST else acts.confirm_voiding
        response = carry_out(request, form, act, then=lambda report: _address(report), voiding=voiding)
        if response:
            return response
    return render(
        request, "cases/report_voiding.html", {"report": report, "voiding": voiding, "form": form, "reasons": reasons}
    )


@require_POST
def copy_report(request, reference):
    """Begin a sibling report about a second person: the same event, another customer."""
    report = fetch(IncidentReport.objects.of_reporter(request.user), reference=reference)
    draft = ReportDraft.objects.begin(author=request.user, key=secrets.token_hex(16), at=request.at, copied_from=report)
    for step, words in words_of_report(report).items():
        draft.keep(step, words, made_from=0, at=request.at)
    return redirect("cases:report_step", draft.pk, "who")


def _visible(request, reference):
    rows = IncidentReport.objects.visible_to(request.user).as_read()
    return fetch(rows, reference=reference)


def _address(report):
    return reverse("cases:report", args=[report.reference])


def _progress(request, report, readers):
    due = policy.read_by(
        request.calendar.local_date(report.sent_at),
        urgent=report.help_needed,
        calendar=request.calendar,
        organization=request.organization,
    )
    return policy.progress_of(report, reader=policy.reader_named(readers, report), by_day=due)


def _show(request, report, form):
    readers = policy.readers_by_department({report.department_id}, on=request.today)
    kind, label, sentence = _progress(request, report, readers)
    context = {
        "report": report,
        "form": form,
        "kind": kind,
        "label": label,
        "sentence": sentence,
        "panels": panels_of_report(report),
        "addenda": report.addenda.all(),
        "evidence": Evidence.objects.of_report(report),
        "asked": report.reporter_questions.with_answer(),
        "may_withhold": request.user.access.holds(Role.DIRECTOR),
        "is_mine": report.reporter_id == request.user.pk,
        "why_not_add": list(policy.reasons_not_to_add(report, by=request.user, on=request.today)),
        "opens_case": policy.opens_case(request.user, report),
        "voiding": next((one for one in report.voidings.all() if one.is_open), None),
    }
    return render(request, "cases/report.html", context)
