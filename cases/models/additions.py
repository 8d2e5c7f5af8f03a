"""What belongs to a report beside its words: people with a part in it, files, dated additions, requests to void it."""

from django.db import models

from conduct import guards
from conduct.models import StoredFile, User
from conduct.recording import Recorded


class Involved(Recorded):
    """Somebody on our side who has a part in a report. Such a person never decides about it."""

    class Part(models.TextChoices):
        WITNESS = "witness", "Saw it"
        AFFECTED = "affected", "Was affected"
        COMPLAINED_OF = "complained_of", "Is complained of"

    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, related_name="involved")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="involvements")
    name = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=20, choices=Part)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "person involved", "people involved"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | ~models.Q(name=""), name="involved_somebody"
            )
        ]

    def __str__(self):
        return f"{self.user or self.name} ({self.get_part_display().lower()})"


class Addendum(Recorded):
    """A dated addition to a report; the report itself stays as it was sent."""

    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, related_name="addenda")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=4000)

    guards = [guards.Frozen("addendum_frozen", "An addition stays as it was written.", None)]

    class Meta:
        verbose_name, verbose_name_plural = "addition to a report", "additions to reports"

    def __str__(self):
        return f"Addition to {self.report}"


class ReporterQuestionQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(answer__isnull=True)

    def to(self, user):
        """Questions about what this person reported."""
        return self.filter(report__reporter=user)

    def by(self, user):
        return self.filter(asked_by=user)

    def to_read(self):
        """Answered, while the report still waits for triage."""
        return self.filter(answer__isnull=False, report__status="sent")

    def with_answer(self):
        return self.select_related("report__reporter", "asked_by", "answer").order_by("asked_at", "pk")


class ReporterQuestion(Recorded):
    """Triage asks who reported; the answer is a dated addition to the report."""

    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, related_name="reporter_questions")
    question = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.OneToOneField(Addendum, models.PROTECT, null=True, blank=True, related_name="answers_to")

    objects = ReporterQuestionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "question to a reporter", "questions to reporters"
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(answer__isnull=True),
                name="reporter_asked_once_at_a_time",
                violation_error_message="A question to the reporter is open already.",
            )
        ]

    guards = [
        guards.Frozen(
            "reporter_question_frozen",
            "A question stays as it was asked, and its answer as it was given.",
            None,
            except_fields=("answer", "revision", "event"),
        ),
        guards.Frozen(
            "reporter_answer_frozen",
            "A question to the reporter is answered once.",
            None,
            when=models.Q(answer__isnull=False),
        ),
    ]

    def __str__(self):
        return f"Question about {self.report}"


class EvidenceQuerySet(models.QuerySet):
    def of(self, *, reports, cases):
        """Files of these reports and cases."""
        found = models.Q(report__in=reports.values("pk")) | models.Q(case__in=cases.values("pk"))
        return self.filter(found).select_related("file", "report", "case")

    def of_report(self, report):
        return self.filter(report=report).select_related("file", "added_by").order_by("added_at", "pk")


class Evidence(Recorded):
    """A file that belongs to a report or a case."""

    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, null=True, blank=True, related_name="evidence")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="evidence")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="evidence")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    caption = models.CharField(max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(report__isnull=False, case__isnull=True)
                | models.Q(report__isnull=True, case__isnull=False),
                name="evidence_of_one_thing",
            )
        ]

    guards = [guards.Frozen("evidence_frozen", "Evidence stays where it was added.", None)]

    def __str__(self):
        return self.caption or self.file.name


class Voiding(Recorded):
    """A request to void a report, which a second person confirms or declines."""

    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, related_name="voidings")
    why = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "request to void a report", "requests to void reports"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="voided_by_two",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(confirmed_at__isnull=True, declined_at__isnull=True),
                name="one_voiding_at_a_time",
            ),
        ]

    guards = [
        guards.Frozen(
            "voiding_frozen",
            "A request to void a report stays as it was asked.",
            None,
            except_fields=("confirmed_by", "confirmed_at", "declined_by", "declined_at", "revision", "event"),
        ),
        guards.Frozen(
            "voiding_answered_once",
            "A request to void a report is answered once.",
            None,
            when=~models.Q(confirmed_at__isnull=True, declined_at__isnull=True),
        ),
    ]

    def __str__(self):
        return f"Void {self.report}"

    @property
    def is_open(self):
        return self.confirmed_at is None and self.declined_at is None
