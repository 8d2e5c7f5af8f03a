"""The register as a file: CSV streamed row by row, or a PDF for paper. Cells never become formulas."""

import csv

from conduct import letters
from conduct.letters import Block, Run
from conduct.text import csv_safe
from restrictions.catalog import in_full
from restrictions.register import HEADINGS, NEWEST, cells_of, rows_in_full

CHUNK = 500
MOST_ON_PAPER = 500


class Echo:
    """A file that hands back what is written to it, so that no more than a row is held."""

    def write(self, text):
        return text


def csv_rows(terms, *, at, on, calendar, organization):
    """The register as lines of CSV, in chunks of rows: memory stays flat however long it is."""
    found = chunks(terms.order_by(*NEWEST), CHUNK)
    listed = (rows_in_full(chunk, at=at, on=on, calendar=calendar) for chunk in found)
    return csv_lines(HEADINGS, (cells_of(row, organization, calendar) for rows in listed for row in rows))


def csv_lines(headings, table):
    """Lines of CSV under their headings; no cell becomes a formula."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(headings)  # spreadsheets read UTF-8 only when told so
    for cells in table:
        yield writer.writerow([csv_safe(cell) for cell in cells])


def chunks(queryset, size):
    """Lists of rows, read through a server-side cursor."""
    chunk = []
    for row in queryset.iterator(chunk_size=size):
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def reasons_not_on_paper(count, noun="restrictions"):
    """A PDF is for reading; what is longer than a booklet goes into a CSV file."""
    if count > MOST_ON_PAPER:
        yield f"A PDF takes up to {MOST_ON_PAPER} {noun}. Narrow the filters, or choose CSV."


def pdf_of(terms, *, at, on, calendar, organization):
    """The register on paper: one block for each restriction. Raises Unprintable with what no font can print."""
    rows = rows_in_full(list(terms.order_by(*NEWEST)), at=at, on=on, calendar=calendar)
    table = [cells_of(row, organization, calendar) for row in rows]
    title = f"Register of decisions as it stood on {in_full(on)}"
    return on_paper(title, f"{len(table)} restrictions", HEADINGS, table, named_by=2, on=on, organization=organization)


def on_paper(title, notes, headings, table, *, named_by, on, organization):
    """A table as a PDF, one block a row, named by its first cells. Raises Unprintable."""
    blocks = [
        Block("letterhead", (_line(organization.name),), (Block("notes", (_line(notes),)),)),
        Block("title", (_line(title),)),
        *(_entry(headings, cells, named_by) for cells in table),
        Block("footer", (_line("For directors and auditors"), _line("End of register"), _line("Page 1 of 2"))),
    ]
    return letters.render_pdf(tuple(blocks), title=title, language="en", on=on)


def _entry(headings, cells, named_by):
    shown = list(zip(headings, cells, strict=True))[named_by:]
    facts = tuple(
        (Run(label, "label"), Run(" ".join(str(value).split()))) for label, value in shown if str(value).strip()
    )
    return Block("section", (_line(", ".join(cells[:named_by])),), (Block("facts", facts),))


def _line(text):
    return (Run(text),)
