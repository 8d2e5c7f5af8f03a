"""The list of interim safety measures: their own kind in the register, never counted as restrictions (process 6)."""

from dataclasses import dataclass

from restrictions.export import CHUNK, chunks
from restrictions.models import InterimMeasure
from restrictions.policy.interim import state_of
from restrictions.policy.interim_words import title_of

NEWEST = ("-taken_at", "-pk")
HEADINGS = [
    "Measure", "Case", "Name", "What is done", "Severity", "Taken on", "Taken by", "As", "From", "Last day",
    "Confirmed by", "Confirmed on", "Issued again from", "Customer written to on", "Departments told",
    "Looked at again", "State", "No longer applies from", "Decision",
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One measure as the list shows it."""

    measure: InterimMeasure
    title: str
    state: object
    departments: list
    asked: list


def entries(at, on):
    """Every measure as it stands, with what the list says beside it."""
    beside = ("notices__department", "reconsiderations", "letter")
    return InterimMeasure.objects.as_of(at, on).with_people().prefetch_related(*beside)


def rows_of(measures, *, on):
    """The measures as rows."""
    return [_row(measure, on) for measure in measures]


def _row(measure, on):
    told = sorted(str(one.department) for one in measure.notices.all() if one.kind == "start")
    asked = [one.get_outcome_display() or "Not answered yet" for one in measure.reconsiderations.all()]
    return Row(measure, title_of(measure), state_of(measure, on=on), told, asked)


def table_of(measures, *, on):
    """The list as rows of cells, read in chunks."""
    for chunk in chunks(measures.order_by(*NEWEST), CHUNK):
        yield from map(cells_of, rows_of(chunk, on=on))


def cells_of(row):
    """One measure as the cells of a file."""
    measure = row.measure
    confirmation, ending = getattr(measure, "confirmation", None), getattr(measure, "ending", None)
    return [
        measure.reference,
        measure.case.reference,
        measure.customer_name,
        row.title,
        measure.severity,
        measure.taken_on.isoformat(),
        str(measure.taken_by),
        measure.get_taken_as_display(),
        measure.begins_on.isoformat(),
        measure.last_on.isoformat(),
        str(confirmation.by) if confirmation else "",
        confirmation.on.isoformat() if confirmation else "",
        str(measure.reissue_of or ""),
        measure.letter.dated_on.isoformat() if measure.letter else "",
        ", ".join(row.departments) or measure.no_department_reason,
        "; ".join(row.asked),
        row.state.label,
        ending.ended_on.isoformat() if ending else "",
        str(ending.decision or "") if ending else "",
    ]
