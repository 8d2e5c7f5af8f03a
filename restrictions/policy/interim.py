"""May a safety measure be taken, confirmed, ended or looked at again, and until when does it protect? (process 2.6)

It never asks for the two preconditions, and is no restriction: nothing here counts for one, for a warning or a pattern.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.models import Case, IncidentReport
from cases.policy.case import holds, reasons_not_to_open, reasons_not_to_work_on
from cases.policy.triage import reasons_of_part
from conduct.models import Role
from restrictions.models import InterimEnding, InterimMeasure
from restrictions.policy import conflicts
from restrictions.policy.force import State
from restrictions.policy.letter import day
from restrictions.policy.notices import reasons_not_to_tell

CRITICAL, SERIOUS = 4, 3
FOLLOWABLE = (IncidentReport.Status.INFORMAL, IncidentReport.Status.NO_ACTION)
CALLED_OFF = (IncidentReport.Status.VOID, IncidentReport.Status.DUPLICATE)
Content, Kind = InterimMeasure.Content, InterimEnding.Kind

# Until when, computed

TO_CONFIRM = State("to_confirm", "To be confirmed", "wait", "It ends by itself unless a director confirms it.")
CONFIRMED = State("confirmed", "In place", "stop", "A director confirmed it. It ends by itself.")
BEGINS = State("begins", "Begins", "wait", "It was issued again, and begins when the first is over.")
LAPSED = State("lapsed", "Ended by itself", "done", "Its last day has passed.")
ENDED = {
    Kind.REVOKED: State("revoked", "Revoked", "done", "It was ended before its last day."),
    Kind.CONVERTED: State("converted", "Followed by a restriction", "done", "A decision took its place."),
    Kind.LAPSED: LAPSED,
}
STATES = {state.key: state for state in (TO_CONFIRM, CONFIRMED, BEGINS, *ENDED.values())}
IN_FORCE = (TO_CONFIRM, CONFIRMED)


def state_of(measure, *, on):
    """The state on that day of a measure that `InterimMeasure.objects.as_of` read; the twin of `in_force`."""
    if measure.ended_kind:
        return ENDED[measure.ended_kind]
    if measure.last_on < on:
        return LAPSED
    if measure.begins_on > on:
        return BEGINS
    return CONFIRMED if measure.confirmed_on or measure.is_reissue else TO_CONFIRM


def confirm_by(began_on, *, calendar, organization):
    """The day by which a director looks at it: the next business day, and never beyond the longest time."""
    return min(calendar.next_business_day(began_on), latest_end(began_on, organization=organization))


def latest_end(began_on, *, organization):
    """The last day it can be confirmed to: so many calendar days after its first."""
    return began_on + timedelta(days=organization.interim_max_days)


def again_from(measure, *, on):
    """The first day of a measure issued again: today, or the day after the first one's last."""
    return max(on, measure.last_on + timedelta(days=1))


def again_until(measure, *, on, organization):
    """The last day of a measure issued again: as long as the first, and never beyond the days in all."""
    in_all = measure.begins_on + timedelta(days=organization.interim_total_days)
    return min(latest_end(again_from(measure, on=on), organization=organization), in_all)


# Taking it


@dataclass(frozen=True)
class Said:
    """What is said when a measure is taken; the names are those of the form and of the act."""

    severity: int | None = None
    imminent_risk: str = ""
    content: tuple = ()
    places: str = ""
    reasons: str = ""
    tried: str = ""
    told_at: datetime | None = None
    told_how: str = ""
    not_reached: str = ""
    ways: tuple = ()
    departments: tuple = ()
    no_department_reason: str = ""


def reasons_it_is_off(organization):
    """Decisions 9: an organization can do without; then none is taken or issued again, and those in place run out."""
    if not organization.interim_measures:
        yield "Interim safety measures are switched off in the settings. In danger call the police."


def role_of(user, report, *, on):
    """In which role the person takes it: as a director, as a supervisor of the report's department, or None."""
    if holds(user, Role.DIRECTOR, on):
        return Role.DIRECTOR
    return Role.SUPERVISOR if holds(user, Role.SUPERVISOR, on, report.department_id) else None


def case_for(report):
    """The open case the measure will belong to: the report's, otherwise the customer's newest; None opens one."""
    if report.case and not report.case.is_closed:
        return report.case
    open_ones = (
        Case.objects.of_group(report.customer).open().with_customer() if report.customer else Case.objects.none()
    )
    return open_ones.order_by("-opened_at", "-pk").first()


def reasons_not_to_begin(report, case, *, by, on, organization):
    """Process 2.6: a director, or a supervisor on duty, with no part in it, on a report that stands, once."""
    yield from reasons_it_is_off(organization)
    if role_of(by, report, on=on) is None:
        yield "A safety measure is taken by a director, or by a supervisor of the department on duty."
    yield from reasons_of_part_in(report, case, by=by)
    if report.status in CALLED_OFF:
        yield f"This report does not stand any more: {report.get_status_display().lower()}."
    if case is None:
        title = title_of(report)
        yield from reasons_not_to_open(
            customer=report.customer, title=title, assigned_to=None, due_on=None, department=report.department, on=on
        )
    if triaged_severity(report) is not None and triaged_severity(report) < SERIOUS:
        yield "Triage found this not serious enough: a safety measure is for severity 4, or 3 with an imminent risk."
    if first := report.interim_measures.filter(reissue_of__isnull=True).first():
        yield f"{first} was taken on this report already. A director can issue it again once, from its page."


def reasons_of_part_in(report, case, *, by):
    """F5: who wrote the report, saw it, was affected, is complained of or tied takes no measure; somebody else does."""
    yield from reasons_of_part(report, by)
    for sentence in conflicts.parts_in(case).get(by, ()) if case else ():
        yield f"You have a part in this case ({sentence}). Somebody else takes the measure."


def triaged_severity(report):
    """How serious triage found it, or None while it was not triaged."""
    return report.triage.severity or 0 if hasattr(report, "triage") else None


def title_of(report):
    """What a case opened for a measure is called: what happened, never a person."""
    return f"Danger reported in {report.reference}"


def reasons_not_to_take(report, case, said, *, by, at, calendar, organization):
    """Everything against taking it: who, on what, what is done, and who is told (process 2.6)."""
    on = calendar.local_date(at)
    yield from reasons_not_to_begin(report, case, by=by, on=on, organization=organization)
    if role_of(by, report, on=on) == Role.SUPERVISOR and not said.tried:
        yield "Say which directors you tried to reach, and how. A supervisor acts only when none can be reached."
    yield from reasons_of_danger(report, said)
    if not said.content:
        yield "Choose what is done."
    if Content.ADMIT in said.content and not said.places:
        yield "Say where they are not admitted."
    if not said.reasons:
        yield "Write the reasons, in short, for the letter."
    yield from reasons_of_telling(said, at=at, calendar=calendar)
    yield from reasons_not_to_tell(said.departments, no_department_reason=said.no_department_reason, on=on)


def reasons_of_danger(report, said):
    """Process 2.4 and 2.6: severity 4, or 3 with an imminent risk that is stated; as triage found it, once it has."""
    found = triaged_severity(report)
    if said.severity not in (SERIOUS, CRITICAL):
        yield "A safety measure is for severity 4, or 3 with an imminent risk. Otherwise work on the case as usual."
    elif found is not None and found >= SERIOUS and said.severity != found:
        yield f"Triage found severity {found}."
    elif said.severity == SERIOUS and not said.imminent_risk:
        yield "With severity 3, say what the imminent risk is."


def reasons_of_telling(said, *, at, calendar):
    """Process 2.6: letter L3 if the person can be reached, otherwise what was tried; word of mouth is written down."""
    if not said.ways and not said.not_reached:
        yield "Choose how the letter goes, or write what was tried to reach the person."
    if said.ways and said.not_reached:
        yield "You chose how the letter goes and also wrote that the person could not be reached. Keep one of them."
    if bool(said.told_at) != bool(said.told_how):
        yield "If they were told by word already, say when and what was said."
    if said.told_at:
        yield from reasons_not_to_write_down(said.told_at, "", at=at, calendar=calendar)


def reasons_not_to_write_down(happened_at, late_reason, *, at, calendar):
    """Process 2.6: what was said by word is recorded within one business day; later with the reason for it."""
    if happened_at > at:
        yield "Enter a time that is not in the future."
    elif written_late(happened_at, at=at, calendar=calendar) and not late_reason:
        yield "What was said is written down within one business day. Say why it comes later, on the measure's page."


def written_late(happened_at, *, at, calendar):
    """Whether more than one business day has passed since it was said."""
    return calendar.local_date(at) > calendar.next_business_day(calendar.local_date(happened_at))


# After it


def reasons_it_is_over(measure, *, on):
    """Process 2.1: what was revoked, followed by a restriction or has lapsed is over, and stays so."""
    if hasattr(measure, "ending") and measure.ending.kind != Kind.LAPSED:
        ending = measure.ending
        yield f"{measure} is over already: {ending.get_kind_display().lower()}, {day(ending.ended_on)}."
    elif measure.last_on < on:
        yield f"{measure} ended by itself at the end of {day(measure.last_on)}."


def reasons_not_to_judge(measure, *, by, on, parts=None):
    """A director with no part in the case speaks about a measure, and not the supervisor who took it."""
    yield from conflicts.reasons_not_to_direct(measure.case, by=by, on=on, parts=parts)
    if measure.taken_as == Role.SUPERVISOR and measure.taken_by_id == by.pk:
        yield "You took this measure on duty. Another director confirms or revokes it."


def reasons_not_to_confirm(measure, *, by, on, until_on=None, parts=None):
    """Process 2.6: confirmed by a director by the end of the next business day, until a day within the longest time."""
    yield from reasons_not_to_judge(measure, by=by, on=on, parts=parts)
    yield from reasons_it_is_over(measure, on=on)
    if hasattr(measure, "confirmation"):
        yield f"{measure.confirmation.by} confirmed it already, until {day(measure.confirmation.until_on)}."
    if measure.is_reissue:
        yield "A director issued it again. It needs no confirmation."
    if until_on and not on <= until_on <= measure.latest_end_on:
        yield f"Choose a last day from today to {day(measure.latest_end_on)}."


def reasons_not_to_revoke(measure, *, by, on, parts=None):
    """Process 2.6: a director revokes it any day, with reasons."""
    yield from reasons_not_to_judge(measure, by=by, on=on, parts=parts)
    yield from reasons_it_is_over(measure, on=on)


def reasons_of_its_letter(measure, ways):
    """Process 2.6: who was written to about a measure hears by letter what became of it."""
    if measure.letter and not ways:
        yield "Choose how the letter is sent. The customer was written to about this measure."


def reasons_not_to_convert(measure, decision, *, on):
    """Process 2.6: only an issued decision of the same case takes the place of a measure that is not over."""
    yield from reasons_it_is_over(measure, on=on)
    if not decision.is_issued or decision.case_id != measure.case_id:
        yield f"{decision} is not an issued decision of the case of {measure}."


def reasons_not_to_announce(measure, *, on):
    """Process 2.9: an end by itself is told once, and only when it has come."""
    if hasattr(measure, "ending"):
        yield "Everybody was told of this end already."
    elif measure.last_on >= on:
        yield f"{measure} has not ended: its last day is {day(measure.last_on)}."


def reasons_not_to_issue_again(measure, *, by, on, organization, parts=None):
    """Process 2.6: once on the same facts, when the first runs out or has lapsed, within the days in all."""
    yield from reasons_it_is_off(organization)
    yield from conflicts.reasons_not_to_direct(measure.case, by=by, on=on, parts=parts)
    if measure.is_reissue or not organization.interim_reissues:
        yield "It is not issued again. What goes on after it is a decision at the end of a review."
    if hasattr(measure, "reissue"):
        yield f"It was issued again already, as {measure.reissue}."
    if hasattr(measure, "ending") and measure.ending.kind != Kind.LAPSED:
        yield f"{measure} did not run out: {measure.ending.get_kind_display().lower()}."
    if measure.last_on > on:
        yield f"It is issued again on its last day, {day(measure.last_on)}, or after it."
    if again_from(measure, on=on) > again_until(measure, on=on, organization=organization):
        yield f"The {organization.interim_total_days} days it can last in all are over."
    if measure.case.is_closed:
        yield "The case is closed. Reopen it first."


def reasons_not_to_work(measure, *, by, on):
    """Who works on the case writes down what was said and tried, and what the customer asks."""
    yield from reasons_not_to_work_on(measure.case, by=by, on=on)


def reasons_not_to_write(measure, *, by, on):
    """Process 2.6: the letter is written once, while the measure stands; before, what was tried is written down."""
    yield from reasons_not_to_work(measure, by=by, on=on)
    yield from reasons_it_is_over(measure, on=on)
    if measure.letter:
        yield "The letter about this measure was written already."


def reasons_not_to_take_in(measure, *, by, on):
    """Process 2.6: a request to look again is entered by who works on the case, one at a time, while it protects."""
    yield from reasons_not_to_work(measure, by=by, on=on)
    yield from reasons_it_is_over(measure, on=on)
    if measure.reconsiderations.open().exists():
        yield "A request to look again is open already. Answer it first."


def reasons_not_to_enter(measure, *, words, received_at, by, at, on):
    """Process 2.6: the request is entered word for word, as it came after the measure was taken."""
    yield from reasons_not_to_take_in(measure, by=by, on=on)
    if not words:
        yield "Write down the customer's own words."
    if not measure.taken_at.replace(second=0, microsecond=0) <= received_at <= at:
        yield "Enter a time after the measure was taken that is not in the future."


def reasons_not_to_answer(asked, *, by, on, parts=None):
    """Process 2.6: another manager answers, who neither took nor confirmed it and has no part in the case, once."""
    measure = asked.measure
    manages = holds(by, Role.DIRECTOR, on) or holds(by, Role.SUPERVISOR, on, measure.case.department_id)
    if not manages:
        yield "A request to look again is answered by a director, or by a supervisor of the department."
    parts = conflicts.parts_in(measure.case) if parts is None else parts
    for sentence in parts.get(by, ()):
        yield f"You have a part in this case ({sentence}). Another manager answers."
    if by in who_spoke(measure):
        yield "You took or confirmed this measure. Another manager looks at it again."
    if asked.outcome:
        yield f"This was answered already: {asked.get_outcome_display().lower()}."


def steps_of(measure, *, by, on, organization):
    """The steps this person can take with it now: the name of each page and the words on its button."""
    parts = conflicts.parts_in(measure.case)
    judging = {"by": by, "on": on, "parts": parts}
    against = {
        ("confirm_interim", "Confirm it"): reasons_not_to_confirm(measure, **judging),
        ("revoke_interim", "End it today"): reasons_not_to_revoke(measure, **judging),
        ("issue_interim_again", "Issue it again"): reasons_not_to_issue_again(
            measure, organization=organization, **judging
        ),
        ("write_interim", "Write to the customer"): reasons_not_to_write(measure, by=by, on=on),
        ("write_down_interim", "Write down a contact"): reasons_not_to_work(measure, by=by, on=on),
        ("ask_interim", "Enter a request to look again"): reasons_not_to_take_in(measure, by=by, on=on),
    }
    return [step for step, reasons in against.items() if not any(reasons)]


# Who hears


def who_spoke(measure):
    """Who took it and who confirmed it: somebody else looks at it again."""
    return {measure.taken_by} | ({measure.confirmation.by} if hasattr(measure, "confirmation") else set())


def directors_to_alert(case, *, on, organization, but=()):
    """The director on duty where one is named and has no part; otherwise every director without a part."""
    free = [one for one in conflicts.directors_without_a_part(case, on=on) if one not in but]
    on_duty = [one for one in free if one.pk == organization.duty_director_id]
    return on_duty or free


@dataclass(frozen=True)
class Waits:
    """What waits with a measure on somebody's home page: the word of its tag, and by when."""

    measure: InterimMeasure
    label: str
    due_on: date


def waiting(measures, *, on):
    """What is to be done about these measures: confirm it, or know that it ends within a day (process 2.12)."""
    to_confirm = [Waits(one, "To confirm", one.last_on) for one in measures if state_of(one, on=on) is TO_CONFIRM]
    known = {waits.measure for waits in to_confirm}
    soon = [one for one in measures if one not in known and one.last_on <= on + timedelta(days=1)]
    return to_confirm + [Waits(one, "Ends by itself", one.last_on) for one in soon]
