"""What every form shares: clean text on both engines, and a number that makes sending it twice harmless."""

import secrets

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError

from conduct import text
from conduct.templatetags.dates import clock

YEARS = range(1900, 2200)


class PlainText(forms.CharField):
    """Text as a person typed it: no control characters, no half characters, at most `max_length`, lines kept."""

    def __init__(self, *, lines=False, rows=4, **options):
        widget = forms.Textarea(attrs={"rows": rows}) if lines else forms.TextInput()
        options.setdefault("widget", widget)
        super().__init__(**options)
        self.lines = lines

    def to_python(self, value):
        value = super().to_python(value)
        if text.is_blank(value):
            return ""  # spaces and marks nobody can see are no words
        try:
            return text.clean(value, limit=self.max_length or 10_000, lines=self.lines)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


def within_reach(value):
    """A day the calendar can count from, back and forth; near the ends of time it could not."""
    if value.year not in YEARS:
        raise ValidationError(f"Enter a year between {YEARS[0]} and {YEARS[-1]}")


class Day(forms.DateField):
    """A day somebody typed."""

    default_validators = [within_reach]


class Moment(forms.DateTimeField):
    """A local date and time somebody typed."""

    default_validators = [within_reach]


NO_DAY = {"invalid": "Enter a date, like 2026-11-20"}
NO_TIME = {"invalid": "Enter a time, like 14:30"}


class PastForm(forms.Form):
    """A day, and a time if it matters, to read something as it then stood; `now` is the `Then` of the request."""

    on = Day(
        label="As it stood on", required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=NO_DAY
    )
    time = forms.TimeField(
        label="At", required=False, widget=forms.TimeInput(attrs={"type": "time"}), error_messages=NO_TIME
    )

    def __init__(self, *args, now, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on > self.now.on:
            raise forms.ValidationError("Enter a date that is today or earlier")
        return on

    def clean_time(self):
        on, clock = self.cleaned_data.get("on") or self.now.on, self.cleaned_data["time"]
        if clock and self.now.calendar.moment(on, clock) > self.now.at:
            raise forms.ValidationError("Enter a time that has passed")
        return clock

    @property
    def then(self):
        """The instant asked for; now while it makes no sense."""
        if not self.is_valid():
            return self.now
        return self.now.back_to(self.cleaned_data["on"], self.cleaned_data["time"])


class SeveralRows(forms.ModelMultipleChoiceField):
    """Some rows of a list. A number no row can have is a wrong choice, on SQLite too, which cannot even ask for it."""

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": "This"}) from None


class ActForm(forms.Form):
    """A form named after its act: its cleaned data are the act's parameters, plus the number it is sent once by."""

    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["nonce"].initial = secrets.token_hex(16)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clash(self):
        """What another window saved meanwhile; only a form that changes a row can meet that."""
        return []

    def show_again_as(self, typed):
        """Fill an opened form with what was typed before, without judging it yet."""
        for name, field in self.fields.items():
            if name != "nonce":
                self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))


class ChangeForm(ActForm):
    """A change of a row: it carries the revision the page was made from, so that nobody saves over another unread."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), "Open the page again, then send"),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["revision"].initial = row.revision

    def clash(self):
        """(what it is, as saved, as typed here) where the row changed since; the next save is on what stands now."""
        if not self.is_bound or str(self["revision"].value()) == str(self.row.revision):
            return []
        pairs = [(one, in_words(one, one.initial), in_words(one, one.value())) for one in self if not one.is_hidden]
        self.data = self.data.copy()
        self.data[self.add_prefix("revision")] = self.row.revision
        return [(one.label, theirs, yours) for one, theirs, yours in pairs if theirs != yours]

    @property
    def changed_by(self):
        """Who changed the row last, and when."""
        return f"{self.row.event.actor or 'The system'} changed this at {clock(self.row.event.at)}"


def in_words(bound, value):
    """A value of a field in the words of its choices."""
    labels = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
    return labels.get(str(value), str(value)) if value not in (None, "", False) else ""


class ConfirmForm(ActForm):
    """An act that needs no words: one button, sent once."""


class ReasonForm(ActForm):
    """An act that needs a reason and nothing else."""

    reason = PlainText(label="Why", lines=True, max_length=500)
