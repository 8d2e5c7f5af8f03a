from django import forms

from cases.models import Delivery
from conduct.forms import ActForm, Moment, PlainText

WAYS = [(Delivery.Method.EMAIL, "Email"), (Delivery.Method.POST, "Mail"), (Delivery.Method.HAND, "By hand")]


NO_WAY = {"required": "Choose how the letter is sent"}


class WaysField(forms.MultipleChoiceField):
    """How a letter is sent; with two ways the later receipt counts."""

    def __init__(self, **options):
        options = {
            "label": "Send the letter by",
            "choices": WAYS,
            "widget": forms.CheckboxSelectMultiple,
            "error_messages": NO_WAY,
        } | options
        super().__init__(**options)


def moment_field(label, **options):
    """A local date and time; anything else gets a sentence."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    errors = {
        "required": "Enter a date and a time",
        "invalid": "Enter a date and a time, such as November 20, 2026, 2:30 PM",
    }
    return Moment(label=label, widget=widget, error_messages=errors, **options)


class SentForm(ActForm):
    """A letter left, or was handed over."""

    sent_at = moment_field("When did it leave, or was it handed over?")


class ReturnedForm(ActForm):
    """A letter came back."""

    returned_at = moment_field("When did it come back?")
    reason = PlainText(label="Why it came back", max_length=200, error_messages={"required": "Write why it came back"})


class SendAgainForm(ActForm):
    """A letter goes out again, another way."""

    method = forms.ChoiceField(label="How", choices=Delivery.Method)
    sent_to = PlainText(
        label="Where to",
        max_length=400,
        lines=True,
        rows=3,
        required=False,
        help_text="The email or mailing address. Nothing for by hand",
    )
