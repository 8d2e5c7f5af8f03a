"""A file is given out only to those who may see its report or case, as bytes no browser will run."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from cases.actions.evidence import withhold_evidence
from cases.models import Case
from cases.policy.evidence import files_of_matters, open_to, reasons_not_to_withhold_evidence
from conduct.forms import ReasonForm
from conduct.models import Event, Role
from conduct.views import carry_out, fetch, seen

LEAD = "Nobody opens {} any more. The record keeps that it was there, and why it is withheld."
LOCKED_DOWN = "sandbox; default-src 'none'"


def evidence(request, pk):
    """The bytes as they were kept, checked against their hash; a withheld or changed file says so instead."""
    one = fetch(open_to(request.user), pk=pk)
    return _given_out(request, one.file, of=str(one.report or one.case))


def matter_file(request, reference, pk):
    """The file of an answer to the matter, or of an effort, for those who may open the case."""
    case = fetch(Case.objects.visible_to(request.user), reference=reference)
    return _given_out(request, fetch(files_of_matters(case), pk=pk), of=case.reference)


def _given_out(request, file, *, of):
    if file.withheld_at:
        return render(request, "cases/report_file.html", {"file": file, "changed": False}, status=410)
    try:
        content = file.read()
    except (ValueError, OSError):
        request.seen.append((Event.Kind.REFUSAL, "evidence.changed", file, {"of": of}))
        return render(request, "cases/report_file.html", {"file": file, "changed": True}, status=409)
    seen(request, "evidence.downloaded", file, of=of)
    return _attached(content, file)


def withhold(request, pk):
    """Withhold a file from everybody, with the reason that then stands in its place; for directors."""
    one = fetch(open_to(request.user), pk=pk)
    if not request.user.access.holds(Role.DIRECTOR):
        raise Http404
    about = one.report or one.case
    back = reverse("cases:report" if one.report else "cases:case", args=[about.reference])
    seen(request, "report.viewed" if one.report else "case.viewed", about)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        response = carry_out(request, form, withhold_evidence, then=lambda file: back, evidence=one)
        if response:
            messages.success(request, "The file is withheld")
            return response
    against = list(reasons_not_to_withhold_evidence(one.file, by=request.user, on=request.today))
    context = {"evidence": one, "form": form, "against": against, "back": back, "of": about.reference}
    context |= {"heading": "Withhold a file", "lead": LEAD.format(one.file.name), "button": "Withhold file"}
    return render(request, "cases/evidence_withhold.html", context)


def _attached(content, file):
    name = "".join(c for c in file.name if c.isprintable()) or "file"
    response = HttpResponse(content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = LOCKED_DOWN
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
