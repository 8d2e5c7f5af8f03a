"""Interim safety measures: who takes them, what leaves with them, and every way in which they end (process 2.6)."""

from datetime import date, timedelta

import pytest

from cases.models import Case, Involved, Letter, StaffTie
from cases.policy.case import reasons_not_to_close
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from restrictions.actions import interim as acts
from restrictions.actions import interim_endings as endings
from restrictions.models import (
    DepartmentNotice,
    InterimConfirmation,
    InterimContact,
    InterimEnding,
    InterimMeasure,
    Reconsideration,
    Restriction,
)
from restrictions.policy import interim as policy
from restrictions.policy.conflicts import who_may_hear_an_appeal
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
from tests.restrictions.danger import danger, fresh, taken
from tests.restrictions.staging import decided, issue

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY, FRIDAY, IN_ALL = date(2026, 4, 20), date(2026, 4, 24), date(2026, 5, 1)
ON_DUTY = {"tried": "Dana and Drew, by phone at 10:40 and 10:50"}


@pytest.fixture
def report(cora, sales):
    return danger(cora, sales)


@pytest.fixture
def measure(report, dana):
    """Taken by Dana on Friday, April 17, and not confirmed yet."""
    return taken(report, dana)


@pytest.fixture
def on_duty(report, sam, dana, drew):
    """Taken by Sam while no director was reachable."""
    return taken(report, sam, **ON_DUTY)


def after(days, **more):
    return NOW + timedelta(days=days, **more)


def confirmed(measure, by, until_on=FRIDAY, at=NOW):
    acts.confirm_measure(measure=measure, until_on=until_on, reasons="The knife was found.", by=by, at=at)
    return fresh(measure, at)


def sentences(reasons):
    return " ".join(reasons)


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

    for report, user in ((wrote, dana), (affected, drew)):
        with pytest.raises(Refused, match="Another supervisor or a director"):
            taken(report, user)
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


# Ended


def revoked(measure, by, at=NOW, ways=("email",)):
    endings.revoke_measure(measure=measure, reasons="It was a toy.", ways=ways, by=by, at=at)
    return fresh(measure, at)


def test_revoked_it_ends_at_once_and_everybody_who_was_told_hears(report, dana, drew, sales, emil):
    measure = taken(report, dana, departments=(sales,))

    measure = revoked(measure, drew, at=NOW + HOUR)

    assert policy.state_of(measure, on=TODAY).key == "revoked"
    assert not InterimMeasure.objects.in_force(NOW + HOUR, TODAY).exists()
    assert DepartmentNotice.objects.get(kind="end").until_on == TODAY
    assert "The safety measure no longer applies." in Letter.objects.get(kind="interim_reconsidered").blocks
    assert InterimMeasure.objects.in_force(NOW, TODAY).exists()  # as it was known before


def test_who_was_written_to_hears_by_letter_what_became_of_it(measure, drew):
    with pytest.raises(Refused, match="The customer was written to about this measure"):
        revoked(measure, drew, ways=())


def test_what_is_over_takes_no_further_step(measure, dana, drew, at):
    revoked(measure, drew)

    for act in (confirmed, revoked):
        with pytest.raises(Refused, match="IM-2026-0001 is over already: revoked, April 17, 2026."):
            act(measure, dana)
    with pytest.raises(Refused, match="did not run out"):
        again(measure, dana, at=after(3))
    with pytest.raises(Refused, match="is over already"):
        ask(measure, dana)


def test_it_lapses_by_itself_unless_confirmed_and_the_end_is_told_once(report, dana, sales, emil):
    measure = taken(report, dana, departments=(sales,), ways=("hand",))
    changed(measure.letter.deliveries.get(), sent_at=NOW, sent_recorded_at=NOW, deemed_on=TODAY)
    assert not InterimMeasure.objects.in_force(after(4), MONDAY + DAY).exists()

    said = [endings.announce_interim_ends(after(days), TODAY + days * DAY) for days in (3, 4, 4, 30)]

    assert [one[0] for one in said] == ["0", "1", "0", "0"]
    assert InterimEnding.objects.get().ended_on == MONDAY + DAY
    assert DepartmentNotice.objects.get(kind="end").until_on == MONDAY
    assert "April 20, 2026" in Letter.objects.get(kind="L8").blocks
    assert Event.objects.filter(verb="interim.lapsed").count() == 1


def test_who_never_had_the_letter_gets_no_end(measure):
    endings.announce_interim_ends(after(4), TODAY + 4 * DAY)

    assert InterimEnding.objects.get().letter is None
    assert not Letter.objects.filter(kind="L8").exists()


def test_one_that_cannot_be_announced_does_not_keep_the_others_back(measure, cora, sales, dana, monkeypatch):
    taken(danger(cora, sales), dana)
    original = endings.standing

    def standing(one, at):
        if one.reference == "IM-2026-0001":
            raise Refused("There is no paper.")
        return original(one, at)

    monkeypatch.setattr(endings, "standing", standing)
    assert endings.announce_interim_ends(after(4), TODAY + 4 * DAY).startswith("1 ends")


def test_an_end_that_has_not_come_is_not_announced(measure):
    with pytest.raises(Refused, match="IM-2026-0001 has not ended: its last day is April 20, 2026."):
        endings.announce_interim_end(measure=measure, by=None, at=NOW)


def test_directors_are_alerted_once_in_the_last_24_hours_and_again_for_a_new_last_day(measure, dana, drew):
    for days in (2, 3, 3):
        endings.remind_of_interim_ends(after(days), TODAY + days * DAY)
    assert OutboxMessage.objects.filter(kind="interim_ending").count() == 2
    confirmed(measure, dana, at=after(3))

    for days in (4, 6, 7, 7, 8):
        endings.remind_of_interim_ends(after(days), TODAY + days * DAY)
    assert OutboxMessage.objects.filter(kind="interim_ending").count() == 4


def test_an_issued_decision_takes_its_place_and_is_never_back_dated(case, report, dana, april, sales, emil):
    measure = taken(report, dana, departments=(sales,))
    confirmed(measure, dana)
    decision = decided(case, dana)

    issue(decision, dana, departments=[sales], at=after(3))

    ending = InterimEnding.objects.get()
    assert (ending.kind, ending.decision, ending.ended_on) == ("converted", decision, date(2026, 4, 25))  # by mail
    assert decision.restrictions.get().terms.get().begins_on >= decision.decided_on
    assert InterimMeasure.objects.in_force(after(4), TODAY + 4 * DAY).exists()  # until the letter counts as received
    assert not InterimMeasure.objects.in_force(after(8), FRIDAY + DAY).exists()
    assert "A restriction takes its place from April 25, 2026" in DepartmentNotice.objects.get(kind="end").can
    endings.announce_interim_ends(after(9), TODAY + 9 * DAY)
    assert InterimEnding.objects.count() == 1


def test_handed_over_the_same_day_the_measure_ends_at_once(case, report, dana, april):
    taken(report, dana)

    issue(decided(case, dana), dana, send_by_post=False, by_hand=True)

    assert InterimEnding.objects.get().ended_on == TODAY
    assert not InterimMeasure.objects.in_force(NOW, TODAY).exists()


def test_a_decision_that_was_not_issued_takes_no_measure_s_place(case, report, dana, april):
    measure = taken(report, dana)

    with pytest.raises(Refused, match="is not an issued decision"):
        endings.convert_measure(measure=measure, decision=decided(case, dana), starts_on=TODAY, by=dana, at=NOW)


def test_a_case_with_a_measure_in_place_is_not_closed(case, report, dana, organization):
    taken(report, dana)

    reasons = list(reasons_not_to_close(case, tell_customer=True, by=dana, on=TODAY, organization=organization))
    assert "Safety measure IM-2026-0001 is in place. End it first, or wait until it has ended." in reasons


def test_who_took_or_confirmed_a_measure_hears_no_appeal(case, report, dana, april, organization):
    assert who_may_hear_an_appeal(case, on=TODAY) == [april]
    MembershipFactory(user=april, role="director")
    confirmed(taken(report, dana), april)

    assert who_may_hear_an_appeal(case, on=TODAY) == []


# Issued again


def again(measure, by, at, **values):
    said = {"why_again": "The witness is away until Monday.", "ways": ("email",), "not_reached": ""} | values
    return fresh(acts.issue_again(measure=fresh(measure, at), by=by, at=at, **said), at)


def test_a_director_issues_it_again_once_and_never_beyond_14_days(report, dana, drew, sales, emil):
    measure = confirmed(taken(report, dana, departments=(sales,)), dana)

    second = again(measure, drew, at=after(7))

    assert (second.begins_on, second.last_on, second.reissue_of) == (FRIDAY + DAY, IN_ALL, measure)
    assert policy.state_of(second, on=FRIDAY) is policy.BEGINS
    assert DepartmentNotice.objects.filter(interim=second, kind="start").count() == 1
    assert "The witness is away until Monday." in second.letter.blocks
    assert "does not confirm it" not in second.letter.blocks
    with pytest.raises(Refused, match="It was issued again already, as IM-2026-0002."):
        again(measure, drew, at=after(7))
    with pytest.raises(Refused, match="It is not issued again."):
        again(second, drew, at=after(14))
    with pytest.raises(Refused, match="It needs no confirmation."):
        confirmed(second, dana, until_on=IN_ALL, at=after(8))


@pytest.mark.parametrize(
    ("days", "sentence"), [(6, "It is issued again on its last day, April 24, 2026, or after it."), (15, "are over")]
)
def test_it_is_issued_again_when_it_runs_out_and_within_14_days(measure, dana, days, sentence):
    confirmed(measure, dana)

    with pytest.raises(Refused, match=sentence):
        again(measure, dana, at=after(days))


def test_one_that_lapsed_unconfirmed_can_be_issued_again(measure, dana):
    endings.announce_interim_ends(after(4), TODAY + 4 * DAY)

    second = again(measure, dana, at=after(4))
    assert (second.begins_on, second.last_on) == (TODAY + 4 * DAY, TODAY + 11 * DAY)


def test_revoking_the_first_ends_the_one_that_waits_behind_it(measure, dana, drew):
    confirmed(measure, dana)
    second = again(measure, dana, at=after(7))

    revoked(measure, drew, at=after(7))

    assert set(InterimEnding.objects.values_list("measure", "kind")) == {
        (measure.pk, "revoked"),
        (second.pk, "revoked"),
    }
    assert not InterimMeasure.objects.in_force(after(8), FRIDAY + DAY).exists()


@pytest.mark.parametrize("who", ["sam", "emil", "april"])
def test_only_a_director_issues_it_again(request, measure, who):
    with pytest.raises(Refused, match="Only a director"):
        again(measure, request.getfixturevalue(who), at=after(3))


# Told by word, written to later


def test_what_was_said_by_word_is_written_down_within_a_business_day_or_with_the_reason(measure, sam, at):
    said = {"measure": measure, "kind": "told", "how": "Told at the door.", "by": sam}

    acts.write_down(**said, happened_at=NOW, late_reason="", at=after(3))
    with pytest.raises(Refused, match="within one business day"):
        acts.write_down(**said, happened_at=NOW, late_reason="", at=after(4))
    acts.write_down(**said, happened_at=NOW, late_reason="Off sick.", at=after(4))

    assert InterimContact.objects.filter(kind="told").count() == 2
    with pytest.raises(Refused, match="you do not work on it"):
        acts.write_down(**said | {"by": UserFactory()}, happened_at=NOW, late_reason="", at=after(3))


def test_who_is_reached_after_all_gets_the_letter_once(report, dana):
    measure = taken(report, dana, ways=(), not_reached="No answer.")

    acts.write_to_them(measure=measure, ways=("post",), by=dana, at=NOW + HOUR)

    assert Letter.objects.get(kind="L3").deliveries.get().method == "post"
    with pytest.raises(Refused, match="was written already"):
        acts.write_to_them(measure=measure, ways=("post",), by=dana, at=NOW + HOUR)


# Looked at again


def ask(measure, by, at=NOW, **values):
    said = {"their_words": "It was a kitchen knife I had bought.", "channel": "phone", "received_at": at} | values
    return endings.enter_request(measure=measure, by=by, at=at, **said)


def answered(asked, by, outcome="kept", at=NOW + HOUR, **values):
    said = {"outcome": outcome, "reasons": "Two people saw it raised.", "ways": ("email",)} | values
    return endings.answer_asked(asked=asked, by=by, at=at, **said)


def test_a_request_to_look_again_is_kept_word_for_word_and_due_in_two_business_days(measure, sam, drew, dana):
    asked = ask(measure, sam)

    assert (asked.words, asked.due_on) == ("It was a kitchen knife I had bought.", date(2026, 4, 21))
    assert [one.recipient for one in OutboxMessage.objects.filter(kind="interim_asked")] == [drew.email]
    with pytest.raises(Refused, match="open already"):
        ask(measure, sam)


def test_another_manager_keeps_it_with_a_letter(measure, sam, drew):
    asked = answered(ask(measure, sam), drew)

    assert asked.outcome == "kept"
    assert "The safety measure stays until April 20, 2026" in asked.reply.blocks
    assert not InterimEnding.objects.exists()


def test_another_manager_ends_it_at_once(report, dana, drew, sam, sales, emil):
    measure = taken(report, dana, departments=(sales,))

    asked = answered(ask(measure, sam), sam, outcome="revoked")

    assert InterimEnding.objects.get().letter == asked.reply
    assert DepartmentNotice.objects.filter(kind="end").count() == 1
    assert Event.objects.filter(verb="interim.answered").count() == 1


def test_who_took_or_confirmed_it_does_not_answer(measure, sam, dana, drew):
    confirmed(measure, drew)
    asked = ask(measure, sam)

    for by in (dana, drew):
        with pytest.raises(Refused, match="You took or confirmed this measure"):
            answered(asked, by)


@pytest.mark.parametrize(("who", "sentence"), [("emil", "answered by a director"), ("olga", "answered by a director")])
def test_who_manages_nothing_here_does_not_answer(request, measure, sam, who, sentence):
    with pytest.raises(Refused, match=sentence):
        answered(ask(measure, sam), request.getfixturevalue(who))


def test_an_answer_after_the_end_says_that_it_had_ended(measure, sam, drew):
    asked = answered(ask(measure, sam), drew, at=after(5))

    assert (asked.outcome, Reconsideration.objects.get().outcome) == ("over", "over")
    with pytest.raises(Refused, match="answered already"):
        answered(asked, drew)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"their_words": ""}, "Write down the customer's own words."),
        ({"received_at": NOW + HOUR}, "Enter a time after the measure was taken that is not in the future."),
        ({"received_at": NOW - HOUR}, "Enter a time after the measure was taken"),
    ],
)
def test_what_a_request_cannot_do_without(measure, sam, values, sentence):
    with pytest.raises(Refused, match=sentence):
        ask(measure, sam, **values)


# Home


def test_what_waits_is_to_confirm_or_about_to_end(measure, dana):
    assert [(one.label, one.due_on) for one in policy.waiting([measure], on=TODAY)] == [("To confirm", MONDAY)]

    measure = confirmed(measure, dana)
    assert list(policy.waiting([measure], on=TODAY)) == []
    assert [one.label for one in policy.waiting([fresh(measure, after(6))], on=FRIDAY - DAY)] == ["Ends by itself"]
