from django import forms

from cases.forms.letters import WaysField
from cases.models import Answer
from conduct.forms import ActForm, PlainText


class WarningForm(ActForm):
    """What letter L1 says in our own words."""

    conduct = PlainText(
        label="What happened, with dates",
        max_length=2000,
        lines=True,
        rows=5,
        help_text="One line for each. Facts, never labels",
        error_messages={"required": "Write what happened, with dates"},
    )
    why = PlainText(
        label="Why it was not acceptable",
        max_length=1000,
        lines=True,
        rows=3,
        error_messages={"required": "Write why it was not acceptable"},
    )
    change_asked = PlainText(
        label="What the customer is asked to change",
        max_length=1000,
        lines=True,
        rows=3,
        help_text="One line for each",
        error_messages={"required": "Write what the customer is asked to change"},
    )
    ways = WaysField()


class DisputeForm(ActForm):
    """What a director found on looking at the facts of a warning again."""

    outcome = forms.ChoiceField(
        label="Result",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a result"},
        choices=[(Answer.Outcome.REFUSED, "The warning stands"), (Answer.Outcome.GRANTED, "The warning is withdrawn")],
    )
    findings = PlainText(
        label="What you found",
        max_length=2000,
        lines=True,
        help_text="One line for each point",
        error_messages={"required": "Write what you found"},
    )
    reasons = PlainText(
        label="Reasons, for the letter", max_length=2000, lines=True, error_messages={"required": "Give your reasons"}
    )
    ways = WaysField()
