"""The policy's categories become rows, so that a report and a decision can point at the clause they rest on."""

from cases.catalog import CATEGORIES
from cases.models import ConductCategory
from cases.policy.catalog import reasons_not_to_reword
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Organization
from conduct.policy import reasons_not_to_change_settings
from conduct.recording import act


def ship_categories(*, at):
    """Write the categories the policy lists that are not there yet; what an administrator changed stays."""
    there = set(ConductCategory.objects.values_list("code", flat=True))
    missing = [category for category in CATEGORIES if category.code not in there]
    if missing:
        add_categories(categories=missing, by=None, at=at)


@act
def add_categories(*, categories, by, at):
    """Add kinds of conduct to the organization's list (policy, Reporting unacceptable conduct). Returns their rows."""
    organization = Organization.objects.locked().get()
    rows = [_row(category, at) for category in categories]
    for row in rows:
        row.save()
    record("settings.changed", organization, by=by, at=at, facts={"what": "the kinds of conduct"})
    return rows


@act
def reword_category(*, category, label, clause, requires_evidence, by, at, default_severity=None, is_active=True):
    """Give a kind of conduct other words: its next version. Reports and decisions keep the one they were made under.

    Requires an admin. Returns the new ConductCategory. Raises Refused for anybody else, or for a version left behind.
    """
    organization = Organization.objects.locked().get()
    on = organization.calendar().local_date(at)
    refuse_if(reasons_not_to_change_settings(by=by, on=on))
    refuse_if(reasons_not_to_reword(category))
    row = ConductCategory(
        code=category.code,
        group=category.group,
        heading=category.heading,
        label=label,
        clause=clause,
        requires_evidence=requires_evidence,
        default_severity=default_severity or category.default_severity,
        is_extension=category.is_extension,
        is_active=is_active,
        version=category.version + 1,
        valid_from=on,
    )
    row.save()
    record("settings.changed", organization, by=by, at=at, subject=row, facts={"what": f"the words of {row}"})
    return row


def _row(category, at):
    return ConductCategory(
        code=category.code,
        group=category.group,
        heading=category.subgroup,
        label=category.label,
        clause=category.clause,
        requires_evidence=category.requires_evidence,
        default_severity=category.default_severity,
        is_extension=category.is_extension,
        is_active=category.active,
        version=category.version,
        valid_from=at.date(),
    )
