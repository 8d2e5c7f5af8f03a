"""The sample's reserves: one is held, one was breached and waits for its new review, one was activated."""

from cases.actions.letters import record_sent
from cases.sample.stories import case_of, times
from conduct.models import Department
from conduct.sample import staff
from restrictions.actions.breach import decide_breach, note_breach
from restrictions.actions.decision import decide
from restrictions.actions.issue import issue_restrictions
from restrictions.actions.review import take_review
from restrictions.models import Restriction, Review
from restrictions.policy.decision import digest_of
from restrictions.sample import NO_VISITS, SECOND, in_force, weighed

HELD = {
    "conditions": "You call before you come\nYou leave when we close",
    "conditions_told": "You call before you come",
    "held_days": 60,
}
# customer, director, referred so many days ago
DECIDED = [
    ("Sidney Larkin", "Avery Lindqvist", 60),
    ("Toby Ashgrove", "Noor Haddad", 90),
    ("Wren Delacroix", "Avery Lindqvist", 150),
]
FACTS = "You came at closing time without a call, and left an hour after we closed."
WHY = "Two of our staff saw it. Whether it applies now is for a new review."


def load(now):
    """Reserves in each state, by the acts of those who would decide them."""
    when = times(now)
    for name, director, days in DECIDED:
        in_force(when, name, director, days, [(NO_VISITS, 6, HELD)], ["Front desk"])
    _breached(when, "Toby Ashgrove", 12)
    _breached(when, "Wren Delacroix", 40)
    _activated(when, "Wren Delacroix", "Noor Haddad", 35)


def _breached(when, name, days):
    """Who works on the case notes it; two days later a director sends it to a new review."""
    case = case_of(name)
    breach = note_breach(
        restriction=Restriction.objects.get(case=case), how="on_site", happened_at=when.ago(days, 10),
        note="Came at closing time without a call.", by=case.assigned_to, at=when.ago(days, 11),
    )  # fmt: skip
    said = {"outcome": "review", "facts": FACTS, "reasons": WHY, "ways": ("post",)}
    decide_breach(breach=breach, **said, by=staff("Walt Brennan"), at=when.ago(days - 2, 11))


def _activated(when, name, director, day):
    """The new review decides with both checks and reasons of its own; its letter leaves at once."""
    urgent = "They knew the conditions, and came again at closing time: staff there are alone."
    review = Review.objects.open().get(case=case_of(name))
    take_review(review=review, by=staff(director), at=when.ago(day, 9))
    review.refresh_from_db()
    review = weighed(when, review, staff(director), day, [(NO_VISITS, 1)], ["Front desk"], urgent=urgent)
    digest, shown = digest_of(review)
    signed = {"review": review, "outcome": "restrict", "digest": digest, "shown": shown}
    decide(**signed, by=staff(director), at=when.ago(day, 11))
    why = "The conditions were fair, and they were not kept."
    decision = decide(**signed, why=why, by=staff(SECOND[director]), at=when.ago(day, 12))
    decision = issue_restrictions(
        decision=decision, send_by_email=False, send_by_post=True, by_hand=False, no_department_reason="",
        departments=[Department.objects.get(name="Front desk")], by=staff(director), at=when.ago(day, 14),
    )  # fmt: skip
    for delivery in decision.letter.deliveries.all():
        record_sent(delivery=delivery, sent_at=when.ago(day, 16, 0), by=staff(director), at=when.ago(day, 16, 5))
