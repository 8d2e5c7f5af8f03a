"""What every act on an appeal shares: the file locked in order, its letters, its mail, the end of a pause."""

from django.conf import settings
from django.urls import reverse

from appeals.models import Appeal
from appeals.policy.deciding import open_stays, pauses_of
from cases.actions.answers import close_answer
from cases.actions.letters import write_to_customer
from cases.models import Answer, Case, Customer
from conduct import outbox
from conduct.templatetags.dates import full_date
from restrictions.actions.notices import tell_again
from restrictions.actions.requests import end_pause
from restrictions.policy.decision import Moment


def take_file(case):
    """The case, locked after its customer as the order demands (decisions 27)."""
    Customer.objects.locked().get(pk=case.customer_id)
    return Case.objects.locked().select_related("customer").get(pk=case.pk)


def locked(appeal, at):
    """(the moment, the appeal as it is now), with customer, case and appeal locked in order."""
    case = take_file(appeal.case)
    appeal = Appeal.objects.locked().as_read().get(pk=appeal.pk)
    appeal.case = case
    return Moment.of(at), appeal


def write(appeal, kind, fields, *, title, ways, by, at, now):
    """Freeze and send one letter about the appeal, signed by who hears it, with a guardian copy. Returns the Letter."""
    return write_to_customer(
        kind=kind,
        fields=fields,
        title=f"{title}, {appeal.reference}",
        customer=appeal.case.customer,
        reference=appeal.case.reference,
        ways=ways,
        on=now.on,
        by=by,
        at=at,
        case=appeal.case,
        signed_by=appeal.officer,
        about=appeal.letter,
    )


def mail_staff(people, kind, appeal, title, *, due, at):
    """Tell staff that an appeal needs them: a link and a day, and nothing of what it says."""
    page = reverse("appeals:appeal", args=[appeal.reference])
    body = f"{title}.\n\nBy {full_date(due)}: {settings.BASE_URL}{page}\n"
    for user in people:
        outbox.post(
            kind,
            subject_ref=f"appeal:{appeal.pk}",
            recipient=user.email,
            title=f"{title}: {appeal.reference}",
            body=body,
            at=at,
        )


def leave_stays(appeal, why, *, by, at):
    """Keep requests to pause that nobody has to answer any more, with the reason why."""
    for answer in open_stays(appeal):
        close_answer(answer=answer, outcome=Answer.Outcome.NOTED, reasons=why, reply=None, by=by, at=at)


def end_stays(appeal, *, by, at):
    """End every pause that stood while the appeal was heard; each end is an act of its own."""
    for pause in pauses_of(appeal):
        end_pause(pause=pause, by=by, at=at)


def tell_departments(appeal, occasion, *, at, now):
    """Tell each department once what is true after the whole act, if anything changed for it (process 2.10)."""
    tell_again(appeal.decision, occasion=f"{appeal.reference} {occasion}", on=now.on, at=at)
