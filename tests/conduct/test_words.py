"""What was sent after the sign-in ran out is on the page again after signing in, unsent, and only for its author."""

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from cases.models import Addendum, CaseNote, Effort
from conduct.models import Event
from conduct.words import NOT_SENT
from tests.factories import ReportFactory

pytestmark = pytest.mark.django_db

TYPED = "Typed for an hour, and never seen by anybody else"
EFFORT = {"made_on": "2026-04-10", "kind": "meeting", "offered": TYPED, "nonce": "a" * 32}


def text_of(response):
    return response.content.decode()


def signed_out(client):
    Session.objects.all().delete()
    return client


def back_in(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def pages(case, emil, sales):
    """{address: the words of a long form there} of one page of each kind."""
    report = ReportFactory(reporter=emil, department=sales)
    return {
        f"/reports/{report.reference}/add/": {"text": TYPED},
        f"/cases/{case.reference}/notes/new/": {"text": TYPED},
        f"/cases/{case.reference}/matter/": EFFORT,
        f"/cases/{case.reference}/warning/": {"conduct": TYPED, "why": "b", "change_asked": "c", "ways": ["post"]},
        f"/cases/{case.reference}/refer/": {"why": TYPED},
        f"/people/{case.customer.reference}/edit/": {"description": TYPED, "revision": case.customer.revision},
    }


def test_words_sent_without_a_sign_in_are_on_the_page_again_unsent(sign_in, sam, pages):
    """Additions, notes, efforts, warnings, referrals, records: whatever the page, nothing is done by it."""
    client = sign_in(sam)
    client.get("/account/")

    for address, words in pages.items():
        sent = signed_out(client).post(address, words)
        before = Event.objects.filter(kind=Event.Kind.ACT).count()
        page = text_of(back_in(client, sam).get(address))

        assert sent.url == f"/sign-in/?next={address}"
        assert TYPED in page, address
        assert Event.objects.filter(kind=Event.Kind.ACT).count() == before
        assert TYPED not in text_of(client.get(address, follow=True))
    assert [model.objects.count() for model in (CaseNote, Effort, Addendum)] == [0, 0, 0]


def test_what_is_shown_again_says_so_and_can_be_sent(sign_in, sam, case):
    client, address = sign_in(sam), f"/cases/{case.reference}/matter/"
    client.get(address)
    signed_out(client).post(address, EFFORT)

    page = text_of(back_in(client, sam).get(address))
    assert NOT_SENT in page.replace("&#x27;", "'")
    assert not Effort.objects.exists()
    client.post(address, EFFORT)

    assert Effort.objects.get().offered == TYPED


def test_signing_in_as_somebody_else_shows_nothing(sign_in, sam, dana, case):
    client, address = sign_in(sam), f"/cases/{case.reference}/notes/new/"
    client.get(address)
    signed_out(client).post(address, {"text": TYPED})

    assert TYPED not in text_of(back_in(client, dana).get(address))


@pytest.mark.parametrize(
    ("address", "words"), [("/password/change/", {"oldpassword": TYPED}), ("/admin/cases/case/add/", {"title": TYPED})]
)
def test_passwords_and_the_admin_site_are_kept_nowhere(sign_in, ada, address, words):
    client = sign_in(ada)
    client.get("/account/")

    signed_out(client).post(address, words)

    assert all(TYPED not in str(session.get_decoded()) for session in Session.objects.all())


def test_more_than_a_page_can_hold_is_not_kept(sign_in, sam, case):
    client = sign_in(sam)
    client.get("/account/")

    signed_out(client).post(f"/cases/{case.reference}/notes/new/", {"text": "x" * 200_001})

    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("origin", "status"), [("http://testserver", 302), ("https://elsewhere.example", 403), ("", 403)]
)
def test_signing_in_again_in_another_window_loses_no_words_either(sam, case, origin, status):
    """The window that stayed open has a form key from before; its words are shown again, and nobody else's."""
    client, address = Client(enforce_csrf_checks=True), f"/cases/{case.reference}/notes/new/"
    client.force_login(sam)
    client.get(address)
    headers = {"origin": origin} if origin else {}

    sent = client.post(address, {"text": TYPED, "csrfmiddlewaretoken": "a" * 64}, headers=headers)

    assert sent.status_code == status
    assert (TYPED in text_of(client.get(address))) is (status == 302)
    assert not CaseNote.objects.exists()


def test_a_look_up_is_asked_again_and_a_file_is_not_sent_twice(sign_in, dana):
    client = sign_in(dana)
    client.get("/account/")
    signed_out(client).post("/register/export/", {"format": "csv", "why": TYPED})

    page = back_in(client, dana).get("/register/export/")

    assert page["Content-Type"].startswith("text/html")
    assert not Event.objects.filter(verb="register.exported").exists()


def test_the_browser_is_remembered_by_a_cookie_no_script_reads(sign_in, sam):
    kept = sign_in(sam).get("/account/").cookies[settings.WRITER_COOKIE_NAME]

    assert (kept["httponly"], kept["samesite"]) == (True, "Lax")
    assert str(sam.email) not in kept.value
