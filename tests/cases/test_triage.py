"""Triage: unacceptable or merely difficult, by whom, and what happens to the report next."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.actions import triage as acts_of
from cases.models import (
    Case,
    ConductCategory,
    DepartmentQuestion,
    IncidentReport,
    Letter,
    ReportCategory,
    StaffTie,
    Triage,
)
from cases.policy import triage as policy
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage, ServiceStandard
from tests.cases.casework import DIFFICULT, NEW_CASE, UNACCEPTABLE, acts, mailed, record_is_down, refused, waiting
from tests.factories import NOW, TODAY, CaseFactory, CustomerFactory, InvolvedFactory, changed, staged

pytestmark = pytest.mark.django_db
Outcome = Triage.Outcome


@pytest.fixture
def report(emil, sales, cora):
    return waiting(reporter=emil, department=sales, customer=cora)


@pytest.fixture
def calls(organization):
    return ConductCategory.objects.get(code="UD06")


def triaged(report, by, **changes):
    found = UNACCEPTABLE | {"report": report, "by": by, "at": NOW} | changes
    return acts_of.triage_report(**found)


def opened(report, by, category, **changes):
    return triaged(report, by, **NEW_CASE, categories=[category], primary=category, **changes)


def test_unacceptable_conduct_opens_a_case_that_holds_the_report(report, sam, calls):
    triage = opened(report, sam, calls, assigned_to=sam)

    case = Case.objects.get()
    report.refresh_from_db()
    assert (triage.severity, triage.outcome) == (2, Outcome.OPEN_CASE)
    assert (report.status, report.case) == (IncidentReport.Status.LINKED, case)
    assert (case.reference, case.customer, case.assigned_to) == ("CC-2026-0001", report.customer, sam)
    assert case.due_on == date(2026, 5, 1)  # ten business days after April 17
    assert ReportCategory.objects.get().is_primary
    assert (acts(report), acts(case)) == (["report.triaged"], ["case.opened"])


def test_the_case_is_opened_because_of_the_triage_and_the_record_says_so(report, sam, calls):
    opened(report, sam, calls)

    triage = Event.objects.get(verb="report.triaged")
    assert Event.objects.get(verb="case.opened").cause == triage


def test_the_reporter_hears_that_it_was_read_and_nothing_about_the_customer(report, sam, calls):
    opened(report, sam, calls)

    message = OutboxMessage.objects.get(kind="report_progress")
    assert message.recipient == "emil@example.com"
    assert "Cora" not in message.body + message.title
    assert "It was read" in message.body
    assert mailed() == ["emil@example.com"]


def test_a_merely_difficult_customer_is_closed_with_reasons_and_nothing_is_held_against_them(report, sam):
    triaged(report, sam, **DIFFICULT, outcome=Outcome.NO_ACTION, difficult_signs="upset understandable")

    report.refresh_from_db()
    assert report.status == IncidentReport.Status.NO_ACTION
    assert report.triage.signs == ["Upset or forceful, once", "The distress is understandable"]
    assert not Case.objects.exists()
    assert not Letter.objects.exists()
    assert mailed() == ["emil@example.com"]


def test_a_customer_who_knew_of_it_is_told_that_nothing_follows(report, sam, cora):
    triaged(report, sam, **DIFFICULT, outcome=Outcome.NO_ACTION, customer_knew=True, ways=["post"])

    letter = Letter.objects.get()
    assert (letter.kind, letter.customer, letter.report) == ("L12", cora, report)
    assert letter.deliveries.get().sent_to == "214 Sample Lane\nSpringfield, VA 22150"
    assert "Emil" not in letter.blocks


def test_a_critical_report_alerts_every_director_or_the_one_on_duty(report, sam, calls, dana, drew, organization):
    opened(report, sam, calls, severity=4)
    assert mailed("critical_report") == ["dana@example.com", "drew@example.com"]

    changed(organization, duty_director=drew)
    second = waiting(department=report.department, customer=report.customer)
    opened(second, sam, calls, severity=4)
    assert mailed("critical_report") == ["dana@example.com", "drew@example.com", "drew@example.com"]


def test_an_informal_report_can_be_taken_further_later(report, sam, cora, sales):
    triaged(report, sam, **DIFFICULT, outcome=Outcome.INFORMAL)
    case = CaseFactory(customer=cora, department=sales)

    acts_of.follow_up(report=report, outcome=Outcome.JOIN_CASE, reasons="It goes on.", case=case, by=sam, at=NOW)

    report.refresh_from_db()
    assert (report.status, report.case) == (IncidentReport.Status.LINKED, case)
    assert acts(report) == ["report.triaged", "report.followed_up"]
    assert acts(case) == ["case.joined"]
    assert mailed("report_progress") == ["emil@example.com", "emil@example.com"]


def test_an_informal_report_can_end_without_action(report, sam):
    triaged(report, sam, **DIFFICULT, outcome=Outcome.INFORMAL)

    acts_of.follow_up(report=report, outcome=Outcome.NO_ACTION, reasons="We talked; it is settled.", by=sam, at=NOW)

    report.refresh_from_db()
    assert report.status == IncidentReport.Status.NO_ACTION


def test_the_same_event_points_to_the_report_that_stands(report, sam, ozan):
    first = waiting(reporter=ozan, department=report.department, customer=report.customer)

    triaged(report, sam, **DIFFICULT, outcome=Outcome.DUPLICATE, duplicate_of=first)

    report.refresh_from_db()
    assert (report.status, report.duplicate_of) == (IncidentReport.Status.DUPLICATE, first)


def test_a_report_joins_a_case_of_the_same_merged_customer(report, sam, cora, sales, calls):
    other = CustomerFactory(merged_into=cora)
    case = CaseFactory(customer=other, department=sales)

    triaged(report, sam, outcome=Outcome.JOIN_CASE, case=case, categories=[calls], primary=calls)

    report.refresh_from_db()
    assert report.case == case


CANNOT_TELL = {"out_of_proportion": "cannot_tell", "severity": None}
TESTS = [
    ({"by_a_customer": "no", "severity": None}, "an action by a customer"),
    ({"has_impact": "no", "severity": None}, "an effect on staff, others, services or time"),
    (CANNOT_TELL, "an effect out of proportion and unreasonable"),
    ({"without_cause": "no", "severity": None}, "If it counts although it had a cause, explain why."),
    ({"severity": None}, "Say how serious it was."),
    ({"needs": ""}, "Write the known needs, or “unknown”."),
    ({"reasons": ""}, "Give your reasons."),
    ({"title": ""}, "Give the case a title"),
    ({"categories": [], "primary": None}, "Pick at least one exact entry"),
    ({"primary": None}, "Say which entry comes first"),
    ({"due_on": TODAY - timedelta(days=1)}, "Enter a due date that is today or later."),
    ({"due_on": TODAY + timedelta(days=400)}, "Enter a due date within a year."),
    ({"customer_knew": True, "ways": ["post"]}, "only when no action follows"),
]


@pytest.mark.parametrize(("missing", "sentence"), TESTS)
def test_no_case_is_opened_while_something_is_missing(missing, sentence, report, sam, calls):
    found = UNACCEPTABLE | NEW_CASE | {"categories": [calls], "primary": calls} | missing

    with refused(sentence):
        acts_of.triage_report(report=report, by=sam, at=NOW, **found)

    report.refresh_from_db()
    assert report.status == IncidentReport.Status.SENT


def test_conduct_with_a_cause_counts_when_it_is_explained(report, sam, calls):
    opened(report, sam, calls, without_cause="no", no_cause_explanation="It was a threat all the same.")

    assert Case.objects.exists()


def test_severity_comes_only_after_unacceptable(report, sam):
    with refused("Severity comes after unacceptable conduct is shown"):
        triaged(report, sam, **DIFFICULT | {"severity": 1}, outcome=Outcome.NO_ACTION)


def test_an_entry_that_says_which_evidence_it_needs_does_not_pass_without_it(report, sam):
    law = ConductCategory.objects.get(code="UB4a")
    response_time = ConductCategory.objects.get(code="UD01")

    with refused("Name the law, rule, permit, policy or by-law"):
        opened(report, sam, law)
    with refused("Pick the service standard"):
        opened(report, sam, response_time)
    opened(report, sam, law, rule_broken="Virginia Code 18.2-119")

    assert ReportCategory.objects.get().rule_broken == "Virginia Code 18.2-119"


def test_a_demand_beyond_a_standard_names_the_standard(report, sam):
    standard = staged(row=ServiceStandard(name="Email", promise="Answer in one business day"))

    opened(report, sam, ConductCategory.objects.get(code="UD01"), standard=standard)

    assert report.triage.standard == standard


def test_entries_that_are_not_in_use_are_refused(report, sam):
    with refused("One of these entries is not in use."):
        opened(report, sam, ConductCategory.objects.get(code="X01"))


def test_a_case_needs_a_customer_we_have_a_record_of(report, sam, calls):
    changed(report, customer=None)

    with refused("Say who the customer is first"):
        opened(report, sam, calls)


def test_a_report_joins_no_case_of_another_customer_and_no_closed_one(report, sam, sales, calls, cora):
    other = CaseFactory(department=sales)
    closed = CaseFactory(customer=cora, department=sales)
    closed.become(Case.Status.CLOSED)
    changed(closed, closed_at=NOW)
    into = {"outcome": Outcome.JOIN_CASE, "categories": [calls], "primary": calls}

    with refused("is about another customer"):
        triaged(report, sam, **into, case=other)
    with refused("This case is closed"):
        triaged(report, sam, **into, case=closed)
    with refused("Pick the case it joins."):
        triaged(report, sam, **into)


def test_a_report_repeats_neither_itself_nor_one_that_does_not_stand(report, sam):
    shadow = changed(waiting(department=report.department), duplicate_of=report)

    with refused("A report cannot repeat itself."):
        triaged(report, sam, **DIFFICULT, outcome=Outcome.DUPLICATE, duplicate_of=report)
    with refused("does not stand by itself"):
        triaged(report, sam, **DIFFICULT, outcome=Outcome.DUPLICATE, duplicate_of=shadow)
    with refused("Pick the report it repeats."):
        triaged(report, sam, **DIFFICULT, outcome=Outcome.DUPLICATE)


def as_reporter(report, sam):
    return waiting(reporter=sam, department=report.department)


def as_complained_of(report, sam):
    InvolvedFactory(report=report, user=sam, part="complained_of")
    return report


def as_affected(report, sam):
    InvolvedFactory(report=report, user=sam, part="affected")
    return report


def as_family(report, sam):
    staged(row=StaffTie(customer=report.customer, user=sam, kind="family", declared_by=sam, declared_at=NOW))
    return report


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (as_reporter, "You wrote this report."),
        (as_complained_of, "You are complained of in it or were affected"),
        (as_affected, "You are complained of in it or were affected"),
        (as_family, "You are tied to this customer."),
    ],
)
def test_nobody_with_a_part_in_it_triages_and_a_director_may(part, sentence, report, sam, dana):
    theirs = part(report, sam)

    with refused(sentence):
        triaged(theirs, sam, **DIFFICULT, outcome=Outcome.INFORMAL)
    triaged(theirs, dana, **DIFFICULT, outcome=Outcome.INFORMAL)

    assert Triage.objects.get().by == dana


def test_a_witness_may_triage(report, sam):
    InvolvedFactory(report=report, user=sam, part="witness")

    triaged(report, sam, **DIFFICULT, outcome=Outcome.INFORMAL)

    assert Triage.objects.exists()


@pytest.mark.parametrize("who", ["emil", "olga", "alba", "ada", "april"])
def test_only_the_departments_supervisors_and_directors_triage(who, request, report):
    somebody = request.getfixturevalue(who)

    with refused("Triage is for the supervisors of the department and for directors."):
        triaged(report, somebody, **DIFFICULT, outcome=Outcome.INFORMAL)


def test_a_report_is_triaged_once(report, sam):
    triaged(report, sam, **DIFFICULT, outcome=Outcome.INFORMAL)

    with refused("This report was triaged already"):
        triaged(report, sam, **DIFFICULT, outcome=Outcome.NO_ACTION)


def test_triage_leaves_nothing_behind_when_the_record_cannot_be_written(report, sam, calls):
    with record_is_down("cases.actions.triage"):
        opened(report, sam, calls)

    report.refresh_from_db()
    assert report.status == IncidentReport.Status.SENT
    assert not Triage.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_triage_leaves_nothing_behind_when_the_case_cannot_be_opened(report, sam, calls):
    with record_is_down("cases.actions.case"):
        opened(report, sam, calls)

    assert not Triage.objects.exists()
    assert not Case.objects.exists()
    assert acts(report) == []


def test_a_report_moves_to_another_department_whose_supervisors_hear_of_it(report, sam, rentals, olga):
    acts_of.move_report(report=report, department=rentals, reason="It is about a rental.", by=sam, at=NOW)

    report.refresh_from_db()
    assert report.department == rentals
    assert mailed() == ["olga@example.com"]
    with refused("Triage is for the supervisors of the department"):
        triaged(report, sam, **DIFFICULT, outcome=Outcome.INFORMAL)


def test_a_report_is_not_moved_to_where_it_is(report, sam, sales):
    with refused("The report is with Sales already."):
        acts_of.move_report(report=report, department=sales, reason="-", by=sam, at=NOW)


def test_another_department_is_asked_once_and_its_supervisor_answers_once(report, sam, rentals, olga):
    question = acts_of.ask_department(report=report, department=rentals, by=sam, at=NOW)
    with refused("Rentals was asked already."):
        acts_of.ask_department(report=report, department=rentals, by=sam, at=NOW)
    with refused("The supervisors of Rentals answer this."):
        acts_of.answer_for_department(question=question, answer="Yes", by=sam, at=NOW)

    acts_of.answer_for_department(question=question, answer="Yes, twice in March.", by=olga, at=NOW)

    with refused("This was answered already."):
        acts_of.answer_for_department(question=question, answer="No", by=olga, at=NOW)
    assert DepartmentQuestion.objects.get().answer == "Yes, twice in March."
    assert (mailed("department_question"), mailed("department_answer")) == (["olga@example.com"], ["sam@example.com"])


def asked(report, sam, question="Which door was it?"):
    return acts_of.ask_reporter(report=report, question=question, by=sam, at=NOW)


def test_the_reporter_is_asked_and_answers_by_a_dated_addition(report, sam):
    question = asked(report, sam)
    assert (acts(report), mailed("reporter_question")) == (["report.question_asked"], [report.reporter.email])

    added = acts_of.answer_reporter_question(question=question, text="The back door.", by=report.reporter, at=NOW)

    question.refresh_from_db()
    assert (question.answer, added.text) == (added, "The back door.")
    assert acts(report)[1:] == ["report.question_answered"]
    assert mailed("reporter_answer") == ["sam@example.com"]
    assert report.addenda.get() == added


def test_the_reporter_is_asked_one_thing_at_a_time_while_triage_is_open(report, sam, olga):
    with refused("Triage is for the supervisors of the department"):
        asked(report, olga)
    with refused("Write what you need to know."):
        asked(report, sam, " \u200b ")
    question = asked(report, sam)
    with refused("A question to the reporter is open already. Wait for the answer."):
        asked(report, sam)

    acts_of.answer_reporter_question(question=question, text="The back door.", by=report.reporter, at=NOW)
    asked(report, sam, "And when?")

    triaged(report, sam, **DIFFICULT, outcome=Outcome.INFORMAL)
    with refused("This report was triaged already"):
        asked(report, sam)


def test_who_has_no_account_any_more_is_not_asked(report, sam):
    changed(report.reporter, is_active=False)

    with refused("has no account in use any more. Ask somebody else who was there."):
        asked(report, sam)


def test_only_who_reported_answers_and_once(report, sam):
    question = asked(report, sam)

    def answer(by, text="The back door."):
        acts_of.answer_reporter_question(question=question, text=text, by=by, at=NOW)

    with refused("Who wrote the report answers this."):
        answer(sam)
    with refused("Write your answer."):
        answer(report.reporter, " ")
    answer(report.reporter)
    with refused("This was answered already."):
        answer(report.reporter)


def test_a_question_about_a_void_report_is_not_answered(report, sam):
    question = asked(report, sam)
    report.refresh_from_db()
    report.become(report.Status.VOID)
    changed(report)

    with refused("This report is void. Nothing can be added to it."):
        acts_of.answer_reporter_question(question=question, text="x", by=report.reporter, at=NOW)


def test_a_question_to_the_reporter_and_its_answer_stay(report, sam):
    question = asked(report, sam)
    with pytest.raises(IntegrityError, match="stays as it was asked"), transaction.atomic():
        changed(question, question="Another one?")
    question.refresh_from_db()
    acts_of.answer_reporter_question(question=question, text="The back door.", by=report.reporter, at=NOW)
    question.refresh_from_db()

    other = acts_of.answer_reporter_question(
        question=asked(report, sam, "And when?"), text="At five.", by=report.reporter, at=NOW
    )
    with pytest.raises(IntegrityError, match="answered once"), transaction.atomic():
        changed(question, answer=None)
    assert report.addenda.count() == 2
    assert other.text == "At five."


def test_nothing_is_asked_when_its_event_cannot_be_written(report, sam):
    with record_is_down("cases.actions.triage"):
        asked(report, sam)

    assert not report.reporter_questions.exists()
    assert mailed() == []


def test_a_department_without_accounts_is_asked_by_its_own_address(report, sam, rentals):
    changed(rentals, email="rentals@example.com")

    acts_of.ask_department(report=report, department=rentals, by=sam, at=NOW)

    assert mailed() == ["rentals@example.com"]


def test_the_reports_own_department_is_not_asked(report, sam, sales):
    with refused("Ask another department than the report's own."):
        acts_of.ask_department(report=report, department=sales, by=sam, at=NOW)


def test_saying_who_it_is_about_keeps_the_reporters_own_words(report, sam):
    found = CustomerFactory(name="Cora Lindgren-Hale")

    acts_of.settle_customer(report=report, customer=found, by=sam, at=NOW)

    report.refresh_from_db()
    assert (report.customer, report.customer_as_reported) == (found, "Cora Lindgren")
    assert acts(report) == ["report.customer_settled"]


def test_a_record_is_started_for_somebody_nobody_knows(report, sam):
    changed(report, customer=None)

    acts_of.add_reported_customer(
        report=report, kind="individual", name="", description="A tall man in a red coat", by=sam, at=NOW
    )

    report.refresh_from_db()
    assert report.customer.description == "A tall man in a red coat"
    with pytest.raises(Refused, match="Give a name, or describe the person"):
        acts_of.add_reported_customer(report=report, kind="individual", name="", description="", by=sam, at=NOW)


@pytest.mark.parametrize(
    ("sent_at", "help_needed", "due_on"),
    [
        (NOW, False, date(2026, 4, 21)),  # Friday: two business days on is Tuesday
        (NOW, True, date(2026, 4, 17)),  # somebody needed help: the same day
        (NOW + timedelta(days=1), True, date(2026, 4, 20)),  # on a Saturday: Monday
        (NOW + timedelta(days=35), False, date(2026, 5, 27)),  # Memorial Day is not counted
    ],
)
def test_triage_is_due_in_business_days(sent_at, help_needed, due_on, organization, calendar, sales):
    report = IncidentReport(sent_at=sent_at, help_needed=help_needed, department=sales)

    assert policy.due_on(report, calendar=calendar, organization=organization) == due_on
