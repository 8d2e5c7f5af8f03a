"""How a restriction stops binding: endings, pauses, ends by themselves that were announced."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cases.models import Letter
from conduct import guards
from conduct.models import User
from conduct.recording import Recorded
from restrictions.models.upon import Upon


class EndingQuerySet(models.QuerySet):
    def known_of(self, restriction, at, on):
        """What people had ended by that instant for that day, the last word first."""
        found = self.filter(restriction=restriction, recorded_at__lte=at, ended_on__lte=on)
        return found.order_by("-recorded_at", "-pk")

    def after_being_set_aside(self):
        """Endings that were recorded after the restriction had been set aside."""
        before = Ending.objects.filter(restriction=OuterRef("restriction"), kind=Ending.Kind.SET_ASIDE)
        return self.filter(Exists(before.filter(pk__lt=OuterRef("pk"))))


class Ending(Recorded):
    """What somebody decided about the end of a restriction: lifted before its end date, or set aside on appeal.

    One that was lifted, or is over, can still be set aside: a second row, which is the last word (process 2.10).
    """

    class Kind(models.TextChoices):
        LIFTED = "lifted", "Lifted early"
        SET_ASIDE = "set_aside", "Set aside"

    restriction = models.ForeignKey("restrictions.Restriction", models.PROTECT, related_name="endings")
    kind = models.CharField(max_length=12, choices=Kind)
    recorded_at = models.DateTimeField()
    ended_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reasons = models.TextField(max_length=2000)

    objects = EndingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reasons=""), name="ending_gives_reasons"),
            models.UniqueConstraint(
                fields=["restriction", "kind"],
                name="ended_once_a_kind",
                violation_error_message="This restriction ended already.",
            ),
        ]

    guards = [
        guards.Frozen("ending_frozen", "An ended restriction stays ended.", None),
        guards.Never(
            "ending_never_after_set_aside",
            "What was set aside does not end again.",
            lambda: Ending.objects.after_being_set_aside(),
            root="restriction__case",
            watches={None: "restriction__case"},
        ),
    ]

    def __str__(self):
        return f"{self.restriction} {self.get_kind_display().lower()}"


class PauseQuerySet(models.QuerySet):
    def covering(self, at, on):
        """Pauses that, as known at that instant, cover that day."""
        open_ended = Q(until_on__isnull=True) | Q(until_on__gte=on)
        not_ended = Q(ended_at__isnull=True) | Q(ended_at__gt=at) | Q(ended_on__gt=on)
        return self.filter(open_ended, not_ended, recorded_at__lte=at, from_on__lte=on)

    def open(self):
        return self.filter(ended_at__isnull=True)

    def of_a_reserve(self):
        """Pauses of what is held in reserve: nothing applies that could be paused."""
        terms = apps.get_model("restrictions.Term").objects.exclude(conditions="")
        return self.filter(Exists(terms.filter(restriction=OuterRef("restriction"))))


class Pause(Recorded):
    """A time during which a restriction does not bind: a stay on appeal, or leave for one day."""

    class Kind(models.TextChoices):
        STAY = "stay", "Paused while an appeal is decided"
        WAIVER = "waiver", "Leave for one visit today"

    restriction = models.ForeignKey("restrictions.Restriction", models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=10, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reasons = models.TextField(max_length=1000)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="pause_dates_in_order"
            ),
            models.CheckConstraint(condition=~Q(kind="waiver") | Q(until_on=F("from_on")), name="leave_is_for_one_day"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_on__isnull=True)
                | Q(ended_at__isnull=False, ended_on__isnull=False, ended_at__gte=F("recorded_at")),
                name="pause_ended_at_and_on",
            ),
            models.UniqueConstraint(
                fields=["restriction"],
                condition=Q(kind="stay", ended_at__isnull=True),
                name="one_stay_at_a_time",
                violation_error_message="This restriction is already paused.",
            ),
            models.UniqueConstraint(
                fields=["restriction", "from_on"],
                condition=Q(kind="waiver", ended_at__isnull=True),
                name="one_leave_a_day",
                violation_error_message="Leave for this day was already given.",
            ),
        ]

    guards = [
        guards.Frozen(
            "pause_frozen",
            "A pause is ended, never changed.",
            None,
            except_fields=("ended_at", "ended_on", "revision", "event"),
        ),
        guards.Frozen(
            "pause_ended_once",
            "A pause that ended stays ended.",
            None,
            except_fields=("revision", "event"),
            when=Q(ended_at__isnull=False),
        ),
        Upon(
            "pause_never_of_a_reserve",
            "What is held in reserve does not apply. There is nothing to pause.",
            lambda: Pause.objects.of_a_reserve(),
        ),
    ]

    def __str__(self):
        return f"{self.restriction}: {self.get_kind_display()}"


class Lapse(Recorded):
    """That everybody was told of an end that came by itself. It is told once; it never causes the end."""

    restriction = models.OneToOneField("restrictions.Restriction", models.PROTECT, related_name="lapse")
    ended_on = models.DateField(help_text="The last day in force.")
    announced_at = models.DateTimeField()
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    guards = [guards.Frozen("lapse_frozen", "An end is announced once.", None)]

    def __str__(self):
        return f"{self.restriction} ended by itself"
