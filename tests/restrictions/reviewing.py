"""A restriction that runs 91 days from April 17, 2026, and its review before the end: what those tests share."""

from datetime import date, timedelta

from cases.actions.answers import enter_answer
from cases.models import Answer
from conduct.models import Organization
from restrictions.actions import reassessment as acts
from restrictions.models import Invitation
from restrictions.policy import reassessment as policy
from tests.factories import NOW, TODAY
from tests.restrictions.staging import IN_WRITING, decided, issue, serve

DAY = timedelta(days=1)
ENDS = IN_WRITING[2]  # July 17, 2026
OPENS = date(2026, 6, 17)
VIEW = "I kept to it. My mother is ill and I need to call."
SAID = {
    "staff_view": "They write, and wait for the answer.",
    "circumstances": "Nothing has.",
    "still_needed": "yes",
    "lesser_measure": "Calls on one day a week. They would block the line again.",
    "outcome": "lapse",
    "new_end_on": None,
    "reasons": "You kept to it, and it ends soon.",
    "ways": ["post"],
}
LIFT = {"still_needed": "no", "lesser_measure": "", "outcome": "lift"}
LIGHTEN = {"still_needed": "less", "lesser_measure": "", "outcome": "lighten", "new_end_on": ENDS - 9 * DAY}


def on_day(day):
    """(the instant, the day) at the hour of the story."""
    return NOW + (day - TODAY), day


def in_place(case, by, departments=(), **values):
    """Decided, issued and handed over on the first day."""
    decision = issue(decided(case, by, **values), by, departments=departments, send_by_post=False, by_hand=True)
    serve(decision, method="hand")
    return decision


def limits():
    organization = Organization.objects.current()
    return {"organization": organization, "calendar": organization.calendar()}


def open_on(day):
    return policy.open_reviews(*on_day(day), **limits())


def asked(day=OPENS):
    """Run the scheduled step that day. Returns the last invitation."""
    acts.ask_for_views(*on_day(day))
    return Invitation.objects.latest("pk")


def answered(invitation, by, days=3):
    """The customer's view, entered word for word so many days later."""
    at, _ = on_day(invitation.invited_on + days * DAY)
    said = {"words": VIEW, "channel": "phone", "received_at": at, "by": by, "at": at}
    return enter_answer(letter=invitation.letter, kind=Answer.Kind.STATEMENT, **said)


def shown_on(restriction, day):
    """The digest of what the page shows that day."""
    at, on = on_day(day)
    *_, due, _ = acts.standing(restriction, at, on, **limits())
    return policy.since(due, at=at, calendar=limits()["calendar"]).digest if due else ""


def decide(restriction, by, day, **changes):
    """Decide on what the page would show that day."""
    said = {"shown": shown_on(restriction, day)} | SAID | changes
    return acts.reassess_restriction(restriction=restriction, by=by, at=on_day(day)[0], **said)
