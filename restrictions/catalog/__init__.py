"""The catalogue of measures a restriction can be made of, as data and in plain words (process 2.7)."""

from restrictions.catalog.checks import check_parameters, parameters_to_keep, same_subject, subject
from restrictions.catalog.ladder import CAP_MONTHS, DEFAULT_LENGTH, STEPS, Length, ladder_of, ladder_step, suggest_end
from restrictions.catalog.lighter import stricter_details
from restrictions.catalog.parameters import Parameter
from restrictions.catalog.routes import CARVE_OUTS, reasons_no_route_open, routes_closed, routes_named, routes_open
from restrictions.catalog.shapes import ACCESS, CONTACT, ROUTES, Measure
from restrictions.catalog.wording import (
    ALWAYS_CAN,
    MEASURE,
    MEASURES,
    NEVER_DO,
    details,
    do_and_dont,
    do_and_dont_together,
    in_full,
    said,
    sentence,
)

__all__ = [
    "ACCESS",
    "ALWAYS_CAN",
    "CAP_MONTHS",
    "CARVE_OUTS",
    "CONTACT",
    "DEFAULT_LENGTH",
    "MEASURE",
    "MEASURES",
    "NEVER_DO",
    "ROUTES",
    "STEPS",
    "Length",
    "Measure",
    "Parameter",
    "check_parameters",
    "details",
    "do_and_dont",
    "do_and_dont_together",
    "in_full",
    "ladder_of",
    "ladder_step",
    "parameters_to_keep",
    "reasons_no_route_open",
    "routes_closed",
    "routes_named",
    "routes_open",
    "said",
    "same_subject",
    "sentence",
    "stricter_details",
    "subject",
    "suggest_end",
]
