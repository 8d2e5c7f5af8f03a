"""The forms of a director's review: everything on one page, saved as it goes."""

from django import forms

from cases.models import Delivery, Known, Weighed
from conduct.choices import Choice, ShortRadioSelect, TightRadioSelect
from conduct.forms import ActForm, Day, PlainText, in_words
from conduct.models import Department, User
from conduct.templatetags.dates import full_date
from restrictions.models import Outcome, Precondition, Review

ASK = "ask"
COLUMNS = {
    "facts_found": "Facts found",
    "handled_properly": "1. The complaint or request was dealt with properly, in line with the relevant procedures "
    "and statutory guidelines",
    "handled_properly_how": "How do you know?",
    "every_effort": "2. Staff made every effort to satisfy the request or resolve the complaint",
    "every_effort_how": "How do you know?",
    "own_failure": "Did a failure of ours set it off?",
    "own_failure_remedy": "How it was put right",
    "legitimate_speech": "Is it only criticism, a review or a lawful complaint?",
    "facts_put": "Was every fact you use put to the customer?",
    "customer_side": "What they answered",
    "urgent_reason": "Why they could not answer first",
    "basis": "What does it rest on?",
    "below_count_reasons": "Why two reports are a pattern here",
    "significant_report": "Which report is the significant incident?",
    "significant_why": "Why this one incident is enough",
    "impact": "The impact: on whom, and why it is out of proportion",
    "no_cause_explanation": "If it had a cause: why it counts all the same",
    "circumstances": "Did disability, illness, language or a crisis play a part?",
    "accommodation": "What was offered to help, and what they answered",
    "threat_evidence": "Individual, current and objective evidence",
    "threat_weight": "Nature, duration and severity of the risk, and how probable it is",
    "threat_accommodation": "Can an accommodation remove the risk?",
    "is_minor": "Is the customer a minor?",
    "protected_trait": "Is a protected trait mentioned, or does it matter?",
    "retaliation": "In the last 12 months, did they complain of discrimination, ask for accommodation "
    "or take part in a fair-housing matter?",
    "retaliation_reason": "Your reason, which has nothing to do with that",
    "frivolous": "Frivolous?",
    "frivolous_ground": "On which ground",
    "frivolous_fact": "Which fact shows it",
    "vexatious": "Vexatious?",
    "vexatious_ground": "How it was pursued",
    "consequences": "What would they lose, and can it be softer?",
    "lesser_measures": "Lesser measures, and why they are not enough",
    "no_comparison_reason": "Why this case differs from comparable decisions",
    "outcome": "3. What do you want to do?",
    "reasons": "Reasons, in words that can go into the letter",
    "scope": "Whom does it bind?",
    "representative": "Which representative",
    "starts_on": "First day, if later than the decision",
    "review_on": "Review date, if earlier than computed",
    "stays_open": "What stays open",
    "emergency_route": "Emergency route",
    "liaison": "Named contact",
    "deputy": "Who stands in",
    "reply_days": "Answers within, in business days",
    "no_department_reason": "If no department needs to know: why",
    "legal_sign_off": "Legal and broker sign-off: who and when",
    "hand_over_plan": "Hand-over plan: live offers, deposits and deadlines",
    "address_confirmed": "The name and mailing address are right",
    "internal_note": "Internal note, never in the letter",
}
HINTS = {
    "facts_found": "Which reports you accept, and on what evidence. Facts and dates, one on each line.",
    "urgent_reason": "Only when safety forbids it. It stands in the letter.",
    "lesser_measures": "40 characters or more.",
    "below_count_reasons": "Fewer than the settings ask for. Never fewer than two.",
    "frivolous": "“(a) without reasonable or probable cause (b) without merit or substance, or (c) trivial”.",
    "vexatious": "The policy: frivolous, and pursued in a manner that is “(a) malicious (b) intended to embarrass or "
    "harass the recipient, or (c) intended to be a nuisance”.",
}


INVALID = {"invalid": "Enter a date or number that exists", "invalid_choice": "Choose one of the list"}


def column(name):
    """The field for one column of a review, in the words of the page."""
    field, label, hint = Review._meta.get_field(name), COLUMNS[name], HINTS.get(name, "")
    shared = {"label": label, "help_text": hint, "required": False, "error_messages": INVALID}
    if field.choices:
        widget = TightRadioSelect if field.choices in (Weighed.choices, Known.choices) else ShortRadioSelect
        return forms.ChoiceField(choices=_choices(field), widget=widget, **shared)
    if field.get_internal_type() in ("CharField", "TextField"):
        long = field.get_internal_type() == "TextField"
        return PlainText(max_length=field.max_length, lines=long, rows=3, **shared)
    if field.get_internal_type() == "DateField":
        return Day(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared)
    return field.formfield(**shared)


def _choices(field):
    """The answers there are; nothing chosen stays possible, so that a review can be saved half done."""
    return [(value, label) for value, label in field.flatchoices if value]


class ReviewForm(ActForm):
    """Everything a review says. Its cleaned data are the parameters of `save_review`."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False  # a browser would not let a review be saved half done

    def __init__(self, *args, review, off, **kwargs):
        super().__init__(*args, **kwargs)
        self.review = review
        for name in COLUMNS:
            self.fields[name] = column(name)
            self.fields[name].initial = getattr(review, f"{name}_id" if name in NAMED else name)
        self.fields["revision"].initial = review.revision
        self.fields["seen"].initial = " ".join(str(one.pk) for one in review.case.reports.all())
        self._offer_people()
        self._offer_links()
        self._offer_answers(off)
        self._ask()

    def _ask(self, asked=True):
        """Say “optional” only where it is: a restriction needs the others, and yet a review is saved half done.

        What matters only after some answer is asked only then, and is not optional there.
        """
        for name in COLUMNS:
            self.fields[name].required = asked and name not in ONLY_SOMETIMES

    def full_clean(self):
        self._ask(False)
        super().full_clean()
        self._ask()

    def _offer_people(self):
        customer = self.review.case.customer
        self.fields["representative"].queryset = customer.representatives.filter(ended_at__isnull=True).select_related(
            "person", "organization"
        )
        reports = [(one.pk, str(one)) for one in self.review.case.reports.all()]
        staff = list(User.objects.filter(is_active=True).order_by("full_name").values_list("pk", "full_name"))
        for name, nobody, choices in (
            ("significant_report", "None", reports),
            ("liaison", "Nobody", staff),
            ("deputy", "Nobody", staff),
        ):
            self.fields[name] = forms.TypedChoiceField(
                choices=[("", nobody), *choices],
                required=False,
                label=COLUMNS[name],
                error_messages=INVALID,
                coerce=int,
                empty_value=None,
                initial=getattr(self.review, f"{name}_id"),
            )

    def _offer_links(self):
        self.fields["matters"] = ticks(
            "Matters you rely on",
            self.review.case.matters.all(),
            self.review.matter_links.all(),
            "matter_id",
            "is_used",
        )
        self.fields["efforts"] = ticks(
            "Efforts you rely on",
            self.review.case.efforts.all(),
            self.review.effort_links.all(),
            "effort_id",
            "is_used",
        )
        everywhere = Department.objects.order_by("kind", "name")
        self.fields["departments"] = ticks(
            "Departments to tell", everywhere, self.review.department_links.all(), "department_id", "is_told"
        )
        links = {link.report_id: link for link in self.review.report_links.all()}
        for report in self.review.case.reports.all():
            self._offer_report(report, links.get(report.pk))

    def _offer_report(self, report, link):
        self.fields[f"accepted_{report.pk}"] = forms.BooleanField(
            label=f"Accept {report}, {full_date(report.occurred_at)}",
            required=False,
            initial=link.is_accepted if link else False,
        )
        self.fields[f"counts_{report.pk}"] = forms.BooleanField(
            label="It counts for a pattern", required=False, initial=link.counts if link else False
        )
        self.fields[f"evidence_{report.pk}"] = PlainText(
            label="On what evidence", required=False, max_length=500, initial=link.on_what_evidence if link else ""
        )

    def _offer_answers(self, off):
        """Close what cannot be chosen yet, each with its reason."""
        for name in ("handled_properly", "every_effort"):
            closed = off["no_matter"]
            self.fields[name].choices = [
                (value, Choice(label, off=closed if value == Precondition.NO_MATTER else ""))
                for value, label in Precondition.choices
            ]
        self.fields["outcome"] = forms.ChoiceField(
            label=COLUMNS["outcome"],
            required=False,
            widget=forms.RadioSelect,
            initial=self.review.outcome,
            choices=[
                (ASK, "Ask for more information"),
                *(
                    (value, Choice(label, off=off["restrict"] if value == Outcome.RESTRICT else ""))
                    for value, label in Outcome.choices
                ),
            ],
        )

    def report_rows(self):
        """Each report of the case with its three fields."""
        return [
            (report, self[f"accepted_{report.pk}"], self[f"counts_{report.pk}"], self[f"evidence_{report.pk}"])
            for report in self.review.case.reports.all()
        ]

    def clean(self):
        """The parameters of the act: answers by column, and the links of each kind."""
        typed = super().clean()
        answers = {(f"{name}_id" if name in PICKED else name): typed.get(name) for name in COLUMNS}
        answers["outcome"] = "" if answers["outcome"] == ASK else answers["outcome"]
        answers["scope"] = answers["scope"] or Review.Scope.NAMED
        reports = {
            report.pk: {
                "is_accepted": typed.get(f"accepted_{report.pk}", False),
                "counts": typed.get(f"counts_{report.pk}", False) and typed.get(f"accepted_{report.pk}", False),
                "on_what_evidence": typed.get(f"evidence_{report.pk}", ""),
            }
            for report in self.review.case.reports.all()
        }
        links = {name: [int(pk) for pk in typed.get(name, ())] for name in ("matters", "efforts", "departments")}
        seen = [int(pk) for pk in typed.get("seen", "").split() if pk.isdecimal()]
        return {
            "nonce": typed.get("nonce", ""),
            "revision": typed.get("revision"),
            "seen": seen,
            "answers": answers,
            "reports": reports,
            **links,
        }

    def compared(self):
        """(what it is, as saved, as typed here) of what differs, where somebody saved since this page was opened."""
        if str(self["revision"].value()) == str(self.review.revision):
            return []
        pairs = [(self[name], self.fields[name].initial, self[name].value()) for name in COLUMNS]
        return [
            (one.label, in_words(one, theirs), in_words(one, yours))
            for one, theirs, yours in pairs
            if str(theirs or "") != str(yours or "")
        ]

    def show_again(self, review):
        """Keep what was typed, and let the next save be on what stands now."""
        stands = {"revision": review.revision, "seen": " ".join(str(one.pk) for one in review.case.reports.all())}
        self.initial |= stands
        if self.is_bound:
            self.data = self.data.copy()
            self.data.update(stands | {"nonce": ""})


ONLY_SOMETIMES = {
    "customer_side", "urgent_reason", "below_count_reasons", "no_cause_explanation", "frivolous", "vexatious",
    "no_comparison_reason", "scope", "starts_on", "review_on", "liaison", "deputy", "reply_days",
    "no_department_reason", "legal_sign_off", "hand_over_plan", "internal_note",
}  # fmt: skip
PICKED = ("liaison", "deputy", "significant_report")
NAMED = (*PICKED, "representative")


def ticks(label, rows, links, column_name, mark):
    """Boxes for rows, those that are relied on ticked."""
    used = [getattr(link, column_name) for link in links if getattr(link, mark)]
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(one.pk, str(one)) for one in rows],
        initial=used,
        widget=forms.CheckboxSelectMultiple,
    )


class ReferForm(ActForm):
    """Why the case needs a director."""

    why = PlainText(
        label="Why does this need a director?",
        error_messages={"required": "Write why it needs a director"},
        lines=True,
        max_length=2000,
        help_text="They read it first. Facts, not labels.",
    )


class QuestionForm(ActForm):
    """What is still needed before a decision."""

    question = PlainText(
        label="What is still needed?",
        error_messages={"required": "Write what is still needed"},
        lines=True,
        max_length=1000,
    )


class InformationForm(ActForm):
    """The answer to a director's question."""

    answer = PlainText(
        label="Your answer",
        error_messages={"required": "Write the answer"},
        lines=True,
        max_length=4000,
        help_text="Add matters, efforts and files to the case first.",
    )


class HandOverForm(ActForm):
    """To whom the review goes, and why."""

    to = forms.ModelChoiceField(
        User.objects.none(), label="To whom", required=False, empty_label="Any director with no part in it"
    )
    why = PlainText(label="Why", lines=True, max_length=500, error_messages={"required": "Write why you hand it over"})

    def __init__(self, *args, directors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = directors


class NoticeForm(ActForm):
    """Letter L2 in the director's words: what was reported, what was looked at, what may follow."""

    allegations = PlainText(
        label="What was reported, with dates",
        error_messages={"required": "Write what was reported, with dates"},
        lines=True,
        max_length=2000,
        help_text="One on each line. No names of staff.",
    )
    evidence = PlainText(
        label="What you have looked at",
        error_messages={"required": "Write what you have looked at"},
        lines=True,
        max_length=2000,
        help_text="One on each line.",
    )
    options = PlainText(
        label="What you may decide",
        error_messages={"required": "Write what you may decide"},
        lines=True,
        max_length=1000,
        help_text="One on each line.",
    )
    ways = forms.MultipleChoiceField(
        label="How it is sent",
        error_messages={"required": "Choose how it is sent"},
        widget=forms.CheckboxSelectMultiple,
        initial=[Delivery.Method.POST],
        choices=[(Delivery.Method.EMAIL, "Email"), (Delivery.Method.POST, "Mail"), (Delivery.Method.HAND, "By hand")],
    )


class DecideForm(ActForm):
    """What the page showed; for a second approval also why."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, is_second=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_second:
            self.fields["why"] = PlainText(
                label="Why do you approve it as the second director?",
                error_messages={"required": "Write why you approve it"},
                lines=True,
                max_length=500,
            )

    def show(self, digest, shown):
        """Let the next sending be on what the page shows now."""
        self.fields["digest"].initial, self.fields["shown"].initial = digest, shown
        if self.is_bound:
            self.data = self.data.copy()
            self.data["digest"], self.data["shown"] = digest, shown
