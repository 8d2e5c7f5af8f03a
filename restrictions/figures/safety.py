"""Interim safety measures and breaches: how many there were, and what became of them."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from conduct.figures.tables import Row, Table, facts, overdue, share
from restrictions.models import Breach, BreachDecision, Ending, InterimEnding, InterimMeasure

CONVERTED = InterimEnding.Kind.CONVERTED


def tables(period):
    return [_interim(period), _breaches(period), overdue(Row("Breaches to decide", (_undecided(period),)))]


def _interim(period):
    """By the day they were taken; one issued again on the same facts is no second one."""
    first = Q(reissue_of__isnull=True)
    converted = Q(ending__kind=CONVERTED) | Q(reissue__ending__kind=CONVERTED)
    counts = InterimMeasure.objects.filter(taken_on__range=period.days).aggregate(
        taken=Count("pk", filter=first),
        confirmed=Count("pk", filter=first & Q(confirmation__isnull=False)),
        converted=Count("pk", filter=first & converted),
        again=Count("pk", filter=~first),
    )
    became = share(counts["converted"], counts["taken"])
    rows = [
        ("Taken", counts["taken"], ""),
        ("Confirmed by a director", counts["confirmed"], share(counts["confirmed"], counts["taken"])),
        ("Followed by a restriction", counts["converted"], became),
        ("Issued again on the same facts", counts["again"], ""),
    ]
    note = "They are no restrictions, and are counted nowhere else."
    return facts("interim", "Interim safety measures", rows, rests=("Of those taken",), note=note)


def _decided():
    """What a director first decided about a breach."""
    return BreachDecision.objects.filter(breach=OuterRef("pk"), is_again=False)


def _breaches(period):
    undone = Exists(Ending.objects.filter(restriction=OuterRef("restriction"), kind=Ending.Kind.SET_ASIDE))
    found = Breach.objects.filter(noted_at__range=period.instants)
    found = found.annotate(undone=undone, outcome=Subquery(_decided().values("outcome")[:1]))
    unproven = Q(outcome=BreachDecision.Outcome.UNPROVEN)
    became = {
        "Proven": Q(outcome__isnull=False) & ~unproven & Q(undone=False),
        "Not proven": unproven & Q(undone=False),
        "To be decided": Q(outcome__isnull=True, undone=False),
        "Of a restriction set aside since": Q(undone=True),
    }
    names = {f"became_{number}": condition for number, condition in enumerate(became.values())}
    counts = found.aggregate(**{name: Count("pk", filter=condition) for name, condition in names.items()})
    rows = tuple(Row(name, (number,)) for name, number in zip(became, counts.values(), strict=True))
    note = "By the day they were noted. One of a restriction that was set aside since counts for nothing."
    return Table("breaches", "Breaches", "What became of it", ("Breaches",), rows, down=True, note=note)


def _undecided(period):
    """Breaches past their day that no director had decided when the period ended."""
    late = Breach.objects.filter(noted_at__lte=period.end_at, due_on__lt=period.end_on)
    return late.filter(~Exists(_decided().filter(at__lte=period.end_at))).count()
