"""Before it ends a restriction is looked at again: the customer is asked, a director decides, nothing gets worse."""

from datetime import date, timedelta

import pytest

from cases.models import Letter
from conduct.models import Event
from restrictions.actions import reassessment as acts
from restrictions.models import Invitation, Reassessment
from restrictions.policy import reassessment as policy
from tests.factories import NOW, TODAY
from tests.restrictions.staging import IN_WRITING, decided, issue, serve, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDS = IN_WRITING[2]  # July 17, 2026: 91 days after it starts
OPENS = date(2026, 6, 17)
SAID = {
    "staff_view": "They write, and wait for the answer.",
    "circumstances": "Nothing has.",
    "still_needed": "yes",
    "lesser_measure": "Calls on one day a week. They would block the line again.",
    "outcome": "lapse",
    "new_end_on": None,
    "reasons": "You kept to it, and it ends soon.",
    "ways": ["post"],
}


def on_day(day):
    """(the instant, the day) at the hour of the story."""
    return NOW + (day - TODAY), day


@pytest.fixture
def decision(case, dana, april, sales, emil, sam):
    decision = issue(decided(case, dana), dana, departments=[sales], send_by_post=False, by_hand=True)
    serve(decision, method="hand")
    return decision


@pytest.fixture
def restriction(decision):
    return decision.restrictions.get()


def open_on(day, organization, calendar):
    return policy.open_reviews(*on_day(day), organization=organization, calendar=calendar)


def asked(day=OPENS):
    """Run the scheduled step. Returns the invitation."""
    acts.ask_for_views(*on_day(day))
    return Invitation.objects.latest("pk")


def decide(restriction, by, day, organization, calendar, **changes):
    """Decide on what the page would show that day."""
    at, on = on_day(day)
    limits = {"organization": organization, "calendar": calendar}
    *_, due, _ = acts.standing(restriction, at, on, **limits)
    shown = policy.since(due, at=at, calendar=calendar).digest if due else ""
    said = {"shown": shown} | SAID | changes
    return acts.reassess_restriction(restriction=restriction, by=by, at=at, **said)


def test_it_opens_thirty_days_before_the_end(restriction, organization, calendar):
    assert open_on(OPENS - DAY, organization, calendar) == []

    (due,) = open_on(OPENS, organization, calendar)

    assert (due.restriction, due.opened_on, due.invitation) == (restriction, OPENS, None)


def test_the_customer_is_asked_for_their_view_once(restriction, organization, calendar):
    invitation = asked()
    for day in (OPENS, OPENS + DAY, OPENS + 8 * DAY):
        assert acts.ask_for_views(*on_day(day)) == "0 customers asked for their view, 0 could not be"

    assert Letter.objects.filter(kind="L6").get() == invitation.letter
    assert f"Please send it by {policy.day(invitation.answer_by)}" in words_of(invitation.letter)
    assert Event.objects.filter(verb="reassessment.opened").count() == 1


def test_let_run_to_its_end_it_ends_by_itself(restriction, drew, organization, calendar):
    invitation = asked()

    found = decide(restriction, drew, invitation.answer_by + DAY, organization, calendar)

    assert (found.outcome, found.due_on, found.letter.kind) == ("lapse", OPENS, "L7")
    assert restriction.terms.count() == 1
    assert open_on(invitation.answer_by + DAY, organization, calendar) == []


def test_the_page_leads_from_home_to_the_letter(restriction, drew, sign_in, clock):
    invitation = asked()
    clock.move_to(on_day(invitation.answer_by + DAY)[0])
    client, address = sign_in(drew), f"/restrictions/{restriction.reference}/review/"
    assert address in client.get("/").content.decode()

    page = client.get(address)
    shown = page.context["form"]["shown"].value()
    sent = {name: value for name, value in SAID.items() if value} | {"shown": shown, "nonce": "a" * 32}
    response = client.post(address, sent)

    assert "If nobody decides, it ends by itself on July 17, 2026." in page.content.decode()
    assert response.status_code == 302, response.context["form"].errors
    assert Reassessment.objects.get().decided_by == drew
    assert "Reviewed: Let it run to its end" in client.get(response.url).content.decode()
