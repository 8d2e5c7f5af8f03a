"""A file is given out only to those who may see its report or case, as bytes no browser will run."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from cases.policy.evidence import open_to
from conduct.models import Event
from conduct.views import fetch, seen

LOCKED_DOWN = "sandbox; default-src 'none'"


def evidence(request, pk):
    """The bytes as they were kept, checked against their hash; a withheld or changed file says so instead."""
    one = fetch(open_to(request.user), pk=pk)
    if one.file.withheld_at:
        return render(request, "cases/report_file.html", {"file": one.file, "changed": False}, status=410)
    told = {"of": str(one.report or one.case)}
    try:
        content = one.file.read()
    except (ValueError, OSError):
        request.seen.append((Event.Kind.REFUSAL, "evidence.changed", one.file, told))
        return render(request, "cases/report_file.html", {"file": one.file, "changed": True}, status=409)
    seen(request, "evidence.downloaded", one.file, **told)
    return _attached(content, one.file)


def _attached(content, file):
    name = "".join(c for c in file.name if c.isprintable()) or "file"
    response = HttpResponse(content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = LOCKED_DOWN
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
