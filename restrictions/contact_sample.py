"""The sample's contacts: one customer over a year, with many people and then with one; and what was found in some."""

from cases.sample.stories import times
from conduct.models import Organization
from conduct.sample import staff
from restrictions.actions.contact import follow_contact, log_contact
from restrictions.models import Restriction
from restrictions.models.contact import Found
from restrictions.policy.breach import bound_at

TAYLOR = "Taylor Brandt"
SUPERVISORS = {
    "Jordan Pell": "Ines Calloway", "Yusuf Amin": "Ines Calloway", "Kit Sorensen": "Lee Marchetti",
    "Hank Doyle": "Lee Marchetti", "Pia Lockhart": "Sam Okafor", "Tomas Rivera": "Sam Okafor",
    "Grace Liu": "Priya Dahl",
}  # fmt: skip
DEPOSIT = ("About the deposit.", "About the deposit again.", "Asked who else could decide about the deposit.")
# so many days ago, who dealt with it, how
OVER_A_YEAR = [
    (350, "Jordan Pell", "phone"), (322, "Jordan Pell", "email"), (290, "Kit Sorensen", "phone"),
    (255, "Jordan Pell", "phone"), (228, "Jordan Pell", "email"), (197, "Yusuf Amin", "phone"),
    (171, "Jordan Pell", "phone"), (160, "Kit Sorensen", "phone"), (152, "Pia Lockhart", "email"),
    (150, "Grace Liu", "phone"), (146, "Hank Doyle", "in_person"), (143, "Tomas Rivera", "phone"),
    (139, "Grace Liu", "email"), (137, "Kit Sorensen", "phone"), (134, "Yusuf Amin", "phone"),
    (131, "Pia Lockhart", "phone"), (129, "Hank Doyle", "phone"), (126, "Grace Liu", "email"),
    (72, "Ines Calloway", "phone"), (44, "Ines Calloway", "email"), (19, "Ines Calloway", "phone"),
]  # fmt: skip
# customer, so many days ago, who dealt with it, how, about what, what was found in it, what was done
FINDS = [
    (TAYLOR, 9, "Ines Calloway", "letter", "Wrote about a broken gate at Orchard Row.", Found.NEW_ISSUE,
     "Mona Fields opened a repair request and wrote back the same day."),
    ("Devon Ashby", 3, "Kit Sorensen", "letter", "A long letter about the restriction.", Found.APPEAL, ""),
    ("Casey Harrow", 1, "Grace Liu", "email", "Asked for a copy of the ledger.", Found.NEW_ISSUE, ""),
]  # fmt: skip


def load(now):
    """Contacts by those who had them."""
    when = times(now)
    calendar = Organization.objects.current().calendar()
    for number, (days, who, how) in enumerate(OVER_A_YEAR):
        at = when.ago(days, 9 + number % 7)
        _log(TAYLOR, who, how, DEPOSIT[number % 3], at, calendar)
    for customer, days, who, how, about, found, done in FINDS:
        at = when.ago(days, 14)
        contact = _log(customer, who, how, about, at, calendar, found=[found])
        if done:
            follow_contact(contact=contact, found=found, done=done, by=staff(who), at=at)


def _log(customer, who, how, about, at, calendar, found=()):
    restriction = Restriction.objects.filter(customer__name=customer).earliest("pk")
    bound = bound_at(restriction, at, at=at, calendar=calendar)
    terms = {"restriction": restriction, "kept_terms": "yes"} if bound else {}
    said = {"channel": how, "direction": "in", "about": about, "happened_at": at, "found": found}
    by = staff(SUPERVISORS.get(who, who))  # before anybody was told of them, supervisors log for their people
    return log_contact(customer=restriction.customer, **said, **terms, with_whom=staff(who), by=by, at=at)
