"""Measures: at least one, complete, within the cap, not twice on one day, and never closing every way to us."""

from datetime import date, timedelta

import pytest

from cases.models import Customer
from conduct.models import Organization, Premises
from restrictions.models import DraftMeasure, Restriction
from restrictions.policy import measures
from tests.factories import CaseFactory, changed, staged
from tests.restrictions.ready import ENDS, decided, fresh, measured, ready_review

pytestmark = pytest.mark.django_db

TO_ONE = {"liaison": "Sam Okafor", "deputy": "Olga Petrov", "channels": ["email"]}
ENDING = {
    "contract": "Listing agreement 12",
    "contract_end": "With 30 days' notice",
    "hand_over": "To another broker",
    "legal_sign_off": "Lee Park, April 16",
    "broker_sign_off": "April Osei, April 16",
}


def unmet(review, today):
    return list(measures.unmet_measures(fresh(review), on=today, organization=Organization.objects.current()))


def test_nothing_stands_against_a_complete_measure(review, today):
    assert unmet(review, today) == []


def test_a_restriction_has_at_least_one_measure(review, today, at):
    changed(DraftMeasure.objects.get(), dropped_at=at)

    assert unmet(review, today) == ["Add at least one measure."]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"parameters": "{}"}, "R02 Contact in writing only: Fill in: How they can write."),
        ({"why": "\u200b"}, "R02 Contact in writing only: write why this, and nothing less."),
        (
            {"ends_on": date(2026, 4, 16)},
            "R02 Contact in writing only: the end date is before the start on April 17, 2026.",
        ),
        (
            {"ends_on": date(2028, 4, 18)},
            "R02 Contact in writing only: no restriction of this kind can last beyond April 17, 2028. "
            "Choose an earlier end.",
        ),
    ],
)
def test_what_is_missing_in_a_measure_is_said(review, today, values, sentence):
    changed(DraftMeasure.objects.get(), **values)

    assert sentence in unmet(review, today)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"stays_open": ""}, "Write what stays open for the customer."),
        ({"emergency_route": " "}, "Write the emergency route."),
        ({"scope": "organization"}, "Only an organization's restriction can bind the organization."),
    ],
)
def test_what_is_missing_around_the_measures_is_said(review, today, values, sentence):
    changed(review, **values)

    assert unmet(review, today) == [sentence]


def test_one_day_is_allowed(review, today):
    changed(DraftMeasure.objects.get(), ends_on=today)

    assert unmet(review, today) == []


def test_measures_that_close_every_way_are_refused(review, today):
    measured(review, "R01", TO_ONE | {"channels": ["phone"]})

    assert any(sentence.startswith("These measures leave no way to reach us") for sentence in unmet(review, today))


def test_an_organization_says_which_representative_is_bound(review, today):
    changed(review.case.customer, kind=Customer.Kind.BUSINESS)

    assert unmet(review, today) == ["Choose the representative who is bound, or say that the organization is."]
    changed(review, scope="organization")
    assert unmet(review, today) == []


def test_ending_the_service_needs_sign_off_and_a_hand_over_plan(review, today):
    measured(review, "R15", ENDING)

    assert unmet(review, today) == [
        "Ending our work for them (R15) needs the legal and broker sign-off: who and when.",
        "Ending our work for them (R15) needs a hand-over plan: live offers, deposits and deadlines.",
    ]


def second_case(review, sam, **values):
    """Another case of the same customer, as far as a review that is done."""
    case = CaseFactory(customer=review.case.customer, department=review.case.department, opened_by=sam)
    return ready_review(case, referred_by=sam, **values)


def test_the_same_measure_from_another_case_does_not_overlap(review, dana, sam, today):
    decided(review, dana)
    other = second_case(review, sam)

    (sentence,) = unmet(other, today)
    assert sentence == (
        f"R02 Contact in writing only: {Restriction.objects.get()} is in place for the same until July 17, 2026. "
        "Start after it, or end it first."
    )
    changed(DraftMeasure.objects.get(review=other), ends_on=ENDS + timedelta(days=30))
    changed(other, starts_on=ENDS + timedelta(days=1))
    assert unmet(other, today) == []


def test_the_cap_counts_terms_chained_by_short_gaps(review, dana, sam, today):
    decided(review, dana)
    terms = measures.terms_of_group(review.case.customer)

    soon, late = ENDS + timedelta(days=29), ENDS + timedelta(days=40)
    assert measures.chain_begins_on("R02", soon, terms) == today
    assert measures.chain_begins_on("R02", late, terms) == late
    assert measures.chain_begins_on("R01", soon, terms) == soon
    assert measures.latest_end("R02", soon, terms, 12) == date(2027, 4, 17)


def test_the_ladder_fills_in_the_end(review, dana, sam, today, organization, calendar):
    def proposed(measure):
        return measures.proposed_end(measure, fresh(review), on=today, organization=organization, calendar=calendar)

    assert (proposed("R01"), proposed("R10")) == (date(2026, 7, 17), date(2026, 5, 17))
    organization.ladder_moderate_contact_months, organization.ladder_moderate_access_days = 2, 14
    assert (proposed("R01"), proposed("R10")) == (date(2026, 6, 17), date(2026, 5, 1))


def needs_two(review, today, organization, calendar):
    again = fresh(review)
    terms = measures.terms_of_group(again.case.customer)
    return list(measures.needs_two(again, on=today, organization=organization, calendar=calendar, terms=terms))


def test_what_goes_beyond_the_ladder_or_the_cap_takes_two(review, today, organization, calendar):
    assert needs_two(review, today, organization, calendar) == []

    changed(DraftMeasure.objects.get(), ends_on=ENDS + timedelta(days=1))
    assert needs_two(review, today, organization, calendar) == [
        "R02 Contact in writing only lasts longer than the ladder suggests (F1)."
    ]
    changed(DraftMeasure.objects.get(), ends_on=date(2027, 4, 18))
    assert needs_two(review, today, organization, calendar) == [
        "R02 Contact in writing only lasts longer than 12 months."
    ]


def test_blocking_every_call_takes_two(review, today, organization, calendar):
    measured(review, "R13", {"sources": ["555-0147-88"], "diverted_to": "The front desk"}, ends_on=date(2026, 5, 1))

    assert needs_two(review, today, organization, calendar) == [
        "R13 Phone or email blocked or diverted always takes two directors."
    ]


def test_only_a_closed_matter_is_left_at_that(review, today):
    measured(review, "R05", {"matter": "Deposit refund", "treatment": "read_and_filed"})
    title = "R05 No more letters on a closed matter"
    assert not any(title in reason for reason in unmet(review, today))

    changed(review.case.matters.get(), closed_on=None)

    sentence = f"{title}: only a matter that is closed can be left at that, and this case has none."
    assert sentence in unmet(review, today)


def test_a_measure_is_drafted_from_what_is_on_record(review, dana, sign_in):
    staged(row=Premises(name="Main office", address="100 Example Avenue"))
    staged(row=Premises(name="Old office", is_active=False))

    client = sign_in(dana)
    pages = [client.get(f"/cases/{review.case.reference}/review/measures/{code}/") for code in ("R10", "R05")]

    places, matter = (page.content.decode() for page in pages)
    assert "One on each line. On record: Main office, 100 Example Avenue" in places
    assert "Old office" not in places
    assert "On record: Request for information or service R-20518: Deposit refund" in matter
