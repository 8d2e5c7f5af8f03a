"""Each guard of interim safety measures refuses one write that nothing else would."""

from datetime import timedelta

import pytest

from cases.models import StaffTie
from restrictions.models import InterimConfirmation, InterimEnding
from tests.factories import NOW, TODAY
from tests.proofs import another, insert, prove, rewrite, tried

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def measure(f, **values):
    """Another measure, on the report that has none: the columns of a sound one, but for these."""
    new = {"reference": "IM-9", "report": f.unused_report, "letter": None}
    return insert(f, another(f.measure, **new | values))


def again(f, **values):
    """The sound one issued again."""
    begins = TODAY + 8 * DAY
    days = {"begins_on": begins, "lapses_on": TODAY + 2 * WEEK, "latest_end_on": TODAY + 2 * WEEK}
    new = {"reference": "IM-9", "letter": None, "reissue_of": f.measure, "why_again": "Not done."}
    return insert(f, another(f.measure, **new | days | values))


def confirm(f, of, **values):
    said = {"by": f.dana, "at": NOW, "on": TODAY, "until_on": TODAY + WEEK, "reasons": "It helps."}
    return insert(f, InterimConfirmation(measure=of, **said | values))


def end(f, of, **values):
    return insert(
        f, InterimEnding(measure=of, **{"by": f.dana, "at": NOW, "ended_on": TODAY, "reasons": "Over."} | values)
    )


def confirmed_after_its_end(f):
    end(f, f.on_duty, kind="revoked")
    confirm(f, f.on_duty)


def on_duty_and_then_director(f):
    held = f.sam.memberships.get()
    approved = {"approved_by": f.dana, "approved_at": held.granted_at}
    insert(f, another(held, role="director", department=None, **approved))
    confirm(f, f.on_duty, by=f.sam)


def saw_it(f, write):
    """What somebody writes who saw what a report of the case tells."""

    def written():
        insert(f, another(f.involved, user=f.dana, report=f.measure.report))
        return write()

    return written()


def tied_and_confirms(f):
    insert(f, StaffTie(customer=f.measure.customer, user=f.dana, kind="family", declared_by=f.dana, declared_at=NOW))
    confirm(f, f.on_duty)


def saw_its_report(f):
    insert(f, another(f.involved, user=f.dana, report=f.unused_report))
    measure(f)


def answered_by_the_witness(f):
    given = {"outcome": "kept", "reasons": "It stays.", "decided_by": f.dana, "decided_at": NOW}
    rewrite(f, f.unread_request, **given)


PROOFS = {
    "interim_independent": lambda f: saw_it(f, lambda: measure(f)),
    "interim_independent_of_its_report": saw_its_report,
    "interim_confirmed_independently": tied_and_confirms,
    "interim_ended_independently": lambda f: saw_it(f, lambda: end(f, f.on_duty, kind="revoked")),
    "reconsidered_independently": lambda f: saw_it(f, lambda: answered_by_the_witness(f)),
    "interim_frozen": lambda f: rewrite(f, f.on_duty, places="Other"),
    "interim_letter_once": lambda f: rewrite(f, f.measure, letter=None),
    "interim_within_any_cap": lambda f: measure(f, latest_end_on=TODAY + WEEK + DAY),
    "interim_issued_again_once": lambda f: again(f, report=f.unused_report),
    "interim_by_who_may": lambda f: measure(f, taken_by=f.emil),
    "interim_of_one_file": lambda f: measure(f, customer=f.cora),
    "interim_confirmation_frozen": lambda f: rewrite(f, f.confirmation, reasons="Other"),
    "interim_confirmed_by_a_director": lambda f: confirm(f, f.on_duty, by=f.emil),
    "interim_confirmed_by_another": on_duty_and_then_director,
    "interim_confirmed_in_time": lambda f: confirm(f, f.on_duty, until_on=TODAY + WEEK + DAY),
    "interim_never_confirmed_after_its_end": confirmed_after_its_end,
    "interim_ending_frozen": lambda f: rewrite(f, f.revoked, reasons="Other"),
    "interim_converted_by_its_decision": lambda f: end(f, f.on_duty, kind="converted", decision=f.decision),
    "interim_contact_frozen": lambda f: rewrite(f, f.told_by_word, how="Other"),
    "reconsideration_words_frozen": lambda f: rewrite(f, f.unread_request, words="Other"),
    "reconsideration_answered_once": lambda f: rewrite(f, f.request, outcome="revoked"),
    "reconsidered_by_another": lambda f: rewrite(
        f, f.unread_request, outcome="kept", reasons="It stays.", decided_by=f.sam, decided_at=NOW
    ),
}


BESIDES = {"interim_independent_of_its_report": ["interim_independent"]}  # here the report is part of the case


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file), *BESIDES.get(name, []))


def test_issued_again_it_stays_within_14_days_in_all(whole_file):
    assert "interim_within_any_cap" in tried(lambda: again(whole_file, latest_end_on=TODAY + 15 * DAY))


def test_a_supervisor_issues_nothing_again(whole_file):
    on_duty = {"taken_by": whole_file.sam, "taken_as": "supervisor", "tried": "Dana"}

    assert "interim_issued_again_once" in tried(lambda: again(whole_file, **on_duty))


def test_a_second_time_after_the_second_is_refused(whole_file):
    def write():
        second = again(whole_file)
        again(whole_file, reference="IM-10", reissue_of=second)

    assert "interim_issued_again_once" in tried(write)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"severity": 2}, "interim_is_for_danger"),
        ({"severity": 3}, "interim_is_for_danger"),
        ({"reasons": ""}, "interim_says_what_and_why"),
        ({"taken_as": "supervisor"}, "interim_supervisor_tried_a_director"),
        ({"why_again": "Not done."}, "interim_again_with_reasons"),
        ({"lapses_on": TODAY - DAY}, "interim_dates_in_order"),
    ],
)
def test_a_column_that_cannot_be_is_refused(whole_file, wrong, constraint):
    assert constraint in tried(lambda: measure(whole_file, **wrong))


def test_sound_rows_pass_every_guard(whole_file):
    assert tried(lambda: measure(whole_file)) == "taken"
    assert tried(lambda: again(whole_file)) == "taken"
    assert tried(lambda: confirm(whole_file, whole_file.on_duty)) == "taken"
    assert tried(lambda: end(whole_file, whole_file.on_duty, kind="revoked")) == "taken"
