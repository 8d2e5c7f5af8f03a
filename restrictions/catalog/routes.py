"""Which ways to reach us a set of measures leaves open: one has to be (process 2.7, F11), some always are (F10)."""

from collections.abc import Iterable, Mapping

from restrictions.catalog.parameters import is_missing
from restrictions.catalog.shapes import ROUTES
from restrictions.catalog.wording import MEASURE

EVERY_ROUTE = frozenset(ROUTES)
WRITTEN_ONLY = frozenset({"phone", "email", "post", "online"})

NO_ROUTE = "These measures leave no way to reach us. Leave one open: phone, email, post, in person or online"

# Nothing in the catalogue touches these; every letter says so.
CARVE_OUTS = {
    "emergency": "Calls for help in an emergency",
    "legal": "Legal notices",
    "appeal": "An appeal, and questions about it",
    "own_data": "Requests for your own data",
    "accommodation": "Requests for help because of a disability, or for another language or format",
    "fair_housing": "Fair housing complaints, and complaints to a regulator",
    "deadline": "What has to be done in time for a contract or deal already under way",
}


def routes_closed(code: str, parameters: Mapping) -> frozenset[str]:
    """The routes a measure takes away. Where it depends on the place or channel, it counts as taken away."""
    return CLOSES[code](parameters) if code in CLOSES else frozenset()


def routes_open(measures: Iterable[tuple[str, Mapping]]) -> set[str]:
    """The routes that all the measures together leave: phone, email, post, in_person, online."""
    return set(EVERY_ROUTE).difference(*(routes_closed(code, parameters) for code, parameters in measures))


def reasons_no_route_open(measures: Iterable[tuple[str, Mapping]]) -> list[str]:
    """Why these measures may not be issued together: they leave no way to reach us, or close the way they name.

    With R13 or R15, which need a second approval anyway, a postal address for appeals and legal notices is enough.
    """
    measures = list(measures)
    still_open = routes_open(measures)
    reasons = [] if still_open or _has_postal_address(measures) else [NO_ROUTE]
    return reasons + [
        _closed_elsewhere(MEASURE[code].title, named)
        for code, named in ((code, routes_named(code, parameters)) for code, parameters in measures)
        if named and not named & still_open
    ]


def routes_named(code: str, parameters: Mapping) -> frozenset[str]:
    """The routes a measure sends the customer to, if it names any."""
    return NAMES[code](parameters) if code in NAMES else frozenset()


def _closed_elsewhere(title: str, named: frozenset[str]) -> str:
    ways = " or ".join(words for route, words in ROUTES.items() if route in named)
    return f"“{title}” asks for contact {ways}, and another measure closes that. Leave it open, or name another way"


def _has_postal_address(measures: list[tuple[str, Mapping]]) -> bool:
    return any(
        MEASURE[code].needs_second_approval and not is_missing(parameters.get("postal_address"))
        for code, parameters in measures
    )


def _named_by_contact(parameters: Mapping) -> frozenset[str]:
    return frozenset(parameters.get("channels") or ()) & EVERY_ROUTE


def _named_by_writing(parameters: Mapping) -> frozenset[str]:
    return frozenset({parameters.get("medium", "")}) & WRITTEN_ONLY


def _closed_by_block(parameters: Mapping) -> frozenset[str]:
    return frozenset("email" if "@" in source else "phone" for source in parameters.get("sources") or ())


NAMES = {"R01": _named_by_contact, "R02": _named_by_writing}
CLOSES = {
    "R01": lambda parameters: EVERY_ROUTE - _named_by_contact(parameters),
    "R02": lambda parameters: WRITTEN_ONLY - _named_by_writing(parameters),
    "R10": lambda parameters: frozenset({"in_person"}),
    "R12": lambda parameters: frozenset({"online"} if parameters.get("action") == "block" else ()),
    "R13": _closed_by_block,
    "R17": lambda parameters: frozenset(parameters.get("closes") or ()) & EVERY_ROUTE,
}
