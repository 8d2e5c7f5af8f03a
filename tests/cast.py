"""The fixed cast: the same people in every story."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from conduct.models import Organization, Role
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    ContactPointFactory,
    CustomerFactory,
    DepartmentFactory,
    MembershipFactory,
    UserFactory,
    changed,
    reported,
)


@pytest.fixture(autouse=True)
def clock():
    """Every test happens at the same moment: Friday, April 17, 2026, 11:00 AM in New York."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def at():
    return NOW


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def organization(db):
    return changed(
        Organization.objects.current(), name="Jack Keller Inc., REALTORS",
        address="100 Example Avenue\nSpringfield, VA 22150",
        phone="555-0100", email="conduct@example.com", emergency_phone="555-0199", appeal_phone="555-0110",
        appeal_email="help@example.com", appeal_address="Customer appeals, 100 Example Avenue, Springfield, VA 22150",
        help_contact="555-0110 or help@example.com", support_contact="Employee support, 555-0120",
    )  # fmt: skip


@pytest.fixture
def calendar(organization):
    return organization.calendar()


@pytest.fixture
def sales(db):
    return DepartmentFactory(name="Sales")


@pytest.fixture
def rentals(db):
    return DepartmentFactory(name="Rentals")


def person(name, role, department=None, **values):
    """Somebody with one role, who signs in with their first name."""
    first = name.split()[0].lower()
    user = UserFactory(full_name=name, email=f"{first}@example.com", **values)
    MembershipFactory(user=user, role=role, department=department)
    return user


@pytest.fixture
def emil(sales):
    """An employee in sales."""
    return person("Emil Novak", Role.EMPLOYEE, sales)


@pytest.fixture
def sam(sales):
    """The supervisor of sales."""
    return person("Sam Okafor", Role.SUPERVISOR, sales, title="Sales supervisor")


@pytest.fixture
def ozan(rentals):
    """An employee of another department."""
    return person("Ozan Demir", Role.EMPLOYEE, rentals)


@pytest.fixture
def olga(rentals):
    """The supervisor of another department."""
    return person("Olga Petrov", Role.SUPERVISOR, rentals)


@pytest.fixture
def dana(organization):
    """A director."""
    return person("Dana Ruiz", Role.DIRECTOR, title="Director of Client Services")


@pytest.fixture
def drew(organization):
    """A second director."""
    return person("Drew Falk", Role.DIRECTOR, title="Director of Sales")


@pytest.fixture
def april(organization):
    """An appeal officer who touched nothing."""
    return person("April Osei", Role.APPEAL_OFFICER, title="Broker-owner")


@pytest.fixture
def ada(organization):
    """An admin."""
    return person("Ada Moreau", Role.ADMIN)


@pytest.fixture
def alba(organization):
    """An auditor."""
    return person("Alba Conti", Role.AUDITOR)


@pytest.fixture
def cora(organization):
    """A customer, with a way to reach her."""
    customer = CustomerFactory(name="Cora Lindgren", reference="P-2026-9001")
    ContactPointFactory(customer=customer, value="cora@example.com")
    return customer


@pytest.fixture
def case(cora, sales, sam):
    """An open case of the customer in sales, with three reports of the last months by somebody with no other part."""
    case = CaseFactory(customer=cora, department=sales, opened_by=sam, assigned_to=sam, reference="CC-2026-9001")
    for days in (70, 40, 12):
        reported(case, occurred_at=NOW - timedelta(days=days))
    return case


@pytest.fixture
def sign_in():
    """What signs somebody in."""
    return signed_in


def signed_in(user):
    """A client signed in as somebody; not made within the fixture, which could then be no layer."""
    client = Client()
    client.force_login(user)
    return client
