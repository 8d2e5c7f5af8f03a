from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from conduct.models import Role
from conduct.paging import capped_count, page_of
from conduct.views import seen
from restrictions import violence as entries
from restrictions.views.taking import TakenOut, exported

READERS = (Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)


def _listed(request):
    if not request.user.access.holds(*READERS):
        raise Http404
    return entries.entries()


@require_safe
def violence(request):
    """The log of violent incidents, newest first."""
    found = _listed(request)
    page = page_of(found, entries.NEWEST, request)
    rows = entries.rows_of(page.rows, organization=request.organization)
    seen(request, "violence.listed")
    shown = {"page": page, "rows": rows, "count": capped_count(found), "missing": entries.NOT_WRITTEN}
    return render(request, "restrictions/violence.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Take the log out as a file: the reason and the number of rows are recorded before a byte leaves."""
    found = _listed(request)
    taken = TakenOut("violent incidents", "violence.exported", "no filter", found.order_by().count())
    table = entries.table_of(found, organization=request.organization)
    return exported(request, taken, entries.HEADINGS, table, back="restrictions:violence")
