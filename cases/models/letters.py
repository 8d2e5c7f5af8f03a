"""Letters as they were sent, how they were delivered, the warning among them, and the answers they invite."""

from datetime import timedelta

from django.db import models

from cases.models.case import Case
from cases.models.reports import IncidentReport
from conduct import guards
from conduct.lifecycle import LockedQuerySet
from conduct.models import Role, StoredFile, User
from conduct.recording import Recorded
from conduct.templatetags.dates import full_date


class LetterQuerySet(LockedQuerySet):
    def visible_to(self, user):
        """Letters are read by those who may open the case, or without one the report, that they belong to."""
        if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        alone = models.Q(case__isnull=True, report__in=IncidentReport.objects.visible_to(user).values("pk"))
        return self.filter(models.Q(case__in=Case.objects.visible_to(user).values("pk")) | alone)

    def with_parts(self):
        return self.select_related("case__customer", "report", "file", "signed_by", "customer", "about__about")


class Letter(Recorded):
    """A letter as it was sent: its blocks, its bytes and their hash. A correction is a new letter."""

    class Kind(models.TextChoices):
        L0 = "L0", "Receipt for the reporter"
        L1 = "L1", "Warning"
        L2 = "L2", "What we are considering"
        L3 = "L3", "Interim safety measure"
        L4 = "L4", "Restriction"
        L5 = "L5", "Notice to a department"
        L5B = "L5b", "End notice to a department"
        L6 = "L6", "Upcoming review"
        L7 = "L7", "Outcome of a review"
        L8 = "L8", "Restriction ended"
        L9A = "L9a", "Reminder of the terms"
        L9B = "L9b", "Decision about a breach"
        L10 = "L10", "Appeal received"
        L10B = "L10b", "More time for an appeal"
        L11 = "L11", "Appeal decided"
        L12 = "L12", "Closed with no action"
        L13 = "L13", "Correction"
        STAY = "stay_decided", "Answer about a pause"
        LATE_APPEAL = "late_appeal_refused", "Late appeal not taken in"
        WAIVER = "waiver_answered", "Answer about leave"
        EARLY_REVIEW = "early_review_answered", "Answer about an early review"
        DISPUTE = "warning_dispute_decided", "Answer about a warning"
        RECONSIDERED = "interim_reconsidered", "Interim measure reconsidered"

    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="letters")
    customer = models.ForeignKey("cases.Customer", models.PROTECT, null=True, blank=True, related_name="letters")
    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, null=True, blank=True, related_name="letters")
    kind = models.CharField(max_length=30, choices=Kind)
    language = models.CharField(max_length=10, default="en")
    recipient_name = models.CharField(max_length=160)
    recipient_address = models.TextField(blank=True)
    dated_on = models.DateField()
    title = models.CharField(max_length=200)
    blocks = models.TextField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="letter")
    sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    wording_version = models.CharField(max_length=64)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    copy_for_guardian = models.BooleanField(default=False)
    about = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters_about",
        help_text="The letter whose terms this one is about; of a copy, the letter itself.",
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(recipient_name=""), name="letter_has_a_recipient"),
            models.CheckConstraint(condition=~models.Q(sha256=""), name="letter_has_its_hash"),
        ]
        indexes = [models.Index(fields=["case", "-written_at"], name="letter_by_case")]

    guards = [guards.Frozen("letter_frozen", "A letter stays as it was sent; send a correction.", None)]

    def __str__(self):
        return self.title

    @property
    def own_wordings(self):
        """How many own wordings of its kind had been written by then; none while it had the words that ship."""
        return int(self.wording_version.partition("-")[0])


class DeliveryQuerySet(LockedQuerySet):
    def standing(self, at):
        """Deliveries that, as known at that instant, had been chosen and did not come back."""
        stands = models.Q(returned_recorded_at__isnull=True) | models.Q(returned_recorded_at__gt=at)
        return self.filter(stands, chosen_at__lte=at)

    def to_mail(self):
        """Paper that nobody has yet recorded as sent or handed over."""
        return self.filter(sent_at__isnull=True, returned_at__isnull=True).exclude(method=Delivery.Method.EMAIL)

    def came_back(self):
        """Letters that came back and were not sent again another way since."""
        later = Delivery.objects.filter(letter=models.OuterRef("letter"), pk__gt=models.OuterRef("pk"))
        return self.filter(~models.Exists(later), returned_at__isnull=False)


class Delivery(Recorded):
    """One way a letter was sent, and the day it counts as received."""

    class Method(models.TextChoices):
        EMAIL = "email", "Email"
        POST = "post", "Mail"
        COURIER = "courier", "Courier"
        HAND = "hand", "By hand"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    method = models.CharField(max_length=10, choices=Method)
    sent_to = models.TextField()
    chosen_at = models.DateTimeField(help_text="When this way was chosen: before that the letter did not wait for it.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Empty until it has really left.")
    deemed_on = models.DateField(null=True, blank=True, help_text="The day it counts as received.")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_recorded_at = models.DateTimeField(null=True, blank=True, help_text="When we learned that it had left.")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_recorded_at = models.DateTimeField(null=True, blank=True)
    returned_why = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, deemed_on__isnull=True, sent_recorded_at__isnull=True)
                | models.Q(sent_at__isnull=False, deemed_on__isnull=False, sent_recorded_at__isnull=False),
                name="delivery_sent_and_deemed",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(sent_at__isnull=True, returned_at__isnull=True),
                name="delivery_to_mail",
            ),
            models.Index(
                fields=["returned_at", "id"], condition=models.Q(returned_at__isnull=False), name="delivery_returned"
            ),
        ]

    guards = [
        guards.Frozen(
            "delivery_frozen",
            "How a letter went is not rewritten; record that it came back, or a further delivery.",
            None,
            except_fields=(
                "sent_at",
                "deemed_on",
                "recorded_by",
                "sent_recorded_at",
                "returned_at",
                "returned_recorded_at",
                "returned_why",
                "revision",
                "event",
            ),
        )
    ]

    def __str__(self):
        return f"{self.get_method_display()}: {self.letter}"


class WarningQuerySet(models.QuerySet):
    def counting_on(self, day):
        """Warnings neither withdrawn nor spent that day; the twin of `Warning.counts_on`."""
        return self.filter(withdrawn_at__isnull=True, issued_on__lte=day, spent_on__gt=day)


class Warning(Recorded):
    """A written warning (letter L1): what must change. It is spent after the time the settings give."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="warnings")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="warning")
    conduct = models.TextField(max_length=2000)
    change_asked = models.TextField(max_length=1000)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    spent_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    objects = WarningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spent_on__gt=models.F("issued_on")), name="warning_is_spent_later"
            )
        ]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="warning_newest")]

    guards = [
        guards.Frozen(
            "warning_frozen",
            "A warning is withdrawn, never changed.",
            None,
            except_fields=("withdrawn_at", "withdrawn_why", "revision", "event"),
        )
    ]

    def __str__(self):
        return f"Warning of {full_date(self.issued_on)}"

    @property
    def last_day(self):
        """The last day on which it counts, unless it is withdrawn."""
        return self.spent_on - timedelta(days=1)

    def counts_on(self, day):
        """Neither withdrawn nor spent that day."""
        return self.withdrawn_at is None and self.issued_on <= day < self.spent_on


class AnswerQuerySet(models.QuerySet):
    def open(self):
        """Answers that nobody has answered or noted yet."""
        return self.filter(outcome="")

    def disputes(self):
        return self.filter(kind=Answer.Kind.DISPUTE)

    def with_letter(self):
        return self.select_related("letter__warning__issued_by", "case__customer", "case__department")

    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))


class Answer(Recorded):
    """What a customer answered to a letter, word for word, and what we decided about it."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", "Their side (answer to what we are considering)"
        DISPUTE = "dispute", "Dispute of a warning"
        STAY = "stay_decided", "Pause while an appeal is decided"
        WAIVER = "waiver", "Leave for one visit or contact"
        EARLY_REVIEW = "early_review", "Early review"

    class Outcome(models.TextChoices):
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Not granted"
        NOTED = "noted", "Read and kept"

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        POST = "post", "Letter"
        PHONE = "phone", "Phone"
        IN_PERSON = "in_person", "In person"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="answers")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.TextField(max_length=5000)
    channel = models.CharField(max_length=20, choices=Channel)
    received_at = models.DateTimeField()
    received_on = models.DateField()
    for_day = models.DateField(null=True, blank=True, help_text="The day leave is asked for.")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(max_length=2000, blank=True)
    reply = models.ForeignKey(Letter, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(words=""), name="answer_has_words"),
            models.CheckConstraint(
                condition=models.Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | (~models.Q(outcome="") & models.Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="answer_decided_by_and_at",
            ),
        ]
        indexes = [
            models.Index(fields=["outcome", "received_on", "id"], name="answer_by_outcome"),
            models.Index(fields=["outcome", "due_on", "id"], name="answer_by_due"),
        ]

    guards = [
        guards.Frozen(
            "answer_frozen",
            "A customer's words stay as they came.",
            None,
            except_fields=("outcome", "decided_by", "decided_at", "reasons", "reply", "revision", "event"),
        )
    ]

    def __str__(self):
        return f"{self.get_kind_display()}, {full_date(self.received_on)}"
