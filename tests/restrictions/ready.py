"""A review in which everything is done: what the tests of the gate take one thing away from."""

import json
from datetime import date

from cases.models import Case, ConductCategory, Involved
from restrictions.actions.decision import decide
from restrictions.models import DraftMeasure, Outcome, Review, ReviewEffort, ReviewMatter, ReviewReport
from restrictions.policy.decision import digest_of
from tests.factories import (
    NOW,
    EffortFactory,
    InvolvedFactory,
    MatterAnswerFactory,
    MatterFactory,
    ReportCategoryFactory,
    ReviewFactory,
    TriageFactory,
    UserFactory,
    changed,
    staged,
)

ENDS = date(2026, 7, 17)
IN_WRITING = {"medium": "email", "address": "contact@example.com", "reply_days": 3}
ANSWERS = {
    "facts_found": "Three reports of repeated calls and shouting between February and April.",
    "customer_side": "",
    "urgent_reason": "Staff could not take further calls safely.",
    "handled_properly": "yes",
    "handled_properly_how": "The refund was answered in writing and closed in March.",
    "every_effort": "yes",
    "every_effort_how": "A meeting and another contact were offered and declined.",
    "own_failure": "no",
    "basis": "pattern",
    "impact": "Two people could not serve anybody else for a morning.",
    "legitimate_speech": "no",
    "facts_put": "yes",
    "circumstances": "no",
    "protected_trait": "no",
    "retaliation": "no",
    "is_minor": "no",
    "consequences": "They lose calls; they keep email and post.",
    "lesser_measures": "A limit on calls was tried in March and did not hold for a week.",
    "reasons": "You called eleven times in one day after we asked you to write to us.",
    "stays_open": "Email and post.",
    "emergency_route": "In an emergency, call 911.",
    "address_confirmed": True,
}


def ready_review(case, *, referred_by, director=None, **answers):
    """A review of the case in which nothing stands against the measure R02 until July 17, 2026."""
    review = ReviewFactory(case=case, referred_by=referred_by, director=director, **(ANSWERS | answers))
    case.refresh_from_db()
    case.become(Case.Status.REVIEW)
    changed(case)
    matter = MatterFactory(case=case)
    MatterAnswerFactory(matter=matter)
    staged(row=ReviewMatter(review=review, matter=matter))
    staged(row=ReviewEffort(review=review, effort=EffortFactory(case=case)))
    for report in case.reports.order_by("occurred_at"):
        weigh(review, report)
    measured(review)
    return fresh(review)


def weigh(review, report, *, severity=2):
    """Accept a report as counting, the way triage and the director leave it."""
    TriageFactory(report=report, severity=severity)
    ReportCategoryFactory(report=report, category=ConductCategory.objects.get(code="UD06"))
    InvolvedFactory(report=report, user=UserFactory(full_name=f"Witness of {report}"), part=Involved.Part.WITNESS)
    staged(row=ReviewReport(review=review, report=report, is_accepted=True, counts=True))


def measured(review, measure="R02", parameters=None, ends_on=ENDS, subject=""):
    """Draft one more measure."""
    parameters = json.dumps(IN_WRITING if parameters is None else parameters)
    return staged(
        row=DraftMeasure(
            review=review,
            measure=measure,
            subject=subject,
            parameters=parameters,
            ends_on=ends_on,
            why="Nothing less held.",
        )
    )


def fresh(review):
    """The review as the database has it, with its whole file."""
    return Review.objects.with_file().get(pk=review.pk)


def decided(review, by, *, outcome=Outcome.RESTRICT, at=NOW, **values):
    """Decide on exactly what stands in the database now."""
    digest, shown = digest_of(fresh(review))
    return decide(review=review, outcome=outcome, digest=digest, shown=shown, by=by, at=at, **values)
