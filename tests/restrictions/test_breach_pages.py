"""The pages of breaches: who opens them, what stands there, and how often they ask the database."""

import csv
import io
import json
from datetime import date

import pytest

from conduct.models import Event
from restrictions import breach_list
from restrictions.actions.endings import lift_restriction
from restrictions.models import Breach, BreachDecision, TermsOverlooked
from restrictions.policy import breach as policy
from tests.factories import NOW, TODAY, changed
from tests.restrictions.breaching import HOUR, judged, noted, set_aside
from tests.restrictions.reviewing import limits

pytestmark = pytest.mark.django_db

NOW_TYPED = "2026-04-17T10:55"


def address(breach, page=""):
    return f"/breaches/{breach}/{page}"


def words(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("emil", 404), ("ozan", 404), ("sam", 200), ("dana", 200), ("ada", 200), ("alba", 200)]
)
def test_who_may_open_the_case_reads_its_breaches(request, breach, sign_in, who, status):
    assert sign_in(request.getfixturevalue(who)).get(address(breach)).status_code == status


@pytest.mark.parametrize(("who", "status"), [("emil", 200), ("ozan", 404), ("dana", 404)])
def test_the_receipt_is_for_who_noted_it(request, breach, sign_in, who, status):
    assert sign_in(request.getfixturevalue(who)).get(address(breach, "noted/")).status_code == status


@pytest.mark.parametrize(("who", "status"), [("sam", 404), ("ada", 404), ("alba", 404), ("emil", 404), ("dana", 200)])
def test_directors_alone_read_and_note_who_overlooked_the_terms(request, restriction, emil, sign_in, who, status):
    one = noted(restriction, emil, helped=True)
    client = sign_in(request.getfixturevalue(who))

    assert client.get(address(one, "overlooked/")).status_code == status
    assert ("Helped them at the time" in words(client.get(address(one)))) == (status == 200)


def test_a_director_notes_who_overlooked_the_terms(breach, sam, dana, sign_in):
    sent = {"who": sam.pk, "what": "Answered the call."}

    assert sign_in(dana).post(address(breach, "overlooked/"), sent).status_code == 302
    assert TermsOverlooked.objects.get().who == sam


@pytest.mark.parametrize(("who", "status"), [("emil", 404), ("sam", 404), ("dana", 200), ("ada", 200), ("alba", 200)])
def test_the_list_is_for_those_who_read_the_register(request, breach, sign_in, who, status):
    assert sign_in(request.getfixturevalue(who)).get("/register/breaches/").status_code == status


def test_the_list_asks_the_same_for_few_and_many_and_shows_what_is_open(
    restriction, emil, dana, sign_in, django_assert_max_num_queries
):
    first = noted(restriction, emil)
    judged(first, dana, "unproven")
    for hours in range(2, 8):
        noted(restriction, emil, at=NOW + hours * HOUR)
    client = sign_in(dana)
    client.get("/register/breaches/")

    with django_assert_max_num_queries(14):
        every = words(client.get("/register/breaches/"))
    assert every.count("rowlink") == 7
    some = words(client.get("/register/breaches/?show=open"))
    assert some.count("rowlink") == 6
    assert first.reference not in some


def test_the_page_of_a_breach_asks_a_few_questions(breach, dana, sign_in, django_assert_max_num_queries):
    client = sign_in(dana)
    client.get(address(breach))

    with django_assert_max_num_queries(20):
        page = words(client.get(address(breach)))
    assert "Seen on site" in page
    assert "Decide" in page


def test_where_a_breach_is_shown(breach, restriction, case, cora, dana, sam, sign_in):
    director, supervisor = sign_in(dana), sign_in(sam)

    assert "BR-2026-0001" in words(director.get(f"/restrictions/{restriction.reference}/"))
    assert "They came or called anyway" in words(director.get(f"/restrictions/{restriction.reference}/"))
    assert "BR-2026-0001" in words(director.get(f"/people/{cora.reference}/"))
    for client in (director, supervisor):
        page = words(client.get(f"/cases/{case.reference}/"))
        assert f"/restrictions/{restriction.reference}/breach/link/" in page
        assert "noted breach BR-2026-0001 of RS-2026-0010" in page


def test_set_aside_it_is_shown_as_reopened_and_waits_on_home(breach, restriction, dana, drew, sign_in):
    judged(breach, dana)
    set_aside(restriction, drew, at=NOW + 2 * HOUR)
    client = sign_in(dana)

    assert "Reopened" in words(client.get(address(breach)))
    assert "Look at it again" in words(client.get(address(breach)))
    assert "Reopened" in words(client.get("/"))
    form = client.get(address(breach, "decide/")).context["form"]
    assert [value for value, _ in form.fields["outcome"].choices] == ["unproven"]
    assert not {"facts", "new_end_on", "ways"} & set(form.fields)


def test_reopened_it_is_due_anew_from_the_day_the_restriction_was_set_aside(breach, restriction, drew, dana, sign_in):
    set_aside(restriction, drew, at=NOW + 30 * 24 * HOUR)
    again = Breach.objects.with_people().get()

    assert policy.due_of(again, **limits()) == date(2026, 5, 22)
    assert again.due_on == date(2026, 4, 24)


@pytest.mark.parametrize(
    ("ended", "interim", "left"),
    [(False, True, set()), (True, True, {"reminder", "lighter"}), (False, False, {"interim"})],
)
def test_only_what_can_be_decided_is_offered(breach, restriction, drew, organization, ended, interim, left):
    if ended:
        lift_restriction(restriction=restriction, reasons="Enough.", by=drew, at=NOW)
    organization.interim_measures = interim

    open_to = policy.outcomes_of(Breach.objects.with_people().get(), at=NOW, on=TODAY, organization=organization)

    assert set(BreachDecision.Outcome) - set(open_to) == left


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_the_list_is_taken_out_with_its_reason(kind, breach, dana, alba, sign_in):
    judged(breach, dana)
    client, sent = sign_in(alba), {"why": "The yearly report", "format": kind, "nonce": "a" * 32}

    response = client.post("/register/breaches/export/?show=open", sent)
    recorded = json.loads(Event.objects.get(verb="breach.exported").payload)["facts"]
    assert (recorded["rows"], recorded["format"], recorded["filters"]) == (0, kind, "to be decided")
    assert response.status_code == 200

    response = client.post("/register/breaches/export/", sent | {"nonce": "b" * 32})
    content = b"".join(response) if response.streaming else response.content
    if kind == "pdf":
        assert content.startswith(b"%PDF")
        return
    heads, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert heads == breach_list.HEADINGS
    said = dict(zip(heads, row, strict=True))
    assert (said["Breach"], said["Proven"], said["Decided on"]) == ("BR-2026-0001", "Yes", "2026-04-17")


# Bad input


def test_two_taps_that_lack_one_keep_what_was_typed(restriction, emil, sign_in):
    sent = {"note": "She asked for Dana.", "happened_at": NOW_TYPED}

    page = words(sign_in(emil).post(f"/restrictions/{restriction.reference}/breach/", sent))

    assert "Choose what happened" in page
    assert "She asked for Dana." in page
    assert not Breach.objects.exists()


def test_what_is_over_is_not_shown_at_the_desk_and_a_stale_page_gets_a_sentence(restriction, emil, drew, sign_in):
    desk, there = sign_in(emil), f"/restrictions/{restriction.reference}/breach/"
    set_aside(restriction, drew, at=NOW)

    assert desk.get(there).status_code == 404
    page = words(desk.post(there, {"how": "called", "happened_at": NOW_TYPED}))
    assert "RS-2026-0010 was set aside. Nothing is a breach of it." in page
    assert "Cora Lindgren" not in page
    assert not Breach.objects.exists()


def test_sent_twice_it_is_noted_once(restriction, emil, sign_in):
    desk, there = sign_in(emil), f"/restrictions/{restriction.reference}/breach/"
    sent = {"how": "called", "happened_at": NOW_TYPED, "nonce": "a" * 32}

    assert desk.post(there, sent)["Location"] == desk.post(there, sent)["Location"]
    assert Breach.objects.count() == 1


@pytest.mark.parametrize("reference", ["RS-2026-9999", "\0", "x" * 300])
def test_what_is_not_there_is_not_found(emil, organization, sign_in, reference):
    for there in (f"/restrictions/{reference}/breach/", f"/breaches/{reference}/", f"/breaches/{reference}/decide/"):
        assert sign_in(emil).post(there, {"how": "called", "happened_at": NOW_TYPED}).status_code in (404, 405)


def test_a_decision_that_is_refused_keeps_its_words_and_changes_nothing(breach, dana, sign_in):
    sent = {"outcome": "lighter", "facts": "You came.", "reasons": "It was a short visit.", "ways": ["email"]}

    page = words(sign_in(dana).post(address(breach, "decide/"), sent))

    assert "Enter the earlier end date." in page
    assert "It was a short visit." in page
    assert not BreachDecision.objects.exists()


def test_not_proven_needs_no_more_than_its_reasons(breach, dana, sign_in):
    page = sign_in(dana).get(address(breach, "decide/"))
    filled = {name: page.context["form"][name].value() for name in ("facts", "ways")}

    sign_in(dana).post(address(breach, "decide/"), filled | {"outcome": "unproven", "reasons": "Nobody saw it."})

    assert BreachDecision.objects.get().letter is None


@pytest.mark.parametrize("who", ["sam", "ada", "alba"])
def test_who_does_not_direct_reads_why_and_decides_nothing(request, breach, sign_in, who):
    client = sign_in(request.getfixturevalue(who))

    assert "Only a director can do this" in words(client.get(address(breach, "decide/")))
    client.post(address(breach, "decide/"), {"outcome": "unproven", "reasons": "No."})
    assert not BreachDecision.objects.exists()


def test_a_supervisor_links_a_report_from_the_case(restriction, report, sam, sign_in):
    changed(report, department=restriction.case.department)
    there = f"/restrictions/{restriction.reference}/breach/link/"
    client = sign_in(sam)
    assert report.first_words in words(client.get(there))

    assert client.post(there, {"report": report.pk, "how": "called"}).status_code == 302
    assert Breach.objects.get().report == report
    assert "No report about this customer can be chosen." not in words(client.get(there))
    assert "Choose a report" in words(client.post(there, {"report": report.pk, "how": "called"}))


def test_nobody_outside_the_case_links_a_report(restriction, emil, ozan, sign_in):
    for who in (emil, ozan):
        assert sign_in(who).get(f"/restrictions/{restriction.reference}/breach/link/").status_code == 404


def test_what_was_typed_about_a_breach_decided_meanwhile_stands_again(breach, dana, drew, sign_in):
    judged(breach, drew)

    page = words(sign_in(dana).post(address(breach, "decide/"), {"outcome": "unproven", "reasons": "Typed for long."}))

    assert "This is not open now" in page
    assert "Typed for long." in page
