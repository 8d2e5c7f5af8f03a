"""The register time machine: the register, its files and the look-up as they stood, whatever happened since."""

from datetime import timedelta

import pytest

from cases.actions.case import add_note, retitle_case
from cases.actions.customers import (
    add_contact_point,
    add_name,
    change_customer,
    end_contact_point,
    merge_customers,
    name_representative,
    undo_merge,
)
from cases.actions.letters import record_returned, send_again
from conduct.actions.people import change_user
from conduct.actions.settings import change_setting
from conduct.models import Event, Organization
from conduct.past import Then
from restrictions import register as entries
from restrictions.actions.endings import lift_restriction, set_aside_restriction
from restrictions.actions.requests import end_pause, pause_restriction
from restrictions.policy.formerly import look_up_then
from restrictions.policy.lookup import look_up, terms_in_words
from tests.factories import CustomerFactory, changed, staged
from tests.restrictions.danger import danger, taken
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def decision(case, dana, april, sales):
    """Two measures about Cora, in place since this morning."""
    decision = decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT))
    issue(decision, dana, departments=[sales], send_by_post=False, by_hand=True)
    decision.refresh_from_db()
    serve(decision, method="hand")
    return decision


@pytest.fixture
def then(organization, at, today, calendar):
    """Now, as somebody will ask about it later."""
    return Then(at + 2 * HOUR, today, organization, calendar, is_past=True)


def exported(client, address, **asked):
    response = client.post(address, {"why": "For the annual report", "format": "csv", "nonce": "", **asked})
    return b"".join(response.streaming_content)


def everything_changes(decision, cora, dana, drew, ada, sales, at):
    """Names, settings, departments, a lift, a set aside and a returned letter, all recorded at that instant."""
    first, second = decision.restrictions.order_by("reference")
    lift_restriction(restriction=first, reasons="No longer needed.", by=dana, at=at)
    set_aside_restriction(restriction=second, reasons="Appeal.", by=drew, at=at)
    change_customer(customer=cora, name="Cora Berg", address_line_1="9 Fern Close", by=dana, at=at)
    change_user(user=dana, full_name="Dana Ruiz-Berg", title=dana.title, phone="555-0142", by=ada, at=at)
    sales.name = "Sales and Leasing"
    change_setting(row=sales, what="a department", by=ada, at=at)
    organization = Organization.objects.current()
    organization.keep_restriction_years, organization.time_zone = 9, "America/Los_Angeles"
    change_setting(row=organization, what="the settings", by=ada, at=at)
    delivery = decision.letter.deliveries.get(method="hand")
    delivery.returned_at, delivery.returned_recorded_at, delivery.returned_why = at, at, "Handed back"
    staged(row=delivery, at=at)


FILES = ["/register/export/", "/register/others/export/", "/register/interim/export/"]


def test_a_file_as_of_a_day_equals_what_was_exported_that_day_to_the_byte(
    decision, case, cora, dana, drew, ada, alba, sales, sign_in, at, today, clock
):
    taken(danger(cora, sales), dana)
    clock.move_to(at + 2 * HOUR)
    client = sign_in(alba)
    that_day = [exported(client, address) for address in FILES]
    clock.move_to(at + 3 * DAY)
    client = sign_in(alba)
    everything_changes(decision, cora, dana, drew, ada, sales, at + 2 * DAY)

    as_of_then = [exported(client, f"{address}?on={today}&time=13:00") for address in FILES]
    now = exported(client, FILES[0])

    assert as_of_then == that_day
    assert that_day[0].count(b"Cora Lindgren") == 2
    assert now != that_day[0]
    for words in (b"Lifted early", b"Set aside", b"Dana Ruiz-Berg", b"Sales and Leasing"):
        assert words in now
        assert words not in that_day[0]


def test_why_no_department_was_told_is_not_known_before_it_was_issued(
    case, dana, april, alba, sign_in, at, today, clock
):
    made = decided(case, dana)
    clock.move_to(at + HOUR)
    that_day = exported(sign_in(alba), FILES[0])
    issue(made, dana, at=at + 2 * HOUR)
    clock.move_to(at + DAY)

    assert exported(sign_in(alba), f"{FILES[0]}?on={today}&time=12:00") == that_day
    assert b"Only the front office" not in that_day
    assert b"Only the front office" in exported(sign_in(alba), FILES[0])


def test_words_find_in_the_past_whom_they_found_then(decision, cora, dana, alba, sign_in, at, today, clock):
    change_customer(customer=cora, name="Nora Quill", address_line_1="9 Fern Close", by=dana, at=at + DAY)
    clock.move_to(at + 2 * DAY)
    client = sign_in(alba)

    found = {
        (words, day): client.get(f"/register/?q={words}&on={day}").content.decode().count("DR-2026-0001") > 0
        for words in ("lindgren", "quill")
        for day in (today, today + 2 * DAY)
    }

    assert found == {
        ("lindgren", today): True,
        ("lindgren", today + 2 * DAY): False,
        ("quill", today): False,
        ("quill", today + 2 * DAY): True,
    }


# The look-up


def both(typed, then, now_at, on, **who):
    """(the answer of then, the answer of the desk now) to the same words."""
    return look_up_then(typed, then=then, **who).kind, look_up(typed, at=now_at, on=on, **who).kind


TYPED = [
    "Cora Lindgren", "CORA  lindgrén", "cora@example.com", "214 Sample Ln", "Cora Lindgrem", "lindgren", "Sample Lane",
    "Jamie Ellison", "jamie@example.com", "dora", "1 (555) 010-0163", "999 010 0163",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_of_now_it_answers_what_the_desk_is_told(decision, cora, dana, then, at, today, typed):
    add_contact_point(customer=cora, kind="phone", value="555-010-0163", by=dana, at=at)

    asked, told = look_up_then(typed, then=then), look_up(typed, at=then.at, on=today)

    assert (asked.kind, asked.why) == (told.kind, told.why)
    assert [one.head for one in asked.people] == [one.head for one in told.people]


def test_a_name_an_address_or_a_phone_of_later_is_not_known_then_and_an_old_one_still_is(
    decision, cora, dana, then, at, today
):
    add_contact_point(customer=cora, kind="phone", value="555-010-0163", by=dana, at=at + DAY)
    add_name(customer=cora, name="Theodora Vance", by=dana, at=at + DAY)
    end_contact_point(point=cora.contact_points.get(kind="email"), by=dana, at=at + DAY)
    change_customer(customer=cora, name="Nora Quill", address_line_1="9 Fern Close", by=dana, at=at + DAY)
    words = ["Cora Lindgren", "214 Sample Lane", "cora@example.com", "Nora Quill", "Theodora Vance", "5550100163"]

    answers = {typed: both(typed, then, at + 2 * DAY, today + 2 * DAY) for typed in words}

    assert answers == {
        "Cora Lindgren": ("stop", "clear"),
        "214 Sample Lane": ("stop", "clear"),
        "cora@example.com": ("stop", "clear"),
        "Nora Quill": ("clear", "stop"),
        "Theodora Vance": ("clear", "stop"),
        "5550100163": ("clear", "stop"),
    }


def test_a_merge_of_later_changes_no_answer_and_one_undone_since_still_counts(decision, cora, sam, then, at, today):
    survivor, early = CustomerFactory(name="Nora Quill"), CustomerFactory(name="Theodora Vance")
    first = merge_customers(survivor=cora, other=early, why="One person.", by=sam, at=at + HOUR)
    undo_merge(merge=first, why="Two people.", by=sam, at=at + DAY)
    merge_customers(survivor=survivor, other=cora, why="One person.", by=sam, at=at + DAY)

    later = (at + 2 * DAY, today + 2 * DAY)

    assert both("Nora Quill", then, *later) == ("clear", "stop")
    assert both("Theodora Vance", then, *later) == ("stop", "clear")
    assert look_up_then("Cora Lindgren", then=then).person.name == "Cora Lindgren"
    assert look_up("Cora Lindgren", at=later[0], on=later[1]).person.name == "Nora Quill"


def test_a_namesake_counts_only_while_they_were_called_so(decision, dana, then, at, today):
    other, mail = CustomerFactory(name="Cora Lindgren"), CustomerFactory(name="Somebody Else")
    add_contact_point(customer=mail, kind="email", value="cora@example.com", by=dana, at=at + DAY)
    change_customer(customer=other, name="Robin Castle", address_line_1="9 Fern Close", by=dana, at=at + DAY)

    later = (at + 2 * DAY, today + 2 * DAY)

    assert both("Cora Lindgren", then, *later) == ("check", "stop")
    assert both("cora@example.com", then, *later) == ("stop", "check")


def test_a_pause_an_end_and_a_letter_that_came_back_change_only_what_came_after(decision, dana, calendar, at, today):
    organization, restriction = Organization.objects.current(), decision.restrictions.order_by("reference").first()
    pause = pause_restriction(
        restriction=restriction, kind="stay", reasons="Appeal.", by=dana, at=at + HOUR, from_on=today, until_on=None
    )
    lift_restriction(
        restriction=decision.restrictions.order_by("reference").last(), reasons="Over.", by=dana, at=at + HOUR
    )
    end_pause(pause=pause, by=dana, at=at + 3 * HOUR)
    changed(decision.letter.deliveries.get(method="hand"), returned_at=at, returned_recorded_at=at + DAY)

    def told(after):
        when = Then(at + after, calendar.local_date(at + after), organization, calendar)
        answer = look_up_then("Cora Lindgren", then=when)
        return answer.kind, answer.why

    assert [told(after) for after in (timedelta(), 2 * HOUR, 4 * HOUR, 2 * DAY)] == [
        ("stop", ""),
        ("today", "Paused while an appeal is decided"),
        ("stop", ""),
        ("today", "Decided, not yet served"),
    ]


def test_a_letter_sent_again_later_leaves_what_was_in_place_before_it(decision, dana, then, at, today, calendar):
    record_returned(delivery=decision.letter.deliveries.get(), reason="Unknown", by=dana, at=at + DAY)
    send_again(letter=decision.letter, method="post", sent_to="214 Sample Lane", by=dana, at=at + DAY)

    waits = look_up("Cora Lindgren", at=at + 2 * DAY, on=today + 2 * DAY)
    row = entries.rows_of(list(entries.entries(then.at, then.on, {})), at=then.at, on=then.on, calendar=calendar)[0]

    assert (look_up_then("Cora Lindgren", then=then).kind, waits.why) == ("stop", "Decided, not yet served")
    assert row.state.label == "In place"


def test_a_safety_measure_is_answered_while_it_stood(cora, sales, dana, organization, calendar, at, today):
    taken(danger(cora, sales), dana, at=at)

    def told(on):
        when = Then(calendar.last_moment(on), on, organization, calendar)
        return look_up_then("Cora Lindgren", then=when).kind

    assert [told(today - DAY), told(today), told(today + 30 * DAY)] == ["clear", "interim", "clear"]


def test_whom_to_ask_for_is_who_it_was_then(decision, dana, ada, then, at):
    change_user(user=dana, full_name="Dana Ruiz-Berg", title=dana.title, phone="555-0142", by=ada, at=at + DAY)

    person = look_up_then("Cora Lindgren", then=then).person

    assert terms_in_words(person, on=then.on, organization=then.organization).ask_for == "Dana Ruiz, 555-0100"


def test_the_other_side_of_an_organization_is_asked_about_as_then(case, cora, dana, april, sam, then, at):
    jo = CustomerFactory(name="Jo Lindell", address_line_1="100 Market Row")
    changed(cora, kind="business")
    bound = name_representative(organization=cora, person=jo, by=sam, at=at)
    made = issue(decided(case, dana, representative=bound), dana, send_by_post=False, by_hand=True)
    serve(made, method="hand")

    assert look_up_then("Jo Lindell", then=then).kind == "stop"
    assert look_up_then("Cora Lindgren", then=then).kind == "check"
    assert look_up_then("Cora Lindgren", then=then, who=jo.pk).kind == "stop"
    with pytest.raises(LookupError):
        look_up_then("Cora Lindgren", then=then, who=sam.pk + 1000)


# Its page

URL = "/register/lookup/"


def test_the_page_answers_for_a_past_moment_and_records_who_asked(
    decision, cora, dana, alba, sign_in, at, today, clock
):
    set_aside_restriction(restriction=decision.restrictions.get(measure="R02"), reasons="Appeal.", by=dana, at=at + DAY)
    set_aside_restriction(restriction=decision.restrictions.get(measure="R07"), reasons="Appeal.", by=dana, at=at + DAY)
    clock.move_to(at + 2 * DAY)

    shown = sign_in(alba).post(URL, {"q": "Cora Lindgren", "on": today, "time": "12:00"}).content.decode()
    recorded = Event.objects.get(verb="lookup.asked_then", journal=f"user:{alba.pk}")

    for words in ("as it stood on April 17, 2026 at 12:00 PM", "Restriction in place", "The letter then in force"):
        assert words in shown
    assert "RS-2026-0010" in shown
    assert ("Cora Lindgren" in recorded.payload, recorded.subject) == (True, f"cases.customer:{cora.pk}")
    assert "Restriction in place" not in sign_in(alba).post("/lookup/", {"q": "Cora Lindgren"}).content.decode()


def test_before_it_was_issued_nothing_is_answered_nor_shown(decision, alba, sign_in, today, clock, at):
    shown = sign_in(alba).post(URL, {"q": "Cora Lindgren", "on": today - DAY}).content.decode()

    assert "No restriction found" in shown
    assert "What it rested on" not in shown


def test_whom_the_desk_would_have_picked_is_picked(decision, cora, alba, sign_in, today, clock, at):
    clock.move_to(at + DAY)
    client, asked = sign_in(alba), {"q": "lindgren", "on": today}

    first = client.post(URL, asked).content.decode()
    then = client.post(URL, asked | {"who": cora.pk}).content.decode()
    forged = client.post(URL, asked | {"who": cora.pk + 77}).content.decode()

    assert "Which person would they have picked?" in first
    assert "Restriction in place" in then
    assert "Which person would they have picked?" in forged


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"on": ""}, "Enter the day to ask about"),
        ({"on": "2026-04-18"}, "Enter a date that is today or earlier"),
        ({"on": "2026-04-17", "time": "11:01"}, "Enter a time that has passed"),
        ({"on": "2026-04-17", "time": "noon"}, "Enter a time, like 14:30"),
        ({"q": ""}, "Type a name, phone, email or address."),
    ],
)
def test_what_makes_no_sense_is_told(alba, sign_in, asked, sentence):
    shown = sign_in(alba).post(URL, {"q": "Cora Lindgren", "on": "2026-04-16"} | asked).content.decode()

    assert sentence in shown
    assert "Restriction" not in shown.partition("Look back")[2]


@pytest.mark.parametrize(
    ("who", "code"), [("dana", 200), ("ada", 200), ("alba", 200), ("sam", 404), ("emil", 404), ("april", 404)]
)
def test_those_who_judge_or_audit_ask_about_the_past(request, sign_in, who, code):
    assert sign_in(request.getfixturevalue(who)).get(URL).status_code == code


# A case


def part_of(page):
    """What a page says of the case, without who reads it when."""
    return page.partition('id="h-facts"')[2].partition("</section>\n")[0]


def test_a_case_is_shown_as_it_stood_and_nothing_that_came_later(
    decision, case, cora, dana, drew, sam, ada, sales, sign_in, at, today, clock
):
    add_note(case=case, text="Before anything else.", by=sam, at=at + HOUR)
    clock.move_to(at + 2 * HOUR)
    asked = f"/cases/{case.reference}/as-it-stood/"
    before = sign_in(dana).get(asked).content.decode()
    everything_changes(decision, cora, dana, drew, ada, sales, at + DAY)
    add_note(case=case, text="Long after.", by=sam, at=at + DAY)
    retitle_case(case=case, title="Another title", by=sam, at=at + DAY)
    clock.move_to(at + 3 * DAY)

    client = sign_in(drew)
    then = client.get(f"{asked}?on={today}&time=13:00").content.decode()
    now = client.get(asked).content.decode()
    none = client.get(f"{asked}?on=2020-01-01").content.decode()

    part = "The case as it stood"
    assert part_of(then) == part_of(before)
    for words in (
        "Lifted early",
        "Set aside",
        "Cora Berg",
        "Sales and Leasing",
        "Another title",
        "Long after.",
        "came back",
    ):
        assert (words in then, words in now) == (False, True), words
    assert ("as it stood on April 17, 2026 at 1:00 PM" in then, part in then) == (True, True)
    assert "Version 1 of the policy" in then
    assert "This case had not been opened yet." in none


def test_who_may_not_open_the_case_may_not_read_its_past(case, ozan, sam, sign_in):
    asked = f"/cases/{case.reference}/as-it-stood/"

    assert [sign_in(who).get(asked).status_code for who in (sam, ozan)] == [200, 404]
