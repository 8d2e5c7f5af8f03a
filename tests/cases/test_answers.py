"""Answers a letter invites: entered word for word, due by the settings, answered once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.actions import answers as acts_of
from cases.actions.letters import record_returned, record_sent
from cases.models import Answer, Letter
from cases.policy import answers as policy
from tests.cases.casework import HOSTILE, acts, record_is_down, refused
from tests.cases.test_letters import a_letter
from tests.cases.test_warning import warn
from tests.factories import NOW, TODAY, staged

pytestmark = pytest.mark.django_db
Kind = Answer.Kind


@pytest.fixture
def notice(case, dana):
    """Letter L4, which invites a pause, leave and an early review; its kind is all that counts here."""
    return a_letter(case, dana, kind="L4")


def entered(letter, by, kind=Kind.WAIVER, **changes):
    said = {
        "words": "May I come on Monday?",
        "channel": "phone",
        "received_at": NOW,
        "for_day": TODAY,
        "by": by,
        "at": NOW,
    }
    return acts_of.enter_answer(letter=letter, kind=kind, **said | changes)


@pytest.mark.parametrize("words", HOSTILE)
def test_an_answer_is_kept_word_for_word(words, notice, sam):
    entered(notice, sam, words=f"I say: {words}")

    assert Answer.objects.get().words == f"I say: {words}"


def test_the_words_of_a_customer_cannot_be_changed(notice, sam):
    answer = entered(notice, sam)
    answer.words = "I agree."

    with pytest.raises(IntegrityError), transaction.atomic():
        staged(row=answer)


@pytest.mark.parametrize(
    ("kind", "due_on"),
    [
        (Kind.STAY, date(2026, 4, 21)),  # two business days
        (Kind.WAIVER, date(2026, 4, 21)),
        (Kind.EARLY_REVIEW, date(2026, 5, 1)),  # ten
    ],
)
def test_each_kind_is_due_in_the_business_days_of_the_settings(kind, due_on, calendar, organization):
    assert policy.due_on(kind, TODAY, calendar=calendar, organization=organization) == due_on


def test_a_statement_is_read_and_kept(case, dana, sam):
    answer = entered(a_letter(case, dana, kind="L2"), sam, Kind.STATEMENT)
    assert answer.due_on is None

    acts_of.note_answer(answer=answer, reason="The director reads it.", by=sam, at=NOW)

    answer.refresh_from_db()
    assert (answer.outcome, answer.decided_by, answer.reply) == ("noted", sam, None)
    assert acts(case)[-2:] == ["answer.entered", "answer.read"]
    with refused("This was answered already: read and kept."):
        acts_of.note_answer(answer=answer, reason="-", by=sam, at=NOW)


def test_what_asks_for_a_decision_cannot_only_be_read(notice, sam):
    answer = entered(notice, sam)

    with refused("This asks for a decision."):
        acts_of.note_answer(answer=answer, reason="-", by=sam, at=NOW)


def test_an_answer_is_answered_once_by_the_act_that_decides(notice, case, sam, dana):
    answer = entered(notice, sam)
    reply = a_letter(case, dana, kind="waiver_answered")

    acts_of.close_answer(answer=answer, outcome="granted", reasons="A good reason.", reply=reply, by=dana, at=NOW)

    answer.refresh_from_db()
    assert (answer.outcome, answer.reply, answer.decided_at) == ("granted", reply, NOW)
    assert list(Answer.objects.open()) == []
    with refused("This was answered already: granted."):
        acts_of.close_answer(answer=answer, outcome="refused", reasons="-", reply=None, by=dana, at=NOW)


def test_an_answer_needs_an_outcome_of_the_list(notice, sam, dana):
    answer = entered(notice, sam)

    with refused("Choose an outcome."):
        acts_of.close_answer(answer=answer, outcome="maybe", reasons="-", reply=None, by=dana, at=NOW)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": Kind.DISPUTE}, "The letter “Restriction” does not invite this answer."),
        ({"words": ""}, "Write down the customer's own words."),
        ({"received_at": NOW + timedelta(minutes=1)}, "Enter a time that is not in the future."),
        ({"received_at": NOW - timedelta(days=1)}, "The answer cannot be older than the letter."),
        ({"for_day": None}, "Say for which day leave is asked."),
        ({"for_day": TODAY - timedelta(days=1)}, "Leave is asked for a day that is still to come."),
    ],
)
def test_an_answer_is_not_entered_wrongly(wrong, sentence, notice, sam):
    with refused(sentence):
        entered(notice, sam, **wrong)


@pytest.mark.parametrize("who", ["emil", "olga", "alba"])
def test_only_who_works_on_the_case_enters_an_answer(who, request, notice):
    somebody = request.getfixturevalue(who)

    with refused("you do not work on it"):
        entered(notice, somebody)


def test_a_pause_is_asked_for_while_an_appeal_is_decided(notice, sam):
    with refused("A pause is for the time in which an appeal is decided, and none is open. Enter the appeal first."):
        entered(notice, sam, Kind.STAY)


def test_what_comes_back_on_a_copy_for_the_guardian_is_kept_with_the_letter(case, dana, sam):
    letter = warn(case, dana).letter
    copy = a_letter(case, dana, kind="L1", copy_for_guardian=True, about_id=letter.pk)

    assert entered(copy, sam, Kind.DISPUTE).letter == letter
    with refused("This warning was disputed already."):
        entered(copy, sam, Kind.DISPUTE)


def test_a_warning_is_disputed_once(case, dana, sam):
    warning = warn(case, dana)
    entered(warning.letter, sam, Kind.DISPUTE)

    with refused("This warning was disputed already."):
        entered(warning.letter, sam, Kind.DISPUTE)


def test_no_answer_is_left_when_the_record_cannot_be_written(notice, sam):
    with record_is_down("cases.actions.answers"):
        entered(notice, sam)

    assert not Answer.objects.exists()


def test_every_letter_says_which_answers_it_invites():
    letters = {kind: policy.kinds_for(Letter(kind=kind)) for kind in Letter.Kind}

    invited = {kind: answers for kind, answers in letters.items() if answers}
    again = ["waiver_answered", "early_review_answered"]
    about_terms = ["L4", "L6", "L7", "L9a", "L9b", "L10", "L10b", "L11", "late_appeal_refused"]
    assert list(invited) == ["L1", "L2", *about_terms, *again]
    assert invited["L1"] == [Kind.DISPUTE]
    assert invited["L4"] == [Kind.STAY, Kind.WAIVER, Kind.EARLY_REVIEW]


def test_with_two_ways_of_sending_the_later_receipt_counts_and_a_returned_one_does_not(
    case, dana, sam, calendar, organization
):
    letter = warn(case, dana).letter
    email, post = letter.deliveries.order_by("method")
    record_sent(delivery=email, sent_at=NOW, by=None, at=NOW)
    assert policy.received_by(letter) is None

    record_sent(delivery=post, sent_at=NOW, by=sam, at=NOW)
    assert policy.received_by(letter) == date(2026, 4, 22)
    assert policy.dispute_until(letter, calendar=calendar, organization=organization) == date(2026, 5, 6)

    record_returned(delivery=post, reason="Moved", by=sam, at=NOW)
    assert policy.received_by(letter) == TODAY
