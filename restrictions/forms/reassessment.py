from django import forms

from conduct.forms import Day, PlainText
from restrictions.forms.requests import WrittenForm
from restrictions.models import Reassessment


class ReassessForm(WrittenForm):
    """Decide an open review: what was found, what follows, and the letter about it."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    staff_view = PlainText(label="What staff say who deal with them", lines=True, max_length=2000)
    circumstances = PlainText(
        label="What has changed since it was decided", lines=True, max_length=2000, help_text="Or that nothing has."
    )
    still_needed = forms.ChoiceField(
        label="Is it still needed?",
        choices=Reassessment.Needed,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is still needed"},
    )
    lesser_measure = PlainText(
        label="Which lesser measure did you consider, and why is it not enough?", lines=True, rows=3, max_length=2000,
        required=False, help_text="Needed if it is to stay as it is.",
    )  # fmt: skip
    outcome = forms.ChoiceField(
        label="What follows?",
        choices=Reassessment.Outcome,
        widget=forms.RadioSelect,
        help_text="It cannot be made longer or stricter here. That takes a new review by another director.",
        error_messages={"required": "Choose what follows"},
    )
    new_end_on = Day(
        label="New end date",
        required=False,
        help_text="Only if you make it lighter. It can only be earlier.",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Enter a date, like 2026-11-20"},
    )
    field_order = [
        "staff_view", "circumstances", "still_needed", "lesser_measure", "outcome", "new_end_on", "reasons", "ways",
    ]  # fmt: skip

    def show(self, digest):
        """Have the form say what the page shows now, so that sending it again is about that."""
        self.fields["shown"].initial = digest
        if self.is_bound:
            self.data = self.data.copy()
            self.data["shown"] = digest
