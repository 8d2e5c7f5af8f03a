"""The toy tables, made for one module of tests and taken away after it; and how to step on a guard's toes."""

from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from conduct import guards
from conduct.guards import triggers
from tests.conduct.guards_app.models import TABLES
from tests.layers import return_to_the_ground


@pytest.fixture(scope="module")
def toy_tables(django_db_setup, django_db_blocker):
    """The toy app among the installed ones, with its tables and guards in the test database."""
    with django_db_blocker.unblock():
        with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "tests.conduct.guards_app"]):
            with connection.schema_editor() as editor:
                for model in TABLES:
                    editor.create_model(model)
            guards.install(connection)
            yield
        return_to_the_ground()
        guards.install(connection)
        with connection.schema_editor() as editor:
            for model in reversed(TABLES):
                editor.delete_model(model)


@contextmanager
def refused(words):
    """The block is refused with these words, such as the name of the guard, and what it did is rolled back."""
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        yield


def take_away(name):
    """The database without one rule."""
    connection.check_constraints()
    triggers.drop(connection, [one for one in triggers.present(connection) if one.endswith(f"_{name}")])


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
