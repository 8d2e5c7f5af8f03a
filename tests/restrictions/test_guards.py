"""Each guard of reviews, decisions and restrictions refuses one write that nothing else would."""

from datetime import timedelta

import pytest

from cases.models import Involved, Representative, StaffTie
from conduct.models import User
from restrictions.models import (
    BreachDecision,
    Ending,
    Pause,
    ReviewEffort,
    ReviewMatter,
    ReviewReport,
    Standing,
    Telling,
)
from tests.factories import NOW, TODAY
from tests.proofs import another, insert, of_app, prove, rewrite, tried, without
from tests.restrictions.test_breach_guards import PROOFS as OF_BREACHES
from tests.restrictions.test_contact_guards import PROOFS as OF_CONTACTS
from tests.restrictions.test_interim_guards import PROOFS as OF_INTERIM
from tests.restrictions.test_reassessment_guards import PROOFS as OF_REASSESSMENT

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ENDED_ALONE = {"ends_on": TODAY + 400 * DAY, "latest_end_on": TODAY + 400 * DAY}


def decide(f, answers=None, status="decided", **values):
    """Close the review that is done and write a decision of it: the columns of a sound one, but for these."""
    rewrite(f, f.ready, status=status, **answers or {})
    of = {"review": f.ready, "case": f.ready.case, "customer": f.ready.case.customer, "letter": None}
    unissued = {"issued_by": None, "issued_at": None, "reference": "DR-2026-0099"}
    insert(f, another(f.decision, **of | unissued | values))


def decided_by_a_closed_account(f):
    rewrite(f, User.objects.get(pk=f.dana.pk), is_active=False)
    decide(f)


def tied(f, user, customer):
    insert(f, StaffTie(customer=customer, user=user, kind="family", declared_by=user, declared_at=NOW))


def decided_about_who_is_spoken_for(f):
    insert(f, Representative(organization=f.ready.case.customer, person=f.somebody))
    tied(f, f.dana, f.somebody)
    decide(f)


def decided_without_a_witness(f):
    for involved in Involved.objects.filter(report__case=f.ready.case):
        rewrite(f, involved, ended_at=NOW)
    decide(f)


def issue(f, **values):
    given = {"issued_by": f.dana, "issued_at": NOW, "letter": f.unread, "no_department_reason": "None."}
    rewrite(f, f.unissued, **given | values)


def restriction(f, **values):
    new = {"reference": "RS-2026-0099", "measure": "R10"} | values
    return insert(f, another(f.unissued.restrictions.earliest("pk"), **new))


def term(f, of, **values):
    return insert(f, another(f.unissued.restrictions.earliest("pk").terms.get(), restriction=of, **values))


def two_about_the_office(f):
    term(f, restriction(f, subject="annex; main office"))
    term(f, restriction(f, subject="main office", reference="RS-2026-0098"), begins_on=TODAY + DAY)


def ended(f, of, **values):
    insert(
        f, Ending(restriction=of, by=f.dana, reasons="It helps.", **{"recorded_at": NOW, "ended_on": TODAY} | values)
    )


def lifted_after_being_set_aside(f):
    ended(f, f.restriction, kind="set_aside")
    ended(f, f.restriction, kind="lifted", recorded_at=NOW + DAY)


def asked_and_decided(f):
    rewrite(f, f.ready, status="asked")
    rewrite(f, f.ready, status="decided")


def first(links, **values):
    """Change what the decided review rests on."""
    return lambda f: rewrite(f, getattr(f.review, links).first(), **values)


def moved(model, name):
    """Make the open review rest on something of the other case."""

    def write(f):
        link = getattr(f.review, f"{name}_links").first()
        insert(f, model(review=f.ready, **{name: getattr(link, name)}))

    return write


def activation(f, **values):
    return restriction(f, extends=f.reserve, **values)


def freed(f):
    applies = {"conditions": "", "held_days": None, "number": 2}
    insert(f, another(f.reserve.terms.get(), **applies))


def reserve_paused(f):
    said = {"kind": "waiver", "from_on": TODAY, "until_on": TODAY, "recorded_at": NOW, "reasons": "A signing."}
    insert(f, Pause(restriction=f.reserve, by=f.dana, **said))


def stood_down_unasked(f):
    end = insert(f, another(f.notice, kind="end", follows=f.notice, occasion="over"))
    return insert(f, Telling(notice=end, user=f.sam, address=f.sam.email, told_at=NOW))


PROOFS = {
    "review_moves": asked_and_decided,
    "review_keeps_its_case": lambda f: rewrite(f, f.ready, case=f.case),
    "review_frozen": lambda f: rewrite(f, f.review, reasons="Other"),
    "reviewmatter_closed_with_the_review": first("matter_links", is_used=False),
    "review_matter_of_its_case": moved(ReviewMatter, "matter"),
    "revieweffort_closed_with_the_review": first("effort_links", is_used=False),
    "review_effort_of_its_case": moved(ReviewEffort, "effort"),
    "reviewreport_closed_with_the_review": first("report_links", on_what_evidence="Other"),
    "review_report_of_its_case": moved(ReviewReport, "report"),
    "reviewdepartment_closed_with_the_review": lambda f: insert(
        f, another(f.ready.department_links.get(), review=f.review)
    ),
    "draftmeasure_closed_with_the_review": lambda f: insert(f, another(f.ready.draft_measures.get(), review=f.review)),
    "proposal_frozen": lambda f: rewrite(f, f.proposal, digest="1" * 64),
    "decision_frozen": lambda f: rewrite(f, f.unissued, reasons="Other"),
    "decision_issued_once": lambda f: rewrite(f, f.decision, no_department_reason="Other"),
    "decision_letter_is_its_own": lambda f: issue(f, letter=f.warning.letter),
    "decision_tells_or_says_why": lambda f: issue(f, no_department_reason=""),
    "decision_by_a_director": lambda f: decide(f, decided_by=f.emil),
    "decision_seconded_by_a_director": lambda f: decide(f, second_approver=f.emil, second_approved_at=NOW),
    "decision_by_somebody_active": decided_by_a_closed_account,
    "decision_independent": lambda f: insert(f, another(f.involved, user=f.dana)),
    "decision_untied": lambda f: tied(f, f.dana, f.cora),
    "decision_untied_to_a_representative": decided_about_who_is_spoken_for,
    "decision_of_one_file": lambda f: decide(f, customer=f.cora),
    "decision_closes_its_review": lambda f: decide(f, status="proposed"),
    "decision_preconditions": lambda f: decide(f, handled_properly="no_matter"),
    "decision_evidence": decided_without_a_witness,
    "decision_second": lambda f: decide(f, {"protected_trait": "yes"}),
    "decision_basis": lambda f: rewrite(f, f.case.reports.first(), status="void"),
    "ending_frozen": lambda f: rewrite(f, f.ending, reasons="Other"),
    "ending_never_after_set_aside": lifted_after_being_set_aside,
    "pause_frozen": lambda f: rewrite(f, f.pause, reasons="Other"),
    "pause_ended_once": lambda f: rewrite(f, f.paused, ended_on=TODAY + DAY),
    "lapse_frozen": lambda f: rewrite(f, f.lapse, ended_on=TODAY + DAY),
    "notice_frozen": lambda f: rewrite(f, f.notice, can="Other"),
    "notice_of_its_case": lambda f: insert(f, another(f.notice, case=f.ready.case, occasion="Other")),
    "telling_frozen": lambda f: rewrite(f, f.telling, told_at=NOW + DAY),
    "stood_down_as_told": stood_down_unasked,
    "notice_reading_frozen": lambda f: rewrite(f, f.unanswered, read_at=NOW + DAY),
    "notice_acknowledged_once": lambda f: rewrite(f, f.reading, acknowledged_at=None),
    "appointment_frozen": lambda f: rewrite(f, f.appointment, why="Other"),
    "appointment_agreed_once": lambda f: rewrite(f, f.appointment, agreed_at=NOW + DAY),
    "restriction_frozen": lambda f: rewrite(f, f.restriction, why="Other"),
    "restriction_decided": lambda f: restriction(f, customer=f.cora),
    "restriction_extends_its_kind": lambda f: restriction(f, extends=f.restriction),
    "restriction_activated_upon_a_breach": activation,
    "restriction_before_the_letter": lambda f: insert(
        f, another(f.restriction, measure="R10", reference="RS-2026-0099")
    ),
    "term_frozen": lambda f: rewrite(f, f.restriction.terms.get(), name="Other"),
    "term_never_longer": lambda f: term(f, f.unissued.restrictions.earliest("pk"), number=2, begins_on=TODAY - DAY),
    "term_within_any_cap": lambda f: term(f, restriction(f), **ENDED_ALONE),
    "term_never_overlaps": two_about_the_office,
    "term_reserve_stays_held": freed,
    "term_within_what_was_held": lambda f: term(f, activation(f)),
    "pause_never_of_a_reserve": reserve_paused,
    "standing_never_a_reserve": lambda f: insert(
        f, Standing(restriction=f.reserve, customer=f.reserve.customer, ends_on=TODAY)
    ),
    "term_never_after_the_ending": lambda f: term(f, f.ended, number=2, decided_at=NOW + DAY, ends_on=TODAY),
}
BESIDES = {
    "term_within_what_was_held": ["restriction_activated_upon_a_breach"],
    "decision_independent": ["decision_independent_of_reports"],  # one waits for the case, the other for the report
    "decision_of_one_file": ["decision_basis"],  # a customer without the reports
}


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file), *BESIDES.get(name, []))


def test_what_was_ended_before_it_began_leaves_room(whole_file):
    def write():
        never_begun = restriction(whole_file, subject="main office")
        term(whole_file, never_begun, begins_on=TODAY + 9 * DAY)
        ended(whole_file, never_begun, kind="lifted", ended_on=TODAY + DAY)
        term(whole_file, restriction(whole_file, subject="annex; main office", reference="RS-2026-0098"))

    assert tried(write) == "taken"


def proven(f):
    """A breach of the reserve's conditions before the decision that activates it, sent to review."""
    breach = insert(f, another(f.undecided, restriction=f.reserve, reference="BR-99"))
    told = {"facts": "You called us.", "no_letter_why": "No address.", "reasons": "Short."}
    at = f.unissued.decided_at - DAY
    insert(f, BreachDecision(breach=breach, outcome="review", by=f.dana, at=at, on=TODAY - DAY, **told))


@pytest.mark.parametrize(
    ("values", "what"),
    [({"ends_on": TODAY + 29 * DAY}, "taken"), ({"ends_on": TODAY + 30 * DAY}, "term_within_what_was_held")],
)
def test_a_proven_breach_lets_a_decision_activate_a_reserve_for_the_days_that_were_held(whole_file, values, what):
    def write():
        proven(whole_file)
        term(whole_file, activation(whole_file), **values)

    with without("breach_while_in_force", "breach_of_its_customer", "breach_decided_by_a_director"):
        assert what in tried(write)


def test_what_activates_a_reserve_is_not_held_itself(whole_file):
    def write():
        term(whole_file, activation(whole_file), ends_on=TODAY, conditions="no calls", held_days=9)

    with without("restriction_activated_upon_a_breach"):
        assert "term_within_what_was_held" in tried(write)


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_days": None},
        {"conditions": ""},
        {"held_days": 0},
        {"held_days": 732},
        {"conditions_told": "x", "conditions": ""},
    ],
)
def test_a_reserve_is_whole(whole_file, wrong):
    assert "term_reserve_is_whole" in tried(
        lambda: insert(whole_file, another(whole_file.reserve.terms.get(), number=2, **wrong))
    )


def test_a_sound_decision_passes_every_guard(whole_file):
    assert tried(lambda: decide(whole_file)) == "taken"


def test_every_guard_of_restrictions_has_a_proof():
    assert sorted([*PROOFS, *OF_BREACHES, *OF_CONTACTS, *OF_INTERIM, *OF_REASSESSMENT]) == of_app("restrictions")
