"""Draft measures of a review: added and dropped until the decision, which gives them their number."""

import json

from cases.actions.case import here_and_now
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.recording import act
from restrictions import catalog
from restrictions.actions.review import reopen, taken_review
from restrictions.models import DraftMeasure
from restrictions.policy.referral import reasons_not_to_draft
from restrictions.policy.reserve import conditions_of, reasons_not_to_hold

CHANGED = "The measures were changed after it was signed."


@act
def add_measure(
    *, review, measure, parameters, ends_on, why, by, at, conditions="", conditions_told="", held_days=None
):
    """Draft a measure with its own end (process 2.7). Returns the DraftMeasure. Raises Refused with what is missing.

    With `conditions` it is held in reserve until that end, for `held_days` at most if a new decision activates it;
    departments hear of `conditions_told` alone.
    """
    review = taken_review(review)
    refuse_if(reasons_not_to_draft(review, by=by, on=here_and_now(at)[2]))
    held = {"conditions": conditions, "conditions_told": conditions_told}
    held = {name: conditions_of(typed) for name, typed in held.items()} | {"held_days": held_days}
    refuse_if(reasons_not_to_hold(measure, **held))
    draft = _drafted(review, measure, parameters, ends_on, why, held)
    reopen(review, CHANGED, at)
    review.save()
    draft.save()
    record("review.measure_added", review.case, by=by, at=at, facts={"measure": measure})
    return draft


def _drafted(review, measure, parameters, ends_on, why, held):
    if measure not in catalog.MEASURE:
        raise Refused("Choose a measure of the catalogue.")
    refuse_if(f"{reason}." for reason in catalog.check_parameters(measure, parameters).values())
    about = catalog.subject(measure, parameters)
    if any(
        one.measure == measure and one.subject == about and not one.dropped_at for one in review.draft_measures.all()
    ):
        raise Refused("This measure is in the review already. Drop it first, then add it anew.")
    kept = json.dumps(catalog.parameters_to_keep(measure, parameters), ensure_ascii=False)
    return DraftMeasure(
        review=review, measure=measure, subject=about, parameters=kept, ends_on=ends_on, why=why, **held
    )


@act
def drop_measure(*, draft, by, at):
    """Take a draft measure out of the review; it stays in the record, marked as dropped."""
    review = taken_review(draft.review)
    refuse_if(reasons_not_to_draft(review, by=by, on=here_and_now(at)[2]))
    draft = next((one for one in review.draft_measures.all() if one.pk == draft.pk and not one.dropped_at), None)
    refuse_if([] if draft else ["This measure was taken out already."])
    draft.dropped_at = at
    draft.save()
    reopen(review, CHANGED, at)
    review.save()
    record("review.measure_dropped", review.case, by=by, at=at, facts={"measure": draft.measure})
    return review
