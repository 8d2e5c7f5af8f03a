"""What a measure is: its details, its lines in the letter, and its lines for staff."""

from collections.abc import Mapping
from dataclasses import dataclass

from restrictions.catalog.parameters import Parameter, is_missing

CONTACT = "contact"
ACCESS = "access"

ROUTES = {"phone": "by phone", "email": "by email", "post": "by post", "in_person": "in person", "online": "online"}
ROUTE_CHOICES = (
    ("phone", "Phone"),
    ("email", "Email"),
    ("post", "Post"),
    ("in_person", "In person"),
    ("online", "Online"),
)
PERIODS = (("day", "Day"), ("week", "Week"), ("month", "Month"))
YES_NO = (("yes", "Yes"), ("no", "No"))


@dataclass(frozen=True)
class When:
    """A line that is said only if a parameter was filled in, or has one certain value."""

    name: str
    line: str
    value: str = ""

    def applies(self, parameters: Mapping) -> bool:
        value = parameters.get(self.name)
        return value == self.value if self.value else not is_missing(value)


@dataclass(frozen=True)
class Measure:
    """One measure: its details, the words of the letter, and what staff can do and are asked not to.

    `subject` names the parameter that says what the measure is about: two measures of a type overlap only within it.
    """

    code: str
    title: str
    kind: str
    parameters: tuple[Parameter, ...]
    letter: tuple[str | When, ...]
    can: tuple[str | When, ...] = ()
    do_not: tuple[str | When, ...] = ()
    subject: str = ""
    needs_second_approval: bool = False
    ending: str = "This ends on {ends_on}."

    def parameter(self, name: str) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.name == name), None)
