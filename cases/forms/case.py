from django import forms

from cases.files import PICTURES
from cases.forms.letters import WaysField
from cases.models import Case, RestrictedNote
from conduct.forms import ActForm, ChangeForm, Day, PlainText
from conduct.models import Department, User

DUE = [("", "Any time"), ("overdue", "Overdue"), ("week", "This week"), ("month", "Next 30 days")]
STATUSES = [("", "Open, any step"), *Case.Status.choices, ("any", "Any status, closed too")]
ME, NOBODY = "me", "nobody"


def day(label, **options):
    errors = {"invalid": "Enter a date, such as November 20, 2026", "required": "Enter a date"}
    return Day(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=errors, **options)


class CaseFilterForm(forms.Form):
    """What the list of cases is narrowed by; a value it does not know is said to be wrong, never ignored."""

    q = PlainText(label="Words, reference or name", max_length=100, required=False)
    status = forms.ChoiceField(label="Status", choices=STATUSES, required=False)
    assigned = forms.ChoiceField(label="Assigned to", required=False)
    due = forms.ChoiceField(label="Due", choices=DUE, required=False)
    department = forms.ModelChoiceField(
        label="Department", queryset=Department.objects.none(), required=False, empty_label="Any department"
    )
    since = day("Earliest date", required=False)
    until = day("Latest date", required=False)

    def __init__(self, *args, departments, people, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["department"].queryset = departments
        own = [("", "Anyone"), (ME, "Me"), (NOBODY, "Nobody yet")]
        self.fields["assigned"].choices = own + [(str(person.pk), person.full_name) for person in people]
        self.fields["q"].widget.input_type = "search"
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"Pick a choice of the list under “{field.label}”"

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The latest date is before the earliest")
        return cleaned


class NoteForm(ActForm):
    text = PlainText(label="Note", max_length=4000, lines=True, rows=6, error_messages={"required": "Write the note"})


class RestrictedNoteForm(ActForm):
    about = forms.ChoiceField(label="About", choices=RestrictedNote.About)
    text = PlainText(
        label="Note",
        max_length=2000,
        lines=True,
        rows=5,
        help_text="No medical detail beyond what is needed",
        error_messages={"required": "Write the note"},
    )


class FileForm(ActForm):
    file = forms.FileField(
        label="File",
        help_text=f"At most 20 MB. {PICTURES}",
        error_messages={"required": "Choose a file", "empty": "This file is empty. Choose another"},
    )
    caption = PlainText(label="What it shows", max_length=200, required=False)


class AssignForm(ChangeForm):
    assigned_to = forms.ModelChoiceField(label="Assigned to", queryset=User.objects.none(), empty_label="Pick a person")
    due_on = day("Due")

    def __init__(self, *args, assignees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = assignees


class TitleForm(ChangeForm):
    title = PlainText(label="Title", max_length=120, help_text="What happened, never what somebody is")


class CloseForm(ActForm):
    reasons = PlainText(label="Reasons", max_length=500, lines=True, error_messages={"required": "Give your reasons"})
    tell_customer = forms.BooleanField(
        label="Write to the customer that the matter is closed", required=False, initial=True
    )
    ways = WaysField(required=False)
