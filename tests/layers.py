"""What fixtures write is written once: each is a savepoint, and the next test returns to the ones it shares.

A test stands on exactly the fixtures it asks for. Their values are pickled together, so every test has its own copies
and two fixtures still share one person. A fixture that yields, needs more than the database and such fixtures, returns
nothing or what cannot be pickled, or fails, runs anew for each test as ever.
"""

import inspect
import pickle
import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings

from tests.factories import NOW


@dataclass
class Layer:
    """What one fixture wrote, rows and files, on top of the layers below it."""

    fixture: pytest.FixtureDef
    atomic: transaction.Atomic
    files: TemporaryDirectory
    values: bytes  # of this fixture and all below, by name


_stack: list[Layer] = []
_wanted: list = []  # the fixtures under the test under way, lowest first
_ready: dict = {}  # fixture -> its value for the test under way
_unkept: set = set()  # fixtures whose value cannot be kept
_asked: Counter = Counter()  # (module, fixture) -> how many tests ask for it


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Count who asks for what: a layer that more tests share lies lower."""
    for item in items:
        _asked.update((item.module, fixture) for fixture in _depths(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    _ready.clear()
    _wanted[:] = _layers_of(item)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """Before the database opens for a test, its layers are made ready; a fixture that is one has its value there."""
    if fixturedef.argname == "_django_db_helper":
        request.getfixturevalue("_files_of_its_own")
        with request.getfixturevalue("django_db_blocker").unblock():
            _prepare(request.node)
    elif fixturedef in _wanted and "db" in request.fixturenames:
        request.getfixturevalue("db")
    if fixturedef not in _ready:
        return None
    value = _ready[fixturedef]
    fixturedef.cached_result = (value, fixturedef.cache_key(request), None)
    return value


@pytest.fixture(scope="module", autouse=True)
def _modules_share_nothing(django_db_blocker):
    yield
    with django_db_blocker.unblock():
        return_to_the_ground()


def return_to_the_ground():
    """Roll back every layer: at the end of a module, and before a fixture of it takes tables away."""
    _return_to(0)


def _prepare(item):
    """Return to the layers this test shares with the one before it, and add those that are missing."""
    shared = 0
    while shared < min(len(_wanted), len(_stack)) and _stack[shared].fixture is _wanted[shared]:
        shared += 1
    _return_to(shared)
    if not all(_add(fixture) for fixture in _wanted[shared:]):
        _wanted[:] = _layers_of(item)
        return _prepare(item)
    if _stack:
        values = pickle.loads(_stack[-1].values)  # noqa: S301 - our own, from this process
        _ready.update((fixture, values[fixture.argname]) for fixture in _wanted)
        shutil.copytree(_stack[-1].files.name, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return None


def _layers_of(item):
    """The layers of this test, lowest first: what most tests of its module ask for, and each above what it needs."""
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "live_server" in item.fixturenames:
        return []  # it commits, and empties every table when it ends
    depths = _depths(item)
    return sorted(depths, key=lambda fixture: (-_asked[item.module, fixture], depths[fixture], fixture.argname))


def _depths(item):
    """Each layer the test asks for -> how many stand below it at least."""
    depths = {}

    def depth(name):
        fixture = item._fixtureinfo.name2fixturedefs.get(name, [None])[-1]
        below = [depth(needed) for needed in fixture.argnames if needed != "db"] if _is_layer(fixture) else [None]
        if None in below:
            return None
        depths[fixture] = 1 + max(below, default=0)
        return depths[fixture]

    for name in item.fixturenames:
        depth(name)
    return depths


def _is_layer(fixture):
    return (
        fixture is not None
        and fixture not in _unkept
        and fixture.scope == "function"
        and fixture.func.__module__.startswith("tests.")
        and fixture.argname not in fixture.argnames  # it builds on the one whose name it took
        and not inspect.isgeneratorfunction(fixture.func)
    )


def _add(fixture):
    """Run the fixture as the next layer. Returns whether it could be kept."""
    below = _stack[-1] if _stack else None
    values = pickle.loads(below.values) if below else {}  # noqa: S301 - our own, from this process
    files = TemporaryDirectory()
    if below:
        shutil.copytree(below.files.name, files.name, dirs_exist_ok=True)
    layer = Layer(fixture, transaction.atomic(), files, b"")
    layer.atomic.__enter__()
    _stack.append(layer)
    with suppress(Exception):  # pytest then runs it itself, and reports what fails
        with override_settings(MEDIA_ROOT=files.name), time_machine.travel(NOW, tick=False):
            value = fixture.func(**{name: values.get(name) for name in fixture.argnames})
            connection.check_constraints()
        if value is not None:  # to pytest None says that nobody has set it up yet
            layer.values = pickle.dumps(values | {fixture.argname: value})
    if not layer.values:
        _unkept.add(fixture)
        _return_to(len(_stack) - 1)
    return bool(layer.values)


def _return_to(height):
    """Roll back every layer above this many."""
    while len(_stack) > height:
        layer = _stack.pop()
        transaction.set_rollback(True)
        layer.atomic.__exit__(None, None, None)
        layer.files.cleanup()
