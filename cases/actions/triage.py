"""Triage: a report is read by a supervisor, who says what it is and what happens next (process 2.2, step 3)."""

from cases.actions.case import here_and_now, join_case, link_to, open_case, write_no_action
from cases.actions.customers import add_customer
from cases.actions.reports import add_words
from cases.models import Case, Customer, DepartmentQuestion, IncidentReport, ReportCategory, ReporterQuestion, Triage
from cases.policy import triage as policy
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Organization, Role, User
from conduct.recording import act
from conduct.templatetags.dates import full_date

Outcome, Status = Triage.Outcome, IncidentReport.Status
ENDS = {Outcome.NO_ACTION: Status.NO_ACTION, Outcome.INFORMAL: Status.INFORMAL, Outcome.DUPLICATE: Status.DUPLICATE}
NEXT = {
    Outcome.NO_ACTION: "It was read and closed. No action follows under the policy. It stays on file.",
    Outcome.INFORMAL: "It was read. A supervisor now talks with the customer.",
    Outcome.OPEN_CASE: "It was read, and somebody works on it now.",
    Outcome.JOIN_CASE: "It was read, and somebody works on it now.",
    Outcome.DUPLICATE: "It was read. The same event was reported before, and both reports are kept.",
}


def taken(report):
    """The report's row for an act, its customer locked before it."""
    if report.customer_id:
        Customer.objects.locked().get(pk=report.customer_id)
    return IncidentReport.objects.locked().select_related("customer", "department", "reporter").get(pk=report.pk)


@act
def triage_report(
    *,
    report,
    outcome,
    by,
    at,
    categories=(),
    primary=None,
    rule_broken="",
    case=None,
    duplicate_of=None,
    title="",
    assigned_to=None,
    due_on=None,
    ways=(),
    **found,
):
    """Record what the supervisor found in a report and what happens next (process 2.2, step 3, and section 4).

    `found` are the fields of Triage. Returns the Triage. Raises Refused with everything that stands against it.
    """
    _, _, on = here_and_now(at)
    report = taken(report)
    into = {"case": case, "title": title, "assigned_to": assigned_to, "due_on": due_on}
    refuse_if(
        policy.reasons_not_to_triage(
            report,
            found,
            outcome=outcome,
            categories=categories,
            primary=primary,
            rule_broken=rule_broken,
            duplicate_of=duplicate_of,
            by=by,
            on=on,
            **into,
        )
    )
    triage = Triage(report=report, by=by, at=at, outcome=outcome, **found)
    triage.save()
    _classify(report, categories, primary, rule_broken)
    _end(report, outcome, duplicate_of)
    if found.get("customer_knew"):
        _write(report, ways=ways, on=on, by=by, at=at)
    record("report.triaged", report, by=by, at=at, facts={"outcome": Outcome(outcome).label.lower()})
    _into_a_case(report, outcome, by=by, at=at, **into)
    tell_reporter(report, NEXT[outcome], at)
    if found.get("severity") == policy.CRITICAL:
        _alert_directors(report, on, at)
    return triage


def _classify(report, categories, primary, rule_broken):
    for category in categories:
        rule = rule_broken if category.code.startswith("UB4") else ""
        ReportCategory(report=report, category=category, is_primary=category == primary, rule_broken=rule).save()


def _end(report, outcome, duplicate_of=None):
    """Triage ends the report, unless it goes into a case: then that act moves it."""
    if outcome in ENDS and report.status != ENDS[outcome]:
        report.become(ENDS[outcome])
        report.duplicate_of = duplicate_of if outcome == Outcome.DUPLICATE else None
        report.save()


def _write(report, *, ways, on, by, at):
    return write_no_action(
        customer=report.customer,
        reference=report.reference,
        subject=f"what was reported on {full_date(report.sent_at)}",
        ways=ways,
        on=on,
        by=by,
        at=at,
        report=report,
    )


def _into_a_case(report, outcome, *, case, title, assigned_to, due_on, by, at):
    if outcome == Outcome.OPEN_CASE:
        open_case(
            report=report,
            customer=report.customer,
            department=report.department,
            title=title,
            assigned_to=assigned_to,
            due_on=due_on,
            by=by,
            at=at,
        )
    if outcome == Outcome.JOIN_CASE:
        join_case(report=report, case=case, by=by, at=at)


def tell_reporter(report, sentence, at):
    """The reporter hears how it went on, without detail about others (process 2.2, step 2)."""
    outbox.post(
        "report_progress",
        subject_ref=f"report:{report.pk}:{report.sequence}",
        recipient=report.reporter.email,
        title=f"Your report {report.reference}",
        body=f"{sentence}\n\nFollow it here:\n{link_to('report', report.reference)}\n",
        at=at,
    )


def _alert_directors(report, on, at):
    """Process 2.4, level 4: the duty director hears at once, or every director where none is named."""
    duty = Organization.objects.current().duty_director
    for director in [duty] if duty else User.objects.holding(Role.DIRECTOR, on):
        outbox.post(
            "critical_report",
            subject_ref=f"report:{report.pk}",
            recipient=director.email,
            title=f"Critical: {report.reference}",
            body=f"Triage found this report critical. Read it now:\n{link_to('report', report.reference)}\n",
            at=at,
        )


@act
def follow_up(*, report, outcome, reasons, by, at, case=None, title="", assigned_to=None, due_on=None):
    """Take a report further that was resolved informally, or closed: end it, or join it to a case (process 2.2, 4)."""
    _, _, on = here_and_now(at)
    report = taken(report)
    refuse_if(
        [
            *policy.reasons_not_to_follow_up(report, by=by, on=on),
            *policy.reasons_about_outcome(
                report,
                outcome=outcome,
                case=case,
                duplicate_of=None,
                title=title,
                assigned_to=assigned_to,
                due_on=due_on,
                by=by,
                on=on,
            ),
        ]
    )
    _end(report, outcome)
    record(
        "report.followed_up", report, by=by, at=at, reason=reasons, facts={"outcome": Outcome(outcome).label.lower()}
    )
    _into_a_case(report, outcome, case=case, title=title, assigned_to=assigned_to, due_on=due_on, by=by, at=at)
    tell_reporter(report, NEXT[outcome], at)
    return report


@act
def settle_customer(*, report, customer, by, at):
    """Say which customer a report is about; the reporter's own words stay as they were (process 2.3)."""
    _, _, on = here_and_now(at)
    customer = Customer.objects.locked().get(pk=customer.pk)
    report = IncidentReport.objects.locked().get(pk=report.pk)
    refuse_if(policy.reasons_not_to_begin(report, by=by, on=on))
    report.customer = customer
    report.save()
    record("report.customer_settled", report, by=by, at=at, facts={"customer": customer.reference})
    return report


@act
def add_reported_customer(*, report, kind, name, description, by, at):
    """Start a record of the customer a report is about, known by name or only described (process 2.3)."""
    _, _, on = here_and_now(at)
    report = IncidentReport.objects.locked().get(pk=report.pk)
    refuse_if(policy.reasons_not_to_begin(report, by=by, on=on))
    refuse_if([] if name or description else ["Give a name, or describe the person."])
    customer = add_customer(
        kind=kind,
        name=name,
        description=description,
        phones=_given(report.customer_phone),
        emails=_given(report.customer_email),
        by=by,
        at=at,
    )
    report.customer = customer
    report.save()
    record("report.customer_settled", report, by=by, at=at, facts={"customer": customer.reference})
    return report


def _given(value):
    return [value] if value else []


@act
def move_report(*, report, department, reason, by, at):
    """Give a report to the department it belongs to; its supervisors read it from here on (decisions 7)."""
    _, _, on = here_and_now(at)
    report = taken(report)
    refuse_if(policy.reasons_not_to_move(report, department, by=by, on=on))
    report.department = department
    report.save()
    record("report.moved", report, by=by, at=at, reason=reason, facts={"department": str(department)})
    for address in supervisors_of(department, on):
        outbox.post(
            "report_moved",
            subject_ref=f"report:{report.pk}:{report.revision}",
            recipient=address,
            title=f"{report.reference} is with your department",
            body=f"Read it for triage:\n{link_to('triage', report.reference)}\n",
            at=at,
        )
    return report


def supervisors_of(department, on):
    """Where a department's supervisors are reached; its own address when nobody here has an account."""
    people = User.objects.holding(Role.SUPERVISOR, on, department).values_list("email", flat=True)
    return list(people) or ([department.email] if department.email else [])


@act
def ask_department(*, report, department, by, at):
    """Ask another department whether it sees the same (process 2.2, step 3); its supervisors hear by mail."""
    _, _, on = here_and_now(at)
    report = taken(report)
    refuse_if(policy.reasons_not_to_ask(report, department, by=by, on=on))
    question = DepartmentQuestion(report=report, department=department, asked_by=by, asked_at=at)
    question.save()
    record("report.department_asked", report, by=by, at=at, facts={"department": str(department)})
    for address in supervisors_of(department, on):
        outbox.post(
            "department_question",
            subject_ref=f"question:{question.pk}",
            recipient=address,
            title=f"Do you see the same? {report.reference}",
            body=f"Another department asks. Answer here:\n{link_to('department_question', question.pk)}\n",
            at=at,
        )
    return question


@act
def ask_reporter(*, report, question, by, at):
    """Ask who reported for what triage still needs to know (process 2.2, step 3); they hear of it by mail."""
    _, _, on = here_and_now(at)
    report = taken(report)
    refuse_if(policy.reasons_not_to_ask_reporter(report, question=question, by=by, on=on))
    asked = ReporterQuestion(report=report, question=question, asked_by=by, asked_at=at)
    asked.save()
    record("report.question_asked", report, by=by, at=at, reason=question)
    outbox.post(
        "reporter_question",
        subject_ref=f"reporter_question:{asked.pk}",
        recipient=report.reporter.email,
        title=f"A question about your report {report.reference}",
        body=f"Who reads your report asks you something. Answer here:\n"
        f"{link_to('answer_question', report.reference, asked.pk)}\n",
        at=at,
    )
    return asked


@act
def answer_reporter_question(*, question, text, by, at, files=()):
    """Answer what triage asked about one's report: a dated addition, with files (process 2.3). Returns the addition."""
    report = taken(question.report)
    question = ReporterQuestion.objects.with_answer().get(pk=question.pk)
    refuse_if(policy.reasons_not_to_answer_question(question, words=text, by=by))
    question.answer = add_words(report, text, files, by=by, at=at)
    question.save()
    record("report.question_answered", report, by=by, at=at)
    outbox.post(
        "reporter_answer",
        subject_ref=f"reporter_question:{question.pk}",
        recipient=question.asked_by.email,
        title=f"Answered: {report.reference}",
        body=f"Your question was answered. Read it here:\n{link_to('triage', report.reference)}\n",
        at=at,
    )
    return question.answer


@act
def answer_for_department(*, question, answer, by, at):
    """Say whether the department that was asked sees the same (process 2.2, step 3)."""
    _, _, on = here_and_now(at)
    report = IncidentReport.objects.locked().get(pk=question.report_id)
    question = DepartmentQuestion.objects.select_related("department", "asked_by").get(pk=question.pk)
    refuse_if(
        [
            *policy.reasons_not_to_answer(question, by=by, on=on),
            *([] if answer else ["Write what your department sees."]),
        ]
    )
    question.answer, question.answered_by, question.answered_at = answer, by, at
    question.save()
    record("report.department_answered", report, by=by, at=at, facts={"department": str(question.department)})
    outbox.post(
        "department_answer",
        subject_ref=f"question:{question.pk}",
        recipient=question.asked_by.email,
        title=f"{question.department} answered about {report.reference}",
        body=f"Read the answer here:\n{link_to('triage', report.reference)}\n",
        at=at,
    )
    return question


def joinable(report):
    """Open cases of the report's customer, merged records counting as one."""
    return (
        Case.objects.of_group(report.customer).open().order_by("-opened_at") if report.customer else Case.objects.none()
    )
