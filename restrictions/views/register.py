from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from conduct.models import Role
from conduct.paging import capped_count, page_of
from conduct.past import Then
from conduct.views import seen
from restrictions import export as files
from restrictions import others as beside
from restrictions import register as entries
from restrictions.catalog import in_full
from restrictions.forms.register import ExportForm, RegisterFilter
from restrictions.policy.force import IN_PLACE
from restrictions.policy.reassessment import open_reviews
from restrictions.views.taking import handed_out

READERS = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)


def chosen_by(request):
    """(the filter form, the `Then` the register is read at, the terms it shows)"""
    if not request.user.access.holds(*READERS):
        raise Http404
    form = RegisterFilter(request.GET, now=Then.now(request))
    chosen, when = form.cleaned_data if form.is_valid() else {}, form.then
    return form, when, entries.entries(when.at, when.on, chosen, _due(when) if chosen.get("review") else None)


def _due(when):
    dues = open_reviews(when.at, when.on, organization=when.organization, calendar=when.calendar)
    return [one.restriction for one in dues]


def _day(form):
    """The day and time asked for, as an address carries them on."""
    return urlencode({name: form.data[name] for name in ("on", "time") if form.data.get(name)})


@require_safe
def register(request):
    """Restrictions, as the register stood on a day."""
    form, when, terms = chosen_by(request)
    page = page_of(terms, entries.NEWEST, request)
    rows = entries.rows_of(page.rows, at=when.at, on=when.on, calendar=when.calendar)
    is_all = not (page.next or page.first)
    in_place = (
        sum(row.state is IN_PLACE for row in rows) if is_all else capped_count(terms.in_state("in_place", when.on))
    )
    seen(request, "register.viewed", on=in_full(when.on), filters=form.chosen)
    return render(
        request,
        "restrictions/register.html",
        {
            "form": form,
            "page": page,
            "rows": rows,
            "count": len(rows) if is_all else capped_count(terms),
            "when": when,
            "in_place": in_place,
            "query": request.GET.urlencode(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Take the register out as a file: the reason, filters and number of rows are recorded before a byte leaves."""
    form, when, terms = chosen_by(request)
    asked = ExportForm(request.POST or None)
    count = terms.order_by().count()
    if request.method == "POST" and asked.is_valid():
        response = file_of(asked, terms, count, when)
        if response:
            why, kind = asked.cleaned_data["why"], asked.cleaned_data["format"]
            seen(request, "register.exported", rows=count, format=kind, filters=form.chosen, why=why)
            return response
    page = {"form": asked, "filter": form, "count": count, "on": when.on, "query": request.GET.urlencode()}
    return render(request, "restrictions/register_export.html", page)


@require_safe
def others(request):
    """Decisions to warn or to take no action, and warnings, as the register stood on a day."""
    form, when, _ = chosen_by(request)
    rows, after = beside.page_of(when.at, request.GET.get("after", ""))
    seen(request, "register.viewed", on=in_full(when.on), filters="warnings and no action")
    page = {"form": form, "rows": rows, "after": after, "when": when, "day": _day(form)}
    return render(request, "restrictions/register_others.html", page | {"is_later": "after" in request.GET})


@require_http_methods(["GET", "HEAD", "POST"])
def export_others(request):
    """Take these out as a file, recorded like the register before a byte leaves."""
    _, when, _ = chosen_by(request)
    asked, count = ExportForm(request.POST or None), beside.count(when.at)
    if request.method == "POST" and asked.is_valid():
        response = others_file(asked, count, when)
        if response:
            why, kind = asked.cleaned_data["why"], asked.cleaned_data["format"]
            seen(request, "register.exported", rows=count, format=kind, filters="warnings and no action", why=why)
            return response
    page = {"form": asked, "count": count, "on": when.on, "query": request.GET.urlencode()}
    return render(request, "restrictions/register_others_export.html", page)


def others_file(asked, count, when):
    """Warnings and no action as a file, or None with the reasons on the form."""
    table = (beside.cells_of(other) for other in beside.newest_first(when.at))
    title = f"Warnings and no action as it stood on {in_full(when.on)}"

    def paper():
        notes = f"{count} warnings and decisions"
        return files.on_paper(
            title, notes, beside.HEADINGS, table, named_by=1, on=when.on, organization=when.organization
        )

    reasons = files.reasons_not_on_paper(count, "warnings and decisions")
    return handed_out(asked, f"warnings-{when.on.isoformat()}", files.csv_lines(beside.HEADINGS, table), paper, reasons)


def file_of(asked, terms, count, when):
    """The register as a file, or None with the reasons on the form."""
    known = {"at": when.at, "on": when.on, "calendar": when.calendar, "organization": when.organization}

    def paper():
        return files.pdf_of(terms, **known)

    name, reasons = f"register-{when.on.isoformat()}", files.reasons_not_on_paper(count)
    return handed_out(asked, name, files.csv_rows(terms, **known), paper, reasons)
