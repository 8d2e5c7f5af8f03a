"""The decision and what it made: restrictions and their terms."""

from datetime import timedelta

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from cases.models import Case, Customer, Delivery
from conduct import guards
from conduct.lifecycle import LockedQuerySet
from conduct.models import Role
from conduct.recording import Recorded
from restrictions.models.decision import CUSTOMER, MERGES, Decision
from restrictions.models.ending import Ending, Pause
from restrictions.models.held import Held, whole_reserve
from restrictions.models.register import RegisterQuerySet, state_condition
from restrictions.models.review import Outcome, Review
from restrictions.models.sound import Days, ShareAnEntry, group_of, outer
from restrictions.models.upon import Upon

BY_TWO = ("R13", "R15")  # blocking every call and e-mail, and ending the service, always need a second approval
YEAR, LONGEST = 366, 731  # days from start to end: beyond the first two must sign, beyond the second nobody can


class RestrictionQuerySet(LockedQuerySet):
    def visible_to(self, user):
        """Restrictions are read in full by those who judge or audit."""
        return self if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR) else self.none()

    def with_decision(self):
        return self.select_related(
            "decision__letter",
            "decision__decided_by",
            "decision__review",
            "decision__case",
            "decision__policy",
            "case",
            "customer",
        )

    def of_cases(self, cases):
        return self.filter(case__in=cases.values("pk"))

    def of_group(self, customer):
        """Restrictions of the customer or anybody merged with them."""
        return self.filter(customer__in=Customer.objects.group_of(customer))

    def with_named_contact(self, user):
        """Restrictions whose decision names this person as the contact or the deputy."""
        return self.filter(Q(decision__review__liaison=user) | Q(decision__review__deputy=user))

    def without_a_sound_decision(self):
        """Restrictions whose decision is not to restrict, is about another file, or lacks the second approval."""
        another = ~Q(decision__case=F("case")) | ~Q(decision__customer=F("customer"))
        one_signature = Q(measure__in=BY_TWO, decision__second_approver__isnull=True)
        return self.filter(~Q(decision__outcome=Outcome.RESTRICT) | another | one_signature)

    def extending_another_kind(self):
        """Restrictions that go on from one of another measure, or from one that was not made before."""
        return self.filter(~Q(extends__measure=F("measure")) | Q(extends__pk__gte=F("pk")), extends__isnull=False)

    def activating_without_a_breach(self):
        """Restrictions that go on from a reserve, though no breach of its conditions was decided to be reviewed."""
        held = Term.objects.filter(restriction=OuterRef("extends")).exclude(conditions="")
        proven = apps.get_model("restrictions.BreachDecision").objects.filter(
            breach__restriction=OuterRef("extends"), outcome="review", at__lt=OuterRef("decision__decided_at")
        )
        return self.filter(Exists(held) & ~Exists(proven), extends__isnull=False)

    def activated_by(self, decision):
        """What was held in reserve and a decision goes on from."""
        return self.filter(extensions__decision=decision).exclude(terms__conditions="").order_by("pk")

    def carrying_on(self, at, on=None):
        """Restrictions that go on from another one, issued and not set aside as known at that instant (2.9).

        With a day, those decided by that day.
        """
        undone = Ending.objects.filter(restriction=OuterRef("pk"), kind=Ending.Kind.SET_ASIDE, recorded_at__lte=at)
        found = self.filter(~Exists(undone), extends__isnull=False, decision__issued_at__lte=at)
        return found.filter(decision__decided_on__lte=on) if on else found

    def appealed(self, how, at):
        """Restrictions of which an appeal had come by then: any, one still open, or one that was closed."""
        about = Q(decision__appeals__about="") | Q(decision__appeals__about__contains=F("reference"))
        known = Q(decision__appeals__entered_at__lte=at)
        closed = Q(decision__appeals__decided_at__lte=at) | Q(decision__appeals__withdrawn_at__lte=at)
        return self.filter(about, known, {"open": ~closed, "closed": closed}.get(how, Q()))


class Restriction(Recorded):
    """One measure with its own start and end. Whether it is in force is never stored: see Term.in_force."""

    reference = models.CharField(max_length=20, unique=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="restrictions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="restrictions")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="restrictions")
    measure = models.CharField(max_length=4)
    subject = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=12, choices=Review.Scope, default=Review.Scope.NAMED)
    why = models.TextField()
    extends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="extensions", help_text="The one it goes on from."
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "measure", "subject"], name="restriction_once_a_decision"),
            models.CheckConstraint(condition=~Q(why=""), name="restriction_says_why"),
        ]
        indexes = [
            models.Index(fields=["customer", "measure"], name="restriction_by_customer"),
            models.Index(fields=["measure"], name="restriction_by_measure"),
        ]

    guards = [
        guards.Frozen("restriction_frozen", "A restriction is varied by a new term, never changed.", None),
        guards.Never(
            "restriction_decided",
            "A restriction needs a decision to restrict about its case and customer, with every signature it takes.",
            lambda: Restriction.objects.without_a_sound_decision(),
        ),
        guards.Never(
            "restriction_extends_its_kind",
            "A restriction goes on from an earlier one of its own kind.",
            lambda: Restriction.objects.extending_another_kind(),
        ),
        Upon(
            "restriction_activated_upon_a_breach",
            "What is held in reserve applies only after a proven breach of its conditions, by a new decision.",
            lambda: Restriction.objects.activating_without_a_breach(),
        ),
        Upon(
            "restriction_before_the_letter",
            "The letter about this decision is frozen: no restriction is added to it.",
            lambda: Decision.objects.filter(issued_at__isnull=False),
            root="pk",
            watches={None: "decision"},
        ),
    ]

    def __str__(self):
        return self.reference

    def last_ending(self):
        """What was last decided about its end, or None: once set aside, that is the last word."""
        return max(self.endings.all(), key=lambda one: (one.recorded_at, one.pk), default=None)


class TermQuerySet(RegisterQuerySet):
    def known_at(self, at):
        """The latest term of each restriction as known at that instant."""
        later = Term.objects.filter(
            restriction=OuterRef("restriction"), number__gt=OuterRef("number"), decided_at__lte=at
        )
        return self.filter(~Exists(later), decided_at__lte=at)

    def as_of(self, at, on):
        """What was known at one instant about one local day: served, ended and paused, beside each term.

        Adds ended_early_on (what was last decided about the end) and is_extended to what `with_force` adds.
        """
        endings = Ending.objects.known_of(OuterRef("restriction"), at, on)
        return self.with_force(at, on).annotate(
            ended_early_on=Subquery(endings.values("ended_on")[:1]),
            is_extended=Exists(Restriction.objects.carrying_on(at, on).filter(extends=OuterRef("restriction"))),
        )

    def with_force(self, at, on):
        """What decides whether a term that is not over binds on that day, as known at that instant.

        Adds served_on (the day the last way that stands counts as received), is_unserved (a way has not left yet),
        ended_kind and pause_kind.
        """
        standing = Delivery.objects.standing(at).filter(letter=OuterRef("restriction__decision__letter"))
        known = Q(sent_recorded_at__isnull=False, sent_recorded_at__lte=at)
        received = standing.filter(known).order_by(F("deemed_on").desc(nulls_last=True)).values("deemed_on")
        endings = Ending.objects.known_of(OuterRef("restriction"), at, on)
        pauses = Pause.objects.covering(at, on).filter(restriction=OuterRef("restriction"))
        return self.known_at(at).annotate(
            served_on=Subquery(received[:1]),
            is_unserved=Exists(standing.filter(~known)),
            ended_kind=Subquery(endings.values("kind")[:1]),
            pause_kind=Subquery(pauses.order_by("kind").values("kind")[:1]),
        )

    def in_force(self, at, on):
        """Terms that bind the customer on that day: decided, received, begun, not over, ended, paused or in reserve."""
        return self.with_force(at, on).filter(
            conditions="",
            is_unserved=False,
            served_on__lte=on,
            begins_on__lte=on,
            ends_on__gte=on,
            ended_kind__isnull=True,
            pause_kind__isnull=True,
        )

    def with_a_review_by(self, at, on, reach, lead_days, midpoint_days):
        """Running terms, paused ones too, that can have a review day by then; which have, the policy says."""
        running = state_condition("in_place", on) | state_condition("paused", on)
        near = Q(ends_on__lte=reach + timedelta(days=lead_days)) | Q(review_on__lte=reach)
        return self.as_of(at, on).filter(running, near | Q(begins_on__lte=reach - timedelta(days=midpoint_days)))

    def of_named_contact(self, user):
        return self.filter(restriction__in=Restriction.objects.with_named_contact(user).values("pk"))

    def with_restriction(self):
        return self.select_related("restriction__decision__decided_by", "restriction__case", "restriction__customer")

    def ending_by(self, day):
        return self.filter(ends_on__lte=day)

    def of_decision(self, decision):
        """The terms of one decision, in the order of their restrictions."""
        return self.filter(restriction__decision=decision).order_by("restriction")

    def of_issued(self):
        return self.filter(restriction__decision__issued_at__isnull=False)

    def longer_than_before(self):
        """Terms that end later, or begin earlier, than a term before them on the same restriction."""
        before = Term.objects.filter(restriction=OuterRef("restriction"), number__lt=OuterRef("number"))
        return self.filter(
            Exists(before.filter(Q(ends_on__lt=OuterRef("ends_on")) | Q(begins_on__gt=OuterRef("begins_on"))))
        )

    def beyond_the_cap(self):
        """Terms longer than anybody may decide, or longer than one person may (process 2.7)."""
        long = self.annotate(days=Days(F("ends_on"), F("begins_on")))
        return long.filter(Q(days__gt=LONGEST) | Q(days__gt=YEAR, restriction__decision__second_approver__isnull=True))

    def in_reserve(self, at, on):
        """Terms held in reserve on that day, under a letter that counts as received."""
        held = self.as_of(at, on).filter(state_condition("reserve", on))
        return held.select_related("restriction__decision__letter", "restriction__case").order_by("restriction")

    def freed_without_a_decision(self):
        """Terms that would apply, or last longer once activated, of a restriction that was held in reserve before."""
        before = Term.objects.filter(restriction=OuterRef("restriction"), number__lt=OuterRef("number"))
        applies = Q(conditions="") & Exists(before.exclude(conditions=""))
        return self.filter(applies | Exists(before.filter(held_days__lt=OuterRef("held_days"))))

    def beyond_what_was_held(self):
        """Terms of what activates a reserve that last longer than was held; and a reserve goes on from nothing."""
        long = self.annotate(days=Days(F("ends_on"), F("begins_on"))).filter(restriction__extends__isnull=False)
        held = Term.objects.filter(restriction=OuterRef("restriction__extends"), held_days__lte=OuterRef("days"))
        return long.filter(~Q(conditions="") | Exists(held))

    def as_first_decided(self, decisions):
        """The first term of each restriction that applied by these decisions, the newest decision first."""
        first = self.filter(number=1, conditions="", restriction__decision__in=decisions).select_related(
            "restriction__decision"
        )
        return first.order_by("-restriction__decision__decided_at", "-restriction__decision", "restriction")

    def with_history(self):
        """Adds had_one: whether the same record had a restriction before; merges are left aside, it is a hint."""
        before = {"decision__decided_at__lt": OuterRef("restriction__decision__decided_at")}
        earlier = Restriction.objects.filter(customer=OuterRef("restriction__customer"), **before)
        return self.annotate(had_one=Exists(earlier))

    def effective(self):
        """The latest term of each restriction that was neither set aside nor ended before it began."""
        later = Term.objects.filter(restriction=OuterRef("restriction"), number__gt=OuterRef("number"))
        never = Q(kind=Ending.Kind.SET_ASIDE) | Q(ended_on__lte=OuterRef("begins_on"))
        undone = Ending.objects.filter(never, restriction=OuterRef("restriction"))
        return self.filter(~Exists(later), ~Exists(undone))

    def after_the_ending(self):
        """Terms decided after the restriction was ended."""
        before = Ending.objects.filter(restriction=OuterRef("restriction"), recorded_at__lt=OuterRef("decided_at"))
        return self.filter(Exists(before))


def overlapping():
    """The surviving customers who have two restrictions of one kind and subject on the same day (decisions 13)."""
    subjects = F("restriction__subject"), OuterRef("restriction__subject")
    ours = Term.objects.effective().filter(conditions="", restriction__customer__in=group_of(outer(2)))
    over = Ending.objects.filter(restriction=OuterRef("restriction"), ended_on__lte=OuterRef(OuterRef("begins_on")))
    same = Term.objects.effective().filter(
        ~Exists(over),
        Q(restriction__subject=subjects[1]) | ShareAnEntry(*subjects),
        conditions="",
        restriction__customer__in=group_of(outer(3)),
        restriction__measure=OuterRef("restriction__measure"),
        begins_on__lte=OuterRef("begins_on"),
        ends_on__gte=OuterRef("begins_on"),
    )
    return Customer.objects.surviving().filter(
        Exists(ours.filter(Exists(same.exclude(restriction=OuterRef("restriction")))))
    )


class Term(Held, Recorded):
    """What one decision on a restriction laid down: from when until when, for whom, and how. Frozen.

    With `conditions` it is held in reserve until its last day, and never in force.
    """

    class Act(models.TextChoices):
        ISSUED = "issued", "As decided"
        VARIED = "varied", "Varied on appeal"
        LIGHTENED = "lightened", "Made lighter"

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=12, choices=Act)
    decided_at = models.DateTimeField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    latest_end_on = models.DateField(help_text="The cap, computed when it was decided.")
    name = models.CharField(max_length=160)
    address = models.TextField()
    parameters = models.TextField(default="{}")
    review_on = models.DateField(null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["restriction", "number"], name="term_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="term_dates_in_order",
                violation_error_message="The end date is before the start date.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__lte=F("latest_end_on")),
                name="term_within_the_cap",
                violation_error_message="The end date is later than the longest time allowed.",
            ),
            models.CheckConstraint(
                condition=Q(latest_end_on__lt="2200-01-01", begins_on__gt="2000-01-01"), name="term_dates_are_dates"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="term_names_the_customer"),
            whole_reserve("term_reserve_is_whole"),
        ]
        indexes = [
            models.Index(fields=["ends_on", "restriction"], name="term_by_end"),
            models.Index(fields=["-decided_at", "-id"], name="term_newest"),
        ]

    guards = [
        guards.Frozen("term_frozen", "What was decided is not changed; a new term follows.", None),
        guards.Never(
            "term_never_longer",
            "A restriction is only made shorter or lighter; anything longer is a new decision.",
            lambda: Term.objects.longer_than_before(),
            root="restriction__case",
            watches={None: "restriction__case"},
        ),
        guards.Never(
            "term_within_any_cap",
            "Nobody restricts for more than 24 months, and nobody alone for more than 12.",
            lambda: Term.objects.beyond_the_cap(),
        ),
        guards.Never(
            "term_reserve_stays_held",
            "What is held in reserve applies only by a new decision, and lasts no longer than was held.",
            lambda: Term.objects.freed_without_a_decision(),
            root="restriction__case",
            watches={None: "restriction__case"},
        ),
        # A restriction keeps the one it goes on from, and the terms of that one are frozen.
        guards.Never(
            "term_within_what_was_held",
            "What activates a reserve applies, and lasts no longer than was held.",
            lambda: Term.objects.beyond_what_was_held(),
        ),
        # An ending only takes days away, and stays.
        guards.Never(
            "term_never_overlaps",
            "Another restriction of this kind is in place for this customer on the same days.",
            lambda: overlapping(),
            root="pk",
            watches={None: tuple(f"restriction__{path}" for path in CUSTOMER), **MERGES},
        ),
        guards.Never(
            "term_never_after_the_ending",
            "A restriction that has ended gets no new terms.",
            lambda: Term.objects.after_the_ending(),
            root="restriction__case",
            watches={None: "restriction__case", "restrictions.Ending": "restriction__case"},
        ),
    ]

    def __str__(self):
        return f"{self.restriction} term {self.number}"
