import pytest
from django.contrib.sessions.models import Session

pytestmark = pytest.mark.django_db
PAGE = "/help/"


def test_each_visit_starts_the_thirty_minutes_again(sign_in, emil, clock):
    client = sign_in(emil)
    client.get(PAGE)

    clock.shift(20 * 60)
    client.get(PAGE)
    clock.shift(20 * 60)

    assert client.get(PAGE).status_code == 200


def test_thirty_idle_minutes_end_a_sign_in(sign_in, emil, clock):
    client = sign_in(emil)
    client.get(PAGE)

    clock.shift(31 * 60)

    assert client.get(PAGE).headers["Location"] == f"/sign-in/?next={PAGE}"


def test_a_visit_within_a_minute_of_another_writes_nothing(sign_in, emil, clock):
    client = sign_in(emil)
    client.get(PAGE)
    ends = Session.objects.get().expire_date

    clock.shift(30)
    client.get(PAGE)
    soon = Session.objects.get().expire_date
    clock.shift(40)
    client.get(PAGE)

    assert soon == ends
    assert Session.objects.get().expire_date > ends


def test_a_cookie_of_nobody_makes_no_session(client, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    client.get("/policy/")

    assert not Session.objects.exists()


def test_what_somebody_signed_in_was_shown_is_kept_nowhere(sign_in, emil, client):
    assert sign_in(emil).get(PAGE).headers["Cache-Control"] == "no-store"
    assert "no-store" not in client.get("/policy/").headers.get("Cache-Control", "")


def test_scripts_learn_whether_the_sign_in_lasts(sign_in, emil, client):
    assert sign_in(emil).get("/still-signed-in/").status_code == 204
    assert client.get("/still-signed-in/").status_code == 401
