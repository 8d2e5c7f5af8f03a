"""What a review, a decision and a safety measure are refused with: each sentence as a person reads it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from appeals.policy.lodging import reasons_of_letter as reasons_against_an_appeal
from cases.models import Case
from conduct.lifecycle import Refused
from conduct.models import Organization
from restrictions.actions import decision as deciding
from restrictions.actions import measures, review
from restrictions.actions.interim_endings import revoke_measure
from restrictions.actions.requests import end_pause, pause_restriction
from restrictions.models import Outcome, Pause, ReviewReport
from restrictions.policy import basis, decision, fairness, interim, issue
from restrictions.policy.measures import unmet_measures
from restrictions.policy.reassessment import HEARD_FIRST, reasons_before_hearing
from restrictions.policy.referral import reasons_not_to_refer
from tests.cases.test_warning import warn
from tests.factories import NOW, TODAY, changed, reported, staged
from tests.restrictions import staging
from tests.restrictions.danger import danger, taken
from tests.restrictions.ready import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def weighed(review):
    """A review in which everything is done."""
    return review


@pytest.fixture
def issued(case, dana, april):
    return staging.issue(staging.decided(case, dana), dana)


def refused(act, **said):
    """The reasons the act gives."""
    with pytest.raises(Refused) as refusal:
        act(**{"at": NOW} | said)
    return refusal.value.reasons


def test_a_case_whose_status_has_no_way_to_a_director_is_not_referred(case, sam):
    case.status = "elsewhere"
    case.MOVES = Case.MOVES | {"elsewhere": set()}

    assert list(reasons_not_to_refer(case, by=sam, on=TODAY)) == ["This case cannot be referred now."]


def test_a_review_is_handed_over_by_a_director_to_another_with_why(weighed, sam, dana):
    assert refused(review.hand_over_review, review=weighed, to=dana, why=" ", by=dana) == [
        "Choose another director.",
        "Write why you hand it over.",
    ]
    assert refused(review.hand_over_review, review=weighed, to=dana, why="On leave.", by=sam) == [
        "Only a director hands a case over."
    ]


def test_a_question_is_asked_and_answered_in_words_one_at_a_time(weighed, sam, dana):
    assert refused(review.give_information, review=weighed, answer=" ", by=sam) == [
        "Nothing is asked at the moment.",
        "Write the answer, or say what you added to the case.",
    ]
    assert refused(review.ask_for_information, review=weighed, question=" ", by=dana) == ["Write what is still needed."]
    review.ask_for_information(review=weighed, question="Was it sent?", by=dana, at=NOW)

    assert refused(review.ask_for_information, review=weighed, question="And when?", by=dana) == [
        "More information was asked for already, or the decision waits for its second approval."
    ]
    assert "More information was asked for. Decide once the answer is here." in list(
        decision.reasons_of_state(fresh(weighed))
    )


def test_a_decision_has_an_outcome_and_reasons(weighed, dana):
    changed(weighed, reasons=" ")
    now = decision.Moment.of(NOW)

    assert list(decision.reasons_not_to_decide(fresh(weighed), outcome="", by=dana, now=now)) == ["Choose what to do."]
    assert list(decision.reasons_not_to_end_softly(fresh(weighed), Outcome.NO_ACTION)) == ["Write the reasons."]


def test_what_was_shown_and_is_not_known_has_to_be_looked_at_again(weighed, dana):
    said = {"review": weighed, "outcome": Outcome.RESTRICT, "digest": "0" * 64, "shown": "{}", "by": dana}

    assert refused(deciding.decide, **said) == [
        "What this rests on changed since you looked at it. Look again, then decide."
    ]


def test_a_proposal_is_taken_back_before_it_is_decided_otherwise(weighed, dana, drew):
    changed(weighed, retaliation="yes", retaliation_reason="The calls came before the complaint.")
    digest, shown = decision.digest_of(fresh(weighed))
    said = {"review": weighed, "digest": digest, "shown": shown}
    deciding.decide(outcome=Outcome.RESTRICT, by=dana, at=NOW, **said)

    assert refused(deciding.decide, outcome=Outcome.NO_ACTION, by=drew, why="No.", **said) == [
        "A restriction is proposed. Save the review to take the proposal back before you decide otherwise."
    ]


def test_a_measure_is_taken_out_once(weighed, dana):
    draft = weighed.draft_measures.get()
    measures.drop_measure(draft=draft, by=dana, at=NOW)

    assert refused(measures.drop_measure, draft=draft, by=dana) == ["This measure was taken out already."]


def test_a_decision_rests_on_accepted_reports_with_a_kind_of_conduct(weighed):
    for link in weighed.report_links.all():
        changed(link, is_accepted=False, counts=False)
    nothing = list(basis.unmet_evidence(fresh(weighed)))
    report = reported(weighed.case, occurred_at=NOW - timedelta(days=2))
    staged(row=ReviewReport(review=weighed, report=report, is_accepted=True, on_what_evidence="The phone log"))

    assert nothing == ["Accept at least one report. A restriction never rests on opinion alone."]
    assert list(basis.unmet_evidence(fresh(weighed))) == [
        "No accepted report has a kind of conduct from the policy. Triage picks it."
    ]


def test_conduct_that_had_a_cause_says_why_it_counts(weighed):
    seen = fresh(weighed)
    report = basis.accepted_reports(seen)[0]
    report.triage.without_cause = "no"

    assert list(fairness.unmet_reasoning(seen)) == [
        f"{report} had a cause, as triage found. Write why it counts all the same (T1)."
    ]


def test_a_deputy_is_somebody_else(weighed, sam):
    changed(weighed, liaison=sam, deputy=sam)
    organization = Organization.objects.current()

    assert list(unmet_measures(fresh(weighed), on=TODAY, organization=organization)) == [
        "Name somebody else as deputy, for days when the named contact is away."
    ]


def test_a_decision_is_issued_once(issued):
    issued = issue.with_everything(issued.pk)

    assert list(issue.reasons_of_state(issued, Organization.objects.current().calendar())) == [
        "It was issued on April 17, 2026 already."
    ]


def test_a_pause_ends_once(issued, dana):
    staging.serve(issued, deemed_on=TODAY)
    restriction = issued.restrictions.get()
    said = {"kind": Pause.Kind.STAY, "from_on": TODAY, "until_on": None, "reasons": "An appeal."}
    pause = pause_restriction(restriction=restriction, by=dana, at=NOW, **said)
    end_pause(pause=pause, by=dana, at=NOW)

    assert refused(end_pause, pause=pause, by=dana) == ["This pause ended already."]


def test_only_a_restriction_notice_is_appealed(case, dana):
    assert list(reasons_against_an_appeal(warn(case, dana).letter)) == ["The letter “Warning” cannot be appealed."]


def test_a_safety_measure_can_be_switched_off(organization):
    changed(organization, interim_measures=False)

    assert list(interim.reasons_it_is_off(organization)) == [
        "Interim safety measures are switched off in the settings. In danger call the police."
    ]


def test_what_was_said_long_ago_says_why_it_is_written_late(organization):
    said = {"at": NOW, "calendar": organization.calendar()}

    assert list(interim.reasons_not_to_write_down(NOW - timedelta(days=9), "", **said)) == [
        "What was said is written down within one business day. Say why it comes later, on the measure's page."
    ]


def test_a_letter_about_a_safety_measure_is_written_once(cora, sales, dana):
    measure = taken(danger(cora, sales), dana)

    assert "The letter about this measure was written already." in list(
        interim.reasons_not_to_write(measure, by=dana, on=TODAY)
    )


def test_a_safety_measure_is_not_issued_again_once_its_days_are_over(cora, sales, dana):
    measure = taken(danger(cora, sales), dana)
    said = {"by": dana, "on": TODAY + timedelta(days=30), "organization": Organization.objects.current()}

    assert "The 14 days it can last in all are over." in list(interim.reasons_not_to_issue_again(measure, **said))


def test_a_safety_measure_that_was_ended_did_not_run_out(cora, sales, dana):
    measure = taken(danger(cora, sales), dana)
    revoke_measure(measure=measure, reasons="It was a toy.", ways=("email",), by=dana, at=NOW)
    measure = type(measure).objects.as_of(NOW, TODAY).with_people().get(pk=measure.pk)

    assert f"{measure} did not run out: revoked." in list(
        interim.reasons_not_to_issue_again(measure, by=dana, on=TODAY, organization=Organization.objects.current())
    )


def test_a_review_before_the_end_waits_for_the_customers_view():
    waits = [
        (None, "Letter L6 has not asked the customer for their view yet. It leaves by itself within the hour. "),
        (SimpleNamespace(answer_by=TODAY), "The customer can send their view until April 17, 2026. "),
    ]

    for invitation, sentence in waits:
        due, known = SimpleNamespace(invitation=invitation), SimpleNamespace(statements=[])
        assert list(reasons_before_hearing(due, known, outcome=next(iter(HEARD_FIRST)), on=TODAY)) == [
            f"{sentence}Until then it can only be ended or made lighter."
        ]
