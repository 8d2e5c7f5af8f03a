"""What is behind the conduct, and what did we try? The evidence for the policy's two preconditions (T7 and T8)."""

from cases.models import ComplainedOf, Involved, Matter, Weighed
from cases.policy.case import reasons_not_to_add
from conduct.models import User

OLDEST_YEARS = 30
MET_OR_NOT = (Weighed.YES, Weighed.NO)  # “cannot tell” leaves it open


def reasons_against_day(day, *, on, what="date"):
    """A day that has happened."""
    if day > on:
        yield f"Enter a {what} that is today or earlier."
    if day.year < on.year - OLDEST_YEARS:
        yield f"Enter a {what} of the last {OLDEST_YEARS} years."


def reasons_not_to_describe(case, *, asked_on, standard, standard_met, handler, closed_on=None, by, on):
    """T7: what was asked, when, under which procedure, and by whom it was handled."""
    yield from reasons_not_to_add(case, by=by, on=on)
    yield from reasons_against_day(asked_on, on=on)
    if standard_met and standard is None:
        yield "Pick the standard before you say whether it was met."
    if handler and not handler.is_active:
        yield f"{handler} has no account in use. Write the name instead."
    if closed_on and asked_on > closed_on:
        yield "It was closed before that day. Enter an earlier one, or reopen it."


def reasons_not_to_record_answer(matter, *, answered_on, by, on):
    """T7: an answer came after the question, and not in the future."""
    yield from reasons_not_to_add(matter.case, by=by, on=on)
    yield from reasons_against_day(answered_on, on=on)
    if answered_on < matter.asked_on:
        yield "It cannot have been answered before it was asked."


def reasons_not_to_close_matter(matter, *, closed_on, by, on):
    """T7: a matter is closed once, after its answer."""
    yield from reasons_not_to_add(matter.case, by=by, on=on)
    yield from reasons_against_day(closed_on, on=on)
    if not matter.is_open:
        yield "It is closed already."
    if not matter.answers.exists():
        yield "Record the answer first. A matter is closed by answering it."
    if closed_on < matter.asked_on:
        yield "It cannot be closed before it was asked."


def reasons_not_to_reopen_matter(matter, *, by, on):
    """T7: only what was closed can be opened again."""
    yield from reasons_not_to_add(matter.case, by=by, on=on)
    if matter.is_open:
        yield "It is open."


def reasons_not_to_name(matter, user, *, by, on):
    """Decisions 19: staff conduct complained of is named, so that this person never decides."""
    yield from reasons_not_to_add(matter.case, by=by, on=on)
    if matter.complained_of.filter(user=user, ended_at__isnull=True).exists():
        yield f"{user} is named already."


def reasons_not_to_record_effort(case, *, matter, made_on, by, on):
    """T8: an attempt that was really made, after there was something to resolve."""
    yield from reasons_not_to_add(case, by=by, on=on)
    yield from reasons_against_day(made_on, on=on)
    if matter and matter.case_id != case.pk:
        yield "That matter belongs to another case."
    elif matter and made_on < matter.asked_on:
        yield "An effort cannot come before the matter was asked. Check the date."


def reasons_not_to_record_reply(effort, *, by, on):
    """T8: what came back is written once; anything further is a further effort."""
    yield from reasons_not_to_add(effort.case, by=by, on=on)
    if effort.came_back:
        yield "What came back is recorded. Add another effort for what followed."


def missing_for_properly(matter):
    """T7, F16: what is missing before 'dealt with properly' can be answered with Yes; empty when it can be.

    The director's gate asks the same. A service standard is asked about where one applied; not every procedure has one.
    """
    if matter is None:
        return ["Nothing is recorded about what was asked."]
    answers = list(matter.answers.all())
    failed = matter.our_mistake or (matter.standard_id and matter.standard_met == Weighed.NO)
    checks = [
        (matter.procedure, "Say which procedure applied."),
        (not matter.standard_id or matter.standard_met in MET_OR_NOT, "Say whether our standard was met."),
        (answers, "Record the answer the customer got."),
        (not answers or any(answer.answers_every_point for answer in answers), "No answer covers every point yet."),
        (not matter.is_open, "It is still open."),
        (not failed or matter.remedy, "Say how our own mistake was put right."),
    ]
    return [sentence for holds, sentence in checks if not holds]


def complaints_without_a_matter(case):
    """Decisions 19: staff conduct complained of has a matter of its own; a sentence for each report without one."""
    named = ComplainedOf.objects.filter(matter__case=case).values("user")
    said = Involved.objects.filter(report__in=case.reports.counting(), part=Involved.Part.COMPLAINED_OF)
    without = said.filter(user__isnull=False, ended_at__isnull=True).exclude(user__in=named)
    for one in without.select_related("report", "user").order_by("pk"):
        yield f"{one.report} says that {one.user} is complained of. Record that complaint as a matter, and name them."


def missing_for_every_effort(efforts):
    """T8: what a director would still miss before answering 'every effort' with Yes; empty when it can be."""
    return [] if efforts else ["No effort is recorded. The director needs at least one."]


def open_matters_of(customer):
    """What this customer still waits for, in any case: while there is one, 'no underlying matter' cannot be chosen."""
    return Matter.objects.of_group(customer).open().select_related("case").newest_first()


def may_be_named():
    """Who can be named as handler or as complained of: everybody with an account in use."""
    return User.objects.filter(is_active=True).order_by("full_name", "pk")
