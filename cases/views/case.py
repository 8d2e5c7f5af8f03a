from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from cases import choosing
from cases.actions import case as acts
from cases.casefile import SERIOUS, file_of
from cases.forms import case as forms
from cases.models import Case
from cases.policy import case as policy
from cases.timeline import timeline_of
from conduct.forms import ConfirmForm, ReasonForm
from conduct.models import Role
from conduct.paging import capped_count, page_of
from conduct.registry import Moment, case_lines
from conduct.templatetags.dates import full_date
from conduct.views import carry_out, fetch, seen

READERS = (Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)
LEGAL = (Role.ADMIN,)


def page_of_case(case):
    return reverse("cases:case", args=[case.reference])


def workable(request, reference):
    """The case, if this person works on it, and that they saw it; who only reads is refused every act (404)."""
    found = fetch(Case.objects.worked_on_by(request.user).with_customer(), reference=reference)
    seen(request, "case.viewed", found)
    return found


@require_safe
def cases(request):
    """Every case this person may see, narrowed by the filters in the address."""
    if not (request.user.access.holds(*READERS) or Case.objects.visible_to(request.user).exists()):
        raise Http404
    departments = choosing.departments_of(request.user, READERS)
    form = forms.CaseFilterForm(request.GET, departments=departments, people=choosing.assigned_people())
    found = Case.objects.visible_to(request.user).narrowed(
        form.cleaned_data if form.is_valid() else {}, user=request.user, today=request.today, calendar=request.calendar
    )
    by_due = form.cleaned_data.get("status") not in (Case.Status.CLOSED, "any")
    page = page_of(found.with_customer(), ("due_on", "pk") if by_due else ("-opened_at", "-pk"), request)
    context = {
        "form": form,
        "page": page,
        "count": capped_count(found),
        "by_due": by_due,
        "may_list": request.user.access.holds(*READERS),
        "today": request.today,
        "chips": chips_of(form, request),
        "help": [(status.label, policy.STATUS_HELP[status]) for status in Case.Status],
    }
    figures = Case.objects.figures_of(page.rows)
    for one in page.rows:
        one.figures = figures[one.pk]
    seen(request, "case.searched")
    return render(request, "cases/cases.html", context)


def chips_of(form, request):
    """The filters in use, each in words with the address that removes it."""
    chips = []
    for name in form.fields:
        value = form.cleaned_data.get(name)
        if value:
            kept = request.GET.copy()
            kept.pop(name, None)
            kept.pop("after", None)
            chips.append(
                {
                    "label": f"{form.fields[name].label}: {_in_words(form.fields[name], value)}",
                    "query": kept.urlencode(),
                }
            )
    return chips


def _in_words(field, value):
    if isinstance(value, date):
        return full_date(value)
    return dict(field.choices).get(value, value) if isinstance(value, str) and hasattr(field, "choices") else value


@require_safe
def case(request, reference):
    """One case: facts, evidence, what is open, and its timeline."""
    visible = Case.objects.visible_to(request.user).with_customer().with_figures().with_reach()
    found = fetch(visible, reference=reference)
    seen(request, "case.viewed", found)
    file = file_of(found, request.user, organization=request.organization, on=request.today)
    links = {step: address_of(f"restrictions:{step}", found.reference) for step in ("refer", "review")}
    links["interim"] = file.in_danger and measure_page(request, file.in_danger)
    context = {
        "case": found,
        "file": file,
        "links": links,
        "figures": found,
        "lines": lines_of(found, request),
        "today": request.today,
        "help": policy.STATUS_HELP[found.status],
    }
    return render(request, "cases/case.html", context | {"timeline": timeline_of(found, file.reports, request)})


def lines_of(case, request):
    """What the upper storeys say of the case at a glance."""
    now = Moment(request.at, request.today, request.calendar, request.organization)
    told = (import_string(path)(case, request.user, now) for path in case_lines())
    return [line for line in told if line]


def address_of(view, *arguments):
    """The address of a page of an upper storey, or nothing while that page is not there."""
    try:
        return reverse(view, args=arguments)
    except NoReverseMatch:
        return ""


def measure_page(request, report):
    """Where a safety measure is taken on a report; nothing when it is not serious, switched off, or not theirs."""
    access, found = request.user.access, getattr(report, "triage", None)
    theirs = access.holds(Role.DIRECTOR) or report.department_id in access.departments(Role.SUPERVISOR)
    serious = found is None or (found.severity or 0) >= SERIOUS
    on = theirs and serious and request.organization.interim_measures
    return address_of("restrictions:take_interim", report.reference) if on else ""


def _change(request, case, form, act, *, heading, button, said, lead="", **about):
    """One small page for one act on a case: what stands against it, the form, and back to the case."""
    against = list(about.pop("against", policy.reasons_not_to_add(case, by=request.user, on=request.today)))
    arguments = {"case": case} | about
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, act, then=lambda done: page_of_case(case), **arguments)
        if response:
            messages.success(request, said)
            return response
    context = {"case": case, "form": form, "against": against, "heading": heading, "button": button, "lead": lead}
    return render(request, "cases/case_change.html", context)


def note(request, reference):
    case, form = workable(request, reference), forms.NoteForm(request.POST or None)
    lead = "It stays as you write it, and never goes into a letter."
    return _change(
        request,
        case,
        form,
        acts.add_note,
        heading="Add a note",
        button="Add note",
        said="Your note is in the file",
        lead=lead,
    )


def restricted_note(request, reference):
    case, form = workable(request, reference), forms.RestrictedNoteForm(request.POST or None)
    against = policy.reasons_not_to_keep_apart(case, by=request.user, on=request.today)
    lead = "Kept apart: directors and whoever the case is assigned to read it. Nobody else does."
    return _change(
        request,
        case,
        form,
        acts.add_restricted_note,
        heading="Add a restricted note",
        button="Add restricted note",
        said="Your note is kept apart",
        lead=lead,
        against=against,
    )


def file(request, reference):
    case, form = workable(request, reference), forms.FileForm(request.POST or None, request.FILES or None)
    return _change(
        request, case, form, acts.add_file, heading="Add a file", button="Add file", said="The file is in the evidence"
    )


def assign(request, reference):
    case = workable(request, reference)
    people = choosing.assignees(case.department, request.today)
    known = {"assigned_to": case.assigned_to_id, "due_on": case.due_on}
    form = forms.AssignForm(request.POST or None, row=case, assignees=people, initial=known)
    return _change(
        request,
        case,
        form,
        acts.assign_case,
        heading="Assign the case",
        button="Assign case",
        said="The case is assigned",
        lead="They are told by email.",
    )


def retitle(request, reference):
    case = workable(request, reference)
    form = forms.TitleForm(request.POST or None, row=case, initial={"title": case.title})
    return _change(
        request,
        case,
        form,
        acts.retitle_case,
        heading="Change the title",
        button="Save title",
        said="The title is changed",
    )


def informal(request, reference):
    case, form = workable(request, reference), ConfirmForm(request.POST or None)
    lead = "You talk with the customer, explain, and offer another way. Record each effort with the matter."
    return _change(
        request,
        case,
        form,
        acts.resolve_informally,
        heading="Resolve it informally",
        button="Begin to resolve it",
        said="The case is being resolved informally",
        lead=lead,
    )


def close(request, reference):
    case, form = workable(request, reference), forms.CloseForm(request.POST or None)
    against = policy.reasons_not_to_close(
        case, tell_customer=True, by=request.user, on=request.today, organization=request.organization
    )
    return _change(
        request,
        case,
        form,
        acts.close_case,
        heading="Close the case",
        button="Close case",
        said="The case is closed",
        against=against,
        lead="Nothing is held against the customer. A closed case can be reopened with a reason.",
    )


def reopen(request, reference):
    case, form = workable(request, reference), ReasonForm(request.POST or None)
    against = policy.reasons_not_to_reopen(case, by=request.user, on=request.today)
    return _change(
        request,
        case,
        form,
        acts.reopen_case,
        heading="Reopen the case",
        button="Reopen case",
        said="The case is open again",
        against=against,
    )


def hold(request, reference):
    """Set or lift the legal hold; an admin's act, on a case the admin otherwise only reads."""
    case = fetch(Case.objects.visible_to(request.user).with_customer(), reference=reference)
    if not request.user.access.holds(*LEGAL):
        raise Http404
    seen(request, "case.viewed", case)
    form, held = ReasonForm(request.POST or None), case.is_held
    return _change(
        request,
        case,
        form,
        acts.release_case if held else acts.hold_case,
        against=(),
        heading="Lift the legal hold" if held else "Set a legal hold",
        button="Lift legal hold" if held else "Set legal hold",
        said="The legal hold is lifted" if held else "The legal hold is set",
        lead="While it stands, nothing of this case is disposed of.",
    )


def link_report(request, reference):
    """Reports of the same customer that were resolved informally or closed, and can still join."""
    case = workable(request, reference)
    return render(
        request, "cases/case_reports.html", {"case": case, "reports": choosing.joinable_reports(case, request.user)}
    )
