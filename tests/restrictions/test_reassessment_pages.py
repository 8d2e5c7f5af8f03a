"""The page of an open review, where it is found, and what it shows to whom."""

import pytest

from cases.actions.answers import enter_answer
from cases.models import Answer
from restrictions.actions.requests import answer_early_review
from restrictions.models import Reassessment
from restrictions.policy.letter import day
from tests.factories import changed, reported
from tests.restrictions.reviewing import DAY, ENDS, LIFT, OPENS, SAID, VIEW, answered, asked, decide, in_place, on_day

pytestmark = pytest.mark.django_db
ADDRESS = "/restrictions/RS-2026-0010/review/"


@pytest.fixture
def decision(case, dana, april, sales, emil, sam):
    return in_place(case, dana, [sales])


@pytest.fixture
def restriction(decision):
    return decision.restrictions.get()


@pytest.fixture
def desk(sign_in, clock):
    """Sit down as somebody on a day, with what the page says."""

    def sitting(user, day):
        clock.move_to(on_day(day)[0])
        return sign_in(user)

    return sitting


def read(client, address=ADDRESS):
    return client.get(address).content.decode()


def send(client, **changes):
    """Send the form as it stands, with these words."""
    shown = client.get(ADDRESS).context["form"]["shown"].value()
    sent = {"shown": shown, "nonce": "a" * 32} | SAID | changes
    return client.post(ADDRESS, {name: value for name, value in sent.items() if value})


def test_it_leads_from_home_to_the_letter(restriction, desk, drew):
    after = asked().answer_by + DAY
    client = desk(drew, after)
    assert ADDRESS in read(client, "/")
    assert ADDRESS in read(client, f"/restrictions/{restriction}/")

    response = send(client)

    assert response.url == f"/restrictions/{restriction}/"
    page = read(client, response.url)
    assert "Reviewed: Let it run to its end" in page
    assert "A review is open" not in page
    assert "No restriction waits for its review." in read(client, "/")
    assert f"It was reviewed on {day(after)}" in read(client)


def test_the_page_says_what_happens_if_nobody_decides(restriction, desk, drew):
    assert "If nobody decides, it ends by itself on July 17, 2026." in read(desk(drew, OPENS))


def test_the_page_shows_what_came_in(restriction, desk, drew, sam, case):
    answered(asked(), sam)
    report = reported(case, occurred_at=on_day(OPENS - DAY)[0], sent_at=on_day(OPENS - DAY)[0])

    page = read(desk(drew, OPENS + 4 * DAY))

    assert VIEW in page
    assert report.reference in page
    assert "It is quoted above." in page


def test_until_a_view_comes_the_page_leads_to_where_it_is_entered(restriction, desk, drew):
    invitation = asked()

    page = read(desk(drew, OPENS))

    assert f"/letters/{invitation.letter.pk}/answer/" in page
    assert f"until {day(invitation.answer_by)}" in page


def test_the_page_says_from_when_an_early_review_can_be_asked_for(decision, desk, drew, dana, sam):
    at, on = on_day(OPENS - 7 * DAY)
    said = {"letter": decision.letter, "kind": Answer.Kind.EARLY_REVIEW, "words": "Please look.", "channel": "phone"}
    answer = enter_answer(**said, received_at=at, by=sam, at=at)
    refused = {"outcome": "refused", "new_end_on": None, "what_changed": "", "reasons": "Too soon.", "ways": ["post"]}
    answer_early_review(answer=answer, **refused, by=dana, at=at)
    asked()

    page = read(desk(drew, OPENS))

    assert f"The customer can ask again from {day(on + 90 * DAY)}, or when things change." in page
    assert "Early review, June 10, 2026: not granted" in page


@pytest.mark.parametrize("who", ["emil", "sam", "ozan", "april"])
def test_who_does_not_read_restrictions_finds_no_page(restriction, desk, request, who):
    client = desk(request.getfixturevalue(who), OPENS)

    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, SAID | {"new_end_on": ""}).status_code == 404


@pytest.mark.parametrize("who", ["ada", "alba"])
def test_who_only_reads_is_told_why_they_cannot(restriction, desk, request, who):
    client = desk(request.getfixturevalue(who), OPENS)

    page = read(client)
    send(client, **LIFT)

    assert "Only a director can do this" in page
    assert "Decide and send the letter" not in page
    assert not Reassessment.objects.exists()


def test_a_restriction_that_is_not_there_is_not_found(desk, drew, restriction):
    assert desk(drew, OPENS).get("/restrictions/RS-2026-9999/review/").status_code == 404


def test_a_director_with_a_part_is_told(restriction, desk, drew):
    changed(restriction.case.matters.get(), handler=drew)

    assert "You have a part in this case" in read(desk(drew, OPENS))


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        (OPENS - DAY, "The next one opens on June 17, 2026."),
        (ENDS + DAY, "RS-2026-0010 ended by itself on July 17, 2026."),
    ],
)
def test_outside_its_days_the_page_says_so(restriction, desk, drew, when, sentence):
    page = read(desk(drew, when))

    assert sentence in page
    assert "Decide and send the letter" not in page


def test_a_refusal_keeps_every_word_and_the_next_try_is_taken(restriction, desk, drew, sam):
    invitation = asked()
    client = desk(drew, invitation.answer_by + DAY)
    stale = client.get(ADDRESS).context["form"]["shown"].value()
    answered(invitation, sam)

    refused = send(client, shown=stale)
    page = refused.content.decode()
    again = client.post(
        ADDRESS, {k: v for k, v in SAID.items() if v} | {"shown": refused.context["form"]["shown"].value()}
    )

    assert "Something came in since you opened this page." in page
    assert SAID["staff_view"] in page
    assert VIEW in page
    assert again.status_code == 302


def test_sent_twice_it_is_decided_once(restriction, desk, drew):
    client = desk(drew, asked().answer_by + DAY)
    sent = {k: v for k, v in SAID.items() if v} | {"nonce": "b" * 32}
    sent["shown"] = client.get(ADDRESS).context["form"]["shown"].value()

    first, second = client.post(ADDRESS, sent), client.post(ADDRESS, sent)

    assert first.url == second.url
    assert Reassessment.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"still_needed": "perhaps"}, {"outcome": "extend"}, {"new_end_on": "soon"}, {"ways": ["pigeon"]}, {"reasons": "​"}],
)
def test_what_is_no_answer_is_refused_by_the_form(restriction, desk, drew, wrong):
    client = desk(drew, asked().answer_by + DAY)

    response = send(client, **wrong)

    assert response.status_code == 200
    assert set(response.context["form"].errors) == set(wrong)
    assert not Reassessment.objects.exists()


def test_the_register_can_be_narrowed_to_what_is_due(restriction, desk, drew):
    client = desk(drew, OPENS - DAY)
    assert str(restriction) not in read(client, "/register/?review=due")

    client = desk(drew, OPENS)

    assert str(restriction) in read(client, "/register/?review=due")
    assert str(restriction) not in read(client, f"/register/?review=due&on={OPENS - DAY}")
    assert str(restriction) in read(client, "/register/")


def test_the_timeline_of_the_case_tells_both(restriction, desk, drew, sam):
    invitation = asked()
    decide(restriction, drew, invitation.answer_by + DAY)

    page = read(desk(drew, ENDS), f"/cases/{restriction.case.reference}/?show=decisions")

    assert f"The review of {restriction} opened: the customer can send their view until" in page
    assert f"Drew Falk reviewed {restriction}: let it run to its end." in page


@pytest.mark.parametrize("who", ["ada", "alba"])
def test_the_record_is_read_in_admin_and_changed_by_nobody(restriction, desk, drew, request, who):
    decide(restriction, drew, asked().answer_by + DAY)
    client = desk(request.getfixturevalue(who), ENDS)

    for name in ("invitation", "reassessment"):
        listed = client.get(f"/admin/restrictions/{name}/")
        assert (listed.status_code, str(restriction) in listed.content.decode()) == (200, True)
        assert client.get(f"/admin/restrictions/{name}/add/").status_code == 403


@pytest.mark.parametrize("many", [1, 8])
def test_the_page_costs_the_same_however_much_came_in(
    restriction, desk, drew, sam, case, many, django_assert_max_num_queries
):
    invitation = asked()
    for number in range(many):
        answered(invitation, sam, days=number + 1)
        reported(case, occurred_at=on_day(OPENS - DAY)[0], sent_at=on_day(OPENS - DAY)[0])
    client = desk(drew, OPENS + 12 * DAY)
    client.get(ADDRESS)

    with django_assert_max_num_queries(27):
        client.get(ADDRESS)


def test_what_was_typed_while_another_director_decided_stands_again(restriction, desk, drew, dana, april):
    """The page in the other window is refused with every word in it, though nothing is open any more."""
    day = asked().answer_by + DAY
    client = desk(drew, day)
    shown = client.get(ADDRESS).context["form"]["shown"].value()
    assert send(desk(drew, day)).status_code == 302

    late = {"shown": shown, "nonce": "c" * 32} | {k: v for k, v in SAID.items() if v} | {"reasons": "Typed for long."}
    page = client.post(ADDRESS, late).content.decode()

    assert "This is not open now" in page
    assert "Typed for long." in page
