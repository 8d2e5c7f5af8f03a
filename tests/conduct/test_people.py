"""Accounts and roles: added by admins, the weighty ones granted by two, never by oneself."""

import pytest
from django.db import IntegrityError, transaction

from conduct import policy
from conduct.actions import account, people
from conduct.lifecycle import Refused
from conduct.models import Event, Membership, OutboxMessage, Role, User
from tests.cast import person
from tests.factories import NOW, PASSWORD, TODAY, MembershipFactory, UserFactory, changed, staged

pytestmark = pytest.mark.django_db


@pytest.fixture
def sasha(organization):
    """A second admin."""
    return person("Sasha Second", Role.ADMIN)


def test_an_admin_adds_an_account_and_it_is_an_event(ada):
    user = people.add_user(email="new@example.com", full_name="New Person", by=ada, at=NOW)

    assert Event.objects.get(pk=user.event_id).verb == "user.added"
    assert not user.has_usable_password()


def test_one_email_has_one_account_whatever_its_case(ada, emil):
    with pytest.raises(Refused, match="already signs in"):
        people.add_user(email="EMIL@example.com", full_name="Emil again", by=ada, at=NOW)


@pytest.mark.parametrize("who", ["emil", "sam", "dana", "april", "alba"])
def test_only_an_admin_changes_people_and_roles(who, request, ozan):
    somebody = request.getfixturevalue(who)

    with pytest.raises(Refused, match="Only an admin"):
        people.grant_role(user=ozan, role=Role.DIRECTOR, by=somebody, at=NOW)
    with pytest.raises(Refused, match="Only an admin"):
        people.change_user(user=ozan, title="Boss", by=somebody, at=NOW)


def test_a_director_is_made_by_two_people(ada, sasha, ozan):
    membership = people.grant_role(user=ozan, role=Role.DIRECTOR, by=ada, at=NOW)
    alone = ozan.on(TODAY).access.holds(Role.DIRECTOR)

    people.approve_role(membership=membership, by=sasha, at=NOW)

    assert not alone
    assert ozan.on(TODAY).access.holds(Role.DIRECTOR)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("ada", "Somebody else approves it"), ("sasha", "This role is for you"), ("dana", "Only an admin")],
)
def test_the_second_person_is_neither_the_first_nor_the_one_it_is_for(who, sentence, request, ada, sasha):
    membership = people.grant_role(user=sasha, role=Role.DIRECTOR, by=ada, at=NOW)

    with pytest.raises(Refused, match=sentence):
        people.approve_role(membership=membership, by=request.getfixturevalue(who), at=NOW)


def test_the_home_of_an_admin_lists_the_roles_they_can_approve(ada, sasha, ozan, sign_in):
    people.grant_role(user=ozan, role=Role.DIRECTOR, by=ada, at=NOW)

    homes = {admin: sign_in(admin).get("/").content.decode() for admin in (ada, sasha)}

    assert f"{ozan.full_name}: Director" in homes[sasha]
    assert "No role waits for a second person." in homes[ada]


def test_nobody_grants_a_role_to_themselves(ada):
    with pytest.raises(Refused, match="cannot grant a role to yourself"):
        people.grant_role(user=ada, role=Role.DIRECTOR, by=ada, at=NOW)


def test_the_database_refuses_a_role_approved_by_its_granter(ada, ozan):
    values = {"user": ozan, "role": Role.DIRECTOR, "granted_by": ada, "approved_by": ada, "approved_at": NOW}

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(**values)


def test_a_role_is_never_rewritten_into_another(emil, ada):
    membership = emil.memberships.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        changed(membership, role=Role.DIRECTOR)


def test_ending_a_role_ends_every_sign_in_of_the_person(ada, dana, drew, april, sign_in):
    client = sign_in(drew)
    before = client.get("/").status_code

    people.end_role(membership=drew.memberships.get(), reason="Moved on", by=ada, at=NOW)

    assert (before, client.get("/").status_code) == (200, 302)


def test_a_deactivated_person_is_signed_out_at_once_and_cannot_come_back(ada, emil, sign_in, client):
    signed_in = sign_in(emil)

    people.deactivate_user(user=emil, reason="Left", by=ada, at=NOW)
    response = client.post("/sign-in/", {"login": emil.email, "password": PASSWORD})

    assert signed_in.get("/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 302}


def test_the_last_director_keeps_the_role(ada, dana):
    with pytest.raises(Refused, match="Somebody must be able to decide"):
        people.end_role(membership=dana.memberships.get(), reason="Leave", by=ada, at=NOW)


def test_somebody_who_can_hear_an_appeal_always_remains(ada, dana, drew):
    with pytest.raises(Refused, match="hear an appeal"):
        people.deactivate_user(user=drew, reason="Leave", by=ada, at=NOW)


def test_the_last_admin_keeps_the_role(ada, sasha, dana):
    people.end_role(membership=sasha.memberships.get(), reason="Leave", by=ada, at=NOW)

    with pytest.raises(Refused, match="Somebody must be able to grant"):
        people.end_role(membership=ada.memberships.get(), reason="Leave", by=ada, at=NOW)


def test_an_empty_system_gets_two_admins_who_approve_each_other(organization):
    one, two = ("a@example.com", "Ada One", PASSWORD), ("b@example.com", "Bea Two", PASSWORD)

    people.set_up_admins(first=one, second=two, at=NOW)

    assert User.objects.holding(Role.ADMIN, TODAY).count() == 2
    with pytest.raises(Refused, match="There is an admin already"):
        people.set_up_admins(first=one, second=two, at=NOW)


def test_a_superuser_is_no_director(organization):
    root = people.found_superuser(email="root@example.com", full_name="Root", password=PASSWORD, at=NOW)

    assert not User.objects.holding(Role.DIRECTOR, TODAY).filter(pk=root.pk).exists()
    assert policy.is_admin(root, TODAY)


def test_users_are_never_deleted(emil):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=emil.pk)._raw_delete(using="default")


def test_a_role_counts_from_its_first_day_through_its_last(sales):
    user = UserFactory()
    staged(
        row=Membership(user=user, role=Role.EMPLOYEE, department=sales, starts_on=TODAY, ends_on=TODAY, granted_at=NOW)
    )

    days = [user.on(TODAY.replace(day=day)).access.holds(Role.EMPLOYEE) for day in (16, 17, 18)]

    assert days == [False, True, False]


def test_somebody_says_that_they_have_read_the_policy_and_the_day_is_kept(emil, sign_in):
    client = sign_in(emil)

    page = client.post("/account/policy-read/", follow=True)

    emil.refresh_from_db()
    assert emil.policy_read_on == TODAY
    assert "April 17, 2026" in page.content.decode()
    assert Event.objects.get(pk=emil.event_id).verb == "user.policy_read"


# The address somebody signs in with


def test_the_email_of_an_employee_is_changed_by_one_admin_and_both_addresses_hear_of_it(ada, emil, sign_in):
    client, before = sign_in(emil), emil.email

    people.change_user(user=emil, email="novak@example.com", by=ada, at=NOW)

    told = OutboxMessage.objects.filter(kind="email_changed")
    assert User.objects.get(pk=emil.pk).email == "novak@example.com"
    assert sorted(told.values_list("recipient", flat=True)) == sorted([before, "novak@example.com"])
    assert client.get("/").status_code == 302


def closed(user):
    changed(user, is_active=False)


def superuser(user):
    changed(user, is_superuser=True)


@pytest.mark.parametrize("state", [closed, superuser, changed])
@pytest.mark.parametrize("who", ["dana", "april", "sasha"])
def test_the_email_of_whoever_two_people_made_waits_for_a_second_admin(who, state, request, ada):
    somebody = request.getfixturevalue(who)
    state(somebody)
    before = somebody.email

    people.change_user(user=somebody, email="mine@example.com", title="Boss", by=ada, at=NOW)

    somebody.refresh_from_db()
    assert (somebody.email, somebody.new_email, somebody.title) == (before, "mine@example.com", "Boss")
    assert Event.objects.get(pk=somebody.event_id).verb == "user.email_asked"
    assert not OutboxMessage.objects.exists()


def test_a_new_email_waits_on_the_home_page_of_the_admins_who_can_approve_it(ada, sasha, dana, sign_in):
    people.change_user(user=dana, email="ruiz@example.com", by=ada, at=NOW)

    waits = "Dana Ruiz: ruiz@example.com"
    assert waits in sign_in(sasha).get("/").content.decode()
    assert waits not in sign_in(ada).get("/").content.decode()


def test_a_second_admin_approves_it_and_every_sign_in_ends(ada, sasha, dana, sign_in):
    client = sign_in(dana)
    people.change_user(user=dana, email="ruiz@example.com", by=ada, at=NOW)

    people.approve_email(user=dana, by=sasha, at=NOW)

    dana.refresh_from_db()
    assert (dana.email, dana.new_email, dana.new_email_by) == ("ruiz@example.com", "", None)
    assert OutboxMessage.objects.filter(kind="email_changed").count() == 2
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("who", "sentence"), [("ada", "Another admin approves it"), ("dana", "Only an admin"), ("sasha", "or it is yours")]
)
def test_a_new_email_is_not_approved_by_who_asked_or_whose_it_is(who, sentence, request, ada, sasha, dana):
    somebody = sasha if who == "sasha" else dana
    people.change_user(user=somebody, email="other@example.com", by=ada, at=NOW)

    with pytest.raises(Refused, match=sentence):
        people.approve_email(user=somebody, by=request.getfixturevalue(who), at=NOW)


def test_an_email_somebody_took_meanwhile_is_not_approved(ada, sasha, dana, emil):
    with pytest.raises(Refused, match="No new e-mail"):
        people.approve_email(user=dana, by=sasha, at=NOW)
    people.change_user(user=dana, email=emil.email.upper(), by=ada, at=NOW)

    with pytest.raises(Refused, match="already signs in"):
        people.approve_email(user=dana, by=sasha, at=NOW)


def test_a_declined_email_is_forgotten(ada, sasha, dana):
    people.change_user(user=dana, email="ruiz@example.com", by=ada, at=NOW)

    people.decline_email(user=dana, by=sasha, at=NOW)

    assert User.objects.get(pk=dana.pk).new_email == ""


def test_nobody_sets_the_password_of_another(ada, dana):
    with pytest.raises(Refused, match="sets their own password"):
        account.set_password(user=dana, password=PASSWORD, by=ada, at=NOW)
    with pytest.raises(Refused, match="sets their own password"):
        people.add_user(email="new@example.com", full_name="New", password=PASSWORD, by=ada, at=NOW)


def test_a_superuser_from_the_console_is_an_event(organization):
    root = User.objects.create_superuser(email="root@example.com", full_name="Root", password=PASSWORD)

    assert Event.objects.get(pk=root.event_id).verb == "user.added"
