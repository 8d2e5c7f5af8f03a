"""Is a record near what was typed? Told by the stretches of a mistyped name that still stand in the right one."""

from dataclasses import dataclass, field

from conduct import text

TWO_EDITS_FROM = 6  # from six letters on, the other word can have eight, and then two slips are near
WORDS = 20
SHORTEST_STREET = 4


def pieces(folded):
    """Stretches of which at least one stands, without spaces, in every name near the folded one typed."""
    found = {piece for word in folded.split()[:WORDS] if len(word) > 1 for piece in two_slips(word)}
    found |= one_slip(folded.replace(" ", ""))
    return sorted(piece for piece in found if not any(other != piece and other in piece for other in found))


def one_slip(word):
    """Both halves; or, when two letters changed places where they meet, the whole with these two changed back."""
    half = len(word) // 2
    return {word[:half], word[half:], _swapped(word, half)} - {""}


def two_slips(word):
    """Three thirds, of which two slips leave one; unless letters changed places where two of them meet."""
    if len(word) < TWO_EDITS_FROM:
        return one_slip(word)
    first, second = len(word) // 3, len(word) - len(word) // 3
    both = _swapped(_swapped(word, first), second)
    return {
        word[:first],
        word[first:second],
        word[second:],
        _swapped(word[:second], first),
        _swapped(word[first:], second - first),
        both,
    }


def _swapped(word, at):
    """The word with the letters before and after that place changed about."""
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if 0 < at < len(word) else word


@dataclass
class Typed:
    """What was typed, folded once, and compared with many names and streets."""

    words: str
    folded: str = field(init=False)
    street: str = field(init=False)

    def __post_init__(self):
        self.folded, self.street = text.fold(self.words), text.fold_address(self.words)
        self._pieces = pieces(self.folded)

    def against_name(self, name):
        """2 when it is the full name, 1 when it is within edits of it, else 0 (decisions 14)."""
        folded = text.fold(name)
        if folded == self.folded:
            return 2 if folded else 0
        compact = folded.replace(" ", "")
        return int(any(piece in compact for piece in self._pieces) and text.within_edits(folded, self.folded))

    def against_street(self, line):
        """2 when it is the street address; 1 when the street without its number was typed, or more after it; else 0."""
        street = text.fold_address(line)
        if street == self.street:
            return 2 if street else 0
        shorter, longer = sorted((f" {street} ", f" {self.street} "), key=len)
        return int(len(shorter) > SHORTEST_STREET + 1 and shorter in longer)
