"""No page asks the database more because there is more to show: every address, by everybody who may open it."""

from datetime import timedelta
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cases.actions.answers import enter_answer
from cases.actions.case import add_file, add_note, add_restricted_note
from cases.actions.customers import declare_tie, merge_customers, name_representative
from cases.actions.reports import add_to_report
from cases.actions.triage import ask_department
from cases.actions.warning import issue_warning
from cases.models import Answer, CustomerName, Involved, ReportDraft
from conduct.models import Role
from restrictions.actions.contact import log_contact
from restrictions.actions.interim_endings import enter_request
from restrictions.models import Appointment, ReviewEffort, ReviewMatter
from tests.appeals.conftest import assigned, lodged
from tests.everything import AGO, PDF, arguments
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    ContactPointFactory,
    CustomerFactory,
    DepartmentFactory,
    EffortFactory,
    InvolvedFactory,
    MatterAnswerFactory,
    MatterFactory,
    MembershipFactory,
    ReportCategoryFactory,
    ReportFactory,
    UserFactory,
    reported,
    staged,
)
from tests.restrictions.danger import danger, taken
from tests.restrictions.ready import measured, ready_review, weigh
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve
from tests.walks import SIGNS_OUT, names

pytestmark = pytest.mark.django_db

CAST = ["emil", "sam", "dana", "april"]


class Counted:
    """Counts what is asked; the log of a connection would also write every question out."""

    asked = 0

    def __call__(self, execute, sql, parameters, many, context):
        self.asked += 1
        return execute(sql, parameters, many, context)


def costs(client, filled):
    """{address: how many queries it asked} of every page this person may open."""
    asked = {}
    for name in names():
        if name != SIGNS_OUT:
            counted = Counted()
            with connection.execute_wrapper(counted):
                response = client.get(reverse(name, kwargs=filled.get(name, {})))
            if response.status_code == HTTPStatus.OK:
                asked[name] = counted.asked
    return asked


def more_of_everything(made, cast, number):
    """One more of whatever a page can list."""
    people = _staff(cast)
    _about(made.case.customer, cast, people, number)
    _about(made.office, cast, people, number)
    _in(made.case, cast, people)
    _reports(made, cast, people)
    _reviewed(made, cast)
    _decisions(made, cast, number)
    _other_cases(made, cast, number)


def _staff(cast):
    department = DepartmentFactory()
    everywhere = [(role, None) for role in (Role.DIRECTOR, Role.APPEAL_OFFICER, Role.ADMIN)]
    here = [(role, cast.sales) for role in (Role.EMPLOYEE, Role.SUPERVISOR)]
    for role, place in (*everywhere, *here, (Role.SUPERVISOR, department)):
        person = MembershipFactory(user=UserFactory(), role=role, department=place).user
    return SimpleNamespace(department=department, user=person)


def _about(customer, cast, people, number):
    staged(row=CustomerName(customer=customer, name=f"Robin {number}", folded=f"robin {number}"))
    ContactPointFactory(customer=customer, value=f"robin{number}@example.com")
    name_representative(organization=customer, person=CustomerFactory(), by=cast.sam, at=NOW)
    declare_tie(customer=customer, user=people.user, kind="friend", by=cast.sam, at=NOW)
    merge_customers(survivor=customer, other=CustomerFactory(), why="The same.", by=cast.sam, at=NOW)


def _in(case, cast, people):
    said = {"channel": "phone", "direction": "in", "happened_at": NOW, "about": "The gate.", "found": ["appeal"]}
    log_contact(customer=case.customer, **said, by=cast.emil, at=NOW)
    add_note(case=case, text="A note.", by=cast.dana, at=NOW)
    add_restricted_note(case=case, about="health", text="A note.", by=cast.dana, at=NOW)
    add_file(case=case, file=SimpleUploadedFile("letter.pdf", PDF, "application/pdf"), by=cast.dana, at=NOW)
    matter = MatterFactory(case=case, customer=case.customer, handler=people.user)
    MatterAnswerFactory(matter=matter, by=people.user)
    EffortFactory(case=case, matter=matter)
    reported(case, occurred_at=NOW - timedelta(days=9), reporter=cast.emil)


def _reports(made, cast, people):
    for report in (made.report, made.waiting):
        files = [SimpleUploadedFile("photo.pdf", PDF, "application/pdf")]
        add_to_report(report=report, text="More.", files=files, by=cast.emil, at=NOW)
        InvolvedFactory(report=report, user=people.user, part=Involved.Part.WITNESS)
        ReportFactory(sibling_of=report, reporter=cast.emil, department=cast.sales, customer=made.case.customer)
    ask_department(report=made.waiting, department=people.department, by=cast.sam, at=NOW)
    ask_department(report=ReportFactory(department=people.department), department=cast.sales, by=cast.dana, at=NOW)
    ReportFactory(department=cast.sales, customer_as_reported="Robin Castel", customer=CustomerFactory())
    ReportDraft.objects.create(author=cast.emil, key=f"{people.user.pk:032x}", started_at=NOW, saved_at=NOW)
    danger(made.case.customer, cast.sales)


def _reviewed(made, cast):
    case, review = made.reviewed.case, made.reviewed.review
    weigh(review, reported(case, occurred_at=NOW - timedelta(days=8)))
    matter = MatterFactory(case=case, customer=case.customer)
    staged(row=ReviewMatter(review=review, matter=matter))
    staged(row=ReviewEffort(review=review, effort=EffortFactory(case=case, matter=matter)))
    measured(review, "R17", {"text": "Be calm."}, subject=f"Subject {matter.pk}")


def _decisions(made, cast, number):
    customer = ContactPointFactory(value=f"c{number}@example.com", customer__name=f"Robin Castle {number}").customer
    case = CaseFactory(customer=customer, department=cast.sales, opened_by=cast.sam, assigned_to=cast.sam)
    for days in (70, 40, 12):
        reported(case, occurred_at=NOW - timedelta(days=days))
    decision = decided(
        case, cast.dana, measures=(IN_WRITING, BY_APPOINTMENT), at=NOW - AGO, begins_on=(NOW - AGO).date(),
        number=50 + number,
    )  # fmt: skip
    issue(decision, cast.dana, departments=[cast.sales], at=NOW - AGO, send_by_email=True)
    decision.refresh_from_db()
    serve(decision, at=NOW - AGO, method="email")
    said = {"words": "May I come?", "channel": "phone", "received_at": NOW, "by": cast.sam, "at": NOW}
    assigned(lodged(decision, cast.sam), cast.april, cast.ada)
    for kind in (Answer.Kind.STAY, Answer.Kind.WAIVER):
        enter_answer(letter=decision.letter, kind=kind, for_day=TODAY if kind == Answer.Kind.WAIVER else None, **said)


def _other_cases(made, cast, number):
    customer = ContactPointFactory(value=f"w{number}@example.com", customer__name=f"Robin Caste{number}").customer
    case = CaseFactory(customer=customer, department=cast.sales, opened_by=cast.sam, assigned_to=cast.sam)
    ReportCategoryFactory(report=reported(case, occurred_at=NOW - timedelta(days=12)))
    said = {"conduct": "Calls.", "why": "Too many.", "change_asked": "Write.", "ways": ["post"]}
    warning = issue_warning(case=case, **said, by=cast.drew, at=NOW - AGO)
    answered = {"words": "No.", "channel": "phone", "received_at": NOW, "by": cast.sam, "at": NOW}
    enter_answer(letter=warning.letter, kind=Answer.Kind.DISPUTE, **answered)
    again = CaseFactory(customer=CustomerFactory(), department=cast.sales, opened_by=cast.sam)
    reported(again, occurred_at=NOW - timedelta(days=12))
    ready_review(again, referred_by=cast.sam, director=cast.dana)
    measure = taken(danger(customer, cast.sales), cast.dana)
    said = {"their_words": "It was a toy.", "channel": "phone", "received_at": NOW}
    enter_request(measure=measure, **said, by=cast.sam, at=NOW)
    named = {"user": UserFactory(), "why": "They know neither side.", "named_by": cast.ada, "named_at": NOW}
    staged(row=Appointment(case=made.case, **named))


def test_no_page_asks_more_when_there_is_more_to_show(made, cast, sign_in):
    filled, clients = arguments(made), {who: sign_in(getattr(cast, who)) for who in CAST}
    more_of_everything(made, cast, 1)  # of each there is at least one: nothing is left out for being empty
    few = {who: costs(client, filled) for who, client in clients.items()}

    for number in (2, 3):
        more_of_everything(made, cast, number)

    many = {who: costs(client, filled) for who, client in clients.items()}
    dearer = {
        (who, name): (few[who][name], asked)
        for who, pages in many.items()
        for name, asked in pages.items()
        if asked > few[who].get(name, asked)
    }
    assert dearer == {}
