"""Contacts: logged in seconds by who deals with the customer, looked through, and followed (process 2.2, 2.8)."""

from datetime import timedelta

import pytest

from cases.actions.customers import merge_customers
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage, Role
from conduct.registry import Moment
from restrictions.actions import contact as acts
from restrictions.actions.endings import set_aside_restriction
from restrictions.models import Contact
from restrictions.models.contact import Found
from restrictions.policy import contact as policy
from restrictions.views.contacts import contacts_to_follow
from tests.factories import NOW, TODAY, CustomerFactory, MembershipFactory, ReportFactory, UserFactory, changed
from tests.restrictions.breaching import DAY, HOUR, SINCE
from tests.restrictions.staging import decided, issue, serve

pytestmark = pytest.mark.django_db

MOMENT = Moment(NOW, TODAY, None, None)
SENT = {
    "direction": "in", "channel": "phone", "about": "The gate is broken.", "found": ["nothing"], "kept_terms": "yes",
    "happened_at": "2026-04-17T10:55",
}  # fmt: skip


def logged(customer, by, at=NOW, **said):
    said = {"channel": "phone", "direction": "in", "happened_at": at - HOUR, "about": "The gate.", "found": []} | said
    return acts.log_contact(customer=customer, **said, by=by, at=at)


def followed(contact, by, found="new_issue", **said):
    said = {"done": "A repair was booked by Olga."} | said
    return acts.follow_contact(contact=contact, found=found, **said, by=by, at=NOW)


def words(response):
    return response.content.decode()


@pytest.fixture
def named(case, drew, april, organization):
    """Of it, in writing only since Monday, with somebody of no department as the named contact."""
    decision = decided(case, drew, at=SINCE, begins_on=SINCE.date(), liaison=UserFactory(full_name="Lia Quist"))
    issue(decision, drew, at=SINCE, send_by_email=True, send_by_post=False)
    decision.refresh_from_db()
    serve(decision, at=SINCE, method="email")
    return decision.restrictions.get()


# Who logs


def test_a_contact_says_when_how_about_what_and_whether_it_kept_the_terms(restriction, cora, emil, sales):
    contact = logged(cora, emil, restriction=restriction, kept_terms="yes", found=["new_issue", "appeal"])

    assert (contact.happened_on, contact.department, contact.with_whom) == (TODAY, sales, emil)
    assert contact.found == contact.open_finds == [Found.NEW_ISSUE, Found.APPEAL]
    event = Event.objects.get(verb="contact.logged")
    assert event.journal == cora.journal
    assert not OutboxMessage.objects.filter(kind="contact_alert").exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [("emil", True), ("sam", True), ("olga", True), ("dana", True), ("ozan", False), ("ada", False), ("alba", False),
     ("april", False)],
)  # fmt: skip
def test_who_deals_with_a_customer_logs_contacts(request, restriction, cora, who, may):
    one = request.getfixturevalue(who)
    assert policy.may_log(one, cora, on=TODAY) == may
    if not may:
        with pytest.raises(Refused, match="Who deals with this customer logs contacts"):
            logged(cora, one)


def test_the_named_contact_logs_and_whoever_left_does_not(named, cora):
    restriction, liaison = named, named.decision.review.liaison
    assert logged(cora, liaison, restriction=restriction, kept_terms="no").department == restriction.case.department
    changed(liaison, is_active=False)
    assert not policy.may_log(liaison, cora, on=TODAY)


def test_a_department_that_was_told_logs_too(ozan, whole_file):
    """Sales was told of the whole file's first customer, and works on it; nobody told rentals."""
    teller = MembershipFactory(user=UserFactory(), role=Role.EMPLOYEE, department=whole_file.sales).user
    assert policy.may_log(teller, whole_file.notice.case.customer, on=TODAY)
    assert not policy.may_log(ozan, whole_file.notice.case.customer, on=TODAY)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"about": "\u200b"}, "Write what it was about."),
        ({"happened_at": NOW + HOUR}, "Enter a time that is not in the future."),
        ({"happened_at": NOW - 367 * DAY}, "Enter a time within the last year."),
    ],
)
def test_what_cannot_be_logged_says_why(cora, case, emil, said, sentence):
    with pytest.raises(Refused, match=sentence):
        logged(cora, emil, **said)
    assert not Contact.objects.exists()


def test_no_contact_is_measured_by_terms_of_another_time(restriction, cora, emil, drew):
    kept = {"restriction": restriction, "kept_terms": "no"}
    with pytest.raises(Refused, match="RS-2026-0010 did not apply at that moment. Choose “No terms applied then”."):
        logged(cora, emil, happened_at=SINCE - DAY, **kept)
    set_aside_restriction(restriction=restriction, reasons="Wrong.", by=drew, at=NOW - HOUR)
    assert policy.terms_to_measure_by(cora, at=NOW, on=TODAY) == []


def test_the_terms_bind_every_record_of_the_customer(restriction, cora, sam):
    twice = CustomerFactory(name="Cora Lindgreen")
    assert policy.terms_to_measure_by(twice, at=NOW, on=TODAY) == []
    merge_customers(survivor=cora, other=twice, why="The same.", by=sam, at=NOW)
    twice.refresh_from_db()

    assert policy.terms_to_measure_by(twice, at=NOW, on=TODAY) == [restriction]
    contact = logged(twice, sam, restriction=restriction, kept_terms="yes")
    assert list(Contact.objects.of_group(cora)) == [contact]


# What was found


@pytest.mark.parametrize("found", ["emergency", "threat"])
def test_an_emergency_or_a_threat_is_told_at_once_and_without_names(restriction, cora, emil, sam, dana, drew, found):
    contact = logged(cora, emil, found=[found])

    told = OutboxMessage.objects.filter(kind="contact_alert")
    assert {one.recipient for one in told} == {sam.email, dana.email, drew.email}
    assert f"/contacts/{contact.pk}/" in told[0].body
    assert "Cora" not in told[0].title + told[0].body
    assert found in told[0].body


def test_what_was_done_is_written_once_for_each_find(restriction, cora, emil, sam):
    contact = logged(cora, emil, found=["new_issue", "appeal"])
    assert list(Contact.objects.to_follow()) == [contact]

    followed(contact, sam)
    assert Contact.objects.get().open_finds == [Found.APPEAL]
    assert list(Contact.objects.to_follow()) == [contact]
    followed(contact, emil, found="appeal", done="Sam entered it.")
    assert not Contact.objects.to_follow().exists()
    assert Event.objects.filter(verb="contact.followed", journal=cora.journal).count() == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"found": "threat"}, "This was not found in the contact."),
        ({"found": "appeal"}, "What was done about this is written down already."),
        ({"done": " "}, "Write what was done, and by whom."),
        ({"by": "ozan"}, "Who deals with this customer writes down what was done."),
        ({"report": "of another"}, "is about somebody else."),
    ],
)
def test_a_step_that_cannot_be_written_says_why(request, case, cora, emil, ozan, said, sentence):
    contact = logged(cora, emil, found=["new_issue", "appeal"])
    followed(contact, emil, found="appeal")
    said = {"by": emil} | said
    said["by"] = ozan if said["by"] == "ozan" else emil
    if "report" in said:
        said["report"] = ReportFactory(customer=CustomerFactory())

    with pytest.raises(Refused, match=sentence):
        followed(contact, **said)


# The pages


def test_seconds_are_enough_at_the_desk(restriction, cora, emil, sign_in):
    there = f"/people/{cora.reference}/contacts/log/"
    client = sign_in(emil)
    page = words(client.get(there))
    assert "Cora Lindgren. In place today: Contact in writing only." in page
    assert 'value="2026-04-17T11:00"' in page

    answer = client.post(there, SENT)
    contact = Contact.objects.get()
    assert answer["Location"] == f"/contacts/{contact.pk}/"
    assert (contact.restriction, contact.kept_terms, contact.found) == (restriction, "yes", [])


def test_a_form_that_lacks_something_keeps_what_was_typed(restriction, cora, emil, sign_in):
    client, there = sign_in(emil), f"/people/{cora.reference}/contacts/log/"

    page = words(client.post(there, SENT | {"found": [], "kept_terms": ""}))
    assert "Tick what you found, or “None of these”" in page
    assert "Choose whether it was within the terms" in page
    assert "The gate is broken." in page
    both = words(client.post(there, SENT | {"found": ["nothing", "threat"]}))
    assert "Tick “None of these” alone, or what you found" in both
    assert not Contact.objects.exists()


def test_a_contact_from_before_the_terms_is_not_measured_by_them(restriction, cora, emil, sign_in):
    sent = SENT | {"kept_terms": "none", "happened_at": "2026-04-10T10:00"}
    sign_in(emil).post(f"/people/{cora.reference}/contacts/log/", sent)

    assert Contact.objects.get().restriction is None


def test_each_find_offers_its_next_step(restriction, cora, emil, dana, sign_in):
    contact = logged(cora, emil, found=list(Found), restriction=restriction, kept_terms="no")

    page, desk = (
        words(sign_in(dana).get(f"/contacts/{contact.pk}/")),
        words(sign_in(emil).get(f"/contacts/{contact.pk}/")),
    )
    for step in (page, desk):
        assert "tel:911" in step
        assert "/report/new/" in step
        assert "dealt with on its merits" in step
        assert f"/restrictions/{restriction.reference}/breach/" in step
        assert step.count("Write down what was done") == 4
    assert f"/letters/{restriction.decision.letter.pk}/" in page
    assert "Give it to a supervisor or a director today" in desk
    assert f"/people/{cora.reference}/" in page
    assert f'href="/people/{cora.reference}/"' not in desk


@pytest.mark.parametrize(
    ("who", "status"),
    [("emil", 200), ("ozan", 404), ("sam", 200), ("olga", 200), ("dana", 200), ("alba", 200), ("april", 404)],
)
def test_who_reads_a_contact(request, case, cora, emil, sign_in, who, status):
    contact = logged(cora, emil, found=["appeal"])
    client = sign_in(request.getfixturevalue(who))

    assert client.get(f"/contacts/{contact.pk}/").status_code == status
    assert ("The gate." in words(client.get("/contacts/"))) == (status == 200)


def test_a_step_is_written_on_its_page(case, cora, emil, sam, sign_in):
    contact, report = logged(cora, emil, found=["threat"]), case.reports.first()
    client, there = sign_in(sam), f"/contacts/{contact.pk}/threat/"

    assert report.reference in words(client.get(there))
    assert client.post(there, {"done": "Sam reported it.", "report": report.pk}).status_code == 302
    page = words(client.get(f"/contacts/{contact.pk}/"))
    assert f"Sam reported it. Report {report.reference}." in page
    assert "written down already" in words(client.get(there))
    for nothing in ("appeal", "nonsense"):
        assert client.get(f"/contacts/{contact.pk}/{nothing}/").status_code == 404


def test_the_named_contact_finds_whom_to_log_and_what_waits(named, cora, sam, sign_in):
    liaison = named.decision.review.liaison
    contact = logged(cora, liaison, found=["appeal", "threat"], restriction=named, kept_terms="yes")

    page = words(sign_in(liaison).get("/contacts/"))
    assert f"/people/{cora.reference}/contacts/log/" in page
    assert page.count(f"/contacts/{contact.pk}/") == 2
    rows = contacts_to_follow(sam, MOMENT)
    assert [(row.title, row.due_on, row.tag) for row in rows] == [("The gate.", TODAY, ("stop", "A threat"))]


def test_contacts_are_paged_by_key_and_an_outsider_sees_none(case, cora, emil, sam, sign_in):
    for hours in range(27):
        logged(cora, emil, happened_at=NOW - timedelta(hours=hours), about=f"Call {hours}.")
    client = sign_in(sam)

    first = client.get("/contacts/")
    assert "Call 24." in words(first)
    assert "Call 25." not in words(first)
    assert "Call 25." in words(client.get(f"/contacts/?{first.context['page'].next}"))
    assert sign_in(UserFactory(is_outside_reviewer=True)).get("/contacts/").status_code == 404


def test_an_auditor_reads_and_logs_nothing(case, cora, alba, emil, sign_in):
    contact, client = logged(cora, emil, found=["appeal"]), sign_in(alba)

    page = words(client.get(f"/contacts/{contact.pk}/"))
    assert "Write down what was done" not in page
    for there in (f"/people/{cora.reference}/contacts/log/", f"/contacts/{contact.pk}/appeal/"):
        assert client.post(there, SENT).status_code == 404
