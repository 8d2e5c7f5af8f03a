"""When nobody qualifies, an admin and a director with no part in the case appoint somebody, for that case only."""

import pytest
from django.db import IntegrityError, transaction

from appeals.actions.appointment import agree_to_hearer, name_hearer
from appeals.models import Appeal
from appeals.policy import hearing as policy
from conduct.lifecycle import Refused
from conduct.models import Event
from restrictions.models import Appointment
from tests.appeals.conftest import assigned
from tests.appeals.parts import witness
from tests.appeals.test_hearing import given_by_sql
from tests.factories import NOW, TODAY, CaseFactory, UserFactory, changed

pytestmark = pytest.mark.django_db
WHY = "A broker of another firm, who knows neither side."


@pytest.fixture
def rita(organization):
    """Somebody from outside, with a limited account and no role."""
    return UserFactory(full_name="Rita Solano", email="rita@example.com", title="Broker", is_outside_reviewer=True)


@pytest.fixture
def stuck(appeal, april):
    """The appeal, when the only appeal officer saw what happened."""
    witness(appeal.case, april)
    return appeal


def test_two_people_appoint_and_then_the_appeal_can_be_given(stuck, rita, ada, drew):
    appointment = name_hearer(case=stuck.case, user=rita, why=WHY, by=ada, at=NOW)
    assert policy.who_may_hear(stuck.case, on=TODAY) == []

    agree_to_hearer(appointment=appointment, by=drew, at=NOW)

    assert policy.who_may_hear(stuck.case, on=TODAY) == [rita]
    assert assigned(stuck, rita, ada).officer == rita
    assert Event.objects.get(verb="appointment.named").actor == ada
    assert Event.objects.get(verb="appointment.agreed").actor == drew


def test_an_outside_reviewer_sees_that_one_case_and_its_appeal_only(stuck, rita, ada, drew, sign_in):
    elsewhere = CaseFactory()
    appointment = name_hearer(case=stuck.case, user=rita, why=WHY, by=ada, at=NOW)
    agree_to_hearer(appointment=appointment, by=drew, at=NOW)
    client = sign_in(rita)
    assert client.get(f"/appeals/{stuck}/").status_code == 404  # named, and not yet given the appeal
    assigned(stuck, rita, ada)

    assert client.get(f"/appeals/{stuck}/").status_code == 200
    assert client.get(f"/cases/{stuck.case}/").status_code == 200
    assert client.get(f"/cases/{elsewhere}/").status_code == 404
    assert str(stuck) in client.get("/").content.decode()
    assert client.get(f"/cases/{stuck.case}/hearer/").status_code == 404


def test_nobody_is_appointed_while_somebody_qualifies(appeal, rita, ada, sign_in):
    with pytest.raises(Refused, match="April Osei may hear an appeal of this case. Nobody has to be appointed."):
        name_hearer(case=appeal.case, user=rita, why=WHY, by=ada, at=NOW)

    page = sign_in(ada).get(f"/cases/{appeal.case}/hearer/").content.decode()
    assert "Nobody has to be appointed." in page
    assert '<button class="btn btn-primary"' not in page


@pytest.mark.parametrize(
    ("by", "who", "sentence"),
    [
        ("dana", "rita", "An admin names somebody, and a director agrees."),
        ("ada", "ada", "You cannot name yourself."),
        ("ada", "dana", "Dana Ruiz triaged, warned, was named as a contact, decided or issued in this case."),
        ("ada", "april", "April Osei: saw what report"),
    ],
)
def test_who_is_named_by_whom(stuck, request, by, who, sentence, rita):
    by, who = request.getfixturevalue(by), request.getfixturevalue(who)

    said = list(policy.reasons_not_to_name(stuck.case, who, why=WHY, by=by, on=TODAY))

    assert any(one.startswith(sentence) for one in said)
    with pytest.raises(Refused):
        name_hearer(case=stuck.case, user=who, why=WHY, by=by, at=NOW)


def test_a_director_with_a_part_or_an_admin_does_not_agree(stuck, rita, ada, drew, sam, sign_in):
    appointment = name_hearer(case=stuck.case, user=rita, why=WHY, by=ada, at=NOW)
    witness(stuck.case, drew)

    with pytest.raises(Refused, match="You have a part in this case"):
        agree_to_hearer(appointment=appointment, by=drew, at=NOW)
    for by in (ada, sam):
        with pytest.raises(Refused, match="Only a director can do this"):
            agree_to_hearer(appointment=appointment, by=by, at=NOW)
    forged = sign_in(ada).post(f"/cases/{stuck.case}/hearer/{appointment.pk}/", {"nonce": "a"})
    assert "Only a director can do this" in forged.content.decode()
    appointment.refresh_from_db()
    assert appointment.agreed_at is None


def test_one_person_alone_appoints_nobody_in_sql_either(stuck, rita, ada):
    appointment = name_hearer(case=stuck.case, user=rita, why=WHY, by=ada, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        changed(appointment, agreed_by=ada, agreed_at=NOW)


def test_somebody_named_but_not_agreed_hears_nothing(heard, rita, ada, april):
    witness(heard.case, april)
    name_hearer(case=heard.case, user=rita, why=WHY, by=ada, at=NOW)

    with pytest.raises(IntegrityError, match="appointed to the case"), transaction.atomic():
        given_by_sql(heard, rita)
    assert Appointment.objects.get().agreed_at is None
    assert Appeal.objects.get().officer == april


def test_who_reports_to_the_decider_is_not_appointed(stuck, rita, dana, ada, drew):
    changed(rita, manager=dana)
    appointment = name_hearer(case=stuck.case, user=rita, why=WHY, by=ada, at=NOW)

    with pytest.raises(Refused, match="report to who decided"):
        agree_to_hearer(appointment=appointment, by=drew, at=NOW)


def test_the_two_pages_appoint(stuck, rita, ada, drew, sign_in):
    named = sign_in(ada).post(f"/cases/{stuck.case}/hearer/", {"user": rita.pk, "why": WHY, "nonce": "a" * 32})
    appointment = Appointment.objects.get()
    agreed = sign_in(drew).post(f"/cases/{stuck.case}/hearer/{appointment.pk}/", {"nonce": "b" * 32})

    assert (named.status_code, agreed.status_code) == (302, 302)
    appointment.refresh_from_db()
    assert (appointment.agreed_by, appointment.user) == (drew, rita)
    assert "Appointed" in sign_in(drew).get(f"/cases/{stuck.case}/hearer/").content.decode()
