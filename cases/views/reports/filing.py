"""The report while it is written: four steps, saved on every Continue and while typing, then check and send."""

import re
import secrets

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.actions import evidence as files
from cases.actions.reports import send_report
from cases.forms.reports import STEPS, Around, Filing, SendForm
from cases.models import Clash, DraftFile, IncidentReport, ReportDraft
from cases.policy import reports as policy
from cases.policy.customers import possible_matches
from cases.views.reports import answers
from conduct.lifecycle import Refused
from conduct.views import carry_out, fetch
from conduct.words import takes_words, words_kept

ORDER = list(STEPS)
KEY = re.compile("[0-9a-f]{32}")
HEADS = {
    "what": (
        "Tell us what happened",
        "Five questions, about 3 minutes. We save as you go, so you can stop and come back.",
    ),
    "when": ("When and how was it?", "About right is fine."),
    "who": ("Who was it?", "Give what you have. It is fine not to know. One report is about one customer."),
    "kind": (
        "What kind of conduct was it?",
        "Tick what fits. These are the policy’s own examples. Your words count more than the ticks.",
    ),
}


@takes_words
def new_report(request):
    """The first step. Nothing is made until the first save."""
    key = _key(request)
    if request.method == "POST":
        draft = ReportDraft.objects.of(request.user).begin(author=request.user, key=key, at=request.at)
        return redirect(_receipt(draft)) if draft.sent_id else _take_in(request, draft, "what")
    return _open(request, ReportDraft(key=key), "what")


@takes_words
def report_step(request, draft, step):
    """One step of the author's own draft."""
    if step not in STEPS:
        raise Http404
    draft = _own(request, draft)
    if draft.sent_id:
        return redirect(_receipt(draft))
    if request.method == "POST":
        return _take_in(request, draft, step)
    return _open(request, draft, step)


@require_POST
def save_draft(request, step, draft=None):
    """The save two seconds after typing stops: answers with the time, or says that another window saved."""
    if draft is None:
        draft = ReportDraft.objects.of(request.user).begin(author=request.user, key=_key(request), at=request.at)
    else:
        draft = _own(request, draft)
    if step not in STEPS or draft.sent_id:
        raise Http404
    try:
        draft.keep(step, _words(request, draft, step), made_from=_saves(request), at=request.at)
    except Clash:
        return HttpResponse("Not saved: another window saved this step. Press Continue to see both.", status=409)
    return render(request, "cases/_report_saved.html", {"saved_at": draft.saved_at, "saves": draft.saves_of(step)})


@require_POST
def matches(request, draft):
    """Who it could be, while the name is typed."""
    draft = _own(request, draft)
    form = STEPS["who"](initial=STEPS["who"].words_in(request.POST), around=_around(request, "who"))
    return render(request, "cases/_report_matches.html", {"form": form, "draft": draft})


@require_POST
def remove_file(request, draft, file):
    """Take a file out of the draft; what was typed is kept first."""
    draft = _own(request, draft)
    added = fetch(draft.files.select_related("file"), pk=file)
    try:
        draft.keep("what", _words(request, draft, "what"), made_from=_saves(request), at=request.at)
    except Clash as clash:
        return _show_clash(request, draft, "what", clash)
    files.withdraw_draft_file(added=added, by=request.user, at=request.at)
    return redirect("cases:report_step", draft.pk, "what")


def check_report(request, draft):
    """All answers before anything is sent."""
    draft = _own(request, draft)
    if draft.sent_id:
        return redirect(_receipt(draft))
    filing = Filing(draft, _around(request, "check"))
    complete = filing.is_complete()
    departments = policy.departments_of(request.user, request.today)
    form = SendForm(request.POST or None, departments=departments, initial={"version": draft.version})
    if request.method == "POST" and form.is_valid() and complete:
        facts = policy.Facts(**filing.facts())
        response = carry_out(request, form, send_report, then=lambda report: _receipt(draft), draft=draft, facts=facts)
        if response or ReportDraft.objects.of(request.user).get(pk=draft.pk).sent_id:
            return response or redirect(_receipt(draft))
    panels = answers.panels_of(draft, filing, _files(draft))
    context = {"draft": draft, "gaps": filing.gaps, "panels": panels, "form": form, **_aside(request)}
    return render(request, "cases/report_check.html", context)


def report_sent(request, draft):
    """The receipt: the reference, and what happens next."""
    draft = _own(request, draft)
    if not draft.sent_id:
        return redirect("cases:report_step", draft.pk, "what")
    report = draft.sent
    due = policy.read_by(
        request.calendar.local_date(report.sent_at),
        urgent=report.help_needed,
        calendar=request.calendar,
        organization=request.organization,
    )
    return render(
        request, "cases/report_sent.html", {"report": report, "draft": draft, **_aside(request), "by_day": due}
    )


def _open(request, draft, step):
    """The step as it was saved; or as it was sent when the sign-in had run out, not yet saved."""
    posted = words_kept(request)
    if posted is None:
        return _show(request, draft, step, STEPS[step](initial=draft.words_of(step), around=_around(request, step)))
    draft.key = draft.key if draft.pk else posted.get("key", draft.key)
    messages.info(
        request, "You were signed out. Your words are here, not yet saved: press Continue. Choose files again."
    )
    form = STEPS[step](initial=STEPS[step].words_in(posted), around=_around(request, step))
    return _show(request, draft, step, form, saves=posted.get("saves"))


def _own(request, draft):
    return fetch(ReportDraft.objects.of(request.user).select_related("sent__department", "copied_from"), pk=draft)


def _key(request):
    key = request.POST.get("key", "")
    return key if KEY.fullmatch(key) else secrets.token_hex(16)


def _saves(request):
    typed = request.POST.get("saves", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def _words(request, draft, step):
    """What was typed. 'Just now' and 'today' keep the moment they were said, also in a draft finished later."""
    words, held = STEPS[step].words_in(request.POST), draft.words_of(step)
    if step == "when":
        same = words.get("when") == held.get("when") and held.get("said_at")
        words["said_at"] = held["said_at"] if same else request.at.isoformat()
    return words


def _around(request, step):
    """What the step has to know beside the words."""
    around = Around(calendar=request.calendar, at=request.at)
    if step in ("who", "check"):
        around.staff = list(policy.colleagues())
        around.near = possible_matches
        around.supervisor = _aside(request)["supervisor"] or around.supervisor
    if step == "when":
        around.channel = IncidentReport.objects.last_channel_of(request.user)
    return around


def _take_in(request, draft, step):
    """Keep what was typed, whatever it is; then go on, or say what is still needed."""
    words = _words(request, draft, step)
    try:
        draft.keep(step, words, made_from=_saves(request), at=request.at)
    except Clash as clash:
        return _show_clash(request, draft, step, clash)
    form = STEPS[step](data=_posted(request, words), files=request.FILES, around=_around(request, step))
    wrong_files = _keep_files(request, draft) if step == "what" else []
    if "later" in request.POST and not wrong_files:
        return redirect("cases:my_reports")
    if form.is_valid() and not wrong_files and not _reasons(request, step, form):
        return redirect(_next(request, draft, step))
    for sentence in wrong_files:
        form.add_error("files", sentence)
    return _show(request, draft, step, form)


def _posted(request, words):
    """The form as it was sent, with the moment we noted for it and nobody else's."""
    posted = request.POST.copy()
    posted["said_at"] = words.get("said_at", "")
    return posted


def _keep_files(request, draft):
    """Keep each chosen file; those that cannot be kept are named, and the others stay."""
    wrong = []
    for upload in request.FILES.getlist("files"):
        try:
            files.keep_draft_file(draft=draft, checked=files.judged(upload), by=request.user, at=request.at)
        except Refused as refusal:
            wrong += refusal.reasons
    return wrong


def _reasons(request, step, form):
    """What the policy has against the answers of the step, put beside the fields."""
    if step != "when":
        return False
    occurred_at, late_reason = form.cleaned_data["occurred_at"], form.cleaned_data["late_reason"]
    field = "on" if form.cleaned_data["when"] == "day" else "time"
    for reason in policy.reasons_against_the_time(occurred_at, at=request.at, calendar=request.calendar):
        form.add_error(field, reason)
    for reason in policy.reasons_a_late_report_needs(
        occurred_at, late_reason, at=request.at, calendar=request.calendar, organization=request.organization
    ):
        form.add_error("late_reason", reason)
    return bool(form.errors)


def _next(request, draft, step):
    if "check" in request.GET or step == ORDER[-1]:
        return reverse("cases:report_check", args=[draft.pk])
    return reverse("cases:report_step", args=[draft.pk, ORDER[ORDER.index(step) + 1]])


def _receipt(draft):
    return reverse("cases:report_sent", args=[draft.pk])


def _show(request, draft, step, form, clash=(), saves=None):
    number, (title, lead) = ORDER.index(step), HEADS[step]
    context = {
        "draft": draft,
        "form": form,
        "step": step,
        "number": number + 1,
        "title": title,
        "lead": lead,
        "saves": saves or draft.saves_of(step),
        "saved_at": draft.saved_at,
        "clash": clash,
        "part": f"cases/_report_{step}.html",
        "steps": ["done"] * number + ["now"] + [""] * (len(ORDER) - number - 1),
        "files": _files(draft),
        "emergency": request.organization.emergency_phone,
        "answered": answers.answered_of(draft) if number else [],
        **_addresses(request, draft, step),
        **_aside(request),
    }
    return render(request, "cases/report_step.html", context)


def _addresses(request, draft, step):
    """Where the step saves to, and what came before it."""
    number = ORDER.index(step)
    back = reverse("cases:report_step", args=[draft.pk, ORDER[number - 1]]) if number else ""
    if not draft.pk:
        return {
            "action": reverse("cases:new_report"),
            "autosave": reverse("cases:save_new_report", args=[step]),
            "back": back,
        }
    action = reverse("cases:report_step", args=[draft.pk, step]) + ("?check" if "check" in request.GET else "")
    return {"action": action, "autosave": reverse("cases:save_draft", args=[draft.pk, step]), "back": back}


def _show_clash(request, draft, step, clash):
    """Two windows wrote different words: show both; Continue then keeps the ones in the form."""
    form = STEPS[step](data=request.POST, around=_around(request, step))
    theirs = [
        (field.label, clash.stored.get(name, ""), request.POST.get(name, ""))
        for name, field in STEPS[step].base_fields.items()
        if clash.stored.get(name, "") != request.POST.get(name, "") and isinstance(clash.stored.get(name, ""), str)
    ]
    draft.refresh_from_db()
    return _show(request, draft, step, form, clash=theirs)


def _files(draft):
    return list(DraftFile.objects.of(draft)) if draft.pk else []


def _aside(request):
    """Who reads it, and by when; asked once a request."""
    if not hasattr(request, "report_aside"):
        request.report_aside = _reader_and_day(request)
    return request.report_aside


def _reader_and_day(request):
    departments = policy.departments_of(request.user, request.today)
    readers = policy.readers_of(departments[0] if departments else None, on=request.today, but=[request.user.pk])
    by_day = policy.read_by(request.today, urgent=False, calendar=request.calendar, organization=request.organization)
    return {
        "supervisor": readers[0].full_name if readers else "",
        "department": departments[0] if departments else None,
        "by_day": by_day,
        "support": request.organization.support_contact,
    }
