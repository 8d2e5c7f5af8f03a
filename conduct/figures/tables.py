"""What was counted, as tables: rows of counts, with what rests on each, such as a middle number of days."""

from collections import Counter
from dataclasses import dataclass, replace
from statistics import median

NINE_IN_TEN = 0.9


@dataclass(frozen=True)
class Row:
    """Counts under a name; `rests` are made from what the first of them counts, such as a median or a share."""

    name: str
    counts: tuple[int, ...]
    rests: tuple = ()
    limit: int | None = None
    fact: str = ""  # in words, when it also stands at the top of the page


@dataclass(frozen=True)
class Table:
    """One subject. `across` and `down` add what the rows and columns come to; `drawn` is the kind of plot, if any."""

    key: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    rests: tuple[str, ...] = ()
    across: bool = False
    down: bool = False
    whole: tuple = ()  # what rests on the sum of the first column
    drawn: str = ""
    note: str = ""
    fact: str = ""


def facts(key, title, rows, *, rests=(), note=""):
    """A table of numbers that are no parts of one another: (name, count, what rests on it...) each."""
    made = tuple(row if isinstance(row, Row) else Row(row[0], (row[1],), tuple(row[2:])) for row in rows)
    return Table(key, title, "", ("Number",), made, rests, note=note)


def joined(tables):
    """The tables in order; those of one key become one, with the rows of all."""
    found = {}
    for table in tables:
        same = found.get(table.key)
        found[table.key] = replace(same, rows=same.rows + table.rows) if same else table
    return list(found.values())


STEPS = ("Middle", "Nine in ten within")


def steps(*rows):
    """Business days from step to step, against the limits that are set."""
    note = (
        "Business days, counted from the day after the first step. The middle case is the one with as many below it "
        "as above. Each step is counted in the period in which it ended."
    )
    title = "Business days from step to step"
    return Table("steps", title, "Step", ("Counted",), tuple(rows), STEPS, drawn="days", note=note)


def step(name, spans, calendar, limit=None):
    """The row of one step; `spans` are (first day, last day, how often)."""
    days = Counter()
    for start, end, number in spans:
        days[calendar.business_days_between(start, end)] += number
    all_days = sorted(days.elements())
    words = f"{name} (limit {limit})" if limit else name
    return Row(words, (len(all_days),), (middle(all_days), nine_in_ten(all_days)), limit)


def overdue(*rows):
    """What had not been done by its day when the period ended."""
    note = "Whose day had passed, and which nobody had done, at the end of the last day counted."
    return facts("overdue", "Overdue at the end", rows, note=note)


def middle(numbers):
    """The median, a whole number where it is one; None of nothing."""
    found = median(numbers) if numbers else None
    return int(found) if found is not None and found == int(found) else found


def nine_in_ten(ordered):
    """The smallest of these ordered numbers that nine in ten do not exceed; None of nothing."""
    return ordered[max(0, -int(-len(ordered) * NINE_IN_TEN // 1) - 1)] if ordered else None


def share(part, whole):
    """A part in percent, in words; nothing of nothing."""
    return f"{round(100 * part / whole)} %" if whole else ""
