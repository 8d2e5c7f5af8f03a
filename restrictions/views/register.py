from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from conduct.letters import Unprintable
from conduct.models import Role
from conduct.paging import capped_count, page_of
from conduct.views import seen
from restrictions import export as files
from restrictions import register as entries
from restrictions.catalog import in_full
from restrictions.forms.register import ExportForm, RegisterFilter

READERS = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)


def chosen_by(request):
    """(the filter form, the instant and the day the register is read at, the terms it shows)"""
    if not request.user.access.holds(*READERS):
        raise Http404
    form = RegisterFilter(request.GET, today=request.today)
    chosen = form.cleaned_data if form.is_valid() else {}
    on = chosen.get("on") or request.today
    at = request.at if on == request.today else request.calendar.last_moment(on)
    return form, at, on, entries.entries(at, on, chosen)


@require_safe
def register(request):
    """Restrictions, and apart from them decisions to warn or take no action, as the register stood on a day."""
    form, at, on, terms = chosen_by(request)
    page = page_of(terms, entries.NEWEST, request)
    seen(request, "register.viewed", on=in_full(on), filters=form.chosen)
    return render(
        request,
        "restrictions/register.html",
        {
            "form": form,
            "page": page,
            "rows": entries.rows_of(page.rows, at=at, on=on, calendar=request.calendar),
            "count": capped_count(terms),
            "on": on,
            "is_past": on != request.today,
            "others": entries.others(at),
            "in_place": capped_count(terms.in_state("in_place", on)),
            "query": request.GET.urlencode(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Take the register out as a file: the reason, filters and number of rows are recorded before a byte leaves."""
    form, at, on, terms = chosen_by(request)
    asked = ExportForm(request.POST or None)
    count = terms.order_by().count()
    if request.method == "POST" and asked.is_valid():
        response = file_of(request, asked, terms, count, at=at, on=on)
        if response:
            why, kind = asked.cleaned_data["why"], asked.cleaned_data["format"]
            seen(request, "register.exported", rows=count, format=kind, filters=form.chosen, why=why)
            return response
    page = {"form": asked, "filter": form, "count": count, "on": on, "query": request.GET.urlencode()}
    return render(request, "restrictions/register_export.html", page)


def file_of(request, asked, terms, count, *, at, on):
    """The file as a response, or None with the reasons on the form."""
    name = f"register-{on.isoformat()}"
    when = {"at": at, "on": on, "calendar": request.calendar}
    if asked.cleaned_data["format"] == "csv":
        response = StreamingHttpResponse(files.csv_rows(terms, **when), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    reasons = list(files.reasons_not_on_paper(count))
    try:
        content = None if reasons else files.pdf_of(terms, **when, organization=request.organization)
    except Unprintable as unprintable:
        reasons = unprintable.reasons
    for reason in reasons:
        asked.add_error(None, reason)
    if reasons:
        return None
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    )
