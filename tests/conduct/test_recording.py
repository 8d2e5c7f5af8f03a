"""One act, one event, every change in it; and what is written stays written."""

import json

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from conduct import audit, guards
from conduct.models import Change, Department, Event
from conduct.recording import NotInAnAct, Recorded, Stale, Unrecorded, act
from tests.factories import NOW, changed, staged

pytestmark = pytest.mark.django_db
RECORDED = [m for m in apps.get_models() if issubclass(m, Recorded)]


def test_a_recorded_row_cannot_be_saved_outside_an_act(organization):
    with pytest.raises(NotInAnAct):
        Department(name="Sales").save()


def test_an_act_without_its_event_changes_nothing(organization):
    @act
    def forgetful(*, by, at):
        Department(name="Sales").save()

    with pytest.raises(Unrecorded):
        forgetful(by=None, at=NOW)

    assert not Department.objects.filter(name="Sales").exists()


def test_an_act_writes_one_event_only(organization):
    @act
    def talkative(*, by, at):
        for _ in range(2):
            audit.record("test.staged", organization, by=by, at=at)

    before = Event.objects.count()
    with pytest.raises(Unrecorded):
        talkative(by=None, at=NOW)

    assert Event.objects.count() == before


def test_an_act_saves_each_row_once(sales):
    @act
    def restless(*, by, at):
        sales.save()
        sales.save()

    with pytest.raises(Unrecorded):
        restless(by=None, at=NOW)


def test_if_the_event_cannot_be_written_nothing_is(organization, monkeypatch):
    monkeypatch.setattr(Event, "save", lambda *a, **k: (_ for _ in ()).throw(DatabaseError("disk full")))

    with pytest.raises(DatabaseError), transaction.atomic():
        staged(row=Department(name="Sales"))

    assert not Department.objects.filter(name="Sales").exists()


def test_a_change_carries_what_was_before_and_after(sales):
    changed(sales, phone="555-0101")

    change = Change.objects.get(object=f"conduct.department:{sales.pk}", revision=2)
    assert json.loads(change.before) == {"phone": ""}
    assert json.loads(change.after) == {"phone": "555-0101"}
    assert change.event == sales.event


def test_the_changes_of_a_row_fold_back_to_the_row(sales):
    changed(sales, phone="555-0101")
    changed(Department.objects.get(pk=sales.pk), name="Sales and rentals", phone="")

    changes = Change.objects.filter(object=f"conduct.department:{sales.pk}").order_by("revision")

    assert audit.fold(changes) == Department.objects.get(pk=sales.pk).snapshot()


def test_a_password_is_not_in_the_record(emil):
    emil.set_password("correct horse battery staple")
    staged(row=emil)

    texts = "".join(Change.objects.values_list("after", flat=True)) + "".join(
        Change.objects.values_list("before", flat=True)
    )
    assert emil.password not in texts
    assert "password" in texts


def test_somebody_elses_change_is_not_overwritten(sales):
    mine, theirs = Department.objects.get(pk=sales.pk), Department.objects.get(pk=sales.pk)
    changed(theirs, phone="555-0101")

    with pytest.raises(Stale):
        changed(mine, phone="555-0102")

    assert Department.objects.get(pk=sales.pk).phone == "555-0101"


def test_an_act_within_an_act_names_its_cause(organization):
    @act
    def outer(*, by, at):
        staged(row=Department(name="Inner"))
        return audit.record("test.staged", organization, by=by, at=at)

    event = outer(by=None, at=NOW)

    inner = Event.objects.get(pk=Department.objects.get(name="Inner").event_id)
    assert inner.cause == event
    assert list(audit.breaks_in(Event.objects.in_chains())) == []


STATEMENTS = [
    "UPDATE conduct_event SET verb = 'x'",
    "DELETE FROM conduct_event",
    "UPDATE conduct_change SET after = '{}'",
    "DELETE FROM conduct_change",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_record_cannot_be_rewritten_by_sql(statement, sales):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.exclude(verb="x").exists()


@pytest.mark.parametrize("model", RECORDED, ids=lambda m: m._meta.label)
def test_every_recorded_table_refuses_what_goes_around_the_acts(model):
    names = {guard.name for guard in guards.declared() if getattr(guard, "model", None) is model}

    assert {f"{model._meta.model_name}_revisioned", f"{model._meta.model_name}_never_deleted"} <= names


def test_a_recorded_row_is_neither_updated_nor_deleted_around_the_acts(sales):
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.update(name="Renamed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(pk=sales.pk)._raw_delete(using="default")
    with pytest.raises(ProtectedError):
        sales.delete()

    assert Department.objects.get(pk=sales.pk).name == "Sales"


def test_a_tampered_event_is_found(sales):
    event = Event.objects.latest("sequence")
    event.header = event.header.replace("2026", "2025")

    assert [wrong for _, wrong in audit.breaks_in([*Event.objects.in_chains().exclude(pk=event.pk), event])]


def test_an_event_follows_the_head_whatever_its_journal_row_still_believes(emil, sales):
    early, late = type(emil).objects.get(pk=emil.pk), type(emil).objects.get(pk=emil.pk)

    for row in (early, late, early, late):
        audit.record_access("home.viewed", row, kind=Event.Kind.READ, at=NOW)

    events = Event.objects.filter(journal=emil.journal).order_by("sequence")
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    assert list(audit.breaks_in(events)) == []


def test_a_head_that_moved_is_the_only_reason_to_read_it(emil, django_assert_num_queries):
    reader = type(emil).objects.get(pk=emil.pk)

    for _ in range(2):
        with django_assert_num_queries(4):  # two of them are the savepoint
            audit.record_access("home.viewed", reader, kind=Event.Kind.READ, at=NOW)
