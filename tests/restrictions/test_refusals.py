"""What ending, pausing, asking and telling are refused with: each sentence as a person reads it."""

from datetime import date, timedelta

import pytest

from cases.actions.answers import enter_answer
from cases.models import Answer
from conduct.lifecycle import Refused
from conduct.models import Department
from restrictions.actions.endings import lift_restriction, set_aside_restriction, shorten_restriction
from restrictions.actions.lapse import announce_lapse
from restrictions.actions.notices import acknowledge_notice, remind_department
from restrictions.actions.requests import answer_early_review, answer_leave, pause_restriction
from restrictions.models import DepartmentNotice, Ending, NoticeReading, Pause
from restrictions.policy import endings, notices, requests
from tests.factories import NOW, TODAY, staged
from tests.restrictions.staging import IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
RS = "RS-2026-0010"


@pytest.fixture
def waiting(case, dana, april):
    """A restriction that was decided and not issued."""
    return decided(case, dana).restrictions.get()


@pytest.fixture
def standing(waiting, dana, sales, emil, sam):
    """The restriction, issued and served; Sales was told."""
    decision = issue(waiting.decision, dana, departments=[sales], send_by_post=False, by_hand=True)
    serve(decision, method="hand")
    return decision.restrictions.get()


def refused(act, **arguments):
    """The reasons an act gives."""
    with pytest.raises(Refused) as refusal:
        act(**{"at": NOW} | arguments)
    return refusal.value.reasons


def paused(restriction, by, **changes):
    said = {"kind": "stay", "from_on": TODAY, "until_on": None, "reasons": "An appeal."} | changes
    return refused(pause_restriction, restriction=restriction, by=by, **said)


# Endings


@pytest.mark.parametrize("act", [lift_restriction, set_aside_restriction])
def test_what_was_not_issued_is_not_ended(waiting, dana, act):
    assert refused(act, restriction=waiting, reasons="x", by=dana) == [f"{RS} was not issued yet."]
    assert not Ending.objects.exists()


@pytest.mark.parametrize(
    ("measure", "before", "after", "sentence"),
    [
        (
            "R02",
            IN_WRITING[1],
            {"medium": "post", "address": "100 Example Avenue", "reply_days": 3},
            "These terms close a way to reach us that was open. That needs a new review.",
        ),
        (
            "R10",
            {"premises": ["A"], "exceptions": "none"},
            {"premises": ["A", "B"], "exceptions": "none"},
            "These terms are about more than before. That needs a new review.",
        ),
    ],
)
def test_stricter_terms_are_named(measure, before, after, sentence):
    assert sentence in list(endings.reasons_not_lighter(measure, after, before))
    assert sentence not in list(endings.reasons_not_lighter(measure, before, before))


def test_an_end_is_told_once(standing):
    at, ended_on = NOW + (IN_WRITING[2] + DAY - TODAY), IN_WRITING[2]
    announce_lapse(decision_id=standing.decision_id, ended_on=ended_on, by=None, at=at)

    assert refused(announce_lapse, decision_id=standing.decision_id, ended_on=ended_on, by=None, at=at) == [
        "Everybody was told of this end already."
    ]


# Pauses and requests


def test_a_pause_is_of_what_stands_and_from_today(waiting, standing, dana):
    assert paused(standing, dana, from_on=TODAY - DAY) == ["A pause begins today or later."]
    assert paused(standing, dana, from_on=IN_WRITING[2] + DAY) == [f"{RS} does not apply on July 18, 2026."]
    lift_restriction(restriction=standing, reasons="Over.", by=dana, at=NOW)
    assert paused(standing, dana) == [f"{RS} does not apply on April 17, 2026."]
    assert not Pause.objects.exists()


def test_what_was_not_issued_is_not_paused(waiting, dana):
    assert paused(waiting, dana) == [f"{RS} was not issued yet."]


def test_the_gravest_conduct_is_not_paused(case, dana, april):
    grave = issue(decided(case, dana, severity=4), dana).restrictions.get()

    assert paused(grave, dana) == ["There is no pause after conduct of the gravest kind: people would be in danger."]


def asked(restriction, sam, kind, at=NOW, **values):
    said = {"words": "Please.", "channel": "phone", "received_at": at, "by": sam, "at": at}
    return enter_answer(letter=restriction.decision.letter, kind=kind, **said | values)


LEAVE = {"outcome": "granted", "reasons": "A closing.", "conditions": "At 10 AM.", "ways": ["post"]}


def test_leave_is_given_for_a_day_to_come_on_which_something_applies(standing, dana, sam):
    kind = Answer.Kind.WAIVER
    later = asked(standing, sam, kind, for_day=date(2026, 8, 1))
    soon = asked(standing, sam, kind, for_day=TODAY + DAY)

    assert refused(answer_leave, answer=later, by=dana, **LEAVE) == [
        "Nothing would apply on August 1, 2026. Leave is not needed."
    ]
    assert refused(answer_leave, answer=soon, by=dana, at=NOW + 2 * DAY, **LEAVE) == [
        "The day asked for, April 18, 2026, is over."
    ]
    soon.for_day = None
    assert list(requests.reasons_not_to_give_leave(soon, [standing], on=TODAY)) == [
        "The request names no day. Ask the customer for it, and enter the request again."
    ]


def test_a_pause_is_not_answered_as_leave(standing, dana, sam):
    leave = asked(standing, sam, Answer.Kind.WAIVER, for_day=TODAY)
    leave.kind = Answer.Kind.STAY

    assert list(requests.reasons_not_to_answer(leave, by=dana, on=TODAY)) == [
        "This is not a request for leave or for an early review."
    ]


def test_an_early_review_comes_again_after_its_time_or_when_things_changed(standing, dana, sam):
    said = {"new_end_on": date(2026, 6, 1), "what_changed": "", "reasons": "Enough.", "ways": ["post"], "by": dana}
    first = asked(standing, sam, Answer.Kind.EARLY_REVIEW)
    answer_early_review(answer=first, outcome="refused", at=NOW, **said)
    again = asked(standing, sam, Answer.Kind.EARLY_REVIEW, at=NOW + 30 * DAY)

    assert refused(answer_early_review, answer=again, outcome="granted", **said | {"at": NOW + 30 * DAY}) == [
        "An early review was answered not long ago. "
        "Say what has changed for the customer, or refuse it until July 16, 2026."
    ]


# Notices


def test_departments_are_chosen_or_a_reason_given_and_never_both(sales, emil):
    empty = staged(row=Department(name="Attic", kind=sales.kind))

    def said(departments, reason):
        return list(notices.reasons_not_to_tell(departments, no_department_reason=reason, on=TODAY))

    assert said([], " ") == ["Choose the departments to tell, or say why none needs to know."]
    assert said([sales], "None.") == ["You chose departments and also a reason for telling none. Keep one of them."]
    assert said([empty], "") == ["Attic has no members and no email address. Add one of them, or leave it out."]
    assert said([sales], "") == []


def test_a_notice_is_acknowledged_by_its_members_once(standing, emil, sam, dana, ozan):
    notice = DepartmentNotice.objects.get()

    assert refused(acknowledge_notice, notice=notice, by=ozan) == [
        "This notice is for Sales. Only its members acknowledge it."
    ]
    for member in (emil, sam):
        acknowledge_notice(notice=notice, by=member, at=NOW)
    assert refused(acknowledge_notice, notice=notice, by=emil) == ["You already said that you have read this."]
    assert refused(remind_department, notice=notice, by=dana) == ["Everybody has acknowledged this notice."]
    assert refused(remind_department, notice=notice, by=sam)[0] == "Only a director sends reminders."
    assert NoticeReading.objects.count() == 2


# What the pages say when something is left out


@pytest.mark.parametrize(
    ("sent", "sentence"), [({}, "Enter the new end date"), ({"new_end_on": "2026-02-30"}, "Enter a date")]
)
def test_the_page_asks_for_the_new_end_date(standing, dana, sign_in, sent, sentence):
    form = {"reasons": "Enough.", "ways": ["post"], "nonce": "a" * 32} | sent

    page = sign_in(dana).post(f"/restrictions/{standing}/shorten/", form).content.decode()

    assert sentence in page
    assert (
        "Choose at least one way to send the letter"
        in sign_in(dana).post(f"/restrictions/{standing}/end/", {"nonce": "b" * 32}).content.decode()
    )
    assert standing.terms.count() == 1


def test_nothing_is_made_shorter_by_nothing(standing, dana):
    said = {"reasons": "x", "ways": ["post"], "by": dana}

    assert refused(shorten_restriction, restriction=standing, new_end_on=IN_WRITING[2], **said) == [
        "Nothing changes. Choose an earlier end, or lighter terms."
    ]
