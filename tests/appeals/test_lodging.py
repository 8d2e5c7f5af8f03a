"""An appeal is taken in word for word, in time or late with its reason, once at a time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from appeals.actions.hearing import refuse_late, take_in_late
from appeals.actions.lodging import add_statement, lodge_appeal, withdraw_appeal
from appeals.models import Appeal, AppealStatement
from appeals.policy import lodging as policy
from cases.models import Answer, Delivery
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from restrictions.policy.decision import Moment
from tests.appeals.conftest import WORDS, assigned, lodged
from tests.factories import NOW
from tests.restrictions.staging import IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
LONG_AFTER = datetime(2026, 6, 26, 15, 0, tzinfo=UTC)  # 60 days after April 27, the last day to appeal
NEW_YORK = timedelta(hours=4)  # what New York is behind in summer


def test_an_appeal_is_kept_as_it_came_with_its_days(decision, sam, ada):
    appeal = lodged(
        decision,
        sam,
        wanted="A shorter time",
        spoken_for_by="Alex Castellan, letter of May 4",
        help_needed="Large print",
    )

    assert (appeal.reference, appeal.status, appeal.words) == ("AP-2026-0001", Appeal.Status.RECEIVED, WORDS)
    assert (appeal.case, appeal.decision, appeal.entered_by, appeal.about) == (decision.case, decision, sam, "")
    assert appeal.ground_list == [Appeal.Ground.DISPROPORTIONATE, Appeal.Ground.CIRCUMSTANCES]
    assert (appeal.deadline_on, appeal.is_late) == (date(2026, 4, 27), False)
    assert (appeal.acknowledge_by, appeal.decide_by) == (date(2026, 4, 21), date(2026, 5, 8))
    event = Event.objects.get(verb="appeal.lodged")
    assert (event.journal, event.actor) == (decision.case.journal, sam)
    assert [m.recipient for m in OutboxMessage.objects.filter(kind="appeal_to_assign")] == [ada.email]


def test_words_are_kept_with_every_sign_they_hold(decision, sam):
    words = "  One\n\n\u202eturned\u202c \u05e9\u05dc\u05d5\u05dd \U0001f469\u200d\U0001f469\u200d\U0001f467 {{ x }}  "

    appeal = lodged(decision, sam, words=words)

    assert Appeal.objects.get(pk=appeal.pk).words == words


def test_the_worked_example_of_the_process(case, dana, april, sam):
    # Mailed Monday June 1, so received Saturday June 6; June 19 and July 3 are holidays.
    mailed = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
    decision = decided(case, dana, measures=(IN_WRITING,), begins_on=date(2026, 6, 1), at=NOW)
    issue(decision, dana, at=mailed)
    decision.refresh_from_db()
    serve(decision, at=mailed)
    filed = datetime(2026, 6, 16, 15, 0, tzinfo=UTC)

    appeal = lodge_appeal(
        letter=decision.letter, words="My wife is in an active closing.", grounds=["disproportionate"], channel="post",
        received_at=filed,
        by=sam, at=filed,
    )  # fmt: skip

    assert (appeal.deadline_on, appeal.acknowledge_by, appeal.decide_by) == (
        date(2026, 6, 22),
        date(2026, 6, 18),
        date(2026, 7, 9),
    )


@pytest.mark.parametrize(
    ("local", "late"),
    [(datetime(2026, 4, 27, 23, 59, 59, tzinfo=UTC), False), (datetime(2026, 4, 28, 0, 0, tzinfo=UTC), True)],
)
def test_the_last_day_runs_to_midnight_on_our_wall(decision, sam, local, late):
    received_at = local + NEW_YORK

    appeal = lodged(decision, sam, received_at=received_at, at=received_at, late_reason="I was ill.")

    assert appeal.is_late is late
    assert appeal.late_reason == ("I was ill." if late else "")


def test_a_letter_that_is_not_received_yet_cannot_be_answered_late(case, dana, april, sam):
    decision = decided(case, dana)
    issue(decision, dana)
    decision.refresh_from_db()

    appeal = lodged(decision, sam, received_at=NOW)

    assert (appeal.is_late, appeal.deadline_on) == (False, date(2026, 5, 1))


@pytest.mark.parametrize(("days", "taken"), [(0, True), (1, False)])
def test_even_a_late_appeal_has_a_last_day(decision, sam, days, taken):
    received_at = LONG_AFTER + timedelta(days=days)
    late = {"received_at": received_at, "at": received_at, "late_reason": "I was abroad."}

    if taken:
        assert lodged(decision, sam, **late).is_late
    else:
        with pytest.raises(Refused, match="The last day for even a late appeal was June 26, 2026"):
            lodged(decision, sam, **late)


REFUSALS = {
    "no words": ({"words": " \u200b\n"}, "Write down the customer's own words."),
    "no ground": ({"grounds": []}, "Choose what the appeal says: at least one ground of the list."),
    "an unknown ground": ({"grounds": ["mood"]}, "Choose what the appeal says: at least one ground of the list."),
    "a part of another letter": ({"about": ["RS-2026-7777"]}, "Choose restrictions of this letter."),
    "from the future": ({"received_at": NOW + timedelta(minutes=1)}, "Enter a time that is not in the future."),
    "older than the letter": ({"received_at": NOW - timedelta(days=30)}, "The appeal cannot be older than the letter."),
    "late without a reason": (
        {"received_at": NOW + timedelta(days=20), "at": NOW + timedelta(days=20)},
        "It came after April 27, 2026, the last day to appeal. Write why it is late, as the customer says it.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_an_appeal_is_not_taken_in(decision, sam, change, sentence):
    with pytest.raises(Refused) as refusal:
        lodged(decision, sam, **change)

    assert refusal.value.reasons == [sentence]
    assert not Appeal.objects.exists()
    assert not Event.objects.filter(verb="appeal.lodged").exists()


def test_who_may_enter_it_sees_the_case_and_acts(decision, sam, olga, emil, alba, dana, ada):
    now = Moment.of(NOW)

    said = {
        user: list(policy.reasons_not_to_enter(decision.case, by=user, on=now.on))
        for user in (sam, dana, ada, olga, emil, alba)
    }

    assert said[sam] == said[dana] == said[ada] == []
    assert said[olga] == said[emil] == ["You may not see this case."]
    assert said[alba] == ["You read everything and change nothing. Somebody who works on the case enters this."]


def test_one_appeal_a_letter_is_open_at_a_time(appeal, decision, sam):
    with pytest.raises(Refused, match="An appeal against this letter is open: AP-2026-0001"):
        lodged(decision, sam)


def test_a_warning_letter_is_not_appealed(decision, sam, heard):
    with pytest.raises(Refused, match="The letter “Appeal received” cannot be appealed"):
        lodge_appeal(
            letter=heard.acknowledgment, words="No", grounds=["facts"], channel="phone", received_at=NOW, by=sam, at=NOW
        )


def test_a_wish_to_pause_becomes_a_request_of_its_own(decision, sam):
    appeal = lodged(decision, sam, pause_asked=True)

    request = Answer.objects.get()
    assert (request.kind, request.letter, request.words, request.outcome) == (
        Answer.Kind.STAY,
        appeal.letter,
        WORDS,
        "",
    )
    assert request.due_on == date(2026, 4, 21)


def test_it_can_be_about_a_part_of_the_letter(decision, sam):
    assert lodged(decision, sam, about=["RS-2026-0011"]).about == "RS-2026-0011"


def test_a_withdrawn_appeal_stays_and_can_be_lodged_again_in_time(appeal, decision, sam):
    withdraw_appeal(appeal=appeal, words="“Leave it”, by phone.", by=sam, at=NOW)

    again = lodged(decision, sam, words="I changed my mind.")

    appeal.refresh_from_db()
    assert (appeal.status, appeal.withdrawal, appeal.withdrawn_at) == (
        Appeal.Status.WITHDRAWN,
        "“Leave it”, by phone.",
        NOW,
    )
    assert again.reference == "AP-2026-0002"


def test_a_withdrawal_says_how_and_comes_before_the_decision(appeal, sam):
    with pytest.raises(Refused, match="Write down how the customer took it back"):
        withdraw_appeal(appeal=appeal, words=" ", by=sam, at=NOW)
    withdraw_appeal(appeal=appeal, words="By phone.", by=sam, at=NOW)
    with pytest.raises(Refused, match="This appeal is “Withdrawn”. It cannot be taken back any more."):
        withdraw_appeal(appeal=appeal, words="By phone.", by=sam, at=NOW)


def test_more_is_added_word_for_word_and_its_officer_hears_of_it(heard, sam, april):
    add_statement(appeal=heard, source="customer", words="One more thing.", said_at=NOW, by=sam, at=NOW)

    statement = AppealStatement.objects.get()
    assert (statement.words, statement.source, statement.entered_by) == ("One more thing.", "customer", sam)
    mail = OutboxMessage.objects.get(kind=f"appeal_added:{statement.pk}")
    assert mail.recipient == april.email
    assert "One more thing" not in mail.body


def test_only_the_officer_adds_what_staff_say(heard, sam, april):
    with pytest.raises(Refused, match="Only who hears the appeal adds statements of staff and notes of calls."):
        add_statement(appeal=heard, source="decider", words="It was reissued.", said_at=NOW, by=sam, at=NOW)

    add_statement(appeal=heard, source="decider", words="It was reissued.", said_at=NOW, by=april, at=NOW)

    assert AppealStatement.objects.get().source == "decider"


@pytest.fixture
def late(decision, sam, april, ada):
    """A late appeal, heard by April."""
    received_at = NOW + timedelta(days=20)
    appeal = lodged(decision, sam, received_at=received_at, at=received_at, late_reason="I was in hospital.")
    return assigned(appeal, april, ada)


def test_a_late_appeal_is_taken_in_on_good_cause(late, april):
    take_in_late(appeal=late, reasons="The hospital confirms it.", by=april, at=NOW + timedelta(days=21))

    late.refresh_from_db()
    assert (late.good_cause, late.status, late.waits_for_good_cause) == (
        "The hospital confirms it.",
        Appeal.Status.UNDER_REVIEW,
        False,
    )
    with pytest.raises(Refused, match="Good cause was found already."):
        refuse_late(appeal=late, reasons="No", ways=["email"], by=april, at=NOW + timedelta(days=21))


def test_a_late_appeal_without_good_cause_is_answered_with_a_letter(late, april, decision, sam):
    at = NOW + timedelta(days=21)

    refuse_late(appeal=late, reasons="You had help at home.", ways=["email"], by=april, at=at)

    late.refresh_from_db()
    assert (late.status, late.reasons, late.decided_at) == (Appeal.Status.LATE_REFUSED, "You had help at home.", at)
    assert (late.reply.kind, late.reply.signed_by) == ("late_appeal_refused", april)
    assert late.reply.deliveries.get().method == Delivery.Method.EMAIL
    again = lodged(decision, sam, received_at=at, at=at, late_reason="I was ill as well.")
    assert again.is_late


def test_an_appeal_in_time_is_never_refused_as_late(heard, april):
    with pytest.raises(Refused, match="This appeal came in time."):
        refuse_late(appeal=heard, reasons="No", ways=["email"], by=april, at=NOW)


@pytest.mark.parametrize(
    "column", ["words", "grounds", "received_at", "deadline_on", "letter_id", "entered_by_id", "about", "is_late"]
)
def test_what_came_in_is_never_rewritten(appeal, column, dana):
    values = {
        "received_at": NOW - timedelta(days=3),
        "deadline_on": date(2027, 1, 1),
        "letter_id": 0,
        "entered_by_id": dana.pk,
        "is_late": True,
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**{column: values.get(column, "other")})


def test_a_statement_stays(heard, april):
    add_statement(appeal=heard, source="meeting", words="25 minutes.", said_at=NOW, by=april, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        AppealStatement.objects.update(words="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealStatement.objects.all()._raw_delete("default")


def test_nothing_is_kept_when_the_event_cannot_be_written(decision, sam, monkeypatch):
    monkeypatch.setattr("appeals.actions.lodging.record", broken)

    with pytest.raises(RuntimeError):
        lodged(decision, sam, pause_asked=True)

    assert not Appeal.objects.exists()
    assert not Answer.objects.exists()


def broken(*args, **kwargs):
    raise RuntimeError("The record cannot be written.")
