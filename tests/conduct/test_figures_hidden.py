"""What a copy for wide circulation shows: no small count, and nothing a small one could be computed from."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conduct.figures.hiding import hidden, shown, with_sums
from conduct.figures.tables import Row, Table, nine_in_ten, share

SMALL = 5


def table(rows, *, across=False, down=False, rests=()):
    made = tuple(Row(f"Row {index}", counts, rests) for index, counts in enumerate(rows))
    columns = tuple(f"Column {index}" for index in range(len(rows[0])))
    return Table("key", "Title", "Head", columns, made, rests, across=across, down=down)


def seen(rows, **how):
    """The counts as they are shown, None where one is hidden."""
    return [line.counts for line in shown(table(rows, **how), SMALL).lines]


SHOWN = [
    ("alone, only small ones are hidden", [(4,), (5,), (0,)], {}, [(None,), (5,), (0,)]),
    ("with a sum, the smallest other one too", [(3,), (20,), (9,)], {"down": True}, [(None,), (20,), (None,), (32,)]),
    ("none beside it takes part before more", [(3,), (20,), (0,)], {"down": True}, [(None,), (None,), (0,), (23,)]),
    ("few together are as few alone", [(1,), (2,), (30,)], {"down": True}, [(None,), (None,), (None,), (33,)]),
    ("small with its sum", [(3,), (0,)], {"down": True}, [(None,), (0,), (None,)]),
    ("nothing is small", [(7, 8), (9, 6)], {"across": True, "down": True}, [(7, 8, 15), (9, 6, 15), (16, 14, 30)]),
    (
        "in both directions",
        [(3, 20), (30, 40), (50, 60)],
        {"across": True, "down": True},
        [(None, None, 23), (None, None, 70), (50, 60, 110), (83, 120, 203)],
    ),
    ("all that is left would tell", [(1,)] * 5, {"down": True}, []),
]


@pytest.mark.parametrize(("rows", "how", "expected"), [one[1:] for one in SHOWN], ids=[one[0] for one in SHOWN])
def test_what_is_shown(rows, how, expected):
    assert seen(rows, **how) == expected


def test_for_leadership_everything_is_shown_and_summed():
    assert [line.counts for line in shown(table([(1, 2)], across=True)).lines] == [(1, 2, 3)]


def test_what_rests_on_few_is_hidden_with_them_and_on_none_is_empty():
    lines = shown(table([(4,), (12,)], rests=("", 3.5)), SMALL).lines

    assert [line.rests for line in lines] == [("", None), ("", 3.5)]
    assert lines[0].cells == ["hidden", "", "hidden"]


def possible(numbers, gone, place, across, down):
    """Every value of one hidden count that a reader could believe: all others that show are as they are."""
    open_ = list(gone)
    top = 9
    for values in product(range(top), repeat=len(open_)):
        tried = [list(row) for row in numbers]
        for (row, column), value in zip(open_, values, strict=True):
            tried[row][column] = value
        parts = [row[:-1] if across else row for row in (tried[:-1] if down else tried)]
        if with_sums(parts, across, down) == tried:
            yield dict(zip(open_, values, strict=True))[place]


COUNTS = st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2).map(tuple), min_size=1, max_size=2)


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.sampled_from([(True, False), (False, True)]))
def test_no_small_count_follows_from_what_is_shown(rows, sums):
    across, down = sums
    numbers = with_sums(rows, across, down)

    gone = hidden(numbers, 3, across=across, down=down)

    if gone is not None:
        few = [place for place in gone if 0 < numbers[place[0]][place[1]] < 3]
        line = 1 if across else 0
        for place in few:  # the lines of one direction are independent: only those of its own line matter
            near = [one for one in gone if one[1 - line] == place[1 - line]]
            assert len({*possible(numbers, near, place, across, down)}) > 1


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3).map(tuple), min_size=1, max_size=5))
def test_every_small_count_is_hidden_and_all_of_it_is_not_unless_it_is_small(rows):
    numbers = with_sums(rows, True, True)

    gone = hidden(numbers, SMALL, across=True, down=True)

    few = {(row, column) for row, line in enumerate(numbers) for column, count in enumerate(line) if 0 < count < SMALL}
    whole = (len(rows), 3)
    assert gone is None or few <= gone
    assert gone is None or whole not in gone or whole in few


def test_a_share_and_nine_in_ten():
    assert (share(1, 3), share(0, 0)) == ("33 %", "")
    assert [nine_in_ten(list(range(1, count + 1))) for count in (0, 1, 9, 10, 11, 20)] == [None, 1, 9, 9, 10, 18]
