"""What reviews and restrictions add to the timeline of a customer: each kind of row, and how one of them reads."""

from django.urls import reverse

from conduct import registry
from conduct.templatetags.dates import full_date
from restrictions import catalog
from restrictions.models import Breach, Contact, Ending, InterimMeasure, Lapse, Restriction

SCALE, DECIDED = "scale", "dot-decide"


def restrictions(customer, user):
    """Every restriction, past and present, at the day it was decided."""
    rows = Restriction.objects.visible_to(user).of_group(customer).select_related("decision__decided_by", "case")
    return registry.Told(rows.prefetch_related("terms"), "decision__decided_at", _restriction)


def _restriction(one):
    first = min(one.terms.all(), key=lambda term: term.number)
    days = f"{full_date(first.begins_on)} to {full_date(first.ends_on)} as decided"
    detail = f"{one}, by {one.decision.decided_by}. {days}. Case {one.case}."
    return registry.Line(f"Restricted: {_title(one).lower()}", detail, "stop", DECIDED, _address(one))


def endings(customer, user):
    """Restrictions that somebody ended before their end: lifted, or set aside."""
    seen = Restriction.objects.visible_to(user).of_group(customer).values("pk")
    rows = Ending.objects.filter(restriction__in=seen).select_related("restriction", "by")
    return registry.Told(rows, "recorded_at", _ending)


def _ending(one):
    title = f"{one.get_kind_display()}: {_title(one.restriction).lower()}"
    detail = f"{one.restriction}, by {one.by}, from {full_date(one.ended_on)}."
    return registry.Line(title, detail, "check", DECIDED, _address(one.restriction))


def lapses(customer, user):
    """Restrictions that ended by themselves."""
    seen = Restriction.objects.visible_to(user).of_group(customer).values("pk")
    rows = Lapse.objects.filter(restriction__in=seen).select_related("restriction")
    return registry.Told(rows, "announced_at", _lapse)


def _lapse(one):
    title, detail = f"Ended by itself: {_title(one.restriction).lower()}", f"Last day {full_date(one.ended_on)}."
    return registry.Line(title, f"{one.restriction}. {detail}", "check", "", _address(one.restriction))


def interim(customer, user):
    """Interim safety measures, which are no restrictions."""
    rows = InterimMeasure.objects.visible_to(user).of_group(customer).with_people()
    return registry.Told(rows, "taken_at", _measure)


def _measure(one):
    days = f"{full_date(one.begins_on)} to {full_date(one.last_day)}"
    detail = f"{one}, by {one.taken_by}. {days}. Not a restriction."
    return registry.Line("Interim safety measure", detail, "alert", DECIDED, _page("interim", one.reference))


def breaches(customer, user):
    """Contact outside the terms, and what became of it."""
    rows = Breach.objects.visible_to(user).of_group(customer).with_people()
    return registry.Told(rows, "happened_at", _breach)


def _breach(one):
    detail = f"{one}, noted by {one.noted_by}. {one.word}."
    title = f"Outside the terms of {one.restriction}: {one.get_how_display().lower()}"
    return registry.Line(title, detail, "report", "dot-report", _page("breach", one.reference))


def contacts(customer, user):
    """What passed between the customer and us."""
    rows = Contact.objects.visible_to(user).of_group(customer).select_related("with_whom", "department", "logged_by")
    return registry.Told(rows, "happened_at", _contact)


def _contact(one):
    place = f", {one.department}" if one.department else ""
    outside = " Outside the terms." if one.kept_terms == Contact.Kept.NO else ""
    detail = f"{one.get_direction_display()}. {one.get_channel_display()}, with {one.with_whom}{place}.{outside}"
    return registry.Line(f"Contact: {one.about}", detail, "phone", "", _page("contact", one.pk))


def _title(restriction):
    return catalog.MEASURE[restriction.measure].title


def _address(restriction):
    return _page("restriction", restriction.reference)


def _page(name, key):
    return reverse(f"restrictions:{name}", args=[key])
