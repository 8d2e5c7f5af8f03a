from django import forms

from conduct.forms import ActForm, PlainText
from conduct.models import Department


class IssueForm(ActForm):
    """What may still change when a decision is issued: the ways of sending and the departments to tell."""

    send_by_email = forms.BooleanField(label="By email", required=False)
    send_by_post = forms.BooleanField(label="By mail", required=False)
    by_hand = forms.BooleanField(label="By hand", required=False)
    departments = forms.ModelMultipleChoiceField(
        Department.objects.filter(is_active=True).order_by("name"),
        label="Tell these departments",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    no_department_reason = PlainText(label="Or say why no department needs to know", required=False, max_length=300)

    def sending(self):
        """The plan as it stands: what was sent, also when it was refused; otherwise what the review said."""
        return getattr(self, "cleaned_data", None) or self.initial
