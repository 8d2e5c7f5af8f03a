"""The acts that set up the organization and its limits; what is edited in the admin site is written here."""

from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import LetterWording, Organization, PolicyVersion
from conduct.models.organization import SINGLE
from conduct.policy import reasons_not_to_change_settings, reasons_not_to_publish, reasons_not_to_word
from conduct.policy_words import shipped_text
from conduct.recording import act
from conduct.templatetags.dates import full_date


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
    """Keep a changed or new row of the settings: limits, departments, holidays, premises, standards, kinds.

    Requires an admin. Returns the row. Raises Refused for anybody else.
    """
    organization = Organization.objects.locked().get(pk=SINGLE)
    refuse_if(reasons_not_to_change_settings(by=by, on=organization.calendar().local_date(at)))
    row.save()
    record("settings.changed", organization, by=by, at=at, subject=row, facts={"what": what})
    return row


def ship_policy(*, at):
    """Make sure the policy has its first version: the client's words as they were handed over."""
    if not PolicyVersion.objects.exists():
        publish_policy(text=shipped_text(), by=None, at=at)


@act
def publish_policy(*, text, by, at, in_force_on=None, what_changed=""):
    """Publish a version of the policy, in force from today or a later day; what was decided keeps the one it had.

    Requires an admin, but for the first. Returns the PolicyVersion.
    """
    organization = Organization.objects.locked().get(pk=SINGLE)
    on, last = organization.calendar().local_date(at), PolicyVersion.objects.newest_first().first()
    if last:
        in_force_on = in_force_on or on
        refuse_if(reasons_not_to_publish(text, in_force_on=in_force_on, last=last, by=by, on=on))
    number = last.number + 1 if last else 1
    about = {"in_force_on": in_force_on, "what_changed": what_changed, "published_by": by, "published_at": at}
    version = PolicyVersion(number=number, text=text, **about)
    version.save()
    facts = {"number": number, "from": full_date(in_force_on) or "the beginning"}
    record("policy.published", organization, by=by, at=at, subject=version, facts=facts)
    return version


@act
def word_letter(*, kind, part, text, by, at, language="en"):
    """Write the organization's own words for a part of a letter; those before stay, with the letters written in them.

    Requires an admin. Returns the LetterWording. Raises Refused for words that would spoil a letter.
    """
    organization = Organization.objects.locked().get(pk=SINGLE)
    refuse_if(reasons_not_to_word(kind, part, text, by=by, on=organization.calendar().local_date(at)))
    earlier = LetterWording.objects.filter(kind=kind, part=part, language=language).count()
    row = LetterWording(kind=kind, part=part, language=language, number=earlier + 1, text=text)
    row.save()
    record("settings.changed", organization, by=by, at=at, subject=row, facts={"what": f"wording of letters {row}"})
    return row
