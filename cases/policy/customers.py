"""Who could this be, and when may two records become one?"""

from dataclasses import dataclass

from cases.models import ContactPoint, Customer
from cases.models.customers import PHONE_TAIL
from conduct import text
from conduct.models import Membership, Role

CANDIDATES = 300
SHOWN = 5
LONG_ENOUGH = 3


@dataclass(frozen=True)
class Match:
    """A customer who could be meant: what a reporter may see of them."""

    customer: Customer
    detail: str

    @property
    def reference(self):
        """The reference by which the record is picked."""
        return self.customer.reference


def possible_matches(*, name="", contact="", address="", but=None):
    """Customers near a name, phones and e-mails (one text or several), or an address, the nearest first, at most five.

    Process 2.3; never blocks. Shows the street and the last four digits of a phone only. Candidates are narrowed in
    the search column on both engines alike, then compared word by word (conduct.text.within_edits).
    """
    mails, phones = ways_in(contact)
    candidates = Customer.objects.perhaps(name=name, mails=mails, phones=phones, address=address).as_compared()
    ranked: dict[int, tuple] = {}
    for one in candidates[:CANDIDATES]:
        rank, head = nearness(one, name, mails | phones, address), one.merged_into or one
        if rank and (but is None or head.pk != (but.merged_into_id or but.pk)):
            ranked[head.pk] = max(ranked.get(head.pk, (0, head)), (rank, head), key=lambda pair: pair[0])
    best = sorted(ranked.values(), key=lambda pair: (-pair[0], pair[1].name, pair[1].pk))[:SHOWN]
    return [Match(head, seen_of(head)) for _, head in best]


def ways_in(contact):
    """The e-mails and the ends of the phone numbers in what was typed, folded as they are kept."""
    texts = [contact] if isinstance(contact, str) else list(contact)
    words = [word for one in texts for word in one.split()]
    mails = {text.fold_email(word).strip(",;") for word in words if "@" in word}
    digits = (text.fold_phone(" ".join(word for word in one.split() if "@" not in word)) for one in texts)
    return mails, {one[-PHONE_TAIL:] for one in digits if len(one) >= PHONE_TAIL}


def nearness(customer, name, ways, address):
    """How near a customer is to what was typed: 0 is not at all; a way to reach them says more than a name."""
    points, folded = 0, text.fold(name)
    names = [customer.name, *(other.name for other in customer.names.all())]
    if folded and any(text.fold(one) == folded for one in names):
        points += 4
    elif folded and any(text.within_edits(one, name) for one in names if one):
        points += 3
    elif folded and any(_begins(one, folded) for one in names):
        points += 2
    points += 5 * sum(_end_of(point) in ways for point in customer.contact_points.all())
    if address and customer.address_line_1 and text.fold_address(customer.address_line_1) in text.fold_address(address):
        points += 2
    return points


def _begins(name, typed):
    """Whether every word typed begins a word of the name, and one of them says something: a name half remembered."""
    words = text.fold(name).split()
    told = typed.split()
    return max(map(len, told)) >= LONG_ENOUGH and all(any(word.startswith(one) for word in words) for one in told)


def _end_of(point):
    return point.folded[-PHONE_TAIL:] if point.kind == ContactPoint.Kind.PHONE else point.folded


def seen_of(customer):
    """What a possible match shows: the street without its number, and how the first phone ends."""
    phones = [p for p in customer.contact_points.all() if p.kind == ContactPoint.Kind.PHONE and not p.ended_at]
    ending = f"phone ending {phones[0].last_four}" if phones else ""
    return " · ".join(part for part in (customer.street, ending) if part) or "No address on record"


def reasons_not_to_merge(survivor, other):
    """Decisions: a merge keeps both references, rewrites nothing, and can be undone."""
    if survivor.pk == other.pk:
        yield "Choose two different records."
        return
    for one in (survivor, other):
        if one.merged_into_id:
            yield f"{one.reference} was already merged into another record. Open that one."
    if other.merged.exists():
        yield f"Other records were merged into {other.reference}. Merge the other way round, or undo those first."


def reasons_not_to_undo(merge):
    """Decisions: an undone merge leaves both records as they were before."""
    if merge.undone_at:
        yield "This merge was already undone."


def reasons_not_to_identify(customer, *, name):
    """Process 2.3: an unknown person is identified later, and the first description is kept."""
    if customer.is_identified:
        yield f"{customer.reference} already has a name. Change it, or add another name."
    if text.is_blank(name):
        yield "Enter the name."


def reasons_against_the_name(name):
    """Decisions: a name with hidden turns of direction would re-order a letter."""
    if text.has_bidi_controls(name):
        yield "Remove the hidden characters from the name. They turn the direction of writing."


KEEPERS = (Role.SUPERVISOR, Role.DIRECTOR)


def may_change(user):
    """Who keeps the records of customers: those who triage and those who decide; as a page knows it."""
    return user.access.holds(*KEEPERS)


def reasons_not_to_keep_records(*, by, on):
    """Policy, Responsibilities: directors, and those who triage for them, keep the records; asked anew at the act."""
    if by and not Membership.objects.in_force(on).filter(user=by, role__in=KEEPERS).exists():
        yield "Supervisors and directors keep the records of customers."
