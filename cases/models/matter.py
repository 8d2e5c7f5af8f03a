"""What is behind a case: the underlying complaint or request with its answers, and every effort to resolve it."""

from django.db import models

from cases.models.case import Case
from conduct import guards
from conduct.models import ServiceStandard, StoredFile, User
from conduct.recording import Recorded
from conduct.templatetags.dates import full_date


class MatterQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on__isnull=True)

    def of_group(self, customer):
        """Matters of the customer or anybody merged with them."""
        return self.filter(customer__in=type(customer).objects.group_of(customer))

    def newest_first(self):
        return self.order_by("-asked_on", "-pk")

    def of_case(self, case):
        """The matters of a case, the newest first, with everything their page shows."""
        found = self.filter(case=case).select_related("handler", "standard", "customer", "case").newest_first()
        answers = MatterAnswer.objects.select_related("by", "file").order_by("answered_on", "pk")
        named = ComplainedOf.objects.select_related("user").order_by("pk")
        return found.prefetch_related(models.Prefetch("answers", answers), models.Prefetch("complained_of", named))


class Matter(Recorded):
    """The underlying complaint or request: evidence for 'dealt with properly and in line with the procedures'."""

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", "Complaint"
        REQUEST = "request", "Request for information or service"

    case = models.ForeignKey(Case, models.PROTECT, related_name="matters")
    customer = models.ForeignKey("cases.Customer", models.PROTECT, related_name="matters")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120)
    own_reference = models.CharField("their reference", max_length=60, blank=True)
    asked = models.TextField("what was asked", max_length=2000)
    asked_on = models.DateField()
    procedure = models.CharField(max_length=200, help_text="Which procedure or guideline applied.")
    standard = models.ForeignKey(ServiceStandard, models.PROTECT, null=True, blank=True, related_name="+")
    standard_met = models.CharField(
        max_length=12, blank=True, choices=[("yes", "Yes"), ("no", "No"), ("cannot_tell", "Cannot tell")]
    )
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="handled_matters")
    handler_name = models.CharField(max_length=120, blank=True, help_text="When the handler has no account.")
    closed_on = models.DateField(null=True, blank=True)
    our_mistake = models.TextField(max_length=1000, blank=True)
    remedy = models.TextField(max_length=1000, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("asked_on")),
                name="matter_closed_after_it_was_asked",
                violation_error_message="It cannot be closed before it was asked.",
            )
        ]

    guards = [
        guards.Frozen(
            "matter_keeps_its_case", "A matter stays with its case and its customer.", None, only=("case", "customer")
        )
    ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.own_reference}: {self.title}".replace(" :", ":")

    @property
    def is_open(self):
        return self.closed_on is None


class MatterAnswer(Recorded):
    """One answer the customer got about the matter."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="answers")
    answered_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.TextField(max_length=2000)
    answers_every_point = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    guards = [guards.Frozen("matter_answer_frozen", "An answer stays as it was recorded.", None)]

    class Meta:
        verbose_name, verbose_name_plural = "answer in a matter", "answers in matters"

    def __str__(self):
        return f"Answered {full_date(self.answered_on)}"


class ComplainedOf(Recorded):
    """Staff whose conduct the underlying complaint is about. They never decide the case."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="complained_of")
    user = models.ForeignKey(User, models.PROTECT, related_name="complained_of_in")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "member of staff complained of", "staff complained of"
        constraints = [models.UniqueConstraint(fields=["matter", "user"], name="complained_of_once")]

    def __str__(self):
        return str(self.user)


class EffortQuerySet(models.QuerySet):
    def of_case(self, case):
        """The efforts of a case, the newest first."""
        return self.filter(case=case).select_related("matter", "file", "by").order_by("-made_on", "-pk")


class Effort(Recorded):
    """One attempt to satisfy the request or resolve the complaint. The ledger is the evidence of 'every effort'."""

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", "Explained"
        APOLOGY = "apology", "Apologized"
        MEETING = "meeting", "Offered a meeting"
        OTHER_STAFF = "other_staff", "Offered another member of staff"
        SUPERVISOR = "supervisor", "Supervisor contact"
        ALTERNATIVE = "alternative", "Offered an alternative"
        ADVOCATE = "advocate", "Offered an advocate or support"
        AGREEMENT = "agreement", "Written agreement"
        ASKED_TO_CHANGE = "asked_to_change", "Asked to change the conduct"
        BARRIER = "barrier", "Removed a barrier"
        OTHER = "other", "Something else"

    case = models.ForeignKey(Case, models.PROTECT, related_name="efforts")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="efforts")
    made_on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    made_by = models.CharField(max_length=120, help_text="Who made the effort.")
    offered = models.CharField("what was offered", max_length=500)
    came_back = models.CharField("what came back", max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EffortQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(offered=""), name="effort_says_what_was_offered")]
        indexes = [models.Index(fields=["case", "-made_on"], name="effort_by_case")]

    guards = [
        guards.Frozen(
            "effort_frozen",
            "An effort stays as it was recorded; add another.",
            None,
            except_fields=("came_back", "revision", "event"),
        )
    ]

    def __str__(self):
        return f"{self.get_kind_display()}, {full_date(self.made_on)}"
