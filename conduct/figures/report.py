"""The report of a period: every table the apps count, as it may be shown, with its plots and the numbers on top."""

from dataclasses import dataclass

from django.utils.module_loading import import_string

from conduct import registry
from conduct.figures import drawings
from conduct.figures.hiding import Shown, shown
from conduct.figures.period import Period
from conduct.figures.tables import joined

CSV_HEADINGS = ("Subject", "Row", "Column", "Number")


@dataclass(frozen=True)
class Report:
    """What was counted of a period, for leadership or for wide circulation."""

    period: Period
    is_wide: bool
    tables: tuple[Shown, ...]

    @property
    def small(self):
        """The small cell: in a copy for wide circulation no count from one up to it is shown."""
        return self.period.organization.report_small_cell

    @property
    def is_empty(self):
        """Whether nothing at all was counted."""
        return all(one.is_empty for one in self.tables)

    @property
    def facts(self):
        """(number, what it counts) at the top."""
        lines = [(line, -1 if one.table.across else 0) for one in self.tables for line in one.lines if line.fact]
        numbers = [(line.counts[place], line.fact) for line, place in lines]
        return [(f"under {self.small}" if number is None else number, words) for number, words in numbers]

    @property
    def figures(self):
        """(table, plot, sentence) of each subject that is drawn, the plot None where nothing can be."""
        return [(one, drawings.plot(one), drawings.sentence(one)) for one in self.tables if one.table.drawn]

    @property
    def others(self):
        """(table, sentence) of each that is not drawn; the sentence stands where there are no numbers."""
        return [(one, drawings.sentence(one)) for one in self.tables if not one.table.drawn]

    @property
    def circulation(self):
        """In words who it is for, for the record of an export."""
        return "for wide circulation" if self.is_wide else "for leadership"


def report_of(period, *, is_wide):
    """The report of the period, in a number of queries that does not grow with what is counted."""
    counted = [table for path in registry.figures() for table in import_string(path)(period)]
    small = period.organization.report_small_cell if is_wide else None
    return Report(period, is_wide, tuple(shown(table, small) for table in joined(counted)))


def csv_rows(report):
    """(subject, row, column, number) of every cell."""
    for one in report.tables:
        for name, cells in one.rows:
            for column, cell in zip(one.heads[1:], cells, strict=True):
                yield one.table.title, name, column, cell
