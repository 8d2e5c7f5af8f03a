"""The life of a review: referred, taken, handed over, saved, asked about, and told to the customer."""

from datetime import date, timedelta

import pytest

from cases.models import Case, CaseNote, Letter
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage, Role
from restrictions.actions import measures as measure_acts
from restrictions.actions import review as acts
from restrictions.models import DraftMeasure, Review, ReviewReport
from tests.factories import NOW, MembershipFactory, changed, reported
from tests.restrictions.ready import ENDS, IN_WRITING, decided, fresh

pytestmark = pytest.mark.django_db


def mail(kind):
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("recipient", flat=True))


def refused_by(act, **values):
    """The reasons the act refuses with; it writes nothing."""
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        act(at=NOW, **values)
    assert Event.objects.count() == before
    return refusal.value.reasons


# Referred


def test_a_supervisor_refers_a_case_to_the_directors(case, sam, dana, drew):
    review = acts.refer_case(case=case, why="It went on after the warning.", by=sam, at=NOW)

    assert (review.status, review.referred_by, review.due_on) == (Review.Status.OPEN, sam, date(2026, 5, 1))
    assert Case.objects.get(pk=case.pk).status == Case.Status.REVIEW
    assert Event.objects.filter(verb="review.referred").count() == 1
    assert mail("review_referred") == [dana.email, drew.email]
    body = OutboxMessage.objects.filter(kind="review_referred").first().body
    assert "Cora" not in body
    assert f"/cases/{case.reference}/review/" in body


@pytest.mark.parametrize("who", ["emil", "olga", "ada"])
def test_only_the_departments_supervisor_or_a_director_refers(case, request, who):
    somebody = request.getfixturevalue(who)

    assert refused_by(acts.refer_case, case=case, why="It went on.", by=somebody) == [
        "Only a supervisor of the department, or a director, refers a case."
    ]


def test_a_referral_says_why_and_has_a_report(case, sam):
    for report in case.reports.all():
        report.become("void")
        changed(report)

    assert refused_by(acts.refer_case, case=case, why="\u200b", by=sam) == [
        "Add a report to the case first. A director decides on reports.",
        "Write why it needs a director.",
    ]


def test_a_case_is_with_one_director_at_a_time_and_can_be_referred_again(review, sam, dana):
    assert refused_by(acts.refer_case, case=review.case, why="Again.", by=sam) == [
        "This case is with a director already."
    ]

    decided(review, dana)

    again = acts.refer_case(case=review.case, why="It went on all the same.", by=sam, at=NOW)
    assert again.pk != review.pk


def test_a_closed_case_is_reopened_first(review, sam, dana):
    decided(review, dana, outcome="no_action")

    assert refused_by(acts.refer_case, case=review.case, why="Again.", by=sam) == [
        "This case is closed. Reopen it first."
    ]


# Taken and handed over


def test_a_director_takes_a_review(review, drew):
    acts.take_review(review=review, by=drew, at=NOW)

    assert fresh(review).director == drew


def test_nobody_takes_what_is_theirs(review, dana):
    assert refused_by(acts.take_review, review=review, by=dana) == ["This review is yours already."]


def test_a_director_with_a_part_hands_the_case_over(review, dana, drew):
    reported(review.case, occurred_at=NOW - timedelta(days=1), reporter=dana)

    acts.hand_over_review(review=review, to=drew, why="I took the call.", by=dana, at=NOW)

    assert fresh(review).director == drew
    assert mail("review_handed_over") == [drew.email]


def test_a_case_goes_to_nobody_with_a_part(review, dana, sam):
    MembershipFactory(user=sam, role=Role.DIRECTOR)

    assert refused_by(acts.hand_over_review, review=review, to=sam, why="On leave.", by=dana) == [
        "Sam Okafor may not decide this case. Choose a director with no part in it."
    ]


# Saved


def save(review, by, **values):
    values = {"answers": {}, "revision": fresh(review).revision} | values
    return acts.save_review(review=review, by=by, at=NOW, **values)


def test_a_review_is_saved_as_it_goes(review, dana):
    report = review.case.reports.first()
    weighed = {report.pk: {"is_accepted": False, "counts": False, "on_what_evidence": ""}}

    save(review, dana, answers={"impact": "Two people."}, reports=weighed, matters=[], efforts=None)

    again = fresh(review)
    assert again.impact == "Two people."
    assert not ReviewReport.objects.get(review=review, report=report).is_accepted
    assert not again.matter_links.get().is_used
    assert again.effort_links.get().is_used
    assert Event.objects.filter(verb="review.saved").count() == 1


def test_nobody_saves_over_what_somebody_else_saved(review, dana, drew):
    save(review, drew, answers={"impact": "From Drew."})

    (reason,) = refused_by(acts.save_review, review=review, revision=review.revision, answers={"impact": "x"}, by=dana)

    assert reason == "Drew Falk saved this at 11:00 AM. Your words are still here: compare, then save again."
    assert fresh(review).impact == "From Drew."


def test_a_report_that_was_added_meanwhile_is_read_first(review, dana):
    seen = [report.pk for report in review.case.reports.all()]
    late = reported(review.case, occurred_at=NOW - timedelta(hours=3))

    reasons = refused_by(
        acts.save_review, review=review, revision=fresh(review).revision, answers={}, seen=seen, by=dana
    )

    assert reasons == [f"Report {late} was added at 11:00 AM. Read it, then save."]


def test_a_report_of_another_case_is_not_weighed(review, dana, cora):
    stranger = {999: {"is_accepted": True, "counts": True, "on_what_evidence": ""}}

    (reason,) = refused_by(
        acts.save_review, review=review, revision=fresh(review).revision, answers={}, reports=stranger, by=dana
    )

    assert reason == "A report that you ticked is not part of this case any more. Look at the page again."


def test_nobody_with_a_part_writes_the_review(review, dana):
    reported(review.case, occurred_at=NOW - timedelta(days=1), reporter=dana)

    (reason,) = refused_by(acts.save_review, review=review, revision=fresh(review).revision, answers={}, by=dana)

    assert reason.startswith("You have a part in this case: you wrote report")


def test_a_decided_review_is_not_saved(review, dana):
    decided(review, dana)

    assert refused_by(acts.save_review, review=review, revision=fresh(review).revision, answers={}, by=dana) == [
        "This review is decided. What it rests on is not changed any more."
    ]


# Measures


def test_measures_are_added_and_taken_out(review, dana):
    draft = measure_acts.add_measure(
        review=review, measure="R07", parameters={"place": "Main Street", "notice_days": 2}, ends_on=ENDS,
        why="Visits went wrong.", by=dana, at=NOW,
    )  # fmt: skip
    assert [one.measure for one in DraftMeasure.objects.filter(dropped_at=None).order_by("measure")] == ["R02", "R07"]

    measure_acts.drop_measure(draft=draft, by=dana, at=NOW)

    assert DraftMeasure.objects.get(pk=draft.pk).dropped_at == NOW


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"measure": "R99"}, "Choose a measure of the catalogue."),
        ({"parameters": {}}, "Fill in: How they can write."),
        ({}, "This measure is in the review already. Drop it first, then add it anew."),
    ],
)
def test_a_measure_is_one_of_the_catalogue_complete_and_once(review, dana, values, sentence):
    given = {"measure": "R02", "parameters": IN_WRITING, "ends_on": ENDS, "why": "Nothing less held."} | values

    assert sentence in refused_by(measure_acts.add_measure, review=review, by=dana, **given)


# The customer, and who referred


def test_the_customer_is_asked_for_their_side(review, dana, calendar):
    said = {"allegations": "Eleven calls on March 8.", "evidence": "The phone log.", "options": "Email only."}

    letter = acts.send_notice_of_review(review=review, ways=["post", "email"], by=dana, at=NOW, **said)

    again = fresh(review)
    assert (letter.kind, again.notice_letter) == (Letter.Kind.L2, letter)
    assert again.answer_by == calendar.add_business_days(date(2026, 4, 22), 5)
    assert letter.deliveries.count() == 2
    assert refused_by(acts.send_notice_of_review, review=review, ways=["post"], by=dana, **said) == [
        "Letter L2 was sent already."
    ]


def test_more_information_is_asked_of_who_referred_and_given(review, dana, sam):
    acts.ask_for_information(review=review, question="Was the second letter sent?", by=dana, at=NOW)
    assert (fresh(review).status, mail("review_question")) == (Review.Status.ASKED, [sam.email])

    acts.give_information(review=review, answer="Yes, on March 16.", by=sam, at=NOW)

    assert fresh(review).status == Review.Status.OPEN
    assert CaseNote.objects.get().text == "Yes, on March 16."
    assert mail("review_answered") == [dana.email]


def test_a_stranger_does_not_answer_the_director(review, dana, olga):
    acts.ask_for_information(review=review, question="Was the second letter sent?", by=dana, at=NOW)

    assert refused_by(acts.give_information, review=review, answer="Yes.", by=olga) == [
        "Only who referred the case, a supervisor of the department or a director answers this."
    ]
