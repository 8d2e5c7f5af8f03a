"""Who could be meant by what was typed, among all who are or will be restricted? Complete, however many they are."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Coalesce

from cases.models import ContactPoint, Customer, CustomerName
from conduct import text
from restrictions.models import Standing
from restrictions.policy.near import Typed

SURVIVOR = Coalesce("customer__merged_into", "customer")
SHOWN = ("name", "description", "address_line_1", "city", "merged_into", "reference")
PHONE_TAIL = 7
NAMESAKES = 50


@dataclass
class Person:
    """Somebody who could be meant: the record that stands for them, their other records, and what binds them."""

    record: Customer
    records: list = field(default_factory=list)
    phones: list = field(default_factory=list)
    terms: list = field(default_factory=list)

    @property
    def head(self):
        """By what the page names the person picked."""
        return self.record.pk

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


class Everybody:
    """All who are or will be restricted, and the other side of an organization, compared with what was typed.

    `exact` and `near` are who it is in full and who is near, by the survivor of their merge group; `shared` whether
    somebody else on record has it as well. The truth is read, not an index that could be behind it.
    """

    def __init__(self, words, on):
        self.typed = Typed(words)
        live = Standing.objects.on(on).annotate(head=SURVIVOR)
        self.standing = list(live.values_list("restriction_id", "is_bound", "head", named=True))
        group = live.values("head")
        self.members = Customer.objects.filter(Q(pk__in=group) | Q(merged_into__in=group))
        self.heads, self.exact, self.near = {}, set(), set()
        self.shared = self.compare() | self.reach()
        self.near -= self.exact

    def compare(self):
        """Sort everybody by name and street. Returns whether a full match is somebody else's as well."""
        for pk, merged_into, name, line in self.members.values_list("pk", "merged_into", "name", "address_line_1"):
            self.heads[pk] = merged_into or pk
            self.sort(pk, max(self.typed.against_name(name), self.typed.against_street(line)))
        names = CustomerName.objects.filter(customer__in=self.members.values("pk"))
        for pk, name in names.values_list("customer", "name"):
            self.sort(pk, self.typed.against_name(name))
        return bool(self.exact) and self.is_shared()

    def sort(self, pk, nearness):
        """Put a record where it belongs: 2 is in full, 1 near, 0 neither."""
        if nearness:
            (self.exact if nearness > 1 else self.near).add(self.heads[pk])

    def is_shared(self):
        """Whether a full name or street address of these is on record for anybody else as well."""
        own = [pk for pk, head in self.heads.items() if head in self.exact]
        folded, street = self.typed.folded, self.typed.street
        if CustomerName.objects.filter(folded=folded).exclude(customer__in=own).exists():
            return True
        alike = Customer.objects.exclude(pk__in=own).filter(Q(search__contains=folded) | Q(search__contains=street))
        rows = alike.values_list("name", "address_line_1")[:NAMESAKES]
        return any(max(self.typed.against_name(name), self.typed.against_street(line)) > 1 for name, line in rows)

    def reach(self):
        """Sort everybody by phone and email. Returns whether a full match is somebody else's as well."""
        email, digits = text.fold_email(self.typed.words), text.fold_phone(self.typed.words)
        if "@" in email:
            wanted = Q(kind=ContactPoint.Kind.EMAIL, folded=email)
        elif len(digits) >= PHONE_TAIL:
            alike = Q(folded__endswith=digits[-PHONE_TAIL:], customer__in=self.members.values("pk"))
            wanted = Q(kind=ContactPoint.Kind.PHONE) & (Q(folded=digits) | alike)
        else:
            return False
        rows = list(ContactPoint.objects.filter(wanted, ended_at__isnull=True).values_list("customer", "folded"))
        for pk, folded in rows:
            if pk in self.heads:
                self.sort(pk, 2 if folded in (email, digits) else 1)
        return any(pk not in self.heads for pk, _ in rows)

    def offered(self):
        """Everybody a check asks about: the matches, and whom a restriction binds whose other side is meant."""
        matches = self.exact | self.near
        asked = {row.restriction_id for row in self.standing if not row.is_bound and row.head in matches}
        return matches | {row.head for row in self.standing if row.is_bound and row.restriction_id in asked}

    def restrictions_of(self, head):
        """The restrictions that bind this person, whichever record of theirs they were decided about."""
        return [row.restriction_id for row in self.standing if row.is_bound and row.head == head]

    def people(self, heads):
        """These people with their records and phones, in order of name."""
        records = Customer.objects.filter(Q(pk__in=heads) | Q(merged_into__in=heads)).only(*SHOWN)
        people = {record.pk: Person(record) for record in records if record.pk in heads}
        for record in records:
            people[record.merged_into_id or record.pk].records.append(record.pk)
        owners = {pk: person for person in people.values() for pk in person.records}
        phones = ContactPoint.objects.filter(customer__in=owners, kind=ContactPoint.Kind.PHONE, ended_at__isnull=True)
        for phone in phones.order_by("pk"):
            owners[phone.customer_id].phones.append(phone)
        return sorted(people.values(), key=lambda person: (person.name, person.head))
