from django import forms

from conduct.forms import ActForm
from conduct.models import Department
from restrictions.models import DepartmentNotice


class TellForm(ActForm):
    """Tell one further department."""

    department = forms.ModelChoiceField(Department.objects.none(), label="Department", empty_label="Choose one")

    def __init__(self, *args, decision, **kwargs):
        super().__init__(*args, **kwargs)
        told = decision.notices.values("department")
        every = Department.objects.filter(is_active=True).exclude(pk__in=told)
        self.fields["department"].queryset = every.order_by("name")


class RemindForm(ActForm):
    """Remind one department of its notice."""

    notice = forms.ModelChoiceField(DepartmentNotice.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, notices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["notice"].queryset = notices
