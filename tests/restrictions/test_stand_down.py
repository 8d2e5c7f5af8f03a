"""Exactly those who were told that something applies are told that it changed and that it ended, however it ends."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from appeals.models import AppealOutcome
from cases.models import Answer
from conduct.audit import record_access
from conduct.lifecycle import Refused
from conduct.models import Department, Event, Membership, OutboxMessage, Role, User
from restrictions.actions import interim_endings
from restrictions.actions.endings import lift_early, shorten_restriction
from restrictions.actions.interim import confirm_measure
from restrictions.actions.lapse import announce_lapses
from restrictions.actions.notices import acknowledge_notice, announce_stand_downs, remind_department, tell_department
from restrictions.actions.requests import pause_restriction
from restrictions.models import Decision, DepartmentNotice, InterimMeasure, Pause, Telling
from restrictions.policy.board import coverage_of, figures_of
from tests.appeals.conftest import assigned, lodged
from tests.appeals.test_deciding import Choice, decide
from tests.cast import person
from tests.factories import NOW, TODAY, DepartmentFactory, MembershipFactory, changed, staged
from tests.restrictions.danger import danger, fresh, taken
from tests.restrictions.staging import IN_WRITING, decided, issue, serve
from tests.restrictions.test_extension import decided_again
from tests.restrictions.test_extension import issued as extended
from tests.restrictions.test_requests import asked, early

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = NOW + 2 * DAY
LAST = IN_WRITING[2]
VENDOR = "desk@hallmark.example"


@pytest.fixture
def staff(case, dana, drew, april, ada, sam, emil, sales, rentals):
    """Departments as they are at the start: one that will be closed, one that is told by mail alone."""
    closing, vendor = DepartmentFactory(name="Field"), DepartmentFactory(name="Hallmark Security", email=VENDOR)
    for name, department in (("Lee Marsh", sales), ("Dee Gone", sales), ("Fay Field", closing)):
        person(name, Role.EMPLOYEE, department)
    return [sales, closing, vendor]


@pytest.fixture
def decision(staff, case, dana, rentals, ozan):
    made = issue(decided(case, dana, number=7), dana, departments=staff, send_by_email=True, send_by_post=False)
    serve(made, method="email")
    return meanwhile(made, dana, rentals)


def meanwhile(made, dana, rentals):
    """What happens between start and end: who joins, leaves, reads without being told, and a department added."""
    sales_notice = made.notices.get(department__name="Sales")
    sales, ada = sales_notice.department, User.objects.get(email="ada@example.com")
    person("Nia Told", Role.EMPLOYEE, sales)
    remind_department(notice=sales_notice, by=dana, at=NOW)
    person("Noor Never", Role.EMPLOYEE, sales)
    opened(sales_notice, person("Rae Reader", Role.EMPLOYEE, sales))
    acknowledge_notice(notice=sales_notice, by=person("Ash Ack", Role.EMPLOYEE, sales), at=NOW)
    lee, dee = (User.objects.get(email=f"{name}@example.com") for name in ("lee", "dee"))
    changed(Membership.objects.get(user=lee), ended_at=NOW, ended_by=ada)
    MembershipFactory(user=lee, role=Role.EMPLOYEE, department=rentals)
    changed(dee, is_active=False)
    changed(made.notices.get(department__name="Field").department, is_active=False)
    if isinstance(made, Decision):
        tell_department(decision=made, department=rentals, by=dana, at=NOW)
    return type(made).objects.get(pk=made.pk)


def opened(notice, user):
    record_access("notice.viewed", user, kind=Event.Kind.READ, at=NOW, subject=notice)


def told(about, *kinds):
    """(department, who or which mailbox) of everybody with a way to be told, by notices of these kinds."""
    found = Telling.objects.filter(notice__in=about.notices.filter(kind__in=kinds)).select_related("user", "notice")
    alive = [one for one in found if not one.user or one.user.is_active]
    return {(one.notice.department_id, one.user_id or one.address) for one in alive}


def stood_down(about):
    return told(about, "end")


def as_told(about):
    """Whoever was told that it began or changed, and those who opened it by themselves."""
    return told(about, "start", "change")


ALL = {"ash", "emil", "fay", "lee", "nia", "rae", "sam"}


def names(pairs):
    users = User.objects.in_bulk([who for _, who in pairs if isinstance(who, int)])
    return {users[who].email.split("@")[0] for _, who in pairs if isinstance(who, int)}


# How a restriction ends


def by_itself(decision, *_):
    announce_lapses(NOW + (LAST + DAY - TODAY), LAST + DAY)


def lifted(decision, dana, *_):
    lift_early(restriction=decision.restrictions.get(), reasons="Enough.", ways=["email"], by=dana, at=LATER)


def set_aside(decision, dana, sam, april, ada):
    heard = assigned(lodged(decision, sam, received_at=NOW, at=LATER), april, ada, at=LATER)
    decide(heard, april, at=LATER, R02=Choice("set_aside", "You were not asked first."))


def shortened_then_over(decision, dana, *_):
    said = {"new_end_on": date(2026, 6, 1), "reasons": "Less is enough.", "ways": ["email"]}
    shorten_restriction(restriction=decision.restrictions.get(), **said, by=dana, at=LATER)
    announce_lapses(NOW + 60 * DAY, TODAY + 60 * DAY)


def varied_on_appeal_then_over(decision, dana, sam, april, ada):
    heard = assigned(lodged(decision, sam, received_at=NOW, at=LATER), april, ada, at=LATER)
    decide(heard, april, at=LATER, R02=Choice("varied", "", date(2026, 6, 1)))
    announce_lapses(NOW + 60 * DAY, TODAY + 60 * DAY)


def ended_at_an_early_review(decision, dana, sam, *_):
    answer = asked(decision, sam, LATER, kind=Answer.Kind.EARLY_REVIEW)
    early(answer, dana, LATER, new_end_on=None)


def paused_and_over(decision, dana, sam, april, ada):
    """A pause while an appeal is heard, which is then decided against: nothing is left."""
    heard = assigned(lodged(decision, sam, received_at=NOW, at=LATER), april, ada, at=LATER)
    stay = {"kind": Pause.Kind.STAY, "from_on": TODAY + 2 * DAY, "until_on": None, "reasons": "It is being heard."}
    pause_restriction(restriction=decision.restrictions.get(), **stay, by=april, at=LATER)
    decide(heard, april, at=LATER + DAY, R02=Choice("set_aside", "You were not asked first."))


def followed_by_another(decision, dana, sam, *_):
    """It is extended by a new decision, whose letter told the customer; its own departments are stood down."""
    extended(decided_again(decision.restrictions.get(), sam, dana), dana, decision.notices.first().department)
    announce_lapses(NOW + (LAST + DAY - TODAY), LAST + DAY)
    announce_stand_downs(NOW + (LAST + DAY - TODAY), LAST + DAY)


ENDINGS = [
    by_itself, lifted, set_aside, shortened_then_over, varied_on_appeal_then_over, ended_at_an_early_review,
    paused_and_over, followed_by_another,
]  # fmt: skip


@pytest.mark.parametrize("end", ENDINGS)
def test_whoever_was_told_is_stood_down_and_nobody_else(decision, dana, sam, april, ada, rentals, end):
    end(decision, dana, sam, april, ada)

    assert stood_down(decision) == as_told(decision)
    assert names(stood_down(decision)) == ALL | {"ozan"}
    assert {who for _, who in stood_down(decision) if isinstance(who, str)} == {VENDOR}
    for notice in decision.notices.filter(kind="end"):
        tellings = list(notice.tellings.all())
        mailed = OutboxMessage.objects.filter(kind="notice", subject_ref=f"notice:{notice.pk}")
        assert sorted(mailed.values_list("recipient", flat=True)) == sorted(one.address for one in tellings)
        waiting = coverage_of([notice], on=TODAY)[0].waiting
        assert {reader.user_id for reader in waiting} == {one.user_id for one in tellings if one.user}


def test_who_is_stood_down_is_asked_to_acknowledge_even_in_another_department(decision, dana, sign_in):
    lifted(decision, dana)
    lee, noor = (User.objects.get(email=f"{name}@example.com") for name in ("lee", "noor"))
    end = decision.notices.get(kind="end", department__name="Sales")

    assert f'href="/notices/{end.pk}/"' in sign_in(lee).get("/notices/").content.decode()
    sign_in(lee).post(f"/notices/{end.pk}/", {"nonce": "a" * 32})
    assert end.readings.get().user == lee
    assert list(DepartmentNotice.objects.to_read_by(noor.on(TODAY))) == []


@pytest.mark.parametrize("change", [shortened_then_over, varied_on_appeal_then_over])
def test_what_changes_is_told_to_exactly_those_who_were_told(decision, dana, sam, april, ada, change):
    change(decision, dana, sam, april, ada)

    assert told(decision, "change") == told(decision, "start")


def test_a_pause_and_its_end_are_told_to_the_same(decision, dana, sam, april, ada, rentals):
    heard = assigned(lodged(decision, sam, received_at=NOW, at=LATER), april, ada, at=LATER)
    decide(heard, april, at=LATER, R02=Choice("varied", "", date(2026, 6, 1)))

    assert heard.outcomes.get().result == AppealOutcome.Result.VARIED
    assert told(decision, "change") == told(decision, "start")


def test_an_end_says_when_something_else_still_applies(decision, dana, sam):
    followed_by_another(decision, dana, sam)

    end = decision.notices.filter(kind="end").first()
    assert end.can == "Something else still applies to this person. Look them up before you help them."
    assert announce_stand_downs(NOW + (LAST + DAY - TODAY), LAST + DAY) == "0 decisions stood down, 0 could not be"


# How a safety measure ends


@pytest.fixture
def measure(staff, cora, dana, sam, sales, rentals):
    made = taken(danger(cora, sales), dana, departments=staff)
    return meanwhile(made, dana, rentals)


def measure_by_itself(measure, dana, *_):
    interim_endings.announce_interim_ends(NOW + 9 * DAY, TODAY + 9 * DAY)


def measure_confirmed_then_over(measure, dana, drew):
    until = measure.latest_end_on
    confirm_measure(measure=fresh(measure), until_on=until, reasons="Still a danger.", by=drew, at=NOW)
    interim_endings.announce_interim_ends(NOW + 9 * DAY, TODAY + 9 * DAY)


def measure_revoked(measure, dana, drew):
    interim_endings.revoke_measure(measure=fresh(measure), reasons="It was a toy.", ways=["email"], by=drew, at=NOW)


@pytest.mark.parametrize("end", [measure_by_itself, measure_confirmed_then_over, measure_revoked])
def test_a_safety_measure_stands_down_exactly_those_who_were_told(measure, dana, drew, end):
    end(measure, dana, drew)

    assert stood_down(measure) == as_told(measure)
    assert names(stood_down(measure)) == ALL
    assert {who for _, who in stood_down(measure) if isinstance(who, str)} == {VENDOR}
    assert isinstance(measure, InterimMeasure)


# The database


def test_the_database_stands_nobody_down_who_was_never_told(decision, dana):
    lifted(decision, dana)
    noor = User.objects.get(email="noor@example.com")
    end = decision.notices.get(kind="end", department__name="Sales")

    with pytest.raises(IntegrityError, match="Only those who were told of it are told that it ended"):
        staged(row=Telling(notice=end, user=noor, address=noor.email, told_at=NOW))


# A department added since


def test_a_department_added_since_reads_not_yet_told_and_is_told_once(decision, dana, sign_in, clock):
    clock.move_to(LATER)
    added = DepartmentFactory(name="Accounts", email="accounts@example.com")
    address = f"/restrictions/{decision.restrictions.get().reference}/"
    client = sign_in(dana)
    assert "Not yet told" in client.get(f"{address}told/").content.decode()

    client.post(f"{address}tell/", {"department": added.pk})

    assert decision.notices.get(department=added).tellings.get().address == "accounts@example.com"
    refused = client.post(f"{address}tell/", {"department": added.pk}).content.decode()
    assert "Select a valid choice" in refused


@pytest.mark.parametrize(
    ("who", "when", "change", "sentence"),
    [
        ("dana", LATER, {"name": "Sales"}, "Sales was told already."),
        ("dana", LATER, {"is_active": False}, "Accounts was closed. Tell the department that took over."),
        ("dana", LATER, {"email": ""}, "Accounts has no members and no email address."),
        ("dana", NOW + 200 * DAY, {}, "DR-2026-0007 has no restriction that still applies. There is nothing to tell."),
        ("sam", LATER, {}, "director"),
    ],
)
def test_a_further_department_is_told_while_it_lasts_by_a_director(decision, request, who, when, change, sentence):
    found = Department.objects.filter(**change).first() if "name" in change else None
    department = found or DepartmentFactory(**{"name": "Accounts", "email": "accounts@example.com"} | change)

    with pytest.raises(Refused, match=sentence):
        tell_department(decision=decision, department=department, by=request.getfixturevalue(who), at=when)


def test_coverage_counts_departments_and_people(decision, dana, sign_in):
    figures = figures_of(coverage_of(decision.notices.standing().with_decision(), on=TODAY))

    assert (figures.departments_done, figures.departments) == (1, 4)
    assert (figures.done, figures.people) == (3, 11)
    page = sign_in(dana).get("/cases/CC-2026-9001/").content.decode()
    assert "1 of 4 departments, 3 of 11 people" in page
