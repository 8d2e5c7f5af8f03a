"""What does a series of counts look like? Numbers in, shapes out: no database, no clock, no request, no color.

A `Plot` is drawn twice, narrow and wide, so that its words keep their size. It always has a title for screen readers,
a sentence that says what is seen, and a table of the same numbers; components/plot.html prints all of them. `picture`
is the same drawing as an SVG text of its own, for a PDF. Looks differ by shape and pattern, never by hue alone.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import count
from math import ceil

from django.template.loader import render_to_string

NARROW, WIDE = 326, 620  # a phone, and the narrower of two panes on a desk: never shrunk, so words keep their size
LETTER = 8  # what a character of 14 px takes at most
ROW, LINE = 44, 15  # a lane or bar with its words above it
HEAD, PLOT_HEIGHT, FOOT = 24, 150, 26
BASE = HEAD + PLOT_HEIGHT
LOOKS = {"solid": "b1", "hatch": "b2", "outline": "b3", "gray": "b0", "step": "step", "usual": "ref"}
MARKS = {"circle": "b3", "diamond": "b1"}
MOST_LINES = 4
BARE = 9  # narrower than so many pixels a digit, a bar goes without its number


@dataclass(frozen=True)
class Series:
    """One number for each place on the axis."""

    name: str
    values: tuple
    look: str = "solid"


@dataclass(frozen=True)
class Lane:
    """Marks along one line: (where on the axis, what they look like); a whole number is the start of a place."""

    name: str
    marks: tuple


@dataclass(frozen=True)
class Shape:
    """One path; the theme gives its look."""

    path: str
    look: str


@dataclass(frozen=True)
class Words:
    """One piece of text, by its baseline."""

    x: float
    y: float
    text: str
    look: str = ""


@dataclass(frozen=True)
class Drawing:
    """Shapes and words on a surface of that size, in pixels."""

    width: int
    height: int
    shapes: tuple
    words: tuple


@dataclass(frozen=True)
class Plot:
    """A drawing in both widths, with all that has to stand beside it."""

    key: str  # names it on its page
    title: str
    sentence: str
    head: tuple
    rows: tuple
    legend: tuple
    narrow: Drawing
    wide: Drawing


def plot_of(draw, *, key, title, sentence, head, rows, legend=()):
    """The plot that `draw` makes of a width; `legend` is (look, words), `rows` the numbers as a table."""
    shown = tuple((sample_of(look), words) for look, words in legend)
    return Plot(key, title, sentence, tuple(head), tuple(map(tuple, rows)), shown, draw(NARROW), draw(WIDE))


def picture(drawing, title):
    """The drawing as an SVG text of its own, in ink that prints."""
    return render_to_string("components/plot.svg", {"drawing": drawing, "title": title})


# Months


def months_to(on, number):
    """The first days of so many months, the last of them the month of that day."""
    last = on.year * 12 + on.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - number + 1, last + 1)]


def place_of(day, months):
    """Where a day lies on an axis of months: 2.5 is the middle of the third. None outside of it."""
    index = (day.year - months[0].year) * 12 + day.month - months[0].month
    return index + (day.day - 1) / monthrange(day.year, day.month)[1] if 0 <= index < len(months) else None


# Drawings


def columns(width, names, series, *, usual=None, lanes=(), grouped=False):
    """Columns over an axis of months or quarters, stacked or side by side; below them, lanes with marks.

    `usual` is drawn as a dashed line right across: the rate that was usual before.
    """
    together = [*zip(*(one.values for one in series), strict=True)]
    tops = [max(values) if grouped else sum(values) for values in together]
    axis = _Axis(width, names, max([*tops, usual or 0]))
    shapes, words = axis.grid()
    for index, values in enumerate(together):
        parts = [(value, LOOKS[one.look]) for value, one in zip(values, series, strict=True)]
        shapes += (_side_by_side if grouped else _stack)(axis, index, parts)
        if tops[index] and not grouped and axis.slot >= BARE * len(f"{max(tops)}"):
            words.append(Words(axis.middle(index), axis.y(tops[index]) - 5, f"{tops[index]}", "t t-m"))
    if usual is not None:
        shapes.append(Shape(_across(axis.left, width, axis.y(usual)), "ref"))
    for index, lane in enumerate(lanes):
        y = BASE + FOOT + index * ROW + LINE
        words.append(Words(0, y, lane.name, "t"))
        shapes.append(Shape(_across(axis.left, width, y + LINE), "grid"))
        shapes += [_mark(look, axis.x(at), y + LINE) for at, look in lane.marks]
    return Drawing(width, BASE + FOOT + ROW * len(lanes), tuple(shapes), tuple(words))


def bars(width, names, series, *, unit="", limits=()):
    """Lying bars, one row a name: parts of a whole side by side; a limit is a stroke across its row."""
    totals = [sum(values) for values in zip(*(one.values for one in series), strict=True)]
    top = max([*totals, *(limit for limit in limits if limit), 0]) or 1
    room = width - LETTER * max((len(f"{total}{unit}") for total in totals), default=1) - 12
    shapes, words = [], []
    for index, name in enumerate(names):
        y, x = index * ROW, 0
        words.append(Words(0, y + LINE, name, "t"))
        for one in series:
            length = one.values[index] / top * room
            if length:
                shapes.append(Shape(_box(x, y + LINE + 6, length, 16), LOOKS[one.look]))
            x += length
        if limits and limits[index]:
            shapes.append(Shape(f"M{limits[index] / top * room:.1f} {y + LINE + 3}v22", "limit"))
            x = max(x, limits[index] / top * room)
        words.append(Words(round(x + 6, 1), y + LINE + 19, f"{totals[index]}{unit}", "t"))
    return Drawing(width, ROW * len(names), tuple(shapes), tuple(words))


def steps(width, names, values):
    """A count that stays until it changes: one level for each place of the axis, its last number in words."""
    axis = _Axis(width, names, max(values))
    shapes, words = axis.grid()
    path = "".join(f"V{axis.y(one):.1f}h{axis.slot:.1f}" for one in values)
    shapes.append(Shape(f"M{axis.left} {axis.y(values[0]):.1f}{path}", "step"))
    words.append(Words(width - 2, axis.y(values[-1]) - 6, f"{values[-1]}", "t t-e"))
    return Drawing(width, BASE + FOOT, tuple(shapes), tuple(words))


def sample_of(look):
    """A small drawing of one look, for the legend."""
    if look in MARKS:
        return Drawing(18, 14, (_mark(look, 9, 7),), ())
    if look in ("usual", "step"):
        return Drawing(18, 14, (Shape("M0 7H18", LOOKS[look]),), ())
    return Drawing(18, 14, (Shape(_box(1, 1, 16, 12), LOOKS[look]),), ())


# Pieces


def _lines(top):
    """The values of the grid lines, at most four, at round numbers; the last is at or above the top."""
    sizes = (step * 10**power for power in count() for step in (1, 2, 5))
    step = next(size for size in sizes if size * MOST_LINES >= top)
    return [step * number for number in range(1, max(1, ceil(top / step)) + 1)]


class _Axis:
    """Places from left to right, counts from the base up."""

    def __init__(self, width, names, top):
        self.width, self.names, self.lines = width, names, _lines(top)
        self.left = LETTER * len(f"{self.lines[-1]}") + 6
        self.slot = (width - self.left) / len(names)

    def x(self, place):
        return round(self.left + place * self.slot, 1)

    def middle(self, index):
        return self.x(index + 0.5)

    def y(self, value):
        return round(BASE - value * PLOT_HEIGHT / self.lines[-1], 1)

    def grid(self):
        """The grid lines with their numbers, the base line, and the names of the places."""
        shapes = [Shape(_across(self.left, self.width, self.y(line)), "grid") for line in self.lines]
        words = [Words(self.left - 6, self.y(line) + 5, f"{line}", "t-e") for line in self.lines]
        return [*shapes, Shape(_across(self.left, self.width, BASE), "axis")], words + self._named()

    def _named(self):
        """The names under the axis; where they would touch, every second or third, and always the last."""
        every = ceil((LETTER * max(map(len, self.names)) + 6) / self.slot)
        places = [index for index in range(len(self.names)) if (len(self.names) - 1 - index) % every == 0]
        return [Words(self.middle(index), BASE + 19, self.names[index], "t-m") for index in places]


def _stack(axis, index, parts):
    below, made = 0, []
    for value, look in parts:
        if value:
            made.append(_upright(axis, axis.x(index + 0.19), axis.slot * 0.62, below, below + value, look))
        below += value
    return made


def _side_by_side(axis, index, parts):
    width = 0.76 / len(parts)
    starts = [(axis.x(index + 0.12 + number * width), *part) for number, part in enumerate(parts)]
    return [_upright(axis, x, axis.slot * width - 1, 0, value, look) for x, value, look in starts if value]


def _upright(axis, x, width, below, above, look):
    return Shape(_box(x, axis.y(above), width, axis.y(below) - axis.y(above)), look)


def _mark(look, x, y):
    if look == "circle":
        return Shape(f"M{x - 4.5:.1f} {y}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z", MARKS[look])
    return Shape(f"M{x:.1f} {y - 6}l6 6-6 6-6-6z", MARKS[look])


def _across(left, right, y):
    return f"M{left:.1f} {y:.1f}H{right:.1f}"


def _box(x, y, width, height):
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"
