"""The forms around signing in, in the product's own words. What they check is the library's; so are their names."""

from allauth.account import forms as library
from django import forms

from conduct.choices import ShortRadioSelect
from conduct.forms import ActForm
from conduct.models import User

LENGTH = "12 characters or more. Three or four words that do not belong together are easy to remember"


def password_field(label, autocomplete, help_text=""):
    """A password box that keeps spaces as typed and lets a password manager help."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=help_text, strip=False, max_length=256, widget=widget)


def email_field():
    widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"})
    message = {"required": "Enter your work email", "invalid": "Enter an email address, such as name@example.org"}
    return forms.EmailField(label="Work email", widget=widget, error_messages=message)


class SignInForm(library.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"] = email_field()
        hint = "You can paste it or use a password manager"
        self.fields["password"] = password_field("Password", "current-password", hint)
        self.fields["password"].error_messages["required"] = "Enter your password"


class ResetForm(library.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()


class NewPasswordForm(library.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_new_passwords(self)


class ChangeForm(library.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field("Password you use now", "current-password")
        name_new_passwords(self)


def name_new_passwords(form):
    """The two boxes for a new password, the same on both pages that ask for one."""
    form.fields["password1"] = password_field("New password", "new-password", LENGTH)
    form.fields["password2"] = password_field("New password again", "new-password")


class PreferencesForm(ActForm):
    theme = forms.ChoiceField(label="Colors", choices=User.Theme, widget=ShortRadioSelect)
    single_keys = forms.BooleanField(label="Single keys do something, such as / for look up", required=False)
