"""Is there a restriction on the person before me? Exactly four answers, by the rule of decisions 14.

Who is or will be restricted is searched first and completely; a near match is never read as clear.
"""

import json
from dataclasses import dataclass, field

from django.db import DatabaseError
from django.db.models import Q
from django.db.models.functions import Coalesce

from cases.models import ContactPoint, Customer, CustomerName
from conduct import text
from conduct.models import User
from restrictions import catalog
from restrictions.models import Standing, Term
from restrictions.policy.force import IN_PLACE, PAUSED, start_of, state_of, why_not_today
from restrictions.policy.letter import contact_of

PHONE_TAIL = 7
SHORTEST_STREET = 4
NAMESAKES = 50


@dataclass
class Person:
    """Somebody who could be meant: every record of theirs, and the live terms that bind them."""

    head: int
    records: list = field(default_factory=list)
    names: list = field(default_factory=list)
    phones: list = field(default_factory=list)
    terms: list = field(default_factory=list)

    @property
    def record(self):
        """The record that stands for this person after merges."""
        return next(one for one in self.records if one.pk == self.head)

    @property
    def name(self):
        """The name the front desk is shown."""
        return str(self.record)

    @property
    def place(self):
        """The street without its number, and the city: enough to ask for, too little to find somebody by."""
        return self.record.street

    @property
    def phone_ends_in(self):
        """How the first phone ends: enough to ask for."""
        return self.phones[0].last_four if self.phones else ""

    def is_called(self, folded):
        """Whether one of the names is exactly what was typed, folded (decisions 14)."""
        return bool(folded) and any(text.fold(name) == folded for name in self.names)

    def is_nearly_called(self, folded):
        """Whether one of the names is within an edit or two of what was typed (decisions 14)."""
        return any(text.within_edits(name, folded) for name in self.names)

    def lives_at(self, street):
        """Whether the street address is exactly what was typed, folded (decisions 14)."""
        return bool(street) and any(text.fold_address(one.address_line_1) == street for one in self.records)

    def lives_near(self, street):
        """The street without its number was typed, or the address with more after it."""
        own = [text.fold_address(one.address_line_1) for one in self.records if one.address_line_1]
        return len(street) >= SHORTEST_STREET and any(
            f" {street} " in f" {one} " or f" {one} " in f" {street} " for one in own
        )


@dataclass(frozen=True)
class Answer:
    """What the front desk is told: stop, check, today (no restriction today) or clear."""

    kind: str
    label: str
    person: Person | None = None
    people: tuple = ()
    why: str = ""
    is_paused: bool = False


STOP, CHECK, TODAY, CLEAR = "stop", "check", "today", "clear"
LABELS = {
    STOP: "Restriction in place",
    CHECK: "Check who it is",
    TODAY: "No restriction today",
    CLEAR: "No restriction found",
}
CLEAR_ANSWER = Answer(CLEAR, LABELS[CLEAR])


def look_up(typed, *, at, on, who=None):
    """The answer for what was typed; `who` is the person picked among those a check offered, or 0 for none of them.

    Raises LookupError when `who` was not offered.
    """
    everybody = Everybody(on)
    exact, near, shared = everybody.found(typed)
    offered = everybody.behind(exact | near)
    if who == 0:
        return CLEAR_ANSWER
    if who is not None:
        return answer_for(everybody.picked(who, exact | near | offered), everybody, at=at, on=on)
    if len(exact) == 1 and not shared:
        answer = answer_for(everybody.people[next(iter(exact))], everybody, at=at, on=on)
        if answer.kind == STOP or not (near | offered) - exact:
            return answer
    return everybody.check(exact | near | offered)


def answer_for(person, everybody, *, at, on):
    """Stop when something binds this person today; otherwise that nothing does today, and why."""
    restrictions = [
        row.restriction_id
        for row in everybody.standing
        if row.is_bound and everybody.heads[row.customer_id] == person.head
    ]
    terms = Term.objects.as_of(at, on).filter(restriction__in=restrictions, ended_kind__isnull=True, ends_on__gte=on)
    related = terms.select_related("restriction__decision__decided_by", "restriction__decision__review__liaison")
    person.terms = sorted(
        related, key=lambda one: (state_of(one, on=on) is not IN_PLACE, start_of(one) or one.begins_on)
    )
    _add_phones([person])
    if any(state_of(term, on=on) is IN_PLACE for term in person.terms):
        return Answer(STOP, LABELS[STOP], person)
    if person.terms:
        first = person.terms[0]
        return Answer(
            TODAY, LABELS[TODAY], person, why=why_not_today(first, on=on), is_paused=state_of(first, on=on) is PAUSED
        )
    return CLEAR_ANSWER


def _add_phones(people):
    records = {record.pk: person for person in people for record in person.records}
    phones = ContactPoint.objects.filter(customer__in=records, kind=ContactPoint.Kind.PHONE, ended_at__isnull=True)
    for phone in phones.order_by("pk"):
        records[phone.customer_id].phones.append(phone)


class Everybody:
    """All who are or will be restricted, and the other side of an organization: complete, however many they are."""

    def __init__(self, on):
        self.standing = list(Standing.objects.on(on))
        heads = Standing.objects.on(on).annotate(head=Coalesce("customer__merged_into", "customer")).values("head")
        self.members = Customer.objects.filter(Q(pk__in=heads) | Q(merged_into__in=heads))
        self.people, self.heads = {}, {}
        for record in self.members.only("name", "description", "address_line_1", "city", "merged_into", "reference"):
            head = self.heads[record.pk] = record.merged_into_id or record.pk
            person = self.people.setdefault(head, Person(head))
            person.records.append(record)
            person.names.append(record.name)
        names = CustomerName.objects.filter(customer__in=self.members.values("pk"))
        for customer_id, name in names.values_list("customer", "name"):
            self.people[self.heads[customer_id]].names.append(name)

    def found(self, typed):
        """(who it is in full, who is near, whether somebody else on record has it as well), by head."""
        folded, street = text.fold(typed), text.fold_address(typed)
        exact, near, shared = self.reached(typed)
        named = {person.head for person in self.people.values() if person.is_called(folded) or person.lives_at(street)}
        near |= {
            person.head
            for person in self.people.values()
            if person.is_nearly_called(folded) or person.lives_near(street)
        }
        shared = shared or bool(named) and self.is_shared(named, folded, street)
        return exact | named, near - exact - named, shared

    def reached(self, typed):
        """(whose phone or email it is, whose phone ends alike, whether it is somebody else's as well)."""
        email, digits = text.fold_email(typed), text.fold_phone(typed)
        if "@" in email:
            wanted = Q(kind=ContactPoint.Kind.EMAIL, folded=email)
        elif len(digits) >= PHONE_TAIL:
            alike = Q(folded__endswith=digits[-PHONE_TAIL:], customer__in=self.members.values("pk"))
            wanted = Q(kind=ContactPoint.Kind.PHONE) & (Q(folded=digits) | alike)
        else:
            return set(), set(), False
        rows = list(ContactPoint.objects.filter(wanted, ended_at__isnull=True).values_list("customer", "folded"))
        exact = {self.heads.get(customer) for customer, folded in rows if folded in (email, digits)}
        near = {self.heads[customer] for customer, folded in rows if folded not in (email, digits)}
        return exact - {None}, near, None in exact

    def is_shared(self, named, folded, street):
        """Whether a full name or street address of these is on record for anybody else as well."""
        own = [pk for pk, head in self.heads.items() if head in named]
        if CustomerName.objects.filter(folded=folded).exclude(customer__in=own).exists():
            return True
        alike = Customer.objects.exclude(pk__in=own).filter(Q(search__contains=folded) | Q(search__contains=street))
        rows = alike.values_list("name", "address_line_1")[:NAMESAKES]
        return any(text.fold(name) == folded or text.fold_address(line) == street for name, line in rows)

    def behind(self, heads):
        """Whom an organization's restriction binds, when its other side is meant."""
        asked = {
            row.restriction_id for row in self.standing if not row.is_bound and self.heads[row.customer_id] in heads
        }
        return {self.heads[row.customer_id] for row in self.standing if row.is_bound and row.restriction_id in asked}

    def picked(self, who, offered):
        """The person chosen among those offered. Raises LookupError for anybody else."""
        if who not in offered:
            raise LookupError("This person was not among those who could match.")
        return self.people[who]

    def check(self, heads):
        """Ask who it is; clear when nobody could be meant."""
        if not heads:
            return CLEAR_ANSWER
        people = sorted((self.people[head] for head in heads), key=lambda person: (person.name, person.head))
        _add_phones(people)
        return Answer(CHECK, LABELS[CHECK], people=tuple(people))


@dataclass(frozen=True)
class Terms:
    """What the answer says about the terms: until when, what to do, whom to ask for."""

    until: object
    can: list
    please_do_not: list
    ask_for: str
    starts_on: object


def terms_in_words(person, *, on, organization):
    """You can and please do not, for everything that binds the person today; never a reason."""
    binding = [term for term in person.terms if state_of(term, on=on) is IN_PLACE]
    shown = binding or person.terms[:1]
    can, please_do_not = catalog.do_and_dont_together(
        (term.restriction.measure, json.loads(term.parameters)) for term in binding
    )
    decision = shown[0].restriction.decision
    return Terms(
        until=max(term.ends_on for term in shown),
        can=can,
        please_do_not=please_do_not,
        ask_for=contact_of(decision.review, organization, decision.decided_by),
        starts_on=start_of(shown[0]),
    )


def whom_to_call(organization):
    """Who can tell when nothing could be checked: the duty director, otherwise the office."""
    try:
        director = User.objects.filter(pk=organization.duty_director_id).first()
    except DatabaseError:
        director = None
    phone = (director and director.phone) or organization.phone
    return {"name": director.full_name if director else organization.name, "phone": phone}
