"""Interim safety measures: who takes them, what leaves with them, and who confirms them (process 2.6)."""

import pytest

from cases.models import Case, Involved, Letter, StaffTie
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from restrictions.actions import interim as acts
from restrictions.models import DepartmentNotice, InterimConfirmation, InterimContact, InterimMeasure, Restriction
from restrictions.policy import interim as policy
from tests.factories import NOW, TODAY, CustomerFactory, InvolvedFactory, MembershipFactory, changed, staged
from tests.restrictions.danger import (
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    ON_DUTY,
    after,
    confirmed,
    danger,
    measure,
    on_duty,
    report,
    revoked,
    taken,
)

pytestmark = pytest.mark.django_db
__all__ = ["measure", "on_duty", "report"]


# Taking it


def test_a_director_takes_a_measure_without_the_preconditions(measure, cora, dana, at):
    assert measure.reference == "IM-2026-0001"
    assert (measure.begins_on, measure.lapses_on, measure.latest_end_on) == (TODAY, MONDAY, FRIDAY)
    assert policy.state_of(measure, on=TODAY) is policy.TO_CONFIRM
    assert not Restriction.objects.exists()
    assert Event.objects.filter(verb="interim.taken").count() == 1


def test_the_act_opens_a_case_and_makes_the_report_part_of_it(measure, report):
    report.refresh_from_db()
    assert measure.case.title == f"Danger reported in {report.reference}"
    assert (report.case, report.status) == (measure.case, "linked")


def test_it_belongs_to_the_open_case_of_the_customer(case, report, dana):
    assert taken(report, dana).case == case


def test_a_report_nobody_triaged_yet_stays_in_triage(cora, sales, dana):
    report = danger(cora, sales, severity=None)

    measure = taken(report, dana)

    report.refresh_from_db()
    assert (report.status, report.case, measure.severity) == ("sent", None, 4)


def test_letter_l3_says_what_until_when_why_and_how_to_be_heard(measure, organization):
    letter = measure.letter
    assert (letter.kind, letter.case, letter.signed_by) == ("L3", measure.case, measure.taken_by)
    for words in (
        "April 17, 2026, 11:00 AM", "April 24, 2026, 11:59 PM", "by the end of April 20, 2026", "temporary",
        "Please do not come to 100 Example Avenue.", "A knife was shown", "another manager", "within 2 business days",
        "call 911, then 555-0199",
    ):  # fmt: skip
        assert words in letter.blocks, words
    assert OutboxMessage.objects.filter(kind="letter", recipient="cora@example.com").count() == 1


def test_departments_are_told_what_to_do_and_never_why(report, dana, sales, emil, sam):
    taken(report, dana, departments=(sales,))

    notice = DepartmentNotice.objects.get()
    assert (notice.kind, notice.from_on, notice.until_on) == ("start", TODAY, MONDAY)
    assert "Admit them to 100 Example Avenue" in notice.please_do_not
    told = notice.can + notice.please_do_not + notice.whom_to_ask
    assert "knife" not in told + " ".join(OutboxMessage.objects.filter(kind="notice").values_list("body", flat=True))
    assert set(OutboxMessage.objects.filter(kind="notice").values_list("recipient", flat=True)) == {
        emil.email,
        sam.email,
    }


def test_a_supervisor_acts_when_no_director_is_reachable_and_every_director_hears(on_duty, dana, drew):
    assert (on_duty.taken_as, on_duty.tried) == ("supervisor", ON_DUTY["tried"])
    alerts = OutboxMessage.objects.filter(kind="interim_taken")
    assert set(alerts.values_list("recipient", flat=True)) == {dana.email, drew.email}
    assert all("Cora" not in one.title + one.body for one in alerts)


def test_the_director_on_duty_alone_hears_where_one_is_named(report, sam, dana, drew, organization):
    changed(organization, duty_director=drew)
    taken(report, sam, **ON_DUTY)

    assert [one.recipient for one in OutboxMessage.objects.filter(kind="interim_taken")] == [drew.email]


def test_who_cannot_be_reached_gets_no_letter_and_what_was_tried_is_kept(report, dana):
    measure = taken(report, dana, ways=(), not_reached="No address; the phone rang out.")

    assert measure.letter is None
    assert InterimContact.objects.get().kind == "tried"


def test_somebody_nobody_knows_can_be_kept_out_by_description(sales, dana, organization):
    stranger = CustomerFactory(name="", description="A man in a red jacket", address_line_1="")
    measure = taken(danger(stranger, sales), dana, ways=(), not_reached="He ran off.")

    assert measure.customer_name == "A man in a red jacket"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"severity": 2}, "A safety measure is for severity 4, or 3 with an imminent risk."),
        ({"severity": 3}, "Triage found severity 4."),
        ({"content": ()}, "Choose what is done."),
        ({"places": ""}, "Say where they are not admitted."),
        ({"reasons": ""}, "Write the reasons, in short, for the letter."),
        ({"ways": ()}, "Choose how the letter goes, or write what was tried to reach the person."),
        ({"not_reached": "Nobody at home"}, "Keep one of them."),
        ({"told_how": "Please leave."}, "say when and what was said"),
        ({"told_at": NOW + HOUR, "told_how": "Leave."}, "Enter a time that is not in the future."),
        ({"told_at": NOW - 5 * DAY, "told_how": "Leave."}, "within one business day"),
        ({"no_department_reason": ""}, "Choose the departments to tell, or say why none needs to know."),
        ({"ways": ("post", "email", "hand"), "severity": 0}, "A safety measure is for severity 4"),
    ],
)
def test_what_is_missing_refuses_it_and_writes_nothing(report, dana, said, sentence):
    events = Event.objects.count()

    with pytest.raises(Refused, match=sentence.split("(")[0]):
        taken(report, dana, **said)

    assert not InterimMeasure.objects.exists()
    assert not Case.objects.exists()
    assert Event.objects.count() == events


def test_severity_three_needs_an_imminent_risk_that_is_stated(cora, sales, dana):
    report = danger(cora, sales, severity=3)

    with pytest.raises(Refused, match="say what the imminent risk is"):
        taken(report, dana, severity=3)
    assert taken(report, dana, severity=3, imminent_risk="He said he comes back tonight.").severity == 3


@pytest.mark.parametrize("severity", [1, 2])
def test_what_triage_found_less_serious_takes_no_measure(cora, sales, dana, severity):
    with pytest.raises(Refused, match="not serious enough"):
        taken(danger(cora, sales, severity=severity), dana)


@pytest.mark.parametrize("who", ["emil", "olga", "april", "ada", "alba"])
def test_the_wrong_role_takes_none(request, report, who):
    with pytest.raises(Refused, match="taken by a director, or by a supervisor"):
        taken(report, request.getfixturevalue(who))


def test_a_supervisor_says_which_directors_were_tried(report, sam):
    with pytest.raises(Refused, match="which directors you tried to reach"):
        taken(report, sam)


def test_nobody_with_a_part_takes_one(cora, sales, dana, drew, sam):
    wrote = danger(cora, sales, reporter=dana)
    affected = danger(cora, sales)
    InvolvedFactory(report=affected, user=drew, part=Involved.Part.AFFECTED)

    for its, user in ((wrote, dana), (affected, drew)):
        with pytest.raises(Refused, match="Another supervisor or a director"):
            taken(its, user)
    staged(row=StaffTie(customer=cora, user=sam, kind="family", declared_by=sam, declared_at=NOW))
    with pytest.raises(Refused, match="tied to this customer"):
        taken(danger(cora, sales), sam, **ON_DUTY)


def test_one_report_carries_one_measure(measure, report, dana):
    with pytest.raises(Refused, match="IM-2026-0001 was taken on this report already"):
        taken(report, dana)


def test_switched_off_it_is_refused_and_those_in_place_run_out(measure, cora, sales, dana, organization):
    changed(organization, interim_measures=False)

    with pytest.raises(Refused, match="switched off"):
        taken(danger(cora, sales), dana)
    with pytest.raises(Refused, match="switched off"):
        acts.issue_again(measure=measure, why_again="Not done.", ways=("email",), not_reached="", by=dana, at=after(3))
    assert confirmed(measure, dana).last_on == FRIDAY
    assert InterimMeasure.objects.in_force(after(7), FRIDAY).count() == 1


def test_on_a_merged_record_it_belongs_to_the_one_that_goes_on(report, cora, dana, case):
    survivor = CustomerFactory(name="Cora L. Lindgren")
    changed(cora, merged_into=survivor)
    changed(case, title="Merged")

    measure = taken(report, dana, ways=("post",))
    assert measure.case == case
    assert measure.customer_name == "Cora L. Lindgren"
    assert InterimMeasure.objects.of_group(survivor).get() == measure


def test_when_the_record_of_it_fails_nothing_is_left(report, dana, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no disk")

    monkeypatch.setattr(acts, "record", broken)
    with pytest.raises(OSError, match="no disk"):
        taken(report, dana)

    assert not InterimMeasure.objects.exists()
    assert not Letter.objects.exists()
    assert not OutboxMessage.objects.exists()


# Confirmed


def test_a_director_confirms_it_and_departments_hear_the_new_last_day(report, sam, dana, sales, emil):
    measure = taken(report, sam, departments=(sales,), **ON_DUTY)

    measure = confirmed(measure, dana, at=after(3))

    assert (measure.last_on, measure.confirmation.by) == (FRIDAY, dana)
    assert policy.state_of(measure, on=MONDAY) is policy.CONFIRMED
    assert DepartmentNotice.objects.get(kind="change").until_on == FRIDAY
    assert Event.objects.filter(verb="interim.confirmed").count() == 1


@pytest.mark.parametrize(
    ("days", "until_on", "sentence"),
    [
        (4, FRIDAY, "IM-2026-0001 ended by itself at the end of April 20, 2026."),
        (0, FRIDAY + DAY, "Choose a last day from today to April 24, 2026."),
        (0, TODAY - DAY, "Choose a last day from today"),
    ],
)
def test_it_is_confirmed_in_time_and_within_the_longest_time(measure, drew, days, until_on, sentence):
    with pytest.raises(Refused, match=sentence):
        confirmed(measure, drew, until_on, at=after(days))
    assert not InterimConfirmation.objects.exists()


def test_the_supervisor_who_took_it_neither_confirms_nor_revokes_even_as_a_director(on_duty, sam):
    MembershipFactory(user=sam, role="director")

    for act in (confirmed, revoked):
        with pytest.raises(Refused, match="You took this measure on duty"):
            act(on_duty, sam)


@pytest.mark.parametrize("who", ["emil", "sam", "april", "ada"])
def test_only_a_director_confirms_or_revokes(request, measure, who):
    for act in (confirmed, revoked):
        with pytest.raises(Refused, match="Only a director can do this"):
            act(measure, request.getfixturevalue(who))


def test_confirming_twice_says_who_did(measure, dana, drew):
    confirmed(measure, dana)

    with pytest.raises(Refused, match="Dana Ruiz confirmed it already, until April 24, 2026."):
        confirmed(measure, drew)
