"""Every way in which an interim safety measure ends, and how it is issued again once (process 2.6)."""

from datetime import date

import pytest

from cases.models import Letter
from cases.policy.case import reasons_not_to_close
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from restrictions.actions import interim_endings as endings
from restrictions.models import DepartmentNotice, InterimEnding, InterimMeasure
from restrictions.policy import interim as policy
from restrictions.policy.conflicts import who_may_hear_an_appeal
from tests.factories import NOW, TODAY, MembershipFactory, changed
from tests.restrictions.danger import (
    DAY,
    FRIDAY,
    HOUR,
    IN_ALL,
    MONDAY,
    after,
    again,
    ask,
    confirmed,
    danger,
    measure,
    on_duty,
    report,
    revoked,
    taken,
)
from tests.restrictions.staging import decided, issue

pytestmark = pytest.mark.django_db
__all__ = ["measure", "on_duty", "report"]


# Ended


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
