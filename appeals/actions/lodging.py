"""An appeal is taken in word for word, added to while it is open, taken back when the customer says so (2.10)."""

from dataclasses import asdict

from appeals.actions.desk import end_stays, leave_stays, locked, mail_staff, take_file, tell_departments
from appeals.models import Appeal, AppealStatement
from appeals.policy import lodging as policy
from cases.models import Answer, Letter
from cases.policy.answers import due_on
from conduct.audit import record
from conduct.lifecycle import refuse_if
from conduct.models import Counter, Role, User
from conduct.recording import act
from conduct.templatetags.dates import full_date
from restrictions.policy.decision import Moment


@act
def lodge_appeal(*, letter, words, grounds, received_at, by, at, about=(), late_reason="", pause_asked=False, **said):
    """Enter a customer's appeal against an issued letter, exactly as it came (process 2.10). Returns the Appeal.

    `said` is the channel, and perhaps wanted, spoken_for_by and help_needed. In time to 23:59 local on the last day; a
    late one is taken in with its reason. A wish to pause becomes a request of its own. Raises Refused otherwise.
    """
    now, case = Moment.of(at), take_file(letter.case)
    letter = Letter.objects.select_related("decision").get(pk=letter.pk)
    letter.case = case
    told = {"words": words, "received_at": received_at, "late_reason": late_reason}
    refuse_if(policy.reasons_not_to_lodge(letter, **told, grounds=grounds, about=about, by=by, now=now))
    days = policy.days_of(letter, received_at=received_at, now=now)
    told["late_reason"] = late_reason if days.is_late else ""
    appeal = Appeal(
        reference=Counter.next_reference("AP", now.on.year), letter=letter, decision=letter.decision, case=case,
        about=picked(about, letter), grounds=" ".join(grounds), is_late=days.is_late, entered_by=by, entered_at=at,
        **asdict(days), **told, **said,
    )  # fmt: skip
    appeal.save()
    if pause_asked:
        ask_for_pause(appeal, now)
    facts = {"received_on": full_date(days.received_on), "decide_by": full_date(days.decide_by)}
    record("appeal.lodged", case, by=by, at=at, subject=appeal, facts=facts)
    admins = User.objects.holding(Role.ADMIN, now.on)
    mail_staff(
        admins, "appeal_to_assign", appeal, "An appeal waits for somebody to hear it", due=days.acknowledge_by, at=at
    )
    return appeal


def picked(about, letter):
    """What the appeal is about: nothing written when it is about the whole letter."""
    return "" if set(about) == policy.restrictions_of(letter) else " ".join(sorted(about))


def ask_for_pause(appeal, now):
    """Keep the wish to pause as a request of its own, which is answered on its own (process 2.10)."""
    kind = Answer.Kind.STAY
    Answer(
        letter=appeal.letter,
        case=appeal.case,
        kind=kind,
        words=appeal.words,
        channel=appeal.channel,
        received_at=appeal.received_at,
        received_on=appeal.received_on,
        entered_by=appeal.entered_by,
        due_on=due_on(kind, appeal.received_on, calendar=now.calendar, organization=now.organization),
    ).save()


@act
def add_statement(*, appeal, source, words, said_at, by, at):
    """Add what the customer says further, a statement of who decided, or notes of a call. Returns the Appeal."""
    now, appeal = locked(appeal, at)
    refuse_if(policy.reasons_not_to_add(appeal, source=source, words=words, said_at=said_at, by=by, now=now))
    statement = AppealStatement(
        appeal=appeal, source=source, words=words, said_at=said_at, entered_by=by, entered_at=at
    )
    statement.save()
    facts = {"source": statement.get_source_display().lower()}
    record("appeal.added_to", appeal.case, by=by, at=at, subject=appeal, facts=facts)
    if appeal.officer and appeal.officer != by:
        kind = f"appeal_added:{statement.pk}"
        mail_staff(
            [appeal.officer], kind, appeal, "Something was added to an appeal you hear", due=appeal.decide_by, at=at
        )
    return appeal


@act
def withdraw_appeal(*, appeal, words, by, at):
    """Record that the customer took the appeal back; a pause ends with it. It may come again in time."""
    now, appeal = locked(appeal, at)
    refuse_if(policy.reasons_not_to_withdraw(appeal, words=words, by=by, on=now.on))
    appeal.become(Appeal.Status.WITHDRAWN)
    appeal.withdrawn_at, appeal.withdrawal = at, words
    appeal.save()
    leave_stays(appeal, "The customer took the appeal back.", by=by, at=at)
    end_stays(appeal, by=by, at=at)
    tell_departments(appeal, appeal.status, at=at, now=now)
    record("appeal.withdrawn", appeal.case, by=by, at=at, subject=appeal)
    return appeal
