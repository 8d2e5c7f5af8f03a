"""A breach noted at the desk and decided: what the tests of breaches share."""

from datetime import timedelta

from restrictions.actions import breach as acts
from restrictions.actions.endings import set_aside_restriction
from tests.factories import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE = NOW - 4 * DAY  # Monday, April 13


def noted(restriction, by, at=NOW, **said):
    said = {"how": "on_site", "happened_at": at - HOUR, "note": "She asked for Dana."} | said
    return acts.note_breach(restriction=restriction, by=by, at=at, **said)


def judged(breach, by, outcome="reminder", at=NOW + HOUR, **said):
    told = {"facts": "On April 17, 2026 you came to us.", "ways": ("email",)} if outcome != "unproven" else {}
    return acts.decide_breach(breach=breach, by=by, at=at, outcome=outcome, **{"reasons": "Short."} | told | said)


def set_aside(restriction, by, at=NOW + HOUR):
    return set_aside_restriction(restriction=restriction, reasons="The facts were wrong.", by=by, at=at)
