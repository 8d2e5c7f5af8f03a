"""What spans the storeys, handed to the floor by each app's `AppConfig.ready()`: navigation, work, scheduled steps."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, order=True)
class Place:
    """One entry of the navigation: where it leads, its icon, and to whom it is shown."""

    order: int
    label: str
    url_name: str
    icon: str = field(compare=False)
    shown_to: Callable = field(compare=False)
    on_phone: Callable = field(compare=False)
    also: tuple[str, ...] = field(default=(), compare=False)


_PLACES: set[Place] = set()


def nobody(user):
    return False


def everybody(user):
    return True


def register_navigation(order, label, url_name, icon, shown_to=everybody, on_phone=nobody, also=()):
    """Add an entry to the main navigation.

    `shown_to(user)` says who sees it, `on_phone(user)` for whom it also stands in the bar at the bottom of a phone,
    which has room for one of these. Both may read `user.access`. `also` are further beginnings of addresses that
    belong to the place.
    """
    _PLACES.add(Place(order, label, url_name, icon, shown_to, on_phone, also))


def navigation_of(user):
    """The entries this person sees, in order."""
    return [place for place in sorted(_PLACES) if place.shown_to(user)]


@dataclass(frozen=True)
class Moment:
    """When work lists are asked: the instant, the organization's day and calendar, and how many rows are wanted."""

    at: datetime
    today: date
    calendar: Any
    organization: Any
    most: int = 10


@dataclass(frozen=True)
class WorkRow:
    """One thing somebody has to do next; `tag` is (kind, label) of the status mark, `url` where it is done.

    `reference` names it in mail and calendars, which carry nothing about anybody. `happens_on` is a day that is no
    deadline, such as an end by itself. `is_reminded` is false where somebody else is reminded of it.
    """

    title: str
    url: str
    detail: str = ""
    due_on: date | None = None
    tag: tuple[str, str] | None = None
    reference: str = ""
    happens_on: date | None = None
    is_reminded: bool = True

    @property
    def day(self):
        """The day somebody is reminded of, or None."""
        return self.due_on or self.happens_on


@dataclass(frozen=True, order=True)
class WorkList:
    """A list on the home page: what waits, in words when nothing does, and where all of it is.

    The reminders and the calendar of a person are made of the same lists.
    """

    order: int
    title: str
    rows: str = field(compare=False)
    shown_to: Callable = field(compare=False)
    empty: str = field(compare=False)
    more: tuple[str, str] | None = field(compare=False)
    waits: bool = field(compare=False)
    reminds: tuple[int, ...] = field(compare=False)

    @property
    def key(self):
        """Its name in the record of reminders and in calendars."""
        return self.rows.rpartition(".")[2]


DAY_BEFORE_AND_OVERDUE = (1, -1)
_WORK: set[WorkList] = set()


def register_work(
    order, title, rows, shown_to=everybody, *, empty, more=None, waits=True, reminds=DAY_BEFORE_AND_OVERDUE
):
    """Add a work list to the home page.

    `rows` is the dotted path of a function of (user, Moment) that returns at most so many WorkRows, overdue first;
    `empty` the sentence when there are none; `more` an optional (label, url name) of the whole list;
    `waits` is false for what somebody only follows, which the sentence on top does not count;
    `reminds` are the days before the day of a row, negative after it, on which its person is reminded by mail.
    """
    _WORK.add(WorkList(order, title, rows, shown_to, empty, more, waits, reminds))


def work_of(user):
    """The work lists this person has, in order."""
    return [work for work in sorted(_WORK) if work.shown_to(user)]


@dataclass(frozen=True)
class DayAhead:
    """A day of one's own that a calendar shows: of what, where it stands, and its reference, which names nobody."""

    of: str
    url: str
    title: str
    reference: str
    on: date

    @property
    def key(self):
        """What it is, whichever day it falls on."""
        return self.of, self.url


_DAYS: dict[str, Callable] = {}


def register_days(path, shown_to):
    """Add days to the calendar of a person: the dotted path of a function of (user, Moment) that returns DayAheads."""
    _DAYS[path] = shown_to


def days_ahead():
    """(dotted path, to whom it is shown) of everything that adds days."""
    return sorted(_DAYS.items(), key=lambda one: one[0])


@dataclass(frozen=True, order=True)
class Step:
    """One step of the scheduled command: a function of (at, on) that says what it did; a daily one runs once a day."""

    order: int
    name: str
    path: str = field(compare=False)
    is_daily: bool = field(compare=False, default=False)


_SCHEDULED: dict[str, Step] = {}


def register_scheduled(order, name, path, *, is_daily=False):
    """Add a step to the scheduled command: the dotted path of a function of (at, on) that says what it did."""
    _SCHEDULED[name] = Step(order, name, path, is_daily)


def scheduled_steps():
    """Every step of the scheduled command, in order."""
    return sorted(_SCHEDULED.values())


_ENCLOSED: dict[str, str] = {}
_AFTER_SENDING: dict[str, str] = {}


def register_enclosure(kind, path):
    """Add to messages of a kind what is made at the moment of sending and never kept: the dotted path of a function

    of the message that returns (name, bytes, content type) for each piece.
    """
    _ENCLOSED[kind] = path


def register_after_sending(kind, path):
    """Have the function at this dotted path called with (message, sent, at) once it left or was given up."""
    _AFTER_SENDING[kind] = path


def enclosure_of(kind):
    return _ENCLOSED.get(kind, "")


def after_sending(kind):
    return _AFTER_SENDING.get(kind, "")


@dataclass(frozen=True)
class CaseLine:
    """What an upper app says of a case at a glance: a label, words, and where it stands for who may open that."""

    label: str
    words: str
    url: str = ""


_CASE_LINES: dict[str, int] = {}


def register_case_line(order, path):
    """Add a line to a case at a glance: the dotted path of a function of (case, user, Moment) -> CaseLine or None."""
    _CASE_LINES[path] = order


def case_lines():
    """The dotted paths of what is said of a case at a glance, in order."""
    return sorted(_CASE_LINES, key=_CASE_LINES.get)


_COMPARED: set[str] = set()


def register_comparison(path):
    """Have the check of the record compare what is kept beside it, such as an index: the dotted path of a function

    of (at, on) that yields one sentence for each row that is not what the record makes of it.
    """
    _COMPARED.add(path)


def comparisons():
    """The dotted paths of what is compared with the record."""
    return sorted(_COMPARED)


@dataclass(frozen=True)
class Line:
    """One line of what happened with a customer: in words, its icon and mark, and where it leads."""

    title: str
    detail: str = ""
    icon: str = "okc"
    look: str = ""
    url: str = ""
    tag: tuple[str, str] | None = None


@dataclass(frozen=True)
class Told:
    """Rows of one kind that tell what happened with a customer, the instant each lies at, and how one reads."""

    rows: object
    stamp: str
    line: Callable


@dataclass(frozen=True, order=True)
class Life:
    """One kind of thing that happens with a customer, under the filter it is shown by."""

    order: int
    show: str
    path: str


_LIFE: set[Life] = set()
_PARTS: dict[str, tuple[str, int]] = {}


def register_life(order, show, path):
    """Add a kind of thing to the timeline of a customer, under a filter: the dotted path of a function of

    (customer, user) that returns what of it this person may see, of every record of the customer, as `Told`.
    """
    _LIFE.add(Life(order, show, path))


def life(show=""):
    """The kinds of things on the timeline of a customer, or those under one filter, in order."""
    return [one for one in sorted(_LIFE) if show in ("", one.show)]


def register_part(page, order, path):
    """Add a part to a page of a lower app: the dotted path of a function of (row, request) that returns what the

    part shows as a mapping with its `template`, or None.
    """
    _PARTS[path] = (page, order)


def parts_of(page):
    """The dotted paths of what upper apps add to a page, in order."""
    found = sorted((order, path) for path, (on, order) in _PARTS.items() if on == page)
    return [path for _, path in found]


_FIGURES: dict[str, int] = {}


def register_figures(order, path):
    """Add to the reports of a period: the dotted path of a function of a Period that returns its tables."""
    _FIGURES[path] = order


def figures():
    """The dotted paths of what is counted, in order."""
    return sorted(_FIGURES, key=_FIGURES.get)


_SAMPLES: dict[str, int] = {}


def register_sample(order, path):
    """Add an app's part of the sample organization: the dotted path of a function of (at), called in order."""
    _SAMPLES[path] = order


def samples():
    """The dotted paths of the sample's parts, in order."""
    return sorted(_SAMPLES, key=_SAMPLES.get)
