from django import forms

from cases.forms.case import day
from cases.models import Effort, Matter
from conduct.choices import ShortRadioSelect
from conduct.forms import ActForm, ChangeForm, PlainText
from conduct.models import ServiceStandard, User


class MatterForm(ActForm):
    """What was asked, under which procedure and standard, and by whom it was handled."""

    kind = forms.ChoiceField(label="What is it?", choices=Matter.Kind, widget=ShortRadioSelect)
    title = PlainText(label="Title", max_length=120, error_messages={"required": "Give it a title"})
    own_reference = PlainText(label="Its number with us", max_length=60, required=False)
    asked = PlainText(
        label="What was asked?", max_length=2000, lines=True, error_messages={"required": "Write what was asked"}
    )
    asked_on = day("When was it asked?")
    procedure = PlainText(
        label="Procedure or guideline used", max_length=200, error_messages={"required": "Say which procedure applied"}
    )
    standard = forms.ModelChoiceField(
        label="Our standard", queryset=ServiceStandard.objects.none(), required=False, empty_label="None recorded"
    )
    standard_met = forms.ChoiceField(
        label="Was it met?",
        choices=[("", "No answer"), ("yes", "Yes"), ("no", "No"), ("cannot_tell", "Cannot tell")],
        required=False,
    )
    handler = forms.ModelChoiceField(
        label="Who handled it?",
        queryset=User.objects.none(),
        required=False,
        empty_label="Somebody without an account",
        help_text="They cannot decide the case",
    )
    handler_name = PlainText(label="Their name, without an account", max_length=120, required=False)
    our_mistake = PlainText(label="Our own mistake", max_length=1000, lines=True, rows=2, required=False)
    remedy = PlainText(label="How it was put right", max_length=1000, lines=True, rows=2, required=False)

    def __init__(self, *args, standards, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = standards
        self.fields["handler"].queryset = people


class CorrectMatterForm(ChangeForm, MatterForm):
    """A correction of what is recorded about a matter."""


class MatterAnswerForm(ActForm):
    answered_on = day("When did we answer?")
    what = PlainText(
        label="What did we answer?", max_length=2000, lines=True, error_messages={"required": "Write what we answered"}
    )
    answers_every_point = forms.BooleanField(label="It answers every point", required=False)
    file = forms.FileField(label="The answer itself", required=False)


class CloseMatterForm(ActForm):
    closed_on = day("When was it closed?")


class ComplainedOfForm(ActForm):
    user = forms.ModelChoiceField(
        label="Who is complained of?", queryset=User.objects.none(), empty_label="Pick a person"
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class EffortForm(ActForm):
    """One row: when, what kind, what was offered; the rest can follow."""

    made_on = day("When")
    kind = forms.ChoiceField(label="What kind", choices=Effort.Kind, error_messages={"required": "Pick a kind"})
    offered = PlainText(
        label="What did we offer?", max_length=500, error_messages={"required": "Write what we offered"}
    )
    came_back = PlainText(label="What came back?", max_length=500, required=False)
    made_by = PlainText(label="Who made it, if not you", max_length=120, required=False)
    file = forms.FileField(label="File", required=False)


class ReplyForm(ActForm):
    came_back = PlainText(label="What came back?", max_length=500, error_messages={"required": "Write what came back"})
