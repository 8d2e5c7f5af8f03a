"""Whom did these words find at one instant? Names, addresses and ways to reach somebody, as they then were."""

from collections import defaultdict

from cases.models import ContactPoint, Customer, CustomerName
from cases.models.customers import needles, searched
from conduct.models import Event
from conduct.past import as_they_stood

# The acts that change under which words somebody is found.
NAMING = (
    "customer.changed",
    "customer.identified",
    "customer.name_added",
    "customer.contact_added",
    "customer.contact_ended",
)


def renamed_since(at):
    """The ids of those customers whose names, address or ways to reach them changed after that instant."""
    subjects = Event.objects.filter(verb__in=NAMING, at__gt=at).values_list("subject", flat=True).distinct()
    return {int(subject.rpartition(":")[2]) for subject in subjects}


def found_then(words, at):
    """The customers whom these words would have found at that instant; the twin of `Customer.objects.search`."""
    renamed = renamed_since(at)
    if not renamed:
        return Customer.objects.search(words)
    rows, wanted = list(Customer.objects.filter(pk__in=renamed)), needles(words)
    names, points = _of_each(CustomerName, renamed, at), _of_each(ContactPoint, renamed, at)
    told = {one.pk: " | ".join(searched(one, names[one.pk], points[one.pk])) for one in as_they_stood(rows, at)}
    then = [pk for pk, text in told.items() if all(needle in text for needle in wanted)]
    return Customer.objects.search(words).exclude(pk__in=renamed) | Customer.objects.filter(pk__in=then)


def _of_each(model, customers, at):
    rows = defaultdict(list)
    for row in as_they_stood(model.objects.filter(customer__in=customers).order_by("pk"), at):
        rows[row.customer_id].append(row)
    return rows
