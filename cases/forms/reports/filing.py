"""The report as a whole: all its steps checked, sent, added to, made void, copied for a second person."""

from django import forms
from django.utils import timezone

from cases import catalog
from cases.files import PICTURES
from cases.forms.reports.steps import STEPS, FilesField
from conduct.forms import ActForm, PlainText
from conduct.models import Department


class Filing:
    """All four steps of a draft together, as the check page and the sending read them."""

    def __init__(self, draft, around):
        self.forms = {step: form(data=draft.words_of(step), around=around) for step, form in STEPS.items()}

    def is_complete(self):
        # Every step is judged, also after the first gap: the check page names them all.
        return not [step for step, form in self.forms.items() if not form.is_valid()]

    @property
    def gaps(self):
        """What is still missing or wrong: (step, sentence)."""
        return [
            (step, error) for step, form in self.forms.items() for errors in form.errors.values() for error in errors
        ]

    def facts(self):
        """The facts of the report, by name; only of a complete filing."""
        told = {name: value for form in self.forms.values() for name, value in form.cleaned_data.items()}
        for name in ("files", "when", "on", "time", "said_at"):
            told.pop(name, None)
        return told


class SendForm(ActForm):
    """Send the report. Asks for the department only when there is not exactly one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    department = forms.ModelChoiceField(
        label="Which department does it belong to?",
        queryset=Department.objects.none(),
        error_messages={"required": "Choose the department this report belongs to"},
    )

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        if len(departments) == 1:
            del self.fields["department"]
            self.only = departments[0]
        else:
            self.only, own = None, [one.pk for one in departments]
            every = Department.objects.filter(is_active=True, kind=Department.Kind.DEPARTMENT).order_by("name")
            self.fields["department"].queryset = every.filter(pk__in=own) if own else every
            self.fields["department"].initial = own[0] if own else None
            self.fields["department"].empty_label = None if own else "Choose"

    def clean(self):
        if self.only:
            self.cleaned_data["department"] = self.only
        return self.cleaned_data


class AdditionForm(ActForm):
    """A dated addition to a report that was sent."""

    text = PlainText(
        label="What do you want to add?",
        lines=True,
        rows=4,
        max_length=4000,
        error_messages={"required": "Write what you want to add"},
    )
    files = FilesField(label="Files", required=False, help_text=f"Each at most 20 MB. {PICTURES}")


class VoidForm(ActForm):
    """Ask that a report counts for nothing."""

    reason = PlainText(
        label="Why should it count for nothing?",
        lines=True,
        rows=3,
        max_length=500,
        error_messages={"required": "Say why"},
        help_text="Such as: the wrong customer, or it did not happen.",
    )


def words_of_report(report):
    """What a copy for a second person begins with: the event and what came of it, never who it was."""
    local = timezone.localtime(report.occurred_at)
    kinds = report.kinds.split(",")
    what = {name: getattr(report, name) for name in ("narrative", "trigger", "on_behalf_of")}
    when = {name: getattr(report, name) for name in ("channel", "place", "property_reference", "late_reason")}
    kind = {
        name: getattr(report, name)
        for name in ("effect", "immediate_action", "police_called", "police_reference", "injury_or_damage")
    }
    ticked = {
        name: [key for key in kinds if key in dict(STEPS["kind"].base_fields[name].choices)]
        for name in ("behavior", "demands")
    }
    return {
        "what": what | {"help_needed": "yes" if report.help_needed else "no"},
        "when": when
        | {"when": "day", "on": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
        | ({"about": "on"} if report.occurred_about else {}),
        "kind": kind | ticked | ({} if report.kinds else {"other": [catalog.NOT_SURE.key]}),
    }
