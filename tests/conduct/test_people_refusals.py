"""What adding people and granting roles is refused with: each sentence as a person reads it."""

import pytest

from conduct import policy
from conduct.models import Role
from tests.cast import person
from tests.factories import NOW, TODAY, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sasha(organization):
    """A second admin."""
    return person("Sasha Second", Role.ADMIN)


def of_granting(user, role, department, by):
    return list(policy.reasons_not_to_grant(user=user, role=role, department=department, by=by, on=TODAY))


def of_approving(membership, by):
    return list(policy.reasons_not_to_approve(membership, by=by, on=TODAY))


def test_settings_and_accounts_are_for_admins(sam, ada, emil):
    assert list(policy.reasons_not_to_change_settings(by=sam, on=TODAY)) == [
        "Only an admin changes people, roles and settings."
    ]
    assert list(policy.reasons_not_to_add_user(email="EMIL@example.com", by=ada, on=TODAY)) == [
        "Somebody already signs in with this e-mail."
    ]


def test_the_first_admins_are_two(db):
    assert list(policy.reasons_not_to_set_up_admins(emails=["a@example.com", "A@example.com"], on=TODAY)) == [
        "Name two different people: they approve each other."
    ]


def test_a_role_is_granted_to_somebody_active_with_its_department_once(ada, emil, sales):
    gone = UserFactory(full_name="Gone Away", is_active=False)

    assert of_granting(gone, Role.AUDITOR, None, ada) == ["Gone Away is deactivated. Reactivate the account first."]
    assert of_granting(emil, Role.SUPERVISOR, None, ada) == ["Choose the department for this role."]
    assert of_granting(emil, Role.EMPLOYEE, sales, ada) == [
        "Emil Novak already holds this role, or it waits for its second person."
    ]


def test_a_role_is_approved_by_a_second_person_while_it_waits(ada, sasha, emil):
    membership = MembershipFactory(user=emil, role=Role.DIRECTOR, granted_by=ada)

    assert of_approving(emil.memberships.get(role=Role.EMPLOYEE), sasha) == ["This role needs no second person."]
    assert of_approving(membership, ada) == [
        "A second person already approved this role.",
        "You granted this role. Somebody else approves it.",
    ]
    membership.approved_by, membership.ended_at = None, NOW
    assert of_approving(membership, sasha) == ["This role has ended. Grant it anew."]
    assert list(policy.reasons_not_to_end(membership, by=ada, on=TODAY)) == ["This role has already ended."]


def test_nobody_locks_themselves_out(ada, sasha):
    assert list(policy.reasons_not_to_deactivate(ada, by=ada, on=TODAY)) == [
        "You cannot deactivate your own account. Ask another admin."
    ]


def test_a_password_and_a_new_email_are_nobody_elses_to_set(ada, sasha, emil):
    assert list(policy.reasons_not_to_set_password(emil, by=ada)) == [
        "Everybody sets their own password, by the link that resets it."
    ]
    assert list(policy.reasons_not_to_approve_email(emil, by=sasha, on=TODAY)) == [
        "No new e-mail of Emil Novak waits for approval."
    ]
