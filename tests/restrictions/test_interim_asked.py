"""An interim safety measure told by word, written to later, and looked at again on request (process 2.6)."""

from datetime import date

import pytest

from cases.models import Letter
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from restrictions.actions import interim as acts
from restrictions.actions import interim_endings as endings
from restrictions.models import DepartmentNotice, InterimContact, InterimEnding, Reconsideration
from restrictions.policy import interim as policy
from tests.factories import NOW, TODAY, UserFactory
from tests.restrictions.danger import (
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    after,
    ask,
    confirmed,
    fresh,
    measure,
    on_duty,
    report,
    taken,
)

pytestmark = pytest.mark.django_db
__all__ = ["measure", "on_duty", "report"]


# Told by word, written to later


def test_what_was_said_by_word_is_written_down_within_a_business_day_or_with_the_reason(measure, sam, at):
    said = {"measure": measure, "kind": "told", "how": "Told at the door.", "by": sam}

    acts.write_down(**said, happened_at=NOW, late_reason="", at=after(3))
    with pytest.raises(Refused, match="within one business day"):
        acts.write_down(**said, happened_at=NOW, late_reason="", at=after(4))
    acts.write_down(**said, happened_at=NOW, late_reason="Off sick.", at=after(4))

    assert InterimContact.objects.filter(kind="told").count() == 2
    with pytest.raises(Refused, match="you do not work on it"):
        acts.write_down(**said | {"by": UserFactory()}, happened_at=NOW, late_reason="", at=after(3))


def test_who_is_reached_after_all_gets_the_letter_once(report, dana):
    measure = taken(report, dana, ways=(), not_reached="No answer.")

    acts.write_to_them(measure=measure, ways=("post",), by=dana, at=NOW + HOUR)

    assert Letter.objects.get(kind="L3").deliveries.get().method == "post"
    with pytest.raises(Refused, match="was written already"):
        acts.write_to_them(measure=measure, ways=("post",), by=dana, at=NOW + HOUR)


# Looked at again


def answered(asked, by, outcome="kept", at=NOW + HOUR, **values):
    said = {"outcome": outcome, "reasons": "Two people saw it raised.", "ways": ("email",)} | values
    return endings.answer_asked(asked=asked, by=by, at=at, **said)


def test_a_request_to_look_again_is_kept_word_for_word_and_due_in_two_business_days(measure, sam, drew, dana):
    asked = ask(measure, sam)

    assert (asked.words, asked.due_on) == ("It was a kitchen knife I had bought.", date(2026, 4, 21))
    assert [one.recipient for one in OutboxMessage.objects.filter(kind="interim_asked")] == [drew.email]
    with pytest.raises(Refused, match="open already"):
        ask(measure, sam)


def test_another_manager_keeps_it_with_a_letter(measure, sam, drew):
    asked = answered(ask(measure, sam), drew)

    assert asked.outcome == "kept"
    assert "The safety measure stays until April 20, 2026" in asked.reply.blocks
    assert not InterimEnding.objects.exists()


def test_another_manager_ends_it_at_once(report, dana, drew, sam, sales, emil):
    measure = taken(report, dana, departments=(sales,))

    asked = answered(ask(measure, sam), sam, outcome="revoked")

    assert InterimEnding.objects.get().letter == asked.reply
    assert DepartmentNotice.objects.filter(kind="end").count() == 1
    assert Event.objects.filter(verb="interim.answered").count() == 1


def test_who_took_or_confirmed_it_does_not_answer(measure, sam, dana, drew):
    confirmed(measure, drew)
    asked = ask(measure, sam)

    for by in (dana, drew):
        with pytest.raises(Refused, match="You took or confirmed this measure"):
            answered(asked, by)


@pytest.mark.parametrize(("who", "sentence"), [("emil", "answered by a director"), ("olga", "answered by a director")])
def test_who_manages_nothing_here_does_not_answer(request, measure, sam, who, sentence):
    with pytest.raises(Refused, match=sentence):
        answered(ask(measure, sam), request.getfixturevalue(who))


def test_an_answer_after_the_end_says_that_it_had_ended(measure, sam, drew):
    asked = answered(ask(measure, sam), drew, at=after(5))

    assert (asked.outcome, Reconsideration.objects.get().outcome) == ("over", "over")
    with pytest.raises(Refused, match="answered already"):
        answered(asked, drew)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"their_words": ""}, "Write down the customer's own words."),
        ({"received_at": NOW + HOUR}, "Enter a time after the measure was taken that is not in the future."),
        ({"received_at": NOW - HOUR}, "Enter a time after the measure was taken"),
    ],
)
def test_what_a_request_cannot_do_without(measure, sam, values, sentence):
    with pytest.raises(Refused, match=sentence):
        ask(measure, sam, **values)


# Home


def test_what_waits_is_to_confirm_or_about_to_end(measure, dana):
    assert [(one.label, one.due_on) for one in policy.waiting([measure], on=TODAY)] == [("To confirm", MONDAY)]

    measure = confirmed(measure, dana)
    assert list(policy.waiting([measure], on=TODAY)) == []
    assert [one.label for one in policy.waiting([fresh(measure, after(6))], on=FRIDAY - DAY)] == ["Ends by itself"]
