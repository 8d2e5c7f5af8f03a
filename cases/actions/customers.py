"""Keeping the records of customers: added, changed, identified, merged and taken apart again."""

from cases.models import ContactPoint, Customer, CustomerName, Merge, Representative, StaffTie
from cases.models.customers import LONGEST_FOLD, LONGEST_WAY
from cases.policy import customers as policy
from conduct import text
from conduct.audit import record
from conduct.lifecycle import Refused, reasons_it_changed, refuse_if
from conduct.models import Counter, Organization
from conduct.recording import act

FOLD = {ContactPoint.Kind.PHONE: text.fold_phone, ContactPoint.Kind.EMAIL: text.fold_email}


def folded_way(kind, typed):
    """A phone or an e-mail folded, as far as its column holds it."""
    return FOLD[kind](typed)[:LONGEST_WAY]


@act
def add_customer(*, by, at, phones=(), emails=(), **values):
    """Start a record of a customer, known by name or only described (process 2.3). Returns the customer."""
    refuse_if(policy.reasons_against_the_name(values.get("name", "")))
    customer = Customer(reference=Counter.next_reference("P", _on(at).year), **values)
    customer.save()
    for kind, typed in (
        *((ContactPoint.Kind.PHONE, p) for p in phones),
        *((ContactPoint.Kind.EMAIL, e) for e in emails),
    ):
        if folded := folded_way(kind, typed):
            ContactPoint(customer=customer, kind=kind, value=typed, folded=folded).save()
    Customer.objects.reindex(customer)
    record("customer.added", customer, by=by, at=at)
    return customer


@act
def change_customer(*, customer, by, at, revision=None, **values):
    """Correct who a customer is, where they live, or how they want to be written to."""
    customer = _held(customer, by, at)
    refuse_if([*reasons_it_changed(customer, revision), *policy.reasons_against_the_name(values.get("name", ""))])
    for name, value in values.items():
        setattr(customer, name, value)
    customer.save()
    Customer.objects.reindex(customer)
    record("customer.changed", customer, by=by, at=at)
    return customer


@act
def identify_customer(*, customer, name, by, at):
    """Give an unknown person their name; the first description stays (process 2.3)."""
    customer = _held(customer, by, at)
    refuse_if(policy.reasons_not_to_identify(customer, name=name))
    refuse_if(policy.reasons_against_the_name(name))
    customer.name = name
    customer.save()
    Customer.objects.reindex(customer)
    record("customer.identified", customer, by=by, at=at)
    return customer


@act
def add_name(*, customer, name, by, at):
    """Record another name the customer uses or used."""
    customer = _held(customer, by, at)
    refuse_if(policy.reasons_against_the_name(name))
    folded = text.fold(name)[:LONGEST_FOLD]
    if customer.names.filter(folded=folded).exists():
        raise Refused("This name is already on record.")
    row = CustomerName(customer=customer, name=name, folded=folded)
    row.save()
    Customer.objects.reindex(customer)
    record("customer.name_added", customer, by=by, at=at)
    return row


@act
def add_contact_point(*, customer, kind, value, by, at):
    """Record a phone or an e-mail; one that had ended counts again."""
    customer = _held(customer, by, at)
    folded = folded_way(kind, value)
    point = customer.contact_points.filter(kind=kind, folded=folded).first()
    if point and not point.ended_at:
        raise Refused("This is already on record.")
    point = point or ContactPoint(customer=customer, kind=kind, folded=folded)
    point.value, point.ended_at = value, None
    point.save()
    Customer.objects.reindex(customer)
    record("customer.contact_added", customer, by=by, at=at)
    return point


@act
def end_contact_point(*, point, by, at):
    """Record that a phone or an e-mail no longer reaches the customer; it stays in the record."""
    customer = _held(point.customer, by, at)
    point = ContactPoint.objects.get(pk=point.pk)
    if point.ended_at:
        raise Refused("This was already ended.")
    point.ended_at = at
    point.save()
    Customer.objects.reindex(customer)
    record("customer.contact_ended", customer, by=by, at=at)
    return point


@act
def name_representative(*, organization, person, by, at, capacity="", authority=""):
    """Record who speaks for an organization, or for another customer with their authority."""
    locked = Customer.objects.locked().filter(pk__in=[organization.pk, person.pk])
    organization = {one.pk: one for one in locked}[organization.pk]
    if organization.pk == person.pk:
        raise Refused("Choose somebody else. Nobody speaks for themselves here.")
    if organization.representatives.filter(person=person, ended_at__isnull=True).exists():
        raise Refused("They already speak for this customer.")
    row = Representative(organization=organization, person=person, capacity=capacity, authority=authority)
    row.save()
    record("customer.representative_named", organization, by=by, at=at, facts={"person": person.reference})
    return row


@act
def end_representative(*, representative, by, at):
    """Record that somebody no longer speaks for a customer."""
    organization = _held(representative.organization, by, at)
    row = Representative.objects.select_related("person").get(pk=representative.pk)
    if row.ended_at:
        raise Refused("This was already ended.")
    row.ended_at = at
    row.save()
    record("customer.representative_ended", organization, by=by, at=at, facts={"person": row.person.reference})
    return row


@act
def declare_tie(*, customer, user, kind, by, at):
    """Declare that a member of staff is tied to a customer: they then decide nothing about them (decisions 2)."""
    customer = Customer.objects.locked().get(pk=customer.pk)
    if StaffTie.objects.filter(customer=customer, user=user, kind=kind).exists():
        raise Refused("This is already declared.")
    tie = StaffTie(customer=customer, user=user, kind=kind, declared_by=by, declared_at=at)
    tie.save()
    record("customer.tie_declared", customer, by=by, at=at, facts={"person": str(user)})
    return tie


@act
def merge_customers(*, survivor, other, why, by, at):
    """Join two records that are one customer. Nothing is rewritten; both references lead here; it can be undone."""
    locked = {one.pk: one for one in Customer.objects.lock_groups([survivor.pk, other.pk])}
    survivor, other = locked[survivor.pk], locked[other.pk]
    refuse_if(policy.reasons_not_to_keep_records(by=by, on=_on(at)))
    refuse_if(policy.reasons_not_to_merge(survivor, other))
    other.merged_into = survivor
    other.save()
    if Customer.objects.is_watched(survivor):
        Customer.objects.watch(survivor)
    merge = Merge(survivor=survivor, other=other, why=why, by=by, at=at)
    merge.save()
    record("customer.merged", survivor, by=by, at=at, subject=merge, reason=why)
    return merge


@act
def undo_merge(*, merge, why, by, at):
    """Take two records apart again; each is as it was, and the merge stays in the record."""
    locked = {one.pk: one for one in Customer.objects.locked().filter(pk__in=[merge.survivor_id, merge.other_id])}
    survivor, other = locked[merge.survivor_id], locked[merge.other_id]
    merge = Merge.objects.select_related("survivor", "other").get(pk=merge.pk)
    refuse_if(policy.reasons_not_to_keep_records(by=by, on=_on(at)))
    refuse_if(policy.reasons_not_to_undo(merge))
    other.merged_into = None
    other.save()
    merge.undone_by, merge.undone_at, merge.undone_why = by, at, why
    merge.save()
    record("customer.merge_undone", survivor, by=by, at=at, subject=merge, reason=why)
    return merge


def _held(customer, by, at):
    """The customer, locked, for somebody who keeps the records."""
    locked = Customer.objects.locked().get(pk=customer.pk)
    refuse_if(policy.reasons_not_to_keep_records(by=by, on=_on(at)))
    return locked


def _on(at):
    return Organization.objects.current().calendar().local_date(at)


def misfiled(*, at, on):
    """Yield a sentence for each customer whom a search would not find under what the record holds of them."""
    for customer in Customer.objects.misfiled(chunk=500):
        yield f"Customer {customer.reference} is searched under other words than their own."
