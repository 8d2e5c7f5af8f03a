"""A measure held in reserve and what becomes of it: what the tests of reserves share."""

from datetime import timedelta

from cases.models import Case
from restrictions.models import DraftMeasure, Review, ReviewEffort, ReviewMatter, ReviewReport
from tests.factories import NOW, TODAY, changed, staged
from tests.restrictions.breaching import judged, noted
from tests.restrictions.ready import ANSWERS, ENDS, decided, fresh, measured
from tests.restrictions.staging import issue, serve

DAY = timedelta(days=1)
CONDITIONS = "no calls after 6 PM\nno shouting"
HELD = {"conditions": CONDITIONS, "conditions_told": "no calls after 6 PM", "held_days": 60}
LAST = TODAY + 2 * DAY + 59 * DAY  # the last of 60 days from the day it is activated
LATER = NOW + 2 * DAY


def in_reserve(review, by, *, departments=(), **held):
    """The measure of a ready review, decided to be held in reserve, issued and handed over. Returns the restriction."""
    changed(DraftMeasure.objects.get(review=review), **HELD | held)
    made = decided(review, by)
    issue(made, by, departments=departments, send_by_post=False, by_hand=True)
    made.refresh_from_db()
    serve(made, method="hand")
    return made.restrictions.get()


def breached(reserve, by, judge, outcome="review"):
    """Its conditions were not kept the next day, and a director decides what follows. Returns the breach."""
    breach = noted(reserve, by, at=NOW + DAY, how="called", note="She shouted.")
    judged(breach, judge, outcome, at=NOW + DAY)
    return breach


def ready_again(case, director, *, ends_on=LAST, **values):
    """The review that a breach opened, with everything done and the same measure drafted to apply until that day."""
    review = changed(Review.objects.open().get(case=case), **ANSWERS | {"director": director})
    for matter in case.matters.all():
        staged(row=ReviewMatter(review=review, matter=matter))
    for effort in case.efforts.all():
        staged(row=ReviewEffort(review=review, effort=effort))
    for report in case.reports.all():
        staged(row=ReviewReport(review=review, report=report, is_accepted=True, counts=True))
    measured(review, ends_on=ends_on, **values)
    return fresh(review)


def activated(reserve, by, *, is_issued=True, **values):
    """Decided two days later, and issued and handed over unless told otherwise. Returns the new restriction."""
    made = decided(ready_again(Case.objects.get(pk=reserve.case_id), by, **values), by, at=LATER)
    if is_issued:
        issue(made, by, at=LATER, send_by_post=False, by_hand=True)
        made.refresh_from_db()
        serve(made, at=LATER, method="hand")
    return made.restrictions.get()


__all__ = ["ENDS", "HELD", "LAST", "LATER", "activated", "breached", "in_reserve", "ready_again"]
