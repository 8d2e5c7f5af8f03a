"""Who may work on a case, who has a part in it, and what stands against each step of its life (process 2.1)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from cases.models import Case, Customer, Involved
from conduct.calendar import add_months
from conduct.models import Role, User
from conduct.templatetags.dates import full_date

LONGEST_WAIT = timedelta(days=366)


def holds(user, role, on, department=None):
    """Whether the person holds the role that day, asked of the database and not of the session (decisions 2)."""
    return User.objects.holding(role, on, department).filter(pk=user.pk).exists()


def reasons_not_to_work_on(case, *, by, on):
    """Process 2.0: directors, the department's supervisors, who has the case, and the handler of its matter."""
    works = (
        holds(by, Role.DIRECTOR, on)
        or holds(by, Role.SUPERVISOR, on, case.department_id)
        or (case.assigned_to_id == by.pk and by.is_active)
        or case.matters.filter(handler=by).exists()
    )
    if not works:
        yield "You can read this case, but you do not work on it."


def reasons_not_to_add(case, *, by, on):
    """Process 2.1: a closed case takes nothing more until it is reopened."""
    yield from reasons_not_to_work_on(case, by=by, on=on)
    if case.is_closed:
        yield "This case is closed. Reopen it to add to it."


def parts_of(user, case):
    """The parts a person has in the events of a case, each as a sentence about them (F5): reporter to handler."""
    reports = case.reports.counting()
    if reports.filter(reporter=user).exists():
        yield f"{user} wrote a report of this case."
    involved = Involved.objects.filter(report__in=reports, user=user, ended_at__isnull=True)
    for part in sorted(set(involved.values_list("part", flat=True))):
        yield f"{user}: {Involved.Part(part).label.lower()} in a report of this case."
    if case.matters.filter(complained_of__user=user, complained_of__ended_at__isnull=True).exists():
        yield f"{user} is complained of in the underlying matter."
    if case.matters.filter(handler=user).exists():
        yield f"{user} handled the underlying matter."
    yield from ties_of(user, case.customer)


def ties_of(user, customer):
    """Family, business or an own account: who is tied to the customer does not judge them (F5, decisions 2)."""
    if customer and user.customer_ties.filter(customer__in=Customer.objects.group_of(customer)).exists():
        yield f"{user} is tied to the customer."


def reasons_not_to_open(*, customer, title, assigned_to, due_on, department, on):
    """Process 2.2, step 3: a case is about a customer we have a record of, has a title and a next day."""
    if customer is None:
        yield "Say who the customer is first: pick a record, or add one."
    if not title:
        yield "Give the case a title that says what happened."
    yield from reasons_against_due(due_on, on=on)
    if assigned_to:
        yield from reasons_not_to_entrust(assigned_to, department=department, on=on)


def reasons_against_due(due_on, *, on):
    """A next day lies ahead, and within a year."""
    if due_on and due_on < on:
        yield "Enter a due date that is today or later."
    if due_on and due_on > on + LONGEST_WAIT:
        yield "Enter a due date within a year."


def reasons_not_to_entrust(user, *, department, on):
    """Process 2.13, need to know: a case is assigned to somebody whose role lets them see it."""
    if not (holds(user, Role.DIRECTOR, on) or holds(user, Role.SUPERVISOR, on, department.pk)):
        yield f"{user} may not see cases of {department}. Assign it to a director, or a supervisor of that department."


def reasons_not_to_assign(case, *, assigned_to, due_on, by, on):
    """Process 2.2, step 3: assigned to somebody who may see it and is not complained of in it."""
    yield from reasons_not_to_add(case, by=by, on=on)
    yield from reasons_not_to_entrust(assigned_to, department=case.department, on=on)
    yield from reasons_against_due(due_on, on=on)
    if case.matters.filter(complained_of__user=assigned_to, complained_of__ended_at__isnull=True).exists():
        yield f"{assigned_to} is complained of in the underlying matter."


def reasons_not_to_join(report, case, *, by, on):
    """Process 2.2, step 3: a report joins an open case of the same customer, merged records counting as one."""
    yield from reasons_not_to_add(case, by=by, on=on)
    if report.customer is None:
        yield "Say who the customer of the report is first: pick a record, or add one."
    elif (
        not Customer.objects.group_of(report.customer)
        .filter(pk__in=[case.customer_id, case.customer.merged_into_id])
        .exists()
    ):
        yield f"{case.reference} is about another customer."


def reasons_not_to_keep_apart(case, *, by, on):
    """Process 2.13: notes on health or accommodation are written by those who may read them again."""
    if not (holds(by, Role.DIRECTOR, on) or case.assigned_to_id == by.pk):
        yield "Restricted notes are for directors and for whoever the case is assigned to."


def watched_until(restrictions, *, organization):
    """The last day a case is monitored after its restrictions, or None when it had none (process 2.9)."""
    zone, days = ZoneInfo(organization.time_zone), timedelta(days=organization.monitoring_days)
    ends = [end for end in (_last_day(one, zone) for one in restrictions) if end]
    return max(ends) + days if ends else None


def _last_day(restriction, zone):
    """The day a restriction ended or will end: by its latest term, or by whoever ended it before."""
    latest = max(restriction.terms.all(), key=lambda term: term.number, default=None)
    ended = [one.recorded_at.astimezone(zone).date() for one in restriction.endings.all()]
    return min([latest.ends_on, *ended]) if latest else None


def kept_until(case, *, closed_on, organization):
    """Process 2.13: so many years after no action, after a warning alone, or after a restriction's end.

    With a report of the log of violent incidents never less than that log is kept.
    """
    zone, on = ZoneInfo(organization.time_zone), closed_on
    ends = [end for one in case.restrictions.prefetch_related("terms", "endings") if (end := _last_day(one, zone))]
    if ends:
        on, years = max(ends), organization.keep_restriction_years
    else:
        years = organization.keep_warning_years if case.warnings.exists() else organization.keep_no_action_years
    days = [add_months(on, 12 * years)]
    for report in case.reports.violent():
        happened_on = report.occurred_at.astimezone(zone).date()
        days.append(add_months(happened_on, 12 * organization.keep_violence_years))
    return max(days)


def reasons_of_restrictions(case, *, on, organization):
    """Process 2.9: a case with restrictions stays open until they were issued, ended and monitored."""
    restrictions = list(case.restrictions.prefetch_related("terms", "endings"))
    if any(_last_day(one, ZoneInfo(organization.time_zone)) is None for one in restrictions):
        yield "A restriction was decided and has not begun."
    until = watched_until(restrictions, organization=organization)
    if until and until >= on:
        yield f"A restriction was decided. The case stays open until monitoring ends on {full_date(until)}."


def reasons_not_to_close(case, *, tell_customer, by, on, organization):
    """Process 2.1 and 2.9: nothing is under review, no answer is open, and no restriction is in place or watched."""
    yield from reasons_not_to_work_on(case, by=by, on=on)
    if case.is_closed:
        yield "This case is closed already."
    if case.reviews.open().exists():
        yield "A director's review is open. It ends with a decision first."
    for measure in case.interim_measures.running(on):
        yield f"Safety measure {measure} is in place. End it first, or wait until it has ended."
    yield from reasons_of_restrictions(case, on=on, organization=organization)
    for appeal in case.appeals.open():
        yield f"Appeal {appeal} is open. It is decided or withdrawn first."
    if case.answers.open().exists():
        yield "An answer of the customer is still open. Answer it first."
    if not tell_customer and not case.restrictions.exists() and case.letters.filter(customer__isnull=False).exists():
        yield "The customer had a letter about this. Tell them that it is closed."


def reasons_not_to_reopen(case, *, by, on):
    """Process 2.1: a closed case can be reopened, with a reason."""
    yield from reasons_not_to_work_on(case, by=by, on=on)
    if not case.is_closed:
        yield "This case is open."


def reasons_not_to_hold(case, *, hold, by, on):
    """Process 2.13: an admin sets and lifts a legal hold."""
    if not holds(by, Role.ADMIN, on):
        yield "Only an admin sets or lifts a legal hold."
    if case.is_held == hold:
        yield "There is a legal hold already." if hold else "There is no legal hold."


STATUS_HELP = {
    Case.Status.OPEN: "Somebody is looking at what happened and what is behind it.",
    Case.Status.INFORMAL: "A supervisor is working with the customer before anything else.",
    Case.Status.WARNED: "The customer had a written warning.",
    Case.Status.REVIEW: "Referred. A director records the two checks and the rest.",
    Case.Status.DECIDED: "A director decided on a restriction with an end date.",
    Case.Status.CLOSED: "Nothing more is done. It can be reopened with a reason.",
}
