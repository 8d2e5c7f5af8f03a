from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import choosing
from cases.actions import triage as acts
from cases.forms import triage as forms
from cases.forms.reports import AdditionForm
from cases.models import DepartmentQuestion, IncidentReport, ReporterQuestion
from cases.policy import customers as customer_policy
from cases.policy import triage as policy
from cases.views import keeping
from cases.views.case import measure_page
from conduct.models import Role
from conduct.paging import capped_count, page_of
from conduct.views import carry_out, fetch, seen
from conduct.words import takes_words

READERS = (Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)


def back_to_report(report):
    return reverse("cases:triage", args=[report.reference])


def readable(request, reference):
    """The report, if this person reads it for triage, and the fact that they did."""
    report = fetch(IncidentReport.objects.triaged_by(request.user).with_people(), reference=reference)
    seen(request, "triage.viewed", report)
    return report


@require_safe
def triage_queue(request):
    """What waits for triage: who needed help first, then the oldest; by department."""
    if not request.user.access.holds(*READERS):
        raise Http404
    departments = choosing.departments_of(request.user, READERS)
    department = next((one for one in departments if str(one.pk) == request.GET.get("department")), None)
    reports = IncidentReport.objects.triaged_by(request.user).in_department(department)
    informal = request.GET.get("show") == "informal"
    shown = (reports.resolved_informally() if informal else reports.awaiting_triage()).with_people()
    page = page_of(shown, ("-help_needed", "sent_at", "pk"), request)
    for report in page.rows:
        report.due_on = policy.due_on(report, calendar=request.calendar, organization=request.organization)
    seen(request, "triage.queue_viewed")
    questions = list(DepartmentQuestion.objects.answered_by(request.user).unanswered().with_report()[:25])
    context = {"page": page, "count": capped_count(shown), "departments": departments, "department": department}
    return render(
        request,
        "cases/triage_queue.html",
        context | {"informal": informal, "questions": questions, "today": request.today},
    )


@takes_words
def triage(request, reference):
    """Read one report and say what it is; after that, what was found and what became of it."""
    report = readable(request, reference)
    against = list(policy.reasons_not_to_begin(report, by=request.user, on=request.today))
    form, page = _triage_form(request, report), _kept_as(report)
    clash = keeping.clash_of(request, form, page) if form.is_bound else []
    if request.method == "POST" and form.is_valid() and not clash:
        response = carry_out(request, form, acts.triage_report, then=lambda done: back_to_report(report), report=report)
        if response:
            keeping.done(request, page)
            messages.success(request, f"Triage of {report.reference} is saved")
            return response
    context = _about(request, report) | {"form": form, "against": against, "may_triage": not against, "clash": clash}
    return render(request, "cases/triage.html", context | {"kept": keeping.shown(request, form, page)})


@require_POST
def keep_triage(request, reference):
    """What is typed at triage, kept while it is typed."""
    report = fetch(IncidentReport.objects.worked_on_by(request.user).awaiting_triage(), reference=reference)
    return keeping.keep(request, _kept_as(report))


def _kept_as(report):
    return f"triage:{report.reference}"


def _triage_form(request, report):
    entries = choosing.entries()
    known = {
        "wanted": report.trigger,
        "staff_response": report.staff_response,
        "needs": report.known_needs or "unknown",
        "impact": report.effect,
        "primary": choosing.first_entry(entries, report.kinds),
    }
    return forms.TriageForm(
        request.POST or None,
        initial=known,
        report=report,
        joinable=acts.joinable(report),
        standards=choosing.standards(),
        assignees=choosing.assignees(report.department, request.today),
        entries=entries,
        reports=IncidentReport.objects.visible_to(request.user),
    )


def _about(request, report):
    """What stands beside the questions: the report as sent, what is known already, and what triage found."""
    return {
        "report": report,
        "due_on": policy.due_on(report, calendar=request.calendar, organization=request.organization),
        "today": request.today,
        "kinds": choosing.kinds_in_words(report.kinds),
        "involved": report.involved.select_related("user"),
        "evidence": report.evidence.select_related("file"),
        "addenda": report.addenda.select_related("by").order_by("at"),
        "categories": report.categories.select_related("category").order_by("-is_primary", "category__code"),
        "questions": report.department_questions.with_report(),
        "asked": report.reporter_questions.with_answer(),
        "known": choosing.known_about(report.customer, request.today) if report.customer else None,
        "matches": [] if report.customer else _matches(report),
        "triaged": getattr(report, "triage", None),
        "interim": measure_page(request, report),
    }


def _matches(report):
    return customer_policy.possible_matches(
        name=report.customer_as_reported,
        contact=report.customer_phone or report.customer_email,
        address=report.customer_address,
    )


def follow_up(request, reference):
    """Take a report further that was resolved informally, or closed."""
    report = readable(request, reference)
    against = list(policy.reasons_not_to_follow_up(report, by=request.user, on=request.today))
    form = forms.FollowUpForm(
        request.POST or None,
        report=report,
        joinable=acts.joinable(report),
        assignees=choosing.assignees(report.department, request.today),
    )
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.follow_up, then=lambda done: back_to_report(report), report=report)
        if response:
            return response
    return render(request, "cases/triage_follow_up.html", {"report": report, "form": form, "against": against})


def settle_customer(request, reference):
    """Say which record a report is about: a possible match, another by its number, or a new one."""
    report = readable(request, reference)
    matches = _matches(report)
    picked = forms.SettleCustomerForm(
        request.POST if "pick" in request.POST else None,
        matches=choosing.customers([match.customer.pk for match in matches]),
    )
    typed = forms.SettleByReferenceForm(request.POST if "typed" in request.POST else None)
    added = forms.AddReportedForm(
        request.POST if "add" in request.POST else None, initial={"name": report.customer_as_reported}
    )
    ways = [(picked, acts.settle_customer), (typed, acts.settle_customer), (added, acts.add_reported_customer)]
    for form, act in ways:
        if form.is_bound and form.is_valid():
            response = carry_out(request, form, act, then=back_to_report, report=report)
            if response:
                return response
    bound = next((form for form, _ in ways if form.is_bound), None)
    against = list(policy.reasons_not_to_begin(report, by=request.user, on=request.today))
    context = {
        "report": report,
        "picked": picked,
        "typed": typed,
        "added": added,
        "form": bound,
        "against": against,
        "matches": matches,
    }
    return render(request, "cases/triage_customer.html", context)


def move(request, reference):
    """Give a report to another department."""
    report = readable(request, reference)
    form = forms.MoveForm(request.POST or None, departments=choosing.departments())
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, acts.move_report, then=lambda done: reverse("cases:triage_queue"), report=report
        )
        if response:
            messages.success(request, f"{report.reference} was given to {form.cleaned_data['department']}")
            return response
    against = list(policy.reasons_not_to_begin(report, by=request.user, on=request.today))
    context = {
        "report": report,
        "form": form,
        "against": against,
        "heading": "Give it to another department",
        "button": "Move report",
    }
    return render(request, "cases/triage_change.html", context)


def ask_department(request, reference):
    """Ask another department whether it sees the same."""
    report = readable(request, reference)
    form = forms.AskDepartmentForm(request.POST or None, departments=choosing.departments())
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, acts.ask_department, then=lambda done: back_to_report(report), report=report
        )
        if response:
            return response
    against = list(policy.reasons_not_to_begin(report, by=request.user, on=request.today))
    context = {
        "report": report,
        "form": form,
        "against": against,
        "heading": "Ask another department",
        "button": "Ask department",
    }
    return render(request, "cases/triage_change.html", context)


def ask_reporter(request, reference):
    """Ask who reported what is still missing."""
    report = readable(request, reference)
    form = forms.AskReporterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.ask_reporter, then=lambda done: back_to_report(report), report=report)
        if response:
            messages.success(request, f"{report.reporter} hears of your question by mail")
            return response
    context = {
        "report": report,
        "form": form,
        "against": list(policy.reasons_not_to_ask_reporter(report, question="-", by=request.user, on=request.today)),
        "heading": "Ask the reporter",
        "lead": f"{report.reporter} answers with a dated addition. You both see question and answer.",
        "button": "Send question",
    }
    return render(request, "cases/triage_change.html", context)


def answer_question(request, reference, pk):
    """Answer what triage asked about one's own report."""
    question = fetch(ReporterQuestion.objects.to(request.user).with_answer(), pk=pk, report__reference=reference)
    seen(request, "report.viewed", question.report)
    form = AdditionForm(request.POST or None, request.FILES or None)
    form.fields["text"].label = "Your answer"
    there = reverse("cases:report", args=[reference])
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.answer_reporter_question, then=lambda done: there, question=question)
        if response:
            messages.success(request, f"{question.asked_by} hears of your answer by mail")
            return response
    against = list(policy.reasons_not_to_answer_question(question, words="-", by=request.user))
    context = {"question": question, "report": question.report, "form": form, "against": against}
    return render(request, "cases/report_question.html", context)


def department_question(request, pk):
    """Answer, for one's department, whether it sees the same."""
    question = fetch(DepartmentQuestion.objects.answered_by(request.user).with_report(), pk=pk)
    seen(request, "triage.viewed", question.report)
    form = forms.DepartmentAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request,
            form,
            acts.answer_for_department,
            then=lambda done: reverse("cases:triage_queue"),
            question=question,
        )
        if response:
            messages.success(request, "Your answer is saved")
            return response
    against = list(policy.reasons_not_to_answer(question, by=request.user, on=request.today))
    context = {"question": question, "report": question.report, "form": form, "against": against}
    return render(request, "cases/triage_question.html", context)
