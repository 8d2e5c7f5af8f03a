"""The forms around signing in, in the product's own words. What they check is the library's; so are their names."""

from allauth.account import forms as library
from django import forms

from conduct import reset
from conduct.choices import ShortRadioSelect
from conduct.forms import ActForm
from conduct.models import User

LENGTH = "12 characters or more. Three or four words that do not belong together are easy to remember"


def name_password(field, label, hint=""):
    """Our words around one of the library's password boxes; what it checks stays the library's."""
    field.label, field.help_text = label, hint
    field.error_messages["required"] = f"Enter the {label[0].lower()}{label[1:]}"
    field.widget.attrs.pop("placeholder", None)


def name_new_passwords(form):
    """The two boxes for a new password, the same on both pages that ask for one."""
    name_password(form.fields["password1"], "New password", LENGTH)
    name_password(form.fields["password2"], "New password again")


def email_field():
    widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    message = {"required": "Enter your work email", "invalid": "Enter an email address, such as name@example.org"}
    return forms.EmailField(label="Work email", widget=widget, error_messages=message)


class SignInForm(library.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        name_password(self.fields["password"], "Password", "You can paste it or use a password manager")


class ResetForm(library.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()

    def clean_email(self):
        """Whose address it is, is asked when the link is sent: an answer here would take its time."""
        return self.cleaned_data["email"]

    def save(self, request, **ignored):
        reset.ask_for_link(email=self.cleaned_data["email"], at=request.at)
        return self.cleaned_data["email"]


class NewPasswordForm(library.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_new_passwords(self)


class ChangeForm(library.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_password(self.fields["oldpassword"], "Password you use now")
        name_new_passwords(self)


class PreferencesForm(ActForm):
    theme = forms.ChoiceField(label="Colors", choices=User.Theme, widget=ShortRadioSelect)
    single_keys = forms.BooleanField(label="Single keys do something, such as / for look up", required=False)
