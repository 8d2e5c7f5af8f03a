"""What the letter invites is answered: leave for one day, an early review, and pauses while an appeal is decided."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from cases.actions.answers import enter_answer
from cases.models import Answer, Letter
from conduct.lifecycle import Refused
from conduct.models import Event
from conduct.paging import page_of
from restrictions.actions.endings import lift_restriction
from restrictions.actions.requests import answer_early_review, answer_leave, end_pause, pause_restriction
from restrictions.models import DepartmentNotice, Pause, Term
from restrictions.policy.lookup import look_up
from tests.factories import TODAY, changed, staged
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def decision(case, dana, april, sales, sam):
    decision = issue(decided(case, dana), dana, departments=[sales], send_by_post=False, by_hand=True)
    serve(decision, method="hand")
    return decision


@pytest.fixture
def restriction(decision):
    return decision.restrictions.get()


def asked(decision, sam, at, kind=Answer.Kind.WAIVER, **values):
    """A request of the customer, as staff entered it."""
    for_day = {"for_day": TODAY + 5 * DAY} if kind == Answer.Kind.WAIVER else {}
    return enter_answer(
        letter=decision.letter,
        kind=kind,
        words="I have to sign papers.",
        channel="phone",
        received_at=at,
        by=sam,
        at=at,
        **(for_day | values),
    )


def leave(answer, by, at, **values):
    words = {
        "outcome": "granted",
        "reasons": "It is a closing.",
        "conditions": "At 10 AM, with Sam.",
        "ways": ["post"],
    } | values
    return answer_leave(answer=answer, by=by, at=at, **words)


def early(answer, by, at, **values):
    words = {
        "outcome": "granted",
        "new_end_on": date(2026, 6, 1),
        "what_changed": "",
        "reasons": "Less is enough.",
        "ways": ["post"],
    } | values
    return answer_early_review(answer=answer, by=by, at=at, **words)


def test_the_requests_go_on_by_key_the_first_due_first(decision, sam, at, sign_in, monkeypatch):
    monkeypatch.setattr("restrictions.views.requests.page_of", partial(page_of, size=2))
    of = {"for_day": TODAY + 20 * DAY}
    later, sooner, last = (asked(decision, sam, at + days * DAY, **of) for days in (4, 0, 6))
    client = sign_in(sam)

    first = client.get("/requests/").context["page"]
    second = client.get(f"/requests/?{first.next}").context["page"]

    assert (first.rows, second.rows, second.next) == ([sooner, later], [last], "")


def in_force(restriction, at, on):
    return Term.objects.in_force(at, on).filter(restriction=restriction).exists()


# Leave for one day


def test_leave_pauses_what_applies_for_that_day_and_writes_to_the_customer(decision, restriction, sam, dana, at):
    answer = leave(asked(decision, sam, at), dana, at)

    day = TODAY + 5 * DAY
    assert [in_force(restriction, at, on) for on in (day - DAY, day, day + DAY)] == [True, False, True]
    assert (answer.outcome, answer.decided_by, answer.reply.kind) == ("granted", dana, "waiver_answered")
    assert "At 10 AM, with Sam." in answer.reply.blocks
    assert Event.objects.filter(verb="request.answered").count() == 1


def test_departments_hear_of_leave_and_that_every_other_day_is_as_before(decision, sam, dana, at):
    first = DepartmentNotice.objects.get()
    leave(asked(decision, sam, at), dana, at)
    told = DepartmentNotice.objects.latest("pk")

    assert (told.kind, told.follows, told.until_on) == ("change", first, first.until_on)
    assert told.can.splitlines() == [
        "On April 22, 2026 they have leave: that day help them as you normally would",
        "At 10 AM, with Sam.",
        *first.can.splitlines(),
    ]
    assert told.please_do_not == first.please_do_not
    assert "closing" not in told.can  # what was asked for, and why it was given, is not theirs


def test_the_look_up_says_leave_that_day_in_the_clear_band_and_stop_on_every_other(decision, sam, dana, at):
    leave(asked(decision, sam, at), dana, at)
    answers = [look_up("Cora Lindgren", at=at + n * DAY, on=TODAY + n * DAY) for n in (4, 5, 6)]

    assert [one.kind for one in answers] == ["stop", "today", "stop"]
    assert (answers[1].why, answers[1].is_paused) == ("Leave for one visit today", True)


def test_leave_is_due_in_two_business_days_and_stands_on_the_home_page(decision, sam, dana, at, sign_in):
    answer = asked(decision, sam, at)

    assert answer.due_on == date(2026, 4, 21)  # asked on a Friday
    assert "Leave for one visit" in sign_in(dana).get("/").content.decode()


def test_a_second_leave_for_another_day_leaves_the_first(decision, restriction, sam, dana, at):
    days = [TODAY + n * DAY for n in (5, 9)]
    for for_day in days:
        leave(asked(decision, sam, at, for_day=for_day), dana, at)

    assert [in_force(restriction, at, day) for day in (*days, TODAY + 7 * DAY)] == [False, False, True]


def test_leave_that_is_not_given_changes_nothing_and_says_why(decision, restriction, sam, dana, at):
    answer = leave(asked(decision, sam, at), dana, at, outcome="refused", reasons="There is another way.")

    assert not Pause.objects.exists()
    assert "There is another way." in answer.reply.blocks
    assert "with Sam" not in answer.reply.blocks


def test_leave_for_a_day_that_is_over_is_refused(decision, sam, dana, at):
    answer = asked(decision, sam, at)

    with pytest.raises(Refused, match="April 22, 2026, is over"):
        leave(answer, dana, at + 6 * DAY)


def test_leave_is_not_needed_where_nothing_applies(decision, sam, dana, at):
    answer = asked(decision, sam, at, for_day=date(2026, 8, 1))

    with pytest.raises(Refused, match="Leave is not needed"):
        leave(answer, dana, at)


def test_a_request_is_answered_once(decision, sam, dana, at):
    answer = asked(decision, sam, at)
    leave(answer, dana, at)

    with pytest.raises(Refused, match="answered already"):
        leave(answer, dana, at)

    assert Letter.objects.filter(kind="waiver_answered").count() == 1


@pytest.mark.parametrize("who", ["sam", "april", "ada"])
def test_only_a_director_answers(decision, sam, request, who, at):
    with pytest.raises(Refused, match="Only a director"):
        leave(asked(decision, sam, at), request.getfixturevalue(who), at)


# Early review


def test_an_early_review_gives_an_earlier_end(decision, restriction, sam, dana, at):
    answer = early(asked(decision, sam, at, kind=Answer.Kind.EARLY_REVIEW), dana, at)

    assert restriction.terms.order_by("-number").first().ends_on == date(2026, 6, 1)
    assert "The change ends sooner, on June 1, 2026" in answer.reply.blocks
    assert "July 16, 2026" in answer.reply.blocks


def test_an_early_review_can_end_everything_today(decision, restriction, sam, dana, at, today):
    answer = early(asked(decision, sam, at, kind=Answer.Kind.EARLY_REVIEW), dana, at, new_end_on=None)

    assert restriction.endings.get().kind == "lifted"
    assert not in_force(restriction, at, today)
    assert "Nothing applies any more." in answer.reply.blocks


def test_an_early_review_of_several_terms_tells_each_department_once(case, dana, april, sales, sam, emil, at):
    decision = issue(
        decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT)), dana, departments=[sales], send_by_post=False,
        by_hand=True,
    )  # fmt: skip
    serve(decision, method="hand")

    early(asked(decision, sam, at, kind=Answer.Kind.EARLY_REVIEW), dana, at, new_end_on=None)

    told = DepartmentNotice.objects.exclude(kind="start")
    assert [(one.kind, str(one.department)) for one in told] == [("end", "Sales")]


@pytest.mark.parametrize("new_end_on", [date(2026, 7, 17), date(2026, 8, 1)])
def test_a_letter_never_says_that_it_ends_sooner_when_nothing_does(decision, sam, dana, at, new_end_on):
    answer = asked(decision, sam, at, kind=Answer.Kind.EARLY_REVIEW)

    with pytest.raises(Refused) as refusal:
        early(answer, dana, at, new_end_on=new_end_on)

    assert refusal.value.reasons == [
        "Everything ends by July 17, 2026 already. Enter an earlier end, or answer “Not this time”."
    ]
    assert not Letter.objects.filter(kind="early_review_answered").exists()


def test_nothing_is_made_lighter_where_nothing_applies_any_more(decision, restriction, sam, dana, at):
    answer = asked(decision, sam, at, kind=Answer.Kind.EARLY_REVIEW)
    lift_restriction(restriction=restriction, reasons="Over.", by=dana, at=at)

    with pytest.raises(Refused, match="Nothing applies any more. There is nothing to make lighter."):
        early(answer, dana, at)

    refused = early(answer, dana, at, outcome="refused", reasons="It ended.")
    assert "The change has ended already" in refused.reply.blocks


def test_an_early_review_that_changes_nothing_leaves_the_terms(decision, restriction, sam, dana, at, today):
    answer = early(asked(decision, sam, at, kind=Answer.Kind.EARLY_REVIEW), dana, at, outcome="refused")

    assert in_force(restriction, at, today)
    assert "The terms stay as they are" in answer.reply.blocks


def test_a_second_early_review_within_ninety_days_needs_what_has_changed(decision, sam, dana, at):
    early(asked(decision, sam, at, kind=Answer.Kind.EARLY_REVIEW), dana, at, outcome="refused")
    later = at + 30 * DAY
    again = asked(decision, sam, later, kind=Answer.Kind.EARLY_REVIEW)

    with pytest.raises(Refused, match="Say what has changed for the customer, or refuse it until July 16, 2026"):
        early(again, dana, later)

    assert early(again, dana, later, what_changed="She moved away.").outcome == "granted"


# Pauses, as appeals use them


def test_a_stay_pauses_it_at_once_and_ends_at_once(restriction, dana, at, today):
    pause = pause_restriction(
        restriction=restriction, kind="stay", from_on=today, until_on=None, reasons="An appeal.", by=dana, at=at
    )

    assert not in_force(restriction, at, today)

    end_pause(pause=pause, by=dana, at=at + 9 * DAY)

    assert in_force(restriction, at + 9 * DAY, today + 9 * DAY)


def test_there_is_no_stay_after_the_gravest_conduct(case, dana, april, at, today):
    decision = issue(decided(case, dana, severity=4), dana)

    with pytest.raises(Refused, match="people would be in danger"):
        pause_restriction(
            restriction=decision.restrictions.get(),
            kind="stay",
            from_on=today,
            until_on=None,
            reasons="x",
            by=dana,
            at=at,
        )


@pytest.mark.parametrize(
    ("from_on", "sentence"),
    [(TODAY - DAY, "begins today or later"), (date(2026, 7, 18), "does not apply on July 18, 2026")],
)
def test_a_pause_lies_within_the_term_and_ahead(restriction, dana, at, from_on, sentence):
    with pytest.raises(Refused, match=sentence):
        pause_restriction(
            restriction=restriction, kind="stay", from_on=from_on, until_on=None, reasons="x", by=dana, at=at
        )


def test_one_stay_at_a_time(restriction, dana, at, today):
    pause_restriction(restriction=restriction, kind="stay", from_on=today, until_on=None, reasons="x", by=dana, at=at)

    with pytest.raises(Refused, match="is paused on April 17, 2026 already"):
        pause_restriction(
            restriction=restriction, kind="stay", from_on=today, until_on=None, reasons="x", by=dana, at=at
        )


def test_a_pause_ends_once(restriction, dana, at, today):
    pause = pause_restriction(
        restriction=restriction, kind="stay", from_on=today, until_on=None, reasons="x", by=dana, at=at
    )
    end_pause(pause=pause, by=dana, at=at)

    with pytest.raises(Refused, match="This pause ended already"):
        end_pause(pause=pause, by=dana, at=at)


# Pages


def test_the_work_list_leads_to_the_request_and_the_answer_leaves_it_empty(decision, sam, dana, at, sign_in):
    answer, client = asked(decision, sam, at), sign_in(dana)
    assert "Leave for one visit or contact" in client.get("/requests/").content.decode()

    sent = {
        "outcome": "granted",
        "reasons": "A closing.",
        "conditions": "At 10 AM.",
        "ways": ["post"],
        "nonce": "a" * 32,
    }
    response = client.post(f"/requests/{answer.pk}/", sent)

    assert response.url == "/requests/"
    assert "No customer waits for an answer" in client.get("/requests/").content.decode()


def test_the_page_shows_the_words_and_who_may_not_answer_is_told(decision, sam, drew, at, sign_in):
    answer = asked(decision, sam, at)
    changed(decision.case.matters.get(), handler=drew)

    shown = sign_in(drew).get(f"/requests/{answer.pk}/").content.decode()

    assert "I have to sign papers." in shown
    assert "You have a part in this case" in shown
    assert "Answer with a letter" not in shown


@pytest.mark.parametrize(("who", "status"), [("emil", 404), ("april", 404), ("sam", 200), ("ada", 200), ("alba", 200)])
def test_the_list_of_requests_is_for_those_who_work_on_cases_judge_or_audit(request, who, status, sign_in):
    assert sign_in(request.getfixturevalue(who)).get("/requests/").status_code == status


def test_a_request_is_not_found_by_who_may_not_see_the_case(decision, sam, ozan, at, sign_in):
    assert sign_in(ozan).get(f"/requests/{asked(decision, sam, at).pk}/").status_code == 404


# The database


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ({"kind": "waiver", "until_on": TODAY + DAY}, "leave_is_for_one_day"),
        ({"kind": "stay", "until_on": TODAY - DAY}, "pause_dates_in_order"),
        ({"kind": "stay", "ended_on": TODAY}, "pause_ended_at_and_on"),
    ],
)
def test_the_database_refuses_a_pause_that_makes_no_sense(restriction, dana, at, values, because):
    pause = Pause(
        **({"restriction": restriction, "from_on": TODAY, "recorded_at": at, "by": dana, "reasons": "x"} | values)
    )

    with pytest.raises(IntegrityError, match=because):
        staged(row=pause)


def test_an_ended_pause_stays_ended(restriction, dana, at, today):
    pause = pause_restriction(
        restriction=restriction, kind="stay", from_on=today, until_on=None, reasons="x", by=dana, at=at
    )
    pause = end_pause(pause=pause, by=dana, at=at)

    with pytest.raises(IntegrityError, match="stays ended"):
        changed(pause, ended_at=None, ended_on=None)
