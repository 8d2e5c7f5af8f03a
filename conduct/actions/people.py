"""The acts about people: accounts, and roles with their history (process 2.0)."""

from conduct import outbox, policy
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Membership, Organization, Role, User
from conduct.recording import act


def _organization_and_day(at):
    organization = Organization.objects.locked().get()
    return organization, organization.calendar().local_date(at)


@act
def add_user(*, email, full_name, title="", phone="", manager=None, is_outside_reviewer=False, password=None, by, at):
    """Give somebody an account; they set their own password by the link that resets it. Returns the user."""
    _, on = _organization_and_day(at)
    refuse_if(policy.reasons_not_to_add_user(email=email, by=by, on=on))
    user = User(
        email=email,
        full_name=full_name,
        title=title,
        phone=phone,
        manager=manager,
        is_outside_reviewer=is_outside_reviewer,
    )
    if password is not None:
        refuse_if(policy.reasons_not_to_set_password(user, by=by))
    user.set_password(password)
    user.save()
    record("user.added", user, by=by, at=at)
    return user


@act
def change_user(*, user, by, at, email=None, **values):
    """Change what an account says about a person: name, title, phone, manager, e-mail. Returns the user.

    Who has the address can reset the password. So a new one is told to both addresses and ends every sign-in; and
    for somebody who holds a role that two people grant it waits as `new_email` until another admin approves it.
    """
    _, on = _organization_and_day(at)
    row = User.objects.locked().get(pk=user.pk)
    refuse_if(policy.reasons_not_to_change_settings(by=by, on=on))
    for name, value in values.items():
        setattr(row, name, value)
    waits = email not in (None, row.email) and row.is_granted_by_two
    if waits:
        row.new_email, row.new_email_by = email, by
    elif email not in (None, row.email):
        _move_to(row, email, at)
    row.save()
    record("user.email_asked" if waits else "user.changed", row, by=by, at=at)
    return row


@act
def approve_email(*, user, by, at):
    """Give somebody the e-mail another admin asked for. Returns the user."""
    _, on = _organization_and_day(at)
    row = User.objects.locked().get(pk=user.pk)
    refuse_if(policy.reasons_not_to_approve_email(row, by=by, on=on))
    _move_to(row, row.new_email, at)
    row.save()
    record("user.email_approved", row, by=by, at=at)
    return row


@act
def decline_email(*, user, by, at):
    """Leave somebody the e-mail they have. Returns the user."""
    _, on = _organization_and_day(at)
    row = User.objects.locked().get(pk=user.pk)
    refuse_if(policy.reasons_not_to_change_settings(by=by, on=on))
    row.new_email, row.new_email_by = "", None
    row.save()
    record("user.email_declined", row, by=by, at=at)
    return row


def _move_to(user, email, at):
    """The new address signs in from now on; both learn of it, and every sign-in ends."""
    body = f"{user} now signs in with {email}, no longer with {user.email}. If this is wrong, tell an admin at once.\n"
    told = {"subject_ref": f"user:{user.pk}:{user.revision + 1}", "title": "The e-mail of an account was changed"}
    for address in (user.email, email):
        outbox.post("email_changed", recipient=address, body=body, at=at, **told)
    user.email, user.new_email, user.new_email_by = email, "", None
    user.session_number += 1


@act
def deactivate_user(*, user, reason, by, at):
    """Close an account: its sign-ins end at once. Nobody is ever deleted. Returns the user."""
    _, on = _organization_and_day(at)
    row = User.objects.locked().get(pk=user.pk)
    refuse_if(policy.reasons_not_to_deactivate(row, by=by, on=on))
    row.is_active = False
    row.session_number += 1
    row.save()
    record("user.deactivated", row, by=by, at=at, reason=reason)
    return row


@act
def reactivate_user(*, user, by, at):
    """Open a closed account again; roles that ran out meanwhile stay ended. Returns the user."""
    _, on = _organization_and_day(at)
    row = User.objects.locked().get(pk=user.pk)
    refuse_if(policy.reasons_not_to_change_settings(by=by, on=on))
    row.is_active = True
    row.save()
    record("user.reactivated", row, by=by, at=at)
    return row


@act
def grant_role(*, user, role, department=None, starts_on=None, ends_on=None, by, at):
    """Grant a role for some days; director, appeal officer and admin wait for a second person (decisions 20)."""
    _, on = _organization_and_day(at)
    row = User.objects.locked().get(pk=user.pk)
    refuse_if(policy.reasons_not_to_grant(user=row, role=role, department=department, by=by, on=on))
    membership = Membership(
        user=row,
        role=role,
        department=department,
        starts_on=starts_on or on,
        ends_on=ends_on,
        granted_by=by,
        granted_at=at,
    )
    membership.save()
    record("role.granted", row, by=by, at=at, facts={"role": membership.get_role_display()})
    return membership


@act
def approve_role(*, membership, by, at):
    """Approve a role as the second person. Returns the membership, which counts from now on."""
    _, on = _organization_and_day(at)
    user = User.objects.locked().get(pk=membership.user_id)
    row = Membership.objects.locked().get(pk=membership.pk)
    refuse_if(policy.reasons_not_to_approve(row, by=by, on=on))
    row.approved_by, row.approved_at = by, at
    row.save()
    record("role.approved", user, by=by, at=at, facts={"role": row.get_role_display()})
    return row


@act
def end_role(*, membership, reason, by, at):
    """End a role now; the person's other sign-ins end with it (I-53). Returns the membership."""
    _, on = _organization_and_day(at)
    user = User.objects.locked().get(pk=membership.user_id)
    row = Membership.objects.locked().get(pk=membership.pk)
    refuse_if(policy.reasons_not_to_end(row, by=by, on=on))
    row.ended_by, row.ended_at = by, at
    row.save()
    user.session_number += 1
    user.save()
    record("role.ended", user, by=by, at=at, reason=reason, facts={"role": row.get_role_display()})
    return row


@act
def declare_policy_read(*, by, at):
    """Keep the day on which somebody says that they have read the policy (decisions 19). Returns the user."""
    row = User.objects.locked().get(pk=by.pk)
    row.policy_read_on = Organization.objects.current().calendar().local_date(at)
    row.save()
    record("user.policy_read", row, by=by, at=at)
    return row


@act
def found_superuser(*, email, full_name, password, at):
    """The account that sets up a new system from the console. It grants roles; it decides nothing. Returns the user."""
    user = User(email=email, full_name=full_name, is_superuser=True)
    user.set_password(password)
    user.save()
    record("user.added", user, by=None, at=at)
    return user


@act
def set_up_admins(*, first, second, at):
    """From the console of an empty system: its first two admins, each approved by the other. Returns the users.

    `first` and `second` are (e-mail, name, password). Raises Refused once anybody is an admin.
    """
    organization, on = _organization_and_day(at)
    refuse_if(policy.reasons_not_to_set_up_admins(emails=[first[0], second[0]], on=on))
    users = [
        add_user(email=email, full_name=name, password=password, by=None, at=at)
        for email, name, password in (first, second)
    ]
    for user, other in zip(users, reversed(users), strict=True):
        Membership(user=user, role=Role.ADMIN, starts_on=on, granted_at=at, approved_by=other, approved_at=at).save()
    record("organization.admins_set_up", organization, by=None, at=at)
    return users
