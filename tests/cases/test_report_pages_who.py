"""Who it was: matches in spite of slips, somebody new, an organization, nobody known, and the people around them."""

import pytest

from cases.models import IncidentReport
from tests.cases.test_report_pages import WHO, begun, send, text_of, written
from tests.factories import ContactPointFactory, CustomerFactory

pytestmark = pytest.mark.django_db


def test_possible_matches_show_the_street_and_four_digits_only(sign_in, emil):
    robin = CustomerFactory(name="Robin Castellan", address_line_1="214 Sample Lane", city="Springfield")
    ContactPointFactory(customer=robin, kind="phone", value="(703) 555-0147", folded="7035550147")
    client = sign_in(emil)
    draft = begun(client)

    page = client.post(f"/report/{draft.pk}/who/", WHO | {"customer_name": "Robin Castelan", "match": ""})

    assert "Choose whether this is someone we already know" in text_of(page)
    assert "Sample Lane, Springfield · phone ending 0147" in text_of(page)
    assert "214" not in text_of(page).split("Is it one of these people?")[1]
    assert "Someone else" in text_of(page)
    assert "I am not sure" in text_of(page)


def test_a_known_customer_is_chosen_from_the_matches_and_no_other_can_be_forged(sign_in, emil, sam):
    robin = CustomerFactory(name="Robin Castellan")
    other = CustomerFactory(name="Somebody Else")
    client = sign_in(emil)
    draft = begun(client)

    forged = client.post(
        f"/report/{draft.pk}/who/", WHO | {"customer_name": "Robin Castellan", "match": other.reference}
    )
    chosen = client.post(
        f"/report/{draft.pk}/who/", WHO | {"customer_name": "Robin Castellan", "match": robin.reference, "saves": "1"}
    )

    assert "Choose whether this is someone we already know" in text_of(forged)
    assert chosen.status_code == 302


def test_not_knowing_who_it_was_is_an_answer(sign_in, emil, sam):
    client = sign_in(emil)
    draft = written(client, who={"customer_name": "", "contact": "", "match": "unsure"})

    send(client, draft)

    report = IncidentReport.objects.get()
    assert report.customer is None
    assert report.customer_as_reported == "Not known"


def test_nobody_and_nothing_is_no_answer(sign_in, emil):
    client = sign_in(emil)
    draft = begun(client)

    page = client.post(f"/report/{draft.pk}/who/", {"match": "", "saves": "0"})

    assert "Write a name or a description, or choose “I am not sure”" in text_of(page)


def test_the_person_an_organization_sends_is_recorded_with_it(sign_in, emil, sam):
    client = sign_in(emil)

    send(client, written(client, who={"customer_organization": "Placeholder Homes LLC"}))

    report = IncidentReport.objects.get()
    assert report.customer_as_reported == "Robin Castel, for Placeholder Homes LLC"
    assert report.customer.represents.get().organization.name == "Placeholder Homes LLC"


def test_people_with_a_part_are_colleagues_by_address_or_somebody_by_name(sign_in, emil, sam, ozan):
    client = sign_in(emil)
    people = {
        "person_0": "Ozan Demir (ozan@example.com)", "part_0": "witness", "person_1": "A vendor", "part_1": "affected",
        "person_2": "Sam Okafor", "part_2": "complained_of",
    }  # fmt: skip

    send(client, written(client, who=people))

    involved = IncidentReport.objects.get().involved.order_by("pk")
    assert [(one.user, one.name, one.part) for one in involved] == [
        (ozan, "", "witness"), (None, "A vendor", "affected"), (sam, "", "complained_of"),
    ]  # fmt: skip


def test_a_person_without_a_part_is_asked_about(sign_in, emil):
    client = sign_in(emil)
    draft = begun(client)

    page = client.post(f"/report/{draft.pk}/who/", WHO | {"person_0": "Ozan Demir"})

    assert "Choose what part Ozan Demir had" in text_of(page)
