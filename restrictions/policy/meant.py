"""Who could be meant by what was typed, among all who are or will be restricted? Complete, however many they are.

Whom an interim safety measure protects others from is among them: few, for a few days, and always compared in full.
"""

from dataclasses import dataclass, field

from django.db.models import BooleanField, Q, Value
from django.db.models.functions import Coalesce

from cases.models import ContactPoint, Customer, NearKey
from cases.models.customers import PHONE_TAIL
from conduct import near, text
from restrictions.models import InterimMeasure, Standing
from restrictions.policy.near import Typed

SHOWN = ("name", "description", "address_line_1", "city", "merged_into", "reference")


@dataclass
class Person:
    """Somebody who could be meant: the record that stands for them, their other records, and what binds them."""

    record: Customer
    records: list = field(default_factory=list)
    phones: list = field(default_factory=list)
    terms: list = field(default_factory=list)
    measures: list = field(default_factory=list)

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


def _said(is_measure):
    return Value(is_measure, BooleanField())


class Everybody:
    """All who are or will be restricted, and the other side of an organization, compared with what was typed.

    `exact` and `near` are who it is in full and who is near, by the survivor of their merge group; `shared` whether
    somebody else on record has it as well. Keys only narrow who is compared: the records themselves are compared, the
    dates are asked last, and a row that has no keys yet is always among them.
    """

    def __init__(self, words, at, on):
        self.typed, self.at, self.on = Typed(words), at, on
        self.exact, self.near, self.kept_safe_from = set(), set(), set()
        self.compare()
        has_words = bool(self.exact)
        ways = self.reach()
        self.standing = self.standing_of(self.exact | self.near)
        live = {row.head for row in self.standing} | self.kept_safe_from
        self.shared = any(head not in live for head in ways)
        self.exact, self.near = self.exact & live, (self.near - self.exact) & live
        if self.exact and has_words:
            self.shared |= self.is_shared()

    def compare(self):
        """Sort by name and street who shares a key with what was typed, has no keys yet, or is under a measure."""
        keys = NearKey.objects.filter(key__in=near.keys_asked(self.typed.words))
        self.sort_by_words(Customer.objects.filter(pk__in=keys.values("customer")))
        unkeyed = Standing.objects.on(self.on).unkeyed().with_head().values_list("head", _said(False))
        measures = InterimMeasure.objects.in_force(self.at, self.on).with_head().values_list("head", _said(True))
        whole = list(unkeyed.union(measures))
        self.kept_safe_from = {head for head, is_measure in whole if is_measure}
        if heads := {head for head, _ in whole}:
            self.sort_by_words(Customer.objects.filter(Q(pk__in=heads) | Q(merged_into__in=heads)))

    def sort_by_words(self, customers):
        """Put each of these where their names and street belong."""
        self.sort_rows(customers.values_list(Coalesce("merged_into", "pk"), "name", "address_line_1", "names__name"))

    def sort_rows(self, rows):
        """Put whoever has these names and streets where they belong."""
        for head, name, line, other in rows:
            self.sort(head, self.typed.against_name(name))
            self.sort(head, self.typed.against_street(line))
            self.sort(head, self.typed.against_name(other or ""))

    def sort(self, head, nearness):
        """Put somebody where they belong: 2 is in full, 1 near, 0 neither."""
        if nearness:
            (self.exact if nearness > 1 else self.near).add(head)

    def is_shared(self):
        """Whether a full name or street address of these is on record for anybody else as well."""
        alike = Customer.objects.called(name=self.typed.folded, street=self.typed.street)
        return alike.exclude(pk__in=self.exact).exclude(merged_into__in=self.exact).exists()

    def reach(self):
        """Sort by phone and email whoever has these. Returns all, restricted or not, who have the very same."""
        email, digits = text.fold_email(self.typed.words), text.fold_phone(self.typed.words)
        if "@" in email:
            wanted = Q(kind=ContactPoint.Kind.EMAIL, folded=email)
        elif len(digits) >= PHONE_TAIL:
            wanted = Q(kind=ContactPoint.Kind.PHONE, tail=digits[-PHONE_TAIL:])
        else:
            return set()
        rows = self.points_of(ContactPoint.objects.filter(wanted))
        for head, folded in rows:
            self.sort(head, 2 if folded in (email, digits) else 1)
        return {head for head, folded in rows if folded in (email, digits)}

    def points_of(self, points):
        """(whose, folded) of those of these phones and emails that reach somebody."""
        reached = points.filter(ended_at__isnull=True)
        return list(reached.values_list(Coalesce("customer__merged_into", "customer"), "folded"))

    def standing_of(self, heads):
        """What binds these people, or whom they speak for, on that day."""
        if not heads:
            return []
        rows = Standing.objects.on(self.on).of_restrictions_about(heads).with_head()
        return list(rows.values_list("restriction_id", "is_bound", "head", named=True))

    def offered(self):
        """Everybody a check asks about: the matches, and whom a restriction binds whose other side is meant."""
        matches = self.exact | self.near
        asked = {row.restriction_id for row in self.standing if not row.is_bound and row.head in matches}
        return matches | {row.head for row in self.standing if row.is_bound and row.restriction_id in asked}

    def restrictions_of(self, head):
        """The restrictions that bind this person, whichever record of theirs they were decided about."""
        return [row.restriction_id for row in self.standing if row.is_bound and row.head == head]

    def measures_of(self, head):
        """The safety measures in force about this person, the last to end first."""
        if head not in self.kept_safe_from:
            return []
        found = InterimMeasure.objects.in_force(self.at, self.on).with_head().filter(head=head)
        return list(found.select_related("taken_by", "confirmation__by").order_by("-last_on", "pk"))

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
