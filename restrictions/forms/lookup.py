from django import forms

from conduct import text
from conduct.forms import PastForm, PlainText

LONGEST = 200
FEWEST = 2


class LookupForm(forms.Form):
    """One field, and who it is when several people could match."""

    q = PlainText(
        label="Name, phone, email or address",
        max_length=LONGEST,
        strip=True,
        error_messages={"required": "Type a name, phone, email or address."},
    )
    who = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean_q(self):
        typed = self.cleaned_data["q"]
        if len(text.fold(typed).replace(" ", "")) < FEWEST:
            raise forms.ValidationError("Type at least two letters or numbers.")
        return typed


class LookupThenForm(PastForm, LookupForm):
    """The same field, and when: what would the desk have been told?"""

    field_order = ["q", "on", "time", "who"]

    def clean_on(self):
        on = super().clean_on()
        if on is None:
            raise forms.ValidationError("Enter the day to ask about")
        return on
