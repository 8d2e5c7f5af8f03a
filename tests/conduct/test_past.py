"""Rows as they stood at an instant: the changes made since are undone, whatever they were."""

from datetime import time, timedelta

import pytest

from cases.actions.customers import add_contact_point, add_name, change_customer, end_contact_point, merge_customers
from cases.models import ContactPoint, Customer, CustomerName
from conduct.actions.settings import change_setting
from conduct.models import Change, Organization
from conduct.past import Then, as_they_stood, taken_back
from tests.factories import CustomerFactory
from tests.proofs import without

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_row_has_the_columns_it_had_and_one_that_came_later_is_not_there(cora, sam, at):
    change_customer(customer=cora, name="Cora Berg", by=sam, at=at + HOUR)
    change_customer(customer=cora, name="Cora Vance", city="Salem", by=sam, at=at + 3 * HOUR)
    add_name(customer=cora, name="C. Lind", by=sam, at=at + 2 * HOUR)

    def told(when):
        (row,) = as_they_stood(Customer.objects.filter(pk=cora.pk), when)
        return row.name, row.city, [str(one) for one in as_they_stood(CustomerName.objects.all(), when)]

    assert told(at) == ("Cora Lindgren", "Springfield", [])
    assert told(at + HOUR) == ("Cora Berg", "Springfield", [])
    assert told(at + 2 * HOUR) == ("Cora Berg", "Springfield", ["C. Lind"])
    assert told(at + 3 * HOUR) == ("Cora Vance", "Salem", ["C. Lind"])


def test_days_instants_and_references_come_back_as_they_were(cora, sam, at):
    point = cora.contact_points.get()
    end_contact_point(point=point, by=sam, at=at + HOUR)
    add_contact_point(customer=cora, kind="email", value="Cora@example.com", by=sam, at=at + 2 * HOUR)
    merge_customers(survivor=CustomerFactory(), other=cora, why="One person.", by=sam, at=at + HOUR)

    ended = [as_they_stood(ContactPoint.objects.all(), at + n * HOUR)[0].ended_at for n in range(3)]
    (before,) = as_they_stood(Customer.objects.filter(pk=cora.pk).select_related("merged_into"), at)

    assert ended == [None, at + HOUR, None]
    assert (before.merged_into_id, before.merged_into, before.head) == (None, None, before)


def test_what_was_disposed_of_since_is_marked_and_keeps_what_is_left(cora, sam, at):
    change_customer(customer=cora, name="Cora Berg", by=sam, at=at + HOUR)
    with without("change_frozen"):
        Change.objects.filter(object=f"cases.customer:{cora.pk}").update(before="", after="", salt="")
        (row,) = as_they_stood(Customer.objects.filter(pk=cora.pk), at)

    assert (row.was_disposed_of, row.name) == (True, "Cora Berg")


@pytest.fixture
def now(organization, at, today):
    return Then(at, today, organization, organization.calendar())


def test_a_day_is_read_at_its_end_a_time_at_that_instant_and_nothing_later_than_now(now, today, at):
    assert now.back_to(None, None) is now.back_to(today, None) is now
    assert now.back_to(today - DAY, None).at == now.calendar.last_moment(today - DAY)
    assert now.back_to(today, time(10, 30)).at == at - timedelta(minutes=30)
    assert now.back_to(today, time(18)).at == at
    assert not now.is_past
    assert now.back_to(today - DAY, None).is_past


def test_the_day_and_the_settings_are_those_of_then(organization, ada, now, today, at):
    organization = Organization.objects.current()
    organization.time_zone, organization.keep_restriction_years = "Asia/Tokyo", 9
    change_setting(row=organization, what="the settings", by=ada, at=at + 5 * DAY)
    later = Then(at + 6 * DAY, today + 6 * DAY, organization, organization.calendar())

    then = later.back_to(today + DAY, None)

    assert then.at == now.calendar.last_moment(today + DAY)
    assert (then.organization.keep_restriction_years, organization.keep_restriction_years) == (6, 9)


def test_taking_back_leaves_out_nobody_and_asks_once_for_all(cora, sam, at, django_assert_num_queries):
    change_customer(customer=cora, name="Cora Berg", by=sam, at=at + HOUR)
    rows = [Customer.objects.get(pk=cora.pk), None, Customer.objects.get(pk=cora.pk), sam]

    with django_assert_num_queries(1):
        taken_back(rows, at)

    assert [str(one) for one in rows if one] == ["Cora Lindgren", "Cora Lindgren", "Sam Okafor"]
