"""Is a record near what was typed? In full, near, or neither (decisions 14)."""

from dataclasses import dataclass, field

from conduct import text
from conduct.near import SHORTEST_STREET


@dataclass
class Typed:
    """What was typed, folded once, and compared with names and streets."""

    words: str
    folded: str = field(init=False)
    street: str = field(init=False)

    def __post_init__(self):
        self.folded, self.street = text.fold(self.words), text.fold_address(self.words)

    def against_name(self, name):
        """2 when it is the full name, 1 when it is within edits of it, else 0."""
        folded = text.fold(name)
        if folded == self.folded:
            return 2 if folded else 0
        return int(text.within_edits(folded, self.folded))

    def against_street(self, line):
        """2 when it is the street address; 1 when the street without its number was typed, or more after it; else 0."""
        street = text.fold_address(line)
        if street == self.street:
            return 2 if street else 0
        shorter, longer = sorted((f" {street} ", f" {self.street} "), key=len)
        return int(len(shorter) > SHORTEST_STREET + 1 and shorter in longer)
