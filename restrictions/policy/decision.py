"""May this be decided now, by this person, on what was shown? The gate of the policy, gathered in one place."""

import hashlib
import json
from dataclasses import dataclass, field

from conduct import text
from conduct.audit import canonical
from conduct.models import Organization
from conduct.templatetags.dates import full_date
from restrictions.models import Outcome, Review
from restrictions.policy import basis, conflicts, fairness, measures, mirror, preconditions

DECIDABLE = (Review.Status.OPEN, Review.Status.PROPOSED)


@dataclass(frozen=True)
class Section:
    """One part of the review and what is still open in it."""

    title: str
    reasons: list = field(default_factory=list)
    anchor: str = "review"  # where on the page it is done

    @property
    def is_done(self):
        """Nothing in this part stands against a decision."""
        return not self.reasons


@dataclass(frozen=True)
class Moment:
    """When it is decided, by the organization's calendar and settings."""

    at: object
    on: object
    organization: object
    calendar: object

    @classmethod
    def of(cls, at):
        """The moment of an instant, with the settings as they are."""
        organization = Organization.objects.current()
        calendar = organization.calendar()
        return cls(at, calendar.local_date(at), organization, calendar)


def reasons_not_to_decide(review, *, outcome, by, now, parts=None, terms=None):
    """Policy, 'Before deciding to apply any restrictions'; process 2.2 step 7: all that still stands against it."""
    yield from reasons_of_state(review)
    yield from conflicts.reasons_not_to_decide(review, by=by, on=now.on, parts=parts)
    if outcome == Outcome.RESTRICT:
        for section in gate(review, by=by, now=now, parts=parts, terms=terms):
            yield from section.reasons
    elif outcome in Outcome.values:
        yield from reasons_not_to_end_softly(review, outcome)
    else:
        yield "Choose what to do."


def reasons_of_state(review):
    """Process 2.1: an open review is decided, once, while its case is with a director."""
    if review.is_decided:
        yield "This review is decided already."
    elif review.status not in DECIDABLE:
        yield "More information was asked for. Decide once the answer is here."


def reasons_not_to_end_softly(review, outcome):
    """Closing or warning takes reasons; a warning also takes a report that was accepted with evidence (F2, F3)."""
    if text.is_blank(review.reasons):
        yield "Write the reasons."
    if outcome == Outcome.WARNING:
        yield from basis.unmet_evidence(review)


def gate(review, *, by, now, parts=None, terms=None, hearers=None, nearest=None):
    """The parts of the review that must be done before a restriction, each with what is still open."""
    terms = measures.terms_of_group(review.case.customer) if terms is None else terms
    shared, like = {"on": now.on, "organization": now.organization}, {"terms": terms, "nearest": nearest}
    return [
        Section("The two checks", list(preconditions.unmet_preconditions(review)), "s-checks"),
        Section("What it rests on", list(basis.unmet_basis(review, **shared, calendar=now.calendar)), "s-basis"),
        Section("Fairness", list(fairness.unmet_fairness(review, **shared)), "s-side"),
        Section("Measures", list(measures.unmet_measures(review, **shared, terms=terms)), "measures"),
        Section("Like cases alike", list(mirror.reasons_of_comparison(review, now=now, **like)), "s-terms"),
        Section("Name and address", list(reasons_of_identity(review)), "s-terms"),
        Section(
            "Who hears an appeal",
            list(conflicts.reasons_nobody_hears(review, by=by, on=now.on, parts=parts, hearers=hearers)),
            "h-who",
        ),
    ]


def reasons_of_identity(review):
    """Responsibilities, Directors: the record holds the name and address of each customer."""
    customer = review.case.customer
    if not customer.is_identified:
        yield "Nobody knows yet who the customer is. A restriction needs a name."
    if not customer.has_address:
        yield "Record the customer's mailing address, or what was tried to find it."
    if not review.address_confirmed:
        yield "Confirm the name and the mailing address."


def needs_second(review, *, now, terms=None):
    """Process 5 and section 8: why a second director has to approve the restriction; empty when one is enough."""
    terms = measures.terms_of_group(review.case.customer) if terms is None else terms
    reasons = list(
        measures.needs_two(review, on=now.on, organization=now.organization, calendar=now.calendar, terms=terms)
    )
    if review.protected_trait == "yes":
        reasons.append("A protected trait is mentioned or matters (F14).")
    elif found := fairness.words_found(review, now.organization):
        reasons.append(f"The file uses the words {', '.join(one.word for one in found)} (F14).")
    if review.retaliation == "yes":
        reasons.append("It follows a complaint of discrimination or a request for accommodation (F15).")
    if not text.is_blank(review.no_comparison_reason):
        reasons.append("It differs from comparable decisions (F13).")
    return reasons


# What was shown


def digest_of(review):
    """What a decision rests on as it stands, as (digest, text): the text says it in words, the digest in 64 characters.

    Covered are the answers and evidence of both checks, the basis and its reports, measures and dates, conflicts,
    and the customer's identity and address (decisions 3). Notes and acknowledgments are not.
    """
    shown = canonical(dict(_shown(review)))
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest(), shown


def _shown(review):
    customer = review.case.customer
    yield "The customer", f"{customer}, {customer.reference}"
    yield "The address", ", ".join(customer.address_lines) or customer.address_tried
    yield "The guardian", f"{customer.guardian_name} {customer.guardian_address}".strip()
    yield from _answers(review)
    yield from _matters_and_efforts(review)
    yield from _reports(review)
    for draft in measures.drafts_of(review):
        yield (
            f"Measure {draft.measure} {draft.subject}".strip(),
            f"until {full_date(draft.ends_on)}; {draft.parameters}; {draft.why}{_reserve(draft)}",
        )
    for user, sentences in sorted(conflicts.parts_in(review.case).items(), key=lambda part: part[0].pk):
        yield f"The part of {user}", "; ".join(sorted(sentences))


def _reserve(draft):
    if not draft.is_reserve:
        return ""
    told = f"; departments are told: {draft.conditions_told}" if draft.conditions_told else ""
    return f"; held in reserve, for {draft.held_days} days at most, on these conditions: {draft.conditions}{told}"


SHOWN_ANSWERS = (
    "handled_properly",
    "handled_properly_how",
    "every_effort",
    "every_effort_how",
    "own_failure",
    "own_failure_remedy",
    "basis",
    "below_count_reasons",
    "significant_report_id",
    "significant_why",
    "impact",
    "no_cause_explanation",
    "frivolous",
    "frivolous_ground",
    "frivolous_fact",
    "vexatious",
    "vexatious_ground",
    "legitimate_speech",
    "facts_put",
    "circumstances",
    "accommodation",
    "threat_evidence",
    "threat_weight",
    "threat_accommodation",
    "protected_trait",
    "retaliation",
    "retaliation_reason",
    "is_minor",
    "consequences",
    "facts_found",
    "urgent_reason",
    "customer_side",
    "lesser_measures",
    "reasons",
    "scope",
    "representative_id",
    "starts_on",
    "review_on",
    "stays_open",
    "emergency_route",
    "liaison_id",
    "deputy_id",
    "reply_days",
    "legal_sign_off",
    "hand_over_plan",
    "no_comparison_reason",
)


def _answers(review):
    for name in SHOWN_ANSWERS:
        label = Review._meta.get_field(name.removesuffix("_id")).verbose_name
        yield (
            f"The answer about {name.removesuffix('_id').replace('_', ' ')} ({label})",
            str(getattr(review, name) or ""),
        )


def _matters_and_efforts(review):
    used = {one.pk for one in preconditions.matters_used(review)}
    for matter in review.case.matters.all():
        answers = "; ".join(f"answered {full_date(one.answered_on)}" for one in matter.answers.all())
        state = f"closed {full_date(matter.closed_on)}" if matter.closed_on else "open"
        yield (
            f"Matter {matter.pk} “{matter.title}”",
            f"{'relied on' if matter.pk in used else 'not relied on'}; {state}; {answers}",
        )
    for matter in preconditions.open_matters_of(review):
        yield f"Open matter {matter.pk} “{matter.title}”", "open"
    for effort in preconditions.efforts_used(review):
        yield f"Effort {effort.pk} “{effort}”", f"{effort.offered}; {effort.came_back}"


def _reports(review):
    links = {link.report_id: link for link in review.report_links.all()}
    for report in review.case.reports.all():
        link = links.get(report.pk)
        weighed = "not weighed"
        if link:
            weighed = (
                f"accepted: {link.is_accepted}; counts: {link.counts}; on {link.on_what_evidence or 'nothing written'}"
            )
        kinds = ", ".join(f"{one.category.code} {one.rule_broken}".strip() for one in report.categories.all())
        files = ", ".join(one.file.sha256[:12] for one in report.evidence.all())
        yield (
            f"Report {report}",
            f"{report.status}; {weighed}; level {basis.severity_of(report)}; {kinds}; files: {files}",
        )


def read_shown(shown, digest):
    """What a page says it showed, by name; empty unless it is what the digest covers. It comes back from a browser."""
    if hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest() != digest:
        return {}
    try:
        named = json.loads(shown)
    except ValueError:
        return {}
    return named if isinstance(named, dict) and all(isinstance(one, str) for one in named.values()) else {}


def differences(then, now):
    """What changed between two shown texts, each a sentence (decisions 3: the difference is shown)."""
    for name in sorted(now.keys() - then.keys()):
        yield f"{name} was added."
    for name in sorted(then.keys() - now.keys()):
        yield f"{name} was taken away."
    for name in sorted(name for name in then.keys() & now.keys() if then[name] != now[name]):
        yield f"{name} changed from “{shortened(then[name])}” to “{shortened(now[name])}”."


def shortened(words, length=80):
    """The beginning of a long text."""
    words = " ".join(words.split()) or "nothing"
    return words if len(words) <= length else f"{words[: length - 1]}…"
