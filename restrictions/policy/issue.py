"""May this decision be issued now, and what is still missing? The same sentences refuse the act and stand on the page."""

from dataclasses import dataclass, field

from cases.actions.letters import compose_letter
from cases.models import Delivery
from cases.policy.letters import email_of
from conduct import letters
from restrictions.models import Decision
from restrictions.policy import conflicts
from restrictions.policy.letter import KIND, SHEET, day, plan_of, restriction_fields, sheet_fields, terms_of
from restrictions.policy.notices import reasons_not_to_tell


@dataclass(frozen=True)
class Sending:
    """What may still change when a decision is issued: the ways of sending, and the departments to tell."""

    by_email: bool = False
    by_post: bool = True
    by_hand: bool = False
    departments: tuple = ()
    no_department_reason: str = ""

    @property
    def methods(self):
        ways = ((Delivery.Method.EMAIL, self.by_email), (Delivery.Method.POST, self.by_post), (Delivery.Method.HAND, self.by_hand))
        return [method for method, chosen in ways if chosen]


BY_MAIL = (Delivery.Method.POST,)


def sending_of(chosen):
    """The plan from what a form or a review says."""
    return Sending(
        by_email=bool(chosen["send_by_email"]), by_post=bool(chosen["send_by_post"]), by_hand=bool(chosen["by_hand"]),
        departments=tuple(chosen["departments"] or ()), no_department_reason=chosen["no_department_reason"] or "",
    )


def as_the_review_said(decision):
    """The ways of sending and the departments as the director chose them in the review."""
    review = decision.review
    told = review.department_links.filter(is_told=True).select_related("department").order_by("department__name")
    return {
        "send_by_email": review.send_by_email, "send_by_post": review.send_by_post, "by_hand": False,
        "departments": [link.department for link in told], "no_department_reason": review.no_department_reason,
    }


@dataclass(frozen=True)
class Check:
    """One line of 'Before you issue it': what must be so, and what still stands against it."""

    title: str
    reasons: list = field(default_factory=list)

    @property
    def is_done(self):
        return not self.reasons


def reasons_not_to_issue(decision, sending, *, by, at, organization, calendar):
    """Process 2.2 step 8 and 2.11, decisions 2 and 3: everything that still stands against issuing."""
    for check in readiness(decision, sending, by=by, at=at, organization=organization, calendar=calendar):
        yield from check.reasons


def readiness(decision, sending, *, by, at, organization, calendar):
    """The list 'Before you issue it', every line with its reasons."""
    on = calendar.local_date(at)
    officer = officer_for(decision, on=on)
    hears = f"{officer.full_name} may hear an appeal" if officer else "Somebody may hear an appeal"
    return [
        Check("Decided, and not issued yet", list(reasons_of_state(decision))),
        Check("You may issue it", list(conflicts.reasons_not_to_direct(decision.case, by=by, on=on))),
        Check(hears, [] if officer else ["Nobody may hear an appeal of this case. Name somebody for it first."]),
        Check("Name and mailing address as decided", list(reasons_of_identity(decision))),
        Check("A way of sending", list(reasons_of_sending(decision, sending))),
        Check(
            "Departments to tell",
            list(reasons_not_to_tell(sending.departments, no_department_reason=sending.no_department_reason, on=on)),
        ),
        Check("Time left when the letter arrives", list(reasons_of_time(decision, sending, at, organization, calendar))),
        Check("Nothing missing in the letter", list(reasons_of_letter(decision, sending, officer, at, organization, calendar))),
    ]


def officer_for(decision, *, on):
    """Who would hear the appeal: the first of those who may (decisions 2), or None."""
    return next(iter(conflicts.who_may_hear(decision.case, on=on)), None)


def reasons_of_state(decision):
    """Only a decision to restrict is issued, and once (decisions 3)."""
    if decision.outcome != "restrict":
        yield "This decision makes no restriction. There is nothing to issue."
    if decision.is_issued:
        yield f"It was issued on {day(decision.issued_at.date())} already."


def reasons_of_identity(decision):
    """The letter goes to the name and address that were decided; a changed record needs a new decision (I-10, I-18)."""
    customer = decision.customer
    if customer.merged_into_id:
        yield f"{decision.customer_name} was found to be the same customer as {customer.merged_into}. Look at the case again."
    elif customer.name != decision.customer_name:
        yield f"The name is now {customer}, and was {decision.customer_name} when it was decided. Look at the case again."
    if not decision.review.address_confirmed:
        yield "Confirm the name and the mailing address in the review."


def reasons_of_sending(decision, sending):
    """At least one way, and each way possible (process 2.12)."""
    if not sending.methods:
        yield "Choose at least one way to send the letter."
    if sending.by_email and not email_of(decision.customer):
        yield "There is no email address of this customer on record. Add it, or send the letter another way."


def reasons_of_time(decision, sending, at, organization, calendar):
    """A term that is over before the letter counts as received would never bind anybody (decisions 11)."""
    if not sending.methods:
        return
    plan = plan_of(decision, sending.methods, at=at, organization=organization, calendar=calendar)
    for restriction, term in terms_of(decision):
        if term.ends_on < plan.starts_on:
            yield f"{restriction} ends on {day(term.ends_on)}, before the letter counts as received on {day(plan.received_on)}."


def reasons_of_letter(decision, sending, officer, at, organization, calendar):
    """Process 2.11: no required item of the letter is empty, and every character of it can be printed."""
    if not sending.methods:
        return
    composition = preview(decision, sending, officer=officer, at=at, organization=organization, calendar=calendar)
    yield from composition.missing
    if not composition.missing:
        yield from _unprintable(composition.blocks, decision, calendar.local_date(at))
    yield from sheet_preview(decision, sending, officer=officer, at=at, organization=organization, calendar=calendar).missing


def _unprintable(blocks, decision, on):
    try:
        letters.render_pdf(blocks, title=title_of(decision), language="en", on=on)
    except letters.Unprintable as unprintable:
        yield from unprintable.reasons


def preview(decision, sending, *, officer, at, organization, calendar):
    """The letter as it would leave now. Returns a Composition; by mail when no way is chosen yet."""
    plan = plan_of(decision, sending.methods or BY_MAIL, at=at, organization=organization, calendar=calendar)
    fields = restriction_fields(
        decision, plan, officer=officer, departments=sending.departments, organization=organization, calendar=calendar,
        on=calendar.local_date(at),
    )
    return compose_letter(KIND, fields)


def sheet_preview(decision, sending, *, officer, at, organization, calendar):
    """The appeal sheet as it would leave with the letter now. Returns a Composition."""
    plan = plan_of(decision, sending.methods or BY_MAIL, at=at, organization=organization, calendar=calendar)
    letter_on = calendar.local_date(at)
    fields = sheet_fields(decision, letter_on=letter_on, appeal_by=plan.appeal_by, officer=officer, organization=organization)
    return compose_letter(SHEET, fields)


def sheet_of(decision, *, organization, calendar):
    """The appeal sheet of an issued decision, with the day the letter itself gives. Returns a Composition."""
    methods = [delivery.method for delivery in decision.letter.deliveries.all()]
    plan = plan_of(decision, methods, at=decision.issued_at, organization=organization, calendar=calendar)
    fields = sheet_fields(
        decision, letter_on=decision.letter.dated_on, appeal_by=plan.appeal_by, officer=decision.appeal_officer,
        organization=organization,
    )
    return compose_letter(SHEET, fields)


def title_of(decision):
    """The title of the letter and of its file."""
    return f"Restriction notice {decision.case.reference}"


def with_everything(pk, *, lock=False):
    """The decision with all that its letter is made of, in a fixed number of queries."""
    decisions = Decision.objects.locked() if lock else Decision.objects
    related = ("case__customer", "customer__merged_into", "decided_by", "review__liaison", "review__deputy", "review__notice_letter")
    return decisions.select_related(*related).prefetch_related("restrictions__terms", "case__warnings").get(pk=pk)
