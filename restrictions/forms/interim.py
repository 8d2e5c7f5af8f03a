"""The forms of interim safety measures: what is done, where, why and who is told."""

from django import forms

from cases.forms.letters import WaysField, moment_field
from conduct.forms import ActForm, Day, PlainText, SeveralRows
from conduct.models import Department, Premises, Role
from restrictions.models import InterimContact, InterimMeasure, Reconsideration
from restrictions.policy.interim import CRITICAL, SERIOUS

SEVERITIES = [
    (CRITICAL, "4, critical: violence, a weapon, a threat"),
    (SERIOUS, "3, serious, and somebody is at risk now"),
]
TICKS = forms.CheckboxSelectMultiple


def must(sentence):
    """What is said when something is missing."""
    return {"required": sentence}


def ways_of(**options):
    """How the letter goes; nothing when the person cannot be reached."""
    return WaysField(required=False, **options)


class TakeForm(ActForm):
    """Take a measure: short enough to fill in while it matters."""

    severity = forms.TypedChoiceField(
        label="How serious is it?", choices=SEVERITIES, coerce=int, widget=forms.RadioSelect
    )
    imminent_risk = PlainText(
        label="What is the imminent risk?", max_length=500, required=False, help_text="Needed with severity 3."
    )
    content = forms.MultipleChoiceField(
        label="What is done", choices=InterimMeasure.Content, widget=TICKS, error_messages=must("Choose what is done")
    )
    premises = SeveralRows(Premises.objects.in_use(), label="Where", required=False, widget=TICKS)
    elsewhere = PlainText(
        label="Or somewhere else", lines=True, rows=2, max_length=500, required=False, help_text="One on each line."
    )
    reasons = PlainText(
        label="Why, in words for the letter",
        lines=True,
        max_length=1000,
        help_text="Facts, not labels. Nobody’s name.",
        error_messages=must("Write the reasons, in short, for the letter"),
    )
    tried = PlainText(
        label="Which directors did you try, and how?", lines=True, rows=2, max_length=500,
        error_messages=must("Say which directors you tried to reach, and how"),
        help_text="A supervisor acts only when no director can be reached.",
    )  # fmt: skip
    told_at = moment_field("Told by word already? When", required=False)
    told_how = PlainText(label="What was said", lines=True, rows=2, max_length=1000, required=False)
    ways = ways_of()
    not_reached = PlainText(
        label="Or what was tried to reach them", lines=True, rows=2, max_length=1000, required=False,
        help_text="Only if no letter can go now. It can be written later.",
    )  # fmt: skip
    departments = SeveralRows(
        Department.objects.filter(is_active=True).order_by("name"),
        label="Tell these departments",
        required=False,
        widget=TICKS,
    )
    no_department_reason = PlainText(label="Or say why no department needs to know", required=False, max_length=300)

    def __init__(self, *args, role, **kwargs):
        super().__init__(*args, **kwargs)
        if role == Role.DIRECTOR:
            del self.fields["tried"]

    def clean(self):
        typed = super().clean()
        named = [str(one) for one in typed.pop("premises", None) or ()]
        others = [line.strip() for line in (typed.pop("elsewhere", "") or "").splitlines() if line.strip()]
        return typed | {"places": "\n".join([*named, *others])}


class ReasonedForm(ActForm):
    """A step that gives its reasons."""

    reasons = PlainText(label="Why", lines=True, max_length=1000, error_messages=must("Write why"))


class ConfirmMeasureForm(ReasonedForm):
    """Confirm a measure until a day."""

    until_on = Day(
        label="Last day",
        help_text="It ends by itself at the end of this day.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the last day", "invalid": "Enter a date, like 2026-11-20"},
    )
    field_order = ["until_on", "reasons"]


class RevokeMeasureForm(ReasonedForm):
    """End a measure today."""

    ways = ways_of()


class IssueAgainForm(ActForm):
    """Issue a measure again, once."""

    why_again = PlainText(
        label="Why the review could not finish",
        lines=True,
        max_length=1000,
        error_messages=must("Write why the review could not finish"),
    )
    ways = ways_of()
    not_reached = PlainText(
        label="Or what was tried to reach them", lines=True, rows=2, max_length=1000, required=False
    )


class WriteForm(ActForm):
    """Write letter L3 now."""

    ways = WaysField()


class WriteDownForm(ActForm):
    """What was said by word, or tried."""

    kind = forms.ChoiceField(
        label="What happened?",
        choices=InterimContact.Kind,
        widget=forms.RadioSelect,
        error_messages=must("Choose what happened"),
    )
    happened_at = moment_field("When?")
    how = PlainText(
        label="What was said, or tried",
        lines=True,
        max_length=1000,
        error_messages=must("Write what was said, or tried"),
    )
    late_reason = PlainText(
        label="Why it comes later than one business day", max_length=300, required=False, help_text="Only if it does."
    )


class AskedForm(ActForm):
    """A customer's request to look again, exactly as it came."""

    their_words = PlainText(
        label="In the customer’s own words",
        lines=True,
        rows=8,
        max_length=5000,
        help_text="Word for word. Correct nothing.",
        error_messages=must("Write down the customer’s own words"),
    )
    channel = forms.ChoiceField(label="How did it come?", choices=Reconsideration.Channel)
    received_at = moment_field("When did it come?")


class AnswerAskedForm(ReasonedForm):
    """Look at a measure again, and answer."""

    OUTCOMES = [(one, one.label) for one in (Reconsideration.Outcome.KEPT, Reconsideration.Outcome.REVOKED)]

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages=must("Choose whether it stays or ends"),
    )
    ways = ways_of()
    field_order = ["outcome", "reasons", "ways"]
