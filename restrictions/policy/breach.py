"""May contact be noted as a breach, and what can a director decide about it? (process 2.8)

A breach reminds, lightens, or leads to a review. Nothing here can move an end date later (decisions 10).
"""

from dataclasses import dataclass
from datetime import date

from cases.models import Customer, IncidentReport
from cases.policy.case import holds
from cases.policy.reports import departments_of
from conduct.models import Role
from restrictions.models import Breach, BreachDecision, Ending
from restrictions.policy import conflicts
from restrictions.policy.force import IN_PLACE, RESERVE, State, known_of, received_on, state_of
from restrictions.policy.letter import day
from restrictions.policy.referral import reasons_not_to_refer

How, Outcome = Breach.How, BreachDecision.Outcome
ABOUT_TERMS = (Outcome.REMINDER, Outcome.LIGHTER)
CALLED_OFF = (IncidentReport.Status.VOID, IncidentReport.Status.DUPLICATE)

OPEN = State("open", "To be decided", "wait", "A director decides. Nothing follows by itself.")
REOPENED = State("reopened", "Reopened", "appeal", "The restriction was set aside: it counts for nothing.")
UNPROVEN = State("unproven", "Not proven", "done", "It counts for nothing.")
PROVEN = State("proven", "Decided", "review", "The end date does not move by itself.")
STATES = {state.key: state for state in (OPEN, REOPENED, UNPROVEN, PROVEN)}


def state_of_breach(breach):
    """The state of a breach as people know it; reopened once the restriction was set aside, until looked at again."""
    decision = breach.decision
    if decision is None:
        return REOPENED if breach.is_reopened else OPEN
    return UNPROVEN if decision.outcome == Outcome.UNPROVEN else PROVEN


def decide_by(noted_on, *, calendar, organization):
    """The day by which a director decides (process 2.8): so many business days after it was noted."""
    return calendar.add_business_days(noted_on, organization.breach_days)


def due_of(breach, *, calendar, organization):
    """By when a director decides; a reopened one counts anew, from the day the restriction was set aside."""
    gone = [one.ended_on for one in breach.restriction.endings.all() if one.kind == Ending.Kind.SET_ASIDE]
    return decide_by(max(gone), calendar=calendar, organization=organization) if gone else breach.due_on


def outcomes_of(breach, *, at, on, organization):
    """Process 2.8: what can be decided about it today; what was set aside, and what ended, leave less."""
    if breach.is_reopened:
        return [Outcome.UNPROVEN]
    known = known_of(breach.restriction, at=at, on=on)
    closed = ABOUT_TERMS if known.ended_kind or known.ends_on < on else ()
    switched_off = () if organization.interim_measures else (Outcome.INTERIM,)
    return [outcome for outcome in Outcome if outcome not in (*closed, *switched_off)]


# Noting it


def bound_at(restriction, happened_at, *, at, calendar, states=(IN_PLACE, RESERVE)):
    """Whether it bound the customer at that instant, as known then; and was received for all that is known now.

    What is held in reserve binds by its conditions alone.
    """
    on = calendar.local_date(happened_at)
    known = known_of(restriction, at=happened_at, on=on)
    received = received_on(restriction.decision.letter, at=happened_at)
    if known is None or received is None or state_of(known, on=on) not in states:
        return False
    return any(
        one.deemed_on and one.deemed_on <= on and not one.returned_recorded_at and one.sent_recorded_at <= happened_at
        for one in restriction.decision.letter.deliveries.all()
    )


def reasons_it_did_not_bind(restriction, happened_at, *, at, calendar, states=(IN_PLACE, RESERVE)):
    """Process 2.8, decisions 11: a breach happens while the restriction is in force, and neither paused nor waived.

    One of the conditions of a reserve happens while it is held. What was set aside is as if never decided.
    """
    if happened_at > at:
        yield "Enter a time that is not in the future."
    elif any(one.kind == Ending.Kind.SET_ASIDE for one in restriction.endings.all()):
        yield f"{restriction} was set aside. Nothing is a breach of it."
    elif not bound_at(restriction, happened_at, at=at, calendar=calendar, states=states):
        yield f"{restriction} did not apply at that moment. If it was more than that, report an incident instead."


def reasons_not_to_note(restriction, *, happened_at, by, at, calendar):
    """Process 2.8: anybody who can look up notes contact outside the terms, while they apply.

    Of a reserve the look-up says nothing: who works on the case notes that its conditions were not kept.
    """
    if by.is_outside_reviewer or not by.is_active:
        yield "Only who works here notes a breach."
    on = calendar.local_date(at)
    states = (IN_PLACE,) if any(reasons_not_to_work(restriction, by=by, on=on)) else (IN_PLACE, RESERVE)
    yield from reasons_it_did_not_bind(restriction, happened_at, at=at, calendar=calendar, states=states)


def department_of(user, restriction, *, on):
    """Where the report goes: the person's own department, otherwise that of the case."""
    return next(iter(departments_of(user, on)), restriction.case.department)


def linkable(restriction, user):
    """Reports that stand about the customer of a restriction, which this person may open, newest first."""
    about = IncidentReport.objects.visible_to(user).of_group(restriction.customer).exclude(status__in=CALLED_OFF)
    return about.exclude(breaches__restriction=restriction).order_by("-occurred_at", "-pk")


def opens(user, report):
    """Whether this person may open the report a breach points to."""
    return IncidentReport.objects.visible_to(user).filter(pk=report.pk).exists()


def reasons_not_to_work(restriction, *, by, on):
    """Process 2.0: a director, or a supervisor of the case's department, links reports to a restriction."""
    if not holds(by, Role.DIRECTOR, on) and not holds(by, Role.SUPERVISOR, on, restriction.case.department_id):
        yield "A director, or a supervisor of the department of the case, does this."


def reasons_not_to_link(restriction, report, *, by, at, calendar):
    """Process 2.8: a report that stands, about the same customer, of a time when the restriction applied, once."""
    yield from reasons_not_to_work(restriction, by=by, on=calendar.local_date(at))
    if report.status in CALLED_OFF:
        yield f"{report} does not stand any more: {report.get_status_display().lower()}."
    group = Customer.objects.group_of(restriction.customer)
    if report.customer_id not in {one.pk for one in group}:
        yield f"{report} is not about the customer of {restriction}."
    if report.breaches.filter(restriction=restriction).exists():
        yield f"{report} is noted as a breach of {restriction} already."
    yield from reasons_it_did_not_bind(restriction, report.occurred_at, at=at, calendar=calendar)


def reasons_not_to_note_overlooked(breach, who, *, by, on):
    """Process 2.8: terms bind us as well; a director with no part notes who overlooked them, once a person."""
    yield from reasons_not_to_direct(breach, by=by, on=on)
    if who and breach.overlooked.filter(who=who).exists():
        yield f"{who} is noted already."


# Deciding about it


def reasons_not_to_direct(breach, *, by, on, parts=None):
    """F5: a director with no part in the case, who neither reported it nor is noted in it."""
    yield from conflicts.reasons_not_to_direct(breach.case, by=by, on=on, parts=parts)
    if breach.report.reporter_id == by.pk:
        yield "You reported it. Another director decides."
    if breach.overlooked.filter(who=by).exists():
        yield "You are noted in it. Another director decides."


def reasons_not_to_decide(breach, *, by, on, parts=None):
    """Process 2.8: decided once by a director with no part; once again when the restriction was set aside."""
    yield from reasons_not_to_direct(breach, by=by, on=on, parts=parts)
    if decision := breach.decision:
        yield f"{decision.by} decided this already on {day(decision.on)}: {decision.get_outcome_display().lower()}."


@dataclass(frozen=True)
class Said:
    """What a director says when deciding; the names are those of the form and of the act."""

    outcome: str
    reasons: str
    facts: str = ""
    new_end_on: date | None = None
    ways: tuple = ()
    no_letter_why: str = ""


def reasons_of_outcome(breach, said, *, by, at, on):
    """Process 2.8: what each outcome needs, and when it is open. None of them makes anything longer or stricter."""
    if not said.reasons:
        yield "Write why you decide this."
    if said.new_end_on and said.outcome != Outcome.LIGHTER:
        yield "A new end date goes with lighter terms only. Take it out."
    if said.outcome == Outcome.UNPROVEN:
        if said.ways:
            yield "What is not proven changes nothing and needs no letter. Take out how it is sent."
        return
    if breach.is_reopened:
        yield "The restriction was set aside. Nothing can be a breach of it: it is not proven."
    yield from _reasons_of_proof(breach, said)
    if said.outcome in ABOUT_TERMS:
        yield from _reasons_of_terms(breach.restriction, said, at=at, on=on)
    if said.outcome == Outcome.REVIEW:
        yield from reasons_not_to_refer(breach.case, by=by, on=on)


def _reasons_of_proof(breach, said):
    if breach.report.status in CALLED_OFF:
        yield f"{breach.report} does not stand any more. Without a report it is not proven."
    if not said.facts:
        yield "Write what happened, with its date, for the letter."
    if not said.ways and not said.no_letter_why:
        yield "Choose how the letter goes, or write why none can go."
    if said.ways and said.no_letter_why:
        yield "You chose how the letter goes and also wrote why none can go. Keep one of them."


def _reasons_of_terms(restriction, said, *, at, on):
    known = known_of(restriction, at=at, on=on)
    if known.ended_kind or known.ends_on < on:
        yield f"{restriction} has ended. There is nothing to remind of or to make lighter."
    if not said.ways:
        yield "A reminder, or lighter terms, is a letter. Choose how it goes."
    if said.outcome == Outcome.LIGHTER and said.new_end_on is None:
        yield "Enter the earlier end date."
