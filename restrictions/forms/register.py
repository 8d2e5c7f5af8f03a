from django import forms

from conduct.forms import NO_DAY, ActForm, Day, PastForm, PlainText
from conduct.models import Department, Role, User
from restrictions import catalog
from restrictions.policy.force import STATES

DAY = forms.DateInput(attrs={"type": "date"})


class RegisterFilter(PastForm):
    """What to show; it stands in the address, and starts empty."""

    q = PlainText(label="Words, reference or name", max_length=100, required=False)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any state"), *((s.key, s.label) for s in STATES.values())]
    )
    review = forms.ChoiceField(label="Review", required=False, choices=[("", "Any"), ("due", "Review due")])
    appeal = forms.ChoiceField(
        label="Appeal",
        required=False,
        choices=[
            ("", "Any or none"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("any", "Appealed"),
            ("none", "Not appealed"),
        ],
    )
    measure = forms.ChoiceField(
        label="Restriction", required=False, choices=[("", "Any"), *((m.code, m.title) for m in catalog.MEASURES)]
    )
    department = forms.ModelChoiceField(
        Department.objects.order_by("name"), label="Department told", required=False, empty_label="Any"
    )
    director = forms.ModelChoiceField(User.objects.none(), label="Decided by", required=False, empty_label="Anybody")
    earliest = Day(label="Decided, earliest", required=False, widget=DAY, error_messages=NO_DAY)
    latest = Day(label="Decided, latest", required=False, widget=DAY, error_messages=NO_DAY)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["director"].queryset = (
            User.objects.filter(memberships__role=Role.DIRECTOR).distinct().order_by("full_name")
        )

    @property
    def chosen(self):
        """The filters that were set, in words, for the record of an export."""
        data = getattr(self, "cleaned_data", {})
        return (
            "; ".join(f"{self.fields[name].label.lower()}: {value}" for name, value in data.items() if value)
            or "no filter"
        )


class ExportForm(ActForm):
    """Why the register is taken out, and in which form."""

    FORMATS = [("csv", "CSV"), ("pdf", "PDF")]

    why = PlainText(
        label="What do you need it for?", max_length=300, error_messages={"required": "Write what you need it for"}
    )
    format = forms.ChoiceField(label="As", choices=FORMATS, widget=forms.RadioSelect, initial="csv")
