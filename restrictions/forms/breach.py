"""The forms of breaches: two taps at the desk, and what a director decides."""

from django import forms

from cases.forms.letters import WaysField, moment_field
from cases.models import IncidentReport
from conduct.choices import Choice
from conduct.forms import ActForm, Day, PlainText
from conduct.models import User
from restrictions.models import Breach, BreachDecision

Outcome = BreachDecision.Outcome
HOW = {"required": "Choose what happened"}
OUTCOMES = [
    (Outcome.UNPROVEN, Choice(Outcome.UNPROVEN.label, hint="It counts for nothing, and nothing is sent")),
    (Outcome.REMINDER, Choice(Outcome.REMINDER.label, hint="Letter L9a. Nothing else changes")),
    (Outcome.LIGHTER, Choice(Outcome.LIGHTER.label, hint="An earlier end date, with letter L7")),
    (Outcome.REVIEW, Choice(Outcome.REVIEW.label, hint="The only way to anything longer or stricter. Letter L9b")),
    (Outcome.INTERIM, Choice(Outcome.INTERIM.label, hint="You take it next, from the report. Letter L9b")),
    (Outcome.POLICE, Choice(Outcome.POLICE.label, hint="Letter L9b")),
]


class NoteBreachForm(ActForm):
    """They came or called anyway."""

    how = forms.ChoiceField(
        label="What just happened?", choices=Breach.How, widget=forms.RadioSelect, error_messages=HOW
    )
    note = PlainText(label="Anything to add?", required=False, max_length=300, help_text="One sentence is enough.")
    happened_at = moment_field("When?")
    helped = forms.BooleanField(
        label="We helped them. It happens: the terms bind us too, so it is noted", required=False
    )
    late_reason = PlainText(
        label="Why it is noted later", required=False, max_length=300, help_text="Only if it was some days ago."
    )


class LinkBreachForm(ActForm):
    """Note a report that exists."""

    report = forms.ModelChoiceField(
        IncidentReport.objects.none(),
        label="Which report?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a report", "invalid_choice": "Choose a report of the list"},
    )
    how = forms.ChoiceField(label="What was it?", choices=Breach.How, widget=forms.RadioSelect, error_messages=HOW)

    def __init__(self, *args, reports, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = reports
        self.fields["report"].label_from_instance = lambda one: Choice(str(one), hint=one.first_words)


class DecideBreachForm(ActForm):
    """Decide about a breach."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    facts = PlainText(
        label="What happened, in words for the letter",
        lines=True,
        rows=3,
        max_length=1000,
        required=False,
        help_text="With its date. Nobody’s name.",
    )
    reasons = PlainText(label="Why", lines=True, max_length=2000, error_messages={"required": "Write why"})
    new_end_on = Day(
        label="New end date",
        required=False,
        help_text="Only for lighter terms. It can only be earlier.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Enter a date, like 2026-11-20"},
    )
    ways = WaysField(required=False)
    no_letter_why = PlainText(label="Or why no letter can go", max_length=300, required=False)

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [one for one in OUTCOMES if one[0] in outcomes]
        if outcomes == [Outcome.UNPROVEN]:
            self.initial["outcome"] = Outcome.UNPROVEN
            for name in ("facts", "new_end_on", "ways", "no_letter_why"):
                del self.fields[name]

    def clean(self):
        typed = super().clean()
        if typed.get("outcome") == Outcome.UNPROVEN:
            ignored = {"facts": "", "ways": [], "no_letter_why": ""}  # filled in before anything was chosen
            typed |= {name: empty for name, empty in ignored.items() if name in self.fields}
        return typed


class OverlookedForm(ActForm):
    """One of us did not keep to the terms either."""

    who = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("full_name", "pk"),
        label="Who?",
        error_messages={"required": "Choose who it was", "invalid_choice": "Choose somebody of the list"},
    )
    what = PlainText(label="What was it?", max_length=300, help_text="A fact, such as: answered the call.")
