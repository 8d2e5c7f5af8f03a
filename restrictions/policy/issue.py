"""May this decision be issued now, and what is still missing? The page shows what refuses the act."""

import json
from dataclasses import dataclass, field

from cases.models import Delivery
from cases.policy.letters import reasons_not_to_send_by
from conduct import letters
from restrictions import catalog
from restrictions.models import Decision
from restrictions.policy import conflicts
from restrictions.policy.letter import address_today, day, terms_of
from restrictions.policy.notices import reasons_not_to_tell, reasons_nothing_to_tell
from restrictions.policy.reserve import reasons_it_is_gone


@dataclass(frozen=True)
class Sending:
    """What may still change when a decision is issued: the ways of sending, and the departments to tell."""

    by_email: bool = False
    by_post: bool = True
    by_hand: bool = False
    departments: tuple = ()
    no_department_reason: str = ""
    confirmed: str = ""

    @property
    def methods(self):
        """The ways of sending that were chosen."""
        ways = (
            (Delivery.Method.EMAIL, self.by_email),
            (Delivery.Method.POST, self.by_post),
            (Delivery.Method.HAND, self.by_hand),
        )
        return [method for method, chosen in ways if chosen]


BY_MAIL = (Delivery.Method.POST,)
CONFIRM = "Confirm that this is the customer it was decided about. If not, refer the case again for a new review."
UNCHANGED = "The name and address are as decided again. Look at the letter once more."


def sending_of(chosen):
    """The plan from what a form or a review says."""
    return Sending(
        by_email=bool(chosen["send_by_email"]),
        by_post=bool(chosen["send_by_post"]),
        by_hand=bool(chosen["by_hand"]),
        departments=tuple(chosen["departments"] or ()),
        no_department_reason=chosen["no_department_reason"] or "",
        confirmed=chosen.get("confirmed", ""),
    )


def as_the_review_said(decision):
    """The ways of sending and the departments as the director chose them in the review."""
    review = decision.review
    told = review.department_links.filter(is_told=True).select_related("department").order_by("department__name")
    return {
        "send_by_email": review.send_by_email,
        "send_by_post": review.send_by_post,
        "by_hand": False,
        "departments": [link.department for link in told],
        "no_department_reason": review.no_department_reason,
    }


@dataclass(frozen=True)
class Check:
    """One line of 'Before you issue it': what must be so, and what still stands against it."""

    title: str
    reasons: list = field(default_factory=list)

    @property
    def is_done(self):
        """Nothing in this line stands against issuing."""
        return not self.reasons


@dataclass(frozen=True)
class Prepared:
    """A decision as it would be issued now: by whom an appeal is heard, the days that follow, letter and sheet."""

    decision: Decision
    sending: Sending
    parts: dict
    officer: object
    plan: object
    letter: object
    sheet: object


def reasons_not_to_issue(prepared, *, by, calendar, on):
    """Process 2.2 step 8 and 2.11, decisions 2 and 3: everything that still stands against issuing."""
    checks = readiness(prepared, by=by, calendar=calendar, on=on)
    yield from dict.fromkeys(reason for check in checks for reason in check.reasons)


def readiness(prepared, *, by, calendar, on):
    """The list 'Before you issue it', every line with its reasons."""
    decision, sending, officer = prepared.decision, prepared.sending, prepared.officer
    hears = f"{officer.full_name} may hear an appeal" if officer else "Somebody may hear an appeal"
    told = reasons_not_to_tell(sending.departments, no_department_reason=sending.no_department_reason, on=on)
    return [
        Check("Decided, and not issued yet", list(reasons_of_state(decision, calendar))),
        *_what_it_activates(decision, calendar, on),
        Check(
            "You may issue it", list(conflicts.reasons_not_to_direct(decision.case, by=by, on=on, parts=prepared.parts))
        ),
        Check(hears, [] if officer else ["Nobody may hear an appeal of this case. Name somebody for it first."]),
        Check("Name and mailing address", list(reasons_of_identity(decision, confirmed=sending.confirmed))),
        Check("A way of sending", list(reasons_not_to_send_by(decision.customer, sending.methods))),
        Check("Departments to tell", [*told, *reasons_nothing_to_tell(terms_of(decision), sending.departments)]),
        Check("Time left when the letter arrives", list(reasons_of_time(prepared))),
        Check("Nothing missing in the letter", list(reasons_of_letter(prepared, on))),
    ]


def _what_it_activates(decision, calendar, on):
    if any(one.extends_id for one in decision.restrictions.all()):
        gone = reasons_it_is_gone(decision, at=calendar.last_moment(on), on=on)
        yield Check("What it activates is still held", list(gone))


def reasons_of_state(decision, calendar):
    """Only a decision to restrict is issued, and once (decisions 3)."""
    if decision.outcome != "restrict":
        yield "This decision makes no restriction. There is nothing to issue."
    if decision.is_issued:
        yield f"It was issued on {day(calendar.local_date(decision.issued_at))} already."


def reasons_of_identity(decision, *, confirmed=""):
    """The letter goes to who was decided about; what changed since is confirmed first, in its own words (I-10, I-18).

    A director who finds it to be somebody else refers the case again: that is for a new decision.
    """
    changes = list(changes_of_identity(decision))
    if " ".join(changes) != confirmed:
        yield from changes
        yield CONFIRM if changes else UNCHANGED
    if not decision.review.address_confirmed:
        yield "Confirm the name and the mailing address in the review."


def changes_of_identity(decision):
    """What became of the customer's name and address since it was decided (decisions 26: a merge rewrites nothing)."""
    customer, named = decision.customer, decision.customer_name
    if customer.merged_into_id:
        yield f"{named} was found to be the same customer as {customer.merged_into}."
    elif customer.name != named:
        yield f"The name is now {customer}, and was {named} when it was decided."
    address = address_today(decision)
    if address != decision.customer_address:
        there, before = (", ".join(lines.splitlines()) for lines in (address, decision.customer_address))
        yield f"The address is now {there}, and was {before} when it was decided."


def reasons_of_time(prepared):
    """A term that is over before the letter counts as received would never bind anybody (decisions 11)."""
    plan = prepared.plan
    for restriction, term in terms_of(prepared.decision):
        if term.ends_on < plan.starts_on:
            received = f"before the letter counts as received on {day(plan.received_on)}"
            yield f"{restriction} ends on {day(term.ends_on)}, {received}."


def reasons_of_letter(prepared, on):
    """Process 2.11: no required item of letter or sheet is empty, and every character can be printed."""
    yield from prepared.letter.missing
    for restriction, term in terms_of(prepared.decision):
        for what in catalog.check_parameters(restriction.measure, json.loads(term.parameters)).values():
            yield f"{restriction}: {what}."
    if not prepared.letter.missing:
        yield from _unprintable(prepared.letter.blocks, prepared.decision, on)
    yield from prepared.sheet.missing


def _unprintable(blocks, decision, on):
    try:
        letters.render_pdf(blocks, title=title_of(decision), language="en", on=on)
    except letters.Unprintable as unprintable:
        yield from unprintable.reasons


def title_of(decision):
    """The title of the letter and of its file."""
    return f"Restriction notice {decision.case.reference}"


RELATED = (
    "case__customer",
    "customer__merged_into",
    "decided_by",
    "review__liaison",
    "review__deputy",
    "review__notice_letter",
)


def with_everything(pk, *, lock=False):
    """The decision with all that issuing it asks about, in a fixed number of queries."""
    decisions = Decision.objects.locked() if lock else Decision.objects
    return decisions.select_related(*RELATED).prefetch_related("restrictions__terms", "case__warnings").get(pk=pk)
