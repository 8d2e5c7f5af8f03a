"""What happened to a restriction? One line for each thing, newest first, read from its own rows."""

from dataclasses import dataclass
from datetime import datetime

from restrictions.catalog import in_full as day


@dataclass(frozen=True)
class Happened:
    """One line of the history: its icon, what it was, by whom and when."""

    at: datetime
    icon: str
    title: str
    by: str = ""
    detail: str = ""


def beside(restriction):
    """The other restrictions of the same letter."""
    others = restriction.decision.restrictions.order_by("reference")
    return [other for other in others if other.pk != restriction.pk]


def history_of(restriction):
    """Terms, letter, pauses and end of a restriction, newest first."""
    lines = [*_terms(restriction), *_letter(restriction.decision), *_pauses(restriction), *_end(restriction)]
    lines += _reviews(restriction)
    return sorted(lines, key=lambda line: line.at)[::-1]


def _terms(restriction):
    for term in restriction.terms.all():
        by = str(restriction.decision.decided_by) if term.number == 1 else ""
        yield Happened(
            term.decided_at, "scale", term.get_act_display(), by, f"{day(term.begins_on)} to {day(term.ends_on)}"
        )


def _letter(decision):
    if not decision.is_issued:
        return
    yield Happened(
        decision.issued_at,
        "mail",
        "Issued",
        str(decision.issued_by),
        "The letter was frozen and the departments were told.",
    )
    for delivery in decision.letter.deliveries.all():
        way = delivery.get_method_display()
        if delivery.sent_recorded_at:
            yield Happened(
                delivery.sent_recorded_at,
                "mail",
                f"{way}: left",
                "",
                f"Counts as received on {day(delivery.deemed_on)}",
            )
        if delivery.returned_recorded_at:
            yield Happened(delivery.returned_recorded_at, "alert", f"{way}: came back", "", delivery.returned_why)


def _pauses(restriction):
    for pause in restriction.pauses.select_related("by"):
        until = f" to {day(pause.until_on)}" if pause.until_on and pause.until_on != pause.from_on else ""
        yield Happened(
            pause.recorded_at, "clock", pause.get_kind_display(), str(pause.by), f"{day(pause.from_on)}{until}"
        )
        if pause.ended_at:
            yield Happened(pause.ended_at, "clock", "The pause ended")


def _reviews(restriction):
    for asked in restriction.invitations.all():
        until = f"The customer can send their view until {day(asked.answer_by)}." if asked.letter_id else ""
        yield Happened(asked.invited_at, "mail", "A review opened", "", until or "No letter could reach them in time.")
    for one in restriction.reassessments.select_related("decided_by"):
        title = f"Reviewed: {one.get_outcome_display()}"
        yield Happened(one.decided_at, "scale", title, str(one.decided_by), one.reasons)


def _end(restriction):
    for ending in restriction.endings.select_related("by"):
        yield Happened(ending.recorded_at, "check", ending.get_kind_display(), str(ending.by), ending.reasons)
    if hasattr(restriction, "lapse"):
        lapse = restriction.lapse
        yield Happened(
            lapse.announced_at,
            "check",
            "Ended by itself",
            "",
            f"Last day {day(lapse.ended_on)}. Everybody who knew was told.",
        )
