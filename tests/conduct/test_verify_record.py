"""The check of the record finds what was written past it, and says where."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Customer, Effort, NearKey
from conduct import guards
from conduct.models import Department, Event
from restrictions.models import Standing
from tests.factories import changed, with_an_event
from tests.restrictions.staging import decided, issue

pytestmark = pytest.mark.django_db


def found():
    """What the check says is broken."""
    with pytest.raises(CommandError) as broken:
        call_command("verify_record", "--no-files")
    return str(broken.value).splitlines()[1:]


def past_the_guards(write):
    connection.check_constraints()
    guards.lift(connection)
    write()
    guards.install(connection)


def test_the_whole_record_is_verified_by_command(case, capsys):
    call_command("verify_record")

    assert "The record is whole." in capsys.readouterr().out


def test_every_row_of_a_whole_file_is_as_the_record_tells(whole_file):
    assert [one for one in found() if "record" in one] == []


def test_the_first_broken_place_is_named(case):
    event = Event.objects.filter(journal="organization:1").earliest("sequence")
    past_the_guards(lambda: Event.objects.filter(pk=event.pk).update(payload="{}"))

    assert found() == ["organization:1, number 1: its details were changed"]


def test_a_row_without_a_change_in_its_event_is_found(case):
    """An event of its own gets it past the guards, not past the check."""
    row = Effort(
        case=case, made_on=case.due_on, kind="meeting", made_by="Sam", offered="A call", by=case.opened_by, revision=1
    )
    row.at = case.opened_at

    def write(event):
        row.event_id = event
        Effort.objects.bulk_create([row])

    with_an_event(write=write)

    assert found() == [f"cases.effort:{row.pk}: the record does not know this state of it"]


def test_a_column_that_was_rewritten_is_found(sales):
    changed(sales, phone="555-0101")
    past_the_guards(lambda: Department.objects.filter(pk=sales.pk).update(phone="555-0199", name="Sale"))

    assert found() == [f"conduct.department:{sales.pk}: not as the record tells it: name, phone"]


@pytest.mark.parametrize("column", ["search", "folded", "folded_street"])
def test_a_customer_whom_a_search_would_miss_is_found(cora, column):
    Customer.objects.filter(pk=cora.pk).update(**{column: "somebody else"})

    assert found() == [f"Customer {cora.reference} is searched under other words than their own."]


BEHIND = {
    "taken out": (lambda: Standing.objects.all().delete(), "The look-up's index is wrong about restriction"),
    "shortened": (lambda: Standing.objects.update(ends_on="2026-04-18"), "The look-up's index is wrong about"),
    "unbound": (lambda: Standing.objects.update(is_bound=False), "The look-up's index is wrong about restriction"),
    "keys taken": (lambda: NearKey.objects.all().delete(), "The look-up keeps customer"),
    "keys changed": (lambda: NearKey.objects.update(key="nobody"), "The look-up keeps customer"),
}


@pytest.fixture
def issued(case, dana, april):
    return issue(decided(case, dana), dana)


@pytest.mark.parametrize("way", BEHIND)
def test_an_index_of_the_look_up_that_was_changed_is_found(issued, way):
    write, sentence = BEHIND[way]
    write()

    (said,) = found()
    assert said.startswith(sentence)
