from django import forms

from conduct.forms import ActForm, PlainText, SeveralRows
from conduct.models import Department


class IssueForm(ActForm):
    """What may still change when a decision is issued: the ways of sending and the departments to tell."""

    send_by_email = forms.BooleanField(label="By email", required=False)
    send_by_post = forms.BooleanField(label="By mail", required=False)
    by_hand = forms.BooleanField(label="By hand", required=False)
    departments = SeveralRows(
        Department.objects.filter(is_active=True).order_by("name"),
        label="Tell these departments",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    no_department_reason = PlainText(label="Or say why no department needs to know", required=False, max_length=300)

    def sending(self):
        """The plan as it stands: what was sent, also when it was refused; otherwise what the review said."""
        return self.initial | getattr(self, "cleaned_data", {})

    def __init__(self, *args, changes, **kwargs):
        super().__init__(*args, **kwargs)
        if changes:
            self.fields["confirmed"] = forms.CharField(widget=forms.HiddenInput, initial=changes, required=False)
            self.fields["same_customer"] = forms.BooleanField(
                label="This is the customer it was decided about. Send the letter to the address as it is now",
                required=False,
            )

    def clean(self):
        """What changed counts as confirmed only with its box ticked."""
        typed = super().clean()
        if not typed.pop("same_customer", False):
            typed["confirmed"] = ""
        return typed
