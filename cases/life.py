"""What happened with a customer, newest first: every kind of thing the apps know of, paged by key."""

import heapq
from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from django.core import signing
from django.db.models import F, Q
from django.urls import reverse
from django.utils.module_loading import import_string

from cases.models import Case, IncidentReport, Warning
from conduct import registry
from conduct.templatetags.dates import full_date

SIZE = 20
SALT = "the life of a customer"
FILTERS = {
    "": "Everything",
    "reports": "Reports",
    "decisions": "Decisions",
    "appeals": "Appeals",
    "contacts": "Contacts",
}


def life_of(customer, request):
    """One page of the timeline, as `?show=` and `?after=` ask; as many queries however much there is."""
    show = request.GET.get("show", "")
    show = show if show in FILTERS else ""
    place = _place_of(request.GET.get("after", ""))
    streams = [_stream(kind, customer, request.user, place) for kind in registry.life(show)]
    found = list(islice(heapq.merge(*streams, key=lambda told: told[0], reverse=True), SIZE + 1))
    shown = [line for _, line in found[:SIZE]]
    kept = {"show": show} if show else {}
    after = urlencode(kept | {"after": _key_of(found[SIZE - 1][0])}) if len(found) > SIZE else ""
    first = (urlencode(kept) or "?") if place else ""
    return {"show": show, "filters": FILTERS, "lines": shown, "next": after, "first": first}


def _stream(kind, customer, user, place):
    """(place, (instant, line)) of each thing of one kind after a place, newest first."""
    told = import_string(kind.path)(customer, user)
    rows = told.rows.annotate(stamp=F(told.stamp))
    if place:
        rows = rows.filter(_after(kind.order, *place))
    for row in rows.order_by("-stamp", "-pk")[: SIZE + 1]:
        yield (row.stamp, -kind.order, row.pk), (row.stamp, told.line(row))


def _after(order, stamp, last, pk):
    """What comes later on the list than a place: older, or at that instant a later kind or an earlier row."""
    earlier = Q(stamp__lt=stamp)
    if order > last:
        earlier |= Q(stamp=stamp)
    elif order == last:
        earlier |= Q(stamp=stamp, pk__lt=pk)
    return earlier


def _key_of(place):
    stamp, order, pk = place
    return signing.dumps([stamp.isoformat(), -order, pk], salt=SALT)


def _place_of(key):
    """(instant, kind, row) of a key, or None for one nobody gave out."""
    try:
        stamp, order, pk = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(stamp), order, pk


def reports(customer, user):
    """Reports about the customer that this person may open."""
    rows = IncidentReport.objects.visible_to(user).of_group(customer).select_related("department", "reporter")
    return registry.Told(rows, "occurred_at", _report)


def _report(report):
    by = f"{report.reporter}, {report.department}. {report.first_words}"
    url = reverse("cases:report", args=[report.reference])
    return registry.Line(f"Report {report}", by, "report", "dot-report", url, ("done", report.get_status_display()))


def warnings(customer, user):
    """Warnings, spent or not, of the cases this person may open."""
    cases = Case.objects.visible_to(user).of_group(customer)
    rows = Warning.objects.filter(case__in=cases.values("pk")).select_related("issued_by", "letter", "case")
    return registry.Told(rows, "issued_at", _warning)


def _warning(warning):
    counts = f"Counts until {full_date(warning.last_day)}."
    if warning.withdrawn_at:
        counts = f"Withdrawn on {full_date(warning.withdrawn_at)}."
    url = reverse("cases:letter", args=[warning.letter_id])
    detail = f"{warning.issued_by}. {counts} Case {warning.case}."
    return registry.Line("Warning sent", detail, "mail", "dot-decide", url)
