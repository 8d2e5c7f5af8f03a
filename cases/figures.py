"""What is counted of reports and warnings (process section 6): by month, kind, severity, department and way."""

from collections import Counter
from zoneinfo import ZoneInfo

from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.functions import Coalesce, TruncMonth

from cases.catalog import BEHAVIOR, DEMANDS
from cases.models import IncidentReport, Triage, Warning
from cases.policy.reports import read_by
from conduct.figures.tables import Row, Table, facts, overdue, step, steps

KINDS = (BEHAVIOR, DEMANDS)
KIND_WORDS = ("Behavior", "Demands", "Other, or not settled")
SEVERITIES = {4: "4, critical", 3: "3, serious", 2: "2, moderate", 1: "1, minor", None: "Not settled"}
SENT = "Reports sent in the period. Void ones and repeats of the same event are left out."


def figures(period):
    """Everything this app counts of a period, in a number of queries that does not grow with it."""
    found = _counted(period)
    return [
        _by_month(period, found),
        _by("severity", "Reports by severity", "Severity", found, dict.fromkeys(SEVERITIES.values(), 0)),
        _by("department", "Reports by department", "Department", found, drawn="bars"),
        _by("channel", "Reports by the way it happened", "Way", found),
        _people(period, found),
        _warnings(period),
        steps(_triage(period)),
        overdue(Row("Reports to triage", (_untriaged(period),))),
    ]


def _sent(period):
    return IncidentReport.objects.counting().filter(sent_at__range=period.instants)


def _counted(period):
    """(what is told apart, how many) of the reports that count: one query."""
    primary = FilteredRelation("categories", condition=Q(categories__is_primary=True))
    standing = _sent(period).exclude(status=IncidentReport.Status.DUPLICATE).annotate(main_kind=primary)
    named = {
        "severity": F("triage__severity"),
        "kind": F("main_kind__category__group"),
        "office": F("department__name"),
    }
    month = TruncMonth("sent_at", tzinfo=ZoneInfo(period.calendar.zone))
    told_apart = standing.order_by().values("channel", "police_called", "support_wanted", month=month, **named)
    return [_Counted(row) for row in told_apart.annotate(number=Count("pk"))]


class _Counted:
    """So many reports that are alike in everything that is counted."""

    def __init__(self, row):
        self.number = row["number"]
        self.month = row["month"].date().replace(day=1)
        self.kind = KINDS.index(row["kind"]) if row["kind"] in KINDS else len(KINDS)
        self.severity = SEVERITIES[row["severity"]]
        self.department = row["office"]
        self.channel = IncidentReport.Channel(row["channel"]).label
        self.has_police = row["police_called"] == "yes"
        self.wants_support = row["support_wanted"]


def _by_month(period, found):
    counts = Counter()
    for one in found:
        counts[one.month, one.kind] += one.number
    rows = [
        Row(f"{month:%b %Y}", tuple(counts[month, kind] for kind in range(len(KIND_WORDS)))) for month in period.months
    ]
    return Table(
        "months", "Reports by month", "Month", KIND_WORDS, tuple(rows), across=True, down=True, drawn="columns",
        note=SENT, fact="reports",
    )  # fmt: skip


def _by(name, title, head, found, first=(), drawn=""):
    """The reports by one thing that tells them apart, the most first unless an order is given."""
    counts = Counter(first)
    for one in found:
        counts[getattr(one, name)] += one.number
    ordered = counts.items() if first else sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = tuple(Row(words, (number,)) for words, number in ordered)
    return Table(name, title, head, ("Reports",), rows, down=True, drawn=drawn, note=SENT)


def _people(period, found):
    reports = _sent(period)
    about = reports.exclude(status=IncidentReport.Status.DUPLICATE).filter(customer__isnull=False).order_by()
    heads = about.annotate(head=Coalesce("customer__merged_into", "customer")).values("head")
    customers = heads.annotate(number=Count("pk")).aggregate(
        involved=Count("head"), again=Count("head", filter=Q(number__gte=2))
    )
    repeats = reports.filter(status=IncidentReport.Status.DUPLICATE).count()
    void = IncidentReport.objects.filter(sent_at__range=period.instants, status=IncidentReport.Status.VOID).count()
    rows = [
        ("Customers involved", customers["involved"]),
        ("With more than one report", customers["again"]),
        ("Reports in which the police were called", sum(one.number for one in found if one.has_police)),
        ("Reports in which staff asked for support", sum(one.number for one in found if one.wants_support)),
        ("Left out: the same event reported again", repeats),
        ("Left out: void", void),
    ]
    return facts("people", "Customers and what was done", rows, note="Of the reports sent in the period.")


def _warnings(period):
    issued = Warning.objects.filter(issued_on__range=period.days)
    rows = issued.aggregate(all=Count("pk"), withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)))
    return facts("warnings", "Warnings", [("Warnings sent", rows["all"]), ("Taken back since", rows["withdrawn"])])


def _triage(period):
    done = Triage.objects.filter(at__range=period.instants).exclude(report__status=IncidentReport.Status.VOID)
    days = done.order_by().values_list(period.day_of("report__sent_at"), period.day_of("at"))
    return step("Report to triage", days.annotate(Count("pk")), period.calendar, limit=period.organization.triage_days)


def _untriaged(period):
    """Reports whose day to be read had passed and that nobody had triaged when the period ended."""
    late = Q()
    for urgent in (True, False):
        since = period.late_since(_due(period, urgent))
        late |= Q(help_needed=urgent, sent_at__lte=period.calendar.last_moment(since))
    waited = Q(status=IncidentReport.Status.SENT) | Q(triage__at__gt=period.end_at)
    return IncidentReport.objects.counting().filter(late, waited).count()


def _due(period, urgent):
    return lambda day: read_by(day, urgent=urgent, calendar=period.calendar, organization=period.organization)
