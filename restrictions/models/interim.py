"""The interim safety measure: a few days of protection outside of the gate, and no restriction (process 2.6)."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cases.models import Case, Customer, IncidentReport, Letter
from conduct import guards
from conduct.lifecycle import LockedQuerySet
from conduct.models import Role, User
from conduct.recording import Recorded
from restrictions.models.independent import by_its_reporter, independent
from restrictions.models.sound import Days, held
from restrictions.models.upon import Upon

LONGEST, LONGEST_IN_ALL = 7, 14  # days after the first: what no setting and nobody goes beyond


def _rows(model):
    return apps.get_model(f"restrictions.{model}").objects


class InterimQuerySet(LockedQuerySet):
    """Measures by the day asked about; the last day and the end are computed, never stored."""

    def visible_to(self, user):
        """Measures are read by those who may open their case."""
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))

    def worked_on_by(self, user):
        return self.filter(case__in=Case.objects.worked_on_by(user).values("pk"))

    def with_people(self):
        related = ("case__customer", "customer", "report", "taken_by", "letter", "reissue_of")
        return self.select_related(*related, "confirmation__by", "ending__by", "ending__decision")

    def of_group(self, customer):
        """Measures about the customer or anybody merged with them."""
        return self.filter(customer__in=Customer.objects.group_of(customer))

    def as_of(self, at, on):
        """What was known at one instant about one local day.

        Adds last_on (the last day as it stands: unconfirmed, the day by which a director had to look at it),
        confirmed_on and ended_kind (how it no longer applies on that day, if it was ended or its lapse announced).
        """
        confirmed = _rows("InterimConfirmation").filter(measure=OuterRef("pk"), at__lte=at)
        ended = _rows("InterimEnding").filter(measure=OuterRef("pk"), at__lte=at, ended_on__lte=on)
        return self.filter(taken_at__lte=at).annotate(
            last_on=Coalesce(Subquery(confirmed.values("until_on")[:1]), F("lapses_on")),
            confirmed_on=Subquery(confirmed.values("on")[:1]),
            ended_kind=Subquery(ended.values("kind")[:1]),
        )

    def in_force(self, at, on):
        """Measures that protect on that day: taken, begun, not over, not ended."""
        return self.as_of(at, on).filter(begins_on__lte=on, last_on__gte=on, ended_kind__isnull=True)

    def with_head(self):
        """With the record that stands for the customer after merges."""
        return self.annotate(head=Coalesce("customer__merged_into", "customer"))

    def lapsed(self, at, on):
        """Measures whose last day has passed and whose end nobody was told of yet."""
        return self.as_of(at, on).filter(last_on__lt=on, ending__isnull=True)

    def running(self, on):
        """Measures that nothing ended and whose last day is not over, also those that begin when another is."""
        last_on = Coalesce("confirmation__until_on", "lapses_on")
        return self.annotate(until=last_on).filter(until__gte=on, ending__isnull=True)

    # What a measure must never be

    def beyond_the_cap(self):
        """Longer than 7 days, or with the one before it longer than 14 (process 2.6)."""
        long = self.annotate(days=Days(F("latest_end_on"), F("begins_on")))
        both = long.annotate(in_all=Days(F("latest_end_on"), F("reissue_of__begins_on")))
        return both.filter(Q(days__gt=LONGEST) | Q(in_all__gt=LONGEST_IN_ALL))

    def wrongly_issued_again(self):
        """A second time after the first, on other facts, or beside the first."""
        other = ~Q(report=F("reissue_of__report")) | ~Q(case=F("reissue_of__case"))
        twice = Q(reissue_of__reissue_of__isnull=False)
        return self.filter(reissue_of__isnull=False).filter(other | twice | Q(taken_as=Role.SUPERVISOR))

    def not_by_who_may(self):
        """Taken by somebody who did not hold at that instant the role they took it in."""
        day = {"on": OuterRef("taken_on"), "at": OuterRef("taken_at")}
        return self.filter(
            Q(taken_as=Role.DIRECTOR) & ~Exists(held(Role.DIRECTOR, "taken_by", **day))
            | Q(taken_as=Role.SUPERVISOR) & ~Exists(held(Role.SUPERVISOR, "taken_by", **day))
        )

    def of_another_file(self):
        """Measures about another customer than their case's, or with a letter that is not their own."""
        own = Q(letter__isnull=True) | Q(letter__case=F("case"), letter__kind=Letter.Kind.L3)
        return self.exclude(own, customer=F("case__customer"))


class InterimMeasure(Recorded):
    """What was done at once to keep people safe: from when, until when at most, where and why. Frozen."""

    class Content(models.TextChoices):
        ADMIT = "admit", "Do not admit"
        ALONE = "alone", "No showings alone"
        BLOCK = "block", "Phone block"
        POLICE = "police", "Police told"
        ESCORT = "escort", "Escort"

    TAKEN_AS = [(Role.DIRECTOR, "Director"), (Role.SUPERVISOR, "Supervisor on duty")]

    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="interim_measures")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="interim_measures")
    customer_name = models.CharField(max_length=160, help_text="As it was known; of an unknown person the description.")
    report = models.ForeignKey(IncidentReport, models.PROTECT, related_name="interim_measures")
    reissue_of = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reissue")
    why_again = models.TextField(max_length=1000, blank=True, help_text="Why the review could not finish.")
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_as = models.CharField(max_length=20, choices=TAKEN_AS)
    taken_at = models.DateTimeField()
    taken_on = models.DateField()
    tried = models.CharField(max_length=500, blank=True, help_text="Which directors were tried, and how.")
    severity = models.PositiveSmallIntegerField()
    imminent_risk = models.CharField(max_length=500, blank=True)
    content = models.CharField(max_length=60, help_text="What is done, by code.")
    places = models.TextField(max_length=1000, blank=True, help_text="Where it applies, one on each line.")
    reasons = models.TextField(max_length=1000)
    begins_on = models.DateField()
    lapses_on = models.DateField(help_text="The last day, unless a director confirms it.")
    latest_end_on = models.DateField(help_text="The last day a director can confirm it to.")
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="interim_measure")
    no_department_reason = models.CharField(max_length=300, blank=True, help_text="Why no department was told.")

    objects = InterimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(severity=4) | Q(severity=3) & ~Q(imminent_risk=""),
                name="interim_is_for_danger",
                violation_error_message="A measure needs severity 4, or severity 3 and an imminent risk.",
            ),
            models.CheckConstraint(
                condition=~Q(reasons="") & ~Q(content="") & ~Q(customer_name=""), name="interim_says_what_and_why"
            ),
            models.CheckConstraint(
                condition=Q(taken_as="director") | Q(taken_as="supervisor") & ~Q(tried=""),
                name="interim_supervisor_tried_a_director",
            ),
            models.CheckConstraint(
                condition=Q(reissue_of__isnull=True, why_again="") | Q(reissue_of__isnull=False) & ~Q(why_again=""),
                name="interim_again_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(begins_on__gte=F("taken_on"), lapses_on__gte=F("begins_on"))
                & Q(latest_end_on__gte=F("lapses_on"), latest_end_on__lt="2200-01-01"),
                name="interim_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(reissue_of__isnull=True),
                name="interim_once_a_report",
                violation_error_message="A measure was taken on this report already.",
            ),
        ]
        indexes = [
            models.Index(fields=["-taken_at", "-id"], name="interim_newest"),
            models.Index(fields=["customer", "latest_end_on"], name="interim_by_customer"),
        ]

    guards = [
        guards.Frozen(
            "interim_frozen",
            "A measure stays as it was taken; end it, or confirm it.",
            None,
            except_fields=("letter", "revision", "event"),
        ),
        guards.Frozen(
            "interim_letter_once",
            "The letter about a measure is written once.",
            None,
            except_fields=("revision", "event"),
            when=Q(letter__isnull=False),
        ),
        guards.Never(
            "interim_within_any_cap",
            "No measure lasts beyond 7 days, and none issued again beyond 14 in all.",
            lambda: InterimMeasure.objects.beyond_the_cap(),
        ),
        guards.Never(
            "interim_issued_again_once",
            "A measure is issued again once, by a director, on the same facts.",
            lambda: InterimMeasure.objects.wrongly_issued_again(),
        ),
        guards.Never(
            "interim_by_who_may",
            "Only somebody who is a director, or a supervisor, at that instant takes a measure.",
            lambda: InterimMeasure.objects.not_by_who_may(),
            root="taken_by",
            watches={None: "taken_by", "conduct.Membership": "user"},
        ),
        independent("interim_independent", lambda: InterimMeasure.objects, who="taken_by", at="taken_at"),
        Upon(
            "interim_independent_of_its_report",
            "Who wrote a report, saw it or was affected takes no measure on it.",
            lambda: by_its_reporter(InterimMeasure.objects, who="taken_by", report="report"),
        ),
        guards.Never(
            "interim_of_one_file",
            "A measure is about the customer of its case, with a letter of its own.",
            lambda: InterimMeasure.objects.of_another_file(),
        ),
    ]

    def __str__(self):
        return self.reference

    @property
    def contents(self):
        """What is done, each as its choice."""
        return [self.Content(code) for code in self.content.split()]

    @property
    def last_day(self):
        """The last day as it stands now, from its own rows."""
        return self.confirmation.until_on if hasattr(self, "confirmation") else self.lapses_on

    @property
    def confirmed_day(self):
        """The day a director confirmed it, or None."""
        return self.confirmation.on if hasattr(self, "confirmation") else None

    @property
    def ended_how(self):
        """In words how it ended, or nothing while nobody ended it and its lapse was not told."""
        return self.ending.get_kind_display().lower() if hasattr(self, "ending") else ""

    @property
    def is_reissue(self):
        return self.reissue_of_id is not None
