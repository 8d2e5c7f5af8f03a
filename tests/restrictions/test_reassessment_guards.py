"""Each guard of the review before the end refuses one write that nothing else would."""

from datetime import timedelta

import pytest

from cases.models import StaffTie
from tests.factories import NOW, TODAY
from tests.proofs import another, insert, prove, rewrite, tried
from tests.restrictions.staging import IN_WRITING

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def invite(f, **values):
    """Another invitation: the columns of a sound one, but for these."""
    return insert(f, another(f.invitation, **{"due_on": TODAY - DAY} | values))


def reassess(f, **values):
    return insert(f, another(f.reassessment, **{"due_on": TODAY - DAY} | values))


def after_the_end(f):
    over = IN_WRITING[2] + DAY
    return reassess(f, decided_on=over, decided_at=NOW + (over - TODAY))


def by_somebody_tied(f):
    insert(f, StaffTie(customer=f.standing.customer, user=f.dana, kind="family", declared_by=f.dana, declared_at=NOW))
    reassess(f)


PROOFS = {
    "reassessment_independent": by_somebody_tied,
    "invitation_frozen": lambda f: rewrite(f, f.invitation, answer_by=TODAY + DAY),
    "invitation_by_its_letter": lambda f: invite(f, letter=f.standing.letter),
    "reassessment_frozen": lambda f: rewrite(f, f.reassessment, reasons="Other"),
    "reassessment_by_a_director": lambda f: reassess(f, decided_by=f.emil),
    "reassessment_before_the_end": after_the_end,
}


BESIDES = {"reassessment_independent": ["decision_untied"]}  # the same director decided the case


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file), *BESIDES.get(name, []))


def test_what_was_lifted_before_is_not_reviewed(whole_file):
    later = {"decided_at": NOW + 2 * DAY, "decided_on": TODAY + 2 * DAY}

    refused = tried(lambda: reassess(whole_file, restriction=whole_file.ended, **later))

    assert "reassessment_before_the_end" in refused


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"staff_view": ""}, "reassessed_with_reasons"),
        ({"still_needed": "no"}, "reassessed_as_found"),
        ({"outcome": "lift"}, "reassessed_as_found"),
        ({"lesser_measure": ""}, "reassessed_as_found"),
        ({"due_on": TODAY + DAY}, "reassessed_when_it_opened"),
    ],
)
def test_a_review_that_makes_no_sense_is_refused(whole_file, wrong, constraint):
    assert constraint in tried(lambda: reassess(whole_file, **wrong))


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"due_on": TODAY + DAY}, "invited_when_it_opened"),
        ({"answer_by": None}, "invited_with_time_to_answer"),
        ({"answer_by": TODAY}, "invited_with_time_to_answer"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(whole_file, wrong, constraint):
    assert constraint in tried(lambda: invite(whole_file, **wrong))


def test_one_review_day_has_one_invitation_and_one_review(whole_file):
    assert tried(lambda: reassess(whole_file, due_on=TODAY)) != "taken"
    assert tried(lambda: invite(whole_file, due_on=TODAY)) != "taken"


def test_sound_rows_pass_every_guard(whole_file):
    assert tried(lambda: invite(whole_file)) == "taken"
    assert tried(lambda: reassess(whole_file)) == "taken"
