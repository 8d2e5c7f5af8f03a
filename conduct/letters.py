"""Letters: wording and facts in; blocks, PDF, pictures, page and digest out. Pure: no database, no clock, no request.

A letter is a tuple of blocks. `compose` makes them from the wording (wording/*.toml, one file a letter, with the fields
it takes and needs) and plain values; everything else only prints them. FIELDS[kind] says what to supply, REQUIRED[kind]
what must not be empty (process 2.11). A value is a string or a list of strings; dates come written out.
"""

import hashlib
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

import typst
from django.conf import settings
from django.template.loader import render_to_string

HERE = Path(__file__).parent
ASSETS, WORDING = HERE / "letter_assets", HERE / "wording"
EPOCH = date(2000, 1, 1)  # a picture needs a date to compile, and shows none
LANGUAGE = re.compile("[a-z]{2,3}")  # Typst and browsers take no other
FIELD = re.compile(r"\{([a-z_]+)\}")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))  # soft hyphens and marks that pasting leaves behind
HEADS = ("section", "whole", "translated")  # headings that hold what follows; a "whole" one is never split over pages
INSIDE = ("text", "list", "facts", "code")
KINDS = ("letterhead", "notes", "address", "title", *HEADS, *INSIDE, "signature", "enclosed", "footer")
PLACES = {"letterhead": "letterhead", "notes": "letterhead", "address": "name and address", "title": "heading"}


class Unprintable(Exception):
    """The letter cannot be printed as it stands; `reasons` are sentences for who writes it."""

    def __init__(self, reasons):
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True)
class Run:
    """A stretch of words. `style`: nothing, "strong", "label" (of a row), or "gap" (something is still to be added)."""

    text: str
    style: str = ""


@dataclass(frozen=True)
class Block:
    """One piece of a letter: its kind, its lines, what stands under it, and its language if it is another one."""

    kind: str
    lines: tuple[tuple[Run, ...], ...] = ()
    body: tuple["Block", ...] = ()
    language: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"No block is called {self.kind!r}.")


@dataclass(frozen=True)
class Part:
    """One piece of wording. Its lines may hold {fields}; with `when` it is printed only if one of those is given."""

    name: str
    style: str
    text: str
    when: tuple[str, ...] = ()

    @property
    def lines(self):
        return as_lines(self.text)

    @property
    def fields(self):
        return set(FIELD.findall(self.text)) | ({"translation_language"} if self.style == "translated" else set())


@dataclass(frozen=True)
class Wording:
    """The shipped English of one letter: its name, its parts in order, the fields it needs and those it may have."""

    name: str
    parts: tuple[Part, ...]
    required: dict[str, str]
    optional: dict[str, str]


@dataclass(frozen=True)
class Composition:
    """A letter, and what is missing in it: sentences that say what to add. With any missing it must not be issued."""

    blocks: tuple[Block, ...]
    missing: tuple[str, ...]


# Wording -------------------------------------------------------------------------------------------------------------


def as_lines(value):
    """The lines of a string or a list of strings, cleaned of stray spaces and marks nobody sees; empty ones dropped."""
    texts = value if isinstance(value, list | tuple) else ["" if value is None else value]
    lines = (line.translate(INVISIBLE) for text in texts for line in str(text).splitlines())
    return [" ".join(unicodedata.normalize("NFC", line).split()) for line in lines if line.strip()]


def _read(stem):
    return tomllib.loads((WORDING / f"{stem}.toml").read_text(encoding="utf-8"))


def _wording(source):
    """A letter's own parts between those of its frame; the fields of both."""
    frame = _COMMON["frames"][source["frame"]]
    parts = [
        Part(name, style, text, tuple(*when))
        for name, style, text, *when in (*frame["opening"], *source["parts"], *frame["closing"])
    ]
    return Wording(
        source["name"],
        tuple(parts),
        frame["required"] | source["required"],
        frame.get("optional", {}) | source.get("optional", {}),
    )


_COMMON, PHRASES = _read("common"), _read("phrases")
STRONG = frozenset(_COMMON["strong"])
WORDINGS = {
    path.stem: _wording(_read(path.stem))
    for path in sorted(WORDING.glob("*.toml"))
    if path.stem not in ("common", "phrases")
}
NAMES = {kind: wording.name for kind, wording in WORDINGS.items()}
FIELDS = {kind: wording.optional | wording.required for kind, wording in WORDINGS.items()}
REQUIRED = {kind: {field: f"Add {what}." for field, what in w.required.items()} for kind, w in WORDINGS.items()}


def phrase(name, **values):
    """A ready sentence for a field, filled in. Raises KeyError for an unknown phrase or a value not given."""
    return FIELD.sub(lambda field: str(values[field[1]]), PHRASES[name])


def check_wording(kind, part, text):
    """Why this text may not replace the shipped one (process 2.11): a list of sentences, empty when it may."""
    if kind not in WORDINGS:
        return [f"There is no letter called {kind}. These are the letters: {', '.join(WORDINGS)}."]
    shipped = {p.name: p for p in WORDINGS[kind].parts}.get(part)
    if shipped is None:
        return [f"{NAMES[kind]} has no part called {part}."]
    changed = replace(shipped, text=text)
    if not changed.lines:
        return [f"Write the words of the part “{part}”."]
    needs = FIELDS[kind]
    reasons = [f"{{{name}}} is not a field of this letter." for name in sorted(changed.fields - needs.keys())]
    reasons += [f"Keep {{{name}}}: the letter needs {needs[name]}." for name in sorted(shipped.fields - changed.fields)]
    if re.search(r"[{}]", FIELD.sub("", text)):
        reasons.append("Use braces only around the name of a field, such as {letter_date}.")
    if changed.style not in ("text", "list") and len(changed.lines) != len(shipped.lines):
        reasons.append(f"This part has {len(shipped.lines)} line(s). Keep it so.")
    if changed.style in ("facts", "code") and not all(": " in line for line in changed.lines):
        reasons.append("Start each line with a label, a colon and a space.")
    if changed.style == "letterhead" and "---" not in changed.lines:
        reasons.append("Keep the line with three hyphens between the sender and the date.")
    return reasons + reasons_for([(f"part “{part}”", (Run(line),)) for line in changed.lines])


# Composing -----------------------------------------------------------------------------------------------------------


def compose(kind, fields, *, overrides=None):
    """The letter from its wording and the given fields (process 2.11); fields it does not know are left aside.

    `overrides` maps (kind, part) to a text that replaces the shipped one. Returns a Composition: while something is
    missing, its blocks show the gap and `render_pdf` refuses them. Raises KeyError for an unknown kind.
    """
    wording, overrides = WORDINGS[kind], overrides or {}
    given = {name: lines for name in FIELDS[kind] if (lines := as_lines(fields.get(name)))}
    if not LANGUAGE.fullmatch("".join(given.get("translation_language", []))):
        given.pop("translation_language", None)
    parts = [replace(part, text=overrides.get((kind, part.name), part.text)) for part in wording.parts]
    due = given.keys() | wording.required.keys()
    parts = [part for part in parts if not part.when or due & set(part.when)]
    needed = [*wording.required, *(name for part in parts for name in sorted(part.fields))]
    missing = [f"Add {FIELDS[kind][name]}." for name in needed if name in FIELDS[kind] and name not in given]
    changed = [part for part in parts if (kind, part.name) in overrides]
    missing += [reason for part in changed for reason in check_wording(kind, part.name, part.text)]
    return Composition(_assembled(parts, given, FIELDS[kind]), tuple(dict.fromkeys(missing)))


def _assembled(parts, given, names):
    """The parts as blocks: text under its heading, neighboring lists as one, headings with nothing under them gone."""
    blocks = []
    for part in parts:
        block = _block(part, given, names)
        if part.style in INSIDE and blocks and blocks[-1].kind in HEADS:
            blocks[-1] = replace(blocks[-1], body=_joined(blocks[-1].body, block))
        else:
            blocks.append(block)
    return tuple(block for block in blocks if block.body or block.kind not in HEADS)


def _joined(body, block):
    if body and body[-1].kind == block.kind == "list":
        return (*body[:-1], replace(block, lines=body[-1].lines + block.lines))
    return (*body, block)


def _block(part, given, names):
    lines = tuple(line for template in part.lines for line in _filled(template, part.style, given, names))
    if part.style == "letterhead":
        cut = lines.index((Run("---"),)) if (Run("---"),) in lines else len(lines)
        return Block("letterhead", lines[:cut], (Block("notes", lines[cut + 1 :]),))
    spoken = given.get("translation_language", [""])[0] if part.style == "translated" else ""
    return Block(part.style, lines, language=spoken)


def _filled(template, style, given, names):
    """The lines that one line of wording becomes: one for each line of a field that stands alone, otherwise one."""
    alone = FIELD.fullmatch(template)
    if alone and alone[1] in given and style in ("text", "list", "address", "letterhead"):
        return [(Run(line),) for line in given[alone[1]]]
    label, colon, rest = template.partition(": ") if style in ("facts", "code") else ("", "", template)
    pieces = enumerate(FIELD.split(rest))  # words and names of fields in turn
    runs = [_value(piece, style, given, names) if turn % 2 else Run(piece) for turn, piece in pieces]
    return [((Run(label, "label"),) if colon else ()) + _merged(runs)]


def _value(name, style, given, names):
    if name not in given:
        return Run(f"[{names.get(name, name)}]", "gap")
    return Run(_in_words(given[name]), "strong" if name in STRONG and style in INSIDE else "")


def _in_words(lines):
    """Lines inside a sentence: sentences follow each other, anything else is listed."""
    if len(lines) == 1 or lines[0].endswith((".", "?", "!")):
        return " ".join(lines)
    return f"{', '.join(lines[:-1])} and {lines[-1]}"


def _merged(runs):
    groups = groupby((run for run in runs if run.text), key=lambda run: run.style)
    return tuple(Run("".join(run.text for run in group), style) for style, group in groups)


# Keeping -------------------------------------------------------------------------------------------------------------


def to_json(blocks):
    """The blocks as canonical JSON text: equal blocks give equal text, so a kept letter can be compared and printed."""
    return json.dumps([_plain(block) for block in blocks], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text):
    """The blocks that `to_json` wrote. Raises ValueError when the text is not a letter."""
    try:
        return tuple(map(_as_block, json.loads(text)))
    except (TypeError, KeyError) as error:
        raise ValueError("This is not the text of a letter.") from error


def _plain(block):
    return {
        "kind": block.kind,
        "lines": [[[run.text, run.style] for run in line] for line in block.lines],
        "body": [_plain(inner) for inner in block.body],
        "language": block.language,
    }


def _as_block(plain):
    lines = tuple(tuple(Run(text, style) for text, style in line) for line in plain["lines"])
    return Block(plain["kind"], lines, tuple(map(_as_block, plain["body"])), plain["language"])


# Printing ------------------------------------------------------------------------------------------------------------


def render_pdf(blocks, *, title, language, on, large=False):
    """The letter as a tagged PDF/UA-1, US letter, 12 pt (18 pt if large), dated `on`: same input, same bytes.

    Raises Unprintable when a gap is left, or a character has no glyph or would reorder the text. It is never printed
    untagged: a letter that a screen reader cannot read is not the letter that was decided.
    """
    gaps = [f"Add {run.text[1:-1]}." for _, line in _placed(blocks) for run in line if run.style == "gap"]
    if gaps:
        raise Unprintable(dict.fromkeys(gaps))
    return _printed(blocks, title, language, on, large, format="pdf", pdf_standards=["ua-1"])


def render_svg(blocks, *, language="en", large=False):
    """The pages as SVG pictures, gaps and all, just as the PDF will look. For the eye: put `render_html` beside it.

    Raises Unprintable as `render_pdf` does, gaps aside: a picture would hide a character that no font has.
    """
    pages = _printed(blocks, "", language, EPOCH, large, format="svg")
    return [page.decode() for page in (pages if isinstance(pages, list) else [pages])]


def render_html(blocks, *, title, language="en"):
    """The same words as a piece of a page, escaped; `title` names it for a screen reader."""
    direction = "rtl" if language.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"
    inputs = {"blocks": blocks, "title": title, "language": language, "direction": direction}
    return render_to_string("letters/letter.html", inputs)


def digest(pdf):
    """The SHA-256 of a printed letter, in hex."""
    return hashlib.sha256(pdf).hexdigest()


@cache
def fonts():
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(ASSETS / "fonts")])


@cache
def _glyphs():
    """Every character that the shipped fonts can draw, in normal weight and bold."""
    ends = ([int(end, 16) for end in span.split("-")] for span in (ASSETS / "glyphs.txt").read_text().split())
    return frozenset(chr(code) for span in ends for code in range(span[0], span[-1] + 1))


def _printed(blocks, title, language, on, large, **options):
    reasons = reasons_for([("title", (Run(title),)), *_placed(blocks)])
    if reasons:
        raise Unprintable(dict.fromkeys(reasons))
    tongue, _, region = language.lower().partition("-")
    letter = {
        "blocks": [_plain(block) for block in blocks],
        "title": title,
        "language": [tongue, region or None],
        "large": large,
        "on": [on.year, on.month, on.day],
    }
    try:
        return typst.compile(
            str(ASSETS / "letter.typ"),
            root=str(ASSETS),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(letter)},
            **options,
        )
    except typst.TypstError as error:
        if not error.message.startswith("PDF/UA"):
            raise
        raise Unprintable([f"The letter cannot be made into an accessible PDF: {error.message}."]) from error


def _placed(blocks, place="letter"):
    """Every line with the place where it stands, in words."""
    for block in blocks:
        here = PLACES.get(block.kind, place)
        yield from ((here, line) for line in block.lines)
        under = f"part “{block.lines[0][0].text}”" if block.kind in HEADS else here
        yield from _placed(block.body, under)


def reasons_for(placed):
    """Why these lines cannot be printed: characters no font has, and hidden ones, which could turn a name around."""
    texts = ((place, "".join(run.text for run in line)) for place, line in placed)
    return [
        f"In the {place}, “{_shown(text)}” has {', '.join(map(_named, bad))}, which cannot be printed."
        " Write it in another way."
        for place, text in texts
        if (bad := sorted(set(text) - _glyphs()))
    ]


def _shown(text):
    return "".join(c if c in _glyphs() else "□" for c in text)[:60]


def _named(character):
    name = unicodedata.name(character, "hidden character").lower()
    return f"{character} ({name})" if character.isprintable() else f"U+{ord(character):04X} ({name})"
