"""The two preconditions: answered, evidenced, and explained."""

import pytest

from cases.actions.matter import name_complained_of
from restrictions.models import ReviewEffort, ReviewMatter
from restrictions.policy.preconditions import is_explained, unmet_preconditions
from tests.factories import NOW, CaseFactory, CustomerFactory, InvolvedFactory, MatterFactory, changed, staged
from tests.restrictions.ready import fresh

pytestmark = pytest.mark.django_db

NEEDS_A_MATTER = "The first check needs a matter of this case that was dealt with and is closed."
MISSING = [
    ({"handled_properly": ""}, "The first check is not answered."),
    (
        {"handled_properly": "not_yet"},
        "The first check says “Not yet”. See to it first; the case can go back with “Ask for more information”.",
    ),
    ({"handled_properly_how": " \u200b "}, "The first check: write how you know, in 20 characters or more."),
    ({"handled_properly_how": "They had answers."}, "The first check: write how you know, in 20 characters or more."),
    ({"every_effort": ""}, "The second check is not answered."),
    ({"every_effort_how": "\u200b" * 30}, "The second check: write how you know, in 20 characters or more."),
    (
        {"handled_properly": "no_matter"},
        "The first check: Request for information or service R-20518: Deposit refund is linked to this case.",
    ),
]


def unmet(review):
    return list(unmet_preconditions(fresh(review)))


def test_nothing_stands_against_two_evidenced_answers(review):
    assert unmet(review) == []


@pytest.mark.parametrize(("values", "sentence"), MISSING)
def test_what_is_missing_is_said(review, values, sentence):
    changed(review, **values)

    assert sentence in unmet(review)


def test_yes_needs_a_matter_that_was_dealt_with(review):
    changed(ReviewMatter.objects.get(), is_used=False)

    assert unmet(review) == [NEEDS_A_MATTER]


LACKING = [
    ({"closed_on": None}, "It is still open."),
    ({"procedure": ""}, "Say which procedure applied."),
    ({"our_mistake": "We were late."}, "Say how our own mistake was put right."),
]


@pytest.mark.parametrize(("values", "sentence"), LACKING)
def test_a_matter_that_was_not_dealt_with_is_no_evidence(review, values, sentence):
    matter = changed(review.case.matters.get(), **values)

    assert unmet(review) == [NEEDS_A_MATTER, f"{matter}: {sentence}"]


def test_one_matter_that_was_dealt_with_is_enough(review):
    staged(row=ReviewMatter(review=review, matter=MatterFactory(case=review.case, title="Another request")))

    assert unmet(review) == []


def test_a_matter_needs_no_service_standard(review):
    assert review.case.matters.get().standard is None
    assert unmet(review) == []


def test_a_matter_without_an_answer_is_no_evidence(review):
    changed(ReviewMatter.objects.get(), is_used=False)
    unanswered = MatterFactory(case=review.case, title="Another request")
    staged(row=ReviewMatter(review=review, matter=unanswered))

    assert unmet(review) == [NEEDS_A_MATTER, f"{unanswered}: Record the answer the customer got."]


def test_yes_needs_an_effort_of_the_ledger(review):
    changed(ReviewEffort.objects.get(), is_used=False)

    assert unmet(review) == ["The second check needs at least one effort from the ledger."]


def test_no_underlying_matter_stands_while_the_customer_has_none_anywhere(review, cora):
    stranger = fresh(review)
    stranger.case._prefetched_objects_cache["matters"] = []
    stranger.handled_properly = stranger.every_effort = "no_matter"

    assert list(unmet_preconditions(stranger)) == []


def test_an_open_request_of_anybody_in_the_merge_group_belies_no_matter(review, cora):
    other = CustomerFactory(name="C. Lindgren", merged_into=cora)
    MatterFactory(case=CaseFactory(customer=other), title="Keys", own_reference="", closed_on=None)
    stranger = fresh(review)
    stranger.case._prefetched_objects_cache["matters"] = []
    stranger.handled_properly = stranger.every_effort = "no_matter"

    assert list(unmet_preconditions(stranger))[1:] == [
        "The second check: Request for information or service: Keys of this customer is still open."
    ]


@pytest.mark.parametrize(
    ("words", "explained"),
    [("", False), ("   ", False), ("x" * 19, False), ("x" * 20, True), ("a" + " " * 40, False), ("ab " * 7, True)],
)
def test_an_explanation_has_twenty_characters_that_can_be_seen(words, explained):
    assert is_explained(words) is explained


def test_staff_complained_of_in_a_report_have_a_matter_of_their_own_first(review, emil, sam, sign_in):
    """Decisions 19; a void report, and whom the complaint no longer is about, ask for none."""
    report = review.case.reports.order_by("pk").first()
    InvolvedFactory(report=report, user=emil, part="complained_of")
    sentence = f"{report} says that {emil} is complained of. Record that complaint as a matter, and name them."

    assert unmet(review) == [sentence]
    assert sentence in sign_in(sam).get(f"/cases/{review.case.reference}/matter/").content.decode()

    name_complained_of(matter=review.case.matters.get(), user=emil, by=sam, at=NOW)
    assert unmet(review) == []
