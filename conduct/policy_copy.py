"""The policy as a copy to enclose: the words of one version, as an accessible PDF."""

from functools import lru_cache

from conduct.calendar import Calendar
from conduct.letters import Block, Run, render_pdf
from conduct.policy_words import blocks_of

NAME, PDF = "Customer Conduct Policy.pdf", "application/pdf"
STYLES = {"h1": "title", "h2": "section", "h3": "section", "h4": "section", "p": "text", "list": "list"}


def policy_pdf(version, large=False):
    """The bytes of a version's copy, made once a process; the same version gives the same bytes."""
    return _printed(version.text, version.in_force_on or Calendar("UTC").local_date(version.published_at), large)


@lru_cache(maxsize=8)
def _printed(text, on, large):
    return render_pdf(tuple(_blocks(text)), title="Customer Conduct Policy", language="en", on=on, large=large)


def _blocks(text):
    """The words as the blocks of a letter: what stands before the first heading, then each heading with its own."""
    heading, body = None, []
    for words in blocks_of(text):
        style = STYLES[words.kind]
        lines = tuple((Run("".join(piece for piece, _ in line)),) for line in words.lines)
        if style == "title":
            yield from body
            yield Block("title", lines)
            body = []
        elif style == "section":
            yield from _section(heading, body)
            heading, body = lines, []
        else:
            body.append(Block(style, lines))
    yield from _section(heading, body)
    yield Block(
        "footer", tuple(((Run(words),)) for words in ("Customer Conduct Policy", "End of policy", "Page 1 of 2"))
    )


def _section(heading, body):
    return [Block("section", heading, tuple(body))] if heading else body
