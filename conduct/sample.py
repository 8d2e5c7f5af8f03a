"""The sample organization: its settings, departments and people. Never loaded in production mode."""

from datetime import timedelta

from conduct.actions import account, people, settings
from conduct.models import Department, Organization, Premises, Role, ServiceStandard, User

PASSWORD = "sample-organization"
HOST = "example.com"
BEFORE = timedelta(days=400)  # the house was in order long before the first report

ADMINS = [("Ada Moreau", "Systems administrator"), ("Ben Roth", "Office manager")]
DEPARTMENTS = [
    ("Front desk", "department", "555-0101"), ("Sales", "department", "555-0102"), ("Rentals", "department", "555-0103"),
    ("Accounts", "department", "555-0104"), ("Property management", "department", "555-0105"),
    ("Sentry Patrol", "security", "555-0160"), ("Oakline Cleaning", "vendor", "555-0161"),
]  # fmt: skip
PEOPLE = [
    ("Avery Lindqvist", "Director of Client Services", Role.DIRECTOR, None),
    ("Noor Haddad", "Director of Sales", Role.DIRECTOR, None),
    ("Walt Brennan", "Director of Property Management", Role.DIRECTOR, None),
    ("Margit Osei", "Broker-owner", Role.APPEAL_OFFICER, None),
    ("Elena Marsh", "President", Role.APPEAL_OFFICER, None),
    ("Ruth Abara", "Compliance auditor", Role.AUDITOR, None),
    ("Ines Calloway", "Rentals supervisor", Role.SUPERVISOR, "Rentals"),
    ("Sam Okafor", "Sales supervisor", Role.SUPERVISOR, "Sales"),
    ("Priya Dahl", "Accounts supervisor", Role.SUPERVISOR, "Accounts"),
    ("Lee Marchetti", "Front desk supervisor", Role.SUPERVISOR, "Front desk"),
    ("Jordan Pell", "Leasing agent", Role.EMPLOYEE, "Rentals"),
    ("Kit Sorensen", "Receptionist", Role.EMPLOYEE, "Front desk"),
    ("Hank Doyle", "Receptionist", Role.EMPLOYEE, "Front desk"),
    ("Pia Lockhart", "Sales agent", Role.EMPLOYEE, "Sales"),
    ("Tomas Rivera", "Sales agent", Role.EMPLOYEE, "Sales"),
    ("Grace Liu", "Bookkeeper", Role.EMPLOYEE, "Accounts"),
    ("Yusuf Amin", "Leasing agent", Role.EMPLOYEE, "Rentals"),
    ("Mona Fields", "Site manager", Role.SUPERVISOR, "Property management"),
]
STANDARDS = [
    ("Phone calls", "Returned by the end of the next business day"),
    ("Email and letters", "Answered within 3 business days"),
    ("Complaints", "Answered in writing within 10 business days"),
    ("Deposit questions", "Answered in writing within 5 business days"),
    ("Repair requests", "Acknowledged within 1 business day"),
]
PREMISES = [("Main office", "100 Example Avenue, Springfield"), ("Harbor Court", "12 Harbor Court, Springfield")]
SETTINGS = {
    "name": "Jack Keller Inc., REALTORS", "address": "100 Example Avenue\nSpringfield, VA 22150", "phone": "555-0100",
    "email": f"conduct@{HOST}", "emergency_phone": "555-0199", "appeal_phone": "555-0110", "appeal_email": f"help@{HOST}",
    "appeal_address": "Customer appeals\n100 Example Avenue\nSpringfield, VA 22150", "help_contact": f"555-0110 or help@{HOST}",
    "support_contact": "Employee support line, 555-0120",
    "outside_bodies": "The state agency for fair housing, the state real estate board, and the local REALTOR association",
}  # fmt: skip


def load(at):
    """Write the people and settings, by the acts an admin would use."""
    at = at - BEFORE
    first, second = ((email_of(name), name, PASSWORD) for name, _ in ADMINS)
    ada, ben = people.set_up_admins(first=first, second=second, at=at)
    for row in _settings():
        settings.change_setting(row=row, what=str(row), by=ada, at=at)
    departments = {department.name: department for department in Department.objects.all()}
    for name, title, role, department in PEOPLE:
        user = people.add_user(email=email_of(name), full_name=name, title=title, by=ada, at=at)
        account.set_password(user=user, password=PASSWORD, by=user, at=at)
        membership = people.grant_role(user=user, role=role, department=departments.get(department), by=ada, at=at)
        if membership.needs_two:
            people.approve_role(membership=membership, by=ben, at=at)


def _settings():
    organization = Organization.objects.current()
    for name, value in SETTINGS.items():
        setattr(organization, name, value)
    yield organization
    for name, kind, phone in DEPARTMENTS:
        email = f"{name.lower().replace(' ', '.')}@{HOST}"
        yield Department(name=name, kind=kind, phone=phone, email=email)
    for name, promise in STANDARDS:
        yield ServiceStandard(name=name, promise=promise)
    for name, address in PREMISES:
        yield Premises(name=name, address=address)


def email_of(name):
    return f"{name.lower().replace(' ', '.')}@{HOST}"


def staff(name):
    """The sample's person of that name."""
    return User.objects.get(email=email_of(name))


def sign_ins():
    """(role, e-mail) of one person for each role."""
    found = {Role.ADMIN: email_of(ADMINS[0][0])}
    for name, _, role, _ in PEOPLE:
        found.setdefault(role, email_of(name))
    return [(Role(role).label, found[role]) for role in Role.values]
