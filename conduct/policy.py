"""Who may change people, roles and settings? Reasons against, in sentences; nobody raises themselves."""

from conduct import letters, registry
from conduct.models import GRANTED_BY_TWO, Membership, OutboxMessage, Role, User
from conduct.templatetags.dates import full_date

DIGEST = "digest"
NOT_AN_ADMIN = "Only an admin changes people, roles and settings."


def is_admin(user, on):
    """An active admin on that day, or the account that set up the system."""
    return user.is_active and (user.is_superuser or User.objects.holding(Role.ADMIN, on).filter(pk=user.pk).exists())


def reasons_not_to_change_settings(*, by, on):
    """Process 2.0: users, settings and audit are the admin's."""
    if by is not None and not is_admin(by, on):
        yield NOT_AN_ADMIN


def reasons_not_to_publish(text, *, in_force_on, last, by, on):
    """The policy, word for word: a new version of it is an admin's, begins today or later, and says something else."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if in_force_on < on:
        yield "Choose today or a later day. A version never begins in the past."
    elif last.in_force_on and in_force_on < last.in_force_on:
        yield f"{last} begins on {full_date(last.in_force_on)}. A newer version begins no earlier."
    if not any(line.startswith("# ") for line in text.splitlines()):
        yield "Give the policy its title: a line that begins with # and a space."
    if text.split() == last.text.split():
        yield f"These are the words of {last}. Change them, then publish."


def reasons_not_to_word(kind, part, text, *, by, on):
    """Process 2.11: the words of letters are the admin's, and never spoil a letter."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    yield from letters.check_wording(kind, part, text)


def reasons_not_to_close_message(message, *, by, on):
    """Process 2.11: a message is given up by the outbox first; then an admin says why nothing more is done."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if message.state != OutboxMessage.State.FAILED:
        yield f"This message is “{message.get_state_display()}”. There is nothing to do."


def reasons_not_to_send_again(message, *, by, on):
    """Process 2.12: whatever is on record as having come back, such as a letter, is sent anew from its own page."""
    yield from reasons_not_to_close_message(message, by=by, on=on)
    if registry.after_sending(message.kind):
        yield "This is on record as having come back. Send it again from its own page, then close this message."


def reasons_not_to_remind(user, new, *, on):
    """Process 2.12: one mail a person and day, with each thing in it once."""
    if OutboxMessage.objects.filter(kind=DIGEST, subject_ref=digest_of(user, on)).exists():
        yield f"{user} got the reminders of today already."
    if not new:
        yield f"There is nothing new to remind {user} of."


def reasons_no_link(links):
    """Process 2.12: a calendar link is taken back by whom it is for, while there is one."""
    if not links:
        yield "You have no calendar link. There is nothing to take back."


def digest_of(user, on):
    """How the outbox names the reminders of one person and day."""
    return f"digest:{user.pk}:{on.isoformat()}"


def reasons_not_to_add_user(*, email, by, on):
    """One account for one e-mail, made by an admin."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if User.objects.filter(email__iexact=email).exists():
        yield "Somebody already signs in with this e-mail."


def reasons_not_to_set_password(user, *, by):
    """T11: a password is known to its owner alone; nobody sets one for another and then signs in as them."""
    if by is not None and by.pk != user.pk:
        yield "Everybody sets their own password, by the link that resets it."


def reasons_not_to_approve_email(user, *, by, on):
    """T11: whoever could decide, hear an appeal or grant roles is moved to another address by two admins."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if not user.new_email:
        yield f"No new e-mail of {user} waits for approval."
    elif User.objects.filter(email__iexact=user.new_email).exclude(pk=user.pk).exists():
        yield "Somebody already signs in with this e-mail."
    if by.pk in {user.pk, user.new_email_by_id}:
        yield "You asked for this e-mail or it is yours. Another admin approves it."


def reasons_not_to_set_up_admins(*, emails, on):
    """The one time that roles come from the console: two different people, while nobody is an admin."""
    if User.objects.holding(Role.ADMIN, on).exists():
        yield "There is an admin already. Admins grant every further role on the product's pages."
    if len({email.casefold() for email in emails}) < len(emails):
        yield "Name two different people: they approve each other."


def reasons_not_to_grant(*, user, role, department, by, on):
    """Process 2.0: a role comes from an admin, and never from oneself."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if by is not None and by.pk == user.pk:
        yield "You cannot grant a role to yourself. Ask another admin."
    if not user.is_active:
        yield f"{user} is deactivated. Reactivate the account first."
    if role in {Role.EMPLOYEE, Role.SUPERVISOR} and department is None:
        yield "Choose the department for this role."
    if Membership.objects.filter(user=user, role=role, department=department, ended_at__isnull=True).exists():
        yield f"{user} already holds this role, or it waits for its second person."


def reasons_not_to_approve(membership, *, by, on):
    """Director, appeal officer and admin are granted by two people (T11: no self-made director)."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if membership.role not in GRANTED_BY_TWO:
        yield "This role needs no second person."
    if membership.approved_by_id:
        yield "A second person already approved this role."
    if membership.ended_at:
        yield "This role has ended. Grant it anew."
    if by.pk == membership.granted_by_id:
        yield "You granted this role. Somebody else approves it."
    if by.pk == membership.user_id:
        yield "This role is for you. Somebody else approves it."


def reasons_not_to_end(membership, *, by, on):
    """I-52: somebody who can decide, somebody else who can hear the appeal, and who can grant always remain."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if membership.ended_at:
        yield "This role has already ended."
    elif Membership.objects.in_force(on).filter(pk=membership.pk).exists():
        yield from _reasons_somebody_is_missing(membership.user, {membership.role}, membership.pk, on)


def reasons_not_to_deactivate(user, *, by, on):
    """I-52, for a whole account; and nobody locks themselves out."""
    yield from reasons_not_to_change_settings(by=by, on=on)
    if by is not None and by.pk == user.pk:
        yield "You cannot deactivate your own account. Ask another admin."
    roles = set(Membership.objects.in_force(on).filter(user=user).values_list("role", flat=True))
    yield from _reasons_somebody_is_missing(user, roles, None, on)


def _reasons_somebody_is_missing(user, roles, only, on):
    """Who would be left without this membership, or without this person."""
    left = Membership.objects.in_force(on)
    left = left.exclude(pk=only) if only else left.exclude(user=user)
    deciders = set(left.filter(role=Role.DIRECTOR).values_list("user", flat=True))
    hearers = set(left.filter(role__in=[Role.APPEAL_OFFICER, Role.DIRECTOR]).values_list("user", flat=True))
    if Role.DIRECTOR in roles and not deciders:
        yield "Somebody must be able to decide. Grant the director role to another person first."
    if roles & {Role.DIRECTOR, Role.APPEAL_OFFICER} and len(hearers | deciders) < len(
        {Role.DIRECTOR, Role.APPEAL_OFFICER}
    ):
        yield "Somebody who did not decide must be able to hear an appeal. Grant that role to another person first."
    if Role.ADMIN in roles and not left.filter(role=Role.ADMIN).exists():
        yield "Somebody must be able to grant roles. Grant the admin role to another person first."
