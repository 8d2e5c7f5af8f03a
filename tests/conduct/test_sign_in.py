import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conduct import reset
from conduct.models import Event, ForgottenPassword, OutboxMessage
from tests.factories import NOW, PASSWORD, UserFactory, changed

pytestmark = pytest.mark.django_db
NEW = "marble lantern harvest tide"


@pytest.fixture
def signing_in(client):
    def send(email, password=PASSWORD, to="", **headers):
        return client.post(f"/sign-in/{to}", {"login": email, "password": password}, **headers)

    return send


def verbs_of(user):
    return list(Event.objects.filter(journal=user.journal).order_by("sequence").values_list("verb", flat=True))


def asked_for_link(email, **headers):
    """What the mails say that leave once somebody asked for a link."""
    assert Client().post("/password/reset/", {"email": email}, **headers).status_code == 302
    call_command("run_scheduled", stdout=StringIO())
    return [message.body for message in mail.outbox]


@pytest.fixture
def reset_link(emil):
    return re.search(r"http\S+", asked_for_link(emil.email)[0])[0]


def test_somebody_signs_in_with_their_work_email(signing_in, emil):
    assert signing_in(emil.email).headers["Location"] == "/"


def test_capitals_in_the_email_do_not_matter(signing_in, emil):
    assert signing_in(emil.email.upper()).status_code == 302


def test_a_sign_in_is_one_event_in_the_persons_own_journal(signing_in, emil):
    signing_in(emil.email)

    assert verbs_of(emil)[-1] == "access.signed_in"


def test_signing_out_is_one_event_too(sign_in, emil):
    sign_in(emil).post("/sign-out/")

    assert verbs_of(emil)[-1] == "access.signed_out"


def test_a_failed_sign_in_is_written_where_its_owner_finds_it(signing_in, emil):
    signing_in(emil.email, "wrong words")

    assert verbs_of(emil)[-1] == "access.sign_in_failed"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(signing_in, emil):
    def without_what_was_typed(response, email):
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()).replace(email, "")

    unknown = without_what_was_typed(signing_in("nobody@example.com", "wrong words"), "nobody@example.com")
    wrong = without_what_was_typed(signing_in(emil.email, "wrong words"), emil.email)

    assert "Together they match no account" in wrong
    assert unknown == wrong


def test_a_closed_account_cannot_sign_in(signing_in, client, emil):
    changed(emil, is_active=False)

    signing_in(emil.email)

    assert client.get("/help/").status_code == 302


def test_after_five_wrong_tries_the_right_password_has_to_wait(signing_in, client, emil):
    for _ in range(5):
        signing_in(emil.email, "wrong words")

    response = signing_in(emil.email)

    assert "There were too many tries" in response.content.decode()
    assert client.get("/help/").status_code == 302


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/help/", "/help/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("https://localhost/", "/"),
    ],
)
def test_after_signing_in_one_stays_on_this_host(signing_in, emil, asked, leads_to):
    assert signing_in(emil.email, to=f"?next={asked}").headers["Location"] == leads_to


def test_nobody_signs_up(client):
    assert client.get("/sign-up/").headers["Location"] == "/sign-in/"
    assert client.post("/sign-up/", {"email": "new@example.com", "password1": NEW}).headers["Location"] == "/sign-in/"


def test_the_admin_site_has_no_sign_in_of_its_own(client, emil):
    response = client.post("/admin/login/", {"username": emil.email, "password": PASSWORD})

    assert response.headers["Location"].startswith("/sign-in/?next=")
    assert client.get("/admin/password_change/").headers["Location"].startswith("/sign-in/")


def test_signing_out_takes_a_post(sign_in, emil):
    client = sign_in(emil)

    client.get("/sign-out/")
    still_in = client.get("/help/").status_code
    client.post("/sign-out/")

    assert still_in == 200
    assert client.get("/help/").status_code == 302


def test_an_account_without_a_password_signs_in_with_none(signing_in, client):
    user = UserFactory()
    user.set_unusable_password()
    changed(user)

    signing_in(user.email, "")
    signing_in(user.email, "!")

    assert client.get("/help/").status_code == 302


def test_the_page_after_asking_for_a_reset_is_the_same_for_an_unknown_address(client, emil):
    known = client.post("/password/reset/", {"email": emil.email})
    unknown = client.post("/password/reset/", {"email": "nobody@example.com"})

    assert known.headers["Location"] == unknown.headers["Location"]


def test_asking_does_the_same_for_every_address_and_sends_nothing(client, emil):
    def statements(email):
        with CaptureQueriesContext(connection) as asked:
            client.post("/password/reset/", {"email": email})
        return [re.sub(r"'[^']*'|\d+", "", one["sql"]) for one in asked]

    statements("another@example.com")  # the first fills the cache

    assert statements(emil.email) == statements("nobody@example.com")
    assert mail.outbox == []


def test_a_mailbox_gets_five_links_a_day_at_most(emil, mailoutbox):
    for _ in range(7):
        reset.ask_for_link(email=emil.email, at=NOW)

    reset.send_links(NOW, NOW.date())

    assert len(mailoutbox) == 5
    reset.ask_for_link(email=emil.email, at=NOW + timedelta(days=1, seconds=1))
    reset.send_links(NOW + timedelta(days=1, seconds=1), NOW.date())
    assert len(mailoutbox) == 6


def test_who_asked_is_forgotten_as_soon_as_the_link_left(emil):
    asked_for_link("nobody@example.com")
    asked_for_link(emil.email)

    assert [message.to for message in mail.outbox] == [[emil.email]]
    assert not ForgottenPassword.objects.exists()
    assert verbs_of(emil)[-1] == "access.link_sent"


def test_the_link_is_kept_nowhere(reset_link):
    token = reset_link.rstrip("/").rpartition("/")[2].partition("-")[2]

    assert not Event.objects.filter(payload__contains=token).exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(("minutes", "left"), [(10, 1), (61, 0)])
def test_a_mail_server_that_fails_is_tried_for_an_hour(emil, settings, clock, minutes, left):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    asked_for_link(emil.email)

    clock.shift(minutes * 60)
    call_command("run_scheduled", stdout=StringIO())

    assert ForgottenPassword.objects.count() == left


def test_an_address_too_long_for_any_account_gets_the_same_answer(client):
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.com"

    assert client.post("/password/reset/", {"email": long}).status_code in {200, 302}


def test_the_link_in_a_reset_mail_leads_to_the_products_own_address(client, emil, settings):
    settings.BASE_URL = "https://conduct.example.org"

    (body,) = asked_for_link(emil.email, HTTP_HOST="localhost")

    assert "https://conduct.example.org/password/reset/" in body
    assert "localhost" not in body


def test_a_reset_link_sets_a_password_once(client, signing_in, reset_link, emil):
    form = client.get(reset_link).headers["Location"]
    client.post(form, {"password1": NEW, "password2": NEW})

    assert verbs_of(emil)[-1] == "user.password_set"
    assert "no longer works" in Client().get(reset_link, follow=True).content.decode()
    assert signing_in(emil.email, NEW).status_code == 302


def test_a_reset_link_works_for_one_hour(client, reset_link, clock):
    clock.shift(61 * 60)

    assert "no longer works" in client.get(reset_link, follow=True).content.decode()


@pytest.mark.parametrize("weak", ["short", "qwerty123456", "123456789012", "emil@example.com"])
def test_a_weak_password_is_refused_with_what_to_do(sign_in, emil, weak):
    response = sign_in(emil).post("/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})

    assert response.context["form"].errors["password1"]


def test_changing_the_password_signs_out_every_other_device(sign_in, emil):
    here, elsewhere = sign_in(emil), sign_in(emil)

    here.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert here.get("/help/").status_code == 200
    assert elsewhere.get("/help/").status_code == 302
    assert verbs_of(emil)[-1] == "user.password_set"


def test_changing_the_password_asks_for_the_one_in_use(sign_in, emil):
    response = sign_in(emil).post("/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})

    assert response.context["form"].errors["oldpassword"] == ["Enter the password you use now"]


def test_more_rounds_of_hashing_do_not_lock_anybody_out(signing_in, emil, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["conduct.hashing.SteadyPBKDF2"]
    monkeypatch.setattr("conduct.hashing.SteadyPBKDF2.iterations", 10)
    user = UserFactory()
    monkeypatch.setattr("conduct.hashing.SteadyPBKDF2.iterations", 20)

    assert signing_in(user.email).status_code == 302
