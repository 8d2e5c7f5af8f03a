"""Restrictions: how many were made, of which type and length, how they changed, and which were in place at the end."""

from collections import Counter, defaultdict

from django.db.models import Count, Exists, OuterRef, Q

from conduct.figures.tables import Row, Table, facts, middle
from restrictions import catalog
from restrictions.models import Ending, Restriction, Term

UNDONE = "Restrictions set aside since are left out of every count but their own."


def tables(period):
    return [_made(period), _changes(period), _standing(period)]


def _set_aside(**of):
    return Exists(Ending.objects.filter(kind=Ending.Kind.SET_ASIDE, **of))


def _made(period):
    """By the day the letter was issued; the length is the one first decided."""
    issued = Restriction.objects.filter(decision__issued_at__range=period.instants, terms__number=1)
    rows = issued.annotate(undone=_set_aside(restriction=OuterRef("pk"))).values_list(
        "measure", "undone", "terms__conditions", "terms__begins_on", "terms__ends_on"
    )
    lengths, held, undone = defaultdict(list), Counter(), Counter()
    for measure, is_undone, conditions, begins_on, ends_on in rows:
        if is_undone or conditions:
            (undone if is_undone else held)[measure] += 1
        else:
            lengths[measure].append((ends_on - begins_on).days)
    made = [_row(one.title, lengths[one.code], held[one.code], undone[one.code]) for one in catalog.MEASURES]
    whole = _row("", [days for found in lengths.values() for days in found]).rests
    return Table(
        "made", "Restrictions made, by type", "Type", ("Made", "Held in reserve", "Set aside since"),
        tuple(row for row in made if any(row.counts)), ("Middle length, days", "Longest, days"), down=True,
        whole=whole, drawn="bars", fact="restrictions made",
        note=f"By the day the letter was issued, with the length that was first decided. {UNDONE}",
    )  # fmt: skip


def _row(name, lengths, *others):
    return Row(name, (len(lengths), *others), (middle(lengths), max(lengths, default=None)))


def _changes(period):
    within = {"decided_at__range": period.instants, "restriction__decision__issued_at__isnull": False}
    standing = ~_set_aside(restriction=OuterRef("restriction"))
    terms = Term.objects.filter(standing, **within).aggregate(
        varied=Count("pk", filter=Q(act=Term.Act.VARIED)), lightened=Count("pk", filter=Q(act=Term.Act.LIGHTENED))
    )
    endings = Ending.objects.filter(recorded_at__range=period.instants)
    lifted = endings.filter(standing, kind=Ending.Kind.LIFTED).count()
    later = Restriction.objects.carrying_on(period.at).filter(decision__issued_at__range=period.instants)
    held = Exists(Term.objects.filter(restriction=OuterRef("extends")).exclude(conditions=""))
    rows = [
        ("Extended by a new decision", later.exclude(held).count()),
        ("Activated from reserve", later.filter(held).count()),
        ("Varied on appeal", terms["varied"]),
        ("Made lighter", terms["lightened"]),
        ("Lifted early", lifted),
        ("Set aside", endings.filter(kind=Ending.Kind.SET_ASIDE).count()),
        ("Ended by itself", _expired(period)),
    ]
    return facts("changes", "What became of restrictions in the period", rows, note=UNDONE)


def _expired(period):
    """Those whose last day was in the period and is over, that the customer had received, and nobody ended before."""
    known = Term.objects.as_of(period.at, period.today).in_state("lapsed", period.today)
    known = known.filter(conditions="", ends_on__range=period.days)
    return known.filter(is_unserved=False, served_on__isnull=False).count()


def _standing(period):
    """As the register stood at the end of the last day counted."""
    found = Term.objects.in_force(period.end_at, period.end_on).order_by()
    by = dict(found.values_list("restriction__measure").annotate(Count("pk")))
    rows = tuple(Row(one.title, (by[one.code],)) for one in catalog.MEASURES if one.code in by)
    return Table(
        "standing", "In place at the end, by type", "Type", ("In place",), rows, down=True,
        fact="restrictions in place at the end",
        note="As the register stood at the end of the last day counted. Paused ones are not in place.",
    )  # fmt: skip
