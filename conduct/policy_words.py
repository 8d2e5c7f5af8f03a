"""The words of the policy as blocks for a page: headings, paragraphs and lists. Its first version ships as a file."""

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

SHIPPED = Path(__file__).with_name("policy_text.txt")
MARKS = {"# ": "h1", "## ": "h2", "### ": "h3", "#### ": "h4", "- ": "list"}
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Words:
    """One heading, paragraph or list: its lines, each in stretches of (words, whether they stand out)."""

    kind: str
    lines: tuple


def shipped_text():
    """The client's own words, as they were handed over."""
    return SHIPPED.read_text(encoding="utf-8")


def blocks_of(text):
    """The text as blocks, in order; items of a list together."""
    marked = [_marked(line.strip()) for line in text.splitlines() if line.strip()]
    for kind, lines in groupby(marked, key=lambda one: one[0]):
        if kind == "list":
            yield Words(kind, tuple(_stretches(line) for _, line in lines))
        else:
            yield from (Words(kind, (_stretches(line),)) for _, line in lines)


def _marked(line):
    return next(((kind, line[len(mark) :]) for mark, kind in MARKS.items() if line.startswith(mark)), ("p", line))


def _stretches(line):
    return tuple((words, turn % 2 == 1) for turn, words in enumerate(BOLD.split(line)) if words)
