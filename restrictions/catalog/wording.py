"""A measure with its details in plain words: for the letter, the department notice and the look-up."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from restrictions.catalog.access import ACCESS_MEASURES
from restrictions.catalog.contact import CONTACT_MEASURES
from restrictions.catalog.parameters import Parameter, is_missing
from restrictions.catalog.shapes import Measure, When

MEASURES = tuple(sorted((*CONTACT_MEASURES, *ACCESS_MEASURES), key=lambda measure: measure.code))
MEASURE = {measure.code: measure for measure in MEASURES}

# Said on every notice and look-up answer, whatever the measures are.
ALWAYS_CAN = "Help in any emergency"
NEVER_DO = "Discuss the reasons for the restriction"


def sentence(code: str, parameters: Mapping, *, ends_on: date) -> str:
    """The measure as the letter says it, with its last day. What is not filled in yet stands in [brackets]."""
    return f"{said(code, parameters)} {MEASURE[code].ending.format(ends_on=in_full(ends_on))}"


def said(code: str, parameters: Mapping) -> str:
    """The measure as the letter says it, without its last day."""
    measure = MEASURE[code]
    return " ".join(_said(measure, measure.letter, parameters))


def do_and_dont(code: str, parameters: Mapping) -> tuple[list[str], list[str]]:
    """What staff can do under the measure, and what they are asked not to do."""
    measure = MEASURE[code]
    return _said(measure, measure.can, parameters), _said(measure, measure.do_not, parameters)


def do_and_dont_together(measures: Iterable[tuple[str, Mapping]]) -> tuple[list[str], list[str]]:
    """The lines of several measures without repeats, each list closed by what always holds."""
    can, do_not = [], []
    for code, parameters in measures:
        more_can, more_do_not = do_and_dont(code, parameters)
        can += more_can
        do_not += more_do_not
    return list(dict.fromkeys([*can, ALWAYS_CAN])), list(dict.fromkeys([*do_not, NEVER_DO]))


def details(code: str, parameters: Mapping) -> list[tuple[str, str]]:
    """The details that are filled in, as (label, words) rows for staff pages."""
    measure = MEASURE[code]
    return [
        (parameter.label, _as_chosen(parameter, parameters[parameter.name]))
        for parameter in measure.parameters
        if not is_missing(parameters.get(parameter.name))
    ]


def in_full(on: date) -> str:
    """A date as letters give it: October 20, 2026."""
    return f"{on:%B} {on.day}, {on.year}"


def _said(measure: Measure, lines: Iterable[str | When], parameters: Mapping) -> list[str]:
    words = {parameter.name: _in_words(parameter, parameters.get(parameter.name)) for parameter in measure.parameters}
    chosen = [line.line if isinstance(line, When) else line for line in lines if _applies(line, parameters)]
    return [line.format(**words) for line in chosen]


def _applies(line: str | When, parameters: Mapping) -> bool:
    return isinstance(line, str) or line.applies(parameters)


def _in_words(parameter: Parameter, value: Any) -> str:
    """A value inside a sentence."""
    if is_missing(value):
        return f"[{parameter.label.lower().rstrip('?')}]"
    if parameter.kind == "number":
        return parameter.counted(value)
    if parameter.kind == "date":
        return in_full(date.fromisoformat(value) if isinstance(value, str) else value)
    if parameter.kind in ("list", "choice"):
        entries = [value] if isinstance(value, str) else value
        return _joined([_entry(parameter, entry) for entry in entries])
    # Free text becomes part of a sentence of ours, which brings its own full stop.
    return " ".join(value.split()).rstrip(" .;,")


def _entry(parameter: Parameter, entry: str) -> str:
    if not parameter.choices:
        return entry
    return (parameter.words or {}).get(entry) or dict(parameter.choices)[entry].lower()


def _joined(entries: list[str]) -> str:
    return entries[0] if len(entries) == 1 else f"{', '.join(entries[:-1])} or {entries[-1]}"


def _as_chosen(parameter: Parameter, value: Any) -> str:
    """A value by itself, as the form showed it."""
    if parameter.kind == "list":
        labels = dict(parameter.choices)
        return ", ".join(labels.get(entry, entry) for entry in value)
    if parameter.kind == "choice":
        return dict(parameter.choices)[value]
    return in_full(date.fromisoformat(value)) if parameter.kind == "date" else str(value)
