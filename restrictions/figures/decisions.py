"""Reviews: how long they took, what they found about both preconditions, fairness and second approvals."""

from django.db.models import Count, OuterRef, Q, Subquery

from cases.models import IncidentReport, Triage
from conduct.figures.tables import Row, facts, overdue, step, steps
from conduct.models import Event
from restrictions.models import Decision, Review

NOT_YET = "not_yet"


def tables(period):
    return [
        steps(*_steps(period)),
        _preconditions(period),
        _fairness(period),
        overdue(Row("Reviews to decide", (_undecided(period),))),
    ]


def _decided(period):
    return Decision.objects.filter(decided_at__range=period.instants)


def _steps(period):
    """From the triage that led to the referral, the referral and the decision, each to what followed it."""
    led = Triage.objects.filter(report__case=OuterRef("case"), at__lte=OuterRef("review__referred_at"))
    led = led.exclude(report__status=IncidentReport.Status.VOID).order_by("-at")
    decided = _decided(period).annotate(triaged_at=Subquery(led.values("at")[:1])).order_by()
    issued = Decision.objects.filter(issued_at__range=period.instants).order_by()
    limit = period.organization.director_days
    ways = [
        ("Triage to decision", decided.filter(triaged_at__isnull=False), "triaged_at", "decided_at", None),
        ("Referral to decision", decided, "review__referred_at", "decided_at", limit),
        ("Decision to letter", issued, "decided_at", "issued_at", None),
    ]
    for name, found, start, end, most in ways:
        days = found.values_list(period.day_of(start), period.day_of(end)).annotate(Count("pk"))
        yield step(name, days, period.calendar, limit=most)


def _preconditions(period):
    """How often a review could not go on to a restriction, because a precondition was not met yet."""
    counts = _decided(period).aggregate(
        properly=Count("pk", filter=Q(review__handled_properly=NOT_YET)),
        effort=Count("pk", filter=Q(review__every_effort=NOT_YET)),
    )
    asked = Event.objects.acts().filter(verb="review.information_asked", at__range=period.instants).count()
    rows = [
        ("Sent back for more information", asked),
        ("Ended with “not yet”: dealt with properly", counts["properly"]),
        ("Ended with “not yet”: every effort made", counts["effort"]),
    ]
    return facts("preconditions", "Reviews that could not go on", rows)


def _fairness(period):
    looked, part = ~Q(review__circumstances=""), Q(review__circumstances="yes")
    trait, after = Q(review__protected_trait="yes"), Q(review__retaliation="yes")
    asked = {
        "Decisions made": Q(),
        "Asked whether illness, disability, language or a crisis played a part": looked,
        "It played a part": part,
        "An accommodation was offered": part & ~Q(review__accommodation=""),
        "With a second approval": Q(second_approver__isnull=False),
        "A protected trait mentioned or relevant": trait,
        "After a complaint of discrimination or a request for accommodation": after,
    }
    names = {f"asked_{number}": condition for number, condition in enumerate(asked.values())}
    counts = _decided(period).aggregate(**{name: Count("pk", filter=found) for name, found in names.items()})
    rows = list(zip(asked, counts.values(), strict=True))
    return facts("fairness", "Decisions, fairness and second approvals", rows)


def _undecided(period):
    """Reviews past their day that no director had decided when the period ended."""
    late = Review.objects.filter(referred_at__lte=period.end_at, due_on__lt=period.end_on)
    waited = Q(decision__isnull=True) & ~Q(status=Review.Status.DECIDED) | Q(decision__decided_at__gt=period.end_at)
    return late.filter(waited).count()
