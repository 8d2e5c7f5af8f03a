"""When may a customer be warned, and what becomes of a warning that is disputed? (process 2.2, step 5)"""

from cases.models import Answer, Case
from cases.policy.case import holds, parts_of, reasons_not_to_work_on
from cases.policy.letters import reasons_not_to_send_by
from conduct.models import Role
from conduct.templatetags.dates import full_date

OPEN_TO_WARN = (Case.Status.OPEN, Case.Status.INFORMAL, Case.Status.WARNED, Case.Status.REVIEW)


def reasons_not_to_begin(case, *, by, on, organization):
    """Process 2.2, step 5, and section 8: a director warns, or a supervisor where set so; never who is involved."""
    if not holds(by, Role.DIRECTOR, on):
        yield from _reasons_of_role(case, by=by, on=on, organization=organization)
    yield from parts_of(by, case)
    if case.status not in OPEN_TO_WARN:
        yield f"This case is “{case.get_status_display()}”. A warning has no place in it now."
    if case.reviews.open().exists():
        yield "A director's review is open. A warning is one of its outcomes."
    for warning in case.warnings.counting_on(on):
        issued, until = full_date(warning.issued_on), full_date(warning.last_day)
        yield f"The warning of {issued} counts until {until}. Refer the case instead."


def _reasons_of_role(case, *, by, on, organization):
    supervises = holds(by, Role.SUPERVISOR, on, case.department_id)
    if not (organization.warning_by_supervisor and supervises):
        yield (
            "A director issues warnings." if not supervises else "Here only a director issues warnings. Refer the case."
        )
    yield from reasons_not_to_work_on(case, by=by, on=on)


def reasons_not_to_warn(case, *, conduct, why, change_asked, ways, by, on, organization):
    """Process 2.2, step 5, and 2.11, L1: what happened, why it was not acceptable, what to change, where it goes."""
    yield from reasons_not_to_begin(case, by=by, on=on, organization=organization)
    if not conduct:
        yield "Write what happened, with dates."
    if not why:
        yield "Write why it was not acceptable."
    if not change_asked:
        yield "Write what the customer is asked to change."
    yield from reasons_not_to_send_by(case.customer, ways)


def reasons_not_to_decide_dispute(answer, *, findings, reasons, ways, by, on):
    """Process 2.2, step 5: a director who did not issue the warning checks the facts again and writes back."""
    warning = answer.letter.warning
    if answer.kind != Answer.Kind.DISPUTE:
        yield "This is not a dispute of a warning."
    if answer.outcome:
        yield "This dispute is decided."
    if not holds(by, Role.DIRECTOR, on):
        yield "A director decides a dispute."
    if warning.issued_by_id == by.pk:
        yield "You issued this warning. Another director decides."
    yield from parts_of(by, answer.case)
    if not findings:
        yield "Write what you found on each point."
    if not reasons:
        yield "Give your reasons."
    yield from reasons_not_to_send_by(answer.case.customer, ways)


def clauses_of(case):
    """The policy's own lines that apply: those found in the case's standing reports, primary first."""
    found = (
        case.reports.counting()
        .filter(categories__isnull=False)
        .order_by("-categories__is_primary", "categories__category__code")
    )
    return list(dict.fromkeys(found.values_list("categories__category__clause", flat=True)))
