"""Is a measure with other details stricter than before? What can be compared is; words are judged by who decides."""

from collections.abc import Mapping

from restrictions.catalog.parameters import is_missing

DAYS = {"day": 1, "week": 7, "month": 30}
STRICTER_WHEN_MORE = {
    "reply_days": "a slower answer from us",
    "notice_days": "more notice",
    "staff_count": "more of our staff",
}
STRICTER_WHEN_GIVEN = {
    "minutes": "a limit of minutes",
    "window": "set days and hours",
    "buffer": "an area around the place",
    "agreement": "a signed agreement",
}
STRICTER_WITHOUT = {"hours": "the days and hours", "postal_address": "the postal address", "reach": "the way to them"}
LIGHTEST_FIRST = {
    "action": (("hide", "read_first"), ("block",)),
    "admission": (("accompanied",), ("no",)),
    "extent": (("limited",), ("suspended",)),
    "police_copy": (("", "no"), ("yes",)),
}


def stricter_details(parameters: Mapping, kept: Mapping) -> list[str]:
    """What in these details weighs more on the customer than what was kept, in words; empty when nothing does."""
    found = ["fewer contacts"] if _rate(parameters) < _rate(kept) else []
    found += [said for name, said in STRICTER_WHEN_MORE.items() if _number(parameters, name) > _number(kept, name)]
    found += [said for name, said in STRICTER_WHEN_GIVEN.items() if _has(parameters, name) and not _has(kept, name)]
    found += ["fewer minutes"] if 0 < _number(parameters, "minutes") < _number(kept, "minutes") else []
    found += [f"no more {said}" for name, said in STRICTER_WITHOUT.items() if _has(kept, name) > _has(parameters, name)]
    found += [
        f"a stricter {name.replace('_', ' ')}" for name in LIGHTEST_FIRST if _step(parameters, name) > _step(kept, name)
    ]
    if kept.get("contacts", "all") not in ("all", parameters.get("contacts")):
        found.append("a limit on other contacts")
    return found


def _rate(parameters: Mapping) -> float:
    """How many contacts a day; none stated is no limit."""
    count = parameters.get("count")
    return count / DAYS[parameters.get("period", "day")] if count else float("inf")


def _number(parameters: Mapping, name: str) -> int:
    return parameters.get(name) or 0


def _has(parameters: Mapping, name: str) -> bool:
    return not is_missing(parameters.get(name))


def _step(parameters: Mapping, name: str) -> int:
    value = parameters.get(name) or ""
    return next((step for step, values in enumerate(LIGHTEST_FIRST[name]) if value in values), 0)
