"""Each guard of breaches refuses one write that nothing else would."""

from datetime import timedelta

import pytest

from restrictions.models import BreachDecision, Ending, Pause, TermsOverlooked
from tests.factories import NOW, TODAY, ReportFactory
from tests.proofs import another, insert, prove, rewrite, tried

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BEFORE = {"happened_at": NOW - DAY, "happened_on": TODAY - DAY}


def noted(f, **values):
    """Another breach, of a report of its own: the columns of a sound one, but for these."""
    report = ReportFactory(customer=f.breach.customer, occurred_at=NOW, sent_at=NOW)
    return insert(f, another(f.breach, **{"reference": "BR-9", "report": report} | values))


def decide(f, breach, **values):
    said = {"outcome": "unproven", "reasons": "Nobody saw it.", "by": f.dana, "at": NOW, "on": TODAY}
    return insert(f, BreachDecision(breach=breach, **said | values))


def ended(f, **values):
    one = {"kind": "lifted", "recorded_at": NOW, "ended_on": TODAY, "by": f.dana, "reasons": "Over."} | values
    return insert(f, Ending(restriction=f.breach.restriction, **one))


def set_aside(f):
    return ended(f, kind="set_aside", recorded_at=NOW + DAY, ended_on=TODAY + DAY)


def paused(f):
    said = {"kind": "waiver", "from_on": TODAY, "until_on": TODAY, "recorded_at": NOW, "reasons": "A signing."}
    return insert(f, Pause(restriction=f.breach.restriction, by=f.dana, **said))


def came_back(f):
    delivery = f.standing.letter.deliveries.get()
    return rewrite(f, delivery, returned_at=NOW, returned_recorded_at=NOW, returned_why="Moved")


def by_a_witness(f):
    insert(f, another(f.involved, user=f.dana, report=f.standing.case.reports.earliest("pk")))
    decide(f, f.undecided)


PROOFS = {
    "breach_decided_independently": by_a_witness,
    "breach_frozen": lambda f: rewrite(f, f.undecided, how="wrote"),
    "breach_while_in_force": lambda f: noted(f, **BEFORE),
    "breach_of_its_customer": lambda f: noted(f, report=f.case.reports.first()),
    "breach_decision_frozen": lambda f: rewrite(f, f.decided_breach, reasons="Other"),
    "breach_decided_by_a_director": lambda f: decide(f, f.undecided, by=f.emil),
    "breach_decided_by_another": lambda f: decide(f, f.own_breach),
    "breach_decided_in_turn": lambda f: decide(f, f.undecided, is_again=True),
    "overlooked_frozen": lambda f: rewrite(f, f.overlooked, what="Other"),
}


BESIDES = {
    "breach_decided_independently": ["decision_independent", "decision_independent_of_reports"]  # she decided the case
}


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file), *BESIDES.get(name, []))


@pytest.mark.parametrize("not_in_force", [ended, set_aside, paused, came_back])
def test_nothing_is_a_breach_of_what_did_not_bind(whole_file, not_in_force):
    def write():
        not_in_force(whole_file)
        noted(whole_file)

    assert "breach_while_in_force" in tried(write)


def test_what_ended_later_that_day_was_in_force_before(whole_file):
    def write():
        ended(whole_file, recorded_at=NOW + timedelta(hours=1))
        noted(whole_file)

    assert tried(write) == "taken"


def test_set_aside_a_breach_is_only_not_proven_and_again(whole_file):
    def again(**values):
        set_aside(whole_file)
        decide(whole_file, whole_file.breach, **values)

    proven = {"outcome": "police", "facts": "You called us.", "no_letter_why": "No address."}
    assert tried(lambda: again(is_again=True)) == "taken"
    assert "breach_decided_in_turn" in tried(lambda: again(is_again=True, **proven))
    assert tried(lambda: decide(whole_file, whole_file.breach)) != "taken"  # once


def test_who_is_noted_in_it_does_not_decide_it(whole_file):
    def write():
        told = {"who": whole_file.dana, "what": "Answered the call.", "noted_by": whole_file.dana, "noted_at": NOW}
        insert(whole_file, TermsOverlooked(breach=whole_file.undecided, **told))
        decide(whole_file, whole_file.undecided)

    assert "breach_decided_by_another" in tried(write)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"reasons": ""}, "breach_decided_with_reasons"),
        ({"outcome": "police"}, "breach_decision_told_or_why_not"),
        ({"outcome": "police", "facts": "You called us."}, "breach_decision_told_or_why_not"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(whole_file, wrong, constraint):
    assert constraint in tried(lambda: decide(whole_file, whole_file.undecided, **wrong))


def test_sound_rows_pass_every_guard(whole_file):
    assert tried(lambda: noted(whole_file)) == "taken"
    assert tried(lambda: decide(whole_file, whole_file.undecided)) == "taken"


def test_a_breach_is_noted_after_it_happened_and_once_a_report(whole_file):
    wrong = {"noted_at": NOW - timedelta(minutes=1)}
    assert "breach_after_the_event" in tried(lambda: noted(whole_file, **wrong))
    assert tried(lambda: noted(whole_file, report=whole_file.breach.report)) != "taken"
