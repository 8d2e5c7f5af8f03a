"""What can be chosen on a form of triage and casework, and what is already known of a customer?"""

from dataclasses import dataclass

from cases.catalog import KIND, NOT_SURE, codes_of
from cases.models import Case, ConductCategory, Customer, IncidentReport, Matter, Warning
from conduct.models import Department, Role, ServiceStandard, User


def departments():
    return Department.objects.filter(is_active=True, kind=Department.Kind.DEPARTMENT).order_by("name")


def departments_of(user, roles):
    """The departments whose reports or cases the person reads: their own, or all for directors and those who audit."""
    if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
        return departments()
    return Department.objects.filter(pk__in=user.access.departments(*roles)).order_by("name")


def assignees(department, on):
    """Who may be given a case of the department: its supervisors and every director (process 2.13)."""
    supervisors = User.objects.holding(Role.SUPERVISOR, on, department)
    directors = User.objects.holding(Role.DIRECTOR, on)
    return User.objects.filter(
        pk__in=[*supervisors.values_list("pk", flat=True), *directors.values_list("pk", flat=True)]
    ).order_by("full_name", "pk")


def people():
    """Everybody with an account in use."""
    return User.objects.filter(is_active=True).order_by("full_name", "pk")


def assigned_people():
    """Everybody who has a case."""
    return User.objects.filter(pk__in=Case.objects.filter(assigned_to__isnull=False).values("assigned_to")).order_by(
        "full_name", "pk"
    )


def entries():
    """The policy's entries in use; extensions only once an admin switched them on."""
    return ConductCategory.objects.in_use().order_by("is_extension", "code")


def standards():
    return ServiceStandard.objects.filter(is_active=True).order_by("name")


def customers(pks):
    return Customer.objects.filter(pk__in=pks)


def ticked(kinds):
    """The kinds a reporter ticked, as keys the catalogue knows."""
    return [key for key in kinds.split(",") if key in KIND]


def first_entry(entries, kinds):
    """Where triage starts: the first exact entry behind the kinds that were ticked."""
    codes = codes_of(ticked(kinds))
    return entries.filter(code__in=codes).first() if codes else None


def kinds_in_words(kinds):
    return "; ".join(KIND[key].label for key in ticked(kinds)) or NOT_SURE.label


def joinable_reports(case, user):
    """Reports about the customer of a case that this person triages, resolved informally or closed without action."""
    mine = IncidentReport.objects.triaged_by(user).of_group(case.customer).followable()
    return mine.with_people().order_by("-sent_at", "-pk")


@dataclass
class Known:
    """What the file already says about a customer, for whoever triages."""

    cases: list
    matters: list
    warnings: list
    restriction_count: int


def known_about(customer, on):
    """Open cases and matters, warnings that count, and decided restrictions of the customer, merged records as one."""
    group = list(Customer.objects.group_of(customer))
    return Known(
        cases=list(Case.objects.filter(customer__in=group).open().with_customer().order_by("-opened_at")[:10]),
        matters=list(
            Matter.objects.filter(customer__in=group).open().select_related("case", "standard").newest_first()[:10]
        ),
        warnings=list(Warning.objects.filter(case__customer__in=group).counting_on(on).select_related("case")[:10]),
        restriction_count=sum(one.restrictions.count() for one in group),
    )
