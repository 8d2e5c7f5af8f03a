"""How often did a customer contact us, and how many of us? Numbers beside their own earlier rate; it judges nothing.

Policy: unacceptable "because of its nature or frequency", and "contacting different staff". Counts alone are neither.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BigIntegerField, F, Value

from cases.models import IncidentReport
from conduct import plots
from restrictions.models import Contact

MONTHS, DAYS, BEFORE = 12, 30, 365
MOST_LANES, MOST_ROWS = 5, 1000
CALLED_OFF = (IncidentReport.Status.VOID, IncidentReport.Status.DUPLICATE)


@dataclass(frozen=True)
class Seen:
    """One contact or report: its day, the department, and who of us had it."""

    on: object
    department: str
    whom: int | None = None


def lens_of(customer, user, *, on, calendar):
    """The plot of contacts and reports over a year, of every record of the customer, as this person may read them.

    None when there was nothing in that year. One query.
    """
    since = calendar.first_moment(plots.months_to(on, MONTHS)[0] - timedelta(days=BEFORE))
    contacts, reports = _seen(customer, user, since, calendar)
    months = plots.months_to(on, MONTHS)
    if not any(one.on >= months[0] for one in (*contacts, *reports)):
        return None
    return plot_of(contacts, reports, on=on, months=months)


def sentence_of(contacts, reports, *, on):
    """What is seen, in plain words: the last 30 days beside the customer's own rate in the year before."""
    first = on - timedelta(days=DAYS - 1)
    lately = [one for one in contacts if one.on >= first]
    told = _counted(len(lately), "contact")
    if lately:
        people, places = len({one.whom for one in lately}), len({one.department for one in lately})
        told += f" with {_counted(people, 'person', 'people')} in {_counted(places, 'department')}"
    rate = rate_before(contacts, first)
    before = "none was logged before" if rate is None else f"{rate:g} a month before"
    reported = _counted(sum(one.on >= first for one in reports), "report")
    year = _counted(sum(first - timedelta(days=BEFORE) <= one.on < first for one in reports), "report")
    return f"{told} in the last {DAYS} days; {before}. {reported} in the last {DAYS} days; {year} in the year before."


def rate_before(contacts, first):
    """How many contacts a month in the year before a day, or since the first that was logged; None when there is none.

    Whole numbers from ten on, halves below.
    """
    earlier = [one.on for one in contacts if first - timedelta(days=BEFORE) <= one.on < first]
    if not earlier:
        return None
    months = max(1, (first - min(earlier)).days / (BEFORE / 12))
    rate = len(earlier) / months
    return round(rate) if rate >= 10 else max(0.5, round(rate * 2) / 2)


def plot_of(contacts, reports, *, on, months):
    """Contacts as columns by month, the earlier rate across them, and both kinds in a lane for each department."""
    names = [month.strftime("%b") for month in months]
    by_month = [_in_month(contacts, month) for month in months]
    rate = rate_before(contacts, on - timedelta(days=DAYS - 1))
    series = [plots.Series("Contacts", tuple(map(len, by_month)))]
    lanes = _lanes(contacts, reports, months)
    legend = [("solid", "Contacts in a month"), ("circle", "A day with a contact"), ("diamond", "A report")]
    if rate is not None:
        legend.insert(1, ("usual", f"Their own rate in the year before the last {DAYS} days: {rate:g} a month"))
    return plots.plot_of(
        lambda width: plots.columns(width, names, series, usual=rate, lanes=lanes),
        key="lens",
        title=f"Columns: contacts each month from {_long(months[0])} to {_long(months[-1])}. Below, contacts and "
        "reports by department. The table has the same numbers.",
        sentence=sentence_of(contacts, reports, on=on),
        head=("Month", "Contacts", "People", "Departments", "Reports"),
        rows=[
            (_long(month), len(had), len({one.whom for one in had}), len({one.department for one in had}), reported)
            for month, had in zip(months, by_month, strict=True)
            for reported in [len(_in_month(reports, month))]
        ],
        legend=legend,
    )


def _seen(customer, user, since, calendar):
    """(contacts, reports) since an instant, as this person may read them; one query for both."""
    contacts = Contact.objects.visible_to(user).of_group(customer).incoming_since(since)
    reports = IncidentReport.objects.visible_to(user).of_group(customer).exclude(status__in=CALLED_OFF)
    reports = reports.filter(occurred_at__gte=since).order_by()
    columns = {"seen_at": F("happened_at"), "seen_in": F("department__name"), "seen_by": F("with_whom")}
    nobody = {"seen_at": F("occurred_at"), "seen_by": Value(None, output_field=BigIntegerField())}
    both = contacts.annotate(is_contact=Value(1), **columns).values_list("is_contact", *columns)
    both = both.union(
        reports.annotate(is_contact=Value(0), **columns | nobody).values_list("is_contact", *columns), all=True
    )
    found: tuple = ([], [])
    for is_contact, at, department, whom in both.order_by("-seen_at")[:MOST_ROWS]:
        found[not is_contact].append(Seen(calendar.local_date(at), department or "No department", whom))
    return found


def _lanes(contacts, reports, months):
    """A lane for each department, the busiest first; the others share one."""
    shown = [("circle", one) for one in contacts] + [("diamond", one) for one in reports]
    placed = [(look, one.department, plots.place_of(one.on, months)) for look, one in shown]
    placed = [one for one in placed if one[2] is not None]
    busiest = [name for name, _ in Counter(name for _, name, _ in placed).most_common()]
    own = busiest if len(busiest) <= MOST_LANES else busiest[: MOST_LANES - 1]
    lanes = [(name, [name]) for name in own] + ([("Other departments", busiest[len(own) :])] if busiest != own else [])
    return [
        plots.Lane(title, tuple(dict.fromkeys((at, look) for look, name, at in placed if name in names)))
        for title, names in lanes
    ]


def _in_month(rows, month):
    return [one for one in rows if (one.on.year, one.on.month) == (month.year, month.month)]


def _counted(number, one, many=""):
    return f"{number} {one if number == 1 else many or one + 's'}"


def _long(month):
    return f"{month:%B} {month.year}"
