"""Looking at a restriction again: the customer is asked for their view, a director decides, all are told (2.9)."""

import logging

from django.db import DatabaseError

from cases.actions.answers import close_answer
from cases.actions.case import here_and_now
from cases.actions.letters import write_to_customer
from cases.models import Answer, Letter
from cases.policy.letters import reply_routes
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.recording import act
from restrictions.actions.endings import lift_early, shorten_restriction, write_outcome
from restrictions.actions.lapse import ways_to
from restrictions.actions.review import refer_case, taken
from restrictions.models import Decision, Invitation, Reassessment, Restriction
from restrictions.policy import reassessment as policy
from restrictions.policy.force import start_of
from restrictions.policy.letter import day, listed, term_in_words

logger = logging.getLogger(__name__)
Outcome = Reassessment.Outcome
BATCH = 200


def ask_for_views(at, on):
    """Ask for the view of every customer whose review opened, an act a decision. Returns what it did, in words."""
    organization, calendar, _ = here_and_now(at)
    dues = policy.open_reviews(at, on, organization=organization, calendar=calendar)
    waiting = dict.fromkeys(one.restriction.decision_id for one in dues if not one.invitation)
    asked = failed = 0
    for decision_id in list(waiting)[:BATCH]:
        try:
            ask_for_view(decision_id=decision_id, by=None, at=at)
            asked += 1
        except (Refused, DatabaseError) as error:
            failed += 1
            logger.error("The view on decision %s could not be asked for: %s", decision_id, error)
    return f"{asked} customers asked for their view, {failed} could not be"


@act
def ask_for_view(*, decision_id, by, at):
    """Ask the customer for their view of the reviews that opened on one decision (letter L6): once for each.

    Nothing is sent to who cannot be reached, or too late for an answer. Returns the invitations; raises Refused.
    """
    organization, calendar, on = here_and_now(at)
    limits = {"organization": organization, "calendar": calendar}
    decision = Decision.objects.select_related("decided_by", "customer", "letter").get(pk=decision_id)
    case = taken(decision.case_id)
    dues = [one for one in policy.open_reviews(at, on, **limits, decision=decision) if not one.invitation]
    refuse_if([] if dues else ["The customer was asked for their view of every open review already."])
    ways = ways_to(decision)
    answer_by = policy.answer_by(dues, ways, at=at, **limits)
    letter = _write_invitation(decision, dues, answer_by, ways, organization, on=on, at=at) if answer_by else None
    asked = {"invited_at": at, "invited_on": on, "letter": letter, "answer_by": answer_by}
    invitations = [Invitation(restriction=one.restriction, due_on=one.opened_on, **asked) for one in dues]
    for invitation in invitations:
        invitation.save()
    how = f"the customer can send their view until {day(answer_by)}" if letter else "no letter could still reach them"
    facts = {"restrictions": listed([str(one.restriction) for one in dues]), "how": how}
    record("reassessment.opened", case, by=by, at=at, subject=decision, facts=facts)
    return invitations


def _write_invitation(decision, dues, answer_by, ways, organization, *, on, at):
    fields = {
        "start_date": day(min(start_of(one.term) for one in dues)),
        "end_date": day(max(one.term.ends_on for one in dues)),
        "review_date": day(on),
        "restrictions": [term_in_words(one.restriction, one.term) for one in dues],
        "reply_by": day(answer_by),
        "reply_routes": reply_routes(organization),
        "help_contact": organization.help_contact,
    }
    return write_to_customer(
        kind=Letter.Kind.L6,
        fields=fields,
        title=f"Notice of a review, {decision.case.reference}",
        customer=decision.customer,
        reference=decision.case.reference,
        ways=ways,
        on=on,
        by=None,
        at=at,
        case=decision.case,
        signed_by=decision.decided_by,
        about=decision.letter,
    )


@act
def reassess_restriction(*, restriction, shown, ways, by, at, **said):
    """Decide an open review (process 2.9): let it run to its end, end it, make it lighter, or open a new review.

    `said` are the fields of `policy.reassessment.Said`, `shown` the digest of what the page showed. The customer hears
    by letter L7. Returns the Reassessment; raises Refused with every reason.
    """
    organization, calendar, on = here_and_now(at)
    case = taken(restriction.case_id)
    restriction, term, due, days = standing(restriction, at, on, organization=organization, calendar=calendar)
    refuse_if(policy.reasons_not_to_reassess(restriction, term, due, at=at, by=by, on=on, days=days))
    said, known = policy.Said(**said), policy.since(due, at=at, calendar=calendar)
    refuse_if(policy.reasons_of_change(known, shown=shown))
    refuse_if(
        [
            *policy.reasons_of_findings(said),
            *policy.reasons_before_hearing(due, known, outcome=said.outcome, on=on),
            *policy.reasons_not_to_open_a_review(case, outcome=said.outcome, reasons=said.reasons, by=by, on=on),
        ]
    )
    letter = _follow(restriction, term, said, ways, on=on, by=by, at=at)
    reassessment = _kept(restriction, due, known, said, letter, on=on, by=by, at=at)
    for answer in known.statements:
        if not answer.outcome:
            why = f"Read for the review of {restriction}."
            close_answer(answer=answer, outcome=Answer.Outcome.NOTED, reasons=why, reply=letter, by=by, at=at)
    facts = {"outcome": reassessment.get_outcome_display().lower()}
    record("reassessment.decided", case, by=by, at=at, subject=restriction, reason=said.reasons, facts=facts)
    return reassessment


def standing(restriction, at, on, **limits):
    """(restriction, its last term, its open review or None, its review days), read anew."""
    restriction = Restriction.objects.with_decision().get(pk=restriction.pk)
    term = restriction.terms.as_of(at, on).get()
    return restriction, term, policy.due_of(term, at=at, on=on, **limits), policy.days_of(term, **limits)


def _follow(restriction, term, said, ways, **when):
    """What the outcome brings about, by the acts there are for it. Returns letter L7."""
    about = {"restriction": restriction, "reasons": said.reasons, "ways": ways} | {k: when[k] for k in ("by", "at")}
    if said.outcome == Outcome.LIFT:
        lift_early(**about)
    elif said.outcome == Outcome.LIGHTEN:
        shorten_restriction(new_end_on=said.new_end_on, **about)
    else:
        heading = f"The change stays, and ends by itself on {day(term.ends_on)}"
        outcome = f"Nothing changes. It ends by itself on {day(term.ends_on)}."
        if said.outcome == Outcome.REVIEW:
            refer_case(case=restriction.case, why=said.reasons, by=when["by"], at=when["at"])
            heading = "We look at the whole matter again"
            outcome += " Another director now looks at the whole matter. Anything new comes with a letter of its own."
        return write_outcome(restriction, heading, outcome, said.reasons, ways, **when)
    return restriction.case.letters.filter(kind="L7", copy_for_guardian=False).latest("written_at", "pk")


def _kept(restriction, due, known, said, letter, *, on, by, at):
    found = {name: getattr(said, name) for name in ("staff_view", "circumstances", "still_needed", "lesser_measure")}
    reassessment = Reassessment(
        restriction=restriction,
        due_on=due.opened_on,
        incidents=len(known.reports),
        breaches=len(known.breaches),
        contacts=len(known.answers) + len(known.statements),
        **found,
        outcome=said.outcome,
        reasons=said.reasons,
        letter=letter,
        decided_by=by,
        decided_at=at,
        decided_on=on,
    )
    reassessment.save()
    return reassessment
