"""The acts that set up the organization and its limits; what is edited in the admin site is written here."""

from conduct import letters
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import LetterWording, Organization
from conduct.models.organization import SINGLE
from conduct.policy import reasons_not_to_change_settings
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


@act
def change_setting(*, row, what, by, at):
    """Keep a changed or new row of the settings: limits, departments, holidays, premises, standards, kinds, wording.

    Requires an admin. Returns the row. Raises Refused for anybody else, or for wording that would spoil a letter.
    """
    organization = Organization.objects.locked().get(pk=SINGLE)
    refuse_if(reasons_not_to_change_settings(by=by, on=organization.calendar().local_date(at)))
    if isinstance(row, LetterWording):
        refuse_if(letters.check_wording(row.kind, row.part, row.text))
    row.save()
    record("settings.changed", organization, by=by, at=at, subject=row, facts={"what": what})
    return row
