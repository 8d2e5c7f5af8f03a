"""The details a measure asks for: what kind each is, and whether what was filled in can be kept."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from conduct.text import clean, fold, has_bidi_controls, is_blank

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
ENTRY_LIMIT = 200
MOST_ENTRIES = 12
SUBJECT_LIMIT = 200


@dataclass(frozen=True)
class Parameter:
    """One detail of a measure.

    kind: text, choice, number, list, person (a name as the letter gives it) or date. `choices` are (value, label)
    pairs, for a choice and for a list. `words` and `counted` say a choice and a number inside a sentence.
    """

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    limit: int = 500
    lowest: int = 1
    highest: int = 100
    words: Mapping[str, str] | None = None
    counted: Callable[[int], str] = str


def is_missing(value: Any) -> bool:
    """Whether nothing was filled in: nothing at all, an empty list, or text of which nothing can be seen."""
    return value is None or value in ((), []) or (isinstance(value, str) and is_blank(value))


def read(parameter: Parameter, value: Any) -> Any:
    """The value as it is kept, in shapes that JSON knows. Raises ValueError with what to do instead."""
    if is_missing(value):
        raise ValueError(f"Fill in: {parameter.label}")
    return READERS[parameter.kind](parameter, value)


def subject_key(value: Any) -> str:
    """What a measure is about, folded, several entries in order and apart: by it two measures of a type overlap."""
    entries = [value] if isinstance(value, str) else list(value or ())
    return "; ".join(sorted({fold(entry) or entry for entry in entries}))


def _text(parameter: Parameter, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Write this in words")
    return clean(value, limit=parameter.limit, lines=True).strip()


def _one_line(value: Any) -> str:
    if not isinstance(value, str) or is_blank(value):
        raise ValueError("Write each one in words, on a line of its own")
    if has_bidi_controls(value):
        raise ValueError("Remove the hidden characters that turn the direction of writing")
    return clean(value, limit=ENTRY_LIMIT, lines=False).strip()


def _person(parameter: Parameter, value: Any) -> str:
    return _one_line(value)


def _choice(parameter: Parameter, value: Any) -> str:
    if value not in [known for known, _ in parameter.choices]:
        raise ValueError(f"Choose one of these: {', '.join(label for _, label in parameter.choices)}")
    return value


def _number(parameter: Parameter, value: Any) -> int:
    # A bool is an int to Python; True days is nobody's answer.
    if type(value) is not int or not parameter.lowest <= value <= parameter.highest:
        raise ValueError(f"Enter a whole number from {parameter.lowest} to {parameter.highest}")
    return value


def _list(parameter: Parameter, value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise ValueError("Write each one on a line of its own")
    if len(value) > MOST_ENTRIES:
        raise ValueError(f"Name {MOST_ENTRIES} or fewer")
    entries = [_choice(parameter, entry) if parameter.choices else _one_line(entry) for entry in value]
    if len({fold(entry) or entry for entry in entries}) < len(entries):
        raise ValueError("Name each one only once")
    return entries


def _date(parameter: Parameter, value: Any) -> str:
    text = value.isoformat() if type(value) is date else value
    try:
        # Python also reads week dates and dates without hyphens; the record keeps one form.
        return date.fromisoformat(text).isoformat() if ISO_DATE.fullmatch(text) else _no_date()
    except (TypeError, ValueError):
        return _no_date()


def _no_date() -> str:
    raise ValueError("Enter a date, like 2026-11-20")


READERS = {"text": _text, "choice": _choice, "number": _number, "list": _list, "person": _person, "date": _date}
