"""What keeping customers, reports and cases is refused with: each sentence as a person reads it."""

import pytest

from cases.actions import case as cases
from cases.actions import customers, reports, triage
from cases.models import IncidentReport
from cases.policy import customers as customer_policy
from cases.policy import letters
from cases.policy.case import reasons_of_restrictions
from cases.policy.reports import reasons_not_to_ask_to_void
from cases.policy.triage import reasons_not_a_duplicate, reasons_not_to_follow_up
from conduct.models import Organization
from restrictions.models import Restriction
from tests.cases.casework import DIFFICULT, NEW_CASE, refused, waiting
from tests.factories import NOW, TODAY, ContactPointFactory, CustomerFactory, staged
from tests.restrictions.staging import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(cora):
    return CustomerFactory(name="Corinna Lindgren", reference="P-2026-9002")


def test_what_is_on_record_is_not_recorded_twice(cora, other, sam):
    said = {"customer": cora, "by": sam, "at": NOW}
    customers.add_name(name="Cora Lind", **said)
    customers.name_representative(organization=cora, person=other, by=sam, at=NOW)
    customers.declare_tie(user=sam, kind="friend", **said)

    with refused("This name is already on record."):
        customers.add_name(name="CORA LIND", **said)
    with refused("This is already on record."):
        customers.add_contact_point(kind="email", value="Cora@Example.com", **said)
    with refused("They already speak for this customer."):
        customers.name_representative(organization=cora, person=other, by=sam, at=NOW)
    with refused("This is already declared."):
        customers.declare_tie(user=sam, kind="friend", **said)


def test_what_ended_does_not_end_again(cora, other, sam):
    point = cora.contact_points.get()
    speaker = customers.name_representative(organization=cora, person=other, by=sam, at=NOW)
    customers.end_contact_point(point=point, by=sam, at=NOW)
    customers.end_representative(representative=speaker, by=sam, at=NOW)

    with refused("This was already ended."):
        customers.end_contact_point(point=point, by=sam, at=NOW)
    with refused("This was already ended."):
        customers.end_representative(representative=speaker, by=sam, at=NOW)


def test_records_are_merged_and_taken_apart_once(cora, other, sam):
    said = {"why": "The same person.", "by": sam, "at": NOW}
    third = CustomerFactory(reference="P-2026-9003")
    with refused("Choose two different records."):
        customers.merge_customers(survivor=cora, other=cora, **said)
    merge = customers.merge_customers(survivor=cora, other=other, **said)

    with refused("P-2026-9002 was already merged into another record. Open that one."):
        customers.merge_customers(survivor=third, other=other, **said)
    customers.undo_merge(merge=merge, **said)
    with refused("This merge was already undone."):
        customers.undo_merge(merge=merge, **said)


def test_somebody_is_identified_once_and_by_a_name(cora):
    unknown = CustomerFactory(name="", description="A man in a red coat")

    assert list(customer_policy.reasons_not_to_identify(unknown, name=" ")) == ["Enter the name."]
    assert list(customer_policy.reasons_not_to_identify(cora, name="Cora")) == [
        "P-2026-9001 already has a name. Change it, or add another name."
    ]


def test_a_letter_is_sent_again_to_an_email_address(case, cora, dana, sam):
    ContactPointFactory(customer=cora, value="cora.l@example.com")
    cases.close_case(case=case, reasons="Settled.", tell_customer=True, ways=["post"], by=sam, at=NOW)
    letter = case.letters.get()

    assert "Enter an email address, such as name@example.com." in list(
        letters.reasons_not_to_send_again(letter, method="email", sent_to="cora")
    )


def test_a_duplicate_is_not_voided_and_a_request_is_answered_once(sales, emil, sam, dana):
    copy = waiting(department=sales, reporter=emil)
    copy.become(IncidentReport.Status.DUPLICATE)
    asked = reports.ask_to_void(report=waiting(department=sales, reporter=emil), reason="Mistaken.", by=emil, at=NOW)
    reports.confirm_voiding(voiding=asked, by=sam, at=NOW)

    assert "A report that is “Duplicate” cannot be made void." in list(
        reasons_not_to_ask_to_void(copy, by=emil, on=TODAY)
    )
    with refused("This request was already answered."):
        reports.decline_voiding(voiding=asked, by=dana, at=NOW)


def test_what_the_tests_do_not_show_goes_into_no_case(cora, sales, sam):
    report = waiting(department=sales, customer=cora)

    with refused("conduct: distress or disruption without a proper cause. Close it, or resolve it informally."):
        triage.triage_report(report=report, **DIFFICULT, **NEW_CASE, by=sam, at=NOW)


def test_a_report_is_followed_up_while_nobody_decided_otherwise(sales, sam):
    report = waiting(department=sales)

    assert list(reasons_not_to_follow_up(report, by=sam, on=TODAY)) == ["This report is not open for that: sent."]


def test_reports_of_two_customers_stay_apart(case, other, sales, sam):
    theirs, ours = waiting(department=sales, customer=other), case.reports.first()

    assert list(reasons_not_a_duplicate(theirs, ours)) == [f"{ours.reference} is about another customer."]
    with refused("CC-2026-9001 is about another customer."):
        cases.join_case(report=theirs, case=case, by=sam, at=NOW)


def test_a_department_says_something_when_it_answers(sales, rentals, sam, olga):
    question = triage.ask_department(report=waiting(department=sales), department=rentals, by=sam, at=NOW)

    with refused("Write what your department sees."):
        triage.answer_for_department(question=question, answer="", by=olga, at=NOW)


def test_a_case_stays_open_for_a_restriction_that_has_not_begun(case, dana):
    decision = decided(case, dana, measures=())
    staged(row=Restriction(reference="RS-2026-0001", decision=decision, case=case, customer=case.customer, why="-"))

    assert list(reasons_of_restrictions(case, on=TODAY, organization=Organization.objects.current())) == [
        "A restriction was decided and has not begun."
    ]


def test_a_case_keeps_a_title_and_stays_open_for_its_restriction(case, dana, sam):
    with refused("Write a title."):
        cases.retitle_case(case=case, title="", by=sam, at=NOW)
    restriction = decided(case, dana).restrictions.get()
    organization = Organization.objects.current()

    assert list(reasons_of_restrictions(case, on=TODAY, organization=organization)) == [
        "A restriction was decided. The case stays open until monitoring ends on October 15, 2026."
    ]
    assert restriction.terms.count() == 1
