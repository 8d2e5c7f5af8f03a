"""Who may decide, and who may hear the appeal: nobody with a part, from whichever side it comes."""

import pytest

from cases.models import ComplainedOf, Involved, Letter, Representative, StaffTie
from conduct.models import Role
from restrictions.models import Appointment
from restrictions.policy import conflicts
from tests.appeals.parts import warner
from tests.cast import person
from tests.factories import (
    NOW,
    TODAY,
    CustomerFactory,
    InvolvedFactory,
    MembershipFactory,
    UserFactory,
    changed,
    staged,
)
from tests.restrictions.ready import fresh
from tests.restrictions.test_issue import kept

pytestmark = pytest.mark.django_db


def reporter(review, user):
    changed_report = review.case.reports.first()
    InvolvedFactory(report=changed_report, user=user, part=Involved.Part.AFFECTED)
    return f"Was affected by what report {changed_report} tells"


def witness(review, user):
    report = review.case.reports.first()
    InvolvedFactory(report=report, user=user, part=Involved.Part.WITNESS)
    return f"Saw what report {report} tells"


def complained_of(review, user):
    report = review.case.reports.first()
    InvolvedFactory(report=report, user=user, part=Involved.Part.COMPLAINED_OF)
    return f"Is complained of in report {report}"


def complained_of_in_the_matter(review, user):
    staged(row=ComplainedOf(matter=review.case.matters.get(), user=user))
    return "Is complained of in “Deposit refund”"


def handler(review, user):
    changed(review.case.matters.get(), handler=user)
    return "Handled the request for information or service “Deposit refund”"


def tied(review, user):
    staged(row=StaffTie(customer=review.case.customer, user=user, kind="family", declared_by=user, declared_at=NOW))
    return "Is tied to the customer: family or household"


def tied_to_a_merged_record(review, user):
    other = CustomerFactory(merged_into=review.case.customer)
    staged(row=StaffTie(customer=other, user=user, kind="friend", declared_by=user, declared_at=NOW))
    return "Is tied to the customer: friend or neighbor"


def tied_to_a_representative(review, user):
    speaker = CustomerFactory(name="Pat Speaker")
    staged(row=Representative(organization=review.case.customer, person=speaker))
    staged(row=StaffTie(customer=speaker, user=user, kind="business", declared_by=user, declared_at=NOW))
    return "Is tied to the customer: business or money"


PARTS = [reporter, witness, complained_of, complained_of_in_the_matter, handler, tied, tied_to_a_merged_record]
PARTS.append(tied_to_a_representative)


@pytest.mark.parametrize("part", PARTS)
def test_nobody_with_a_part_decides(review, dana, today, part):
    assert list(conflicts.reasons_not_to_decide(fresh(review), by=dana, on=today)) == []

    sentence = part(review, dana)

    again = fresh(review)
    assert conflicts.parts_in(again.case)[dana] == [sentence]
    (reason,) = conflicts.reasons_not_to_decide(again, by=dana, on=today)
    assert reason.startswith("You have a part in this case: you ")
    assert reason.endswith("Hand it over to another director.")


@pytest.mark.parametrize("part", PARTS)
def test_nobody_with_a_part_hears_the_appeal(review, dana, april, today, part):
    part(review, april)

    assert conflicts.who_may_hear_an_appeal(fresh(review).case, [dana], on=today) == []


def test_who_referred_the_case_does_not_decide_it(review, sam, today):
    MembershipFactory(user=sam, role=Role.DIRECTOR)

    reasons = list(conflicts.reasons_not_to_decide(fresh(review), by=sam, on=today))

    assert reasons == ["You have a part in this case: you referred the case. Hand it over to another director."]


def test_a_part_that_was_ended_is_no_part(review, dana, today):
    involved = InvolvedFactory(report=review.case.reports.first(), user=dana)
    changed(involved, ended_at=NOW)

    assert list(conflicts.reasons_not_to_decide(fresh(review), by=dana, on=today)) == []


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN, Role.APPEAL_OFFICER, Role.EMPLOYEE])
def test_only_a_director_decides(review, today, role):
    somebody = person("Somebody Else", role, is_superuser=True)

    reasons = list(conflicts.reasons_not_to_decide(fresh(review), by=somebody, on=today))

    assert reasons == ["Only a director can do this, and you do not hold that role today."]


def test_a_director_whose_account_is_closed_decides_nothing(review, dana, today):
    changed(dana, is_active=False)

    assert list(conflicts.reasons_not_to_decide(fresh(review), by=dana, on=today)) == [
        "Only a director can do this, and you do not hold that role today."
    ]


def hears(review, today, *makers):
    return conflicts.who_may_hear_an_appeal(fresh(review).case, makers, on=today)


def test_an_appeal_officer_with_no_part_hears_the_appeal(review, dana, april, today):
    assert hears(review, today, dana) == [april]
    assert hears(review, today, dana, april) == []


def test_whoever_reports_to_the_decider_does_not_hear_the_appeal(review, dana, april, today):
    between = UserFactory(full_name="In Between", manager=dana)
    changed(april, manager=between)

    assert hears(review, today, dana) == []


def test_a_named_contact_does_not_hear_the_appeal(review, dana, april, today):
    changed(review, liaison=april)

    assert hears(review, today, dana) == []


def test_who_triaged_a_report_does_not_hear_the_appeal(review, dana, today):
    triaged = review.case.reports.first().triage.by
    MembershipFactory(user=triaged, role=Role.APPEAL_OFFICER)

    assert triaged not in hears(review, today, dana)


def test_somebody_appointed_by_two_hears_the_appeal(review, dana, drew, ada, april, today):
    outside = UserFactory(full_name="Olive Outside", is_outside_reviewer=True)
    changed(april, manager=dana)
    appointment = staged(
        row=Appointment(case=review.case, user=outside, why="Nobody else.", named_by=ada, named_at=NOW)
    )
    assert hears(review, today, dana) == []

    changed(appointment, agreed_by=drew, agreed_at=NOW)

    assert hears(review, today, dana) == [outside]


def test_nothing_is_decided_while_nobody_could_hear_the_appeal(review, dana, april, today):
    assert list(conflicts.reasons_nobody_hears(fresh(review), by=dana, on=today)) == []

    changed(april, manager=dana)

    (reason,) = conflicts.reasons_nobody_hears(fresh(review), by=dana, on=today)
    assert reason.startswith("Nobody could hear an appeal against this")


def test_who_warned_does_not_hear_the_appeal(review, dana, today):
    issuer = person("Ivy Issuer", Role.APPEAL_OFFICER)
    case = fresh(review).case
    staged(
        row=Letter(
            case=case,
            customer=case.customer,
            kind="L1",
            recipient_name="Cora Lindgren",
            dated_on=TODAY,
            title="Warning",
            blocks="[]",
            file=kept("warning"),
            sha256="0" * 64,
            written_at=NOW,
            wording_version="1",
        )
    )
    warner(case, issuer)

    assert issuer in conflicts.who_touched(case)
    assert issuer not in conflicts.who_may_hear_an_appeal(case, [dana], on=today)


def test_who_is_about_to_issue_does_not_hear_the_appeal(review, dana, april, today):
    parts = conflicts.parts_in(review.case)

    assert conflicts.who_may_hear_an_appeal(review.case, on=today, parts=parts, issuer=april) == []
    assert conflicts.who_may_hear_an_appeal(review.case, on=today, parts=parts, issuer=dana) == [april]


def test_who_has_a_part_is_asked_once_however_many_there_are(review, django_assert_num_queries):
    for name in ("Lee Park", "Max Oda", "Noor Hale"):
        InvolvedFactory(report=review.case.reports.first(), user=UserFactory(full_name=name))

    with django_assert_num_queries(1):
        parts = conflicts.parts_in(review.case)

    assert {"Lee Park", "Max Oda", "Noor Hale"} <= {user.full_name for user in parts}
