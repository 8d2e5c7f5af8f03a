"""What waits for whom: the work lists of triage and casework on the home page."""

import pytest
from django.urls import reverse

from cases import work
from cases.actions.letters import record_returned
from cases.actions.triage import answer_reporter_question, ask_department, ask_reporter
from conduct import registry
from conduct.registry import Moment
from tests.cases.casework import waiting
from tests.cases.test_letters import sent, written
from tests.cases.test_warning import disputed, warn
from tests.factories import NOW, TODAY, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(organization, calendar, at, today):
    return Moment(at, today, calendar, organization)


def titles(rows):
    return [row.title for row in rows]


def test_reports_to_triage_are_the_departments_and_not_ones_own(now, sam, olga, sales):
    report = waiting(department=sales, help_needed=True)
    waiting(department=sales, reporter=sam)

    rows = work.to_triage(sam, now)

    assert [(row.url, row.due_on, row.tag) for row in rows] == [
        (reverse("cases:triage", args=[report.reference]), TODAY, ("stop", "Somebody needed help"))
    ]
    assert work.to_triage(olga, now) == []


def test_what_another_department_asks_waits_with_its_supervisor(now, sam, olga, sales, rentals):
    ask_department(report=waiting(department=sales), department=rentals, by=sam, at=NOW)

    assert titles(work.department_questions(olga, now)) == ["Does Rentals see the same?"]
    assert work.department_questions(sam, now) == []


def test_a_question_to_the_reporter_waits_with_them_and_its_answer_with_who_asked(now, sam, emil, sales):
    report = waiting(department=sales, reporter=emil)
    question = ask_reporter(report=report, question="Which door was it?", by=sam, at=NOW)

    assert titles(work.questions_to_me(emil, now)) == ["Which door was it?"]
    assert work.answers_of_reporters(sam, now) == []
    assert [row.tag for row in work.to_triage(sam, now)] == [("wait", "Question asked")]

    answer_reporter_question(question=question, text="The back door.", by=emil, at=NOW)

    assert work.questions_to_me(emil, now) == []
    assert titles(work.answers_of_reporters(sam, now)) == ["Which door was it?"]
    assert [row.tag for row in work.to_triage(sam, now)] == [("review", "Question answered")]


def test_ones_own_cases_are_listed_while_the_next_step_is_ones_own(now, sam, dana, case):
    assert titles(work.my_cases(sam, now)) == [case.title]
    assert work.my_cases(dana, now) == []

    case.become(case.Status.REVIEW)
    changed(case)
    assert work.my_cases(sam, now) == []


def test_open_answers_wait_with_who_works_on_the_case(now, sam, olga, dana, case):
    disputed(warn(case, dana), sam)

    assert titles(work.open_answers(sam, now)) == ["Dispute of a warning"]
    assert work.open_answers(olga, now) == []


def test_paper_waits_until_it_is_recorded_as_sent_and_returns_until_it_goes_again(now, sam, case):
    letter = written(case=case, by=sam)
    delivery = letter.deliveries.get()
    assert titles(work.letters_to_mail(sam, now)) == [letter.title]

    sent(delivery, sam)
    assert work.letters_to_mail(sam, now) == []
    record_returned(delivery=delivery, reason="Moved", by=sam, at=NOW)

    assert titles(work.letters_returned(sam, now)) == [letter.title]


def test_the_lists_are_on_the_home_of_those_who_have_them(sam, dana, emil):
    lists = {user.full_name: {one.title for one in registry.work_of(user)} for user in (sam, dana, emil)}

    assert {"Reports to triage", "Your cases", "Letters to mail"} <= lists["Sam Okafor"]
    assert "Reports to triage" not in lists["Dana Ruiz"]
    assert not {"Reports to triage", "Your cases", "Letters to mail"} & lists["Emil Novak"]
