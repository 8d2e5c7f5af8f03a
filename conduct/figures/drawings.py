"""A shown table as a plot with its sentence. Nothing that is hidden is drawn, and no sentence speaks of it."""

from conduct import plots
from conduct.plots import Series

LOOKS = ("solid", "hatch", "gray")
PIXELS = 7.5  # what a character of a name takes on average
SOME_HIDDEN = "Some numbers are hidden, so that they point to nobody; they are not drawn."
WITHHELD = "The numbers are too small to be shown in a copy for wide circulation."


def plot(one):
    """The plot of a shown table, or None when there is nothing to draw."""
    if one.is_withheld or one.is_empty or not one.lines:
        return None
    return {"columns": _columns, "bars": _bars, "days": _days}[one.table.drawn](one)


def sentence(one):
    """What is seen, in words, also where nothing is drawn."""
    if one.is_withheld:
        return WITHHELD
    if one.is_empty:
        return "None in this period."
    said = _against_limits(one) if one.table.drawn == "days" else _most(one)
    return f"{said} {SOME_HIDDEN}" if one.has_hidden else said


def _plot(one, draw, legend=()):
    table = one.table
    rows = ((name, *cells) for name, cells in one.rows)
    title = f"{table.title}: the numbers stand in the table below"
    return plots.plot_of(
        draw, key=table.key, title=title, sentence=sentence(one), head=one.heads, rows=rows, legend=legend
    )


def _columns(one):
    """Stacked by kind; where anything is hidden only the sums, because a stack would give its parts away."""
    table, lines = one.table, one.parts
    names = [line.name.split()[0] for line in lines]
    if one.has_hidden:
        series = [Series("All", tuple(line.counts[-1] or 0 for line in lines))]
    else:
        parts = zip(*(line.counts[:-1] for line in lines), strict=True)
        series = [Series(name, values, look) for name, values, look in zip(table.columns, parts, LOOKS, strict=True)]
    legend = [(series_of.look, series_of.name) for series_of in series]
    return _plot(one, lambda width: plots.columns(width, names, series), legend)


def _bars(one):
    """The first column; hidden rows are left out."""
    lines = [line for line in one.parts if line.counts[0] is not None]
    if not lines:
        return None
    series = [Series(one.columns[0], tuple(line.counts[0] for line in lines))]
    return _plot(one, lambda width: plots.bars(width, _names(lines, width), series))


def _days(one):
    """The middle number of days of each step against its limit."""
    lines = _timed(one)
    if not lines:
        return None
    series, limits = [Series("Middle", tuple(line.rests[0] for line in lines))], [line.limit for line in lines]
    legend = [("solid", "The middle case; a stroke across is the limit")]
    return _plot(one, lambda width: plots.bars(width, _names(lines, width), series, limits=limits), legend)


def _names(lines, width):
    """The names as far as they have room."""
    most = int(width // PIXELS)
    return [line.name if len(line.name) <= most else f"{line.name[: most - 1]}…" for line in lines]


def _timed(one):
    return [line for line in one.parts if line.rests[0] not in ("", None)]


def _most(one):
    """How many in all, and the most of them; not where a hidden number could be more."""
    total, parts = one.lines[-1].counts[-1 if one.table.across else 0], one.parts
    in_all = f"{total} in all." if total is not None else "Few in all."
    place = -1 if one.table.across else 0
    counts = [line.counts[place] for line in parts]
    if None in counts or not any(counts):
        return in_all
    top = max(counts)
    names = [line.name for line, count in zip(parts, counts, strict=True) if count == top]
    return f"{in_all} Most in {names[0]}: {top}." if len(names) == 1 else in_all


def _against_limits(one):
    late = [line.name for line in _timed(one) if line.limit and line.rests[0] > line.limit]
    if late:
        return f"Over its limit in the middle case: {'; '.join(late)}."
    return "Every step that was counted is within its limit in the middle case."
