"""What customers ask in answer to a letter is entered by staff and answered by a letter, read here word by word."""

from datetime import timedelta

import pytest

from cases.models import Answer, Delivery, Letter
from conduct.models import Event, OutboxMessage
from tests.appeals.conftest import assigned, lodged
from tests.factories import NOW, TODAY
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def decision(case, dana, april, rentals, olga):
    made = decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT), at=NOW - 4 * DAY, begins_on=TODAY - 4 * DAY)
    issue(made, dana, departments=[rentals], at=NOW - 4 * DAY, send_by_email=True, send_by_post=False)
    made.refresh_from_db()
    serve(made, at=NOW - 4 * DAY, method=Delivery.Method.EMAIL)
    return made


def entered(client, letter, kind, **more):
    """A request of the customer, entered on the page of the letter."""
    said = {"kind": kind, "words": "I have to sign papers.", "channel": "phone", "received_at": "2026-04-17T09:00"}
    response = client.post(f"/letters/{letter.pk}/answer/", said | {"nonce": "a" * 32} | more)
    assert response.status_code == 302, response.content.decode()
    return Answer.objects.get()


def answered(client, path, **form):
    """The letter the customer gets, after the answer was given on its page."""
    response = client.post(path, {"ways": ["email"], "nonce": "b" * 32} | form)
    assert response.status_code == 302, response.content.decode()
    letter = Answer.objects.get().reply
    assert letter.deliveries.get().method == Delivery.Method.EMAIL
    assert OutboxMessage.objects.filter(kind="letter", subject_ref__endswith=str(letter.deliveries.get().pk)).exists()
    assert Event.objects.filter(verb="answer.closed").count() == 1
    return letter


LEAVE = {
    "granted": ("You have leave for April 22, 2026", "We give you leave.", "At 10 AM, with Sam.", "It is a closing."),
    "refused": ("We cannot give you leave this time", "We do not give leave this time.", "It is a closing."),
}


@pytest.mark.parametrize("outcome", LEAVE)
def test_leave_is_answered_by_a_letter(decision, sam, dana, sign_in, outcome):
    answer = entered(sign_in(sam), decision.letter, "waiver", for_day="2026-04-22")

    form = {"outcome": outcome, "conditions": "At 10 AM, with Sam.", "reasons": "It is a closing."}
    letter = answered(sign_in(dana), f"/requests/{answer.pk}/", **form)

    words = words_of(letter)
    assert letter.kind == Letter.Kind.WAIVER
    for said in (*LEAVE[outcome], "I have to sign papers.", "April 17, 2026", "April 13, 2026"):
        assert said in words
    assert ("At 10 AM" in words) is (outcome == "granted")


EARLY = {
    "sooner": (
        {"outcome": "granted", "new_end_on": "2026-05-10"},
        ("The change ends sooner, on May 10, 2026", "Less is enough."),
    ),
    "today": ({"outcome": "granted"}, ("The change ends today", "Nothing applies any more.", "Less is enough.")),
    "no": ({"outcome": "refused"}, ("The terms stay as they are", "This ends on July 17, 2026", "Less is enough.")),
}


@pytest.mark.parametrize(("form", "said"), EARLY.values(), ids=EARLY)
def test_an_early_review_is_answered_by_a_letter(decision, sam, dana, sign_in, form, said):
    answer = entered(sign_in(sam), decision.letter, "early_review")

    letter = answered(sign_in(dana), f"/requests/{answer.pk}/", reasons="Less is enough.", **form)

    words = words_of(letter)
    assert letter.kind == Letter.Kind.EARLY_REVIEW
    for sentence in (*said, "July 16, 2026"):  # and from when they can ask again
        assert sentence in words


STAY = {
    "granted": ("The change is paused", "We pause it from today.", "Nothing of what you appealed applies."),
    "refused": ("The change stays in place", "We do not pause it.", "This ends on July 17, 2026"),
}


@pytest.mark.parametrize("outcome", STAY)
def test_a_request_to_pause_is_answered_by_a_letter(decision, sam, april, ada, sign_in, outcome):
    heard = assigned(lodged(decision, sam), april, ada)
    answer = entered(sign_in(sam), heard.acknowledgment, "stay_decided", received_at="2026-04-17T11:00")

    path = f"/appeals/{heard}/pause/{answer.pk}/"
    letter = answered(sign_in(april), path, outcome=outcome, reasons="Nobody is in danger.")

    words = words_of(letter)
    assert (letter.kind, letter.signed_by) == (Letter.Kind.STAY, april)
    for said in (*STAY[outcome], "Nobody is in danger.", "You get an answer to your appeal by May 8, 2026."):
        assert said in words
