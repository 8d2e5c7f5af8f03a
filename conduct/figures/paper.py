"""A report on paper: its tables, sentences and plots as one tagged PDF, made as letters are. No database, no clock."""

import json

import typst

from conduct import letters, plots
from conduct.figures import drawings
from conduct.letters import Run, Unprintable


def render_pdf(report, *, title, notes, organization, footer, on):
    """The report as a PDF/UA-1, dated `on`. Raises Unprintable with what no font can print."""
    sections = [_section(one) for one in report.tables]
    facts = [(f"{number}", words) for number, words in report.facts]
    printed = {"title": title, "organization": organization, "notes": notes, "footer": footer, "facts": facts}
    reasons = letters.reasons_for((one["title"], (Run(words),)) for one in sections for words in _words(one))
    reasons += letters.reasons_for([("heading", (Run(words),)) for words in (title, organization, *notes)])
    if reasons:
        raise Unprintable(dict.fromkeys(reasons))
    given = printed | {"sections": sections, "on": [on.year, on.month, on.day]}
    return typst.compile(
        str(letters.ASSETS / "figures.typ"),
        root=str(letters.ASSETS),
        font_paths=letters.fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(given)},
        format="pdf",
        pdf_standards=["ua-1"],
    )


def _section(one):
    """One subject as plain values; the picture as an SVG text."""
    plot = drawings.plot(one) if one.table.drawn else None
    says_more = one.table.drawn or one.is_withheld
    return {
        "title": one.table.title,
        "sentence": drawings.sentence(one) if says_more else "",
        "picture": plots.picture(plot.wide, plot.title) if plot else "",
        "alt": plot.title if plot else "",
        "legend": [(plots.picture(sample, words), words) for sample, words in plot.legend] if plot else [],
        "head": one.heads,
        "rows": [[name, *values] for name, values in one.rows],
        "note": one.table.note,
    }


def _words(section):
    yield from (section["title"], section["note"], *section["head"])
    yield from (cell for row in section["rows"] for cell in row)
