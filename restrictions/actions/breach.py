"""A breach: noted at the desk or from a report, decided by a director, looked at again (process 2.8).

No act here writes a term but to make it shorter, and none reads the report's words into a letter.
"""

import uuid

from cases.actions.case import here_and_now
from cases.actions.letters import write_to_customer
from cases.actions.reports import send_report
from cases.catalog import BREACH
from cases.models import IncidentReport, ReportDraft
from cases.policy.reports import Facts
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Counter
from conduct.recording import act
from restrictions.actions.endings import shorten_restriction
from restrictions.actions.interim import locked_report
from restrictions.actions.review import refer_case, taken
from restrictions.models import Breach, BreachDecision, Restriction, TermsOverlooked
from restrictions.policy import breach as policy
from restrictions.policy import breach_words as words
from restrictions.policy.letter import day

Outcome, How = BreachDecision.Outcome, Breach.How
CHANNELS = {
    How.ON_SITE: IncidentReport.Channel.IN_PERSON,
    How.CALLED: IncidentReport.Channel.PHONE,
    How.WROTE: IncidentReport.Channel.EMAIL,
    How.OTHER: IncidentReport.Channel.OTHER,
}
HELPED = "Helped them at the time, and said so."


@act
def note_breach(*, restriction, how, happened_at, note, by, at, late_reason="", helped=False):
    """Note contact outside the terms from the desk (process 2.8): files a report of its own, and links it.

    `helped` is that whoever notes it helped the person anyway. Returns the Breach. Raises Refused when the restriction
    did not bind at that instant, or the report is late without its reason.
    """
    organization, calendar, on = here_and_now(at)
    restriction = standing(restriction)
    refuse_if(policy.reasons_not_to_note(restriction, happened_at=happened_at, by=by, at=at, calendar=calendar))
    customer = restriction.customer.head
    facts = Facts(
        help_needed=False,
        narrative=words.narrative_of(restriction, how, note),
        occurred_at=happened_at,
        channel=CHANNELS[how],
        late_reason=late_reason,
        customer=customer,
        customer_name=str(customer),
        kinds=[BREACH.key],
    )
    report = send_report(
        draft=ReportDraft.objects.begin(author=by, key=uuid.uuid4().hex, at=at),
        facts=facts,
        department=policy.department_of(by, restriction, on=on),
        by=by,
        at=at,
    )
    return _noted(restriction, report, how, organization, calendar, helped=helped, by=by, at=at)


@act
def link_breach(*, restriction, report, how, by, at):
    """Note a report that exists as a breach (process 2.8). Returns the Breach.

    Raises Refused when the report is about somebody else, does not stand, or tells of a time without the restriction.
    """
    organization, calendar, _ = here_and_now(at)
    restriction, report = standing(restriction), locked_report(report)
    refuse_if(policy.reasons_not_to_link(restriction, report, by=by, at=at, calendar=calendar))
    return _noted(restriction, report, how, organization, calendar, by=by, at=at)


def standing(restriction):
    """The restriction as it stands, with its customer and case locked."""
    taken(restriction.case_id)
    return Restriction.objects.with_decision().get(pk=restriction.pk)


def _noted(restriction, report, how, organization, calendar, *, by, at, helped=False):
    on = calendar.local_date(at)
    breach = Breach(
        reference=Counter.next_reference("BR", on.year),
        restriction=restriction,
        case=restriction.case,
        customer=restriction.customer,
        report=report,
        how=how,
        happened_at=report.occurred_at,
        happened_on=calendar.local_date(report.occurred_at),
        noted_by=by,
        noted_at=at,
        due_on=policy.decide_by(on, calendar=calendar, organization=organization),
    )
    breach.save()
    if helped:
        TermsOverlooked(breach=breach, who=by, what=HELPED, noted_by=by, noted_at=at).save()
    facts = {"restriction": str(restriction), "report": str(report), "due": day(breach.due_on)}
    record("breach.noted", restriction.case, by=by, at=at, subject=breach, facts=facts)
    return breach


@act
def note_overlooked(*, breach, who, what, by, at):
    """Note that one of us did not keep to the terms either (process 2.8). It accuses nobody. Returns the row."""
    breach, _, on = _locked(breach, at)
    refuse_if(policy.reasons_not_to_note_overlooked(breach, who, by=by, on=on))
    overlooked = TermsOverlooked(breach=breach, who=who, what=what, noted_by=by, noted_at=at)
    overlooked.save()
    record("breach.overlooked", breach.case, by=by, at=at, subject=breach)
    return overlooked


def _locked(breach, at):
    """(breach as it stands, organization, local day) with its customer and case locked."""
    organization, _, on = here_and_now(at)
    taken(breach.case_id)
    return Breach.objects.with_people().get(pk=breach.pk), organization, on


@act
def decide_breach(*, breach, by, at, **said):
    """A director decides about a breach (process 2.8): nothing is ever longer or stricter for it (decisions 10).

    `said` are the fields of `policy.breach.Said`. A reminder goes as L9a, lighter terms as L7, the rest as L9b; a new
    review refers the case. Returns the BreachDecision. Raises Refused with every reason.
    """
    breach, organization, on = _locked(breach, at)
    said = policy.Said(**said)
    refuse_if(policy.reasons_not_to_decide(breach, by=by, on=on))
    refuse_if(policy.reasons_of_outcome(breach, said, by=by, at=at, on=on))
    decision = BreachDecision(
        breach=breach,
        is_again=breach.is_reopened,
        outcome=said.outcome,
        facts=said.facts,
        reasons=said.reasons,
        by=by,
        at=at,
        on=on,
        no_letter_why=said.no_letter_why,
        letter=_carried_out(breach, said, organization, on=on, by=by, at=at),
    )
    decision.save()
    facts = {"outcome": decision.get_outcome_display().lower()}
    record("breach.decided", breach.case, by=by, at=at, subject=breach, reason=said.reasons, facts=facts)
    return decision


def _carried_out(breach, said, organization, *, on, by, at):
    """Do what the outcome says. Returns the letter that tells the customer, or None."""
    restriction = breach.restriction
    if said.outcome == Outcome.LIGHTER:
        about = {"new_end_on": said.new_end_on, "reasons": said.reasons, "ways": said.ways}
        shorten_restriction(restriction=restriction, **about, by=by, at=at)
        return restriction.case.letters.filter(kind="L7", copy_for_guardian=False).latest("written_at", "pk")
    if said.outcome == Outcome.REVIEW:
        refer_case(case=restriction.case, why=said.reasons, by=by, at=at)
    if said.outcome == Outcome.UNPROVEN or not said.ways:
        return None
    return _write(breach, said, organization, on=on, by=by, at=at)


def _write(breach, said, organization, *, on, by, at):
    restriction = breach.restriction
    term = restriction.terms.order_by("-number").first()
    if said.outcome == Outcome.REMINDER:
        kind, title = "L9a", "A reminder of what we asked"
        fields = words.reminder_fields(breach, term, said.facts, organization=organization)
    else:
        kind, title = "L9b", "Our decision about contact outside the terms"
        about = {"outcome": said.outcome, "reasons": said.reasons, "organization": organization}
        fields = words.decision_fields(breach, term, said.facts, **about)
    return write_to_customer(
        kind=kind,
        fields=fields,
        title=f"{title}, {restriction.case.reference}",
        customer=restriction.customer,
        reference=restriction.case.reference,
        ways=said.ways,
        on=on,
        by=by,
        at=at,
        case=restriction.case,
        about=restriction.decision.letter,
    )
