"""The form of one draft measure: its details as the catalogue asks for them, its end, and why nothing less."""

from django import forms

from conduct.forms import ActForm, Day, PlainText
from restrictions import catalog
from restrictions.models.held import LONGEST_HELD

RESERVE = ("conditions", "held_days", "conditions_told")
ONE_LINE = 200  # the most characters of a detail that is written on one line


class MeasureForm(ActForm):
    """The details of a measure of the catalogue. Its cleaned data are the parameters of `add_measure`."""

    ends_on = Day(
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the last day", "invalid": "Enter a date that exists, such as 2026-11-20"},
    )
    why = PlainText(
        label="Why this, and nothing less",
        lines=True,
        max_length=1000,
        error_messages={"required": "Write why this, and nothing less"},
    )

    conditions = PlainText(
        label="Hold it in reserve on these conditions",
        help_text="Only if it does not apply now. One on each line. It can then apply only after a new review.",
        lines=True,
        max_length=1000,
        required=False,
    )
    held_days = forms.IntegerField(
        label="If a director activates it, it lasts at most so many days",
        help_text="Only with conditions. The last day above is then the last day it is held in reserve.",
        min_value=1,
        max_value=LONGEST_HELD,
        required=False,
    )
    conditions_told = PlainText(
        label="Conditions that departments need to know",
        help_text="Copied from above, one on each line. Leave it empty to tell them nothing of what is held.",
        lines=True,
        max_length=1000,
        required=False,
    )

    def __init__(self, *args, measure, ends_on, held=None, known=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.measure = catalog.MEASURE[measure]
        self.fields["ends_on"].initial = ends_on
        for parameter in self.measure.parameters:
            self.fields[parameter.name] = field = field_for(parameter)
            if names := (known or {}).get(parameter.name):
                field.help_text = f"{field.help_text} On record: {'; '.join(names)}".strip()
            self.fields[parameter.name].initial = as_typed(parameter, (held or {}).get(parameter.name))
        self.order_fields([*(parameter.name for parameter in self.measure.parameters), "ends_on", "why", *RESERVE])

    def clean(self):
        typed = super().clean()
        details = {parameter.name: typed.get(parameter.name) for parameter in self.measure.parameters}
        details = {name: value for name, value in details.items() if value not in (None, "", [])}
        if not self.errors:
            for name, wrong in catalog.check_parameters(self.measure.code, details).items():
                self.add_error(name if name in self.fields else None, f"{wrong}.")
        return {
            "nonce": typed.get("nonce", ""),
            "parameters": details,
            "ends_on": typed.get("ends_on"),
            "why": typed.get("why"),
        } | {name: typed.get(name) for name in RESERVE}


class Lines(PlainText):
    """Several entries, one on each line."""

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]


def as_typed(parameter, kept):
    """A kept detail as its field shows it: the entries of a free list on lines of their own."""
    return "\n".join(kept) if parameter.kind == "list" and not parameter.choices and kept else kept


def field_for(parameter):
    """The field of one detail, by its kind; what is missing or wrong is said by the catalogue."""
    shared = {"label": parameter.label, "help_text": parameter.hint, "required": parameter.required}
    shared["error_messages"] = {"required": f"Fill in: {parameter.label}"}
    if parameter.choices and parameter.kind == "list":
        return forms.MultipleChoiceField(choices=parameter.choices, widget=forms.CheckboxSelectMultiple, **shared)
    if parameter.choices:
        return forms.ChoiceField(choices=parameter.choices, widget=forms.RadioSelect, **shared)
    if parameter.kind == "list":
        return Lines(lines=True, max_length=2500, **shared | {"help_text": parameter.hint or "One on each line."})
    if parameter.kind == "number":
        return forms.IntegerField(**shared)
    if parameter.kind == "date":
        return Day(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared)
    one_line = parameter.kind == "person" or parameter.limit <= ONE_LINE
    return PlainText(max_length=ONE_LINE if one_line else parameter.limit, lines=not one_line, **shared)
