"""The keys a database looks for: whatever the slips, the right customer is kept under one of them."""

import string

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conduct import text
from conduct.near import keys_asked, keys_of
from restrictions.policy.near import Typed

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
def test_every_name_within_edits_shares_a_key(name, slips):
    typed = name
    for place, kind, letter in slips:
        typed = slip(typed, place, kind, letter) or "a"
    assume(text.within_edits(name, typed))

    assert keys_of([name], "") & keys_asked(typed), (name, typed)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=string.ascii_lowercase, min_size=8, max_size=12), SLIPS)
def test_two_slips_in_a_long_word_leave_one(word, slips):
    typed = word
    for place, kind, letter in slips[:2]:
        typed = slip(typed, place, kind, letter.strip() or "q") or "a"
    assume(text.within_edits(word, typed))

    assert keys_of([word], "") & keys_asked(typed)


@settings(max_examples=1500, deadline=None)
@given(NAME, NAME)
def test_no_two_names_within_edits_are_kept_apart(name, typed):
    assert not text.within_edits(name, typed) or keys_of([name], "") & keys_asked(typed)


STREET = st.lists(st.sampled_from(["41", "4", "n", "harbor", "street", "st", "#", "old mill", "x"]), max_size=6).map(
    " ".join
)


@settings(max_examples=1500, deadline=None)
@given(STREET, STREET)
def test_every_street_that_holds_another_shares_a_key(line, typed):
    assert not Typed(typed).against_street(line) or keys_of([], line) & keys_asked(typed)


def test_the_longest_name_has_few_keys():
    assert len(keys_of(["Wolfeschlegelsteinhausenbergerdorff" * 4], "")) < 45
