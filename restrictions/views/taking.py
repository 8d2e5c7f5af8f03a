"""Handing a list of the register out as a file: asked why, recorded, and only then sent."""

from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from conduct.letters import Unprintable
from conduct.past import Then
from conduct.views import seen
from restrictions import export as files
from restrictions.catalog import in_full
from restrictions.forms.register import ExportForm


@dataclass(frozen=True)
class TakenOut:
    """What is taken out: its name, the verb that records it, the filters in words, and how many rows."""

    noun: str
    verb: str
    filters: str
    count: int


def exported(request, taken, headings, table, *, back, when=None):
    """The page that asks why a list is taken out, and the file once it is answered; `back` names the list's page.

    `when` is the Then it is read at, if not now.
    """
    asked, when = ExportForm(request.POST or None), when or Then.now(request)
    on = when.on
    if request.method == "POST" and asked.is_valid():
        title = f"List of {taken.noun} as it stood on {in_full(on)}"
        notes = f"{taken.count} {taken.noun}"

        def paper():
            about = {"named_by": 1, "on": on, "organization": when.organization}
            return files.on_paper(title, notes, headings, table, **about)

        name = f"{taken.noun.replace(' ', '-')}-{on.isoformat()}"
        reasons = files.reasons_not_on_paper(taken.count, taken.noun)
        response = handed_out(asked, name, files.csv_lines(headings, table), paper, reasons)
        if response:
            why, kind = asked.cleaned_data["why"], asked.cleaned_data["format"]
            seen(request, taken.verb, rows=taken.count, format=kind, filters=taken.filters, why=why)
            return response
    page = {"form": asked, "taken": taken, "back": back, "when": when}
    return render(request, "restrictions/list_export.html", page)


def handed_out(asked, name, lines, paper, reasons):
    """The lines of CSV as a stream, or what `paper` makes as a PDF; None with the reasons on the form."""
    if asked.cleaned_data["format"] == "csv":
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    reasons = list(reasons)
    try:
        content = None if reasons else paper()
    except Unprintable as unprintable:
        reasons = unprintable.reasons
    for reason in reasons:
        asked.add_error(None, reason)
    if reasons:
        return None
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    )
