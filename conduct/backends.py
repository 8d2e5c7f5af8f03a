"""What may somebody do in the admin site? Computed from memberships; Django's own permission tables are not used."""

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from conduct.actions.people import found_superuser
from conduct.models import Role, User

EDITED_IN_ADMIN = {
    "user",
    "membership",
    "department",
    "organization",
    "holiday",
    "premises",
    "servicestandard",
    "conductcategory",
    "letterwording",
    "policyversion",
}


class MembershipBackend(BaseBackend):
    """Admins edit people and settings, auditors and admins read everything, nobody writes a domain record."""

    def get_user(self, user_id):
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user_obj, perm, obj=None):
        if not user_obj.is_active or not user_obj.is_staff:
            return False
        action, _, model = perm.partition(".")[2].partition("_")
        if action == "view":
            return True
        is_admin = user_obj.is_superuser or user_obj.access.holds(Role.ADMIN)
        return is_admin and action in {"add", "change"} and model in EDITED_IN_ADMIN

    def has_module_perms(self, user_obj, app_label):
        return user_obj.is_active and user_obj.is_staff


def found_superuser_now(*, email, full_name, password):
    """What `createsuperuser` ends in: the console has no request to take the time from."""
    return found_superuser(email=email, full_name=full_name, password=password, at=timezone.now())
