"""Notices: what departments are told, who read it and said so, one by one; and never why."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from conduct.lifecycle import Refused
from conduct.models import Event, Membership, OutboxMessage, Role
from conduct.paging import page_of
from restrictions.actions.notices import acknowledge_notice, remind_department
from restrictions.models import DepartmentNotice, NoticeReading
from restrictions.policy.board import coverage_of, figures_of
from tests.cast import person
from tests.factories import MembershipFactory, changed, staged
from tests.restrictions.staging import decided, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(case, dana, april, emil, sam, sales):
    issue(decided(case, dana), dana, departments=[sales])
    return DepartmentNotice.objects.get()


def board(notice, today):
    return coverage_of([notice], on=today)[0]


def states(notice, today):
    return {reader.name: reader.state[1] for reader in board(notice, today).readers}


def test_the_mail_says_only_that_a_notice_waits(notice):
    messages = OutboxMessage.objects.filter(kind="notice")

    assert {message.title for message in messages} == {"A notice needs you to read it"}
    for message in messages:
        assert f"/notices/{notice.pk}/" in message.body
        assert "Cora" not in message.body


def test_no_canary_of_the_case_is_in_any_notice_or_mail(notice):
    told = "\n".join(
        [notice.can, notice.please_do_not, notice.whom_to_ask, *(m.body + m.title for m in OutboxMessage.objects.all())]
    )

    reporters = [str(report.reporter) for report in notice.case.reports.all()]
    for canary in ("CANARY", "41 calls", "eleven times", "Other people had to wait", "phone log", *reporters):
        assert canary not in told.splitlines()
        assert canary not in told or canary.startswith("Person")


def test_the_page_says_what_to_do_until_when_and_whom_to_ask(notice, emil, sign_in):
    shown = sign_in(emil).get(f"/notices/{notice.pk}/").content.decode()

    assert shown.index("You can") < shown.index("Please do not")
    for words in ("Cora Lindgren", "April 22, 2026", "July 17, 2026", "Dana Ruiz", "I have read this"):
        assert words in shown
    for canary in ("CANARY", "41 calls", "Sample Lane", "UD06", "CC-2026"):
        assert canary not in shown


def test_opening_is_reading_and_changes_no_row(notice, emil, sign_in, today):
    sign_in(emil).get(f"/notices/{notice.pk}/")

    assert states(notice, today) == {"Emil Novak": "Read", "Sam Okafor": "Told"}
    assert not NoticeReading.objects.exists()


def test_i_have_read_this_is_said_once_and_for_oneself(notice, emil, sign_in, today, at):
    client = sign_in(emil)

    client.post(f"/notices/{notice.pk}/", {"nonce": "a" * 32})
    client.post(f"/notices/{notice.pk}/", {"nonce": "a" * 32})

    reading = NoticeReading.objects.get()
    assert (reading.user, reading.acknowledged_at) == (emil, at)
    assert Event.objects.filter(verb="notice.acknowledged").count() == 1
    assert states(notice, today) == {"Emil Novak": "Acknowledged", "Sam Okafor": "Told"}


def test_a_department_has_acknowledged_when_every_active_member_has(notice, emil, sam, today, at):
    acknowledge_notice(notice=notice, by=emil, at=at)
    assert not board(notice, today).is_complete

    acknowledge_notice(notice=notice, by=sam, at=at)
    assert board(notice, today).is_complete
    assert figures_of([board(notice, today)]).percent == 100
    assert {reader.read_at for reader in board(notice, today).readers} == {at}  # nobody acknowledges unread


def test_who_leaves_is_not_waited_for(notice, emil, sam, dana, today, at):
    acknowledge_notice(notice=notice, by=emil, at=at)
    changed(Membership.objects.get(user=sam), ended_at=at, ended_by=dana)

    assert board(notice, today).is_complete


def test_who_joins_later_reads_not_yet_told(notice, sales, today):
    person("Noor Haddad", Role.EMPLOYEE, sales)

    assert states(notice, today)["Noor Haddad"] == "Not yet told"


@pytest.mark.parametrize("who", ["ozan", "dana", "ada"])
def test_only_members_acknowledge(notice, request, who, at):
    with pytest.raises(Refused, match="This notice is for Sales"):
        acknowledge_notice(notice=notice, by=request.getfixturevalue(who), at=at)


def test_another_departments_notice_is_not_found(notice, ozan, sign_in):
    assert sign_in(ozan).get(f"/notices/{notice.pk}/").status_code == 404


def test_a_reminder_goes_to_those_who_wait_and_tells_who_joined(notice, emil, sam, dana, sales, at, today):
    acknowledge_notice(notice=notice, by=emil, at=at)
    person("Noor Haddad", Role.EMPLOYEE, sales)

    remind_department(notice=notice, by=dana, at=at + timedelta(days=3))

    sent = OutboxMessage.objects.filter(kind="notice_reminder_1")
    assert [message.recipient for message in sent] == ["sam@example.com"]
    assert states(notice, today)["Noor Haddad"] == "Told"
    assert states(notice, today)["Sam Okafor"] == "Reminded"


def test_a_second_reminder_is_a_message_of_its_own(notice, dana, at):
    remind_department(notice=notice, by=dana, at=at)
    remind_department(notice=notice, by=dana, at=at + timedelta(days=1))

    assert OutboxMessage.objects.filter(kind="notice_reminder_2").count() == 2


def test_nobody_is_reminded_when_everybody_has_acknowledged(notice, emil, sam, dana, at):
    for user in (emil, sam):
        acknowledge_notice(notice=notice, by=user, at=at)

    with pytest.raises(Refused, match="Everybody has acknowledged"):
        remind_department(notice=notice, by=dana, at=at)


def test_the_notices_to_read_go_on_by_key_the_longest_waiting_first(notice, sales, emil, sign_in, monkeypatch):
    monkeypatch.setattr("restrictions.views.notices.page_of", partial(page_of, size=2))
    for number in (1, 2):
        told = {field.name: getattr(notice, field.name) for field in notice._meta.fields if field.name != "id"}
        about = {"occasion": f"later {number}", "posted_at": notice.posted_at + timedelta(hours=number)}
        staged(row=DepartmentNotice(**told | about))
    client = sign_in(emil)

    first = client.get("/notices/").context
    second = client.get(f"/notices/?{first['waiting'].next}").context

    assert [one.occasion for one in first["waiting"].rows] == [notice.occasion, "later 1"]
    assert [one.occasion for one in second["waiting"].rows] == ["later 2"]
    assert [one.occasion for one in second["page"].rows] == ["later 2", "later 1"]


def test_only_a_director_reminds(notice, sam, at):
    with pytest.raises(Refused, match="Only a director sends reminders"):
        remind_department(notice=notice, by=sam, at=at)


def test_the_board_shows_coverage_and_its_queries_do_not_grow(
    notice, dana, sales, sign_in, django_assert_max_num_queries
):
    client, url = sign_in(dana), f"/restrictions/{notice.decision.restrictions.get().reference}/told/"
    for number in range(20):
        MembershipFactory(user=person(f"Member{number} Person", Role.EMPLOYEE), department=sales, role=Role.SUPERVISOR)

    with django_assert_max_num_queries(24) as queries:
        shown = client.get(url).content.decode()

    own = ("restrictions_", "cases_", "conduct_outboxmessage")
    assert len([q for q in queries if any(f'FROM "{table}' in q["sql"] for table in own)]) == 7
    assert "0 of 22 people" in shown
    assert "Not yet told" in shown


def test_the_board_is_for_those_who_judge(notice, emil, sign_in):
    url = f"/restrictions/{notice.decision.restrictions.get().reference}/told/"

    assert sign_in(emil).get(url).status_code == 404


# The database


def test_one_notice_a_department_and_occasion(notice):
    again = DepartmentNotice(
        **{
            field.attname: getattr(notice, field.attname)
            for field in notice._meta.concrete_fields
            if field.name not in ("id", "event")
        }
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        staged(row=again)


def test_a_notice_stays_as_it_was_sent(notice):
    with pytest.raises(IntegrityError, match="stays as it was sent"):
        changed(notice, can="Anything goes.")


def test_an_end_follows_a_notice_to_those_told(notice):
    end = DepartmentNotice(
        case=notice.case,
        decision=notice.decision,
        department=notice.department,
        kind="end",
        occasion="x",
        customer_name="Cora",
        whom_to_ask="Dana",
        from_on=notice.from_on,
        until_on=notice.until_on,
        posted_at=notice.posted_at,
    )

    with pytest.raises(IntegrityError, match="notice_follows_to_those_told"):
        staged(row=end)


def test_an_acknowledgment_stays(notice, emil, at):
    reading = acknowledge_notice(notice=notice, by=emil, at=at)

    with pytest.raises(IntegrityError, match="An acknowledgment stays"):
        changed(reading, acknowledged_at=at + timedelta(days=1))
