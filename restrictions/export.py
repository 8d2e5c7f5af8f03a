"""The register as a file: CSV streamed row by row, or a PDF for paper. Cells never become formulas."""

import csv

from conduct import letters
from conduct.letters import Block, Run
from conduct.text import csv_safe
from restrictions.catalog import in_full
from restrictions.register import HEADINGS, NEWEST, cells_of, rows_of

CHUNK = 500
MOST_ON_PAPER = 500


class Echo:
    """A file that hands back what is written to it, so that no more than a row is held."""

    def write(self, text):
        return text


def csv_rows(terms, *, at, on, calendar):
    """The register as lines of CSV, in chunks of rows: memory stays flat however long it is."""
    writer = csv.writer(Echo())
    yield "\ufeff" + writer.writerow(HEADINGS)  # spreadsheets read UTF-8 only when told so
    for chunk in chunks(terms.order_by(*NEWEST).select_related("restriction__decision__second_approver"), CHUNK):
        rows = rows_of(chunk, at=at, on=on, calendar=calendar)
        yield "".join(writer.writerow([csv_safe(cell) for cell in cells_of(row)]) for row in rows)


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


def reasons_not_on_paper(count):
    """A PDF is for reading; what is longer than a booklet goes into a CSV file."""
    if count > MOST_ON_PAPER:
        yield f"A PDF takes up to {MOST_ON_PAPER} restrictions. Narrow the filters, or choose CSV."


def pdf_of(terms, *, at, on, calendar, organization):
    """The register on paper: one block for each restriction. Raises Unprintable with what no font can print."""
    rows = rows_of(
        list(terms.order_by(*NEWEST).select_related("restriction__decision__second_approver")),
        at=at,
        on=on,
        calendar=calendar,
    )
    title = f"Register of decisions as it stood on {in_full(on)}"
    blocks = [
        Block("letterhead", (_line(organization.name),), (Block("notes", (_line(f"{len(rows)} restrictions"),)),)),
        Block("title", (_line(title),)),
        *(_entry(cells_of(row)) for row in rows),
        Block("footer", (_line("For directors and auditors"), _line("End of register"), _line("Page 1 of 2"))),
    ]
    return letters.render_pdf(tuple(blocks), title=title, language="en", on=on)


def _entry(cells):
    shown = list(zip(HEADINGS, cells, strict=True))
    facts = tuple(
        (Run(label, "label"), Run(" ".join(str(value).split()))) for label, value in shown[2:] if str(value).strip()
    )
    return Block("section", (_line(f"{cells[0]}, {cells[1]}"),), (Block("facts", facts),))


def _line(text):
    return (Run(text),)
