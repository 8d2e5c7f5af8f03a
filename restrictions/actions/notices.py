"""Telling the departments: one notice each, what to do and until when, and never why (policy, Directors)."""

from django.conf import settings
from django.urls import reverse

from cases.actions.letters import compose_letter
from cases.models import Case, Letter
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Event, Organization, OutboxMessage
from conduct.recording import act
from restrictions.models import DepartmentNotice, NoticeReading
from restrictions.policy import notices as policy
from restrictions.policy.letter import day
from restrictions.policy.notices import (
    MAIL,
    READ,
    REMINDERS,
    coverage_of,
    members_of,
    reasons_not_to_acknowledge,
    reasons_not_to_remind,
    subject_of,
)

TITLE = "A notice needs you to read it"


def give_notice(*, department, decision=None, interim=None, follows=None, on, at, **content):
    """Write the notice of one department inside the act under way and mail its members a link. Returns the notice.

    It is about a decision or an interim measure. `content` is kind, occasion, can, please_do_not, whom_to_ask, from_on
    and until_on. A department without accounts, such as a vendor, gets the words of the notice by mail.
    """
    about = decision or interim
    notice = DepartmentNotice(
        decision=decision,
        interim=interim,
        case=about.case,
        department=department,
        customer_name=about.customer_name,
        posted_at=at,
        follows=follows,
        **content,
    )
    notice.save()
    mail_notice(notice, on=on, at=at)
    return notice


def tell_again(decision, *, occasion, on, at, ended_on=None):
    """Tell exactly the departments that were told before what applies now, once in the act under way, as its last step.

    A change while something of the decision still stands, an end when nothing does (process 2.9). A department for
    which nothing changed is told nothing. Returns the notices.
    """
    said = policy.said_now(decision, at=at, on=on, ended_on=ended_on or on)
    return tell_those_told(said, decision=decision, occasion=occasion, on=on, at=at)


def tell_those_told(said, *, occasion, on, at, **about):
    """Give exactly the departments told of a decision or measure what is said now; whose notice ended hears no more."""
    (told,) = (one.notices for one in about.values())
    before = told.standing().exclude(kind=DepartmentNotice.Kind.END).select_related("department")
    return [
        give_notice(
            department=one.department,
            follows=one,
            occasion=occasion,
            on=on,
            at=at,
            kind=said.kind,
            can="\n".join(said.can),
            please_do_not="\n".join(said.please_do_not),
            whom_to_ask=one.whom_to_ask,
            from_on=min(one.from_on, said.until_on),
            until_on=said.until_on,
            **about,
        )
        for one in before
        if not said.is_known_from(one)
    ]


def mail_notice(notice, *, on, at, kind=MAIL, only_to=None):
    """Tell the members of the department that a notice waits for them; the mail says nothing about it."""
    members = list(members_of(notice.department, on))
    for user in members:
        if only_to is None or user.email in only_to:
            body = (
                f"Please read this notice and say that you have read it:\n\n{settings.BASE_URL}{address_of(notice)}\n"
            )
            outbox.post(kind, subject_ref=subject_of(notice), recipient=user.email, title=TITLE, body=body, at=at)
    if not members and notice.department.email:
        organization = Organization.objects.current()
        outbox.post(
            kind,
            subject_ref=subject_of(notice),
            recipient=notice.department.email,
            title=f"A notice from {organization}",
            body=text_of(notice, organization, on),
            at=at,
        )


def address_of(notice):
    """Where the notice is read."""
    return reverse("restrictions:notice", args=[notice.pk])


def text_of(notice, organization, on):
    """Letter L5 or L5b as plain text, for those who have no account."""
    kind = Letter.Kind.L5B if notice.kind == DepartmentNotice.Kind.END else Letter.Kind.L5
    fields = {
        "organization_name": organization.name,
        "notice_date": day(on),
        "person": notice.customer_name,
        "start_date": day(notice.from_on),
        "end_date": day(notice.until_on),
        "ended_on": day(notice.until_on),
        "call": notice.whom_to_ask,
        "can_do": notice.can,
        "not_do": notice.please_do_not,
        "still_in_force": notice.can,
    }
    composition = compose_letter(kind, fields)
    refuse_if(composition.missing)
    return "\n".join(_lines(composition.blocks)) + "\n"


def _lines(blocks):
    for block in blocks:
        mark = "- " if block.kind == "list" else ""
        for line in block.lines:
            yield mark + "".join(f"{run.text}: " if run.style == "label" else run.text for run in line)
        yield from _lines(block.body)
        yield ""


@act
def acknowledge_notice(*, notice, by, at):
    """Say that one has read a notice: for oneself, for this one notice (decisions 19)."""
    case = Case.objects.locked().get(pk=notice.case_id)
    on = Organization.objects.current().calendar().local_date(at)
    refuse_if(reasons_not_to_acknowledge(notice, by=by, on=on))
    reading = NoticeReading(notice=notice, user=by, read_at=_first_read(notice, by) or at, acknowledged_at=at)
    reading.save()
    record("notice.acknowledged", case, by=by, at=at, subject=notice)
    return reading


def _first_read(notice, user):
    reads = Event.objects.filter(verb=READ, actor=user, subject=f"{notice._meta.label_lower}:{notice.pk}")
    return reads.order_by("at").values_list("at", flat=True).first()


@act
def remind_department(*, notice, by, at):
    """Remind everybody who has not acknowledged, and tell for the first time whoever joined since (process 2.12)."""
    case = Case.objects.locked().get(pk=notice.case_id)
    on = Organization.objects.current().calendar().local_date(at)
    waiting = coverage_of([notice], on=on)[0].waiting
    refuse_if(reasons_not_to_remind(waiting, by=by, on=on))
    event = record("notice.reminded", case, by=by, at=at, subject=notice, facts={"people": len(waiting)})
    told = {reader.address for reader in waiting if reader.told_at}
    new = {reader.address for reader in waiting if not reader.told_at}
    if told:
        mail_notice(notice, on=on, at=at, kind=_next_reminder(notice), only_to=told)
    if new:
        mail_notice(notice, on=on, at=at, only_to=new)
    return event


def _next_reminder(notice):
    sent = (
        OutboxMessage.objects.filter(kind__in=REMINDERS, subject_ref=subject_of(notice))
        .values("kind")
        .distinct()
        .count()
    )
    return REMINDERS[min(sent, len(REMINDERS) - 1)]
