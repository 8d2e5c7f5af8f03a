"""How is a long list read? By the key of the last row shown, never by counting over what came before."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Q

SIZE = 25
COUNT_LIMIT = 1000


@dataclass
class Page:
    """One page of rows, and the query strings that lead to the neighbors (empty where there is none)."""

    rows: list
    next: str = ""
    first: str = ""


def page_of(queryset, order, request, *, size=SIZE):
    """The rows after the key in `?after=`, in the order given, such as ("-sent_at", "-pk"); the last field is unique.

    A key that was tampered with leads to the first page. Two queries at most, however long the list.
    """
    after = request.GET.get("after", "")
    beyond = _beyond(order, after)
    rows = list((queryset.filter(beyond) if beyond else queryset).order_by(*order)[: size + 1])
    kept = request.GET.copy()
    kept.pop("after", None)
    page = Page(rows[:size], first=kept.urlencode() or "?" if beyond else "")
    if len(rows) > size:
        page.next = urlencode([*((k, v) for k, vs in kept.lists() for v in vs), ("after", _key(rows[size - 1], order))])
    return page


def capped_count(queryset, limit=COUNT_LIMIT):
    """How many rows, in words: exact up to the limit, then 'more than 1,000'."""
    count = queryset.order_by()[: limit + 1].values("pk").count()
    return f"more than {limit:,}" if count > limit else f"{count:,}"


def _key(row, order):
    values = [getattr(row, field.lstrip("-")) for field in order]
    return signing.dumps([v.isoformat() if hasattr(v, "isoformat") else v for v in values], salt=_salt(order))


def _salt(order):
    """A key of one list means nothing in another."""
    return "page " + " ".join(order)


def _beyond(order, after):
    """The condition for rows after the key; nulls are not allowed in an order."""
    try:
        values = signing.loads(after, salt=_salt(order))
    except signing.BadSignature:
        return None
    condition, equal = Q(), Q()
    for field, value in zip((f.lstrip("-") for f in order), values, strict=True):
        step = "lt" if order[len(equal.children)].startswith("-") else "gt"
        condition |= equal & Q(**{f"{field}__{step}": value})
        equal &= Q(**{field: value})
    return condition
