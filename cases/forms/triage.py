from django import forms

from cases.forms.case import day
from cases.forms.letters import WaysField
from cases.models import Case, ConductCategory, Customer, IncidentReport, Triage, Weighed
from conduct.choices import Choice, ShortRadioSelect
from conduct.forms import ActForm, PlainText, SeveralRows
from conduct.models import Department, ServiceStandard, User

SEVERITIES = [
    (1, Choice("1 Minor", "Rude, trying, demanding")),
    (2, Choice("2 Moderate", "Abusive or persistent; distress or real loss of time")),
    (3, Choice("3 Serious", "Intimidation, discrimination, minor damage, stalking-like contact")),
    (4, Choice("4 Critical", "Threat of violence, assault, weapon. A director is alerted at once")),
]
NO_CUSTOMER = "Say who the customer is first, under “Who it is about”"
NEW, JOIN = Triage.Outcome.OPEN_CASE, Triage.Outcome.JOIN_CASE
OUTCOMES = {
    Triage.Outcome.NO_ACTION: (
        "Difficult, not unacceptable",
        "Close this report with reasons. Nothing is held against the customer",
    ),
    Triage.Outcome.INFORMAL: ("Resolve it informally", "Talk, explain, offer another way. No case for now"),
    JOIN: ("Join a case", "Same customer. Keep trying to resolve it"),
    NEW: ("Open a new case", "For a different matter"),
    Triage.Outcome.DUPLICATE: ("Same event as another report", "Both reports are kept together"),
}


class NamedCase(forms.ModelChoiceField):
    def label_from_instance(self, row):
        return f"{row.reference}: {row.title}"


class Entries(SeveralRows):
    """The policy's exact entries; whether a complaint is frivolous or vexatious is for a director to find."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row):
        return Choice(
            entry(row), f"{row.code}. Needs: {row.requires_evidence.lower()}" if row.requires_evidence else row.code
        )


class FirstEntry(forms.ModelChoiceField):
    def label_from_instance(self, row):
        return f"{row.code} {entry(row)}"


def entry(category):
    """An entry of the policy as triage reads it: what only a director may find is left out of UD11."""
    return "complaints about staff that seem unjustified" if category.code == "UD11" else category.label


def test(label):
    missing = {"required": f"Answer question {label[0]}"}
    return forms.ChoiceField(label=label, choices=Weighed, widget=ShortRadioSelect, error_messages=missing)


class CaseFields(ActForm):
    """Where a report goes: into a new case, or into one of the same customer."""

    case = NamedCase(label="Which case", queryset=Case.objects.none(), required=False, empty_label="Pick a case")
    title = PlainText(
        label="Title of the new case", max_length=120, required=False, help_text="What happened, never what somebody is"
    )
    assigned_to = forms.ModelChoiceField(
        label="Assigned to", queryset=User.objects.none(), required=False, empty_label="Nobody yet"
    )
    due_on = day("Due", required=False)

    def __init__(self, *args, report, joinable, assignees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["case"].queryset = joinable
        self.fields["assigned_to"].queryset = assignees
        self.fields["outcome"].choices = [(value, self.choice(value, report, joinable)) for value in self.outcomes]

    def choice(self, value, report, joinable):
        label, hint = OUTCOMES[value]
        off = NO_CUSTOMER if value in (NEW, JOIN) and not report.customer_id else ""
        return Choice(
            label, hint, off or ("No case of this customer is open" if value == JOIN and not joinable else "")
        )


class TriageForm(CaseFields):
    """What the supervisor found; its fields are those of triage_report."""

    outcomes = list(OUTCOMES)

    by_a_customer = test("1. Was it an action by a customer or somebody who deals with us?")
    has_impact = test("2. By its nature or how often, did it affect staff, others, services or time?")
    out_of_proportion = test("3. Was the effect out of proportion and unreasonable?")
    impact = PlainText(label="What was the effect?", max_length=1000, lines=True, rows=2, required=False)
    without_cause = test("4. Did it cause distress or disruption without a proper cause?")
    no_cause_explanation = PlainText(
        label="If it had a cause: why does it count all the same?",
        max_length=500,
        required=False,
        help_text="Such as a threat",
    )
    difficult_signs = forms.MultipleChoiceField(
        label="5. Could it be a difficult customer?",
        choices=Triage.Sign,
        required=False,
        help_text="Tick what is true",
        widget=forms.CheckboxSelectMultiple,
    )
    primary = FirstEntry(
        label="Exact entry of the policy", queryset=ConductCategory.objects.none(), required=False, empty_label="None"
    )
    categories = Entries(label="Other entries that apply", queryset=ConductCategory.objects.none(), required=False)
    rule_broken = PlainText(label="Which law, rule, permit, policy or by-law", max_length=200, required=False)
    severity = forms.TypedChoiceField(
        label="6. How serious was it?",
        choices=SEVERITIES,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        help_text="Only when it was unacceptable",
    )
    log_what = PlainText(
        label="What happened, without names",
        max_length=1000,
        lines=True,
        rows=2,
        required=False,
        help_text="Say “a member of staff”, “the customer”",
    )
    log_response = PlainText(label="What was done at the time, without names", max_length=500, required=False)
    log_injuries = PlainText(label="Who was hurt, without names; or “nobody”", max_length=500, required=False)
    wanted = PlainText(label="What they wanted", max_length=500, required=False)
    standard = forms.ModelChoiceField(
        label="Our standard", queryset=ServiceStandard.objects.none(), required=False, empty_label="None applies"
    )
    standard_met = forms.ChoiceField(label="Was it met?", choices=[("", "No answer"), *Weighed.choices], required=False)
    staff_response = PlainText(label="What staff said or did", max_length=1000, lines=True, rows=2, required=False)
    needs = PlainText(
        label="Known needs",
        max_length=500,
        required=False,
        help_text="A language, a disability, another format; or “unknown”",
    )
    outcome = forms.ChoiceField(
        label="7. What happens next?", widget=forms.RadioSelect, error_messages={"required": "Choose what happens next"}
    )
    duplicate_of = PlainText(label="Which report", max_length=20, required=False, help_text="Such as IR-2026-0397")
    reasons = PlainText(
        label="Reasons", max_length=2000, lines=True, rows=3, error_messages={"required": "Give your reasons"}
    )
    customer_knew = forms.BooleanField(
        label="The customer knows of the report. Write to them that nothing follows", required=False
    )
    ways = WaysField(required=False)

    field_order = [
        "by_a_customer",
        "has_impact",
        "out_of_proportion",
        "impact",
        "without_cause",
        "no_cause_explanation",
        "difficult_signs",
        "primary",
        "categories",
        "rule_broken",
        "severity",
        "log_what",
        "log_response",
        "log_injuries",
        "wanted",
        "standard",
        "standard_met",
        "staff_response",
        "needs",
        "outcome",
        "case",
        "title",
        "assigned_to",
        "due_on",
        "duplicate_of",
        "reasons",
        "customer_knew",
        "ways",
    ]

    def __init__(self, *args, reports, standards, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.reports = reports
        self.fields["standard"].queryset = standards
        self.fields["primary"].queryset = self.fields["categories"].queryset = entries

    def clean_difficult_signs(self):
        return " ".join(self.cleaned_data["difficult_signs"])

    def clean_duplicate_of(self):
        typed = self.cleaned_data["duplicate_of"]
        if not typed:
            return None
        try:
            return self.reports.get(reference=typed.upper())
        except IncidentReport.DoesNotExist:
            raise forms.ValidationError("There is no such report that you may see") from None

    def clean(self):
        """The first entry is one of the entries."""
        cleaned = super().clean()
        first, others = cleaned.get("primary"), list(cleaned.get("categories") or [])
        cleaned["categories"] = list(dict.fromkeys([first, *others])) if first else others
        return cleaned


class FollowUpForm(CaseFields):
    """What becomes of a report that was resolved informally, or closed."""

    outcomes = [Triage.Outcome.NO_ACTION, JOIN, NEW]

    outcome = forms.ChoiceField(
        label="What happens next?", widget=forms.RadioSelect, error_messages={"required": "Choose what happens next"}
    )
    reasons = PlainText(
        label="Reasons", max_length=2000, lines=True, rows=3, error_messages={"required": "Give your reasons"}
    )


class SettleCustomerForm(ActForm):
    """Which record the report is about."""

    customer = forms.ModelChoiceField(
        label="Who it is about", queryset=Customer.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, matches, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = matches


class SettleByReferenceForm(ActForm):
    """Another record, by its number."""

    customer = PlainText(label="Or the number of another record", max_length=20, help_text="Such as P-2026-0012")

    def clean_customer(self):
        try:
            return Customer.objects.surviving().get(reference=self.cleaned_data["customer"].upper())
        except Customer.DoesNotExist:
            raise forms.ValidationError("There is no record with this number") from None


class AddReportedForm(ActForm):
    """A new record, for somebody we have none of."""

    kind = forms.ChoiceField(label="What are they?", choices=Customer.Kind, initial=Customer.Kind.INDIVIDUAL)
    name = PlainText(label="Name", max_length=160, required=False, help_text="Leave it empty while nobody knows it")
    description = PlainText(
        label="Description", max_length=500, required=False, help_text="For somebody whose name nobody knows"
    )


class MoveForm(ActForm):
    department = forms.ModelChoiceField(
        label="Department", queryset=Department.objects.none(), empty_label="Pick a department"
    )
    reason = PlainText(label="Why", max_length=500)

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments


class AskDepartmentForm(ActForm):
    department = forms.ModelChoiceField(
        label="Department", queryset=Department.objects.none(), empty_label="Pick a department"
    )

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments


class AskReporterForm(ActForm):
    question = PlainText(
        label="What do you need to know?",
        max_length=1000,
        lines=True,
        help_text="One thing at a time. It stays as you write it, beside the report",
        error_messages={"required": "Write what you need to know"},
    )


class DepartmentAnswerForm(ActForm):
    answer = PlainText(
        label="Does your department see the same?",
        max_length=1000,
        lines=True,
        help_text="What happened with you, and when. Or that it did not",
        error_messages={"required": "Write what your department sees"},
    )
