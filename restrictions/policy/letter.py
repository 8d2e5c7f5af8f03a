"""What stands in the letters about a restriction? All of it comes from the decision (process 2.11)."""

import json
from dataclasses import dataclass
from datetime import date

from cases.models import Letter
from cases.policy.letters import frame_of, in_words, reply_routes
from conduct.letters import phrase
from restrictions import catalog
from restrictions.catalog import in_full as day
from restrictions.models import Precondition, Review
from restrictions.policy.force import appeal_by, expected_receipt, review_days

CRITICAL = 4  # the severity at which a pause is never possible (process 2.10)


@dataclass(frozen=True)
class Plan:
    """How a letter is to leave: the ways chosen, and the days that follow if it leaves now."""

    methods: tuple
    received_on: date
    starts_on: date
    appeal_by: date

    @property
    def ways(self):
        """The ways of sending in words."""
        return in_words(self.methods)


def plan_of(decision, methods, *, at, organization, calendar):
    """The days that follow if the decision's letter leaves now by these methods."""
    received = expected_receipt(methods, at=at, organization=organization, calendar=calendar)
    begins = min(term.begins_on for restriction in decision.restrictions.all() for term in restriction.terms.all())
    return Plan(
        methods=tuple(methods),
        received_on=received,
        starts_on=max(begins, received),
        appeal_by=appeal_by(received, organization=organization, calendar=calendar),
    )


def listed(words):
    """Words as one phrase: a, b and c."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def terms_of(decision):
    """The decision's restrictions with the last term of each, in order of reference."""
    restrictions = sorted(decision.restrictions.all(), key=lambda one: one.reference)
    return [(one, max(one.terms.all(), key=lambda term: term.number)) for one in restrictions]


def term_in_words(restriction, term):
    """A measure as the customer reads it, with its own last day; or what is held in reserve, and that it is."""
    if term.is_reserve:
        return reserve_in_words(restriction.measure, json.loads(term.parameters), term)
    return catalog.sentence(restriction.measure, json.loads(term.parameters), ends_on=term.ends_on)


def reserve_in_words(measure, parameters, held):
    """What is held in reserve, on which conditions and until when; and that it applies only after a new review (2.7).

    `held` is its term, or the draft of it.
    """
    return phrase(
        "reserve",
        ends_on=day(held.ends_on),
        measure=catalog.said(measure, parameters),
        conditions="; ".join(held.conditions.splitlines()),
        held_days=held.held_days,
    )


def applied_in_words(restriction, term):
    """A measure that applies from now on; of what was held in reserve, that it was."""
    said, before = term_in_words(restriction, term), restriction.extends
    if before is None or not any(one.is_reserve for one in before.terms.all()):
        return said
    return f"{said} {phrase('reserve_activated', letter_date=day(before.decision.letter.dated_on))}"


def title_in_words(terms):
    """The measures by their titles, in one phrase."""
    titles = dict.fromkeys(catalog.MEASURE[restriction.measure].title for restriction, _ in terms)
    return listed([f"{title[0].lower()}{title[1:]}" for title in titles])


def ended_in_words(terms):
    """What letter L8 says ended: what applied, and what was held in reserve and never did."""
    applied = [(one, term) for one, term in terms if not term.is_reserve]
    held = [(one, term) for one, term in terms if term.is_reserve]
    what = "The change" if applied else "What we held in reserve"
    restored = [f"This no longer applies: {title_in_words(applied)}."] if applied else []
    restored += [f"This is no longer held in reserve, and never applied: {title_in_words(held)}."] if held else []
    return {
        "outcome_heading": f"{what} has ended",
        "what_ended": "The change in how you can deal with us" if applied else what,
        "access_restored": restored,
    }


# The frame and the contacts


def contact_of(review, organization, decided_by):
    """Who the customer asks: the liaison of the review, otherwise who decided (decisions 17)."""
    person = review.liaison or decided_by
    return ", ".join(part for part in (person.full_name, person.phone or organization.phone) if part)


def appeal_routes(organization):
    """The ways to appeal, which no measure ever closes (process 2.7)."""
    email, phone = organization.appeal_email or organization.email, organization.appeal_phone or organization.phone
    ways = [f"by email to {email}"] if email else []
    ways += ["by letter to the address above", "in person"]
    return _or([*ways, f"by phone on {phone}"] if phone else ways)


def _or(ways):
    return f"{', '.join(ways[:-1])}, or {ways[-1]}" if len(ways) > 1 else "".join(ways)


# The restriction notice, L4


def address_today(decision):
    """Where the letter goes: the address on record today, or as decided where there is none on record."""
    head = decision.customer.merged_into or decision.customer
    return "\n".join(head.address_lines) or decision.customer_address


def restriction_fields(decision, plan, *, officer, departments, organization, calendar, on):
    """Every field of letter L4, from the decision, its review and the settings (process 2.11)."""
    review, terms = decision.review, terms_of(decision)
    frame = frame_of(
        organization=organization,
        customer=decision.customer,
        reference=decision.case.reference,
        signatory=decision.decided_by,
        on=on,
        ways=plan.methods,
    ) | {"recipient_name": decision.customer_name, "recipient_address": address_today(decision).splitlines()}
    return (
        frame
        | _changes(decision, review, terms, plan)
        | _reasons(decision, review, organization)
        | {
            "appeal_decider": f"{officer.full_name}, {officer.title},"
            if officer and officer.title
            else officer and officer.full_name,
            "appeal_by": day(plan.appeal_by),
            "appeal_routes": appeal_routes(organization),
            "appeal_meanwhile": meanwhile(decision, organization),
            "outside_bodies": [line for line in organization.outside_bodies.splitlines() if line.strip()],
            "reply_routes": reply_routes(organization),
            "waiver_days": str(organization.waiver_days),
            "early_review_days": str(organization.early_review_interval_days),
            "review_statement": review_statement(terms, plan, organization, calendar),
            "who_is_told": [department.name for department in departments] or "nobody but the staff who deal with you",
            "retention": f"{organization.keep_restriction_years} years after the end date",
            "change_title": f"The {decision.decided_by.title}"
            if decision.decided_by.title
            else decision.decided_by.full_name,
            "change_phone": decision.decided_by.phone or organization.phone,
            "help_contact": organization.help_contact,
            "enclosures": "appeal sheet; Customer Conduct Policy",
        }
    )


def _changes(decision, review, terms, plan):
    last = max(term.ends_on for _, term in terms)
    start = day(plan.starts_on)
    applying = [(one, term) for one, term in terms if not term.is_reserve]
    held = [(one, term) for one, term in terms if term.is_reserve]
    heading = f"From {start}: {title_in_words(applying)}"
    return {
        "outcome_heading": heading if applying else f"Held in reserve until {day(last)}: {title_in_words(held)}",
        "start_date": start,
        "end_date": day(last),
        "applies": start if applying else "",
        "held": [reserve_in_words(one.measure, json.loads(term.parameters), term) for one, term in held],
        "standing": [
            phrase("still_our_customer"),
            "If this letter reaches you later, the change starts later and you have longer to appeal.",
        ],
        "stays_open": stays_open(review),
        "work_under_way": review.hand_over_plan or phrase("work_carries_on"),
        "emergency_route": review.emergency_route.rstrip("."),
        "restrictions": [applied_in_words(one, term) for one, term in applying] or phrase("reserve_alone"),
    }


def stays_open(review):
    """What stays open, as the director wrote it, and who answers."""
    lines = [line.strip() for line in review.stays_open.splitlines() if line.strip()]
    if review.liaison:
        deputy = f", or {review.deputy.full_name} when {review.liaison.full_name} is away," if review.deputy else ""
        within = f" within {review.reply_days} business days" if review.reply_days else ""
        lines.append(f"Your contact is {review.liaison.full_name}{deputy} and you get an answer{within}.")
    return lines


def _reasons(decision, review, organization):
    return {
        "conduct": [line.strip() for line in review.facts_found.splitlines() if line.strip()],
        "why_unacceptable": decision.reasons,
        "impact": review.impact,
        "policy_clauses": clauses_of(decision),
        "preconditions": checks(decision, review),
        "basis": basis(decision, review, organization),
        "customer_side": customer_side(decision, review),
        "lesser_measures": review.lesser_measures,
    }


def clauses_of(decision):
    """The policy's own words for the categories found, in the version each report was triaged under."""
    kind = "report__categories__category__"
    accepted = decision.review.report_links.filter(
        **{"is_accepted": True, f"{kind}code__in": decision.categories.split()}
    )
    clauses = accepted.order_by(f"{kind}code", f"{kind}version").values_list(f"{kind}clause", flat=True)
    return [f"“{clause}”" for clause in dict.fromkeys(clauses)]


def checks(decision, review):
    """The statement on both preconditions (policy, 'Before deciding to apply any restrictions')."""
    if Precondition.NO_MATTER not in (decision.handled_properly, decision.every_effort):
        return phrase("checks_met")
    how = (
        review.handled_properly_how if decision.handled_properly == Precondition.NO_MATTER else review.every_effort_how
    )
    return phrase("checks_no_matter", explanation=how)


def basis(decision, review, organization):
    """A repeated pattern or a single significant incident, in the letter's words."""
    if decision.basis == Review.Basis.SIGNIFICANT:
        return phrase("basis_incident", incident=review.significant_why.rstrip("."))
    name = "basis_pattern_after_warning" if _warned(decision) else "basis_pattern"
    return phrase(name, report_count=decision.pattern_count, window_months=organization.pattern_months)


def _warned(decision):
    return next((one for one in decision.case.warnings.all() if one.counts_on(decision.decided_on)), None)


def customer_side(decision, review):
    """What the customer said, or why they could not be asked first (process 2.2 step 6)."""
    if review.notice_letter and review.customer_side:
        return phrase(
            "side_heard", answered_on=day(review.answer_by or decision.decided_on), reply=review.customer_side
        )
    if review.notice_letter:
        return phrase("side_not_given", asked_on=day(review.notice_letter.dated_on), reply_by=day(review.answer_by))
    if warning := _warned(decision):
        return phrase("side_after_warning", warned_on=day(warning.issued_on))
    return phrase("side_urgent", reason=review.urgent_reason.rstrip(".")) if review.urgent_reason else ""


def meanwhile(decision, organization):
    """Whether the customer can ask for a pause: never for the gravest conduct, nor of what is held (process 2.10)."""
    if all(term.is_reserve for _, term in terms_of(decision)):
        return phrase("pause_of_reserve")
    if decision.severity == CRITICAL:
        return phrase("pause_not_possible")
    return phrase("pause_may_be_asked", stay_days=organization.stay_days)


def review_statement(terms, plan, organization, calendar):
    """When we review by ourselves, or that the time is too short for it (process 2.9)."""
    days = {
        due
        for _, term in terms
        if not term.is_reserve
        for due in review_days(
            max(term.begins_on, plan.received_on),
            term.ends_on,
            organization=organization,
            calendar=calendar,
            earlier=term.review_on,
        )
    }
    return (
        phrase("review_on", review_date=listed([day(due) for due in sorted(days)])) if days else phrase("review_none")
    )


# The appeal sheet


def sheet_fields(decision, *, letter_on, appeal_by, officer, organization):
    """The sheet that goes with the letter. It lists the ways in, and holds no link and no code."""
    return {
        "organization_name": organization.name,
        "sender_lines": [*organization.address_lines, organization.appeal_phone, organization.appeal_email],
        "case_reference": decision.case.reference,
        "letter_date": day(letter_on),
        "appeal_by": day(appeal_by),
        "appeal_decider": officer.full_name if officer else "",
        "appeal_email": organization.appeal_email or organization.email,
        "appeal_post": organization.appeal_address or ", ".join(organization.address_lines),
        "appeal_phone": organization.appeal_phone or organization.phone,
        "appeal_visit": ", ".join(organization.address_lines),
        "acknowledge_days": str(organization.appeal_acknowledge_days),
        "decide_days": str(organization.appeal_decision_days),
        "help_contact": organization.help_contact,
        "outside_bodies": [line for line in organization.outside_bodies.splitlines() if line.strip()],
    }


SHEET = "sheet"
KIND = Letter.Kind.L4
