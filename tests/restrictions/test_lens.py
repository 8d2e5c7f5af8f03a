"""How often, and with whom: numbers beside the customer's own earlier rate, and never a judgment."""

from datetime import date, timedelta

import pytest

from cases.actions.customers import merge_customers
from conduct.calendar import Calendar
from restrictions.policy import lens
from restrictions.policy.lens import Seen
from tests.factories import NOW, TODAY, CustomerFactory, ReportFactory, changed
from tests.restrictions.breaching import DAY
from tests.restrictions.test_contacts import logged

ON = date(2026, 11, 20)


def seen(*days, department="Sales", whom=1):
    return [Seen(ON - timedelta(days=day), department, whom) for day in days]


@pytest.mark.parametrize(
    ("contacts", "reports", "sentence"),
    [
        (
            [
                *seen(0, 1, 2, 29),
                *seen(3, 4, whom=2),
                *seen(5, department="Rentals", whom=3),
                *seen(*range(30, 390, 15)),
            ],
            seen(2, 40, 50),
            "7 contacts with 3 people in 2 departments in the last 30 days; 2 a month before. "
            "1 report in the last 30 days; 2 reports in the year before.",
        ),
        (
            seen(0),
            [],
            "1 contact with 1 person in 1 department in the last 30 days; none was logged before. "
            "0 reports in the last 30 days; 0 reports in the year before.",
        ),
        (
            seen(60, 70, 90),
            seen(0),
            "0 contacts in the last 30 days; 1.5 a month before. "
            "1 report in the last 30 days; 0 reports in the year before.",
        ),
    ],
)
def test_the_sentence_says_what_is_seen_beside_the_earlier_rate(contacts, reports, sentence):
    assert lens.sentence_of(contacts, reports, on=ON) == sentence


@pytest.mark.parametrize(
    ("days", "rate"),
    [
        ([], None),
        ([30], 1),
        ([394], 0.5),
        ([395], None),
        (range(30, 390, 30), 1),
        (range(30, 390), 30),
        ([0, 29], None),
    ],
)
def test_the_rate_is_their_own_of_the_year_before_or_since_the_first(days, rate):
    assert lens.rate_before(seen(*days), ON - timedelta(days=29)) == rate


def test_the_plot_has_the_numbers_of_each_month_and_a_lane_for_each_department():
    contacts = [*seen(0, 1), *seen(2, department="Rentals", whom=2), *seen(400)]
    plot = lens.plot_of(contacts, seen(40), on=ON, months=lens.plots.months_to(ON, 12))

    assert plot.rows[-1] == ("November 2026", 3, 2, 2, 0)
    assert plot.rows[-2] == ("October 2026", 0, 0, 0, 1)
    assert plot.rows[0][0] == "December 2025"
    lanes = [one.text for one in plot.narrow.words if one.look == "t" and not one.text.isdigit()]
    assert lanes == ["Sales", "Rentals"]
    assert "by department" in plot.title


def test_departments_beyond_five_share_a_lane():
    contacts = [one for name in "ABCDEFG" for one in seen(1, department=name)]
    plot = lens.plot_of(contacts, [], on=ON, months=lens.plots.months_to(ON, 12))

    lanes = [one.text for one in plot.narrow.words if one.look == "t"]
    assert lanes == ["A", "B", "C", "D", "Other departments"]
    assert "rate" not in " ".join(words for _, words in plot.legend)


@pytest.mark.django_db
def test_it_counts_what_the_reader_may_read_of_every_record_of_the_customer(case, cora, emil, dana, sam, rentals):
    twice, calendar = CustomerFactory(), Calendar("America/New_York")
    logged(cora, emil)
    logged(twice, sam, direction="in", at=NOW - DAY)
    logged(cora, emil, direction="out")
    ReportFactory(customer=cora, department=rentals, occurred_at=NOW - DAY, sent_at=NOW, status="sent")
    void = ReportFactory(customer=cora, department=rentals, occurred_at=NOW - DAY, sent_at=NOW)
    void.become("void")
    changed(void)
    merge_customers(survivor=cora, other=twice, why="The same.", by=sam, at=NOW)
    twice.refresh_from_db()

    whole, mine = (lens.lens_of(twice, who, on=TODAY, calendar=calendar) for who in (dana, sam))
    assert whole.rows[-1] == ("April 2026", 2, 2, 1, 2)
    assert mine.rows[-1] == ("April 2026", 2, 2, 1, 1)


@pytest.mark.django_db
def test_it_stands_on_the_page_of_the_customer_with_its_table_or_says_there_is_nothing(
    cora, case, emil, sam, dana, sign_in
):
    page = sign_in(sam).get(f"/people/{CustomerFactory().reference}/").content.decode()
    assert "No contact and no report in the last 12 months that you may read." in page
    logged(cora, emil)

    page = sign_in(dana).get(f"/people/{cora.reference}/").content.decode()
    assert "1 contact with 1 person in 1 department in the last 30 days; none was logged before." in page
    assert 'class="plot plot-s"' in page
    assert '<th scope="row">April 2026</th>' in page
    assert "Counted from what you may read" not in page
