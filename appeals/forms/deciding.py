"""The form of a decision: one answer for each ground, one outcome for each restriction, and the reasons."""

import json
from dataclasses import dataclass

from django import forms

from appeals.models import AppealOutcome, Finding
from appeals.policy.deciding import Choice, Found
from cases.forms.letters import WaysField
from conduct.choices import ShortRadioSelect
from conduct.forms import ActForm, Day, PlainText
from restrictions import catalog
from restrictions.forms.measures import field_for

OUTCOMES = [
    (AppealOutcome.Result.CONFIRMED, "Confirm"),
    (AppealOutcome.Result.VARIED, "Vary"),
    (AppealOutcome.Result.SET_ASIDE, "Set aside"),
]
EMPTY: tuple = (None, "", [])


@dataclass
class GroundFields:
    """What the page shows for one ground."""

    label: str
    result: forms.BoundField
    reasons: forms.BoundField


@dataclass
class RestrictionFields:
    """What the page shows for one restriction."""

    restriction: object
    term: object
    title: str
    result: forms.BoundField
    new_end_on: forms.BoundField
    details: list
    reasons: forms.BoundField


class DecideForm(ActForm):
    """Its cleaned data are the findings, outcomes, reasons and ways of `decide_appeal`."""

    reasons = PlainText(
        label="Reasons, for the letter",
        max_length=4000,
        lines=True,
        rows=6,
        error_messages={"required": "Write the reasons for the letter"},
    )
    ways = WaysField(error_messages={"required": "Choose at least one way to send the letter"})

    def __init__(self, *args, grounds, subjects, **kwargs):
        super().__init__(*args, **kwargs)
        self.grounds, self.subjects = grounds, subjects
        for ground in grounds:
            about = ground.label.lower()
            self.fields[f"found_{ground}"] = one_of(
                Finding.Result.choices, ground.label, f"Choose what you found: {about}"
            )
            self.fields[f"why_{ground}"] = PlainText(
                label="What you found",
                max_length=1000,
                lines=True,
                rows=2,
                error_messages={"required": f"Write what you found: {about}"},
            )
        for restriction, term in subjects:
            self.fields |= fields_of(restriction, term)

    @property
    def ground_fields(self):
        return [GroundFields(one.label, self[f"found_{one}"], self[f"why_{one}"]) for one in self.grounds]

    @property
    def restriction_fields(self):
        return [self._shown(restriction, term) for restriction, term in self.subjects]

    def _shown(self, restriction, term):
        pk, measure = restriction.pk, catalog.MEASURE[restriction.measure]
        details = [self[f"detail_{pk}_{one.name}"] for one in measure.parameters]
        parts = (self[f"outcome_{pk}"], self[f"end_{pk}"], details, self[f"reasons_{pk}"])
        return RestrictionFields(restriction, term, measure.title, *parts)

    def clean(self):
        typed = super().clean()
        findings = {one: Found(typed.get(f"found_{one}", ""), typed.get(f"why_{one}", "")) for one in self.grounds}
        outcomes = {one.pk: self._choice(one, term, typed) for one, term in self.subjects}
        kept = {name: typed.get(name) for name in ("nonce", "reasons", "ways")}
        return kept | {"findings": findings, "outcomes": outcomes}

    def _choice(self, restriction, term, typed):
        pk, result = restriction.pk, typed.get(f"outcome_{restriction.pk}", "")
        if result != AppealOutcome.Result.VARIED:
            return Choice(result, typed.get(f"reasons_{pk}", ""))
        end = typed.get(f"end_{pk}")
        return Choice(
            result,
            typed.get(f"reasons_{pk}", ""),
            None if end == term.ends_on else end,
            self._lighter(restriction, term, typed),
        )

    def _lighter(self, restriction, term, typed):
        """The terms as typed, or None where they are as before."""
        names = [one.name for one in catalog.MEASURE[restriction.measure].parameters]
        given = {name: typed.get(f"detail_{restriction.pk}_{name}") for name in names}
        given = {name: value for name, value in given.items() if value not in EMPTY}
        before = json.loads(term.parameters)
        wrong = catalog.check_parameters(restriction.measure, given)
        for name, why in wrong.items():
            self.add_error(f"detail_{restriction.pk}_{name}" if name in names else None, f"{why}.")
        lighter = None if wrong else catalog.parameters_to_keep(restriction.measure, given)
        return None if lighter == before else lighter


def one_of(choices, label, missing):
    """Short answers side by side; none is chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=ShortRadioSelect, error_messages={"required": missing}
    )


def fields_of(restriction, term):
    """The fields of one restriction: outcome, new end, its details as they stand, and reasons of its own."""
    pk, stands = restriction.pk, json.loads(term.parameters)
    day = forms.DateInput(attrs={"type": "date", "max": term.ends_on.isoformat()})
    fields = {
        f"outcome_{pk}": one_of(OUTCOMES, str(restriction), f"Choose an outcome for {restriction}"),
        f"end_{pk}": Day(
            label="New end date",
            required=False,
            widget=day,
            error_messages={"invalid": "Enter a date, such as November 20, 2026"},
        ),
        f"reasons_{pk}": PlainText(
            label="Reasons for this one, if they differ", max_length=2000, lines=True, rows=2, required=False
        ),
    }
    for parameter in catalog.MEASURE[restriction.measure].parameters:
        field = fields[f"detail_{pk}_{parameter.name}"] = field_for(parameter)
        value = stands.get(parameter.name)
        field.required = False  # the details count only where a restriction is varied, and are checked there
        field.initial = "\n".join(value) if isinstance(value, list) and not parameter.choices else value
    return fields
