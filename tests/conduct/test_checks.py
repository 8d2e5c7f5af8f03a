import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from conduct import checks
from conduct.configuration import DEVELOPMENT_KEY
from tests.test_house import ROOT

GOOD = {
    "DEBUG": "off",
    "SECRET_KEY": "".join(f"{n:x}{chr(103 + n % 17)}" for n in range(7, 71)),
    "CODE_KEY": "".join(f"{chr(104 + n % 15)}{n * 7:x}" for n in range(9, 60)),
    "ALLOWED_HOSTS": "conduct.example.org",
    "BASE_URL": "https://conduct.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}
ANYWHERE = {
    "MEDIA_ROOT": ROOT / "var" / "files",
    "STATIC_ROOT": ROOT / "var" / "static",
    "STATICFILES_DIRS": [ROOT / "static"],
    "NAMED_TIME_ZONE": "America/Chicago",
    "NAMED_LOG_LEVEL": "INFO",
}
DEVELOPMENT = ANYWHERE | {"DEBUG": True, "BASE_URL": "http://127.0.0.1:8000"}
PRODUCTION = ANYWHERE | {
    "DEBUG": False,
    "SECRET_KEY": GOOD["SECRET_KEY"],
    "CODE_KEY": GOOD["CODE_KEY"],
    "ALLOWED_HOSTS": ["conduct.example.org"],
    "BASE_URL": GOOD["BASE_URL"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def project(*arguments, **environment):
    """Run Python in the project with nothing but these variables set; returns the finished process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_with_everything_set_may_start():
    assert checks.refusals(SimpleNamespace(**PRODUCTION)) == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", DEVELOPMENT_KEY, "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", "django-insecure-" + "x1y2z3" * 20, "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", "ab" * 40, "SECRET_KEY is missing or weak"),
        ("SECRET_KEY", "q8w7e6r5t4", "SECRET_KEY is missing or weak"),
        ("CODE_KEY", "", "CODE_KEY is missing or weak"),
        ("CODE_KEY", PRODUCTION["SECRET_KEY"], "CODE_KEY equals SECRET_KEY"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS is empty"),
        ("ALLOWED_HOSTS", ["conduct.example.org", "*"], "ALLOWED_HOSTS is empty or allows every host"),
        ("BASE_URL", "", "BASE_URL is missing or not https"),
        ("BASE_URL", "http://conduct.example.org", "BASE_URL is missing or not https"),
        (
            "EMAIL_BACKEND",
            "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_URL is missing or writes to files",
        ),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "EMAIL_URL is missing or writes to files"),
    ],
)
def test_production_refuses_to_start_and_says_what_to_set(name, value, says):
    (sentence,) = checks.refusals(SimpleNamespace(**PRODUCTION | {name: value}))

    assert sentence.startswith(says)


def test_development_refuses_a_public_address():
    (sentence,) = checks.refusals(SimpleNamespace(**DEVELOPMENT | {"BASE_URL": "https://conduct.example.org"}))

    assert "Set DEBUG=off" in sentence


def test_development_starts_on_a_fresh_machine():
    assert checks.refusals(SimpleNamespace(**DEVELOPMENT)) == []


@pytest.mark.parametrize("conf", [DEVELOPMENT, PRODUCTION])
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MEDIA_ROOT", ROOT / "static", "MEDIA_ROOT lies among the files anybody can fetch"),
        ("MEDIA_ROOT", f"{ROOT}/var/files/../static/kept", "MEDIA_ROOT lies among the files anybody can fetch"),
        ("NAMED_TIME_ZONE", "America/Springfield", "TIME_ZONE is no time zone: America/Springfield."),
        ("NAMED_LOG_LEVEL", "LOUD", "LOG_LEVEL is no level: LOUD. Set it to one of DEBUG, INFO, WARNING"),
    ],
)
def test_it_refuses_to_start_anywhere_and_says_what_to_set(conf, name, value, says):
    (sentence,) = checks.refusals(SimpleNamespace(**conf | {name: value}))

    assert sentence.startswith(says)


def test_what_is_set_to_nothing_is_as_if_it_was_not_set():
    nothing = dict.fromkeys(["EMAIL_URL", "TIME_ZONE", "MEDIA_ROOT", "DATABASE_URL"], "")
    show = "from conduct import settings as s; print(s.EMAIL_BACKEND, s.TIME_ZONE, s.MEDIA_ROOT, s.DATABASES)"

    assert project("-c", show, **nothing).stdout == project("-c", show).stdout != ""


def test_a_wrong_time_zone_or_log_level_stops_every_command_with_a_sentence():
    done = project("manage.py", "check", TIME_ZONE="Mars/Olympus", LOG_LEVEL="loud")

    assert done.returncode != 0
    assert "TIME_ZONE is no time zone: Mars/Olympus." in done.stderr
    assert "LOG_LEVEL is no level: loud." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_check_for_deployment_is_clean_when_everything_is_set():
    done = project("manage.py", "check", "--deploy", "--fail-level", "WARNING", **GOOD)

    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr


def test_every_command_stops_when_something_is_missing():
    done = project("manage.py", "check", DEBUG="off")

    assert done.returncode != 0
    for name in ("SECRET_KEY", "CODE_KEY", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL"):
        assert f"{name} is missing" in done.stderr or f"{name} is empty" in done.stderr


def test_the_web_process_stops_for_good_when_something_is_missing():
    done = project("-c", "import conduct.wsgi", **GOOD | {"ALLOWED_HOSTS": "*"})

    assert done.returncode == 3
    assert "Refused to start: ALLOWED_HOSTS is empty or allows every host" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_web_process_stops_for_good_when_the_database_has_no_guards(tmp_path):
    done = project("-c", "import conduct.wsgi", **GOOD, DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3")

    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == (
        "Refused to start: The database is empty or holds none of the guards. Run: python manage.py migrate"
    )


@pytest.mark.parametrize("hosts", ["*", "conduct.example.org,evil.example"])
def test_with_debug_on_the_product_answers_to_this_machine_only(hosts):
    done = project("-c", "from conduct import settings; print(settings.ALLOWED_HOSTS)", DEBUG="on", ALLOWED_HOSTS=hosts)

    assert done.stdout.strip() == "['127.0.0.1', 'localhost', '[::1]']"


def test_production_cookies_are_tied_to_the_host_and_to_https():
    show = (
        "from conduct import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE)"
    )

    assert project("-c", show, **GOOD).stdout.split() == ["__Host-session", "__Host-csrf", "True"]
