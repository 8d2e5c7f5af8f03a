"""An office of some size, made by copying: what the product's own acts wrote of one file, many times over.

Guards are lifted while it is filled, as only a database made to be measured allows.
"""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace

import time_machine
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, OuterRef, Subquery, UniqueConstraint
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from cases.models import Case, ContactPoint, Customer, NearKey
from cases.models.customers import searched
from conduct import guards
from conduct.models import Change, Event, OutboxMessage, StoredFile
from conduct.shipped import ensure_shipped_rows
from restrictions.models import Decision, InterimMeasure, Term
from tests import cast
from tests.everything import world
from tests.factories import (
    NOW,
    CaseFactory,
    ContactPointFactory,
    CustomerFactory,
    EffortFactory,
    MatterFactory,
    reported,
)
from tests.restrictions.staging import decided

FIRST = ["Ada", "Amir", "Anna", "Bela", "Cleo", "Dario", "Dora", "Elsa", "Ezra", "Finn", "Gail", "Hana", "Hugo", "Ida"]
FIRST += ["Igor", "Jana", "Joel", "Kofi", "Lara", "Lena", "Luca", "Maja", "Milo", "Nora", "Olaf", "Pia", "Rosa", "Sami"]
FIRST += ["Siri", "Tess", "Uma", "Vera", "Wanda", "Yara", "Zeno"]
LAST = [
    "Abbott",
    "Adeyemi",
    "Bakker",
    "Becker",
    "Brandt",
    "Castel",
    "Chen",
    "Costa",
    "Dalton",
    "Diaz",
    "Doyle",
    "Eklund",
]
LAST += [
    "Falk",
    "Ferrari",
    "Fischer",
    "Gallo",
    "Garcia",
    "Haas",
    "Hansen",
    "Hoang",
    "Ibarra",
    "Jansen",
    "Kaur",
    "Keller",
]
LAST += ["Kim", "Kowalski", "Larsen", "Lindgren", "Lopez", "Marino", "Molina", "Moreau", "Nakamura", "Nguyen", "Novak"]
LAST += ["Okafor", "Olsen", "Petrov", "Quinn", "Ramos", "Rossi", "Sato", "Silva", "Torres", "Vargas", "Weber", "Young"]
STREETS = ["Harbor", "Mill", "Cedar", "Lake", "Station", "Orchard", "Church", "Market", "River", "Hill", "Garden"]
WAYS = ["Street", "Avenue", "Road", "Lane", "Drive", "Court"]
PEOPLE = ["emil", "sam", "ozan", "olga", "dana", "drew", "april", "ada", "alba"]
MEASURES = 5  # safety measures in force on a day: few, for a few days
OF_THE_FLOOR = {Change, OutboxMessage, StoredFile}


def fill(*, files=167, plain=1300, customers=2700):
    """Fill an empty database: so many copies of a whole file, of a plain case and of a customer. Returns the file."""
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        setup_test_environment()
        ensure_shipped_rows()
        people = _cast()
        guards.lift(connection)
        made = _copied(lambda: _file(people), files)
        _copied(lambda: _plain(people), plain)
        _copied(lambda: _customer(people), customers)
        _age(plain)
        _name()
        teardown_test_environment()
    guards.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people, made


def _cast():
    """The fixed cast of the tests, outside of pytest."""
    made = {"db": None}
    for name in ("organization", "sales", "rentals", *PEOPLE):
        function = getattr(cast, name).__wrapped__
        wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
        made[name] = function(*(made[one] for one in wanted))
    return SimpleNamespace(**made)


def sign_in(user):
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _file(people):
    case = cast.case.__wrapped__(cast.cora.__wrapped__(people.organization), people.sales, people.sam)
    waiting = CaseFactory(department=people.sales, opened_by=people.sam, assigned_to=people.sam)
    reported(waiting, occurred_at=NOW - timedelta(days=12))
    decided(waiting, people.dana, number=9)
    return world(case, people, sign_in)


def _plain(people):
    customer = ContactPointFactory(value="plain@example.com").customer
    case = CaseFactory(customer=customer, department=people.sales, opened_by=people.sam, assigned_to=people.sam)
    for days in (30, 20):
        reported(case, occurred_at=NOW - timedelta(days=days), reporter=people.emil)
    EffortFactory(case=case, matter=MatterFactory(case=case, customer=customer, handler=people.sam))
    return case


def _customer(people):
    return ContactPointFactory(customer=CustomerFactory(), kind="phone", value="555-0100", folded="5550100").customer


def _copied(make, times):
    """Make something once, then copy every row it wrote so many times less one."""
    apart = {"cases", "restrictions", "appeals"}  # people, departments and settings stay as they are
    numbered = [one for one in apps.get_models() if one._meta.app_label in apart or one in OF_THE_FLOOR]
    last = {one: _last(one) for one in numbered}
    known = set(Event.objects.values_list("pk", flat=True))
    made = make()
    rows = {
        one: list(one._base_manager.filter(pk__gt=last[one]).order_by("pk"))
        for one in numbered
        if last[one] is not None
    }
    rows[Event] = list(Event.objects.exclude(pk__in=known))
    rows = {model: found for model, found in rows.items() if found}
    rows[Change] = [one for one in rows[Change] if _reference(one.object, 1, rows) != one.object]
    for start in range(1, times, 100):
        _write(rows, range(start, min(start + 100, times)))
    _move_sequences(rows)
    return made


def _last(model):
    """The highest number there is; None for what is not numbered, such as sessions."""
    highest = model._base_manager.aggregate(last=Max("pk"))["last"]
    return highest or 0 if model._meta.pk.get_internal_type().endswith("AutoField") else None


def _write(rows, copies):
    for model, found in rows.items():
        made = [_copy(row, number, rows) for number in copies for row in found]
        model._base_manager.bulk_create(made, batch_size=500)


def _copy(row, number, rows):
    """One row as the copy of that number has it: its own keys, and the keys of the other copied rows."""
    model = type(row)
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        target = model if field.primary_key and not field.is_relation else field.related_model
        if target:
            values[field.attname] = _key(target, values[field.attname], number, rows)
        elif isinstance(values[field.attname], datetime):
            values[field.attname] -= timedelta(minutes=7 * number)
        elif field.name in _telling(model):
            values[field.attname] = _told(values[field.attname], number, field.max_length)
    if model is Event:
        values |= _place(row, number, rows)
    elif "object" in values:
        values["object"] = _reference(row.object, number, rows)
    return model(**values)


def _key(model, pk, number, rows):
    found = rows.get(model, ())
    if pk is None or not found:
        return pk
    if isinstance(pk, uuid.UUID):
        return uuid.uuid5(pk, str(number)) if any(one.pk == pk for one in found) else pk
    first, last = found[0].pk, found[-1].pk
    return pk + number * (last - first + 1) if first <= pk <= last else pk


def _telling(model):
    """Texts of which no two rows may have the same."""
    unique = {one.name for one in model._meta.concrete_fields if one.unique and one.get_internal_type() == "CharField"}
    whole = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    told = {name for one in whole for name in one.fields if name in ("subject_ref", "nonce", "key", "occasion")}
    return unique | told


def _told(value, number, limit):
    return f"{value[: limit - 6]}-{number}" if value else value


def _place(event, number, rows):
    """Where the copy of an event stands: in the journal of the copied row, or far behind in one that is not copied."""
    journal = _reference(event.journal, number, rows)
    sequence = event.sequence + (0 if journal != event.journal else number * 1_000_000)
    return {"journal": journal, "sequence": sequence, "subject": _reference(event.subject, number, rows)}


def _reference(told, number, rows):
    """Such as case:12 or cases.case:12, as the copy has it."""
    label, _, pk = told.rpartition(":")
    model = next((one for one in rows if label in (one._meta.model_name, one._meta.label_lower)), None)
    return f"{label}:{_key(model, int(pk), number, rows)}" if model and pk.isdigit() else told


def _move_sequences(rows):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(rows)):
                cursor.execute(statement)


def _age(plain):
    """Most plain cases are closed, and most safety measures are over."""
    last = list(Case.objects.order_by("-pk").values_list("pk", flat=True)[: plain * 2 // 3])
    Case.objects.filter(pk__in=last).update(status=Case.Status.CLOSED, closed_at=NOW)
    past = {
        "taken_on": "2026-03-01",
        "begins_on": "2026-03-01",
        "lapses_on": "2026-03-03",
        "latest_end_on": "2026-03-08",
    }
    InterimMeasure.objects.filter(pk__in=InterimMeasure.objects.order_by("-pk").values("pk")[MEASURES:]).update(**past)


def _name():
    """Give every customer a name, a street and ways to reach them of their own, and have them found by these."""
    for number, one in enumerate(Customer.objects.order_by("pk")):
        first, last = FIRST[number % len(FIRST)], LAST[number * 7 % len(LAST)]
        name = f"{first} {last}" if not one.is_organization else f"{last} {STREETS[number % 11]} Homes"
        line = f"{100 + number} {STREETS[number % 11]} {WAYS[number % 6]}"
        Customer.objects.filter(pk=one.pk).update(name=name, address_line_1=line)
    for point in ContactPoint.objects.order_by("pk"):
        value = f"555{point.pk:07d}" if point.kind == "phone" else f"person{point.pk}@example.com"
        ContactPoint.objects.filter(pk=point.pk).update(value=value, folded=value, tail=value[-7:])
    for one in Customer.objects.prefetch_related("names", "contact_points").order_by("pk"):
        one.search = " | ".join(searched(one, one.names.all(), one.contact_points.all()))
        one.fold()
        Customer.objects.filter(pk=one.pk).update(search=one.search, folded=one.folded, folded_street=one.folded_street)
    named = Customer.objects.filter(pk=OuterRef("customer"))
    Decision.objects.exclude(customer_name="").update(customer_name=Subquery(named.values("name")))
    decisions = Decision.objects.filter(restrictions=OuterRef("restriction"))
    Term.objects.update(name=Subquery(decisions.values("customer_name")[:1]))
    NearKey.objects.put_right(Customer.objects.filter(pk__in=NearKey.objects.values("customer")))
