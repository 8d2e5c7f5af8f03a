"""Tests that share what a fixture wrote must not notice each other."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cases.models import Case, Customer
from conduct.models import Event, User
from tests import layers
from tests.factories import changed, reported

SHARED = "of-the-fixture.txt"
written = []


@pytest.fixture
def kept_file(case):
    """A fixture above others, with a file; how often it ran is counted."""
    written.append(case.pk)
    return default_storage.save(SHARED, ContentFile(b"as the fixture left it"))


@pytest.mark.parametrize("time", [1, 2, 3])
def test_each_finds_rows_values_and_files_as_the_fixture_left_them(kept_file, case, cora, sam, time):
    with default_storage.open(SHARED) as stored:
        assert stored.read() == b"as the fixture left it"
    assert Case.objects.get().title == case.title == "Repeated calls after being asked to use email"
    assert case.customer is cora
    assert case.opened_by is case.assigned_to is sam
    assert not hasattr(sam, "mark")

    changed(case, title="Changed by a test")
    reported(case, occurred_at=case.opened_at)
    sam.mark = "left by a test"
    default_storage.delete(SHARED)


def test_the_fixture_above_ran_once(kept_file):
    assert len(written) == 1


@pytest.fixture
def nothing(sales):
    """A fixture that returns nothing is no layer: pytest would run it a second time."""
    written.append(None)


def test_a_fixture_that_returns_nothing_runs_once_for_each_test(nothing):
    before = written.count(None)
    assert before in (1, 2)  # once to see what it returns, once for this test


def test_and_once_more_for_the_next(nothing):
    assert written.count(None) == 3


def test_nothing_is_there_that_was_not_asked_for(db):
    assert not User.objects.exists()
    assert not Event.objects.filter(verb="test.staged").exists()
    assert not layers._stack


def test_a_fixture_asked_for_later_by_name_stands_on_the_same_rows(sales, request):
    emil = request.getfixturevalue("emil")

    assert emil.access.departments("employee") == {sales.pk}
    assert not Customer.objects.exists()
