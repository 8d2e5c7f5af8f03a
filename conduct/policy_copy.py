"""The policy as a copy to enclose: the words of its public page, as an accessible PDF."""

from datetime import date
from functools import cache
from html.parser import HTMLParser

from django.template.loader import render_to_string

from conduct.letters import Block, Run, render_pdf

NAME, PDF = "Customer Conduct Policy.pdf", "application/pdf"
SHIPPED_ON = date(2026, 1, 1)  # the words came with the product; the same day gives the same bytes
STYLES = {"h1": "title", "h2": "section", "h3": "section", "h4": "section", "p": "text", "li": "list"}


class _Reader(HTMLParser):
    """Collects (style, words) of every heading, paragraph and list item of the page."""

    def __init__(self):
        super().__init__()
        self.pieces, self.style, self.words = [], "", []

    def handle_starttag(self, tag, attrs):
        if tag in STYLES:
            self.handle_endtag(tag)
            self.style = STYLES[tag]

    def handle_data(self, data):
        self.words.append(data)

    def handle_endtag(self, tag):
        if tag in STYLES:
            words = " ".join("".join(self.words).split())
            if self.style and words:
                self.pieces.append((self.style, words))
            self.style, self.words = "", []


@cache
def policy_pdf(large=False):
    """The bytes of the policy's copy, made once a process."""
    reader = _Reader()
    reader.feed(render_to_string("policy/_policy.html"))
    blocks = tuple(_blocks(reader.pieces))
    return render_pdf(blocks, title="Customer Conduct Policy", language="en", on=SHIPPED_ON, large=large)


def _blocks(pieces):
    """The pieces as the blocks of a letter: what stands before the first heading, then each heading with its own."""
    heading, body = None, []
    for style, words in pieces:
        line = ((Run(words),),)
        if style == "title":
            yield from body
            yield Block("title", line)
            body = []
        elif style == "section":
            yield from _section(heading, body)
            heading, body = line, []
        elif style == "list" and body and body[-1].kind == "list":
            body[-1] = Block("list", body[-1].lines + line)
        else:
            body.append(Block(style, line))
    yield from _section(heading, body)
    yield Block(
        "footer", tuple(((Run(words),)) for words in ("Customer Conduct Policy", "End of policy", "Page 1 of 2"))
    )


def _section(heading, body):
    return [Block("section", heading, tuple(body))] if heading else body
