"""The interim safety measure: taken at once, told, written to the customer, confirmed, issued again (process 2.6)."""

from django.conf import settings
from django.urls import reverse

from cases.actions.case import here_and_now, join_case, open_case
from cases.actions.letters import write_to_customer
from cases.models import Customer, IncidentReport, Letter
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Counter, Role
from conduct.recording import act
from restrictions.actions.notices import give_notice, tell_those_told
from restrictions.actions.review import taken
from restrictions.models import DepartmentNotice, InterimConfirmation, InterimContact, InterimMeasure
from restrictions.policy import interim as policy
from restrictions.policy import interim_words as words
from restrictions.policy.letter import day


@act
def take_measure(*, report, by, at, **said):
    """Take a safety measure on a report (process 2.6): at once, without the two preconditions, for a few days.

    `said` are the fields of `policy.interim.Said`. The case is opened if the customer has none; letter L3 goes to the
    customer, notices to departments; directors hear of what a supervisor took. Returns the measure. Raises Refused.
    """
    organization, calendar, on = here_and_now(at)
    report, said = locked_report(report), policy.Said(**said)
    case = policy.case_for(report)
    refuse_if(
        policy.reasons_not_to_take(report, case, said, by=by, at=at, calendar=calendar, organization=organization)
    )
    case = taken(_opened(report, case, by=by, at=at).pk)
    measure = InterimMeasure(
        **_of_case(case, by, at, on),
        report=report,
        taken_as=policy.role_of(by, report, on=on),
        tried=said.tried,
        severity=said.severity,
        imminent_risk=said.imminent_risk,
        content=" ".join(said.content),
        places=said.places,
        reasons=said.reasons,
        begins_on=on,
        lapses_on=policy.confirm_by(on, calendar=calendar, organization=organization),
        latest_end_on=policy.latest_end(on, organization=organization),
        no_department_reason=said.no_department_reason,
    )
    measure.letter = write_notice(measure, said.ways, organization, on=on, by=by, at=at) if said.ways else None
    measure.save()
    _keep_contacts(measure, said, by=by, at=at)
    _tell_departments(measure, said.departments, whom=words.whom_to_ask(by, organization), on=on, at=at)
    facts = {"until": day(measure.lapses_on), "departments": len(said.departments)}
    record("interim.taken", case, by=by, at=at, subject=measure, reason=said.reasons, facts=facts)
    if measure.taken_as == Role.SUPERVISOR:
        alert_directors(
            measure,
            "interim_taken",
            f"Confirm or end {measure} by {day(measure.lapses_on)}",
            organization,
            on=on,
            at=at,
        )
    return measure


def locked_report(report):
    """The report's row for an act, its customer's surviving record locked before it (decisions 27)."""
    if report.customer_id:
        list(Customer.objects.locked().filter(pk=report.customer.head.pk))
    list(IncidentReport.objects.locked().filter(pk=report.pk))
    related = ("customer__merged_into", "department", "reporter", "case__customer", "triage")
    return IncidentReport.objects.select_related(*related).get(pk=report.pk)


def _opened(report, case, *, by, at):
    """The open case the measure belongs to; a report that triage has read is made part of it."""
    triaged = report.status in policy.FOLLOWABLE
    if case is None:
        return open_case(
            customer=report.customer.head,
            department=report.department,
            title=policy.title_of(report),
            report=report if triaged else None,
            by=by,
            at=at,
        )
    if triaged and report.case_id is None:
        join_case(report=report, case=case, by=by, at=at)
    return case


def _of_case(case, by, at, on):
    """What every measure has of its case and of who takes it, with its number."""
    known_as = case.customer.head
    return {
        "reference": Counter.next_reference("IM", on.year),
        "case": case,
        "customer": case.customer,
        "customer_name": (known_as.name or known_as.description)[:160],
        "taken_by": by,
        "taken_at": at,
        "taken_on": on,
    }


def write_notice(measure, ways, organization, *, on, by, at):
    """Letter L3, inside the act under way: what, from when, until when, why, and how to have it looked at again."""
    return write_to_customer(
        kind=Letter.Kind.L3,
        fields=words.notice_fields(measure, organization=organization),
        title=f"A short safety measure, {measure.case.reference}",
        customer=measure.customer,
        reference=measure.case.reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=measure.case,
    )


def _keep_contacts(measure, said, *, by, at):
    if said.told_at:
        InterimContact(
            measure=measure,
            kind=InterimContact.Kind.TOLD,
            happened_at=said.told_at,
            how=said.told_how,
            by=by,
            recorded_at=at,
        ).save()
    if said.not_reached:
        InterimContact(
            measure=measure, kind=InterimContact.Kind.TRIED, happened_at=at, how=said.not_reached, by=by, recorded_at=at
        ).save()


def _tell_departments(measure, departments, *, whom, on, at):
    said = words.said_of(measure, until_on=measure.lapses_on)
    for department in departments:
        give_notice(
            interim=measure,
            department=department,
            kind=DepartmentNotice.Kind.START,
            occasion=measure.reference,
            can="\n".join(said.can),
            please_do_not="\n".join(said.please_do_not),
            whom_to_ask=whom,
            from_on=measure.begins_on,
            until_on=measure.lapses_on,
            on=on,
            at=at,
        )


def alert_directors(measure, kind, title, organization, *, on, at, occasion="", but=()):
    """Mail to the directors who can confirm or end it, or answer: a link, and nothing of the case."""
    address = settings.BASE_URL + reverse("restrictions:interim", args=[measure.reference])
    for director in policy.directors_to_alert(measure.case, on=on, organization=organization, but=but):
        outbox.post(
            kind,
            subject_ref=f"interim:{measure.pk}{occasion}",
            recipient=director.email,
            title=title,
            body=f"Look at this safety measure now:\n\n{address}\n",
            at=at,
        )


def standing(measure, at):
    """(measure as it stands, organization, local day) with its customer and case locked."""
    organization, _, on = here_and_now(at)
    taken(measure.case_id)
    return InterimMeasure.objects.as_of(at, on).with_people().get(pk=measure.pk), organization, on


@act
def confirm_measure(*, measure, until_on, reasons, by, at):
    """Confirm a measure until a day within the longest time (process 2.6); departments hear the new last day.

    Returns the confirmation. Raises Refused for who took it on duty, somebody with a part, or after it lapsed.
    """
    measure, _, on = standing(measure, at)
    refuse_if(policy.reasons_not_to_confirm(measure, by=by, on=on, until_on=until_on))
    confirmation = InterimConfirmation(measure=measure, by=by, at=at, on=on, until_on=until_on, reasons=reasons)
    confirmation.save()
    said = words.said_of(measure, until_on=until_on)
    tell_those_told(said, interim=measure, occasion=f"{measure.reference} confirmed", on=on, at=at)
    facts = {"until": day(until_on)}
    record("interim.confirmed", measure.case, by=by, at=at, subject=measure, reason=reasons, facts=facts)
    return confirmation


@act
def issue_again(*, measure, why_again, ways, not_reached, by, at):
    """Issue a measure again, once, on the same facts: a director says why the review could not finish (process 2.6).

    It begins when the first is over, is told to the same departments, and needs no confirmation. Returns the new one.
    """
    first, organization, on = standing(measure, at)
    refuse_if(policy.reasons_not_to_issue_again(first, by=by, on=on, organization=organization))
    said = policy.Said(ways=tuple(ways), not_reached=not_reached)
    refuse_if(policy.reasons_of_telling(said, at=at, calendar=organization.calendar()))
    until = policy.again_until(first, on=on, organization=organization)
    again = InterimMeasure(
        **_of_case(first.case, by, at, on),
        **{name: getattr(first, name) for name in ("report", "severity", "imminent_risk", "content", "places")},
        reasons=first.reasons,
        reissue_of=first,
        why_again=why_again,
        taken_as=Role.DIRECTOR,
        begins_on=policy.again_from(first, on=on),
        lapses_on=until,
        latest_end_on=until,
        no_department_reason=first.no_department_reason,
    )
    again.letter = write_notice(again, ways, organization, on=on, by=by, at=at) if ways else None
    again.save()
    _keep_contacts(again, said, by=by, at=at)
    told = [notice.department for notice in first.notices.starts()]
    _tell_departments(again, told, whom=words.whom_to_ask(by, organization), on=on, at=at)
    facts = {"first": str(first), "until": day(until)}
    record("interim.issued_again", first.case, by=by, at=at, subject=again, reason=why_again, facts=facts)
    return again


@act
def write_to_them(*, measure, ways, by, at):
    """Write letter L3 when the person can be reached after all (process 2.6). Returns the measure with its letter."""
    measure, organization, on = standing(measure, at)
    refuse_if(policy.reasons_not_to_write(measure, by=by, on=on))
    measure.letter = write_notice(measure, ways, organization, on=on, by=by, at=at)
    measure.save()
    record("interim.written", measure.case, by=by, at=at, subject=measure)
    return measure


@act
def write_down(*, measure, kind, happened_at, how, late_reason, by, at):
    """Write down how the customer was told by word, or what was tried to reach them (process 2.6). Returns the row."""
    measure, organization, on = standing(measure, at)
    calendar = organization.calendar()
    refuse_if(policy.reasons_not_to_work(measure, by=by, on=on))
    refuse_if(policy.reasons_not_to_write_down(happened_at, late_reason, at=at, calendar=calendar))
    contact = InterimContact(
        measure=measure, kind=kind, happened_at=happened_at, how=how, late_reason=late_reason, by=by, recorded_at=at
    )
    contact.save()
    facts = {"what": contact.get_kind_display().lower()}
    record("interim.written_down", measure.case, by=by, at=at, subject=measure, facts=facts)
    return contact
