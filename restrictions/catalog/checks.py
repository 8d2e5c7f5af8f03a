"""Whether the details of a measure can be kept, and what the measure is about."""

import re
from collections.abc import Mapping

from conduct.text import fold, fold_phone
from restrictions.catalog.parameters import SUBJECT_LIMIT, is_missing, read, subject_key
from restrictions.catalog.wording import MEASURE

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SHORTEST_PHONE = 7


def check_parameters(code: str, parameters: Mapping) -> dict[str, str]:
    """What is wrong with the details, by field, each with what to do; empty when they can be kept.

    Refuses what is missing, unknown, too long or of another kind. Raises KeyError for a code outside the catalogue.
    """
    kept, wrong = _read(code, parameters)
    if wrong:
        return wrong
    beyond = BEYOND.get(code, lambda kept: {})(kept)
    if len(subject(code, kept)) > SUBJECT_LIMIT:
        beyond[MEASURE[code].subject] = "Name fewer here, and the others in a measure of their own"
    return beyond


def parameters_to_keep(code: str, parameters: Mapping) -> dict[str, object]:
    """The details as the record keeps them: in the catalogue's order, empty ones left out, in shapes JSON knows.

    Raises ValueError if `check_parameters` has anything to say.
    """
    if wrong := check_parameters(code, parameters):
        raise ValueError("; ".join(f"{field}: {why}" for field, why in wrong.items()))
    return _read(code, parameters)[0]


def subject(code: str, parameters: Mapping) -> str:
    """What the measure is about, folded: the matter, premises, event or channel; empty if the type has none."""
    return subject_key(parameters.get(MEASURE[code].subject))


def same_subject(one: str, other: str) -> bool:
    """Whether two measures of one type overlap in what they are about: in one entry at least, or in having none."""
    return one == other or not set(one.split("; ")).isdisjoint(other.split("; "))


def _read(code: str, parameters: Mapping) -> tuple[dict[str, object], dict[str, str]]:
    measure = MEASURE[code]
    kept: dict[str, object] = {}
    wrong = {
        name: "Leave this out. The measure does not ask for it" for name in parameters if not measure.parameter(name)
    }
    for parameter in measure.parameters:
        value = parameters.get(parameter.name)
        if is_missing(value) and not parameter.required:
            continue
        try:
            kept[parameter.name] = read(parameter, value)
        except ValueError as error:
            wrong[parameter.name] = str(error)
    return kept, wrong


def _someone_else_stands_in(kept: Mapping) -> dict[str, str]:
    if fold(kept["liaison"]) != fold(kept["deputy"]):
        return {}
    return {"deputy": "Name somebody else, for days when the named contact is away"}


def _address_fits_the_medium(kept: Mapping) -> dict[str, str]:
    if (kept["medium"] == "email") == bool(EMAIL.fullmatch(kept["address"])):
        return {}
    wanted = "an email address" if kept["medium"] == "email" else "a postal address"
    return {"address": f"Enter {wanted}, or choose the other way to write"}


def _sources_are_phones_or_emails(kept: Mapping) -> dict[str, str]:
    for source in kept["sources"]:
        if not EMAIL.fullmatch(source) and len(fold_phone(source)) < SHORTEST_PHONE:
            return {"sources": f"Enter phone numbers or email addresses. “{source}” is neither"}
    return {}


def _none_stands_alone(kept: Mapping) -> dict[str, str]:
    if "none" in kept["closes"] and len(kept["closes"]) > 1:
        return {"closes": "Choose the ways it closes, or None of these, not both"}
    return {}


BEYOND = {
    "R01": _someone_else_stands_in,
    "R02": _address_fits_the_medium,
    "R13": _sources_are_phones_or_emails,
    "R17": _none_stands_alone,
}
