from django import forms

from cases.forms.case import day
from cases.forms.letters import moment_field
from cases.models import Answer
from conduct.forms import ActForm, PlainText


class AnswerForm(ActForm):
    """What the customer answered, exactly as it came."""

    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, error_messages={"required": "Choose what it is"}
    )
    words = PlainText(
        label="In the customer's own words",
        max_length=5000,
        lines=True,
        rows=8,
        help_text="Word for word. Correct nothing",
        error_messages={"required": "Write down the customer's own words"},
    )
    channel = forms.ChoiceField(label="How did it come?", choices=Answer.Channel)
    received_at = moment_field("When did it come?")
    for_day = day("For which day, if leave is asked", required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, kind.label) for kind in kinds]
        if Answer.Kind.WAIVER not in kinds:
            del self.fields["for_day"]


class NoteAnswerForm(ActForm):
    reason = PlainText(
        label="What follows from it",
        max_length=500,
        lines=True,
        error_messages={"required": "Write what follows from it"},
    )
