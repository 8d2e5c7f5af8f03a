"""The stretches a database looks for: whatever the slips, one of them still stands in the right name."""

import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conduct import text
from restrictions.policy.near import Typed, pieces

LETTERS = st.sampled_from("abcdeé")
WORD = st.text(alphabet=LETTERS, min_size=1, max_size=11)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


def slip(word, place, kind, letter):
    """The word with one slip: a letter more, less, another, or two changed about."""
    place %= len(word) + 1
    if kind == "more":
        return word[:place] + letter + word[place:]
    if kind == "less":
        return word[:place] + word[place + 1 :]
    if kind == "other":
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]


SLIPS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(["more", "less", "other", "about"]), st.sampled_from("abxyz ")),
    max_size=3,
)


@settings(max_examples=1500, deadline=None)
@given(NAME, SLIPS)
def test_every_name_within_edits_holds_one_of_the_stretches(name, slips):
    typed = name
    for place, kind, letter in slips:
        typed = slip(typed, place, kind, letter) or "a"
    assume(text.within_edits(name, typed))

    record = text.fold(name).replace(" ", "")

    assert any(piece in record for piece in pieces(text.fold(typed))), (name, typed, pieces(text.fold(typed)))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=string.ascii_lowercase, min_size=8, max_size=12), SLIPS)
def test_two_slips_in_a_long_word_leave_one(word, slips):
    typed = word
    for place, kind, letter in slips[:2]:
        typed = slip(typed, place, kind, letter.strip() or "q") or "a"
    assume(text.within_edits(word, typed))

    assert any(piece in word for piece in pieces(text.fold(typed)))


@pytest.mark.parametrize(
    ("typed", "name", "nearness"),
    [
        ("Cora Lindgren", "CORA LINDGRÉN", 2),
        ("c lindgren", "Cora Lindgren", 1),
        ("ana lopez", "Cora Lindgren", 0),
        ("!", "", 0),
    ],
)
def test_a_name_is_full_near_or_neither(typed, name, nearness):
    assert Typed(typed).against_name(name) == nearness


@pytest.mark.parametrize(
    ("typed", "line", "nearness"),
    [
        ("41 Harbor St", "41 Harbor Street", 2),
        ("Harbor Street", "41 Harbor St.", 1),
        ("41 harbor street riverton", "41 Harbor St", 1),
        ("14 Harbor Street", "41 Harbor Street", 0),
        ("st", "41 Harbor Street", 0),
        ("", "", 0),
    ],
)
def test_a_street_is_full_near_or_neither(typed, line, nearness):
    assert Typed(typed).against_street(line) == nearness
