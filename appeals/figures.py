"""What is counted of appeals (process section 6): how many came, what they came to, and how long they took."""

from django.db.models import Count, Q

from appeals.models import Appeal, AppealOutcome
from conduct.figures.tables import Row, Table, facts, overdue, share, step, steps


def figures(period):
    """Everything this app counts of a period, in a number of queries that does not grow with it."""
    return [
        _outcomes(period),
        _lodged(period),
        steps(_answered(period)),
        overdue(Row("Appeals to decide", (_undecided(period),))),
    ]


def _outcomes(period):
    """By the day the appeal was decided, for each restriction it was about."""
    decided = AppealOutcome.objects.filter(appeal__decided_on__range=period.days).order_by()
    by = dict(decided.values_list("result").annotate(Count("pk")))
    results, whole = AppealOutcome.Result, sum(by.values())
    rows = tuple(Row(one.label, (by.get(one, 0),), (share(by.get(one, 0), whole),)) for one in results)
    return Table(
        "outcomes", "What appeals came to", "Outcome", ("Restrictions",), rows, ("Share",), down=True,
        whole=("",), drawn="bars", note="For each restriction appealed, by the day the appeal was decided.",
    )  # fmt: skip


def _lodged(period):
    came = Appeal.objects.filter(received_on__range=period.days).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(is_late=True))
    )
    closed = Appeal.objects.aggregate(
        decided=_closed(Appeal.Status.DECIDED, decided_on__range=period.days),
        refused=_closed(Appeal.Status.LATE_REFUSED, decided_on__range=period.days),
        withdrawn=_closed(Appeal.Status.WITHDRAWN, withdrawn_at__range=period.instants),
    )
    rows = [
        Row("Lodged", (came["all"],), fact="appeals lodged"),
        ("Of these late", came["late"]),
        ("Decided", closed["decided"]),
        ("Late, not taken in", closed["refused"]),
        ("Taken back", closed["withdrawn"]),
    ]
    return facts("appeals", "Appeals", rows, note="Lodged by the day they were received, each other by its own day.")


def _closed(status, **within):
    return Count("pk", filter=Q(status=status, **within))


def _answered(period):
    decided = Appeal.objects.filter(status=Appeal.Status.DECIDED, decided_on__range=period.days).order_by()
    days = decided.values_list("received_on", "decided_on").annotate(Count("pk"))
    return step("Appeal to answer", days, period.calendar, limit=period.organization.appeal_decision_days)


def _undecided(period):
    """Appeals past their day that nobody had decided, and nobody had taken back, when the period ended."""
    at = period.end_at
    late = Appeal.objects.filter(entered_at__lte=at, decide_by__lt=period.end_on)
    open_then = Q(decided_at__isnull=True) | Q(decided_at__gt=at)
    return late.filter(open_then, Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at)).count()
