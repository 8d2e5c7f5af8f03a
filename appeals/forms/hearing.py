from django import forms

from cases.forms.letters import WaysField
from cases.models import Answer
from conduct.forms import ActForm, PlainText
from conduct.models import User

WAYS = {"required": "Choose at least one way to send the letter"}
WHY = {"required": "Give your reasons"}


class AssignForm(ActForm):
    """Who hears the appeal: only somebody the rules allow can be chosen."""

    officer = forms.ModelChoiceField(
        label="Who hears it?",
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose who hears it",
            "invalid_choice": "This person may not hear this appeal. Choose one of those shown",
        },
    )
    ways = WaysField(label="Tell the customer by", error_messages=WAYS)

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers


class TakeInLateForm(ActForm):
    reasons = PlainText(label="Why this is good cause", max_length=500, lines=True, error_messages=WHY)


class WrittenForm(ActForm):
    """An act that ends with a letter."""

    reasons = PlainText(label="Why, in words for the letter", max_length=2000, lines=True, error_messages=WHY)
    ways = WaysField(error_messages=WAYS)


class ExtendForm(ActForm):
    reason = PlainText(
        label="Why more time is needed",
        max_length=300,
        lines=True,
        rows=2,
        help_text="The customer reads it",
        error_messages={"required": "Write why more time is needed"},
    )
    ways = WaysField(label="Tell the customer by", error_messages=WAYS)


class StayForm(WrittenForm):
    outcome = forms.ChoiceField(
        label="Do you pause it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer"},
        choices=[
            (Answer.Outcome.GRANTED, "Pause it until the appeal is decided"),
            (Answer.Outcome.REFUSED, "It stays in place"),
        ],
    )
    field_order = ["outcome", "reasons", "ways"]


class NameForm(ActForm):
    user = forms.ModelChoiceField(
        label="Who?",
        queryset=User.objects.none(),
        empty_label="Pick a person",
        error_messages={"required": "Pick a person"},
    )
    why = PlainText(
        label="Why this person?",
        max_length=500,
        lines=True,
        rows=3,
        help_text="And how they know neither side",
        error_messages={"required": "Write why this person"},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
