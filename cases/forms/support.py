from django import forms

from cases.models import SupportOffer
from conduct.choices import ShortRadioSelect
from conduct.forms import ActForm, PlainText
from conduct.models import User


class OfferSupportForm(ActForm):
    """Something offered to somebody who was there."""

    to = forms.ModelChoiceField(
        User.objects.none(),
        label="To whom?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose to whom", "invalid_choice": "Choose somebody of the list"},
    )
    kind = forms.ChoiceField(
        label="What was offered?",
        choices=SupportOffer.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was offered"},
    )
    note = PlainText(label="Anything to add?", required=False, max_length=300, help_text="No medical detail.")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class AnswerOfferForm(ActForm):
    """Whether they took it."""

    answer = forms.ChoiceField(
        label="What did they say?",
        choices=SupportOffer.Answer,
        widget=ShortRadioSelect,
        error_messages={"required": "Choose what they said"},
    )
