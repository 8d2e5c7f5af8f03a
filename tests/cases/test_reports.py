"""Policy, Reporting unacceptable conduct: a report is sent, read in time, added to, and never edited."""

from datetime import timedelta

import pytest

from cases.actions.reports import add_to_report, ask_to_void, confirm_voiding, decline_voiding, send_report
from cases.models import Addendum, Customer, IncidentReport, Letter, ReportDraft
from cases.policy import reports as policy
from cases.policy.reports import Facts
from conduct import audit
from conduct.lifecycle import Refused
from conduct.models import Change, Event, OutboxMessage, Role
from tests.factories import NOW, TODAY, CustomerFactory, MembershipFactory, ReportFactory, changed

pytestmark = pytest.mark.django_db


def told(**values):
    return Facts(
        **{
            "help_needed": False,
            "narrative": "They shouted.",
            "occurred_at": NOW - timedelta(hours=2),
            "channel": "phone",
        }
        | values
    )


@pytest.fixture
def draft(emil):
    return ReportDraft.objects.begin(author=emil, key="a" * 32, at=NOW)


@pytest.fixture
def send(draft, emil, sales):
    def sending(facts=None, **values):
        return send_report(
            **{"draft": draft, "facts": facts or told(), "department": sales, "by": emil, "at": NOW} | values
        )

    return sending


def outbox():
    return sorted(OutboxMessage.objects.values_list("kind", "recipient"))


def test_a_sent_report_is_one_event_with_every_row_it_wrote(send, emil, sam, organization):
    report = send(told(people=[(sam, "Sam", "witness")]))

    event = Event.objects.get(verb="report.sent")
    assert (event.actor, event.subject) == (emil, f"cases.incidentreport:{report.pk}")
    assert audit.sentence_of(event) == "Emil Novak sent report IR-2026-0001, Sales"
    assert {change.object.partition(":")[0] for change in Change.objects.filter(event=event)} == {
        "cases.incidentreport", "cases.involved", "cases.letter", "conduct.storedfile",
    }  # fmt: skip


def test_references_count_up_within_a_year(send, emil, sam):
    first = send()
    second = send(draft=ReportDraft.objects.begin(author=emil, key="b" * 32, at=NOW))

    assert [first.reference, second.reference] == ["IR-2026-0001", "IR-2026-0002"]


def test_the_draft_is_emptied_and_points_to_its_report(send, draft, sam):
    draft.keep("what", {"narrative": "They shouted."}, made_from=0, at=NOW)

    report = send()

    draft.refresh_from_db()
    assert (draft.sent, draft.answers) == (report, {})


def test_the_supervisor_is_told_and_every_director_gets_a_copy(send, sam, dana, drew):
    send()

    assert outbox() == [
        ("L0", "emil@example.com"), ("report_copy", "dana@example.com"), ("report_copy", "drew@example.com"),
        ("report_to_read", "sam@example.com"),
    ]  # fmt: skip


def test_an_urgent_report_alerts_supervisor_and_all_directors_at_once(send, sam, dana, drew):
    send(told(help_needed=True))

    assert outbox() == [
        ("L0", "emil@example.com"), ("report_urgent", "dana@example.com"), ("report_urgent", "drew@example.com"),
        ("report_urgent", "sam@example.com"),
    ]  # fmt: skip


def test_the_director_on_duty_is_alerted_and_the_other_gets_a_copy(send, sam, dana, drew, organization):
    changed(organization, duty_director=drew)

    send(told(help_needed=True))

    assert ("report_urgent", "drew@example.com") in outbox()
    assert ("report_copy", "dana@example.com") in outbox()


def test_nobody_who_is_complained_of_reads_the_report_as_supervisor_or_director(send, sam, dana, drew):
    send(told(people=[(sam, "", "complained_of"), (dana, "", "complained_of")]))

    assert outbox() == [("L0", "emil@example.com"), ("report_copy", "drew@example.com")]


def test_the_receipt_says_who_reads_it_by_when_and_that_nobody_may_punish(send, sam, organization):
    send()

    letter = Letter.objects.get()
    assert letter.kind == Letter.Kind.L0
    for words in ("IR-2026-0001", "Sam Okafor, Sales", "April 21, 2026", "Employee support", "Nobody may punish you"):
        assert words in letter.blocks
    assert OutboxMessage.objects.get(kind="L0").file == letter.file
    assert not letter.deliveries.exists()


def test_an_organization_that_said_nothing_about_itself_still_takes_reports(send, organization):
    changed(organization, address="", phone="", email="", support_contact="")

    assert send().reference == "IR-2026-0001"


def test_a_new_customer_gets_a_record_with_what_is_known(send, sam):
    report = send(
        told(
            is_new_customer=True,
            customer_name="Robin Castel",
            customer_phone="(703) 555-0147",
            customer_address="214 Sample Lane",
        )
    )

    assert report.customer.search == "p 2026 0001 | robin castel | 214 sample lane | 214 sample ln | 7035550147"
    assert Event.objects.get(verb="customer.added").cause.verb == "report.sent"


def test_a_person_nobody_could_name_is_described(send, sam):
    report = send(told(is_new_customer=True, customer_description="Tall, red coat"))

    assert str(report.customer) == f"Unknown person {report.customer.reference}"
    assert report.customer_as_reported == "Tall, red coat"


def test_a_merged_customer_is_reported_as_the_one_that_survived(send, sam):
    head = CustomerFactory(name="Head")
    merged = changed(CustomerFactory(name="Merged"), merged_into=head)

    assert send(told(customer=merged)).customer == head


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"narrative": "\u200b"}, "Write what you saw and heard"),
        ({"occurred_at": NOW + timedelta(minutes=1)}, "Enter a time that has already passed"),
        ({"occurred_at": NOW + timedelta(days=1)}, "Enter a date that is today or earlier"),
        ({"occurred_at": NOW.replace(year=1999), "late_reason": "Long ago"}, "Enter a date from the year 2000 on"),
        ({"occurred_at": NOW - timedelta(days=2)}, "Say why it is reported now. Reports are due within 1 business day"),
    ],
)
def test_what_a_report_cannot_do_without(send, values, sentence, sam):
    with pytest.raises(Refused, match=sentence):
        send(told(**values))

    assert not IncidentReport.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_report_needs_a_department(send):
    with pytest.raises(Refused, match="Choose the department"):
        send(department=None)


def test_a_report_is_sent_once(send):
    send()

    with pytest.raises(Refused, match="already sent"):
        send()
    assert IncidentReport.objects.count() == 1


def test_nothing_is_sent_when_the_event_cannot_be_written(send, sam, monkeypatch, draft):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("cases.actions.reports.record", fail)
    with pytest.raises(RuntimeError):
        send(told(is_new_customer=True, customer_name="Robin"))

    assert not IncidentReport.objects.exists()
    assert not Customer.objects.exists()
    draft.refresh_from_db()
    assert draft.sent is None


@pytest.mark.parametrize(("hours", "late"), [(2, False), (24, False), (47, True)])
def test_a_report_is_late_after_the_business_days_of_the_settings(organization, calendar, hours, late):
    reasons = policy.reasons_a_late_report_needs(
        NOW - timedelta(hours=hours), "", at=NOW, calendar=calendar, organization=organization
    )

    assert bool(list(reasons)) == late


def test_an_urgent_report_is_read_the_same_day_and_others_in_business_days(organization, calendar):
    friday = {"on": TODAY, "calendar": calendar, "organization": organization}

    assert policy.read_by(urgent=True, **friday) == TODAY
    assert policy.read_by(urgent=False, **friday) == TODAY + timedelta(days=4)


def test_the_department_of_a_reporter_is_the_first_they_joined(emil, sales, rentals):
    MembershipFactory(user=emil, role=Role.EMPLOYEE, department=rentals, starts_on=TODAY)

    assert policy.departments_of(emil, TODAY) == [sales, rentals]


def test_a_report_is_added_to_and_never_changed(emil, sales):
    report = ReportFactory(reporter=emil, department=sales)

    add_to_report(report=report, text="They called again.", by=emil, at=NOW)

    assert Addendum.objects.get().text == "They called again."
    assert Event.objects.filter(verb="report.added_to").count() == 1


def test_nothing_is_added_to_a_void_report(emil, sales):
    report = ReportFactory(reporter=emil, department=sales)
    report.become(IncidentReport.Status.VOID)
    changed(report)

    with pytest.raises(Refused, match="Nothing can be added"):
        add_to_report(report=report, text="More", by=emil, at=NOW)


@pytest.fixture
def asked(emil, sales, sam):
    return ask_to_void(
        report=ReportFactory(reporter=emil, department=sales), reason="The wrong customer", by=emil, at=NOW
    )


def test_a_second_person_confirms_that_a_report_is_void(asked, sam):
    report = confirm_voiding(voiding=asked, by=sam, at=NOW)

    assert report.is_void
    assert outbox() == [("report_void_asked", "sam@example.com"), ("report_voided", "emil@example.com")]
    assert (
        audit.sentence_of(Event.objects.get(verb="report.voided"))
        == f"Sam Okafor confirmed that report {report} is void"
    )


def test_a_second_person_declines_and_the_report_stands(asked, dana):
    report = decline_voiding(voiding=asked, by=dana, at=NOW)

    assert report.status == IncidentReport.Status.SENT
    ask_to_void(report=report, reason="Once more", by=dana, at=NOW)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("emil", "You asked for this"),
        ("ozan", "A supervisor of the department or a director"),
        ("olga", "A supervisor of the department"),
    ],
)
def test_who_cannot_confirm_that_a_report_is_void(asked, request, who, sentence, ozan, olga):
    with pytest.raises(Refused, match=sentence):
        confirm_voiding(voiding=asked, by=request.getfixturevalue(who), at=NOW)

    asked.report.refresh_from_db()
    assert not asked.report.is_void


def test_a_request_to_void_is_answered_once(asked, sam, dana):
    decline_voiding(voiding=asked, by=sam, at=NOW)

    with pytest.raises(Refused, match="already answered"):
        confirm_voiding(voiding=asked, by=dana, at=NOW)


def test_only_one_request_to_void_stands_at_a_time(asked, dana):
    with pytest.raises(Refused, match="already asked"):
        ask_to_void(report=asked.report, reason="Again", by=dana, at=NOW)


@pytest.mark.parametrize("status", IncidentReport.Status)
def test_a_reporter_reads_where_every_report_stands(case, status):
    report = ReportFactory(case=case, status=IncidentReport.Status.SENT)
    report.status = status

    kind, label, sentence = policy.progress_of(report, reader="Sam Okafor", by_day=TODAY)

    assert label
    assert sentence.endswith(".")
    assert kind in ("wait", "review", "done")
    assert "Cora" not in sentence


def test_a_supervisor_of_a_director_report_is_found_by_department(sam, olga, sales, rentals):
    assert policy.readers_by_department({sales.pk, rentals.pk}, on=TODAY) == {sales.pk: [sam], rentals.pk: [olga]}


def test_a_role_that_ended_reads_nothing(sam, sales):
    changed(sam.memberships.get(), ends_on=TODAY - timedelta(days=1))

    assert policy.readers_of(sales, on=TODAY) == []
