"""What does a director see beside the file? Everything about one review that pages show, read once."""

from dataclasses import dataclass
from functools import cached_property

from cases.policy.matter import missing_for_properly
from conduct.audit import sentence_of
from conduct.models import Event, Premises, Role, User
from conduct.templatetags.dates import clock
from restrictions import catalog
from restrictions.models import Precondition
from restrictions.policy import (
    basis,
    conflicts,
    decision,
    fairness,
    interim,
    measures,
    mirror,
    preconditions,
    referral,
    reserve,
)
from restrictions.policy.lens import lens_of
from restrictions.policy.letter import reserve_in_words

TIMELINE = 40
CHECKS = ("handled_properly", "every_effort")
ANSWERED = (Precondition.YES, Precondition.NO_MATTER)


@dataclass
class Desk:
    """One review on the desk of one person, at one moment."""

    review: object
    by: object
    now: decision.Moment

    def __post_init__(self):
        self.case = self.review.case
        self.customer = self.case.customer
        self.parts = conflicts.parts_in(self.case)
        self.terms = measures.terms_of_group(self.customer)
        self.open_matters = preconditions.open_matters_of(self.review)
        self.hearing = conflicts.hearers_after(self.review, by=self.by, on=self.now.on, parts=self.parts)
        self.nearest = mirror.nearest_decisions(self.review, on=self.now.on, terms=self.terms)
        self.gate = decision.gate(
            self.review,
            by=self.by,
            now=self.now,
            parts=self.parts,
            terms=self.terms,
            hearers=self.hearing,
            nearest=self.nearest,
        )

    @cached_property
    def reasons_not_to_work(self):
        """Why this person only reads the review."""
        return list(referral.reasons_not_to_work_on(self.review, by=self.by, on=self.now.on, parts=self.parts))

    @cached_property
    def may_take(self):
        """Whether this person could take the review, or take it over."""
        return not self.reasons_not_to_work and self.review.director_id != self.by.pk

    @cached_property
    def off(self):
        """The choices that are not open yet, by name, each with its reason or an empty text."""
        against = list(preconditions.reasons_against_no_matter(self.review, open_matters=self.open_matters))
        unmet = [section.title.lower() for section in self.gate if not section.is_done]
        return {
            "no_matter": f"Not open here: {against[0]}" if against else "",
            "restrict": f"Opens when these are done: {', '.join(unmet)}" if unmet else "",
        }

    @cached_property
    def saved_last(self):
        """Who saved the review last, and when."""
        return f"{self.review.event.actor or 'The system'} saved this at {clock(self.review.event.at)}"

    @cached_property
    def checks_done(self):
        """How many of the two preconditions are answered so that a restriction can follow."""
        return sum(getattr(self.review, check) in ANSWERED for check in CHECKS)

    @cached_property
    def open_sections(self):
        """The parts in which something still stands against a restriction."""
        return [section for section in self.gate if not section.is_done]

    @cached_property
    def may_not(self):
        """Who may not decide, by name, and why."""
        return sorted(self.parts.items(), key=lambda part: part[0].full_name)

    @cached_property
    def words_found(self):
        """Words of the organization's list that the reports use (F14)."""
        return fairness.words_found(self.review, self.now.organization)

    @cached_property
    def second(self):
        """Why a second director would have to sign."""
        return decision.needs_second(self.review, now=self.now, terms=self.terms)

    @cached_property
    def first_signature(self):
        """The first of two signatures, while it stands."""
        return next((one for one in self.review.proposals.all() if not one.withdrawn_at), None)

    @cached_property
    def measures(self):
        """The draft measures in words."""
        return [(draft, in_words(draft)) for draft in measures.drafts_of(self.review)]

    @cached_property
    def reserves(self):
        """What is held in reserve about the customer, each with whether a proven breach lets a decision activate it."""
        held = reserve.held_on(self.customer, self.now.on, at=self.now.at)
        return [(term, reserve.proven_breaches(term.restriction, self.now.at).exists()) for term in held]

    @cached_property
    def goes_on_from(self):
        """What each draft about the same as a reserve means: the reserve it activates, or why it is decided as new."""
        held, begins = [term for term, _ in self.reserves], measures.begins_on(self.review, on=self.now.on)
        drafts = [one for one in measures.drafts_of(self.review) if reserve.alike(one, held)]
        return [
            (
                one,
                reserve.activates(one, begins, held, at=self.now.at),
                reserve.why_decided_as_new(one, begins, held, at=self.now.at),
            )
            for one in drafts
        ]

    @cached_property
    def interim_measures(self):
        """The interim safety measures of the case, each with its state today."""
        found = self.case.interim_measures.as_of(self.now.at, self.now.on).order_by("taken_at", "pk")
        return [(one, interim.state_of(one, on=self.now.on)) for one in found]

    @cached_property
    def matters(self):
        """The matters of the case, each with what it lacks as evidence that it was dealt with properly."""
        return [(matter, missing_for_properly(matter)) for matter in self.case.matters.all()]

    @cached_property
    def reflections(self):
        """(measure in words, how far inside or outside it lies, its plot or None) of each draft measure."""
        found = mirror.reflections_of(self.review, self.nearest, on=self.now.on)
        return [
            (mirror.title_of(one.measure), one, one.plot(f"mirror-{number}"))
            for number, one in enumerate(found, start=1)
        ]

    @cached_property
    def lens(self):
        """How often the customer contacted us and how many of us, over a year, as its part of the page."""
        plot = lens_of(self.customer, self.by, on=self.now.on, calendar=self.now.calendar)
        return {"plot": plot, "partly": not self.by.access.reads_all}

    @cached_property
    def pattern(self):
        """The repeated pattern as it stands today (process 2.4)."""
        now = self.now
        return basis.pattern_of(self.review, on=now.on, organization=now.organization, calendar=now.calendar)

    @cached_property
    def timeline(self):
        """The last acts of the case, newest first, as sentences."""
        return [(sentence_of(event), event.at) for event in Event.objects.of(self.case).acts()[:TIMELINE]]


def in_words(draft):
    """A draft measure as the letter would say it."""
    if draft.is_reserve:
        return reserve_in_words(draft.measure, measures.parameters_of(draft), draft)
    return catalog.sentence(draft.measure, measures.parameters_of(draft), ends_on=draft.ends_on)


def directors_to_hand_to(review, *, by, on):
    """Directors with no part in the case, besides the person who hands it over."""
    free = conflicts.directors_without_a_part(review.case, on=on)
    return User.objects.holding(Role.DIRECTOR, on).filter(pk__in=[one.pk for one in free if one != by])


def known_for_measures(review):
    """What the settings and the case already name, for the details of a measure: {detail: [names]}."""
    closed = [str(matter) for matter in review.case.matters.all() if not matter.is_open]
    return {"premises": [str(one) for one in Premises.objects.in_use()], "matter": closed}


def reasons_of(desk, outcome):
    """Everything that still stands against one outcome, for the page that confirms it."""
    return list(
        decision.reasons_not_to_decide(
            desk.review, outcome=outcome, by=desk.by, now=desk.now, parts=desk.parts, terms=desk.terms
        )
    )
