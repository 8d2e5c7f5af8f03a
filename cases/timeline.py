"""What happened in a case, newest first, as sentences: its own journal and those of its reports; or who read it."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from conduct import audit
from conduct.models import Event
from conduct.paging import page_of

SIZE = 20
ORDER = ("-at", "-sequence", "-journal")
FILTERS = {"": "Everything", "reports": "Reports", "decisions": "Decisions", "letters": "Letters", "views": "Views"}
VERBS = {
    "reports": ("report.", "case.opened", "case.joined"),
    "decisions": (
        "review.",
        "decision.",
        "restriction.",
        "warning.",
        "interim.",
        "breach.",
        "reassessment.",
        "appeal.",
        "case.closed",
        "case.reopened",
    ),
    "letters": ("letter.", "answer.", "warning.issued"),
}
LOOKS = [
    ("report.", "report", "dot-report"),
    ("case.opened", "folder", "dot-report"),
    ("case.joined", "report", "dot-report"),
    ("letter.", "mail", ""),
    ("answer.", "mail", ""),
    ("warning.", "mail", "dot-decide"),
    ("case.assigned", "people", ""),
    ("case.closed", "check", "dot-decide"),
    ("case.noted", "pen", ""),
    ("case.file_added", "clip", ""),
    ("matter.", "file", ""),
    ("effort.", "hand", ""),
    ("review.", "scale", "dot-decide"),
    ("decision.", "scale", "dot-decide"),
    ("restriction.", "stop", "dot-decide"),
    ("reassessment.", "scale", "dot-decide"),
    ("interim.", "alert", "dot-decide"),
    ("breach.", "report", "dot-decide"),
    ("appeal.", "ask", "dot-decide"),
]


@dataclass
class Entry:
    """One line of a timeline."""

    sentence: str
    at: datetime
    reason: str
    icon: str
    look: str


def timeline_of(case, reports, request):
    """One page of a case's timeline, as `?show=` asks: its acts, or who read it. Two queries at most."""
    show = request.GET.get("show", "")
    show = show if show in FILTERS else ""
    if show == "views":
        events = Event.objects.filter(kind=Event.Kind.READ, subject=audit.reference(case))
    else:
        spoken = reduce(or_, (Q(verb__startswith=beginning) for beginning in VERBS.get(show, ())), Q())
        events = Event.objects.of(case, *reports).acts().filter(spoken)
    page = page_of(events, ORDER, request, size=SIZE)
    return {"show": show, "filters": FILTERS, "entries": [entry_of(event) for event in page.rows], "page": page}


def entry_of(event):
    """An event as a reader of the case understands it."""
    _, icon, look = next((one for one in LOOKS if event.verb.startswith(one[0])), ("", "okc" if event.verb else "", ""))
    if event.kind == Event.Kind.READ:
        icon = "eye"
    return Entry(audit.sentence_of(event), event.at, _reason(event), icon, look)


def _reason(event):
    """The reason given, unless the sentence tells it already."""
    payload = json.loads(event.payload) if event.payload else {}
    return "" if "{reason}" in payload.get("sentence", "") else payload.get("reason", "")
