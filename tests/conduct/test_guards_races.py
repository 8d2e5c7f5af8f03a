"""Two writers, each right alone, cannot break a rule together; and each race is shown where the lock is taken away."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from conduct import guards
from tests.conduct.guards_app.models import Box, Shelf, Toy
from tests.conduct.guards_app.tables import refused, run, take_away, toy_tables  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("toy_tables")]

PATIENCE = 10
MOMENT = 0.3  # who has not written after it waits for another; who does not wait is given PATIENCE


class Writer(threading.Thread):
    """Writes in a transaction of its own, and commits when told."""

    def __init__(self, write, together=None):
        super().__init__()
        self.write, self.together, self.outcome = write, together or threading.Barrier(1), None
        self.has_written, self.may_commit = threading.Event(), threading.Event()
        self.start()

    def run(self):
        try:
            connection.ensure_connection()
            self.together.wait(PATIENCE)
            with transaction.atomic():
                self.write()
                self.has_written.set()
                self.may_commit.wait(PATIENCE)
            self.outcome = "committed"
        except IntegrityError as refusal:
            self.outcome = str(refusal).partition(":")[0]
        finally:
            connection.close()

    def waits(self, at_most=MOMENT):
        return not self.has_written.wait(at_most)

    def finish(self):
        self.may_commit.set()
        self.join(PATIENCE)
        return self.outcome


@pytest.fixture
def boxes():
    """Two empty boxes on one shelf."""
    shelf = Shelf.objects.create(name="s")
    return [Box.objects.create(shelf=shelf) for _ in range(2)]


@pytest.fixture
def without_locks(monkeypatch):
    """The same rules, judged without the lock."""
    with monkeypatch.context() as patch:
        patch.setattr(guards.Never, "lock", lambda *_: "")
        guards.install(connection)
        yield
    guards.install(connection)


def favorite_in(box):
    return lambda: Toy.objects.create(box=box, is_favorite=True)


def race(boxes, at_most=MOMENT):
    first = Writer(favorite_in(boxes[0]))
    assert not first.waits(PATIENCE)
    second = Writer(favorite_in(boxes[1]))
    waited = second.waits(at_most)
    return first.finish(), second.finish(), waited


def test_the_second_writer_waits_and_is_refused(boxes):
    assert race(boxes) == ("committed", "one_favorite", True)
    assert Toy.objects.filter(is_favorite=True).count() == 1


def test_without_the_lock_both_would_pass_where_there_are_two_writers(boxes, without_locks):
    """SQLite has one writer at a time, so there the transaction itself is the lock."""
    two_writers = connection.vendor == "postgresql"
    expected = ("committed", "committed", False) if two_writers else ("committed", "one_favorite", True)

    assert race(boxes, at_most=PATIENCE if two_writers else MOMENT) == expected

    assert bool(list(guards.violations())) == two_writers


def test_a_check_before_the_write_would_not_do_on_either_engine(boxes):
    take_away("one_favorite")
    checked = threading.Barrier(2)

    def write(box):
        if not Toy.objects.filter(is_favorite=True, box__shelf=box.shelf).exists():
            checked.wait(PATIENCE)
            favorite_in(box)()
        connection.close()

    writers = [threading.Thread(target=write, args=[box]) for box in boxes]
    [one.start() for one in writers]
    [one.join(PATIENCE) for one in writers]

    assert [guard.name for guard, rows in guards.violations()] == ["one_favorite"]
    Toy.objects.all().delete()
    guards.install(connection)


def test_who_waited_for_a_move_locks_the_place_it_went_to(boxes):
    elsewhere = Box.objects.create(shelf=Shelf.objects.create(name="elsewhere"))
    take_away("sealed_is_not_empty")  # or its lock would do for both
    take_away("sealed_is_whole")

    move = Writer(lambda: Box.objects.filter(pk=boxes[0].pk).update(shelf=elsewhere.shelf))
    assert not move.waits(PATIENCE)
    into_moved = Writer(favorite_in(boxes[0]))
    assert into_moved.waits()
    assert move.finish() == "committed"
    assert not into_moved.waits(PATIENCE)
    rival = Writer(favorite_in(elsewhere))

    assert rival.waits()
    assert (into_moved.finish(), rival.finish()) == ("committed", "one_favorite")
    guards.install(connection)


def test_rules_across_rows_are_not_judged_on_an_old_snapshot(boxes):
    """SQLite knows no other level than the one at which writers wait for each other."""
    for level in ("REPEATABLE READ", "SERIALIZABLE") if connection.vendor == "postgresql" else ():
        with refused("READ COMMITTED only"):
            run(f"SET TRANSACTION ISOLATION LEVEL {level}")
            favorite_in(boxes[0])()


@pytest.mark.deep
def test_no_race_of_two_hundred_breaks_the_rule():
    for number in range(200):
        shelf, together = Shelf.objects.create(name=f"shelf {number}"), threading.Barrier(2)
        boxes = [Box.objects.create(shelf=shelf) for _ in range(2)]
        writers = [Writer(favorite_in(box), together) for box in boxes]
        [one.may_commit.set() for one in writers]
        assert sorted(one.finish() for one in writers) == ["committed", "one_favorite"]

    assert list(guards.violations()) == []
