import pytest
from django.db import connection

from conduct import configuration


def test_a_relative_database_file_lies_under_the_project(tmp_path):
    database = configuration.database({"ENGINE": "django.db.backends.sqlite3", "NAME": "var/db.sqlite3"}, tmp_path)

    assert database["NAME"] == tmp_path / "var/db.sqlite3"
    assert (tmp_path / "var").is_dir()


def test_an_absolute_database_file_stays_where_it_is(tmp_path):
    elsewhere = tmp_path / "elsewhere" / "db.sqlite3"

    database = configuration.database(
        {"ENGINE": "django.db.backends.sqlite3", "NAME": str(elsewhere)}, tmp_path / "project"
    )

    assert database["NAME"] == elsewhere


@pytest.mark.parametrize(("engine", "checks"), [("postgresql", True), ("sqlite3", None)])
def test_connections_are_kept_and_those_over_a_network_checked(tmp_path, engine, checks):
    database = configuration.database({"ENGINE": f"django.db.backends.{engine}", "NAME": "conduct"}, tmp_path)

    assert (database["CONN_MAX_AGE"], database.get("CONN_HEALTH_CHECKS")) == (60, checks)


def test_mail_goes_into_a_folder_under_the_project_in_development(tmp_path):
    mail = configuration.mail({"EMAIL_FILE_PATH": "var/mail", "EMAIL_BACKEND": "filebased"}, tmp_path)

    assert mail["EMAIL_FILE_PATH"] == tmp_path / "var/mail"
    assert (mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (False, False)


def test_mail_through_a_server_keeps_its_settings(tmp_path):
    mail = configuration.mail(
        {"EMAIL_FILE_PATH": "", "EMAIL_HOST": "mail.example.org", "EMAIL_USE_TLS": True}, tmp_path
    )

    assert (mail["EMAIL_HOST"], mail["EMAIL_USE_TLS"], mail["EMAIL_FILE_PATH"]) == ("mail.example.org", True, "")


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
@pytest.mark.django_db
def test_every_connection_keeps_what_was_committed(pragma, value):
    """SQLite forgets these with each connection; PostgreSQL has one answer to all three."""
    if connection.vendor != "sqlite":
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)
