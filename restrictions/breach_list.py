"""The list of breaches as a file: which term, when, whether it was proven, and what followed (process 6)."""

from restrictions import catalog
from restrictions.models import BreachDecision
from restrictions.policy.breach import state_of_breach

HEADINGS = [
    "Breach", "Restriction", "Case", "Name", "Term", "What happened", "Happened on", "Noted on", "Noted by", "Report",
    "State", "Proven", "Decided", "Decided on", "Decided by", "Letter of",
]  # fmt: skip


def cells_of(breach, calendar):
    """One breach as the cells of a file."""
    decision, letter = breach.decision, breach.decision and breach.decision.letter
    proven = "" if decision is None else "No" if decision.outcome == BreachDecision.Outcome.UNPROVEN else "Yes"
    return [
        breach.reference,
        breach.restriction.reference,
        breach.case.reference,
        str(breach.customer.head),
        catalog.MEASURE[breach.restriction.measure].title,
        breach.get_how_display(),
        breach.happened_on.isoformat(),
        calendar.local_date(breach.noted_at).isoformat(),
        str(breach.noted_by),
        breach.report.reference,
        state_of_breach(breach).label,
        proven,
        decision.get_outcome_display() if decision else "",
        decision.on.isoformat() if decision else "",
        str(decision.by) if decision else "",
        letter.dated_on.isoformat() if letter else "",
    ]
