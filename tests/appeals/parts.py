"""Every part somebody can have in a case: what makes them the wrong person to hear its appeal, one function each."""

from datetime import timedelta

from cases.models import ComplainedOf, Involved, Letter, StaffTie, Warning
from conduct.models import PolicyVersion
from restrictions.models import Decision, Proposal, Review
from tests.factories import (
    NOW,
    TODAY,
    InvolvedFactory,
    MatterFactory,
    ReviewFactory,
    TriageFactory,
    changed,
    reported,
    staged,
)

BEFORE = NOW - timedelta(days=9)


def reporter(case, user):
    reported(case, occurred_at=NOW - timedelta(days=9), reporter=user)


def witness(case, user):
    InvolvedFactory(report=case.reports.first(), user=user, part=Involved.Part.WITNESS)


def affected(case, user):
    InvolvedFactory(report=case.reports.first(), user=user, part=Involved.Part.AFFECTED)


def complained_of(case, user):
    staged(row=ComplainedOf(matter=case.matters.first(), user=user))


def handler(case, user):
    MatterFactory(case=case, handler=user)


def referrer(case, user):
    closed_review(case, referred_by=user)


def liaison(case, user):
    closed_review(case, liaison=user)


def deputy(case, user):
    closed_review(case, deputy=user)


def triager(case, user):
    report = reported(case, occurred_at=NOW - timedelta(days=9))
    TriageFactory(report=report, by=user, at=BEFORE)


def warner(case, user):
    letter = Letter.objects.filter(case=case).first()
    if hasattr(letter, "warning"):
        letter = Letter.objects.filter(case=case, warning__isnull=True).first()
    staged(row=Warning(
        case=case, letter=letter, conduct="Calls.", change_asked="Write.", issued_by=user,
        issued_at=BEFORE, issued_on=TODAY - timedelta(days=9),
        spent_on=TODAY + timedelta(days=300),
    ))  # fmt: skip


def tied(case, user):
    staged(
        row=StaffTie(customer=case.customer, user=user, kind=StaffTie.Kind.FAMILY, declared_by=user, declared_at=NOW)
    )


def proposer(case, user):
    review = closed_review(case)
    staged(row=Proposal(review=review, by=user, at=BEFORE, digest="0" * 64, shown="{}"))


def closed_review(case, **values):
    """An earlier review of the case that ended."""
    review = ReviewFactory(case=case, referred_at=BEFORE, **values)
    review.become(Review.Status.DECIDED)
    return changed(review)


def decider(case, user):
    review = closed_review(case)
    staged(row=Decision(
        review=review, case=case, customer=case.customer, reference="DR-2026-0777", outcome="no_action",
        decided_by=user,
        decided_at=BEFORE, decided_on=TODAY - timedelta(days=9), role_held="Director", digest="0" * 64,
        shown="{}", reasons="Nothing follows.", policy=PolicyVersion.objects.get(number=1),
    ), at=BEFORE)  # fmt: skip


PARTS = [
    reporter, witness, affected, complained_of, handler, referrer, liaison, deputy, triager, warner, tied, proposer,
    decider,
]  # fmt: skip
