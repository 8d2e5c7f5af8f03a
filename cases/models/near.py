"""Who must be found however their name is mistyped."""

from collections import defaultdict

from django.db import models, transaction

from cases.models.customers import Customer
from conduct import near


class NearKeyQuerySet(models.QuerySet):
    def write(self, customers):
        """Write the keys of these customers anew."""
        self.filter(customer__in=customers).delete()
        found = customers.prefetch_related("names")
        self.bulk_create(NearKey(customer=one, key=key) for one in found for key in sorted(keys_of(one)))

    def put_right(self, customers, *, chunk=500):
        """Make the keys those of these customers and of nobody else. Returns for how many customers they were wrong."""
        self.exclude(customer__in=customers.values("pk")).delete()
        pks = list(customers.order_by("pk").values_list("pk", flat=True))
        return sum(self._put_right(pks[start : start + chunk]) for start in range(0, len(pks), chunk))

    @transaction.atomic
    def _put_right(self, pks):
        wrong = self.wrong_for(Customer.objects.locked().filter(pk__in=pks))
        self.write(Customer.objects.filter(pk__in=wrong))
        return len(wrong)

    def wrong_for(self, customers):
        """The ids of those of these customers who are kept under other keys than their own."""
        rows, kept = list(customers.prefetch_related("names")), defaultdict(set)
        for pk, key in self.filter(customer__in=[one.pk for one in rows]).values_list("customer", "key"):
            kept[pk].add(key)
        return [one.pk for one in rows if keys_of(one) != kept[one.pk]]


def keys_of(customer):
    """The keys of all names and the street of a customer."""
    return near.keys_of([customer.name, *(other.name for other in customer.names.all())], customer.address_line_1)


class NearKey(models.Model):
    """An index, never a truth: by which keys whoever the look-up must not miss is found (`conduct.near`).

    Kept for customers somebody watches, by every act that names, moves, merges or takes apart one of their group.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="near_keys")
    key = models.CharField(max_length=near.LONGEST_KEY)

    objects = NearKeyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["key", "customer"], name="near_key_finds")]

    def __str__(self):
        return self.key
