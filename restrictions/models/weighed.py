"""What a review rests on: the matters, efforts and reports it weighs, its draft measures and its first signature.

A review, a matter, an effort and a linked report keep their case, so `..._of_its_case` is asked of the link alone.
"""

from django.db import models

from cases.models import Effort, IncidentReport, Matter
from conduct import guards
from conduct.models import Department, User
from conduct.recording import Recorded
from restrictions.models.held import Held, whole_reserve
from restrictions.models.review import Review
from restrictions.models.upon import Upon


class PartOfReview(Recorded):
    """What a review rests on; it is closed with the review."""

    class Meta:
        abstract = True

    guards = [
        Upon(
            "closed_with_the_review",
            "This review is decided: what it rests on is not changed any more.",
            lambda: Review.objects.decided(),
            root="pk",
            watches={None: "review"},
            moments=("INSERT", "UPDATE", "DELETE"),
        )
    ]


class ReviewMatter(PartOfReview):
    """A matter the director relies on for 'dealt with properly'."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="matter_links")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="review_links")
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "matter"], name="review_matter_once")]

    guards = [
        guards.Never(
            "review_matter_of_its_case",
            "A review rests on matters of its own case.",
            lambda: ReviewMatter.objects.exclude(matter__case=models.F("review__case")),
        )
    ]

    def __str__(self):
        return str(self.matter)


class ReviewEffort(PartOfReview):
    """An effort the director relies on for 'every effort'."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="effort_links")
    effort = models.ForeignKey(Effort, models.PROTECT, related_name="review_links")
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "effort"], name="review_effort_once")]

    guards = [
        guards.Never(
            "review_effort_of_its_case",
            "A review rests on efforts of its own case.",
            lambda: ReviewEffort.objects.exclude(effort__case=models.F("review__case")),
        )
    ]

    def __str__(self):
        return str(self.effort)


class ReviewReport(PartOfReview):
    """A report the director weighed: accepted or not, and whether it counts for the pattern."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="report_links")
    report = models.ForeignKey(IncidentReport, models.PROTECT, related_name="review_links")
    is_accepted = models.BooleanField(default=False)
    counts = models.BooleanField("unacceptable on its own facts or in accumulation", default=False)
    on_what_evidence = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "report"], name="review_report_once"),
            models.CheckConstraint(
                condition=models.Q(counts=False) | models.Q(is_accepted=True), name="only_accepted_reports_count"
            ),
        ]

    guards = [
        guards.Never(
            "review_report_of_its_case",
            "A review weighs reports of its own case.",
            lambda: ReviewReport.objects.exclude(report__case=models.F("review__case")),
        )
    ]

    def __str__(self):
        return str(self.report)


class ReviewDepartment(PartOfReview):
    """A department, vendor or security service that is told if the review ends in a restriction."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="department_links")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    is_told = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "department"], name="review_department_once")]

    def __str__(self):
        return str(self.department)


class DraftMeasure(Held, PartOfReview):
    """A measure the review would apply or hold in reserve, with its own end; it gets its RS number when decided."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="draft_measures")
    measure = models.CharField(max_length=4, help_text="R01 to R17")
    subject = models.CharField(
        max_length=200, blank=True, help_text="The matter, premises, event or channel it is about."
    )
    parameters = models.TextField(default="{}")
    ends_on = models.DateField()
    why = models.TextField("why this, and nothing less", max_length=1000)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "measure", "subject"],
                condition=models.Q(dropped_at__isnull=True),
                name="draft_measure_once",
                violation_error_message="This measure is already in the review.",
            ),
            whole_reserve("draft_measure_reserve_is_whole"),
        ]

    def __str__(self):
        return self.measure


class Proposal(Recorded):
    """A first signature where two are needed: it carries the digest of what was shown."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="proposals")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    shown = models.TextField(help_text="What the digest covers, so that a difference can be named.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    guards = [
        guards.Frozen(
            "proposal_frozen",
            "A signature is withdrawn, never changed.",
            None,
            except_fields=("withdrawn_at", "withdrawn_why", "revision", "event"),
        )
    ]

    def __str__(self):
        return f"Proposal for {self.review}"
