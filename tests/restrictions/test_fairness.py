"""Fairness to the person absent: every question answered, and every answer followed up."""

from datetime import timedelta

import pytest

from cases.models import Addendum, ConductCategory
from restrictions.policy.fairness import unmet_fairness, words_found
from tests.factories import NOW, CaseFactory, ReportCategoryFactory, changed, reported, staged
from tests.restrictions.ready import fresh

pytestmark = pytest.mark.django_db

TELL_FIRST = "The customer was not told what you consider. Send letter L2, or write why they could not answer first."
MISSING = [
    ({"urgent_reason": ""}, TELL_FIRST),
    ({"own_failure": ""}, "Answer whether a failure of ours set it off."),
    ({"own_failure": "yes"}, "Write how our own failure was put right (F16)."),
    ({"legitimate_speech": "yes"}, "Criticism, a review or a lawful complaint is no unacceptable conduct (F17)."),
    (
        {"facts_put": "no", "urgent_reason": ""},
        "Facts that were not put to the customer cannot be used, unless safety forbids it: write why (F18).",
    ),
    ({"circumstances": "yes"}, "Write which accommodation was offered and what they answered (F7)."),
    ({"circumstances": "yes"}, "Write the individual, current and objective evidence (F8)."),
    ({"circumstances": "yes"}, "Write the nature, duration and severity of the risk, and how probable it is (F8)."),
    ({"circumstances": "yes"}, "Write whether an accommodation can remove the risk (F8)."),
    ({"retaliation": "yes"}, "Write the reason that has nothing to do with their complaint or request (F15)."),
    ({"protected_trait": ""}, "Answer whether a protected trait is mentioned or matters."),
    ({"is_minor": ""}, "Answer whether the customer is a minor."),
    ({"is_minor": "yes"}, "Record the name and address of the guardian, who gets a copy of each letter (F20)."),
    ({"frivolous": "yes"}, "Frivolous needs one of its three grounds and the fact that shows it (T3)."),
    ({"vexatious": "yes"}, "Vexatious means frivolous first. A complaint with merit is never vexatious (T4)."),
    (
        {"vexatious": "yes", "frivolous": "yes", "frivolous_ground": "trivial", "frivolous_fact": "A comma."},
        "Vexatious needs the way it was pursued: malicious, to embarrass or harass, or to be a nuisance (T4).",
    ),
    ({"facts_found": ""}, "Write the facts you found."),
    ({"impact": "\u200b"}, "Write the impact: on whom, and why it is out of proportion."),
    ({"consequences": ""}, "Write what the customer would lose, and whether it can be softer (T9)."),
    ({"reasons": ""}, "Write the reasons, in words that can go into the letter (F3)."),
    (
        {"lesser_measures": "Tried."},
        "Write which lesser measures are not enough and why, in 40 characters or more (F1).",
    ),
]


def unmet(review, today, organization):
    return list(unmet_fairness(fresh(review), on=today, organization=organization))


def test_nothing_stands_against_a_review_that_is_done(review, today, organization):
    assert unmet(review, today, organization) == []


@pytest.mark.parametrize(("values", "sentence"), MISSING)
def test_what_is_missing_is_said(review, today, organization, values, sentence):
    changed(review, **values)

    assert sentence in unmet(review, today, organization)


@pytest.mark.parametrize(
    "name", ["own_failure", "legitimate_speech", "facts_put", "circumstances", "protected_trait", "retaliation"]
)
def test_cannot_tell_leaves_it_open(review, today, organization, name):
    changed(review, **{name: "cannot_tell"})

    assert any(sentence.startswith("“Cannot tell” leaves it open") for sentence in unmet(review, today, organization))


def test_complaints_about_staff_need_a_finding(review, today, organization):
    report = reported(review.case, occurred_at=NOW - timedelta(days=2))
    ReportCategoryFactory(report=report, category=ConductCategory.objects.get(code="UD11"))
    link = review.report_links.first()
    ReportCategoryFactory(report=link.report, category=ConductCategory.objects.get(code="UD11"), is_primary=False)

    sentence = "A report speaks of complaints about staff: find whether they were frivolous (T3)."
    assert unmet(review, today, organization) == [sentence]
    changed(review, frivolous="no")
    assert unmet(review, today, organization) == []


def test_the_word_scan_shows_words_and_where_they_stand(review, organization):
    report = reported(
        review.case, occurred_at=NOW - timedelta(days=2), narrative="He said that the Church sent him, and shouted."
    )

    found = words_found(fresh(review), organization)

    assert [(one.word, one.place) for one in found] == [("church", report.reference)]


def test_every_text_the_decision_rests_on_is_scanned(review, organization):
    report = review.case.reports.first()
    staged(row=Addendum(report=report, by=report.reporter, at=NOW, text="He named her church again."))
    changed(review.case.matters.get(), asked="A ramp for his wheelchair.")
    changed(review, impact="They spoke of the church.")

    found = words_found(fresh(review), organization)

    assert [(one.word, one.place) for one in found] == [
        ("church", f"{report}, this review"),
        ("wheelchair", str(review.case.matters.get())),
    ]


def test_reports_of_other_cases_are_not_scanned(review, organization):
    reported(CaseFactory(customer=review.case.customer), occurred_at=NOW - timedelta(days=2), narrative="The church.")

    assert words_found(fresh(review), organization) == []
