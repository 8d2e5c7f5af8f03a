from django import forms

from conduct.forms import ActForm
from restrictions.models import DepartmentNotice


class RemindForm(ActForm):
    """Remind one department of its notice."""

    notice = forms.ModelChoiceField(DepartmentNotice.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, notices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["notice"].queryset = notices
