"""Each guard of appeals refuses one write that nothing else would."""

from datetime import timedelta

import pytest

from appeals.models import AppealOutcome
from cases.models import Involved, StaffTie
from conduct.models import User
from tests.factories import NOW, TODAY
from tests.proofs import another, insert, of_app, prove, rewrite

pytestmark = pytest.mark.django_db

UNASSIGNED = {"officer": None, "assigned_by": None, "assigned_at": None, "assigned_on": None}


def outcome(f, appeal, restriction, **values):
    told = {"result": "confirmed", "reasons": "It stays.", "decided_at": NOW}
    insert(f, AppealOutcome(appeal=appeal, restriction=restriction, **told | values))


def saw(f, user, case):
    insert(f, Involved(report=case.reports.first(), user=user, part="witness"))


def tied(f, user, customer):
    insert(f, StaffTie(customer=customer, user=user, kind="family", declared_by=user, declared_at=NOW))


def given(f, officer):
    rewrite(f, f.heard, officer=officer)


def given_below(f):
    rewrite(f, User.objects.get(pk=f.olive.pk), manager=f.dana)
    given(f, f.olive)


def given_to_a_witness(f):
    saw(f, f.olive, f.heard.case)
    given(f, f.olive)


def given_to_a_tie(f):
    tied(f, f.olive, f.heard.case.customer)
    given(f, f.olive)


def extended_twice(f):
    rewrite(f, f.heard, extended_why="A holiday.", decide_by=TODAY + timedelta(days=9))
    rewrite(f, f.heard, decide_by=TODAY + timedelta(days=19))


def decided_with_nothing(f):
    rewrite(f, f.heard, status="decided", decided_at=NOW, decided_on=TODAY, reply=f.judged.reply, reasons="So.")


def demoted_before(f):
    rewrite(f, f.april.memberships.get(), ends_on=TODAY - timedelta(days=1))


PROOFS = {
    "appeal_moves": lambda f: rewrite(f, f.heard, status="received", **UNASSIGNED),
    "appeal_words_frozen": lambda f: rewrite(f, f.heard, words="Other"),
    "appeal_closed_frozen": lambda f: rewrite(f, f.judged, reasons="Other"),
    "appeal_extended_once": extended_twice,
    "appeal_of_one_file": lambda f: insert(
        f, another(f.heard, reference="AP-2026-0009", status="received", letter=f.unread, **UNASSIGNED)
    ),
    "appeal_given_to_somebody_new": given_to_a_witness,
    "appeal_not_given_below": given_below,
    "appeal_not_given_to_a_tie": given_to_a_tie,
    "appeal_heard_by_right": lambda f: given(f, f.emil),
    "appeal_decided_whole": decided_with_nothing,
    "appeal_judged_by_somebody_new": lambda f: saw(f, f.april, f.case),
    "appeal_judged_by_right": demoted_before,
    "appeal_judged_untied": lambda f: tied(f, f.april, f.cora),
    "finding_frozen": lambda f: rewrite(f, f.finding, reasons="Other"),
    "finding_before_the_close": lambda f: insert(f, another(f.finding, ground="facts")),
    "appealoutcome_frozen": lambda f: rewrite(f, f.outcome, reasons="Other"),
    "appealoutcome_before_the_close": lambda f: outcome(f, f.judged, f.ended),
    "appeal_outcome_of_its_letter": lambda f: outcome(f, f.heard, f.restriction),
    "appeal_outcome_never_longer": lambda f: outcome(
        f, f.heard, f.standing.restrictions.get(), result="varied", new_end_on=TODAY + timedelta(days=300)
    ),
    "appeal_statement_frozen": lambda f: rewrite(f, f.statement, words="Other"),
}


# Of two alike one waits for the case, the other for the report.
BESIDES = {"appeal_judged_by_somebody_new": ["appeal_judged_new_to_reports"]}


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file), *BESIDES.get(name, []))


def test_an_outcome_is_not_made_longer_by_a_term_from_before_it(whole_file):
    restriction = whole_file.standing.restrictions.get()
    term = restriction.terms.get()

    def write():
        outcome(whole_file, whole_file.heard, restriction, result="varied", new_end_on=term.ends_on)
        insert(whole_file, another(term, number=2, ends_on=term.ends_on - timedelta(days=9)))

    prove("appeal_outcome_never_longer", write)


def test_an_appointment_an_appeal_was_judged_by_stays(whole_file):
    def write():
        rewrite(whole_file, whole_file.appointment, user=whole_file.april)
        demoted_before(whole_file)
        rewrite(whole_file, whole_file.appointment, user=whole_file.sam)

    prove("appeal_judged_by_right", write, "appointment_frozen")


def test_every_guard_of_appeals_has_a_proof():
    assert sorted(PROOFS) == of_app("appeals")
