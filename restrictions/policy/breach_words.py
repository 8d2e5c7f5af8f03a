"""What is said about a breach: to the customer in letters L9a and L9b, and in a history. Plain words, no names."""

from zoneinfo import ZoneInfo

from cases.policy.letters import reply_routes
from conduct.templatetags.dates import clock
from restrictions.models import Breach, BreachDecision
from restrictions.policy.history import Happened
from restrictions.policy.letter import day, stays_open, term_in_words

How, Outcome = Breach.How, BreachDecision.Outcome
TOLD = {
    How.ON_SITE: "you came to us",
    How.CALLED: "you called us",
    How.WROTE: "you wrote to us",
    How.OTHER: "there was contact",
}
REPORTED = {
    How.ON_SITE: "Seen on site",
    How.CALLED: "Called the desk",
    How.WROTE: "Wrote to us",
    How.OTHER: "Contact in another way",
}
HEADINGS = {
    Outcome.REVIEW: "We will look at this again",
    Outcome.INTERIM: "We take a safety measure",
    Outcome.POLICE: "We told the police",
}
RESULTS = {
    Outcome.REVIEW: "A director will review your case. Before anything new is decided, you can tell us your side.",
    Outcome.INTERIM: "You get a letter of its own about the safety measure.",
    Outcome.POLICE: "We told the police what happened.",
}
NOTHING_CHANGES = "The terms and the end date stay as they are."


def facts_of(breach, organization):
    """What happened, as the letter begins to tell it; never who reported it."""
    local = breach.happened_at.astimezone(ZoneInfo(organization.time_zone))
    return (
        f"On {day(breach.happened_on)} at {clock(local.time())}, {TOLD[breach.how]} in a way our letter did not allow."
    )


def narrative_of(restriction, how, note):
    """What the report filed from the desk says: how it was seen, outside of which terms, and the sentence added."""
    first = f"{REPORTED[how]}, outside the terms of {restriction}."
    return f"{first}\n{note}" if note else first


def _fields(breach, term, facts, organization):
    return {
        "first_letter_date": day(breach.restriction.decision.letter.dated_on),
        "stays_open": stays_open(breach.restriction.decision.review),
        "conduct": facts.splitlines(),
        "terms_breached": [term_in_words(breach.restriction, term)],
        "reply_routes": reply_routes(organization),
        "help_contact": organization.help_contact,
    }


def reminder_fields(breach, term, facts, *, organization):
    """Every field of letter L9a beside its frame."""
    return _fields(breach, term, facts, organization) | {"end_date": day(term.ends_on)}


def decision_fields(breach, term, facts, *, outcome, reasons, organization):
    """Every field of letter L9b beside its frame: the date and the facts, the term, the result, and why (2.11)."""
    said = {"outcome_heading": HEADINGS[outcome], "outcome": f"{RESULTS[outcome]} {NOTHING_CHANGES}"}
    return _fields(breach, term, facts, organization) | said | {"reasons": reasons.splitlines()}


def history_of_breach(breach):
    """Everything that happened to a breach, newest first."""
    lines = [Happened(breach.noted_at, "report", f"Noted: {breach.get_how_display().lower()}", str(breach.noted_by))]
    for one in breach.decisions.all():
        title = "Looked at again: not proven" if one.is_again else one.get_outcome_display()
        lines.append(Happened(one.at, "scale", title, str(one.by), one.reasons))
    for one in breach.restriction.endings.all():
        if one.kind == "set_aside":
            said = "The breach is reopened, and counts for nothing."
            lines.append(Happened(one.recorded_at, "ask", "The restriction was set aside", "", said))
    return sorted(lines, key=lambda line: line.at)[::-1]
