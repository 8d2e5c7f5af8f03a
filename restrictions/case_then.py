"""A case as it stood at one instant: its rows of today, taken back, without what came later.

No row ever leaves the case it was written for, so those of today hold all that was ever in it.
"""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.urls import reverse

from cases.models import IncidentReport, Matter, Warning
from cases.timeline import entry_of
from conduct.models import Event
from conduct.past import as_they_stood
from conduct.templatetags.dates import full_date, moment
from restrictions import catalog
from restrictions.models import InterimMeasure, Term
from restrictions.policy import interim
from restrictions.policy.force import State, state_of
from restrictions.policy.interim_words import title_of

TIMELINE = 40


@dataclass(frozen=True)
class Entry:
    """One thing that was in the case: what, in words beside it, its state, and where it is read today."""

    title: str
    detail: str = ""
    state: State | None = None
    url: str = ""
    was_disposed_of: bool = False


@dataclass
class CaseThen:
    """The case with everything in it, as it stood."""

    case: object
    sections: list = field(default_factory=list)
    timeline: list = field(default_factory=list)

    def add(self, title, entries):
        """One section, where there was something to say."""
        entries = list(entries)
        if entries:
            self.sections.append((title, entries))


def case_then(case, when, user):
    """The case as it stood, or None before it was opened."""
    rows = _rows_of(case, user)
    people = [case.customer, case.department, case.assigned_to]
    stood = as_they_stood([case, *(one for one in people if one), *_all(rows)], when.at)
    if case not in stood:
        return None
    there = {id(one) for one in stood}
    rows = {name: [one for one in found if id(one) in there] for name, found in rows.items()}
    reports = [one for one in rows["reports"] if one.case_id == case.pk]
    found = CaseThen(case)
    found.add("Reports", map(_report, reports))
    found.add("What was asked for", map(_matter, rows["matters"]))
    found.add("Efforts", map(_effort, rows["efforts"]))
    found.add("Notes", (Entry(one.text, f"{one.by}, {moment(one.at)}") for one in rows["notes"]))
    found.add("Warnings", (_warning(one, when) for one in rows["warnings"]))
    found.add("Reviews", map(_review, rows["reviews"]))
    found.add("Decisions", map(_decision, rows["decisions"]))
    found.add("Restrictions", _restrictions(case, when, user))
    found.add("Safety measures", _measures(case, when))
    found.add("Breaches", map(_breach, rows["breaches"]))
    found.add("Appeals", (Entry(one.reference, one.get_status_display()) for one in rows["appeals"]))
    found.add("Letters", (_letter(one, there) for one in rows["letters"]))
    found.add("What the customer answered", map(_answer, rows["answers"]))
    found.add("Departments told", (_notice(one, there) for one in rows["notices"]))
    events = Event.objects.of(case, *reports).acts().filter(at__lte=when.at)
    found.timeline = [entry_of(event) for event in events[:TIMELINE]]
    return found


def _rows_of(case, user):
    """{name: the rows of the case as they are now, oldest first}"""
    may_open = Exists(IncidentReport.objects.visible_to(user).filter(pk=OuterRef("pk")))
    own = {
        "reports": case.reports.annotate(may_open=may_open).prefetch_related("categories__category"),
        "matters": Matter.objects.filter(case=case).prefetch_related("answers"),
        "efforts": case.efforts.all(),
        "notes": case.notes.select_related("by"),
        "warnings": Warning.objects.filter(case=case).select_related("issued_by"),
        "reviews": case.reviews.select_related("director"),
        "decisions": case.decisions.select_related("decided_by", "policy"),
        "breaches": case.breaches.select_related("restriction"),
        "appeals": case.appeals.all(),
        "letters": case.letters.prefetch_related("deliveries"),
        "answers": case.answers.all(),
        "notices": case.notices.select_related("department").prefetch_related("readings"),
    }
    return {name: list(rows.order_by("pk")) for name, rows in own.items()}


def _all(rows):
    """These rows, with what hangs on them and can have come later."""
    for one in (row for found in rows.values() for row in found):
        yield one
        for beside in ("department", "director", "decided_by"):
            if one._meta.model_name in ("departmentnotice", "review", "decision") and getattr(one, beside, None):
                yield getattr(one, beside)
    yield from (delivery for letter in rows["letters"] for delivery in letter.deliveries.all())
    yield from (reading for notice in rows["notices"] for reading in notice.readings.all())


def _report(one):
    kinds = ", ".join(f"{kind.category.code}, version {kind.category.version}" for kind in one.categories.all())
    url = reverse("cases:report", args=[one.reference]) if one.may_open else ""
    detail = f"Of {moment(one.occurred_at)}. {one.get_status_display()}" + (f". {kinds}" if kinds else "")
    return Entry(one.reference, detail, url=url, was_disposed_of=one.was_disposed_of)


def _matter(one):
    return Entry(one.title, f"Closed {full_date(one.closed_on)}" if one.closed_on else "Open")


def _effort(one):
    return Entry(str(one), f"{full_date(one.made_on)}. {one.offered}. {one.came_back}")


def _warning(one, when):
    ends = f"withdrawn {full_date(one.withdrawn_at)}" if one.withdrawn_at else f"spent on {full_date(one.spent_on)}"
    counts = "It counted" if one.counts_on(when.on) else "It no longer counted"
    return Entry(str(one), f"By {one.issued_by}, {ends}. {counts}")


def _review(one):
    return Entry(
        f"Referred {full_date(one.referred_at)}", f"{one.get_status_display()}, {one.director or 'no director yet'}"
    )


def _decision(one):
    issued = f"issued {moment(one.issued_at)}" if one.issued_at else "not issued yet"
    detail = (
        f"By {one.decided_by}, {full_date(one.decided_on)}, under {str(one.policy).lower()} of the policy; {issued}"
    )
    return Entry(f"{one.reference}: {one.get_outcome_display()}", detail)


def _restrictions(case, when, user):
    for term in Term.objects.as_of(when.at, when.on).filter(restriction__case=case).select_related("restriction"):
        one, title = term.restriction, catalog.MEASURE[term.restriction.measure].title
        url = reverse("restrictions:restriction", args=[one.reference]) if user.access.reads_all else ""
        days = f"{full_date(term.begins_on)} to {full_date(term.ends_on)}"
        yield Entry(f"{one.reference}: {title}", days, state_of(term, on=when.on), url)


def _measures(case, when):
    for one in InterimMeasure.objects.as_of(when.at, when.on).filter(case=case).order_by("pk"):
        url = reverse("restrictions:interim", args=[one.reference])
        days = f"{full_date(one.begins_on)} to {full_date(one.last_on)}"
        yield Entry(f"{one.reference}: {title_of(one)}", days, interim.state_of(one, on=when.on), url)


def _breach(one):
    return Entry(f"{one.reference}: {one.get_how_display()}", f"{moment(one.happened_at)}, of {one.restriction}")


def _letter(one, there):
    ways = [way for way in one.deliveries.all() if id(way) in there]
    went = [f"{way.get_method_display().lower()}, {_how(way)}" for way in ways]
    detail = f"{full_date(one.dated_on)}. {'; '.join(went)}"
    return Entry(f"{one.kind} {one.title}", detail, url=reverse("cases:letter", args=[one.pk]))


def _how(way):
    if way.returned_recorded_at:
        return "came back"
    return f"counts as received on {full_date(way.deemed_on)}" if way.deemed_on else "not sent yet"


def _answer(one):
    return Entry(
        one.get_kind_display(), f"{full_date(one.received_on)}. {one.get_outcome_display() or 'Open'}. {one.words}"
    )


def _notice(one, there):
    read = [reading for reading in one.readings.all() if id(reading) in there]
    said = sum(1 for reading in read if reading.acknowledged_at)
    return Entry(
        f"{one.department}: {one.label}", f"{moment(one.posted_at)}. Read by {len(read)}, acknowledged by {said}"
    )
