"""The calendar by a private link: one's own days with references and nobody's name, until the link is taken back."""

from datetime import date, timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from conduct import private_pages
from conduct.actions.feed import make_calendar_link, revoke_calendar_link
from conduct.lifecycle import Refused
from conduct.models import CalendarLink, Event
from restrictions.actions.endings import lift_early
from tests.factories import NOW, TODAY, changed
from tests.restrictions.staging import IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def feed_of(token):
    response = Client().get(f"/calendar/{token}.ics")
    return response, Calendar.from_ical(response.content) if response.status_code == 200 else None


def entries(feed):
    return {(str(one["summary"]), one.decoded("dtstart")) for one in feed.walk("VEVENT")}


@pytest.fixture
def restriction(case, dana, april, sales, emil):
    made = issue(decided(case, dana), dana, departments=[sales], send_by_post=False, by_hand=True)
    serve(made, method="hand")
    return made.restrictions.get()


@pytest.fixture
def token(restriction, dana):
    return make_calendar_link(by=dana, at=NOW)


def test_a_director_subscribes_to_ends_reviews_and_deadlines_without_a_name(token, restriction):
    response, feed = feed_of(token)

    reference = restriction.reference
    assert entries(feed) == {
        (f"Ends by itself: {reference}", IN_WRITING[2]),
        (f"Review: {reference}", date(2026, 6, 17)),
    }
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    for canary in ("Cora", "Lindgren", restriction.case.title, "Dana", "calls"):
        assert canary not in response.content.decode()
    for entry in feed.walk("VEVENT"):
        assert type(entry.decoded("dtstart")) is date
        assert entry.decoded("dtend") - entry.decoded("dtstart") == DAY
        assert str(entry["url"]).endswith(f"/restrictions/{reference}/")


def test_each_person_has_their_own_duties(restriction, case, sam):
    changed(case, due_on=TODAY + 3 * DAY)

    _, feed = feed_of(make_calendar_link(by=sam, at=NOW))

    assert entries(feed) == {("Your cases: CC-2026-9001", TODAY + 3 * DAY), ("Notices to read", TODAY + 5 * DAY)}


def test_an_entry_keeps_its_name_and_one_that_is_cancelled_vanishes(token, restriction, dana):
    first = {str(one["uid"]) for one in feed_of(token)[1].walk("VEVENT")}
    assert {str(one["uid"]) for one in feed_of(token)[1].walk("VEVENT")} == first

    lift_early(restriction=restriction, reasons="Enough.", ways=["post"], by=dana, at=NOW)

    assert {summary for summary, _ in entries(feed_of(token)[1])} == {"Letters to mail: CC-2026-9001"}


def test_what_is_kept_is_a_hash_and_every_fetch_is_on_record(token, dana):
    feed_of(token)

    assert CalendarLink.objects.get().token_hash == CalendarLink.hash_of(token)
    assert not Event.objects.filter(payload__contains=token).exists()
    assert len(token) >= 22  # 128 bits
    assert Event.objects.filter(verb="calendar.fetched", journal=dana.journal).count() == 1


def test_a_link_is_shown_once_on_ones_own_page_made_anew_and_taken_back(restriction, dana, sign_in):
    client = sign_in(dana)
    shown = client.post("/account/calendar/").content.decode()
    token = shown.partition("/calendar/")[2].partition(".ics")[0]
    assert feed_of(token)[0].status_code == 200
    assert token not in client.get("/account/").content.decode()

    client.post("/account/calendar/")
    assert feed_of(token)[0].status_code == 404

    client.post("/account/calendar/revoke/")
    assert not CalendarLink.objects.live().exists()
    assert "There is nothing to take back" in client.post("/account/calendar/revoke/", follow=True).content.decode()


def test_there_is_nothing_to_take_back_without_a_link(dana):
    with pytest.raises(Refused, match="You have no calendar link. There is nothing to take back"):
        revoke_calendar_link(by=dana, at=NOW)


def test_it_stops_with_the_account_and_tells_a_guess_nothing(token, dana):
    assert feed_of("x" * 22)[0].status_code == 404
    changed(dana, is_active=False)

    assert feed_of(token)[0].status_code == 404


def test_who_asks_too_often_waits(token, monkeypatch):
    monkeypatch.setattr(private_pages, "FETCHES", 2)
    monkeypatch.setattr(private_pages, "MISSES", 1)

    assert [feed_of(token)[0].status_code for _ in range(3)] == [200, 200, 429]
    assert [feed_of("guess")[0].status_code for _ in range(2)] == [404, 429]
