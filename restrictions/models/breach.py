"""Contact outside the terms: noted while a restriction was in force, decided by a director, looked at again (2.8)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce

from cases.models import Case, Customer, Delivery, IncidentReport, Letter
from conduct import guards
from conduct.models import Role, User
from conduct.recording import Recorded
from restrictions.models.ending import Ending, Pause
from restrictions.models.independent import independent
from restrictions.models.restriction import Restriction, Term
from restrictions.models.sound import held
from restrictions.models.upon import Upon

SET_ASIDE = Ending.Kind.SET_ASIDE


class BreachQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Breaches are read by those who may open the case."""
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))

    def noted_by(self, user):
        return self.filter(noted_by=user)

    def with_people(self):
        """With everything a page or a decision about a breach reads."""
        decided = [f"restriction__decision__{name}" for name in ("letter", "review__liaison", "decided_by")]
        related = ("report__reporter", "report__department", "noted_by", "case", "customer__merged_into", *decided)
        decisions = Prefetch("decisions", BreachDecision.objects.select_related("by", "letter").order_by("pk"))
        return self.select_related(*related).prefetch_related(decisions, "restriction__endings")

    def of_group(self, customer):
        """Breaches of the customer or anybody merged with them."""
        return self.filter(customer__in=type(customer).objects.group_of(customer))

    def reopened(self):
        """Breaches of what was set aside: they count for nothing, and a director looks at them again."""
        return self.filter(Exists(_set_aside(OuterRef("restriction"))))

    def open(self):
        """Breaches a director still has to decide, or to look at again since the restriction was set aside."""
        decided = BreachDecision.objects.filter(breach=OuterRef("pk"))
        gone = Exists(_set_aside(OuterRef("restriction")))
        return self.filter(gone & ~Exists(decided.filter(is_again=True)) | ~gone & ~Exists(decided))

    # What a breach must never be

    def outside_force(self):
        """Of a restriction that did not bind the customer at that instant (2.8; decisions 11)."""
        at, on = OuterRef("happened_at"), OuterRef("happened_on")
        of = {"restriction": OuterRef("restriction")}
        later = Term.objects.filter(
            restriction=OuterRef("restriction"), number__gt=OuterRef("number"), decided_at__lte=OuterRef(at)
        )
        term = Term.objects.filter(~Exists(later), **of, decided_at__lte=at, begins_on__lte=on, ends_on__gte=on)
        ended = Ending.objects.filter(Q(recorded_at__lte=at, ended_on__lte=on) | Q(kind=SET_ASIDE), **of)
        not_over = Q(until_on__isnull=True) | Q(until_on__gte=on)
        not_ended = Q(ended_at__isnull=True) | Q(ended_at__gt=at) | Q(ended_on__gt=on)
        paused = Pause.objects.filter(not_over, not_ended, **of, recorded_at__lte=at, from_on__lte=on)
        ways = Delivery.objects.standing(at).filter(letter=OuterRef("restriction__decision__letter"))
        known = {"sent_recorded_at__lte": at, "deemed_on__lte": on}
        received, waits = ways.filter(**known, returned_recorded_at__isnull=True), ways.exclude(**known)
        return self.filter(~Exists(term) | Exists(ended) | Exists(paused) | ~Exists(received) | Exists(waits))

    def of_another_customer(self):
        """Of another file than the restriction, or with a report about somebody else."""
        reported = Coalesce("report__customer__merged_into", "report__customer")
        about = self.annotate(reported=reported, head=Coalesce("customer__merged_into", "customer"))
        own = {"case": F("restriction__case"), "customer": F("restriction__customer")}
        return about.exclude(**own, reported__isnull=False, reported=F("head"))


def _set_aside(restriction):
    return Ending.objects.filter(restriction=restriction, kind=SET_ASIDE)


class Breach(Recorded):
    """One contact outside the terms of a restriction that was in force. It points to its report. Frozen."""

    class How(models.TextChoices):
        ON_SITE = "on_site", "Seen on site"
        CALLED = "called", "Called the desk"
        WROTE = "wrote", "Wrote"
        OTHER = "other", "Something else"

    reference = models.CharField(max_length=20, unique=True)
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="breaches")
    case = models.ForeignKey(Case, models.PROTECT, related_name="breaches")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="breaches")
    report = models.ForeignKey(IncidentReport, models.PROTECT, related_name="breaches")
    how = models.CharField(max_length=10, choices=How)
    happened_at = models.DateTimeField()
    happened_on = models.DateField()
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    due_on = models.DateField(help_text="By when a director decides.")

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "breaches"
        constraints = [
            models.CheckConstraint(condition=Q(happened_at__lte=F("noted_at")), name="breach_after_the_event"),
            models.UniqueConstraint(
                fields=["restriction", "report"],
                name="breach_once_a_report",
                violation_error_message="This report is noted as a breach of this restriction already.",
            ),
        ]
        indexes = [
            models.Index(fields=["-noted_at", "-id"], name="breach_newest"),
            models.Index(fields=["due_on", "id"], name="breach_by_due"),
        ]

    guards = [
        guards.Frozen("breach_frozen", "A breach stays as it was noted.", None),
        Upon(
            "breach_while_in_force",
            "Only what happened while the restriction was in force is a breach of it.",
            lambda: Breach.objects.outside_force(),
        ),
        Upon(
            "breach_of_its_customer",
            "A breach is about the customer of the restriction.",
            lambda: Breach.objects.of_another_customer(),
        ),
    ]

    def __str__(self):
        return self.reference

    @property
    def is_reopened(self):
        """Whether the restriction was set aside since: then it counts for nothing."""
        return any(one.kind == SET_ASIDE for one in self.restriction.endings.all())

    @property
    def decision(self):
        """What was last decided about it, or None; before the restriction was set aside it no longer counts."""
        found = [one for one in self.decisions.all() if one.is_again or not self.is_reopened]
        return found[-1] if found else None

    @property
    def word(self):
        """In a word what became of it."""
        waiting = "Reopened" if self.is_reopened else "To be decided"
        return self.decision.get_outcome_display() if self.decision else waiting


class BreachDecisionQuerySet(models.QuerySet):
    def not_by_a_director(self):
        day = {"on": OuterRef("on"), "at": OuterRef("at")}
        return self.filter(~Exists(held(Role.DIRECTOR, "by", **day)))

    def by_who_reported_it(self):
        noted = Exists(TermsOverlooked.objects.filter(breach=OuterRef("breach"), who=OuterRef("by")))
        return self.filter(Q(by=F("breach__report__reporter")) | noted)

    def out_of_turn(self):
        """Again although nothing was set aside, or as if it stood although it was; set aside, nothing is proven."""
        gone = Exists(Ending.objects.filter(restriction=OuterRef("breach__restriction"), kind=SET_ASIDE))
        unproven = Q(outcome=BreachDecision.Outcome.UNPROVEN)
        return self.annotate(gone=gone).filter(~Q(is_again=F("gone")) | Q(is_again=True) & ~unproven)


class BreachDecision(Recorded):
    """What a director decided about a breach; once, and once again if the restriction is set aside. Frozen."""

    class Outcome(models.TextChoices):
        UNPROVEN = "unproven", "Not proven"
        REMINDER = "reminder", "Minor: a reminder"
        LIGHTER = "lighter", "Lighter terms"
        REVIEW = "review", "A new review"
        INTERIM = "interim", "An interim safety measure"
        POLICE = "police", "The police were told"

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="decisions")
    is_again = models.BooleanField(default=False, help_text="After the restriction was set aside.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    facts = models.TextField(max_length=1000, blank=True, help_text="What happened, as the letter tells it.")
    reasons = models.TextField(max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")
    no_letter_why = models.CharField(max_length=300, blank=True, help_text="Why the customer was not written to.")

    objects = BreachDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "is_again"],
                name="breach_decided_once",
                violation_error_message="A director decided about this breach already.",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="breach_decided_with_reasons"),
            models.CheckConstraint(
                condition=Q(outcome="unproven") | ~Q(facts="") & (Q(letter__isnull=False) | ~Q(no_letter_why="")),
                name="breach_decision_told_or_why_not",
            ),
        ]

    guards = [
        guards.Frozen("breach_decision_frozen", "What was decided about a breach stays.", None),
        guards.Never(
            "breach_decided_by_a_director",
            "Only somebody who is a director at that instant decides about a breach.",
            lambda: BreachDecision.objects.not_by_a_director(),
            root="by",
            watches={None: "by", "conduct.Membership": "user"},
        ),
        Upon(
            "breach_decided_by_another",
            "Who reported a breach, or is noted in it, does not decide about it.",
            lambda: BreachDecision.objects.by_who_reported_it(),
        ),
        independent(
            "breach_decided_independently", lambda: BreachDecision.objects, who="by", at="at", case="breach__case"
        ),
        Upon(
            "breach_decided_in_turn",
            "A breach is decided again only when the restriction was set aside, and is then not proven.",
            lambda: BreachDecision.objects.out_of_turn(),
        ),
    ]

    def __str__(self):
        return f"{self.breach}: {self.get_outcome_display().lower()}"


class OverlookedQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Directors read it, and nobody else: it accuses nobody, and belongs to no file about a person."""
        return self if user.access.holds(Role.DIRECTOR) else self.none()

    def of(self, breach):
        return self.filter(breach=breach).select_related("who", "noted_by").order_by("pk")


class TermsOverlooked(Recorded):
    """That one of us did not keep to the terms either, such as by answering the call: who, and what. Frozen."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="overlooked")
    who = models.ForeignKey(User, models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = OverlookedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "terms overlooked"
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "who"],
                name="overlooked_once_a_person",
                violation_error_message="This person is noted already.",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="overlooked_says_what"),
        ]

    guards = [guards.Frozen("overlooked_frozen", "What was noted stays as it was noted.", None)]

    def __str__(self):
        return f"{self.breach}: {self.who}"
