from django import forms

from cases.models import Answer, Delivery
from conduct.forms import ActForm, Day, PlainText

WAYS = [(Delivery.Method.EMAIL, "Email"), (Delivery.Method.POST, "Mail"), (Delivery.Method.HAND, "By hand")]
OUTCOMES = [(Answer.Outcome.GRANTED, "Yes"), (Answer.Outcome.REFUSED, "Not this time")]


class WrittenForm(ActForm):
    """An act that ends with a letter: its reasons stand in the letter, and it leaves by these ways."""

    reasons = PlainText(label="Why, in words for the letter", lines=True, max_length=2000)
    ways = forms.MultipleChoiceField(
        label="Send the letter by",
        choices=WAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one way to send the letter"},
    )


class LiftForm(WrittenForm):
    """End a restriction today."""


class ShortenForm(WrittenForm):
    """Give a restriction an earlier end."""

    new_end_on = Day(
        label="New end date",
        help_text="The last day it applies. It can only be earlier.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Enter the new end date", "invalid": "Enter a date, like 2026-11-20"},
    )
    field_order = ["new_end_on", "reasons", "ways"]


class LeaveForm(WrittenForm):
    """Answer a request for leave for one visit or contact."""

    outcome = forms.ChoiceField(label="Do you give leave?", choices=OUTCOMES, widget=forms.RadioSelect)
    conditions = PlainText(label="When, where and how", lines=True, max_length=1000, required=False)
    field_order = ["outcome", "conditions", "reasons", "ways"]


class EarlyReviewForm(WrittenForm):
    """Answer a request for an early review."""

    outcome = forms.ChoiceField(label="Do you make it lighter?", choices=OUTCOMES, widget=forms.RadioSelect)
    new_end_on = Day(
        label="New end date",
        required=False,
        help_text="Leave empty to end everything today.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Enter a date, like 2026-11-20"},
    )
    what_changed = PlainText(label="What has changed for the customer", lines=True, max_length=500, required=False)
    field_order = ["outcome", "new_end_on", "what_changed", "reasons", "ways"]
