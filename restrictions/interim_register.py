"""The list of interim safety measures: their own kind in the register, never counted as restrictions (process 6)."""

from dataclasses import dataclass

from conduct.past import as_they_stood
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
    confirmation: object
    ending: object


def entries(at, on):
    """Every measure as it stood at that instant, with what the list says beside it."""
    beside = ("notices__department", "reconsiderations", "letter")
    return InterimMeasure.objects.as_of(at, on).with_people().prefetch_related(*beside)


def rows_of(measures, *, at, on):
    """The measures as rows; nothing recorded after the instant is shown."""
    measures = list(measures)
    stood = {id(one) for one in as_they_stood([one for one in _beside(measures) if one], at)}
    return [_row(measure, on, stood) for measure in measures]


def _beside(measures):
    """What stands beside the measures and can have come, or changed, after the instant."""
    for one in measures:
        yield from (one, one.taken_by, *_after(one), *one.notices.all(), *one.reconsiderations.all())
        yield from (getattr(after, "by", None) for after in _after(one))
        yield from (notice.department for notice in one.notices.all())


def _after(measure):
    """How it was confirmed and how it ended, where it was."""
    found = (getattr(measure, "confirmation", None), getattr(measure, "ending", None))
    return [one for one in found if one]


def _row(measure, on, stood):
    told = sorted(str(one.department) for one in measure.notices.all() if one.kind == "start" and id(one) in stood)
    asked = [one for one in measure.reconsiderations.all() if id(one) in stood]
    said = [one.get_outcome_display() or "Not answered yet" for one in asked]
    after = {one._meta.model_name: one for one in _after(measure) if id(one) in stood}
    confirmation, ending = after.get("interimconfirmation"), after.get("interimending")
    return Row(measure, title_of(measure), state_of(measure, on=on), told, said, confirmation, ending)


def table_of(measures, *, at, on):
    """The list as rows of cells, read in chunks."""
    for chunk in chunks(measures.order_by(*NEWEST), CHUNK):
        yield from map(cells_of, rows_of(chunk, at=at, on=on))


def cells_of(row):
    """One measure as the cells of a file."""
    measure, confirmation, ending = row.measure, row.confirmation, row.ending
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
