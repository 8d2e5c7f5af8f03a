"""Ending early, setting aside, making shorter or lighter: at once, never longer, and everybody who was told is told."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Letter
from cases.policy.case import watched_until
from conduct import audit
from conduct.lifecycle import Refused
from conduct.models import Event, Organization
from restrictions import catalog
from restrictions.actions.endings import (
    lift_early,
    lift_restriction,
    set_aside_restriction,
    shorten_restriction,
    vary_restriction,
)
from restrictions.actions.lapse import announce_lapses
from restrictions.models import DepartmentNotice, Ending, Restriction, Standing, Term
from restrictions.policy import endings as policy
from restrictions.policy.force import STATES, known_of, state_of
from restrictions.policy.history import history_of
from tests.factories import TODAY, staged
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


@pytest.fixture
def decision(case, dana, april, sales, rentals, emil, sam):
    decision = issue(
        decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT)),
        dana,
        departments=[sales],
        send_by_post=False,
        by_hand=True,
    )
    serve(decision, method="hand")
    return decision


@pytest.fixture
def writing(decision):
    return decision.restrictions.get(measure="R02")


@pytest.fixture
def visits(decision):
    return decision.restrictions.get(measure="R07")


ENDS = [(lift_restriction, "lifted"), (set_aside_restriction, "set_aside")]


@pytest.mark.parametrize(("act", "kind"), ENDS)
def test_an_ending_acts_at_once_and_takes_it_out_of_the_look_up(writing, dana, at, today, act, kind):
    ending = act(restriction=writing, reasons="It is no longer needed.", by=dana, at=at + LATER)

    assert (ending.kind, ending.ended_on) == (kind, TODAY + LATER)
    assert not Term.objects.in_force(at + LATER, today + LATER).filter(restriction=writing).exists()
    assert not Standing.objects.filter(restriction=writing).exists()
    assert Event.objects.filter(verb=f"restriction.{kind}").count() == 1


def test_while_something_else_stands_the_departments_hear_of_a_change_and_then_of_the_end(writing, visits, dana, at):
    lift_early(restriction=writing, reasons="Over.", ways=["post"], by=dana, at=at + LATER)
    change = DepartmentNotice.objects.get(kind="change")
    assert "write by email" not in change.can
    assert change.until_on == BY_APPOINTMENT[2]

    lift_early(restriction=visits, reasons="Over.", ways=["post"], by=dana, at=at + 2 * LATER)
    end = DepartmentNotice.objects.get(kind="end")
    assert (end.follows, end.department.name, end.until_on) == (change, "Sales", TODAY + 2 * LATER)


TWICE = [
    (lift_restriction, lift_restriction, "RS-2026-0010 ended already: lifted early on April 17, 2026."),
    (set_aside_restriction, lift_restriction, "RS-2026-0010 ended already: set aside on April 17, 2026."),
    (set_aside_restriction, set_aside_restriction, "RS-2026-0010 was set aside already, on April 17, 2026."),
]


@pytest.mark.parametrize(("first", "second", "sentence"), TWICE)
def test_what_ended_does_not_end_again(writing, dana, at, first, second, sentence):
    first(restriction=writing, reasons="Over.", by=dana, at=at)

    with pytest.raises(Refused) as refusal:
        second(restriction=writing, reasons="Over.", by=dana, at=at)

    assert refusal.value.reasons == [sentence]
    assert writing.endings.count() == 1


def lifted(restriction, dana, at):
    lift_restriction(restriction=restriction, reasons="Over.", by=dana, at=at + LATER)
    return at + 2 * LATER


def lapsed(restriction, dana, at):
    return at + timedelta(days=100)


def lapsed_and_announced(restriction, dana, at):
    announce_lapses(at + timedelta(days=95), TODAY + timedelta(days=95))
    return at + timedelta(days=100)


@pytest.mark.parametrize(("end", "before"), [(lifted, "lifted"), (lapsed, "lapsed"), (lapsed_and_announced, "lapsed")])
def test_what_has_ended_can_be_set_aside_and_every_reader_says_so(writing, dana, at, sign_in, end, before):
    then = end(writing, dana, at)
    on = TODAY + (then - at)
    notices = DepartmentNotice.objects.count()
    assert states(writing, then - timedelta(hours=1), on) == {before}

    ending = set_aside_restriction(restriction=writing, reasons="It should not have been.", by=dana, at=then)

    assert (ending.kind, ending.ended_on) == ("set_aside", on)
    assert states(writing, then, on) == {"set_aside"}
    assert states(writing, then - timedelta(hours=1), on) == {before}  # as it was known before
    assert states(writing, then, TODAY + timedelta(days=1)) == {"in_place"}  # annotated, not erased
    assert writing.pk not in Term.objects.effective().values_list("restriction", flat=True)  # counts for nothing
    assert not Standing.objects.filter(restriction=writing, ends_on__gte=on).exists()
    assert DepartmentNotice.objects.count() == notices
    told = [line.title for line in history_of(writing)]
    assert told[0] == "Set aside"
    assert told.count("Lifted early") == (before == "lifted")


def states(restriction, at, on):
    """The state of a restriction on a day as known at an instant, read by the rows, the register and its filter."""
    fresh = Restriction.objects.with_decision().get(pk=restriction.pk)
    term = Term.objects.as_of(at, on).get(restriction=restriction)
    found = {state_of(known_of(fresh, at=at, on=on), on=on).key, state_of(term, on=on).key}
    listed = [key for key in STATES if Term.objects.as_of(at, on).in_state(key, on).filter(restriction=restriction)]
    return found | set(listed)


def test_the_database_keeps_a_set_aside_as_the_last_word(writing, dana, at):
    set_aside_restriction(restriction=writing, reasons="Wrong.", by=dana, at=at)
    row = {"restriction": writing, "ended_on": TODAY, "by": dana, "reasons": "x", "recorded_at": at + LATER}

    with pytest.raises(IntegrityError, match="What was set aside does not end again"), transaction.atomic():
        staged(row=Ending(kind="lifted", **row))
    with pytest.raises(IntegrityError), transaction.atomic():
        staged(row=Ending(kind="set_aside", **row))


def test_a_case_is_monitored_from_the_first_end_whatever_is_set_aside_later(writing, visits, dana, at):
    for one in (writing, visits):
        lift_restriction(restriction=one, reasons="Over.", by=dana, at=at)
    set_aside_restriction(restriction=writing, reasons="Wrong.", by=dana, at=at + 5 * LATER)

    organization = Organization.objects.current()
    both = writing.case.restrictions.prefetch_related("terms", "endings")
    assert watched_until(both, organization=organization) == TODAY + timedelta(days=organization.monitoring_days)


def test_what_lapsed_is_not_lifted(writing, dana, at):
    with pytest.raises(Refused, match="ended by itself on July 17, 2026"):
        lift_restriction(restriction=writing, reasons="Over.", by=dana, at=at + timedelta(days=100))


def test_varying_makes_a_new_term_and_keeps_the_first(writing, dana, at):
    term = vary_restriction(
        restriction=writing, new_end_on=date(2026, 6, 1), parameters=None, reasons="Less is enough.", by=dana, at=at
    )

    assert [(t.number, t.ends_on) for t in writing.terms.order_by("number")] == [
        (1, date(2026, 7, 17)),
        (2, date(2026, 6, 1)),
    ]
    assert (term.act, term.latest_end_on) == ("varied", date(2027, 4, 17))
    assert Standing.objects.get(restriction=writing).ends_on == date(2026, 6, 1)


QUICKER = IN_WRITING[1] | {"reply_days": 1}
BLANK = IN_WRITING[1] | {"address": ""}
REFUSED = [
    (date(2026, 7, 18), None, "A later end needs a new review"),
    (date(2026, 4, 16), None, "Enter an end that is today or later"),
    (None, None, "Nothing changes"),
    (None, BLANK, "Fill in"),
    (None, IN_WRITING[1] | {"medium": "post"}, "Enter a postal address"),
]


def test_lighter_terms_are_taken(writing, dana, at):
    term = vary_restriction(
        restriction=writing, new_end_on=None, parameters=QUICKER, reasons="Sooner answers.", by=dana, at=at
    )

    assert '"reply_days": 1' in term.parameters
    assert term.ends_on == IN_WRITING[2]


@pytest.mark.parametrize(("new_end_on", "parameters", "sentence"), REFUSED)
def test_nothing_longer_emptier_or_stricter_is_taken(writing, dana, at, new_end_on, parameters, sentence):
    with pytest.raises(Refused, match=sentence):
        vary_restriction(
            restriction=writing, new_end_on=new_end_on, parameters=parameters, reasons="No.", by=dana, at=at
        )

    assert writing.terms.count() == 1


FREQUENT = {"contacts": "calls", "count": 2, "period": "week"}


@pytest.mark.parametrize(
    ("measure", "before", "after", "sentence"),
    [
        ("R03", FREQUENT, FREQUENT | {"count": 1}, "mean fewer contacts. That is stricter than before"),
        (
            "R10",
            {"premises": ["A"], "exceptions": "none"},
            {"premises": ["A", "B"], "exceptions": "none"},
            "about more than before",
        ),
        (
            "R02",
            IN_WRITING[1],
            {"medium": "post", "address": "100 Example Avenue", "reply_days": 3},
            "close a way to reach us",
        ),
    ],
)
def test_stricter_terms_need_a_new_review(measure, before, after, sentence):
    assert [reason for reason in policy.reasons_not_lighter(measure, after, before) if sentence in reason]


STRICTER = [
    ({"count": 1, "period": "day"}, {"count": 3, "period": "week"}, ["fewer contacts"]),
    ({"count": 2, "period": "week"}, {"count": 1, "period": "day"}, []),
    ({"minutes": 15}, {"minutes": 5}, ["fewer minutes"]),
    ({}, {"minutes": 60, "window": "Mondays"}, ["a limit of minutes", "set days and hours"]),
    ({"minutes": 15, "window": "Mondays"}, {}, []),
    ({"contacts": "calls"}, {"contacts": "all"}, ["a limit on other contacts"]),
    ({"contacts": "all"}, {"contacts": "visits"}, []),
    ({"reply_days": 3, "notice_days": 2}, {"reply_days": 9, "notice_days": 1}, ["a slower answer from us"]),
    ({"notice_days": 2}, {"notice_days": 9}, ["more notice"]),
    ({"staff_count": 2}, {"staff_count": 4}, ["more of our staff"]),
    ({"hours": "Mornings"}, {}, ["no more the days and hours"]),
    ({"postal_address": "PO Box 1"}, {"postal_address": " "}, ["no more the postal address"]),
    ({"action": "hide"}, {"action": "block"}, ["a stricter action"]),
    ({"admission": "no"}, {"admission": "accompanied"}, []),
    ({"extent": "limited"}, {"extent": "suspended"}, ["a stricter extent"]),
    ({}, {"police_copy": "yes", "buffer": "The parking lot"}, ["an area around the place", "a stricter police copy"]),
    ({"exceptions": "none"}, {"exceptions": "The closing in May"}, []),
]


@pytest.mark.parametrize(("before", "after", "found"), STRICTER)
def test_every_detail_that_can_be_compared_is(before, after, found):
    assert catalog.stricter_details(after, before) == found


def test_a_director_ends_it_early_with_a_letter(writing, dana, at):
    lift_early(restriction=writing, reasons="She writes as asked.", ways=["post"], by=dana, at=at)

    letter = Letter.objects.get(kind="L7")
    assert letter.signed_by == dana
    assert "She writes as asked." in letter.blocks
    assert {e.verb for e in Event.objects.filter(verb__startswith="restriction.")} >= {
        "restriction.lifted",
        "restriction.ended_early",
    }


def test_a_director_makes_it_shorter_with_a_letter(writing, dana, at):
    term = shorten_restriction(
        restriction=writing, new_end_on=date(2026, 6, 1), reasons="Less is enough.", ways=["post"], by=dana, at=at
    )

    assert (term.act, term.ends_on) == ("lightened", date(2026, 6, 1))
    notice = DepartmentNotice.objects.get(kind="change")
    assert (notice.occasion, notice.until_on) == (f"{writing.reference} term 2", date(2026, 6, 1))
    assert notice.event.verb == "restriction.made_lighter"
    changes = notice.event.changes.values_list("object", flat=True)
    assert f"restrictions.departmentnotice:{notice.pk}" in changes
    assert "June 1, 2026" in Letter.objects.get(kind="L7").blocks


@pytest.mark.parametrize("who", ["sam", "april", "ada"])
def test_only_a_director_ends_it_early(writing, request, who, at):
    with pytest.raises(Refused, match="Only a director"):
        lift_early(restriction=writing, reasons="Over.", ways=["post"], by=request.getfixturevalue(who), at=at)

    assert not Ending.objects.exists()


def test_when_the_event_cannot_be_written_it_has_not_ended(writing, dana, at, monkeypatch):
    monkeypatch.setattr(audit, "_append", lambda *args, **kwargs: (_ for _ in ()).throw(RuntimeError("no disk")))

    with pytest.raises(RuntimeError):
        lift_restriction(restriction=writing, reasons="Over.", by=dana, at=at)

    assert not Ending.objects.exists()
    assert Standing.objects.filter(restriction=writing).exists()


def test_the_page_ends_it_and_shows_the_new_state(writing, dana, sign_in):
    client = sign_in(dana)

    response = client.post(
        f"/restrictions/{writing.reference}/end/", {"reasons": "Over.", "ways": ["post"], "nonce": "a" * 32}
    )

    assert response.status_code == 302
    assert "Lifted early" in client.get(response.url).content.decode()


def test_the_page_keeps_what_was_typed_when_it_is_refused(writing, dana, sign_in):
    sent = {"reasons": "Because of this.", "ways": ["post"], "new_end_on": "2026-12-01"}

    shown = sign_in(dana).post(f"/restrictions/{writing.reference}/shorten/", sent).content.decode()

    assert "A later end needs a new review." in shown
    assert "Because of this." in shown


# The database


def insert_term(restriction, at, **values):
    first = restriction.terms.get(number=1)
    copied = {
        f.attname: getattr(first, f.attname)
        for f in Term._meta.concrete_fields
        if f.name not in ("id", "event", "revision")
    }
    return staged(row=Term(**(copied | {"number": 2, "decided_at": at} | values)))


@pytest.mark.parametrize("values", [{"ends_on": date(2026, 7, 18)}, {"begins_on": TODAY - timedelta(days=1)}])
def test_no_term_is_longer_than_the_one_before(writing, at, values):
    with pytest.raises(IntegrityError, match="only made shorter or lighter"):
        insert_term(writing, at, **values)


def test_no_term_follows_an_ending(writing, dana, at):
    lift_restriction(restriction=writing, reasons="Over.", by=dana, at=at)

    with pytest.raises(IntegrityError, match="gets no new terms"):
        insert_term(writing, at + LATER, ends_on=date(2026, 6, 1))


@pytest.mark.parametrize("statement", ["UPDATE {} SET reasons = 'x'", "DELETE FROM {}"])
def test_an_ending_stays_whoever_writes(writing, dana, at, statement):
    lift_restriction(restriction=writing, reasons="Over.", by=dana, at=at)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(Ending._meta.db_table))
