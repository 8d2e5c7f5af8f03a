from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import IncidentReport
from conduct.forms import PastForm
from conduct.models import Role
from conduct.paging import capped_count, page_of
from conduct.past import Then
from conduct.registry import WorkRow
from conduct.views import carry_out, fetch, seen
from restrictions import interim_register as entries
from restrictions.actions import interim as acts
from restrictions.actions import interim_endings as endings
from restrictions.actions.lapse import ways_to
from restrictions.actions.notices import remind_department
from restrictions.catalog import in_full
from restrictions.forms import interim as forms
from restrictions.forms.notices import RemindForm
from restrictions.models import InterimMeasure, Reconsideration
from restrictions.policy import interim as policy
from restrictions.policy import interim_words as words
from restrictions.policy.board import coverage_of, figures_of, may_remind
from restrictions.views.taking import TakenOut, exported

READERS = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)


def address_of(measure):
    return reverse("restrictions:interim", args=[measure.reference])


@require_http_methods(["GET", "HEAD", "POST"])
def take(request, reference):
    """Take a measure on a report: what is done, where, why, and who is told."""
    report = fetch(IncidentReport.objects.worked_on_by(request.user).with_people(), reference=reference)
    seen(request, "report.viewed", report)
    found = {"severity": policy.triaged_severity(report) or policy.CRITICAL}
    role = policy.role_of(request.user, report, on=request.today)
    form = forms.TakeForm(request.POST or None, initial=found, role=role)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, acts.take_measure, then=address_of, report=report)
        if response:
            messages.success(request, "The safety measure is in place")
            return response
    case = policy.case_for(report)
    against = policy.reasons_not_to_begin(
        report, case, by=request.user, on=request.today, organization=request.organization
    )
    limits = {"calendar": request.calendar, "organization": request.organization}
    page = {"report": report, "case": case, "form": form, "against": list(against)}
    days = {
        "confirm_by": policy.confirm_by(request.today, **limits),
        "latest": policy.latest_end(request.today, organization=request.organization),
    }
    return render(request, "restrictions/interim_take.html", page | days)


def _visible(request, reference):
    measures = InterimMeasure.objects.visible_to(request.user).as_of(request.at, request.today).with_people()
    found = fetch(measures, reference=reference)
    seen(request, "interim.viewed", found)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def interim(request, reference):
    """One measure: until when, what it asks, who was told, and what can still be done with it."""
    measure = _visible(request, reference)
    notices = measure.notices.standing().with_decision().order_by("department__name", "pk")
    form = RemindForm(request.POST or None, notices=notices)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, remind_department, then=lambda event: request.path)
        if response:
            return response
    board = coverage_of(notices, on=request.today)
    asked = measure.reconsiderations.open().first()
    can, please_do_not = words.lines_of([measure])
    page = {
        "measure": measure,
        "title": words.title_of(measure),
        "sentences": words.sentences_of(measure),
        "state": policy.state_of(measure, on=request.today),
        "can": can,
        "please_do_not": please_do_not,
        "history": words.history_of(measure),
        "open_request": asked,
        "may_answer": asked and Reconsideration.objects.visible_to(request.user).contains(asked),
        "may_triage": IncidentReport.objects.triaged_by(request.user).contains(measure.report),
        "steps": _steps(request, measure),
        "board": board,
        "figures": figures_of(board),
        "form": form,
        "may_remind": may_remind(request.user),
    }
    return render(request, "restrictions/interim.html", page)


def _steps(request, measure):
    """(address, words) of every step this person can take with it now."""
    open_ones = policy.steps_of(measure, by=request.user, on=request.today, organization=request.organization)
    return [(reverse(f"restrictions:{name}", args=[measure.reference]), label) for name, label in open_ones]


def _change(request, reference, form_of, act, reasons, *, heading, button, lead="", initial=None, **given):
    """One small page for one act on a measure: what stands against it, the form, and back to the measure."""
    found = InterimMeasure.objects.worked_on_by(request.user).as_of(request.at, request.today).with_people()
    measure = fetch(found, reference=reference)
    known = {"received_at": request.at, "happened_at": request.at, "until_on": measure.latest_end_on}
    form = form_of(request.POST or None, initial=known | {"ways": ways_to(measure) if measure.letter else []})
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda done: address_of(measure), measure=measure)
        if response:
            return response
    seen(request, "interim.viewed", measure)
    against = list(reasons(measure, by=request.user, on=request.today, **given))
    page = {"measure": measure, "form": form, "against": against, "heading": heading, "button": button, "lead": lead}
    return render(request, "restrictions/interim_act.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, reference):
    """Let a measure go on until a day."""
    lead = "It ends by itself after that day. Departments hear the new last day."
    return _change(
        request, reference, forms.ConfirmMeasureForm, acts.confirm_measure, policy.reasons_not_to_confirm,
        heading="Confirm the safety measure", button="Confirm it", lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request, reference):
    """End a measure today."""
    lead = "It stops applying at once. Those who were told are told, and the customer if they were written to."
    return _change(
        request, reference, forms.RevokeMeasureForm, endings.revoke_measure, policy.reasons_not_to_revoke,
        heading="End the safety measure", button="End it today", lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def again(request, reference):
    """Issue a measure again, once."""
    lead = "Once, on the same facts, with a new letter. The same departments are told."
    return _change(
        request, reference, forms.IssueAgainForm, acts.issue_again, policy.reasons_not_to_issue_again,
        heading="Issue the safety measure again", button="Issue it again", lead=lead, organization=request.organization,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def write(request, reference):
    """Write to the customer after all."""
    return _change(
        request, reference, forms.WriteForm, acts.write_to_them, policy.reasons_not_to_write,
        heading="Write to the customer", button="Send the letter", lead="Letter L3, as the measure stands.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request, reference):
    """Write down what was said by word, or tried."""
    lead = "What was said by word is written down within one business day."
    return _change(
        request, reference, forms.WriteDownForm, acts.write_down, policy.reasons_not_to_work,
        heading="Write down a contact", button="Write it down", lead=lead,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, reference):
    """Enter a customer's request to look again."""
    return _change(
        request, reference, forms.AskedForm, endings.enter_request, policy.reasons_not_to_take_in,
        heading="Enter a request to look again", button="Enter the request",
        lead="Another manager answers it. It stays as you enter it.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    """Look at a measure again for its customer, and answer."""
    asked = fetch(Reconsideration.objects.visible_to(request.user).with_measure(), pk=pk)
    measures = InterimMeasure.objects.as_of(request.at, request.today).with_people()
    asked.measure = fetch(measures, pk=asked.measure_id)
    known = {"ways": ways_to(asked.measure) if asked.measure.letter else []}
    form = forms.AnswerAskedForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        response = carry_out(
            request, form, endings.answer_asked, then=lambda done: address_of(asked.measure), asked=asked
        )
        if response:
            return response
    seen(request, "interim.viewed", asked.measure)
    against = list(policy.reasons_not_to_answer(asked, by=request.user, on=request.today))
    page = {
        "measure": asked.measure,
        "asked": asked,
        "form": form,
        "against": against,
        "button": "Answer with a letter",
    }
    page |= {"heading": "Look at the safety measure again", "lead": "It stays, or it ends at once."}
    return render(request, "restrictions/interim_act.html", page)


def _listed(request):
    """(the form of the day, the `Then` the list is read at, its measures)"""
    if not request.user.access.holds(*READERS):
        raise Http404
    form = PastForm(request.GET, now=Then.now(request))
    when = form.then
    return form, when, entries.entries(when.at, when.on)


@require_safe
def register(request):
    """Every measure, newest first: apart from the restrictions, and never counted among them."""
    form, when, measures = _listed(request)
    page = page_of(measures, entries.NEWEST, request)
    seen(request, "interim.listed", on=in_full(when.on))
    rows = entries.rows_of(page.rows, at=when.at, on=when.on)
    in_force = capped_count(InterimMeasure.objects.in_force(when.at, when.on))
    shown = {"page": page, "rows": rows, "count": capped_count(measures), "in_force": in_force}
    about = {"form": form, "when": when, "query": request.GET.urlencode()}
    return render(request, "restrictions/interim_register.html", shown | about)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Take the list out as a file: the reason and the number of rows are recorded before a byte leaves."""
    _, when, measures = _listed(request)
    taken = TakenOut("safety measures", "interim.exported", "no filter", measures.order_by().count())
    table = entries.table_of(measures, at=when.at, on=when.on)
    return exported(request, taken, entries.HEADINGS, table, back="restrictions:interim_register", when=when)


def measures_waiting(user, now):
    """Home: measures to confirm or about to end, and requests to look again, the first due first."""
    own = InterimMeasure.objects.worked_on_by(user)
    running = own.in_force(now.at, now.today).with_people().order_by("last_on", "pk")
    waits = [
        WorkRow(
            one.measure.reference,
            address_of(one.measure),
            one.measure.customer_name,
            one.due_on,
            ("wait", one.label),
            one.measure.reference,
        )
        for one in policy.waiting(running[: now.most], on=now.today)
    ]
    asked = Reconsideration.objects.visible_to(user).open().with_measure().order_by("due_on", "pk")[: now.most]
    return waits + [
        WorkRow(
            f"Look again at {one.measure}",
            reverse("restrictions:answer_interim", args=[one.pk]),
            one.measure.customer_name,
            one.due_on,
            ("appeal", "Asked"),
            one.measure.reference,
        )
        for one in asked
    ]
