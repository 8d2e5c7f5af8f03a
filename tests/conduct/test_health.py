"""The health check: 200 or 503 and what is late, nothing about anybody; and a page for admins that says what to do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from conduct import health
from conduct.guards.triggers import drop, present
from conduct.models import OutboxMessage, ScheduledStep
from tests.conduct.test_outbox import posted
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ran(organization):
    """The scheduled command has just run."""
    cache.clear()
    call_command("run_scheduled")
    return ScheduledStep.objects.count()


def asked():
    response = Client().get("/healthz")
    return response.status_code, {name: one["well"] for name, one in response.json()["checks"].items()}


def test_all_is_well_after_a_run_and_nobody_has_to_sign_in(ran):
    status, checks = asked()

    assert (status, set(checks.values())) == (200, {True})
    assert set(checks) == {"scheduled command", "mail", "guards", "database", "disk"}
    call_command("check_health")


def disk_is_full(monkeypatch, clock):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: SimpleNamespace(free=2**20))


def nothing_ran(monkeypatch, clock):
    clock.move_to(NOW + 16 * MINUTE)


def mail_waits(monkeypatch, clock):
    posted(recipient="sam@example.com", title="CANARY", at=NOW - 31 * MINUTE)


def a_guard_is_missing(monkeypatch, clock):
    cache.clear()
    drop(connection, list(present(connection))[:1])


@pytest.mark.parametrize(
    ("late", "name"),
    [(disk_is_full, "disk"), (nothing_ran, "scheduled command"), (mail_waits, "mail"), (a_guard_is_missing, "guards")],
)
def test_what_is_late_is_named_and_nobody_else(ran, late, name, monkeypatch, clock):
    late(monkeypatch, clock)

    status, checks = asked()

    assert status == 503
    assert [one for one, well in checks.items() if not well] == [name]
    assert b"CANARY" not in Client().get("/healthz").content
    assert b"example.com" not in Client().get("/healthz").content
    with pytest.raises(CommandError):
        call_command("check_health")


def test_a_database_that_does_not_answer_is_said(ran, monkeypatch):
    def refuse(at):
        raise OperationalError("password=CANARY")

    monkeypatch.setattr(health, "_scheduled", refuse)

    response = Client().get("/healthz")
    assert (response.status_code, response.json()["checks"]["database"]["well"]) == (503, False)
    assert b"CANARY" not in response.content


def test_a_step_that_failed_is_late_until_it_is_done(ran):
    ScheduledStep.objects.filter(name="Messages").update(failed=True)

    assert asked()[1]["scheduled command"] is False


def test_before_the_first_run_it_says_so(organization):
    assert "It has not run yet." in Client().get("/healthz").json()["checks"]["scheduled command"]["said"]


def test_it_is_only_asked(ran):
    assert Client().post("/healthz").status_code == 405


def test_admins_see_when_each_step_ran_and_what_to_do_about_mail_that_fails(ran, ada, sign_in):
    message = posted()
    error = "SMTPRecipientsRefused: {'sam@example.com': (550, b'unknown')}"
    OutboxMessage.objects.filter(pk=message.pk).update(state="failed", attempts=6, last_error=error)

    page = sign_in(ada).get("/health/").content.decode()

    for words in ("Ends by themselves", "April 17, 2026 at 11:00 AM", "tried 6 times", "refuses this address"):
        assert words in page
    assert f'href="/mail/{message.pk}/"' in page


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("alba", 200), ("dana", 404), ("emil", 404)])
def test_the_page_is_for_who_runs_and_audits(who, status, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get("/health/").status_code == status


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("", ""),
        ("ConnectionRefusedError: [Errno 111]", "does not answer"),
        ("SMTPAuthenticationError: (535, b'no')", "name or password"),
        ("FileNotFoundError: a/1", "Restore MEDIA_ROOT"),
    ],
)
def test_each_failure_comes_with_what_to_do(error, advice):
    assert advice in health.advice_on(error)


def test_what_is_late_stands_on_an_admins_home_page(organization, ada, sign_in):
    assert "It has not run yet." in sign_in(ada).get("/").content.decode()
