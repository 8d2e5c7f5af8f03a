"""What is kept about a customer: who they are, how to reach them, who speaks for them, who of us is tied to them."""

from django import forms
from django.core.validators import validate_email

from cases.models import ContactPoint, Customer, StaffTie
from conduct import text
from conduct.forms import ActForm, ChangeForm, PlainText
from conduct.models import User

LANGUAGES = [
    ("en", "English"),
    ("es", "Spanish"),
    ("ar", "Arabic"),
    ("zh", "Chinese"),
    ("fr", "French"),
    ("ht", "Haitian Creole"),
    ("ko", "Korean"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("vi", "Vietnamese"),
]
SHORTEST_PHONE = 7


class SearchForm(forms.Form):
    q = PlainText(label="Name, phone, email, address or reference", required=False, max_length=200)


class CustomerForm(ActForm):
    """Who a customer is and how they want to be written to."""

    kind = forms.ChoiceField(label="Kind of customer", choices=Customer.Kind, initial=Customer.Kind.INDIVIDUAL)
    name = PlainText(label="Name", required=False, max_length=160, help_text="Leave empty while nobody knows who it is")
    description = PlainText(
        label="Description", required=False, max_length=500, help_text="Of a person nobody could name"
    )
    address_line_1 = PlainText(label="Street address", required=False, max_length=120)
    address_line_2 = PlainText(label="Unit, floor or care of", required=False, max_length=120)
    city = PlainText(label="City", required=False, max_length=80)
    state = PlainText(label="State", required=False, max_length=40)
    postal_code = PlainText(label="ZIP code", required=False, max_length=20)
    country = PlainText(label="Country", required=False, max_length=60, initial="United States")
    address_tried = PlainText(
        label="If no address can be found",
        required=False,
        max_length=500,
        help_text="What was tried, and how a letter reaches them",
    )
    language = forms.ChoiceField(label="Language of letters", choices=LANGUAGES)
    format = forms.ChoiceField(label="Format of letters", choices=Customer.Format)
    guardian_name = PlainText(label="Guardian", required=False, max_length=160, help_text="Gets a copy of each letter")
    guardian_address = PlainText(label="Guardian’s address", required=False, lines=True, rows=3, max_length=400)

    def clean(self):
        words = self.cleaned_data
        if not self.errors and text.is_blank(words["name"]) and text.is_blank(words["description"]):
            self.add_error("name", "Give a name, or describe the person")
        return words


class NewCustomerForm(CustomerForm):
    """A customer nobody has a record of yet, with a first way to reach them."""

    phone = PlainText(label="Phone", required=False, max_length=60)
    email = forms.EmailField(
        label="Email", required=False, error_messages={"invalid": "Enter an email address, such as name@example.com"}
    )

    def clean(self):
        words = super().clean()
        words["phones"] = [phone for phone in [words.pop("phone", "")] if phone]
        words["emails"] = [email for email in [words.pop("email", "")] if email]
        return words


class ChangeCustomerForm(ChangeForm, CustomerForm):
    """A correction of what a record says."""


class IdentifyForm(ActForm):
    """Who an unknown person is."""

    name = PlainText(label="Name", max_length=160, error_messages={"required": "Enter the name"})


class NameForm(ActForm):
    """Another name."""

    name = PlainText(
        label="Another name they use or used", max_length=160, error_messages={"required": "Enter the name"}
    )

    def clean_name(self):
        if not text.fold(self.cleaned_data["name"]):
            raise forms.ValidationError("Enter a name with letters or digits")
        return self.cleaned_data["name"]


class ContactForm(ActForm):
    """Another way to reach the customer."""

    kind = forms.ChoiceField(label="Kind", choices=ContactPoint.Kind)
    value = PlainText(
        label="Phone number or email", max_length=254, error_messages={"required": "Enter the phone number or email"}
    )

    def clean(self):
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value", "")
        if kind == ContactPoint.Kind.PHONE and value and len(text.fold_phone(value)) < SHORTEST_PHONE:
            self.add_error("value", "Enter a phone number in any format")
        if kind == ContactPoint.Kind.EMAIL and value:
            self._judge_email(value)
        return self.cleaned_data

    def _judge_email(self, value):
        try:
            validate_email(value)
        except forms.ValidationError:
            self.add_error("value", "Enter an email address, such as name@example.com")


class ByReference(PlainText):
    """Another customer, by the reference of their record."""

    def to_python(self, value):
        typed = "".join(super().to_python(value).split()).upper()
        found = Customer.objects.by_reference(typed) if typed and text.fold(typed) else None
        if typed and found is None:
            raise forms.ValidationError("Enter the reference of a customer, such as P-2026-0001")
        return found


class RepresentativeForm(ActForm):
    """Who speaks for the customer."""

    person = ByReference(
        label="Reference of the person who speaks for them",
        error_messages={"required": "Enter the reference of a customer, such as P-2026-0001"},
    )
    capacity = PlainText(
        label="As what", required=False, max_length=120, help_text="Such as owner, office manager, attorney"
    )
    authority = PlainText(label="Where their written authority is kept", required=False, max_length=200)


class TieForm(ActForm):
    """A member of staff who is tied to the customer."""

    user = forms.ModelChoiceField(
        label="Who", queryset=User.objects.none(), empty_label="Choose", error_messages={"required": "Choose who it is"}
    )
    kind = forms.ChoiceField(label="Tie", choices=StaffTie.Kind)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True).order_by("full_name", "pk")


class MergeForm(ActForm):
    """Another record that is the same customer."""

    other = ByReference(
        label="Reference of the other record", error_messages={"required": "Enter the reference of the other record"}
    )
    why = PlainText(
        label="How do you know that they are the same?",
        lines=True,
        rows=3,
        max_length=500,
        error_messages={"required": "Say how you know"},
    )


class UndoForm(ActForm):
    """Two records that were not the same customer after all."""

    why = PlainText(
        label="Why are they not the same?", lines=True, rows=3, max_length=500, error_messages={"required": "Say why"}
    )
