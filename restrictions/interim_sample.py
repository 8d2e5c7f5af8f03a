"""The sample's interim safety measures: to confirm, confirmed and looked at again, issued again, revoked, converted."""

from cases.models import IncidentReport
from cases.sample.stories import case_of, times
from conduct.models import Department, Organization
from conduct.sample import staff
from restrictions.actions.interim import confirm_measure, issue_again, take_measure
from restrictions.actions.interim_endings import (
    announce_interim_ends,
    answer_asked,
    convert_measure,
    enter_request,
    revoke_measure,
)
from restrictions.models import InterimMeasure

WHY = "At an open house somebody was told “you will be sorry you came here”, and the door was blocked."


def load(now):
    """Every state of a measure, by the acts of those who would do it."""
    when, on = times(now), Organization.objects.current().calendar().local_date(now)
    noor, walt, avery = staff("Noor Haddad"), staff("Walt Brennan"), staff("Avery Lindqvist")
    _converted(when, noor)
    revoke_measure(
        measure=_taken(when, "Drew Kowalczyk", 168, walt), reasons="A witness heard it otherwise.", ways=["post"],
        by=noor, at=when.ago(167, 17),
    )  # fmt: skip
    _looked_at_again(when, avery, noor)
    first = _confirmed(when, "Marlow Jensen", 9, walt)
    why = "The second director reads the file, and is back tomorrow."
    issue_again(measure=first, why_again=why, ways=["post"], not_reached="", by=walt, at=when.ago(1, 9, 30))
    _on_report(IncidentReport.objects.get(customer__name="Corin Vasquez"), walt, when.ago(0, 14))
    announce_interim_ends(now, on)


def _taken(when, name, days, by):
    """A measure on the report of danger in somebody's case, taken the day it was reported."""
    return _on_report(case_of(name).reports.get(triage__severity=4), by, when.ago(days, 16))


def _on_report(report, by, at):
    return take_measure(
        report=report, severity=4, content=("admit", "police"), places="our open houses", reasons=WHY, ways=["post"],
        departments=list(Department.objects.filter(name__in=["Sales", "Front desk"])), by=by, at=at,
    )  # fmt: skip


def _confirmed(when, name, days, by):
    measure = _taken(when, name, days, by)
    reasons = "Two people heard it. The review has begun."
    confirm_measure(
        measure=measure, until_on=measure.latest_end_on, reasons=reasons, by=by, at=when.ago(days - 1, 16, 30)
    )
    return InterimMeasure.objects.get(pk=measure.pk)


def _converted(when, by):
    """A decision took its place; it had run for six days then."""
    measure = _confirmed(when, "Quinn Halloran", 250, by)
    decision = measure.case.decisions.get()
    term = decision.restrictions.earliest("pk").terms.get()
    convert_measure(measure=measure, decision=decision, starts_on=term.begins_on, by=by, at=decision.issued_at)


def _looked_at_again(when, by, another):
    """The customer asked to have it looked at again, and it stays."""
    measure = _confirmed(when, "Morgan Tvedt", 3, by)
    asked = enter_request(
        measure=measure, their_words="I only raised my voice. I want to see the house again.", channel="phone",
        received_at=when.ago(1, 16, 40), by=staff("Sam Okafor"), at=when.ago(1, 16, 45),
    )  # fmt: skip
    answer_asked(
        asked=asked, outcome="kept", reasons="Two people heard more than a raised voice. It ends by itself in days.",
        ways=["post"], by=another, at=when.ago(1, 16, 55),
    )  # fmt: skip
