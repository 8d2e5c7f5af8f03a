"""The sample's breaches: waiting, overdue, not proven, reminded, and reopened once its restriction is set aside."""

from cases.sample.stories import times
from conduct.sample import staff
from restrictions.actions.breach import decide_breach, note_breach, note_overlooked
from restrictions.models import Restriction

# customer, how, so many days ago, by whom, what was added, and what a director decided (nothing yet: it waits)
NOTED = [
    ("Frankie Dumont", "on_site", 180, "Hank Doyle", "Came to an open house.", "reminder"),  # set aside on appeal since
    ("Quinn Halloran", "on_site", 30, "Hank Doyle", "Came to an open house.", "reminder"),
    ("Casey Harrow", "called", 20, "Lee Marchetti", "A wrong number, it seems.", "unproven"),
    ("Casey Harrow", "called", 12, "Lee Marchetti", "About the deposit again.", ""),
    ("Taylor Brandt", "on_site", 0, "Hank Doyle", "Asked for a key and left after a minute.", ""),
]
FACTS = "You came to an open house. Our letter asks you not to."
WHY = {
    "unproven": "The call log shows another number. Nobody knows who called.",
    "reminder": "It was short and calm, and the first time.",
}


def load(now):
    """Breaches in each state, by the acts of those who would note and decide them."""
    when = times(now)
    for name, how, days, by, note, outcome in NOTED:
        restriction = Restriction.objects.filter(customer__name=name).earliest("pk")
        at = when.ago(days, 10) if days else now
        breach = note_breach(restriction=restriction, how=how, happened_at=at, note=note, by=staff(by), at=at)
        if outcome:
            told = {"facts": FACTS, "ways": ("post",)} if outcome == "reminder" else {}
            judge = staff("Walt Brennan")
            decide_breach(
                breach=breach, outcome=outcome, reasons=WHY[outcome], **told, by=judge, at=when.ago(days - 2, 11)
            )
    said = {"who": staff("Mona Fields"), "what": "Gave the key before she saw the notice."}
    note_overlooked(breach=breach, **said, by=staff("Walt Brennan"), at=now)
