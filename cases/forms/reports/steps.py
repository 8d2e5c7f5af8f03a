"""The four steps of a report. What was typed is kept as typed; what is clean becomes facts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django import forms

from cases import catalog
from cases.files import PICTURES
from cases.models import IncidentReport, Involved, Known
from conduct import text
from conduct.calendar import Calendar
from conduct.choices import Choice, ShortRadioSelect
from conduct.forms import ActForm, Day, PlainText

NEW, UNSURE = "new", "unsure"
PEOPLE = 6
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]
DATE_FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y"]


def nobody_near(**typed):
    """The matches of a step that looks for none."""
    return []


@dataclass
class Around:
    """What a step has to know beside the words: the calendar, the moment, our staff, and how to look for matches."""

    calendar: Calendar
    at: datetime
    staff: list = field(default_factory=list)
    near: Callable = nobody_near
    supervisor: str = "Your supervisor"
    channel: str = ""


class StepForm(ActForm):
    """One step of a report. What was typed is kept as typed; `cleaned_data` are facts of the report."""

    def __init__(self, *args, around, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["nonce"]
        self.around = around
        self.arrange()

    def arrange(self):
        """Fit the fields to what is around."""

    @classmethod
    def words_in(cls, posted):
        """What was typed, by field, as the draft keeps it; anything that is no field of the step is left out."""
        fields = cls.base_fields
        words = {}
        for name in posted:
            if name in fields and not isinstance(fields[name], FilesField):
                several = isinstance(fields[name], forms.MultipleChoiceField)
                words[name] = posted.getlist(name) if several else posted[name]
        return words


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of chosen files; each is judged by itself when it is kept."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        return [one for one in data or [] if one] if isinstance(data, list | tuple) else [data] if data else []


class WhatForm(StepForm):
    help_needed = forms.ChoiceField(
        label="Does anyone need help right now?",
        widget=ShortRadioSelect,
        error_messages={"required": "Choose whether anyone needs help"},
        choices=[("no", Choice("No, everyone is safe")), ("yes", Choice("Yes, or I am not sure"))],
    )
    narrative = PlainText(
        label="What did you see and hear?",
        lines=True,
        rows=9,
        max_length=4000,
        help_text="Start at the beginning and go in order. Use the person’s own words if you remember them. "
        "Rough notes are fine, and you can dictate.",
        error_messages={"required": "Write what you saw and heard"},
    )
    files = FilesField(
        label="Photos, recordings or messages",
        required=False,
        help_text="Up to 10 files, each at most 20 MB: pictures, PDF, text, email, Word, Excel, sound or video. "
        + PICTURES,
    )
    exact_words = PlainText(
        label="Their exact words",
        required=False,
        lines=True,
        rows=2,
        max_length=1000,
        help_text="As you remember them, in quotes",
    )
    trigger = PlainText(label="What did they want?", required=False, max_length=500)
    on_behalf_of = PlainText(
        label="Do you report this for a vendor or sub-contractor?",
        required=False,
        max_length=160,
        help_text="Their name and firm",
    )

    def clean_help_needed(self):
        return self.cleaned_data["help_needed"] == "yes"

    def clean_narrative(self):
        if text.is_blank(self.cleaned_data["narrative"]):
            raise forms.ValidationError("Write what you saw and heard")
        return self.cleaned_data["narrative"]


class WhenForm(StepForm):
    when = forms.ChoiceField(
        label="When was it?",
        widget=ShortRadioSelect,
        error_messages={"required": "Choose when it was"},
        choices=[("now", Choice("Just now")), ("today", Choice("Earlier today")), ("day", Choice("Another day"))],
    )
    on = Day(
        label="Date",
        required=False,
        input_formats=DATE_FORMATS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Such as 11/12/2026",
        error_messages={"invalid": "Enter a real date, such as 11/12/2026"},
    )
    time = forms.TimeField(
        label="Time",
        required=False,
        input_formats=TIME_FORMATS,
        help_text="Such as 10:15 AM",
        error_messages={"invalid": "Enter a time, such as 10:15 AM"},
        widget=forms.TextInput(),
    )
    about = forms.BooleanField(label="The time is about right, not exact", required=False)
    channel = forms.ChoiceField(
        label="How did it happen?",
        widget=forms.RadioSelect,
        choices=IncidentReport.Channel,
        error_messages={"required": "Choose how it happened"},
    )
    place = PlainText(label="Where?", required=False, max_length=200, help_text="An office, an open house, an address")
    property_reference = PlainText(label="Property or MLS number", required=False, max_length=60)
    late_reason = PlainText(
        label="Why is it reported now?",
        required=False,
        max_length=500,
        help_text="Only for a report that is later than it is due",
    )
    said_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def arrange(self):
        if self.around.channel and not self.initial.get("channel"):
            self.initial = {**self.initial, "channel": self.around.channel}

    def clean(self):
        words = self.cleaned_data
        if not self.errors:
            words["occurred_at"] = self._moment(words)
            words["occurred_about"] = words.pop("about")
        return words

    def _said(self, words):
        """When 'just now' and 'today' were said: a draft finished tomorrow still means that day."""
        try:
            said = datetime.fromisoformat(words.get("said_at") or "")
        except ValueError:
            return self.around.at
        return said if said.tzinfo else self.around.at

    def _moment(self, words):
        said = self._said(words)
        if words["when"] == "now":
            return said
        on = words.get("on") if words["when"] == "day" else self.around.calendar.local_date(said)
        if on is None:
            self.add_error("on", "Enter the date")
        if words.get("time") is None:
            self.add_error("time", "Enter the time, or about when it was")
        return self._instant(on, words["time"]) if not self.errors else None

    def _instant(self, on, at):
        zone = ZoneInfo(self.around.calendar.zone)
        moment = datetime.combine(on, at or time(12), zone).astimezone(UTC)
        if moment.astimezone(zone).time() != at:
            self.add_error("time", "That time did not exist on that day: the clocks went forward. Enter an hour later")
        return moment


class WhoForm(StepForm):
    customer_name = PlainText(
        label="Name",
        max_length=160,
        help_text="A first name or a description is enough",
        error_messages={"required": "Write a name or a description, or choose “I am not sure”"},
    )
    match = forms.ChoiceField(
        label="Is it one of these people?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whether this is someone we already know"),
    )
    contact = PlainText(label="Phone or email", required=False, max_length=254)
    customer_address = PlainText(label="Address", required=False, max_length=300)
    customer_organization = PlainText(
        label="Do they speak for an organization?",
        required=False,
        max_length=160,
        help_text="Its name. One report is still about one person",
    )
    customer_description = PlainText(
        label="How would you know them again?",
        required=False,
        max_length=500,
        help_text="If you do not know their name",
    )
    others_there = PlainText(
        label="Who else was there?", required=False, max_length=1000, help_text="Staff, vendors or other customers"
    )
    known_needs = PlainText(
        label="Is there anything they need?",
        required=False,
        max_length=500,
        help_text="A language, help with reading or hearing, if you know of it",
    )

    def arrange(self):
        typed = self.data if self.is_bound else self.initial
        self.matches = self.around.near(
            name=str(typed.get("customer_name", ""))[:160],
            contact=str(typed.get("contact", ""))[:254],
            address=str(typed.get("customer_address", ""))[:300],
        )
        known = [(m.reference, Choice(str(m.customer), hint=m.detail)) for m in self.matches]
        self.fields["match"].choices = [
            *known,
            (NEW, Choice("Someone else", hint="We will start a new record")),
            (UNSURE, Choice("I am not sure", hint=f"{self.around.supervisor} checks before anything is linked")),
        ]
        count = len(self.matches)
        self.fields["match"].help_text = (
            f"{count} possible match{'' if count == 1 else 'es'}"
            if count
            else "Nobody on record looks like this so far"
        )
        self.fields["match"].required = bool(self.matches)
        said = typed.get("match") == UNSURE or typed.get("customer_description")
        self.fields["customer_name"].required = not said
        for row in range(PEOPLE):
            self.fields[f"person_{row}"].widget.attrs["list"] = "staff"

    @property
    def people_rows(self):
        return [(self[f"person_{row}"], self[f"part_{row}"]) for row in range(PEOPLE)]

    def clean(self):
        words = self.cleaned_data
        if words.get("customer_name") and text.is_blank(words["customer_name"]):
            self.add_error("customer_name", "Write a name or a description, or choose “I am not sure”")
        chosen = words.pop("match", "") or NEW
        words["customer"] = next((m.customer for m in self.matches if m.reference == chosen), None)
        words["is_new_customer"] = chosen == NEW
        words["people"] = [row for row in map(self._person, range(PEOPLE)) if row]
        words["customer_email"], words["customer_phone"] = _split(words.pop("contact", ""))
        return words

    def _person(self, row):
        typed, part = self.cleaned_data.pop(f"person_{row}", ""), self.cleaned_data.pop(f"part_{row}", "")
        if text.is_blank(typed):
            if part:
                self.add_error(None, "Write who had that part, or leave the part empty")
            return None
        if not part:
            self.add_error(f"part_{row}", f"Choose what part {typed[:60]} had")
            return None
        return self._member_of_staff(typed), typed[:160], part

    def _member_of_staff(self, typed):
        """The colleague somebody named, by the address the picker adds or by a full name only one of us has."""
        by_address = [one for one in self.around.staff if f"({one.email})" in typed]
        by_name = [one for one in self.around.staff if text.fold(one.full_name) == text.fold(typed)]
        found = by_address or by_name
        return found[0] if len(found) == 1 else None


for _row in range(PEOPLE):
    WhoForm.base_fields[f"person_{_row}"] = PlainText(label="Name", required=False, max_length=254)
    WhoForm.base_fields[f"part_{_row}"] = forms.ChoiceField(
        label="Part", required=False, choices=[("", "Choose"), *Involved.Part.choices]
    )


def _split(contact):
    """A phone and an e-mail out of one field: what has an @ is an e-mail, the rest a phone."""
    mails = [word.strip(",;") for word in contact.split() if "@" in word]
    rest = " ".join(word for word in contact.split() if "@" not in word)
    return (mails[0] if mails else ""), rest[:60]


def _kinds(group):
    return [(kind.key, Choice(kind.label, hint=kind.hint)) for kind in catalog.REPORT_KINDS if kind.group == group]


class KindForm(StepForm):
    behavior = forms.MultipleChoiceField(
        label=catalog.BEHAVIOR, required=False, widget=forms.CheckboxSelectMultiple, choices=_kinds(catalog.BEHAVIOR)
    )
    demands = forms.MultipleChoiceField(
        label=catalog.DEMANDS, required=False, widget=forms.CheckboxSelectMultiple, choices=_kinds(catalog.DEMANDS)
    )
    other = forms.MultipleChoiceField(
        label="Or",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(catalog.NOT_SURE.key, Choice(catalog.NOT_SURE.label, hint=catalog.NOT_SURE.hint))],
    )
    effect = PlainText(
        label="What effect did it have?",
        required=False,
        lines=True,
        rows=3,
        max_length=1000,
        help_text="On you, on others, on the service or on time",
    )
    asked_to_stop = forms.ChoiceField(
        label="Had they been asked to stop before?", required=False, widget=ShortRadioSelect, choices=Known.choices
    )
    asked_to_stop_how = PlainText(label="When, by whom and how?", required=False, max_length=300)
    staff_response = PlainText(
        label="What did staff say or do?",
        required=False,
        lines=True,
        rows=3,
        max_length=1000,
        help_text="Also if they were asked to stop this time",
    )
    immediate_action = PlainText(label="What was done at the time?", required=False, max_length=500)
    police_called = forms.ChoiceField(
        label="Were the police called?", required=False, widget=ShortRadioSelect, choices=Known.choices
    )
    police_reference = PlainText(label="Police report number", required=False, max_length=80)
    injury_or_damage = PlainText(
        label="Was anyone hurt, or anything damaged?",
        required=False,
        max_length=500,
        help_text="With what it costs, if known",
    )
    support_wanted = forms.BooleanField(label="I would like someone to contact me about support", required=False)

    @property
    def kind_fields(self):
        """The policy's own list under its own headings."""
        return [self["behavior"], self["demands"], self["other"]]

    def clean(self):
        words = self.cleaned_data
        ticked = [key for name in ("behavior", "demands", "other") for key in words.pop(name, [])]
        if not ticked and not self.errors:
            self.add_error("behavior", "Choose at least one, or “not sure”")
        words["kinds"] = [key for key in ticked if key != catalog.NOT_SURE.key]
        for name in ("asked_to_stop", "police_called"):
            words[name] = words.get(name) or Known.UNKNOWN
        return words


STEPS = {"what": WhatForm, "when": WhenForm, "who": WhoForm, "kind": KindForm}
