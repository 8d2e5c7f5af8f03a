"""What may a copy for wide circulation show? No count from one up to the small cell, and nothing that gives one away.

Where rows or columns have sums, a hidden count could be computed from the others. So more is hidden, the smallest
first, until every small count could be one more or one less with all that is shown unchanged, and the hidden counts of
a line with a shown sum are together no small number either. `None` stands for what is hidden.
"""

from dataclasses import dataclass

from conduct.figures.tables import Table

HIDDEN = "hidden"
FREE = "free"  # a row or column without a sum: nothing follows from its other counts


@dataclass(frozen=True)
class Line:
    """One row as it is shown."""

    name: str
    counts: tuple
    rests: tuple
    limit: int | None = None
    fact: str = ""
    is_sum: bool = False

    @property
    def cells(self):
        """The counts and what rests on them in words: what is hidden says so."""
        return [HIDDEN if cell is None else f"{cell}" for cell in (*self.counts, *self.rests)]


@dataclass(frozen=True)
class Shown:
    """A table as it is shown; `is_withheld` when its counts are too few to show any, `has_hidden` when some are not."""

    table: Table
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    is_withheld: bool = False

    @property
    def has_hidden(self):
        return self.is_withheld or any(None in line.counts for line in self.lines)

    @property
    def is_empty(self):
        return not any(any(line.counts) or None in line.counts for line in self.lines) and not self.is_withheld

    @property
    def parts(self):
        """The rows without their sum."""
        return [line for line in self.lines if not line.is_sum]

    @property
    def heads(self):
        """The names of the columns, the first over the names of the rows."""
        return [self.table.head, *self.columns, *self.table.rests]

    @property
    def rows(self):
        """(name, cells in words) of each line."""
        return [(line.name, line.cells) for line in self.lines]


def shown(table, small=None):
    """The table with its sums; with a small cell, as a copy for wide circulation has it."""
    numbers = with_sums([row.counts for row in table.rows], table.across, table.down)
    numbers = numbers or [[0] * (len(table.columns) + table.across)]
    gone = hidden(numbers, small, across=table.across, down=table.down) if small else set()
    columns = (*table.columns, "All") if table.across else table.columns
    if gone is None:
        return Shown(table, columns, (), is_withheld=True)
    lines = [_line(index, row, numbers[index], gone, small) for index, row in enumerate(table.rows)]
    if table.down:
        whole = Line("All", (), table.whole, fact=table.fact, is_sum=True)
        lines.append(_line(len(table.rows), whole, numbers[-1], gone, small, is_sum=True))
    return Shown(table, columns, tuple(lines))


def _line(index, row, counts, gone, small, *, is_sum=False):
    kept = tuple(None if (index, place) in gone else count for place, count in enumerate(counts))
    # A median or the longest of a few tells of single people, also where the count itself is none.
    few = small and counts[0] < small
    rests = tuple(None if (few or kept[0] is None) and rest not in ("", None) else _said(rest) for rest in row.rests)
    return Line(row.name, kept, rests, row.limit, row.fact, is_sum)


def _said(rest):
    return "" if rest is None else rest


def with_sums(rows, across, down):
    """The counts with their sums as a last column and a last row, where they are wanted."""
    made = [[*row, sum(row)] if across else list(row) for row in rows]
    if down and made:
        made.append([sum(column) for column in zip(*made, strict=True)])
    return made


def hidden(numbers, small, *, across, down):
    """The places (row, column) to hide in these counts with their sums; None when no sum could be shown with them."""
    tried = _Hiding(numbers, small, across, down)
    while (near := tried.shows()) is not None:
        if not tried.hide_one(near):
            return None
    return tried.gone


class _Hiding:
    """The places hidden so far, and whether a reader could compute one of the small ones."""

    def __init__(self, numbers, small, across, down):
        self.numbers, self.small = numbers, small
        self.across, self.down = across, down
        self.rows, self.columns = len(numbers), len(numbers[0]) if numbers else 0
        self.places = [(row, column) for row in range(self.rows) for column in range(self.columns)]
        self.few = [place for place in self.places if 0 < self.of(place) < small]
        self.gone = set(self.few)

    def of(self, place):
        return self.numbers[place[0]][place[1]]

    def shows(self):
        """The places of a line whose hidden counts are few together, or of those with a small count that could be

        computed; None when nothing shows.
        """
        for line in self.lines():
            *parts, total = line
            out = [place for place in parts if place in self.gone]
            if out and total not in self.gone and sum(map(self.of, out)) < self.small:
                return line
        told = next((place for place in self.few if not self.is_open(place)), None)
        return told and (self.closing(told) or [one for line in self.lines() if told in line for one in line])

    def closing(self, told):
        """The places of which one alone, hidden too, would leave this count open: where hidden lines cross."""
        rows, columns = ({place[side] for place in self.gone} for side in (0, 1))
        crossing = [(row, column) for row in rows for column in columns if (row, column) not in self.gone]
        return [place for place in crossing if self.is_open(told, beside=place)]

    def lines(self):
        """Every row and column that has a sum, its sum last."""
        if self.across:
            yield from ([(row, column) for column in range(self.columns)] for row in range(self.rows))
        if self.down:
            yield from ([(row, column) for row in range(self.rows)] for column in range(self.columns))

    def hide_one(self, near):
        """Hide one more place, of these where one is left: parts before sums, the smallest first, none at last.

        False when there is none. What all of it comes to stands in other tables too, and stays.
        """
        corner = (self.rows - 1, self.columns - 1) if self.down else None
        left = [place for place in self.places if place not in self.gone and place != corner]
        if left:
            near = set(near)
            cost = {one: (one not in near, self.is_sum(one), not self.of(one), self.of(one)) for one in left}
            self.gone.add(min(left, key=cost.get))
        return bool(left)

    def is_sum(self, place):
        return (self.across and place[1] == self.columns - 1) or (self.down and place[0] == self.rows - 1)

    def is_open(self, place, beside=None):
        """Whether the count could be another with all that is shown unchanged: it lies on a circle of hidden places

        in which each takes back what the one before it changed.
        """
        row, column = self._ends(place)
        if row == column == FREE:
            return True
        more, less = (row, column), (column, row)
        return any(
            may_change and self._reaches(way[1], way[0], (self.gone | {beside or place}) - {place})
            for may_change, way in zip(self._may_go(place), (more, less), strict=True)
        )

    def _ends(self, place):
        """The row and the column of a place, as the two ends it ties together."""
        row = ("row", place[0]) if self.across else FREE
        return row, ("column", place[1]) if self.down else FREE

    def _may_go(self, place):
        """Whether a count may go up and down, a sum the other way round: a sum takes back what its parts change."""
        least = 0 if any(self.of(one) == 0 for one in self.gone) else 1
        up, down = True, self.of(place) > least
        is_sum = (self.across and place[1] == self.columns - 1) != (self.down and place[0] == self.rows - 1)
        return (down, up) if is_sum else (up, down)

    def _reaches(self, start, goal, places):
        ways = {}
        for place in places:
            row, column = self._ends(place)
            more, less = self._may_go(place)
            if more:
                ways.setdefault(row, set()).add(column)
            if less:
                ways.setdefault(column, set()).add(row)
        seen, waiting = {start}, [start]
        while waiting:
            new = ways.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return goal in seen
