"""The forms of contacts: one to log it in seconds, one for what was done about what was found in it."""

from django import forms

from cases.forms.letters import moment_field
from cases.models import IncidentReport
from conduct.choices import Choice, ShortRadioSelect
from conduct.forms import ActForm, PlainText
from conduct.models import User
from restrictions.models import Contact, Restriction
from restrictions.models.contact import Found

NOTHING = "nothing"
LOOKED_FOR = [
    (Found.NEW_ISSUE, Choice(Found.NEW_ISSUE.label, hint="A question or complaint of its own")),
    (Found.EMERGENCY, Choice(Found.EMERGENCY.label, hint="Somebody needs help")),
    (Found.THREAT, Choice(Found.THREAT.label, hint="To a person or to property")),
    (Found.APPEAL, Choice(Found.APPEAL.label, hint="Also a request to pause, for leave, or an early review")),
    (NOTHING, Choice("None of these")),
]


class LogContactForm(ActForm):
    """A contact, with the date and time filled in."""

    direction = forms.ChoiceField(
        label="Who contacted whom?", choices=Contact.Direction, widget=ShortRadioSelect, initial=Contact.Direction.IN
    )
    channel = forms.ChoiceField(
        label="How?",
        choices=Contact.Channel,
        widget=ShortRadioSelect,
        error_messages={"required": "Choose how it happened"},
    )
    about = PlainText(
        label="About what?",
        max_length=300,
        help_text="One sentence, as a fact.",
        error_messages={"required": "Write what it was about"},
    )
    found = forms.MultipleChoiceField(
        label="What did you find in it?",
        choices=LOOKED_FOR,
        widget=forms.CheckboxSelectMultiple,
        help_text="Read every word, also of mail from somebody who is not meant to write.",
        error_messages={"required": "Tick what you found, or “None of these”"},
    )
    kept_terms = forms.ChoiceField(
        label="Was it within the terms?",
        choices=Contact.Kept,
        widget=ShortRadioSelect,
        error_messages={"required": "Choose whether it was within the terms"},
    )
    restriction = forms.ModelChoiceField(
        Restriction.objects.none(),
        label="Which terms?",
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"invalid_choice": "Choose terms of the list"},
    )
    happened_at = moment_field("When?")
    with_whom = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("full_name", "pk"),
        label="Who of us dealt with it, if not you?",
        required=False,
        error_messages={"invalid_choice": "Choose somebody of the list"},
    )

    def __init__(self, *args, restrictions, titles, **kwargs):
        super().__init__(*args, **kwargs)
        choices = self.fields["restriction"]
        choices.queryset = Restriction.objects.filter(pk__in=[one.pk for one in restrictions])
        choices.initial = restrictions[0] if restrictions else None
        choices.label_from_instance = lambda one: titles[one.pk]
        self.only = restrictions[0] if len(restrictions) == 1 else None
        if not restrictions:
            del self.fields["kept_terms"]
        if len(restrictions) < 2:
            del self.fields["restriction"]

    def clean(self):
        """What nobody could mean: nothing found and something found; the terms of the only restriction are its own."""
        typed = super().clean()
        found = typed.get("found", [])
        if NOTHING in found and len(found) > 1:
            self.add_error("found", "Tick “None of these” alone, or what you found")
        typed["found"] = [one for one in found if one != NOTHING]
        typed["restriction"] = typed.get("restriction") or self.only
        if typed.get("kept_terms", Contact.Kept.NONE) == Contact.Kept.NONE:
            typed["restriction"] = None
        return typed


class FollowContactForm(ActForm):
    """What was done about one thing found in a contact."""

    done = PlainText(
        label="What was done, and by whom?",
        max_length=300,
        error_messages={"required": "Write what was done, and by whom"},
    )
    report = forms.ModelChoiceField(
        IncidentReport.objects.none(),
        label="The report, if one was filed",
        required=False,
        error_messages={"invalid_choice": "Choose a report of the list"},
    )

    def __init__(self, *args, reports, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = reports
        self.fields["report"].label_from_instance = lambda one: f"{one}: {one.first_words}"
