"""By which keys does a database find what was mistyped? Near names, and streets that hold one another, share one.

A key is a beginning of a word with letters left out: of two words that are near, whichever letters slipped, the same
can be left out of both. So an ordinary index answers, on both engines; who shares a key is then compared in full.
"""

from itertools import combinations

from conduct import text

TWO_EDITS_FROM = 6  # from six letters on, the other word can have eight, and then two slips are near
BEGINNING, WHOLE_BEGINNING = 7, 10  # a key needs no more letters than these: those who share one are compared
SHORTEST_STREET = 4
LONGEST_KEY = 64


def keys_of(names, line):
    """The keys a customer with these names and this street is kept under."""
    street = text.fold_address(line)
    keys = {f"~{run}" for run in _runs(street)} | {f"#{street}"} - {"#"}
    return _cut(keys.union(*map(_keys_of_name, names)))


def keys_asked(typed):
    """The keys of which every customer near what was typed is kept under at least one."""
    street = text.fold_address(typed)
    return _cut({f"#{run}" for run in _runs(street)} | {f"#{street}", f"~{street}"} | _keys_of_name(typed))


def _keys_of_name(name):
    """Of each word longer than an initial, and of all words without spaces, which may be set elsewhere."""
    words = text.fold(name).split()[: text.NAME_WORDS]
    keys = {f"={part}" for part in _shortened("".join(words)[:WHOLE_BEGINNING], 1)}
    for word in words:
        if len(word) > 1:
            keys |= _shortened(word[:BEGINNING], 2 if len(word) >= TWO_EDITS_FROM else 1)
    return keys


def _shortened(word, slips):
    """The word with every choice of up to so many letters left out."""
    fewest = max(len(word) - slips, 1)
    return {"".join(kept) for size in range(fewest, len(word) + 1) for kept in combinations(word, size)}


def _runs(street):
    """All runs of words that are long enough to be a street."""
    words = street.split()
    runs = (" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1))
    return {run for run in runs if len(run) >= SHORTEST_STREET}


def _cut(keys):
    return {key[:LONGEST_KEY] for key in keys}
