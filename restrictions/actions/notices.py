"""Telling the departments: one notice each, what to do and until when, and never why (policy, Directors)."""

import logging

from django.conf import settings
from django.db import DatabaseError

from cases.actions.letters import compose_letter
from cases.models import Case, Customer, Letter
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import Event, Organization, OutboxMessage, User
from conduct.recording import act
from restrictions.models import Decision, DepartmentNotice, NoticeReading, Telling, Term
from restrictions.policy import notices as policy
from restrictions.policy.board import coverage_of
from restrictions.policy.letter import contact_of, day
from restrictions.policy.notices import (
    MAIL,
    READ,
    REMINDERS,
    reasons_not_to_acknowledge,
    reasons_not_to_remind,
    subject_of,
)

logger = logging.getLogger(__name__)
BATCH = 500
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
    for user, address in policy.recipients_of(notice, on):
        _tell(notice, user, address, on=on, at=at)
    return notice


def _tell(notice, user, address, *, on, at):
    """Tell one person, who gets a link, or a mailbox, which gets the words; and keep that they were told."""
    Telling(notice=notice, user=user, address=address, told_at=at).save()
    if user:
        _mail(MAIL, notice, address, at=at)
    else:
        _write_to_mailbox(notice, address, on=on, at=at)


def _mail(kind, notice, address, *, at):
    """A link to one who has an account; the mail says nothing about the notice."""
    link = f"{settings.BASE_URL}{policy.address_of(notice)}"
    body = f"Please read this notice and say that you have read it:\n\n{link}\n"
    outbox.post(kind, subject_ref=subject_of(notice), recipient=address, title=TITLE, body=body, at=at)


def _write_to_mailbox(notice, address, *, on, at):
    organization = Organization.objects.current()
    title, body = f"A notice from {organization}", text_of(notice, organization, on)
    outbox.post(MAIL, subject_ref=subject_of(notice), recipient=address, title=title, body=body, at=at)


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
    before = [one for one in told.not_stood_down().select_related("department") if not said.is_known_from(one)]
    return [_follow(one, said, occasion=occasion, on=on, at=at, **about) for one in before]


def _follow(before, said, *, on, at, **about):
    """The next notice to one department; who opened the last one without being told of it knows too."""
    for user, read_at in policy.knew_without_mail(before, on):
        Telling(notice=before, user=user, address=user.email, told_at=read_at).save()
    return give_notice(
        department=before.department,
        follows=before,
        on=on,
        at=at,
        kind=said.kind,
        can="\n".join(said.can),
        please_do_not="\n".join(said.please_do_not),
        whom_to_ask=before.whom_to_ask,
        from_on=min(before.from_on, said.until_on),
        until_on=said.until_on,
        **about,
    )


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
    read_at = _first_read(notice, by) or at
    reading = NoticeReading(notice=notice, user=by, read_at=read_at, acknowledged_at=at)
    reading.save()
    if notice.kind != DepartmentNotice.Kind.END and not notice.tellings.filter(user=by).exists():
        Telling(notice=notice, user=by, address=by.email, told_at=read_at).save()
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
    kind, people = _next_reminder(notice), User.objects.in_bulk([reader.user_id for reader in waiting])
    for reader in waiting:
        if reader.told_at:
            _mail(kind, notice, reader.address, at=at)
        else:
            _tell(notice, people.get(reader.user_id), reader.address, on=on, at=at)
    return record("notice.reminded", case, by=by, at=at, subject=notice, facts={"people": len(waiting)})


@act
def tell_department(*, decision, department, by, at):
    """Tell a further department of what applies now, such as one added since (policy, Directors). Returns the notice.

    Raises Refused for a department that was told, that nobody can reach, or when nothing applies any more.
    """
    case = Case.objects.locked().get(pk=decision.case_id)
    on = Organization.objects.current().calendar().local_date(at)
    refuse_if(policy.reasons_not_to_tell_more(decision, department, by=by, at=at, on=on))
    said = policy.said_now(decision, at=at, on=on, ended_on=on)
    notice = give_notice(
        decision=decision,
        department=department,
        kind=DepartmentNotice.Kind.START,
        occasion=decision.reference,
        can="\n".join(said.can),
        please_do_not="\n".join(said.please_do_not),
        whom_to_ask=contact_of(decision.review, Organization.objects.current(), decision.decided_by),
        from_on=min(term.begins_on for term in policy.spoken_of(decision, at=at, on=on)),
        until_on=said.until_on,
        on=on,
        at=at,
    )
    record("notice.told_more", case, by=by, at=at, subject=decision, facts={"department": str(department)})
    return notice


def announce_stand_downs(at, on):
    """Tell every department that still holds a notice of what applies no more, however it ended: such as what another

    decision goes on from, of which the customer heard by that letter. Returns what it did, in words.
    """
    told = failed = 0
    left = DepartmentNotice.objects.left_standing(at, on).order_by("decision").values_list("decision", flat=True)
    for decision_id in left.distinct()[:BATCH]:
        try:
            stand_down_departments(decision_id=decision_id, by=None, at=at)
            told += 1
        except (Refused, DatabaseError) as error:
            failed += 1
            logger.error("The departments told of decision %s could not be told of its end: %s", decision_id, error)
    return f"{told} decisions stood down, {failed} could not be"


@act
def stand_down_departments(*, decision_id, by, at):
    """Tell exactly those who were told of a decision that nothing of it applies any more (process 2.9)."""
    decision = Decision.objects.select_related("customer").get(pk=decision_id)
    Customer.objects.locked().get(pk=decision.customer_id)
    case = Case.objects.locked().get(pk=decision.case_id)
    on = Organization.objects.current().calendar().local_date(at)
    left = decision.notices.left_standing(at, on).exists()
    refuse_if([] if left else ["Every department was told of this end already."])
    last_on = min(on, max(Term.objects.as_of(at, on).of_decision(decision).values_list("ends_on", flat=True)))
    notices = tell_again(decision, occasion=f"{decision.reference} over", on=on, at=at, ended_on=last_on)
    record("notice.stood_down", case, by=by, at=at, subject=decision, facts={"departments": len(notices)})
    return notices


def _next_reminder(notice):
    sent = (
        OutboxMessage.objects.filter(kind__in=REMINDERS, subject_ref=subject_of(notice))
        .values("kind")
        .distinct()
        .count()
    )
    return REMINDERS[min(sent, len(REMINDERS) - 1)]
