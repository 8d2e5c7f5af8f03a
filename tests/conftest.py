"""What every test stands on: a database of its own, quick password hashes, and templates that may not guess."""

import gc
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.template import engines
from django.template.base import Node
from django.test import override_settings

from conduct.shipped import ensure_shipped_rows
from tests.lifting import lifted_for_flush

pytest_plugins = ["tests.cast", "tests.whole_file", "tests.walks", "tests.layers"]
collect_ignore = [] if find_spec("playwright") else ["browser"]  # make test-browser installs it

TEMPLATES = str(Path(__file__).resolve().parent.parent / "templates")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The longest first, in one process: at the end none waits for another, and each walk is made once."""
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)


def pytest_collection_finish():
    """What is loaded by now stays: the garbage collector need not walk over it again and again, a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """On SQLite a file for each test process: in memory there is no write-ahead log and no second connection."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        folder = tempfile.mkdtemp(prefix="conduct-tests-")
        connection.settings_dict["TEST"]["NAME"] = os.path.join(folder, f"{os.getpid()}.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """A transactional test empties every table when it ends; guards make way, and shipped rows come back after it."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_and_ship(operations, statements):
        with lifted_for_flush(operations.connection):
            flush(operations, statements)
        cache.clear()
        ensure_shipped_rows()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_and_ship)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes():
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="session", autouse=True)
def _templates_may_not_guess():
    """A name nobody gave a template of ours fails the test; templates of libraries go on as ever."""
    engines["django"].engine.string_if_invalid = UnknownName("%s")


class UnknownName(str):
    """Django asks `"%s" in it` and then `it % name` for each name it cannot resolve."""

    __slots__ = ()

    def __mod__(self, name):
        template = template_being_rendered()
        if template.startswith(TEMPLATES):
            pytest.fail(f"{template} uses {name}, which nobody gave it", pytrace=False)
        return ""


def template_being_rendered():
    """The file of the innermost template node on the stack."""
    frame = sys._getframe(2)
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin.name
        frame = frame.f_back
    return ""
