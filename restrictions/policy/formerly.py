"""What would the desk have been told about this person then? The rule of the look-up, over the records of that time.

Names, addresses, phones and merges are taken back to the instant; who was restricted is read from the terms, not from
the index of today. Complete and plain rather than quick: everybody who was restricted then is compared.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cases.models import ContactPoint, Customer, CustomerName, Merge
from cases.policy.formerly import renamed_since
from conduct import text
from conduct.past import as_they_stood, taken_back
from restrictions import catalog
from restrictions.models import InterimMeasure, Term
from restrictions.policy import interim
from restrictions.policy.force import State, bound_by, state_of
from restrictions.policy.interim_words import title_of
from restrictions.policy.lookup import look_up
from restrictions.policy.meant import Everybody, Person


def look_up_then(typed, *, then, who=None):
    """The answer the desk would have had at that instant for what is typed, from the same rule (decisions 14).

    Raises LookupError when `who` was not among those offered then.
    """
    answer = look_up(typed, at=then.at, on=then.on, who=who, among=EverybodyThen)
    if answer.person:
        decisions = [term.restriction.decision for term in answer.person.terms]
        people = [one for decision in decisions for one in (decision.decided_by, decision.review.liaison)]
        taken_back([*(decision.review for decision in decisions), *people], then.at)
    return answer


@dataclass(frozen=True)
class Behind:
    """What an answer of that time rested on: one term or safety measure, its state then, and its letter if sent."""

    what: object
    title: str
    state: State
    begins_on: date
    ends_on: date
    letter: object
    decision: object = None


def behind(person, then):
    """What the answer about this person rested on at that instant, for those who may read why."""
    return [*_terms_behind(person, then), *_measures_behind(person, then)]


def _terms_behind(person, then):
    for term in person.terms:
        decision, state = term.restriction.decision, state_of(term, on=then.on)
        issued = decision.letter if decision.issued_at and decision.issued_at <= then.at else None
        title = catalog.MEASURE[term.restriction.measure].title
        yield Behind(term.restriction, title, state, term.begins_on, term.ends_on, issued, decision)


def _measures_behind(person, then):
    for one in person.measures:
        sent = one.letter if one.letter and one.letter.written_at <= then.at else None
        yield Behind(one, title_of(one), interim.state_of(one, on=then.on), one.begins_on, one.last_on, sent)


class EverybodyThen(Everybody):
    """All who were or would be restricted at one instant, under the names they then had."""

    def compare(self):
        """Sort by name and street everybody under a restriction or a safety measure of that time."""
        self.rows = self._rows()
        measures = list(InterimMeasure.objects.in_force(self.at, self.on).with_people())
        self.records = _Records({row[2] for row in self.rows} | {one.customer_id for one in measures}, self.at)
        self.under = defaultdict(list)
        for one in sorted(measures, key=lambda one: (-one.last_on.toordinal(), one.pk)):
            self.under[self.records.heads[one.customer_id]].append(one)
        self.kept_safe_from = set(self.under)
        self.sort_rows(self.records.named())

    def _rows(self):
        """(restriction, whether bound, customer) of everything that stood: issued, neither ended nor over."""
        live = Term.objects.to_be_found(self.at, self.on)
        found = live.select_related("restriction__decision__review__representative")
        return [(term.restriction_id, is_bound, pk) for term in found for pk, is_bound in bound_by(term.restriction)]

    def is_shared(self):
        """Whether a full name or street address of these was on record for anybody else as well."""
        now = Customer.objects.called(name=self.typed.folded, street=self.typed.street).values_list("pk", flat=True)
        records = _Records(renamed_since(self.at).union(now), self.at, with_group=False)
        alike = {head for head, *told in records.named() if self._is_called(*told)}
        return bool(alike - self.exact)

    def _is_called(self, name, line, other):
        named = self.typed.folded and self.typed.folded in (text.fold(name), text.fold(other or ""))
        return named or (self.typed.street and text.fold_address(line) == self.typed.street)

    def points_of(self, points):
        """(whose, folded) of those of these phones and emails that then reached somebody."""
        reached = [one for one in as_they_stood(points.order_by("pk"), self.at) if one.ended_at is None]
        records = _Records({one.customer_id for one in reached}, self.at, with_group=False)
        return [(records.heads[one.customer_id], one.folded) for one in reached if one.customer_id in records.heads]

    def standing_of(self, heads):
        """What bound these people, or whom they spoke for."""
        rows = [_Row(restriction, is_bound, self.records.heads[pk]) for restriction, is_bound, pk in self.rows]
        touched = {row.restriction_id for row in rows if row.head in heads}
        return [row for row in rows if row.restriction_id in touched]

    def measures_of(self, head):
        """The safety measures then in force about this person, the last to end first."""
        return self.under.get(head, [])

    def people(self, heads):
        """These people with their records and phones of that time, in order of name."""
        people = {one.pk: Person(one) for one in self.records.customers if one.pk in heads}
        for one in self.records.customers:
            if self.records.heads[one.pk] in people:
                people[self.records.heads[one.pk]].records.append(one.pk)
        owners = {pk: person for person in people.values() for pk in person.records}
        phones = ContactPoint.objects.filter(customer__in=owners, kind=ContactPoint.Kind.PHONE)
        for phone in as_they_stood(phones.order_by("pk"), self.at):
            if phone.ended_at is None:
                owners[phone.customer_id].phones.append(phone)
        return sorted(people.values(), key=lambda person: (person.name, person.head))


class _Row:
    """One person a restriction bound, or asks about; by the survivor of their merge group."""

    def __init__(self, restriction_id, is_bound, head):
        self.restriction_id, self.is_bound, self.head = restriction_id, is_bound, head


class _Records:
    """Records of customers as they stood at one instant, by default with all then merged with them."""

    def __init__(self, pks, at, *, with_group=True):
        self.at, self.keeps_all = at, with_group
        self.customers = self._read(pks)
        if with_group:
            known = {one.pk for one in self.customers}
            heads = {one.merged_into_id or one.pk for one in self.customers}
            more = Merge.objects.filter(survivor__in=heads, at__lte=at).values_list("other", flat=True)
            self.customers += self._read(heads.union(more) - known)
        self.heads = {one.pk: one.merged_into_id or one.pk for one in self.customers}

    def _read(self, pks):
        rows = list(Customer.objects.filter(pk__in=pks).order_by("pk"))
        there = as_they_stood(rows, self.at)
        return rows if self.keeps_all else there  # nobody who was restricted is ever left out

    def named(self):
        """(whose, name, street, other name or None) of each, once for each other name."""
        others = defaultdict(list)
        names = CustomerName.objects.filter(customer__in=[one.pk for one in self.customers])
        for name in as_they_stood(names.order_by("pk"), self.at):
            others[name.customer_id].append(name.name)
        for one in self.customers:
            for other in others[one.pk] or [None]:
                yield self.heads[one.pk], one.name, one.address_line_1, other
