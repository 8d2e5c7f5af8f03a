"""Each guard of reports, cases and customers refuses one write that nothing else would."""

from datetime import timedelta

import pytest

from cases.models import ConductCategory
from tests.factories import NOW
from tests.proofs import another, insert, of_app, prove, rewrite

pytestmark = pytest.mark.django_db


def of_ready(file, name):
    """A row of the case under review."""
    return getattr(file.ready.case, name).first()


def answered_twice(f):
    for day in (0, 1):
        rewrite(f, f.voiding, confirmed_by=f.sam, confirmed_at=NOW + timedelta(days=day))


PROOFS = {
    "addendum_frozen": lambda f: rewrite(f, f.addendum, text="Other"),
    "evidence_frozen": lambda f: rewrite(f, f.evidence, caption="Other"),
    "reporter_question_frozen": lambda f: rewrite(f, f.asked, question="Other"),
    "reporter_answer_frozen": lambda f: rewrite(f, f.put, answer=None),
    "staff_tie_frozen": lambda f: rewrite(f, f.tie, kind="family"),
    "customer_merged_once": lambda f: rewrite(f, f.merged.merged_into, merged_into=f.somebody),
    "case_moves": lambda f: rewrite(f, f.case, status="decided"),
    "case_identity_frozen": lambda f: rewrite(f, f.case, reference="CC-2026-0001"),
    "case_note_frozen": lambda f: rewrite(f, f.note, text="Other"),
    "restricted_note_frozen": lambda f: rewrite(f, f.kept, text="Other"),
    "report_frozen": lambda f: rewrite(f, f.sent, narrative="Other"),
    "report_keeps_its_case": lambda f: rewrite(f, of_ready(f, "reports"), case=f.case),
    "report_moves": lambda f: rewrite(f, of_ready(f, "reports"), status="informal"),
    "category_frozen": lambda f: rewrite(f, ConductCategory.objects.first(), clause="Other"),
    "triage_frozen": lambda f: rewrite(f, f.triage, reasons="Other"),
    "department_answer_frozen": lambda f: rewrite(f, f.question, answer="Yes."),
    "support_frozen": lambda f: rewrite(f, f.open_offer, note="Other"),
    "support_answered_once": lambda f: rewrite(f, f.offer, answer="declined"),
    "letter_frozen": lambda f: rewrite(f, f.unread, title="Other"),
    "delivery_frozen": lambda f: rewrite(f, f.delivery, sent_to="Elsewhere"),
    "decision_independent_of_reports": lambda f: insert(f, another(f.involved, user=f.dana)),
    "appeal_judged_new_to_reports": lambda f: insert(f, another(f.involved, user=f.april)),
    "voiding_frozen": lambda f: rewrite(f, f.voiding, why="Other"),
    "voiding_answered_once": answered_twice,
    "warning_frozen": lambda f: rewrite(f, f.warning, conduct="Other"),
    "answer_frozen": lambda f: rewrite(f, f.answer, words="I did."),
    "matter_keeps_its_case": lambda f: rewrite(f, f.matter, case=f.case),
    "matter_answer_frozen": lambda f: rewrite(f, f.matter.answers.get(), what="Other"),
    "effort_frozen": lambda f: rewrite(f, of_ready(f, "efforts"), offered="Other"),
}
BESIDES = {  # the same from the side of the case
    "decision_independent_of_reports": ["decision_independent"],
    "appeal_judged_new_to_reports": ["appeal_judged_by_somebody_new"],
}


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file), *BESIDES.get(name, []))


def test_every_guard_of_the_cases_has_a_proof():
    assert sorted(PROOFS) == of_app("cases")
