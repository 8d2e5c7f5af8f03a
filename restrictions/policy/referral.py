"""May this case be referred to a director, taken, handed over, asked about or saved? (process 2.2 step 6)"""

from cases.models import Case
from conduct import text
from conduct.models import Role, User
from restrictions.models import Review
from restrictions.policy import conflicts

REFERRED = {
    Case.Status.REVIEW: "This case is with a director already.",
    Case.Status.CLOSED: "This case is closed. Reopen it first.",
}


def reasons_not_to_refer(case, *, why="-", by, on):
    """Process 2.2 step 6: the department's supervisor or a director refers, with a report and with why."""
    supervises = User.objects.holding(Role.SUPERVISOR, on, case.department_id).filter(pk=by.pk).exists()
    if not supervises and not User.objects.holding(Role.DIRECTOR, on).filter(pk=by.pk).exists():
        yield "Only a supervisor of the department, or a director, refers a case."
    if not case.may_become(Case.Status.REVIEW):
        yield REFERRED.get(case.status, "This case cannot be referred now.")
    if not case.reports.counting().exists():
        yield "Add a report to the case first. A director decides on reports."
    if text.is_blank(why):
        yield "Write why it needs a director."


def reasons_not_to_work_on(review, *, by, on, parts=None):
    """Process 2.5: a review is written by a director with no part in the case, until it is decided."""
    if review.is_decided:
        yield "This review is decided. What it rests on is not changed any more."
    yield from conflicts.reasons_not_to_decide(review, by=by, on=on, parts=parts)


def reasons_not_to_take(review, *, by, on):
    """A review is taken by one director at a time."""
    yield from reasons_not_to_work_on(review, by=by, on=on)
    if review.director_id == by.pk:
        yield "This review is yours already."


def reasons_not_to_hand_over(review, *, to, why, by, on):
    """F5: whoever has a part hands the case over; it goes to a director with none, or back to all of them."""
    if review.is_decided:
        yield "This review is decided already."
    if not User.objects.holding(Role.DIRECTOR, on).filter(pk=by.pk).exists():
        yield "Only a director hands a case over."
    if to and to == by:
        yield "Choose another director."
    elif to and to not in conflicts.directors_without_a_part(review.case, on=on):
        yield f"{to} may not decide this case. Choose a director with no part in it."
    if text.is_blank(why):
        yield "Write why you hand it over."


def reasons_not_to_ask(review, *, question, by, on):
    """Process 2.2 step 6: what is still needed is asked of whoever referred the case."""
    yield from reasons_not_to_work_on(review, by=by, on=on)
    if not review.is_decided and not review.may_become(Review.Status.ASKED):
        yield "More information was asked for already, or the decision waits for its second approval."
    if text.is_blank(question):
        yield "Write what is still needed."


def reasons_not_to_tell_more(review, *, answer, by, on):
    """The question is answered by who referred the case, a supervisor of the department, or a director."""
    supervises = User.objects.holding(Role.SUPERVISOR, on, review.case.department_id).filter(pk=by.pk).exists()
    directs = User.objects.holding(Role.DIRECTOR, on).filter(pk=by.pk).exists()
    if not (supervises or directs or (by.pk == review.referred_by_id and by.is_active)):
        yield "Only who referred the case, a supervisor of the department or a director answers this."
    if review.status != Review.Status.ASKED:
        yield "Nothing is asked at the moment."
    if text.is_blank(answer):
        yield "Write the answer, or say what you added to the case."


def reasons_not_to_send_notice(review, *, allegations, evidence, options, ways, by, on):
    """F4: letter L2 tells the person what is considered, once, and how to answer."""
    yield from reasons_not_to_work_on(review, by=by, on=on)
    if review.notice_letter_id:
        yield "Letter L2 was sent already."
    for words, wanted in (
        (allegations, "what was reported, with dates"),
        (evidence, "what you looked at"),
        (options, "what you may decide"),
    ):
        if text.is_blank(words):
            yield f"Write {wanted}."
    if not ways:
        yield "Choose how the letter is sent."


def reasons_not_to_draft(review, *, by, on):
    """Process 2.7: measures are drafted in the review, before anything is decided."""
    yield from reasons_not_to_work_on(review, by=by, on=on)
