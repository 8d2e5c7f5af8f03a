"""What follows an interim safety measure: confirmed, ended, told by word, asked to be looked at again (process 2.6)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cases.models import Letter
from conduct import guards
from conduct.models import Role, User
from conduct.recording import Recorded
from restrictions.models.decision import Decision
from restrictions.models.independent import independent
from restrictions.models.interim import InterimMeasure
from restrictions.models.sound import held
from restrictions.models.upon import Upon


class ConfirmationQuerySet(models.QuerySet):
    def not_by_a_director(self):
        day = {"on": OuterRef("on"), "at": OuterRef("at")}
        return self.filter(~Exists(held(Role.DIRECTOR, "by", **day)))

    def by_who_took_it_on_duty(self):
        return self.filter(by=F("measure__taken_by"), measure__taken_as=Role.SUPERVISOR)

    def too_late_or_too_long(self):
        """After the day the measure lapsed, beyond its latest end, or of one that a director issued again."""
        late = Q(on__gt=F("measure__lapses_on")) | Q(on__lt=F("measure__taken_on"))
        return self.filter(late | Q(until_on__gt=F("measure__latest_end_on")) | Q(measure__reissue_of__isnull=False))

    def of_something_ended(self):
        return self.filter(measure__ending__at__lte=F("at"))


class InterimConfirmation(Recorded):
    """A director looked at a measure and let it go on, until a day within the cap. Once, and frozen."""

    measure = models.OneToOneField(InterimMeasure, models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on = models.DateField()
    until_on = models.DateField()
    reasons = models.TextField(max_length=1000)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reasons="") & Q(until_on__gte=F("on")), name="interim_confirmed_with_reasons_and_a_day"
            )
        ]

    guards = [
        guards.Frozen("interim_confirmation_frozen", "A measure is confirmed once.", None),
        guards.Never(
            "interim_confirmed_by_a_director",
            "Only somebody who is a director at that instant confirms a measure.",
            lambda: InterimConfirmation.objects.not_by_a_director(),
            root="by",
            watches={None: "by", "conduct.Membership": "user"},
        ),
        guards.Never(
            "interim_confirmed_by_another",
            "A supervisor who took a measure does not confirm it.",
            lambda: InterimConfirmation.objects.by_who_took_it_on_duty(),
        ),
        independent(
            "interim_confirmed_independently",
            lambda: InterimConfirmation.objects,
            who="by",
            at="at",
            case="measure__case",
        ),
        guards.Never(
            "interim_confirmed_in_time",
            "A measure is confirmed before it lapses, and never beyond its latest end.",
            lambda: InterimConfirmation.objects.too_late_or_too_long(),
        ),
        guards.Never(
            "interim_never_confirmed_after_its_end",
            "A measure that has ended is not confirmed.",
            lambda: InterimConfirmation.objects.of_something_ended(),
            root="measure__case",
            watches={None: "measure__case", "restrictions.InterimEnding": "measure__case"},
        ),
    ]

    def __str__(self):
        return f"{self.measure} confirmed until {self.until_on}"


class InterimEndingQuerySet(models.QuerySet):
    def converted_without_a_decision(self):
        """Converted by a decision of another case, one that restricts nothing, or one that was not issued."""
        proper = Q(decision__case=F("measure__case"), decision__outcome="restrict", decision__issued_at__lte=F("at"))
        return self.filter(kind=InterimEnding.Kind.CONVERTED).exclude(proper)


class InterimEnding(Recorded):
    """That a measure was revoked or converted, or that everybody was told of its lapse: told once, never causing it."""

    class Kind(models.TextChoices):
        REVOKED = "revoked", "Revoked"
        CONVERTED = "converted", "Followed by a restriction"
        LAPSED = "lapsed", "Ended by itself"

    measure = models.OneToOneField(InterimMeasure, models.PROTECT, related_name="ending")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    ended_on = models.DateField(help_text="The first day on which it no longer applies.")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reasons = models.TextField(max_length=2000, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="interim_endings")
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InterimEndingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="revoked", by__isnull=False, decision__isnull=True) & ~Q(reasons="")
                | Q(kind="converted", by__isnull=False, decision__isnull=False)
                | Q(kind="lapsed", by__isnull=True, decision__isnull=True),
                name="interim_ended_by_and_why",
            )
        ]

    guards = [
        guards.Frozen("interim_ending_frozen", "A measure that ended stays ended.", None),
        independent(
            "interim_ended_independently", lambda: InterimEnding.objects, who="by", at="at", case="measure__case"
        ),
        Upon(
            "interim_converted_by_its_decision",
            "A measure is followed by a restriction only when a decision of its case was issued.",
            lambda: InterimEnding.objects.converted_without_a_decision(),
        ),
    ]

    def __str__(self):
        return f"{self.measure}: {self.get_kind_display().lower()}"


class InterimContact(Recorded):
    """How the customer was told of a measure by word, or what was tried to reach them; written down, and frozen."""

    class Kind(models.TextChoices):
        TOLD = "told", "Told in person or by phone"
        TRIED = "tried", "Tried to reach"

    measure = models.ForeignKey(InterimMeasure, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind)
    happened_at = models.DateTimeField()
    how = models.TextField(max_length=1000)
    late_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="") & Q(happened_at__lte=F("recorded_at")), name="interim_contact_said_how"
            )
        ]

    guards = [guards.Frozen("interim_contact_frozen", "What was said stays as it was written down.", None)]

    def __str__(self):
        return f"{self.measure}: {self.get_kind_display().lower()}"


class ReconsiderationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(outcome="")

    def visible_to(self, user):
        return self.filter(measure__in=InterimMeasure.objects.worked_on_by(user).values("pk"))

    def with_measure(self):
        return self.select_related("measure__case__customer", "measure__taken_by", "entered_by", "decided_by", "reply")

    def by_who_took_or_confirmed_it(self):
        took = Q(decided_by=F("measure__taken_by")) | Q(decided_by=F("measure__confirmation__by"))
        return self.filter(took, ~Q(outcome=""))


class Reconsideration(Recorded):
    """A customer's request to look at a measure again, word for word, and what another manager answered."""

    class Outcome(models.TextChoices):
        KEPT = "kept", "It stays"
        REVOKED = "revoked", "It ends"
        OVER = "over", "It had ended before"

    class Channel(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "Email"
        POST = "post", "Letter"
        IN_PERSON = "in_person", "In person"

    measure = models.ForeignKey(InterimMeasure, models.PROTECT, related_name="reconsiderations")
    words = models.TextField(max_length=5000)
    channel = models.CharField(max_length=10, choices=Channel)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    due_on = models.DateField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reasons = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reply = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReconsiderationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="reconsideration_has_words"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(outcome="") & ~Q(reasons="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="reconsideration_decided_by_and_why",
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(outcome=""),
                name="one_reconsideration_at_a_time",
                violation_error_message="A request to look again is open already. Answer it first.",
            ),
        ]

    guards = [
        guards.Frozen(
            "reconsideration_words_frozen",
            "A customer's words stay as they came.",
            None,
            except_fields=("outcome", "reasons", "decided_by", "decided_at", "reply", "revision", "event"),
        ),
        guards.Frozen(
            "reconsideration_answered_once",
            "A request is answered once.",
            None,
            except_fields=("revision", "event"),
            when=~Q(outcome=""),
        ),
        independent(
            "reconsidered_independently",
            lambda: Reconsideration.objects,
            who="decided_by",
            at="decided_at",
            case="measure__case",
            moments=("INSERT", "UPDATE"),
        ),
        guards.Never(
            "reconsidered_by_another",
            "Who took or confirmed a measure does not answer the request to look again.",
            lambda: Reconsideration.objects.by_who_took_or_confirmed_it(),
            root="measure__case",
            watches={None: "measure__case", "restrictions.InterimConfirmation": "measure__case"},
        ),
    ]

    def __str__(self):
        return f"Request to look again at {self.measure}"
