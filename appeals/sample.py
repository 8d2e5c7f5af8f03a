"""The sample's appeals: waiting, late, taken back, and decided each way."""

from datetime import timedelta

from appeals.actions.deciding import decide_appeal
from appeals.actions.hearing import assign_appeal
from appeals.actions.lodging import lodge_appeal, withdraw_appeal
from appeals.models import Appeal, AppealOutcome, Finding
from appeals.policy.deciding import Choice, Found
from cases.models import Letter
from cases.sample.stories import case_of, times
from conduct.sample import staff

Ground, Result = Appeal.Ground, AppealOutcome.Result

# customer, received so many days ago, channel, grounds, the customer's words
LODGED = {
    "Taylor Brandt": (90, "letter", [Ground.FACTS], "I came in three times because nobody called me back. I did not shout at anybody."),
    "Devon Ashby": (62, "email", [Ground.DISPROPORTIONATE, Ground.CIRCUMSTANCES], "Six months is too long. My lease is renewed in spring, and I need to be able to call."),
    "Frankie Dumont": (190, "letter", [Ground.CONDUCT], "It was not me at the open house. My brother was there, and he said so."),
    "Skyler Whitcomb": (268, "phone", [Ground.BIAS], "The person who decided never liked me."),
    "Casey Harrow": (6, "email", [Ground.NEW_EVIDENCE], "I found the emails in which your office told me to call every day."),
    "Alexis Farrow": (1, "phone", [Ground.DISPROPORTIONATE], "I only have a phone. I cannot write emails from work. Please let me call."),
}  # fmt: skip
LATE = {"Casey Harrow": "I was in the hospital until last week."}
OFFICERS = {"Taylor Brandt": "Margit Osei", "Devon Ashby": "Elena Marsh", "Frankie Dumont": "Margit Osei", "Casey Harrow": "Elena Marsh"}  # fmt: skip
SHORTER = timedelta(days=100)  # the time the lighter one still has when its appeal is decided

# customer, decided so many days ago, what is found on each ground, result, reasons
DECIDED = [
    ("Taylor Brandt", 74, Finding.Result.NOT_UPHELD, Result.CONFIRMED,
     "Two people heard it, and the call log shows that we called back each time. Appointments are the least that helps."),
    ("Devon Ashby", 45, Finding.Result.PARTLY, Result.VARIED,
     "Writing first was right. A shorter time is enough, because your lease has to be talked about before it ends."),
    ("Frankie Dumont", 172, Finding.Result.UPHELD, Result.SET_ASIDE,
     "Your brother confirmed that he was there and you were not. The decision was about the wrong person. We are sorry."),
]  # fmt: skip


def load(now):
    """Every state of an appeal, by the acts of those who would do it."""
    when = times(now)
    for name in LODGED:
        lodged(when, name)
    for name, day, found, result, reasons in DECIDED:
        decided(when, name, day, found, result, reasons)
    withdraw_appeal(
        appeal=appeal_of("Skyler Whitcomb"), words="Forget it. I have calmed down.", by=supervisor_of("Skyler Whitcomb"), at=when.ago(262),
    )  # fmt: skip


def lodged(when, name):
    """Entered by the supervisor of the case, and given to somebody the day after."""
    day, channel, grounds, words = LODGED[name]
    letter = case_of(name).letters.get(kind=Letter.Kind.L4)
    appeal = lodge_appeal(
        letter=letter, words=words, grounds=grounds, channel=channel, received_at=when.ago(day, 9), late_reason=LATE.get(name, ""),
        pause_asked=name == "Alexis Farrow", by=supervisor_of(name), at=when.ago(day, 9, 40),
    )  # fmt: skip
    if name in OFFICERS:
        officer = staff(OFFICERS[name])
        assign_appeal(appeal=appeal, officer=officer, ways=["post"], by=staff("Ada Moreau"), at=when.ago(day - 1, 11))


def decided(when, name, day, found, result, reasons):
    appeal, at = appeal_of(name), when.ago(day, 13)
    shorter = at.date() + SHORTER if result == Result.VARIED else None
    decide_appeal(
        appeal=appeal, findings={ground: Found(found, reasons) for ground in appeal.grounds.split()},
        outcomes={one.pk: Choice(result, reasons, shorter) for one in appeal.decision.restrictions.all()},
        reasons=reasons, ways=["post"], by=staff(OFFICERS[name]), at=at,
    )  # fmt: skip


def appeal_of(name):
    return Appeal.objects.get(case__customer__name=name)


def supervisor_of(name):
    return case_of(name).assigned_to
