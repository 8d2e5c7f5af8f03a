"""The answers of a report as people read them: on the check page, beside the steps, and on the report itself."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from cases import catalog
from cases.models import Involved
from conduct.templatetags.dates import clock, full_date

MISSING = "Not provided"


@dataclass
class Row:
    """One answer: its label, its words (or several), and where it can be changed."""

    label: str
    words: str | list = ""
    url: str = ""
    heading: str = ""

    @property
    def several(self):
        return self.words if isinstance(self.words, list) else []

    @property
    def shown(self):
        return "" if self.several else (self.words or MISSING)


@dataclass
class Panel:
    heading: str
    rows: list


# What stands beside the answers everybody gives, shown only when it was given: field and label.
EXTRAS = {
    "exact_words": "Their exact words",
    "trigger": "What they wanted",
    "on_behalf_of": "Reported for",
    "property_reference": "Property or MLS number",
    "late_reason": "Why it is reported now",
    "customer_address": "Address",
    "known_needs": "What they need",
    "staff_response": "What staff said or did",
    "immediate_action": "What was done",
    "police_reference": "Police report number",
    "injury_or_damage": "Injury or damage",
}
STEP_OF = {
    "exact_words": "what",
    "trigger": "what",
    "on_behalf_of": "what",
    "property_reference": "when",
    "late_reason": "when",
    "customer_address": "who",
    "known_needs": "who",
}


def spoken_moment(at, about):
    """Thursday, November 12, 2026, about 10:15 AM."""
    local = timezone.localtime(at)
    return f"{local:%A}, {full_date(local)}, {'about ' * about}{clock(local)}"


def kind_rows(keys):
    """The kinds ticked, under the policy's own headings; not sure when there are none."""
    kinds = [catalog.KIND[key] for key in keys if key in catalog.KIND]
    return [f"{kind.label}" for kind in kinds] or [catalog.NOT_SURE.label]


def people_rows(people):
    parts = dict(Involved.Part.choices)
    return [f"{user or name} ({parts[part].lower()})" for user, name, part in people]


def panels_of(draft, filing, files):
    """The check page: what the draft would say if it were sent now. What is not yet right is missing."""
    facts = {name: value for form in filing.forms.values() for name, value in getattr(form, "cleaned_data", {}).items()}
    change = {step: f"{reverse('cases:report_step', args=[draft.pk, step])}?check" for step in filing.forms}
    occurred_at = facts.get("occurred_at")
    channel = dict(filing.forms["when"].fields["channel"].choices).get(facts.get("channel"), "")
    first = [
        Row(
            "Does anyone need help now",
            _yes_no(facts.get("help_needed"), "Yes, or not sure", "No, everyone is safe"),
            change["what"],
        ),
        Row("What you saw and heard", facts.get("narrative", ""), change["what"]),
        Row(
            "When",
            spoken_moment(occurred_at, facts.get("occurred_about", False)) if occurred_at else "",
            change["when"],
        ),
        Row("How", ", ".join(part for part in (channel, facts.get("place", "")) if part), change["when"]),
        Row("Files", [f.file.name for f in files], change["what"]),
    ]
    second = [
        Row("Person", _person(facts), change["who"]),
        Row(
            "Phone or email",
            " ".join(facts.get(n, "") for n in ("customer_phone", "customer_email")).strip(),
            change["who"],
        ),
        Row(
            "Others there",
            [*filter(None, [facts.get("others_there", "")]), *people_rows(facts.get("people", []))],
            change["who"],
        ),
        Row(
            "Kind of conduct",
            kind_rows(facts["kinds"]) if "kinds" in facts and filing.forms["kind"].is_valid() else "",
            change["kind"],
        ),
        Row("Asked to stop before", _asked(facts), change["kind"]),
        Row("Effect", facts.get("effect", ""), change["kind"]),
    ]
    extras = [
        Row(label, facts[name], change[STEP_OF.get(name, "kind")]) for name, label in EXTRAS.items() if facts.get(name)
    ]
    panels = [Panel("What happened", first), Panel("Who and what kind", second)]
    return [*panels, Panel("What you added", extras)] if extras else panels


def panels_of_report(report, *, with_contact=True):
    """The report as it was sent."""
    people = [(one.user, one.name, one.part) for one in report.involved.all()]
    first = [
        Row("Did anyone need help", "Yes, or not sure" if report.help_needed else "No, everyone was safe"),
        Row("What was seen and heard", report.narrative),
        Row("When", spoken_moment(report.occurred_at, report.occurred_about)),
        Row("How", ", ".join(part for part in (report.get_channel_display(), report.place) if part)),
    ]
    contact = " ".join(part for part in (report.customer_phone, report.customer_email) if part)
    second = [
        Row("Person, as reported", report.customer_as_reported),
        *([Row("Phone or email", contact)] if with_contact else []),
        Row("Others there", [*filter(None, [report.others_there]), *people_rows(people)]),
        Row("Kind of conduct", kind_rows(report.kinds.split(","))),
        Row(
            "Asked to stop before",
            _asked({"asked_to_stop": report.asked_to_stop, "asked_to_stop_how": report.asked_to_stop_how}),
        ),
        Row("Effect", report.effect),
    ]
    extras = [Row(label, getattr(report, name)) for name, label in EXTRAS.items() if getattr(report, name)]
    panels = [Panel("What happened", first), Panel("Who and what kind", second)]
    return [*panels, Panel("What was added", extras)] if extras else panels


def answered_of(draft):
    """What stands beside a step: the answers so far, briefly."""
    words, change = (
        draft.words_of("what").get("narrative", ""),
        lambda step: reverse("cases:report_step", args=[draft.pk, step]),
    )
    rows = [Row("What happened", draft.first_words, change("what"))] if words else []
    when = {"now": "Just now", "today": "Earlier today"}.get(
        draft.words_of("when").get("when", ""), draft.words_of("when").get("on", "")
    )
    return [*rows, Row("When", when, change("when"))] if when else rows


def _yes_no(value, yes, no):
    return "" if value is None else yes if value else no


def _person(facts):
    if facts.get("customer"):
        return f"{facts['customer']}, already on record"
    name = facts.get("customer_name") or facts.get("customer_description") or "Not known"
    organization = f", for {facts['customer_organization']}" if facts.get("customer_organization") else ""
    return f"{name}{organization}"


def _asked(facts):
    known = {"yes": "Yes", "no": "No"}.get(facts.get("asked_to_stop", ""), "I do not know")
    return ", ".join(part for part in (known, facts.get("asked_to_stop_how", "")) if part)
