"""Which measures, about what and until when? Complete, within the cap, and never closing every way to us."""

import json
from datetime import timedelta

from conduct import text
from conduct.calendar import add_months
from restrictions import catalog
from restrictions.models import Review, Term
from restrictions.policy.basis import severity_of_review

CHAIN_GAP = timedelta(days=30)
ENDING_THE_SERVICE = "R15"
CLOSED_MATTER = "R05"


def parameters_of(draft):
    """The details of a draft measure, as they were kept."""
    return json.loads(draft.parameters)


def drafts_of(review):
    """The measures the review would apply now."""
    return sorted(
        (one for one in review.draft_measures.all() if not one.dropped_at), key=lambda one: (one.measure, one.subject)
    )


def begins_on(review, *, on):
    """The first day as decided: the day of the decision, or the later one the review names (decisions 11)."""
    return max(on, review.starts_on or on)


def terms_of_group(customer):
    """The latest terms of the customer's merge group that were not set aside, from whatever cases."""
    group = type(customer).objects.group_of(customer)
    terms = Term.objects.effective().filter(restriction__customer__in=group).with_restriction()
    return list(terms.prefetch_related("restriction__endings").order_by("begins_on", "pk"))


def last_day_of(term):
    """The last day a term binds or bound: its end, or the day before it was ended early."""
    ending = term.restriction.last_ending()
    return min(term.ends_on, ending.ended_on - timedelta(days=1)) if ending else term.ends_on


def chain_begins_on(measure, begins, terms):
    """Where the chain of a measure begins: terms of its type with less than 30 days between them (decisions 4)."""
    same = [one for one in terms if one.restriction.measure == measure and last_day_of(one) >= one.begins_on]
    for term in sorted(same, key=lambda one: one.begins_on, reverse=True):
        if term.begins_on < begins and begins - last_day_of(term) <= CHAIN_GAP:
            begins = term.begins_on
    return begins


def latest_end(draft_measure, begins, terms, months):
    """The last day a measure may have when it may last so many months, its chain counted."""
    return add_months(chain_begins_on(draft_measure, begins, terms), months)


def suggested_end(measure, review, *, on, organization, calendar, terms):
    """The end date the ladder fills in: by severity, and by whether there was one within 12 months (process 2.7)."""
    had_one = any(last_day_of(one) >= add_months(on, -catalog.CAP_MONTHS) for one in terms)
    step = catalog.ladder_step(severity_of_review(review), had_one_within_a_year=had_one)
    default = catalog.Length(months=organization.default_months)
    kind, ladder = catalog.MEASURE[measure].kind, catalog.ladder_of(organization)
    begins, cap = begins_on(review, on=on), organization.cap_months
    return catalog.suggest_end(kind, step, begins, calendar, ladder=ladder, default=default, cap_months=cap)


def proposed_end(measure, review, *, on, organization, calendar):
    """The end date the page fills in for a new measure."""
    terms = terms_of_group(review.case.customer)
    return suggested_end(measure, review, on=on, organization=organization, calendar=calendar, terms=terms)


def unmet_measures(review, *, on, organization, terms=None):
    """Process 2.7, F11 and F12: at least one measure, each complete and in time, and one way to us left open."""
    drafts = drafts_of(review)
    if not drafts:
        yield "Add at least one measure."
    terms = terms_of_group(review.case.customer) if terms is None else terms
    for draft in drafts:
        yield from _unmet(draft, review, on=on, organization=organization, terms=terms)
    if drafts:
        yield from unmet_together(review, drafts)


def unmet_together(review, drafts):
    """What the measures need as a whole: an open way, what stays open, the emergency route, R15's sign-off, a scope."""
    for reason in catalog.reasons_no_route_open([(one.measure, parameters_of(one)) for one in drafts]):
        yield f"{reason}."
    for name, wanted in (
        ("stays_open", "what stays open for the customer"),
        ("emergency_route", "the emergency route"),
    ):
        if text.is_blank(getattr(review, name)):
            yield f"Write {wanted}."
    if any(one.measure == ENDING_THE_SERVICE for one in drafts):
        yield from _unmet_end_of_service(review)
    yield from unmet_scope(review)
    if review.deputy_id and review.deputy_id == review.liaison_id:
        yield "Name somebody else as deputy, for days when the named contact is away."


def _unmet_end_of_service(review):
    if text.is_blank(review.legal_sign_off):
        yield "Ending our work for them (R15) needs the legal and broker sign-off: who and when."
    if text.is_blank(review.hand_over_plan):
        yield "Ending our work for them (R15) needs a hand-over plan: live offers, deposits and deadlines."


def unmet_scope(review):
    """Decisions 8: an organization's restriction binds the named representative, unless the decision says otherwise."""
    customer = review.case.customer
    if not customer.is_organization and review.scope != Review.Scope.NAMED:
        yield "Only an organization's restriction can bind the organization."
    if not customer.is_organization or review.scope == Review.Scope.ORGANIZATION:
        return
    named = review.representative
    if named is None or named.ended_at or named.organization_id not in (customer.pk, customer.merged_into_id):
        yield "Choose the representative who is bound, or say that the organization is."


def _unmet(draft, review, *, on, organization, terms):
    title = f"{draft.measure} {catalog.MEASURE[draft.measure].title}"
    begins = begins_on(review, on=on)
    for reason in catalog.check_parameters(draft.measure, parameters_of(draft)).values():
        yield f"{title}: {reason}."
    if draft.measure == CLOSED_MATTER and all(matter.is_open for matter in review.case.matters.all()):
        yield f"{title}: only a matter that is closed can be left at that, and this case has none."
    if text.is_blank(draft.why):
        yield f"{title}: write why this, and nothing less."
    if draft.ends_on < begins:
        yield f"{title}: the end date is before the start on {catalog.in_full(begins)}."
    longest = latest_end(draft.measure, begins, terms, organization.absolute_cap_months)
    if draft.ends_on > longest:
        yield f"{title}: no restriction of this kind can last beyond {catalog.in_full(longest)}. Choose an earlier end."
    for term in overlapping(draft, begins, terms):
        yield (
            f"{title}: {term.restriction} is in place for the same until {catalog.in_full(last_day_of(term))}. "
            "Start after it, or end it first."
        )


def overlapping(draft, begins, terms):
    """Terms of the same type about the same thing on the same days, in whatever case (decisions 13).

    What is held in reserve does not stand in the way of what applies: it is activated by it, or stays held beside it.
    """
    same = [one for one in terms if one.restriction.measure == draft.measure and one.is_reserve == draft.is_reserve]
    same = [one for one in same if catalog.same_subject(one.restriction.subject, draft.subject)]
    return [one for one in same if one.begins_on <= draft.ends_on and last_day_of(one) >= begins]


def last_applied(draft, begins):
    """The last day a draft measure would apply; held in reserve, if it were activated at once."""
    return begins + timedelta(days=draft.held_days - 1) if draft.is_reserve else draft.ends_on


def needs_two(review, *, on, organization, calendar, terms):
    """Process 2.7 and section 8: which measures take a second approval, and why."""
    begins = begins_on(review, on=on)
    for draft in drafts_of(review):
        measure = catalog.MEASURE[draft.measure]
        if measure.needs_second_approval:
            yield f"{draft.measure} {measure.title} always takes two directors."
        if draft.ends_on > latest_end(draft.measure, begins, terms, organization.cap_months):
            yield f"{draft.measure} {measure.title} lasts longer than {organization.cap_months} months."
        elif last_applied(draft, begins) > suggested_end(
            draft.measure, review, on=on, organization=organization, calendar=calendar, terms=terms
        ):
            yield f"{draft.measure} {measure.title} lasts longer than the ladder suggests (F1)."
