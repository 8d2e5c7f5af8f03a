"""Is a report about unacceptable conduct or about a customer who is merely difficult? (process section 4, T1 and T2)"""

from cases.catalog import VIOLENT, VIOLENT_FROM
from cases.models import Customer, IncidentReport, Involved, Triage, Weighed
from cases.policy.case import holds, reasons_not_to_join, reasons_not_to_open, ties_of
from cases.policy.reports import read_by
from conduct import text
from conduct.models import Role

TESTS = {
    "by_a_customer": "an action by a customer",
    "has_impact": "an effect on staff, others, services or time",
    "out_of_proportion": "an effect out of proportion and unreasonable",
    "without_cause": "distress or disruption without a proper cause",
}
INTO_A_CASE = (Triage.Outcome.OPEN_CASE, Triage.Outcome.JOIN_CASE)
NOT_THEIRS = (Involved.Part.COMPLAINED_OF, Involved.Part.AFFECTED)
CRITICAL = 4
LOG = {
    "log_what": "what happened, without names",
    "log_response": "what was done at the time, without names",
    "log_injuries": "who was hurt, without names, or “nobody”",
}


def reasons_not_to_begin(report, *, by, on):
    """Process 2.0 and 2.2, step 3: the department's supervisor or a director triages, and nobody their own report."""
    if not (holds(by, Role.DIRECTOR, on) or holds(by, Role.SUPERVISOR, on, report.department_id)):
        yield "Triage is for the supervisors of the department and for directors."
    if report.status != IncidentReport.Status.SENT:
        yield f"This report was triaged already: {report.get_status_display().lower()}."
    yield from reasons_of_part(report, by)


def reasons_of_part(report, by):
    """F5: the reporter, who is complained of and who was affected do not triage; somebody else does."""
    if report.reporter_id == by.pk:
        yield "You wrote this report. Another supervisor or a director triages it."
    if report.involved.filter(user=by, part__in=NOT_THEIRS, ended_at__isnull=True).exists():
        yield "You are complained of in it or were affected. Another supervisor or a director triages it."
    if any(ties_of(by, report.customer)):
        yield "You are tied to this customer. Another supervisor or a director triages it."


def is_unacceptable(found):
    """T1: A, B and C shown, and D too or explained; 'cannot tell' shows nothing."""
    shown = all(found.get(test) == Weighed.YES for test in ("by_a_customer", "has_impact", "out_of_proportion"))
    explained = found.get("without_cause") == Weighed.NO and bool(found.get("no_cause_explanation"))
    return shown and (found.get("without_cause") == Weighed.YES or explained)


def reasons_about_tests(found, *, outcome):
    """T1 and T2: what goes into a case is unacceptable by the policy's own tests; severity comes only after that."""
    unacceptable = is_unacceptable(found)
    if outcome in INTO_A_CASE and not unacceptable:
        missing = [words for test, words in TESTS.items() if found.get(test) != Weighed.YES]
        yield f"The tests do not show unacceptable conduct: {', '.join(missing)}. Close it, or resolve it informally."
        if found.get("without_cause") == Weighed.NO:
            yield "If it counts although it had a cause, explain why."
    if outcome in INTO_A_CASE and unacceptable and not found.get("severity"):
        yield "Say how serious it was."
    if found.get("severity") and not unacceptable:
        yield "Severity comes after unacceptable conduct is shown. Leave it out, or look at the tests again."
    if outcome in INTO_A_CASE and not found.get("needs"):
        yield "Write the known needs, or “unknown”."
    if not found.get("reasons"):
        yield "Give your reasons."


def reasons_about_categories(categories, primary, *, rule_broken, standard, outcome):
    """Process section 3: the policy's entries, one first; UB4 names its rule, UD01 its standard; none inactive."""
    if outcome in INTO_A_CASE and not categories:
        yield "Pick at least one exact entry of the policy."
    if categories and primary not in categories:
        yield "Say which entry comes first, out of those you picked."
    if any(not category.is_active for category in categories):
        yield "One of these entries is not in use."
    if any(category.code.startswith("UB4") for category in categories) and not rule_broken:
        yield "Name the law, rule, permit, policy or by-law that was broken."
    if any(category.code == "UD01" for category in categories) and standard is None:
        yield "Pick the service standard that the demand went beyond."


def reasons_about_the_log(report, found, categories):
    """Process 2.3 and 6: a serious violent event is written down for its log, and the log names nobody."""
    if (found.get("severity") or 0) < VIOLENT_FROM or not any(one.code in VIOLENT for one in categories):
        return
    for field, wanted in LOG.items():
        if text.is_blank(found.get(field) or ""):
            yield f"Write {wanted}, for the log of violent incidents."
    words = text.fold(" ".join(found.get(field) or "" for field in LOG))
    for name in _named_in(report):
        if f" {text.fold(name)} " in f" {words} ":
            yield f"The log of violent incidents names nobody. Take out “{name}”."


def _named_in(report):
    """Everybody a report names, each once."""
    people = [one.user.full_name if one.user else one.name for one in report.involved.select_related("user")]
    names = [report.reporter.full_name, report.customer.name if report.customer else "", *people]
    return [name for name in dict.fromkeys(names) if text.fold(name)]


def reasons_about_outcome(report, *, outcome, case, duplicate_of, title, assigned_to, due_on, by, on):
    """Process 2.2, step 3: each outcome has what it needs."""
    if outcome == Triage.Outcome.OPEN_CASE:
        yield from reasons_not_to_open(
            customer=report.customer,
            title=title,
            assigned_to=assigned_to,
            due_on=due_on,
            department=report.department,
            on=on,
        )
    if outcome == Triage.Outcome.JOIN_CASE:
        yield from reasons_not_to_join(report, case, by=by, on=on) if case else ["Pick the case it joins."]
    if outcome == Triage.Outcome.DUPLICATE:
        yield from reasons_not_a_duplicate(report, duplicate_of) if duplicate_of else ["Pick the report it repeats."]


def reasons_not_a_duplicate(report, other):
    """Process 2.2, step 3: the same event, reported before, by a report that itself stands."""
    if other.pk == report.pk:
        yield "A report cannot repeat itself."
    if other.is_void or other.duplicate_of_id:
        yield f"{other.reference} does not stand by itself. Pick the report it points to."
    known = report.customer and other.customer
    if known and not Customer.objects.group_of(report.customer).filter(pk=other.customer_id).exists():
        yield f"{other.reference} is about another customer."


def reasons_not_to_write(report, *, outcome, customer_knew):
    """Process 2.11, L12: who already knew of it hears that nothing follows; for that we must know who they are."""
    if customer_knew and outcome != Triage.Outcome.NO_ACTION:
        yield "The customer is written to only when no action follows."
    elif customer_knew and not (report.customer and report.customer.is_identified):
        yield "Say who the customer is first, so that we can write to them."


def reasons_not_to_triage(
    report, found, *, outcome, categories, primary, rule_broken, case, duplicate_of, title, assigned_to, due_on, by, on
):
    """Process 2.2, step 3, and section 4: everything that stands against this triage, in the order of the page."""
    yield from reasons_not_to_begin(report, by=by, on=on)
    yield from reasons_about_tests(found, outcome=outcome)
    yield from reasons_about_categories(
        categories, primary, rule_broken=rule_broken, standard=found.get("standard"), outcome=outcome
    )
    yield from reasons_about_the_log(report, found, categories)
    yield from reasons_about_outcome(
        report,
        outcome=outcome,
        case=case,
        duplicate_of=duplicate_of,
        title=title,
        assigned_to=assigned_to,
        due_on=due_on,
        by=by,
        on=on,
    )
    yield from reasons_not_to_write(report, outcome=outcome, customer_knew=found.get("customer_knew", False))


def reasons_not_to_follow_up(report, *, by, on):
    """Process 2.2, step 4: a report resolved informally, or closed, can still end or join a case."""
    if not (holds(by, Role.DIRECTOR, on) or holds(by, Role.SUPERVISOR, on, report.department_id)):
        yield "This is for the supervisors of the department and for directors."
    if report.status not in (IncidentReport.Status.INFORMAL, IncidentReport.Status.NO_ACTION):
        yield f"This report is not open for that: {report.get_status_display().lower()}."
    yield from reasons_of_part(report, by)


def reasons_not_to_move(report, department, *, by, on):
    """Decisions 7: a report belongs to its reporter's department unless triage changes it."""
    yield from reasons_not_to_begin(report, by=by, on=on)
    if department.pk == report.department_id:
        yield f"The report is with {department} already."
    if not department.is_active:
        yield f"{department} is not in use."


def reasons_not_to_ask(report, department, *, by, on):
    """Process 2.2, step 3: other departments are asked once whether they see the same."""
    yield from reasons_not_to_begin(report, by=by, on=on)
    if department.pk == report.department_id:
        yield "Ask another department than the report's own."
    if report.department_questions.filter(department=department).exists():
        yield f"{department} was asked already."


def reasons_not_to_ask_reporter(report, *, question, by, on):
    """Process 2.2, step 3: who triages asks who reported, one question at a time."""
    yield from reasons_not_to_begin(report, by=by, on=on)
    if report.reporter_questions.unanswered().exists():
        yield "A question to the reporter is open already. Wait for the answer."
    if not report.reporter.is_active:
        yield f"{report.reporter} has no account in use any more. Ask somebody else who was there."
    if text.is_blank(question):
        yield "Write what you need to know."


def reasons_not_to_answer_question(question, *, words, by):
    """Process 2.3: who reported answers, once, by a dated addition; a void report takes none."""
    if question.report.reporter_id != by.pk:
        yield "Who wrote the report answers this."
    if question.answer_id:
        yield "This was answered already."
    if question.report.is_void:
        yield "This report is void. Nothing can be added to it."
    if text.is_blank(words):
        yield "Write your answer."


def reasons_not_to_answer(question, *, by, on):
    """Process 2.2, step 3: the supervisor of the department that was asked answers, once."""
    if not holds(by, Role.SUPERVISOR, on, question.department_id):
        yield f"The supervisors of {question.department} answer this."
    if question.answered_at:
        yield "This was answered already."


def due_on(report, *, calendar, organization):
    """The day a report is to be triaged: the same day when somebody needed help, else by the settings (2.2)."""
    sent_on = calendar.local_date(report.sent_at)
    return read_by(sent_on, urgent=report.help_needed, calendar=calendar, organization=organization)
