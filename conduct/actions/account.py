"""The acts of one's own account: its password, and how the pages look and listen to keys."""

from conduct import audit, policy
from conduct.lifecycle import refuse_if
from conduct.models import User
from conduct.recording import act


@act
def set_password(*, user, password, by, at):
    """Give the account a new password; `by` is its owner, also when a reset link brought them. Returns the user."""
    refuse_if(policy.reasons_not_to_set_password(user, by=by))
    row = User.objects.locked().get(pk=user.pk)
    row.set_password(password)
    row.save()
    audit.record("user.password_set", row, by=by, at=at)
    return row


@act
def choose_preferences(*, theme, single_keys, by, at):
    """Keep the colors and whether single keys do something, for the signed-in person. Returns the user."""
    row = User.objects.locked().get(pk=by.pk)
    row.theme, row.single_keys = theme, single_keys
    row.save()
    audit.record("user.changed", row, by=by, at=at)
    return row
