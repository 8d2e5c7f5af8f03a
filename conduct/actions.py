"""The acts of the shared floor: setting up the organization, its people, their roles and the limits."""

from conduct.audit import record
from conduct.models import Organization
from conduct.models.organization import SINGLE
from conduct.recording import act


def ship_organization(*, at):
    """Make sure the one organization exists."""
    if not Organization.objects.filter(pk=SINGLE).exists():
        found_organization(by=None, at=at)


@act
def found_organization(*, by, at):
    """Set up the organization with the limits of the process; an administrator fills in its name and address."""
    organization = Organization(pk=SINGLE)
    organization.save()
    record("organization.founded", organization, by=by, at=at)
    return organization
