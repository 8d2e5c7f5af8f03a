"""The sample's reviews before the end: a customer was asked and answered; one is decided, the other is open."""

from cases.actions.answers import enter_answer
from cases.models import Answer
from cases.sample.stories import case_of, times
from conduct.models import Organization
from conduct.sample import staff
from restrictions.actions.reassessment import ask_for_views, reassess_restriction, standing
from restrictions.models import Invitation
from restrictions.policy.reassessment import since

ASKED, ANSWERED, DECIDED = 30, 12, 5  # days ago
VIEW = "I have not been to an open house since. My agent goes with me now. Could I come to showings again?"
FOUND = {
    "staff_view": "Sales had no trouble. The agent who comes along calls ahead each time.",
    "circumstances": "They have an agent of their own now.",
    "still_needed": "yes",
    "lesser_measure": "Coming with two of our staff. On busy days two cannot be spared for one visitor.",
    "outcome": "lapse",
    "new_end_on": None,
    "reasons": "You kept to it. Open houses are crowded, and the threat was made at one, so it runs to its end.",
    "ways": ["post"],
}


def load(now):
    """A midpoint review of two restrictions, by the acts of those who would do it."""
    when, organization = times(now), Organization.objects.current()
    calendar = organization.calendar()
    ask_for_views(when.ago(ASKED), calendar.local_date(when.ago(ASKED)))
    case = case_of("Quinn Halloran")
    invitation = Invitation.objects.filter(restriction__case=case).order_by("pk").first()
    enter_answer(
        letter=invitation.letter, kind=Answer.Kind.STATEMENT, words=VIEW, channel="email",
        received_at=when.ago(ANSWERED, 9), by=case.assigned_to, at=when.ago(ANSWERED),
    )  # fmt: skip
    at = when.ago(DECIDED, 11)
    limits = {"organization": organization, "calendar": calendar}
    *_, due, _ = standing(invitation.restriction, at, calendar.local_date(at), **limits)
    shown = since(due, at=at, calendar=calendar).digest
    reassess_restriction(restriction=invitation.restriction, shown=shown, **FOUND, by=staff("Walt Brennan"), at=at)
