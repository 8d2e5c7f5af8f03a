"""What has to be true before a report is sent, added to or made void, and who reads it (process 2.2 steps 2 and 3)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from cases.models import Case, Customer, Known
from conduct import text
from conduct.models import Department, Membership, Role, User

EARLIEST_YEAR = 2000
MADE_VOID = "It was made void. It stays on file and counts for nothing."
CASE_CLOSED = "The case is closed. If anything affects your work, you get a notice about it."


@dataclass
class Facts:
    """What a reporter says, cleaned: five answers and how it happened; the rest of process 2.3 where it was given."""

    help_needed: bool
    narrative: str
    occurred_at: datetime
    channel: str
    occurred_about: bool = False
    late_reason: str = ""
    place: str = ""
    property_reference: str = ""
    on_behalf_of: str = ""
    exact_words: str = ""
    trigger: str = ""
    customer: Customer | None = None
    is_new_customer: bool = False
    customer_name: str = ""
    customer_description: str = ""
    customer_organization: str = ""
    customer_phone: str = ""
    customer_email: str = ""
    customer_address: str = ""
    others_there: str = ""
    people: list = field(default_factory=list)
    known_needs: str = ""
    kinds: list = field(default_factory=list)
    effect: str = ""
    asked_to_stop: str = Known.UNKNOWN
    asked_to_stop_how: str = ""
    staff_response: str = ""
    immediate_action: str = ""
    police_called: str = Known.UNKNOWN
    police_reference: str = ""
    injury_or_damage: str = ""
    support_wanted: bool = False

    @property
    def as_reported(self):
        """The customer in the reporter's words, as the report keeps them."""
        who = self.customer_name or self.customer_description or "Not known"
        return f"{who}, for {self.customer_organization}" if self.customer_organization else who


def reasons_against_the_time(occurred_at, *, at, calendar):
    """Policy, Reporting; process 2.3: a report is about something that has happened."""
    if calendar.local_date(occurred_at) > calendar.local_date(at):
        yield "Enter a date that is today or earlier"
    elif occurred_at > at:
        yield "Enter a time that has already passed"
    if occurred_at.year < EARLIEST_YEAR:
        yield f"Enter a date from the year {EARLIEST_YEAR} on"


def reasons_a_late_report_needs(occurred_at, late_reason, *, at, calendar, organization):
    """Process 2.2 step 2: filed within the set business days; late is allowed, and says why."""
    if late_reason or occurred_at > at:
        return
    days = organization.report_days
    if calendar.local_date(at) > calendar.add_business_days(calendar.local_date(occurred_at), days):
        yield f"Say why it is reported now. Reports are due within {days} business day{'' if days == 1 else 's'}"


def reasons_not_to_send(facts, *, department, at, calendar, organization):
    """Policy, Reporting unacceptable conduct; process 2.3: what a report cannot do without."""
    if text.is_blank(facts.narrative):
        yield "Write what you saw and heard"
    yield from reasons_against_the_time(facts.occurred_at, at=at, calendar=calendar)
    yield from reasons_a_late_report_needs(
        facts.occurred_at, facts.late_reason, at=at, calendar=calendar, organization=organization
    )
    if department is None or not department.is_active:
        yield "Choose the department this report belongs to"


def reasons_not_to_add(report, *, by, on):
    """Process 2.3: corrections are dated additions, as long as the report stands; who only reads it adds nothing."""
    yield from reasons_of_who_only_reads(report, by=by, on=on)
    if report.is_void:
        yield "This report is void. Nothing can be added to it."


def reasons_not_to_ask_to_void(report, *, by, on):
    """Process 2.1: a report is voided with a reason, never deleted; who only reads it does not ask."""
    yield from reasons_of_who_only_reads(report, by=by, on=on)
    if not report.may_become(report.Status.VOID):
        yield f"A report that is “{report.get_status_display()}” cannot be made void."
    if report.voidings.filter(confirmed_at__isnull=True, declined_at__isnull=True).exists():
        yield "Somebody already asked to void this report. A second person decides about it."


def reasons_of_who_only_reads(report, *, by, on):
    """Responsibilities: an auditor reads all and changes nothing; so does everybody else with no part in the report."""
    works_on_it = report.case is not None and report.case.assigned_to_id == by.pk
    if report.reporter_id != by.pk and not works_on_it and not answers_for(by, report.department_id, on):
        yield "You can read this report. Its author, supervisors, directors and who works on its case add to it."


def reasons_not_to_answer_voiding(voiding, *, by, on):
    """Process 2.1; decisions: a second person confirms, who is not the asker and answers for the department."""
    if voiding.confirmed_at or voiding.declined_at:
        yield "This request was already answered."
    if voiding.asked_by_id == by.pk:
        yield "You asked for this. A second person decides."
    if not answers_for(by, voiding.report.department_id, on):
        yield "A supervisor of the department or a director decides this."


def answers_for(user, department_id, on):
    """Whether the person supervises the department or is a director, asked of the database now."""
    roles = Q(role=Role.SUPERVISOR, department=department_id) | Q(role=Role.DIRECTOR, user__is_active=True)
    return Membership.objects.in_force(on).filter(roles, user=user).exists()


def departments_of(user, on):
    """The departments the person belongs to, the first one first: where a report of theirs goes."""
    places = Membership.objects.in_force(on).filter(user=user, department__is_active=True)
    own = (
        places.filter(department__kind=Department.Kind.DEPARTMENT)
        .select_related("department")
        .order_by("starts_on", "pk")
    )
    return list(dict.fromkeys(place.department for place in own))


def colleagues():
    """Everybody who works here now, for the picker of people involved."""
    return User.objects.filter(is_active=True).only("full_name", "email").order_by("full_name", "pk")


def readers_of(department, *, on, but=()):
    """Who triages a report of the department: its supervisors, never those with a part in it (process 2.0)."""
    return list(User.objects.holding(Role.SUPERVISOR, on, department).exclude(pk__in=but)) if department else []


def readers_by_department(departments, *, on):
    """The supervisors of several departments at once, by department."""
    held = Membership.objects.in_force(on).filter(role=Role.SUPERVISOR, department__in=departments)
    found: dict = {}
    for membership in held.select_related("user").order_by("user__full_name", "user"):
        found.setdefault(membership.department_id, []).append(membership.user)
    return found


def reader_named(readers, report):
    """Who reads the report, as its author is told."""
    names = [one.full_name for one in readers.get(report.department_id, []) if one.pk != report.reporter_id]
    return names[0] if names else "A supervisor"


def opens_case(user, report):
    """Whether the person may follow the report into its case."""
    return report.case_id is not None and Case.objects.visible_to(user).filter(pk=report.case_id).exists()


def directors_told(organization, *, on, urgent, but=()):
    """Which directors hear of a report at once: for an urgent one the director on duty if there is one, else all."""
    directors = list(User.objects.holding(Role.DIRECTOR, on).exclude(pk__in=but))
    on_duty = [one for one in directors if one.pk == organization.duty_director_id]
    return on_duty if urgent and on_duty else directors


def read_by(on, *, urgent, calendar, organization):
    """The day by which a report sent that day is read (process 2.2 step 3): the same day when somebody needs help."""
    if urgent:
        return on if calendar.is_business_day(on) else calendar.next_business_day(on)
    return calendar.add_business_days(on, organization.triage_days)


def progress_of(report, *, reader, by_day):
    """Where a report stands, for its reporter: a kind of tag, its word, and a sentence without private detail."""
    status, told = (
        report.Status,
        {
            report.Status.SENT: (
                "wait",
                f"{reader} reads it by {by_day:%B} {by_day.day}, {by_day.year} and decides what follows.",
            ),
            report.Status.NO_ACTION: (
                "done",
                "It was read and closed. Nothing more follows under the policy. It stays on file.",
            ),
            report.Status.INFORMAL: (
                "review",
                "A supervisor is working on it with the customer, without formal steps.",
            ),
            report.Status.DUPLICATE: ("done", "The same event was already reported. The two are kept together."),
            report.Status.VOID: ("done", MADE_VOID),
        },
    )
    if report.is_asked and report.status == status.SENT:
        return "wait", "Question asked", "Who reads it asks you something. Answer, and they read on."
    if report.status in told:
        kind, sentence = told[report.status]
        return kind, "Sent" if report.status == status.SENT else report.get_status_display(), sentence
    return _progress_of_case(report.case)


def _progress_of_case(case):
    ended = {
        case.Status.CLOSED: ("done", "Closed", CASE_CLOSED),
        case.Status.DECIDED: (
            "done",
            "Decided",
            "A director decided. If the decision affects your work, you get a notice about it.",
        ),
        case.Status.REVIEW: ("review", "With a director", "It is part of a case. A director is looking at it."),
        case.Status.WARNED: (
            "review",
            "In work",
            "It is part of a case. The customer was told in writing what has to change.",
        ),
    }
    return ended.get(case.status, ("review", "In work", "It is part of a case. A supervisor is working on it."))
