"""What a piece of text is: fit to keep, the same as another when folded, near to another, safe in a spreadsheet."""

import re
import unicodedata
from numbers import Number

# Letters that Unicode does not take apart, the Turkish i without a dot, and apostrophes: O'Brien is written OBrien too.
PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
    | dict.fromkeys("'’‘ʼʻ`´′＇", "")
)
ADDRESS_WORDS = {
    "street": "st", "saint": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "drive": "dr", "road": "rd",
    "lane": "ln", "court": "ct", "place": "pl", "square": "sq", "terrace": "ter", "circle": "cir", "parkway": "pkwy",
    "highway": "hwy", "trail": "trl", "mount": "mt", "fort": "ft", "north": "n", "south": "s", "east": "e",
    "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw", "apartment": "unit",
    "apt": "unit", "suite": "unit", "ste": "unit", "floor": "fl",
}  # fmt: skip
ASCII_WORD = re.compile("[a-z0-9]+")
EXTENSION = re.compile(r"(?:ext(?:ension)?\.?|x|#)\s*\d{1,6}\s*$", re.IGNORECASE)
US_NUMBER = 11

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
BIDI = re.compile(f"[{BIDI_CONTROLS}]")
UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
LINE_BREAK = re.compile("[\t\n\u2028\u2029]")
# These print nothing, though Unicode calls them letters, signs or marks: fillers, braille blank, variation selectors.
PRINTS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

MARKS_A_LETTER = 8
NAME_WORDS = 20
TWO_EDITS_FROM = 8


def fold(text: str) -> str:
    """The text as look-up compares it: no case, accents or punctuation, one space between words.

    May be empty (a name of signs only); an empty fold equals nobody.
    """
    if text.isascii():
        return " ".join(ASCII_WORD.findall(text.lower().translate(PLAIN_LETTERS)))
    for _ in range(2):
        # Twice, because what is taken apart or lowered can be one of the plain letters, or bear a mark again.
        text = _without_accents(text.translate(PLAIN_LETTERS))
        text = _without_accents(unicodedata.normalize("NFKD", text)).casefold()
    spoken = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in _visible(text))
    return " ".join(unicodedata.normalize("NFC", spoken).split())


def fold_phone(text: str) -> str:
    """The digits of a phone number, without its extension and without the 1 before a ten-digit US number."""
    digits = "".join(str(unicodedata.digit(c)) for c in EXTENSION.sub("", text) if c.isdigit())
    return digits[1:] if len(digits) == US_NUMBER and digits.startswith("1") else digits


def fold_email(text: str) -> str:
    """An email address without case, spaces around it or invisible characters."""
    return _visible(unicodedata.normalize("NFKC", text).casefold()).strip()


def fold_address(text: str) -> str:
    """A street address, folded, its usual words in short form: 41 Harbor Street, #4 becomes 41 harbor st unit 4."""
    return " ".join(ADDRESS_WORDS.get(word, word) for word in fold(text.replace("#", " unit ")).split())


def within_edits(a: str, b: str) -> bool:
    """Whether two names are near: every word of the shorter has its own word in the longer, in any order.

    A word is near within one edit (two from eight letters on), and an initial is near the word it begins. At least
    one pair must be more than an initial. One slip in where the spaces stand (De La Cruz, Delacruz) is near as well.
    """
    a, b = fold(a), fold(b)
    fewer, more = sorted((a.split()[:NAME_WORDS], b.split()[:NAME_WORDS]), key=len)
    if not fewer:
        return False
    respaced = len(fewer) < len(more) and _same_after(1, "".join(fewer), "".join(more))
    return a == b or respaced or _all_find_a_partner(fewer, more)


def clean(text: str, *, limit: int, lines: bool) -> str:
    """The text as it is kept: line ends as LF, everything else exactly as it came.

    Raises ValueError, with a sentence for the person who typed, on what cannot be kept or is over the limit.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > limit:
        raise ValueError(f"Use {limit:,} characters or fewer. This is {len(text):,}")
    if not lines and LINE_BREAK.search(text):
        raise ValueError("Write this on one line, without tabs or line breaks")
    if unfit := UNFIT.search(text):
        raise ValueError(f"Remove the hidden character at place {unfit.start() + 1:,}. It cannot be kept")
    return text


def is_blank(text: str) -> bool:
    """Whether nothing would be seen: spaces, zero-width and other invisible characters, marks without a letter."""
    return not any(unicodedata.category(c)[0] in "LNPS" for c in PRINTS_NOTHING.sub("", text))


def has_bidi_controls(text: str) -> bool:
    """Whether the text holds characters that turn the direction of writing, and so could disguise a name."""
    return BIDI.search(text) is not None


def strip_bidi_controls(text: str) -> str:
    """The text without the characters that turn the direction of writing; right-to-left letters stay."""
    return BIDI.sub("", text)


def csv_safe(value: object) -> str:
    """A cell no spreadsheet takes for a formula: text that would begin one gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not isinstance(value, Number) else text


def _without_accents(text: str) -> str:
    # The marks of Indic and Thai scripts (classes 7 to 9 and 84 to 132) are vowels and stay: without them different
    # names would be one. Few to a letter, because sorting thousands of them takes seconds.
    kept, run = [], 0
    for c in text:
        mark = unicodedata.combining(c)
        run = run + 1 if mark else 0
        if mark == 0 or (run <= MARKS_A_LETTER and (7 <= mark <= 9 or 84 <= mark <= 132)):
            kept.append(c)
    return "".join(kept)


def _visible(text: str) -> str:
    return "".join(c for c in PRINTS_NOTHING.sub("", text) if unicodedata.category(c) != "Cf")


def _all_find_a_partner(fewer: list[str], more: list[str]) -> bool:
    near = [[n for n, other in enumerate(more) if _word_or_initial_is_near(word, other)] for word in fewer]
    only_initials = all(len(word) == 1 or all(len(more[n]) == 1 for n in near[w]) for w, word in enumerate(fewer))
    taken: dict[int, int] = {}
    return not only_initials and all(_finds_a_partner(word, near, taken, set()) for word in range(len(fewer)))


def _finds_a_partner(word: int, near: list[list[int]], taken: dict[int, int], asked: set[int]) -> bool:
    # A word whose partner is taken asks the taker to find another one, each partner at most once.
    for partner in near[word]:
        if partner in asked:
            continue
        asked.add(partner)
        if partner not in taken or _finds_a_partner(taken[partner], near, taken, asked):
            taken[partner] = word
            return True
    return False


def _word_or_initial_is_near(a: str, b: str) -> bool:
    if min(len(a), len(b)) == 1:
        return a[0] == b[0]
    return _word_is_near(a, b)


def _word_is_near(a: str, b: str) -> bool:
    edits = 2 if max(len(a), len(b)) >= TWO_EDITS_FROM else 1
    return abs(len(a) - len(b)) <= edits and _same_after(edits, a, b)


def _same_after(edits: int, a: str, b: str) -> bool:
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    if a == b or not edits:
        return a == b
    left = edits - 1
    swapped = len(a) > 1 and a[:2] == b[1::-1] and _same_after(left, a[2:], b[2:])
    return swapped or _same_after(left, a[1:], b[1:]) or _same_after(left, a[1:], b) or _same_after(left, a, b[1:])
