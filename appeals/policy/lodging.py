"""May this appeal be taken in, added to, or taken back, and by when is what due? (process 2.10 and 2.12)"""

from dataclasses import dataclass
from datetime import date, timedelta

from appeals.models import Appeal
from cases.models import Case, Letter
from cases.policy.case import holds, reasons_not_to_work_on
from conduct import text
from conduct.models import Role
from conduct.templatetags.dates import full_date
from restrictions.policy.force import appeal_by, received_on


@dataclass(frozen=True)
class Days:
    """The days that follow from when an appeal came."""

    received_on: date
    deadline_on: date
    acknowledge_by: date
    decide_by: date

    @property
    def is_late(self):
        """Whether it came after the last day to appeal."""
        return self.received_on > self.deadline_on


def days_of(letter, *, received_at, now):
    """Process 2.12: the customer's deadline, to 23:59 local on its last day, and our own business days from then.

    While the letter does not count as received the deadline runs from the appeal itself: it cannot be late.
    """
    calendar, organization = now.calendar, now.organization
    came_on = calendar.local_date(received_at)
    begins = received_on(letter, at=now.at) or came_on
    return Days(
        received_on=came_on,
        deadline_on=appeal_by(begins, organization=organization, calendar=calendar),
        acknowledge_by=calendar.add_business_days(came_on, organization.appeal_acknowledge_days),
        decide_by=calendar.add_business_days(came_on, organization.appeal_decision_days),
    )


def outer_limit(deadline_on, organization):
    """The last day on which even a late appeal is taken in (process section 8, late_appeal)."""
    return deadline_on + timedelta(days=organization.appeal_outer_days)


def reasons_not_to_lodge(letter, *, words, grounds, about, received_at, late_reason, by, now):
    """Process 2.10, I-26: one open appeal a letter, in the customer's own words, in time or late with a reason."""
    yield from reasons_not_to_enter(letter.case, by=by, on=now.on)
    yield from reasons_of_letter(letter)
    yield from reasons_of_words(words, received_at, letter.written_at, now=now)
    if not grounds or set(grounds) - set(Appeal.Ground.values):
        yield "Choose what the appeal says: at least one ground of the list."
    if not set(about) <= restrictions_of(letter):
        yield "Choose restrictions of this letter."
    yield from reasons_of_time(days_of(letter, received_at=received_at, now=now), late_reason, now=now)


def reasons_not_to_enter(case, *, by, on):
    """Process 2.10: staff write an appeal down in any form it comes; whoever may see the case, and acts at all."""
    if not Case.objects.visible_to(by.on(on)).filter(pk=case.pk).exists():
        yield "You may not see this case."
    elif holds(by, Role.AUDITOR, on) and list(reasons_not_to_work_on(case, by=by, on=on)):
        yield "You read everything and change nothing. Somebody who works on the case enters this."


def reasons_of_letter(letter):
    """An issued decision to restrict can be appealed: once at a time, and not again once it was decided."""
    if letter.kind != Letter.Kind.L4 or not hasattr(letter, "decision"):
        yield f"The letter “{letter.get_kind_display()}” cannot be appealed."
    if letter.copy_for_guardian:
        yield "This is a copy for the guardian. Enter the appeal with the letter itself."
    for appeal in letter.appeals.filter(status__in=[*Appeal.OPEN, Appeal.Status.DECIDED]):
        if appeal.is_open:
            yield f"An appeal against this letter is open: {appeal}. Add what the customer says to it."
        else:
            yield f"The appeal against this letter was decided: {appeal}. The customer can ask for an early review."


def reasons_of_words(words, received_at, written_at, *, now):
    """I-29: words as they came, at a time that can be."""
    if text.is_blank(words):
        yield "Write down the customer's own words."
    if received_at > now.at:
        yield "Enter a time that is not in the future."
    if received_at < written_at.replace(second=0, microsecond=0):
        yield "The appeal cannot be older than the letter."


def reasons_of_time(days, late_reason, *, now):
    """Process 2.10: late appeals are taken in with their reason, up to the outer limit of the settings."""
    last = outer_limit(days.deadline_on, now.organization)
    if days.received_on > last:
        yield f"The last day for even a late appeal was {full_date(last)}. The customer can ask for an early review."
    elif days.is_late and text.is_blank(late_reason):
        day = full_date(days.deadline_on)
        yield f"It came after {day}, the last day to appeal. Write why it is late, as the customer says it."


def restrictions_of(letter):
    """The references of the restrictions the letter decided."""
    if not hasattr(letter, "decision"):
        return set()
    return set(letter.decision.restrictions.values_list("reference", flat=True))


def reasons_not_to_withdraw(appeal, *, words, by, on):
    """Process 2.10: the customer can take an appeal back at any time before it is decided."""
    yield from reasons_not_to_enter(appeal.case, by=by, on=on)
    if not appeal.is_open:
        yield f"This appeal is “{appeal.get_status_display()}”. It cannot be taken back any more."
    if text.is_blank(words):
        yield "Write down how the customer took it back, in their own words."


def reasons_not_to_add(appeal, *, source, words, said_at, by, now):
    """Process 2.10: the customer can add to an appeal while it is open; who hears it can ask who decided."""
    if appeal.officer_id != by.pk:
        yield from reasons_not_to_enter(appeal.case, by=by, on=now.on)
    if not appeal.is_open:
        yield f"This appeal is “{appeal.get_status_display()}”. Nothing is added to it any more."
    if source != "customer" and appeal.officer_id != by.pk:
        yield "Only who hears the appeal adds statements of staff and notes of calls."
    yield from reasons_of_words(words, said_at, appeal.received_at, now=now)
