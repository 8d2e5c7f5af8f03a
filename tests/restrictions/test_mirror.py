"""The mirror: how like cases were decided, how far outside a draft lies, and nothing of anybody in it (F13)."""

from datetime import date, timedelta

import pytest

from restrictions.models import DraftMeasure, Ending
from restrictions.policy import mirror
from restrictions.policy.decision import Moment
from restrictions.policy.measures import terms_of_group
from restrictions.policy.mirror import Near, Reflection
from tests.factories import NOW, TODAY, CaseFactory, CustomerFactory, changed, reported, staged
from tests.restrictions.ready import fresh, measured
from tests.restrictions.staging import IN_WRITING, decided

MINE = Near(2, "pattern", frozenset({"UD06", "UD05"}), False, 0)


def near(**values):
    return Near(**{"severity": 2, "basis": "pattern", "kinds": MINE.kinds, "had_one": False, "days_ago": 9} | values)


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (near(), near(had_one=True)),
        (near(had_one=True), near(kinds=frozenset({"UB1a"}))),
        (near(kinds=frozenset({"UD06"})), near(kinds=frozenset({"UB1a"}))),
        (near(basis="significant"), near(kinds=frozenset({"UB1a"}))),
        (near(kinds=frozenset({"UB1a"})), near(severity=3)),
    ],
)
def test_a_level_apart_weighs_most_then_the_kinds_then_basis_and_history(nearer, farther):
    assert mirror.distance(nearer, MINE) < mirror.distance(farther, MINE)
    assert mirror.distance(near(), MINE) == 0


@pytest.mark.parametrize(
    ("days", "lengths", "far", "sentence"),
    [
        (90, [], False, "90 days. None of the 7 nearest decisions took this measure."),
        (60, [30, 60, 90], False, "60 days. 3 of the 7 nearest decisions took it: 30 to 90 days, the middle 60."),
        (
            97,
            [30, 90],
            False,
            "97 days. 2 of the 7 nearest decisions took it: 30 to 90 days, the middle 60. "
            "This is 7 days longer than the longest.",
        ),
        (
            98,
            [90],
            True,
            "98 days. 1 of the 7 nearest decisions took it: 90 days. This is 8 days longer than the longest.",
        ),
        (
            20,
            [30, 41],
            False,
            "20 days. 2 of the 7 nearest decisions took it: 30 to 41 days, the middle 35.5. "
            "This is 10 days shorter than the shortest.",
        ),
    ],
)
def test_it_says_how_far_inside_or_outside_the_draft_lies(days, lengths, far, sentence):
    one = Reflection("R02", days, lengths, 7)

    assert (one.sentence, one.is_far) == (sentence, far)
    assert (one.plot("m") is None) == (not lengths)


def test_the_plot_sets_the_draft_beside_shortest_middle_and_longest():
    plot = Reflection("R02", 98, [30, 60, 90], 7).plot("m")

    assert plot.rows == (("Shortest", 30), ("Middle", 60), ("Longest", 90), ("This draft", 98))


@pytest.mark.parametrize(
    ("days_ago", "when"), [(0, "In the last six months"), (184, "In the last year"), (366, "More than a year ago")]
)
def test_a_decision_has_no_date(days_ago, when):
    assert near(days_ago=days_ago).when == when


# From the record


@pytest.fixture
def others(sales, sam, drew, organization):
    """Three decisions about others: 30 and 60 days in writing, and one a level apart with an appointment besides."""
    made = []
    for number, (ends_on, severity) in enumerate(
        [(date(2026, 5, 17), 2), (date(2026, 6, 16), 2), (date(2026, 7, 1), 3)]
    ):
        case = CaseFactory(customer=CustomerFactory(name=f"Other {number}"), department=sales, opened_by=sam)
        for days in (70, 40, 12):
            reported(case, occurred_at=NOW - timedelta(days=days))
        measures = [(*IN_WRITING[:2], ends_on)] + [("R07", {}, ends_on)] * (severity - 2)
        made.append(decided(case, drew, measures=measures, severity=severity, number=40 + number))
    return made


def nearest_of(review):
    return mirror.nearest_decisions(review, on=TODAY, terms=terms_of_group(review.case.customer))


def reasons(review):
    return list(mirror.reasons_of_comparison(review, now=Moment.of(NOW), terms=[]))


@pytest.mark.django_db
def test_the_nearest_come_first_and_what_was_set_aside_is_left_out(review, others, dana, django_assert_num_queries):
    read = fresh(review)
    with django_assert_num_queries(1):
        found = mirror.nearest_decisions(read, on=TODAY, terms=[])
    assert [one.lengths for one in found][:2] == [[("R02", 60)], [("R02", 30)]]
    assert [one.severity for one in found] == [2, 2, 3]

    undone = {"ended_on": TODAY, "by": dana, "reasons": "Wrong.", "recorded_at": NOW}
    staged(row=Ending(restriction=others[1].restrictions.get(), kind="set_aside", **undone))
    assert [one.lengths for one in nearest_of(fresh(review))][:1] == [[("R02", 30)]]


@pytest.mark.django_db
def test_an_earlier_restriction_of_the_same_customer_is_history(review, others, drew, sam, sales):
    again = CaseFactory(customer=others[0].customer, department=sales, opened_by=sam)
    for days in (70, 40, 12):
        reported(again, occurred_at=NOW - timedelta(days=days))
    decided(again, drew, measures=[("R07", {}, date(2026, 5, 1))], number=60, at=NOW + timedelta(hours=1))

    assert sorted(one.had_one for one in nearest_of(fresh(review))) == [False, False, False, True]


@pytest.mark.django_db
def test_far_outside_takes_a_reason_and_a_little_longer_does_not(review, others):
    draft = DraftMeasure.objects.get()
    changed(draft, ends_on=date(2026, 7, 8))
    assert reasons(fresh(review)) == []
    changed(draft, ends_on=date(2026, 7, 9))
    assert reasons(fresh(review)) == [
        "R02 lasts longer than in every comparable decision, by 8 days. Write why this case differs."
    ]
    changed(review, no_comparison_reason="It went on for years.")
    assert reasons(fresh(review)) == []


@pytest.mark.django_db
def test_many_more_measures_than_in_any_take_a_reason(review, others):
    changed(DraftMeasure.objects.get(), ends_on=date(2026, 5, 17))
    for code, said in (("R17", {"text": "Be calm."}), ("R16", {"conditions": "A calm tone."})):
        measured(review, code, said)
    assert reasons(fresh(review)) == []
    measured(review, "R17", {"text": "Be brief."}, subject="Length")

    assert "No comparable decision took more than 2 measures. Write why this case takes 4." in reasons(fresh(review))


@pytest.mark.django_db
def test_the_page_shows_like_cases_and_nothing_of_anybody_in_them(review, others, dana, sign_in):
    page = sign_in(dana).get(f"/cases/{review.case.reference}/review/").content.decode()

    like = page.split('id="h-like"')[1].split('id="review"')[0]
    assert "3 nearest decisions, without names or dates" in like
    assert "Level 2, UD06, a repeated pattern, no earlier restriction" in like
    assert "In the last six months" in like
    for told in ("Other ", "DR-2026", "RS-2026", "April", "2026"):
        assert told not in like
    assert 'id="h-lens"' in page
