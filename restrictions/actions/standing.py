"""Which restrictions does the look-up search first? An index kept with every act, compared by a command."""

from django.db.models import Q

from cases.models import Customer, NearKey
from restrictions.models import Standing, Term
from restrictions.policy.force import bound_by


def stand(term):
    """Put an issued restriction, or its new end, into the look-up's index, inside the act under way.

    What is held in reserve is not put there: nobody who looks the customer up hears of it.
    """
    restriction, ends_on = term.restriction, term.ends_on
    for customer_id, is_bound in [] if term.is_reserve else bound_by(restriction):
        Customer.objects.watch(Customer.objects.get(pk=customer_id))
        Standing.objects.update_or_create(
            restriction=restriction,
            customer_id=customer_id,
            defaults={"is_bound": is_bound, "ends_on": ends_on, "is_keyed": True},
        )


def stand_down(restriction):
    """Take a restriction that ended out of the look-up's index, inside the act under way."""
    Standing.objects.filter(restriction=restriction).delete()


def who_is_bound(decision):
    """The customers the restrictions of a decision are about, an organization and its representative both."""
    either = decision.review.representative
    return [decision.customer_id] if either is None else [either.person_id, either.organization_id]


def rebuild_standing(*, at, on):
    """Make the index equal to the truth. Returns how many rows were wrong: none, if only acts wrote."""
    truth, wrong = _truth_and_wrong(at, on)
    Standing.objects.filter(ends_on__lt=on).delete()
    for restriction_id, customer_id in wrong:
        Standing.objects.filter(restriction=restriction_id, customer=customer_id).delete()
    Standing.objects.bulk_create(
        Standing(restriction_id=key[0], customer_id=key[1], is_bound=truth[key][0], ends_on=truth[key][1])
        for key in sorted(wrong & truth.keys())
    )
    return len(wrong) + _put_keys_right(on)


def standing_breaks(*, at, on):
    """Yield a sentence for each row of the look-up's index that is not the truth, and each person not to be found."""
    _, wrong = _truth_and_wrong(at, on)
    for restriction_id, customer_id in sorted(wrong):
        yield f"The look-up's index is wrong about restriction {restriction_id} and customer {customer_id}."
    for customer_id in NearKey.objects.wrong_for(_standing(on)):
        yield f"The look-up keeps customer {customer_id} under wrong keys."


def _truth_and_wrong(at, on):
    """What the index must hold, and the (restriction, customer) it is wrong about."""
    live = Term.objects.to_be_found(at, on)
    truth = {
        (term.restriction_id, customer_id): (is_bound, term.ends_on)
        for term in live.select_related("restriction__decision__review__representative")
        for customer_id, is_bound in bound_by(term.restriction)
    }
    index = {(row.restriction_id, row.customer_id): (row.is_bound, row.ends_on) for row in Standing.objects.on(on)}
    return truth, {key for key in truth.keys() | index.keys() if truth.get(key) != index.get(key)}


def _put_keys_right(on):
    """Give everybody who stands in the index their keys, and take those of all others away."""
    wrong = NearKey.objects.put_right(_standing(on))
    Standing.objects.unkeyed().update(is_keyed=True)
    return wrong


def _standing(on):
    """Everybody in the index, with those merged into them."""
    heads = Standing.objects.on(on).with_head().values("head")
    return Customer.objects.filter(Q(pk__in=heads) | Q(merged_into__in=heads))
