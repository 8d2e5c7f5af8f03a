"""Who logs a contact with a customer, by which terms is it measured, and what follows? (process 2.2, 2.8; F21)"""

from datetime import timedelta

from cases.models import Case, Customer, IncidentReport, Letter
from cases.policy.case import holds
from cases.policy.reports import departments_of, directors_told, readers_of
from conduct import text
from conduct.models import Role, User
from restrictions.models import DepartmentNotice, Restriction, Term
from restrictions.models.contact import Found
from restrictions.policy.breach import bound_at

AT_ONCE = (Found.EMERGENCY, Found.THREAT)
EARLIEST = timedelta(days=366)


def named_for(user, *, at, on):
    """Terms in force for whose customer this person is the named contact or the deputy (process 2.2, step 9)."""
    return Term.objects.in_force(at, on).of_named_contact(user).with_restriction().order_by("ends_on", "pk")


def may_log(user, customer, *, on):
    """Process 2.2 step 9: who logs a contact. Supervisors and directors; the named contact and the deputy;

    and people of a department that was told of the customer, or that has a case with them.
    """
    if not user.is_active or user.is_outside_reviewer:
        return False
    if holds(user, Role.DIRECTOR, on) or User.objects.holding(Role.SUPERVISOR, on).filter(pk=user.pk).exists():
        return True
    if Restriction.objects.of_group(customer).with_named_contact(user).exists():
        return True
    places = [one.pk for one in departments_of(user, on)]
    cases = Case.objects.filter(customer__in=Customer.objects.group_of(customer))
    told = DepartmentNotice.objects.filter(case__in=cases.values("pk"), department__in=places)
    return cases.filter(department__in=places).exists() or told.exists()


def terms_to_measure_by(customer, *, at, on):
    """Restrictions in force on that day that bind the customer, or who speaks for them."""
    group = Customer.objects.group_of(customer).values("pk")
    found = Term.objects.in_force(at, on).binding(group).with_restriction().order_by("restriction")
    return [term.restriction for term in found]


def department_of(user, restriction, *, on):
    """Whose contact it is: the person's own department, otherwise that of the case the restriction belongs to."""
    return next(iter(departments_of(user, on)), restriction.case.department if restriction else None)


def reasons_not_to_log(customer, restriction, *, happened_at, about, by, at, calendar):
    """Process 2.2 step 9, 2.8: a contact that has happened, by who deals with the customer, and the terms of then."""
    if not may_log(by, customer, on=calendar.local_date(at)):
        yield "Who deals with this customer logs contacts: their named contact, departments, supervisors, directors."
    if text.is_blank(about):
        yield "Write what it was about."
    if happened_at > at:
        yield "Enter a time that is not in the future."
    elif happened_at < at - EARLIEST:
        yield "Enter a time within the last year."
    elif restriction and not bound_at(restriction, happened_at, at=at, calendar=calendar):
        yield f"{restriction} did not apply at that moment. Choose “No terms applied then”."


def reasons_not_to_follow(contact, found, *, done, report, by, on):
    """F21, process 2.8: what was found is dealt with on its merits, once, and what was done is written down."""
    if not may_log(by, contact.customer, on=on):
        yield "Who deals with this customer writes down what was done."
    if found not in contact.found:
        yield "This was not found in the contact."
    elif found not in contact.open_finds:
        yield "What was done about this is written down already."
    if text.is_blank(done):
        yield "Write what was done, and by whom."
    if report and report.customer_id and report.customer.head != contact.customer.head:
        yield f"{report} is about somebody else."


def told_at_once(contact, organization, *, on):
    """Process 2.6, 2.8: who hears of an emergency or a threat at once: supervisors of the department, and directors."""
    directors = directors_told(organization, on=on, urgent=True)
    return list(dict.fromkeys([*readers_of(contact.department, on=on), *directors]))


def reports_about(customer, user):
    """Reports about the customer that this person may open, newest first."""
    return IncidentReport.objects.visible_to(user).of_group(customer).order_by("-occurred_at", "-pk")


def letters_to_answer(customer, user):
    """The last letters to the customer that this person may open: an appeal or an answer is entered at its letter."""
    group = Customer.objects.group_of(customer).values("pk")
    return Letter.objects.visible_to(user).filter(customer__in=group).order_by("-written_at", "-pk")[:5]
