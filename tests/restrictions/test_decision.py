"""The decision: on exactly what was shown, by who may, with every signature it takes, and once."""

from datetime import date, timedelta

import pytest

from cases.models import Case, Letter
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from restrictions.actions import decision as acts
from restrictions.actions.decision import decide
from restrictions.models import Decision, DraftMeasure, Outcome, Proposal, Restriction, Review
from restrictions.policy.decision import differences, digest_of, needs_second
from tests.factories import NOW, CaseFactory, EffortFactory, changed, reported
from tests.restrictions.ready import ENDS, decided, fresh, measured, ready_review, weigh

pytestmark = pytest.mark.django_db

BLOCKED = {"sources": ["555-014-7880"], "diverted_to": "The front desk"}


def mail(kind):
    return sorted(OutboxMessage.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_a_director_decides_to_restrict(review, dana, today):
    decision = decided(review, dana)

    restriction = Restriction.objects.get()
    term = restriction.terms.get()
    assert (decision.outcome, decision.decided_by, decision.decided_on) == (Outcome.RESTRICT, dana, today)
    assert decision.role_held == "Director, Director of Client Services"
    assert decision.customer_name == "Cora Lindgren"
    assert decision.customer_address == "214 Sample Lane\nSpringfield, VA 22150"
    assert (decision.pattern_count, decision.pattern_needed, decision.pattern_from) == (4, 3, date(2025, 4, 17))
    assert (decision.severity, decision.categories) == (2, "UD06")
    assert (term.number, term.begins_on, term.ends_on, term.name) == (1, today, ENDS, "Cora Lindgren")
    assert (term.latest_end_on, term.review_on) == (date(2027, 4, 17), date(2026, 6, 17))


def test_deciding_closes_the_review_and_tells_who_reported_without_detail(review, dana):
    decided(review, dana)

    assert fresh(review).status == Review.Status.DECIDED
    assert Case.objects.get(pk=review.case_id).status == Case.Status.DECIDED
    assert Event.objects.filter(verb="decision.made").count() == 1
    assert mail("report_decided") == sorted(report.reporter.email for report in review.case.reports.all())
    assert mail("letter_to_issue") == [dana.email]
    body = OutboxMessage.objects.filter(kind="report_decided").first().body
    assert "Cora" not in body
    assert "restrict" not in body


STANDS_AGAINST = [
    ({"every_effort": "not_yet"}, "The second check says"),
    ({"basis": ""}, "Say what the decision rests on"),
    ({"circumstances": "cannot_tell"}, "“Cannot tell” leaves it open"),
    ({"reasons": ""}, "Write the reasons"),
    ({"lesser_measures": "None."}, "Write which lesser measures"),
    ({"stays_open": ""}, "Write what stays open"),
    ({"address_confirmed": False}, "Confirm the name and the mailing address."),
]


@pytest.mark.parametrize(("values", "sentence"), STANDS_AGAINST)
def test_nothing_is_decided_while_anything_stands_against_it(review, dana, values, sentence):
    changed(review, **values)
    before = Event.objects.count()

    with pytest.raises(Refused, match=sentence):
        decided(review, dana)

    assert not Decision.objects.exists()
    assert Event.objects.count() == before


def test_a_customer_without_a_name_or_address_is_not_restricted(review, dana):
    changed(review.case.customer, name="", description="A man in a red coat", address_line_1="")

    with pytest.raises(Refused) as refusal:
        decided(review, dana)

    assert refusal.value.reasons == [
        "Nobody knows yet who the customer is. A restriction needs a name.",
        "Record the customer's mailing address, or what was tried to find it.",
    ]


def test_a_decision_is_written_once(review, dana, drew):
    decided(review, dana)

    with pytest.raises(Refused, match="This review is decided already"):
        decided(review, drew)


def test_the_decision_is_on_what_was_shown_and_names_what_changed(review, dana):
    digest, shown = digest_of(fresh(review))
    late = reported(review.case, occurred_at=NOW - timedelta(days=1))
    changed(review, every_effort_how="Sam offered a meeting on March 2 and on March 20.")

    with pytest.raises(Refused) as refusal:
        decide(review=review, outcome=Outcome.RESTRICT, digest=digest, shown=shown, by=dana, at=NOW)

    assert refusal.value.reasons[0] == f"Report {late} was added."
    assert any("Sam offered a meeting on March 2" in reason for reason in refusal.value.reasons)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("shown", ["", "garbage", "[]", '{"a": 1}'])
def test_a_forged_text_of_what_was_shown_changes_nothing(review, dana, shown):
    with pytest.raises(Refused) as refusal:
        decide(review=review, outcome=Outcome.RESTRICT, digest="0" * 64, shown=shown, by=dana, at=NOW)

    assert refusal.value.reasons == [acts.CHANGED]


@pytest.mark.parametrize("values", [{"internal_note": "A note"}, {"address_confirmed": False}])
def test_notes_and_acknowledgments_do_not_change_what_was_shown(review, values):
    before = digest_of(fresh(review))[0]

    changed(review, **values)

    assert digest_of(fresh(review))[0] == before


def test_an_effort_nobody_relies_on_does_not_change_what_was_shown(review):
    before = digest_of(fresh(review))[0]

    EffortFactory(case=review.case)

    assert digest_of(fresh(review))[0] == before


def test_differences_are_sentences():
    then, now = {"A": "one", "B": "two"}, {"B": "three", "C": "four"}

    assert list(differences(then, now)) == ["C was added.", "A was taken away.", "B changed from “two” to “three”."]


# Two signatures


@pytest.fixture
def for_two(review, dana):
    """A review whose restriction takes two directors, signed by Dana."""
    measured(review, "R13", BLOCKED, ends_on=date(2026, 5, 1))
    assert isinstance(decided(review, dana), Proposal)
    return fresh(review)


def test_a_first_signature_of_two_is_a_proposal(for_two):
    assert for_two.status == Review.Status.PROPOSED
    assert not Decision.objects.exists()


def test_the_other_directors_hear_of_a_first_signature(review, dana, drew):
    measured(review, "R13", BLOCKED, ends_on=date(2026, 5, 1))

    decided(review, dana)

    assert mail("second_approval") == [drew.email]


def test_a_second_director_decides(for_two, dana, drew):
    decision = decided(for_two, drew, why="The calls are as described.")

    assert (decision.decided_by, decision.second_approver) == (dana, drew)
    assert decision.second_approval_why == "The calls are as described."
    assert Restriction.objects.count() == 2
    assert Restriction.objects.first().terms.get().latest_end_on == date(2028, 4, 17)


def test_nobody_signs_twice(for_two, dana):
    with pytest.raises(Refused, match="You signed already"):
        decided(for_two, dana, why="I agree with myself.")


def test_a_second_signature_says_why(for_two, drew):
    with pytest.raises(Refused, match="Write why you approve it as the second director"):
        decided(for_two, drew)


def test_a_second_signature_is_on_what_the_first_one_saw(for_two, drew):
    changed(for_two.case.customer, address_line_1="9 New Street")

    with pytest.raises(Refused) as refusal:
        decided(for_two, drew, why="Agreed.")

    assert refusal.value.reasons == [
        "This changed since Dana Ruiz signed.",
        "The address changed from “214 Sample Lane, Springfield, VA 22150” to “9 New Street, Springfield, VA 22150”.",
    ]


def test_a_first_signature_falls_when_its_signer_is_no_director_any_more(for_two, dana, drew):
    changed(dana.memberships.get(), ended_at=NOW, ended_by=drew)

    with pytest.raises(Refused, match="Dana Ruiz signed first: Only a director can do this"):
        decided(for_two, drew, why="Agreed.")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"protected_trait": "yes"}, "A protected trait is mentioned or matters (F14)."),
        (
            {"retaliation": "yes", "retaliation_reason": "The calls came before it."},
            "It follows a complaint of discrimination or a request for accommodation (F15).",
        ),
        ({"no_comparison_reason": "He kept a whole office busy."}, "It differs from comparable decisions (F13)."),
    ],
)
def test_what_asks_for_a_second_director_says_why(review, values, reason):
    now = acts.policy.Moment.of(NOW)
    assert needs_second(fresh(review), now=now) == []

    changed(review, **values)

    assert needs_second(fresh(review), now=now) == [reason]


def test_a_word_of_the_list_asks_for_a_second_director(review):
    weigh(review, reported(review.case, occurred_at=NOW - timedelta(days=3), narrative="She spoke of her wheelchair."))

    assert needs_second(fresh(review), now=acts.policy.Moment.of(NOW)) == ["The file uses the words wheelchair (F14)."]


def test_longer_than_every_comparable_decision_says_why(review, dana, sam):
    changed(DraftMeasure.objects.get(), ends_on=date(2026, 5, 17))
    decided(review, dana)
    other = CaseFactory(department=review.case.department, opened_by=sam)
    for days in (70, 40, 5):
        reported(other, occurred_at=NOW - timedelta(days=days), asked_to_stop="yes")
    like = ready_review(other, referred_by=sam)

    with pytest.raises(Refused, match="R02 lasts longer than in every comparable decision, by 61 days"):
        decided(like, dana)


# The other outcomes


def test_closing_without_action_closes_the_case_and_writes_to_the_customer(review, dana):
    decision = decided(review, dana, outcome=Outcome.NO_ACTION)

    case = Case.objects.get(pk=review.case_id)
    assert (case.status, case.closed_why) == (Case.Status.CLOSED, review.reasons)
    assert Letter.objects.get(kind="L12").customer == review.case.customer
    assert (decision.basis, decision.handled_properly) == ("", "")
    assert not Restriction.objects.exists()


def test_closing_an_unknown_person_writes_to_nobody(review, dana):
    changed(review.case.customer, name="", description="A man in a red coat")

    decided(review, dana, outcome=Outcome.NO_ACTION)

    assert not Letter.objects.exists()
    assert Case.objects.get(pk=review.case_id).is_closed


def test_deciding_to_warn_leaves_the_letter_as_the_next_thing_to_do(review, dana, sam, today):
    decision = decided(review, dana, outcome=Outcome.WARNING)

    case = Case.objects.get(pk=review.case_id)
    assert (case.status, case.due_on) == (Case.Status.OPEN, today + timedelta(days=3))
    assert mail("warning_to_issue") == sorted([dana.email, sam.email])
    assert decision.outcome == Outcome.WARNING


@pytest.mark.parametrize("outcome", ["", "ask", "banish"])
def test_there_are_three_outcomes(review, dana, outcome):
    with pytest.raises(Refused, match="Choose what to do"):
        decided(review, dana, outcome=outcome)


def test_nothing_is_decided_when_its_event_cannot_be_written(review, dana, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError("the record is full")

    monkeypatch.setattr(acts, "record", fails)
    with pytest.raises(OSError, match="the record is full"):
        decided(review, dana)

    assert not Decision.objects.exists()
    assert not Restriction.objects.exists()
    assert fresh(review).status == Review.Status.OPEN
    assert not OutboxMessage.objects.filter(kind="report_decided").exists()
    assert DraftMeasure.objects.count() == 1
