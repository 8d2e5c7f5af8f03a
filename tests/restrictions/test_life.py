"""The timeline of a customer: every kind of thing, of every record of theirs, newest first, paged by key."""

import re
from datetime import timedelta

import pytest

from cases.actions.customers import merge_customers
from tests.factories import NOW, CustomerFactory
from tests.journeys.html import flat
from tests.restrictions.breaching import HOUR, judged
from tests.restrictions.test_contacts import logged

pytestmark = pytest.mark.django_db
HEADING = re.compile(r'<li><span class="dot [^"]*">.*?<h3>(?:<a href="([^"]*)">)?(.*?)(?:</a>)?</h3>', re.DOTALL)


def lines(client, customer, query=""):
    """(where it leads, title) of each line, and the query of the next page."""
    response = client.get(f"/people/{customer.reference}/{query}")
    life = response.context["life"]
    return HEADING.findall(flat(response)), life["next"]


def walked(client, customer, query=""):
    found, after = lines(client, customer, query)
    while after:
        more, after = lines(client, customer, f"?{after}")
        found += more
    return found


def test_everything_that_happened_is_on_one_timeline_of_every_record(whole_file, sign_in):
    f = whole_file
    cole, mona, client = f.standing.case.customer, f.measure.customer, sign_in(f.dana)
    merge_customers(survivor=cole, other=mona, why="The same.", by=f.sam, at=NOW)

    found = walked(client, cole)
    told = " ".join(title for _, title in found + walked(client, f.cora))
    kinds = "Report IR|Warning sent|Restricted: |Lifted early: |Ended by itself: |Appeal AP|Interim safety measure"
    for kind in (*kinds.split("|"), "Outside the terms of RS", "Contact: The gate."):
        assert kind in told, kind
    assert len(found) == len(set(found))
    assert walked(client, mona) == found


def test_it_is_paged_by_key_even_when_everything_happened_at_once(case, cora, emil, sam, sign_in):
    for number in range(45):
        logged(cora, emil, happened_at=NOW - timedelta(hours=number // 30), about=f"Call {number}.")
    client = sign_in(sam)

    found = walked(client, cora, "?show=contacts")
    assert [title for _, title in found] == [f"Contact: Call {n}." for n in (*range(29, -1, -1), *range(44, 29, -1))]
    assert len(lines(client, cora, "?show=contacts")[0]) == 20
    assert len(walked(client, cora)) == 45 + case.reports.count()
    assert lines(client, cora, "?after=nonsense&show=contacts") == lines(client, cora, "?show=contacts")


@pytest.mark.parametrize(
    ("show", "first"),
    [("reports", "Report "), ("decisions", "Outside the terms of "), ("contacts", "Contact: "), ("appeals", "")],
)
def test_a_filter_shows_one_kind_alone(breach, cora, dana, emil, sign_in, show, first):
    judged(breach, dana)
    logged(cora, emil, at=NOW + HOUR)
    found, _ = lines(sign_in(dana), cora, f"?show={show}")

    assert all(title.startswith(("Restricted", first)) for _, title in found)
    assert bool(found) == bool(first)


@pytest.mark.parametrize(("who", "reads"), [("sam", True), ("olga", False), ("dana", True)])
def test_everybody_reads_what_they_may_read_and_no_more(request, breach, cora, emil, sign_in, who, reads):
    logged(cora, emil)
    found = [title for _, title in walked(sign_in(request.getfixturevalue(who)), cora)]

    assert any(title.startswith("Outside the terms") for title in found) == reads
    assert any(title.startswith("Restricted") for title in found) == (who == "dana")
    assert "Contact: The gate." in found


def test_a_customer_without_a_life_says_so(sam, sign_in):
    page = sign_in(sam).get(f"/people/{CustomerFactory().reference}/?show=appeals").content.decode()

    assert "Nothing of this kind that you may see." in page
