from django import forms

from appeals.models import Appeal, AppealStatement
from cases.forms.letters import moment_field
from cases.models import Answer
from conduct.forms import ActForm, PlainText


class LodgeForm(ActForm):
    """An appeal as it came: the customer's words are copied, never put better."""

    words = PlainText(
        label="In the customer’s own words",
        max_length=5000,
        lines=True,
        rows=10,
        help_text="Word for word. Correct nothing, leave nothing out",
        error_messages={"required": "Write down the customer’s own words"},
    )
    wanted = PlainText(label="What would they like to happen?", max_length=500, lines=True, rows=2, required=False)
    grounds = forms.MultipleChoiceField(
        label="What does the appeal say?",
        choices=Appeal.Ground,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick what it says. Each gets an answer of its own",
        error_messages={"required": "Choose what the appeal says"},
    )
    about = forms.MultipleChoiceField(
        label="Which parts of the letter?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one part of the letter"},
    )
    channel = forms.ChoiceField(
        label="How did it come?",
        choices=Answer.Channel,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it came"},
    )
    received_at = moment_field(
        "When did it come?", help_text="It is in time until midnight of the last day, however it came"
    )
    late_reason = PlainText(
        label="Why is it late, as the customer says it?",
        max_length=500,
        lines=True,
        rows=2,
        required=False,
        help_text="Needed only after the last day. Illness, language or help that was missing can be good cause",
    )
    pause_asked = forms.BooleanField(
        label="They ask us to pause the change until the appeal is decided", required=False
    )
    spoken_for_by = PlainText(
        label="Does somebody speak for them?",
        max_length=200,
        required=False,
        help_text="Who, how to reach them, and where their written authority is kept",
    )
    help_needed = PlainText(
        label="What do they need to take part?",
        max_length=300,
        required=False,
        help_text="Such as large print, a language, a quiet room",
    )

    def __init__(self, *args, restrictions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = restrictions
        self.fields["about"].initial = [reference for reference, _ in restrictions]


class StatementForm(ActForm):
    """What is said further while the appeal is heard."""

    source = forms.ChoiceField(
        label="Who says it?",
        choices=AppealStatement.Source,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who says it"},
    )
    words = PlainText(
        label="What they say",
        max_length=5000,
        lines=True,
        rows=8,
        help_text="Word for word; of a call, what was said and by whom",
        error_messages={"required": "Write down what they say"},
    )
    said_at = moment_field("When was it said, or when did it come?")


class WithdrawForm(ActForm):
    words = PlainText(
        label="How did they take it back?",
        max_length=500,
        lines=True,
        rows=3,
        help_text="Their own words, and how they reached us",
        error_messages={"required": "Write down how they took it back"},
    )


STATUSES = [("", "Open"), *Appeal.Status.choices, ("any", "Any status")]
OFFICERS = [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody yet")]
DUE = [("", "Any time"), ("overdue", "Overdue"), ("week", "This week")]


class AppealFilterForm(forms.Form):
    """What the list is narrowed by; a value it does not know is said to be wrong, never ignored."""

    q = PlainText(label="Reference of the appeal or case", max_length=20, required=False)
    status = forms.ChoiceField(label="Status", choices=STATUSES, required=False)
    officer = forms.ChoiceField(label="Heard by", choices=OFFICERS, required=False)
    due = forms.ChoiceField(label="Due", choices=DUE, required=False)
