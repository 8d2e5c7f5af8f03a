"""The figures of a period, every one computed by hand; who reads them, as a page and as files."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from appeals.policy.deciding import Choice
from cases.models import ConductCategory, IncidentReport
from conduct.figures.period import Period
from conduct.figures.report import report_of
from conduct.models import Counter, Event, PolicyVersion
from conduct.past import Then
from restrictions.actions.review import ask_for_information
from restrictions.models import Decision
from tests.appeals.parts import closed_review, warner
from tests.appeals.test_deciding import decide
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    CustomerFactory,
    ReportCategoryFactory,
    ReportFactory,
    ReviewFactory,
    TriageFactory,
    changed,
    staged,
)
from tests.restrictions.breaching import judged, noted
from tests.restrictions.danger import taken

pytestmark = pytest.mark.django_db
URL, EXPORT = "/figures/", "/figures/export/"
SPRING = "since=2026-03&until=2026-04"
WHY = {"why": "The quarterly meeting."}


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def report(customer, department, sent_at, *, triaged_at=None, severity=2, kind=None, status="", **values):
    """A report sent at that instant, about something that happened the day before."""
    made = ReportFactory(
        customer=customer, department=department, sent_at=sent_at, occurred_at=sent_at - timedelta(days=1), **values
    )
    if triaged_at:
        TriageFactory(report=made, at=triaged_at, severity=severity, outcome="informal")
    if kind:
        ReportCategoryFactory(report=made, category=ConductCategory.objects.get(code=kind))
    if triaged_at or status:
        made.become(status or IncidentReport.Status.INFORMAL)
        changed(made)
    return made


@pytest.fixture
def reports(sales, rentals, cora):
    """Around both ends of March in New York, whose clocks go forward on March 8."""
    abel, ben = CustomerFactory(name="Abel Canary"), CustomerFactory(name="Ben Canary")
    also_ben = CustomerFactory(name="B. Canary", merged_into=ben)
    report(abel, sales, utc(2026, 3, 1, 4, 59), triaged_at=utc(2026, 3, 4, 15))  # February 28
    report(abel, sales, utc(2026, 3, 1, 5), triaged_at=utc(2026, 3, 3, 15), kind="UB1a", police_called="yes")
    report(abel, sales, utc(2026, 4, 1, 3, 59), triaged_at=utc(2026, 4, 1, 15), severity=3, channel="email")  # March 31
    report(ben, rentals, utc(2026, 4, 1, 4), support_wanted=True)
    report(also_ben, rentals, utc(2026, 4, 16, 15))
    report(ben, rentals, utc(2026, 4, 2, 15), status=IncidentReport.Status.VOID)
    report(ben, rentals, utc(2026, 4, 3, 15), status=IncidentReport.Status.DUPLICATE)
    return report(cora, sales, NOW - timedelta(hours=2), triaged_at=NOW - timedelta(hours=1), severity=4)


@pytest.fixture
def ended(sales, drew, emil, organization):
    """A review that could not go on, and one past its day in which a director asked for more."""
    case = CaseFactory(department=sales)
    review = closed_review(
        case, handled_properly="not_yet", every_effort="yes", circumstances="yes", accommodation="A written summary.",
        protected_trait="yes", retaliation="no",
    )  # fmt: skip
    staged(row=Decision(
        review=review, case=case, customer=case.customer, reference="DR-2026-0777", outcome="no_action",
        decided_by=drew, decided_at=NOW - timedelta(days=1), decided_on=TODAY - timedelta(days=1),
        role_held="Director", digest="0" * 64, shown="{}", reasons="Nothing follows.",
        policy=PolicyVersion.objects.get(number=1),
    ), at=NOW - timedelta(days=1))  # fmt: skip
    case = CaseFactory(department=sales)
    case.become("review")
    changed(case)
    waiting = ReviewFactory(case=case, director=drew, due_on=date(2026, 4, 10))
    ask_for_information(review=waiting, question="When was the complaint closed?", by=drew, at=NOW)


@pytest.fixture
def spring(reports, ended, heard, decision, case, dana, drew, april, emil, sam):
    """All of it; of the two restrictions of April 13 one is made shorter on appeal, the other set aside."""
    Counter.objects.create(kind="IR", year=2026, last=8000)  # out of the way of the references factories give
    judged(noted(decision.restrictions.get(measure="R02"), emil, at=NOW), drew)
    noted(decision.restrictions.get(measure="R07"), emil, at=NOW)
    taken(reports, dana)
    warner(case, sam)
    decide(
        heard, april, at=NOW + timedelta(hours=2), R02=Choice("varied", "", date(2026, 6, 1)), R07=Choice("set_aside")
    )


def counted(organization, first=date(2026, 3, 1), last=date(2026, 4, 1), *, is_wide=False, at=NOW + timedelta(hours=3)):
    calendar = organization.calendar()
    period = Period.of_months(first, last, Then(at, calendar.local_date(at), organization, calendar))
    return report_of(period, is_wide=is_wide)


def numbers(report):
    """{subject: {row: its cells}}"""
    return {one.table.key: dict(one.rows) for one in report.tables}


BY_HAND = {
    # The case has reports of March 8 and April 5, both found to be demands; two more came with the breaches.
    "months": {"Mar 2026": ["1", "1", "1", "3"], "Apr 2026": ["0", "1", "5", "6"], "All": ["1", "2", "6", "9"]},
    "severity": {
        "4, critical": ["1"],
        "3, serious": ["1"],
        "2, moderate": ["1"],
        "1, minor": ["0"],
        "Not settled": ["6"],
        "All": ["9"],
    },
    "department": {"Sales": ["7"], "Rentals": ["2"], "All": ["9"]},
    "channel": {"Phone": ["6"], "In person": ["2"], "Email": ["1"], "All": ["9"]},
    "people": {
        "Customers involved": ["3"],
        "With more than one report": ["3"],
        "Reports in which the police were called": ["1"],
        "Reports in which staff asked for support": ["1"],
        "Left out: the same event reported again": ["1"],
        "Left out: void": ["1"],
    },
    "warnings": {"Warnings sent": ["1"], "Taken back since": ["0"]},
    "steps": {
        # From a Saturday to Wednesday 3, from a Sunday to Tuesday 2, Tuesday to Wednesday 1, the same day 0.
        "Report to triage (limit 2)": ["4", "1.5", "3"],
        "Triage to decision": ["0", "", ""],
        # Tuesday April 7 to Monday 13 is 4; the other one was referred Wednesday 8 and decided Thursday 16: 6.
        "Referral to decision (limit 10)": ["2", "5", "6"],
        "Decision to letter": ["1", "0", "0"],
        "Appeal to answer (limit 15)": ["1", "0", "0"],
    },
    "made": {
        "Contact in writing only": ["1", "0", "0", "95", "95"],
        "Visits by appointment only": ["0", "0", "1", "", ""],
        "All": ["1", "0", "1", "95", "95"],
    },
    "changes": {
        "Extended by a new decision": ["0"],
        "Activated from reserve": ["0"],
        "Varied on appeal": ["1"],
        "Made lighter": ["0"],
        "Lifted early": ["0"],
        "Set aside": ["1"],
        "Ended by itself": ["0"],
    },
    "standing": {"Contact in writing only": ["1"], "All": ["1"]},
    "preconditions": {
        "Sent back for more information": ["1"],
        "Ended with “not yet”: dealt with properly": ["1"],
        "Ended with “not yet”: every effort made": ["0"],
    },
    "fairness": {
        "Decisions made": ["2"],
        "Asked whether illness, disability, language or a crisis played a part": ["1"],
        "It played a part": ["1"],
        "An accommodation was offered": ["1"],
        "With a second approval": ["0"],
        "A protected trait mentioned or relevant": ["1"],
        "After a complaint of discrimination or a request for accommodation": ["0"],
    },
    "interim": {
        "Taken": ["1", ""],
        "Confirmed by a director": ["0", "0 %"],
        "Followed by a restriction": ["0", "0 %"],
        "Issued again on the same facts": ["0", ""],
    },
    "breaches": {
        "Proven": ["1"],
        "Not proven": ["0"],
        "To be decided": ["0"],
        "Of a restriction set aside since": ["1"],
        "All": ["2"],
    },
    "outcomes": {"Confirmed": ["0", "0 %"], "Varied": ["1", "50 %"], "Set aside": ["1", "50 %"], "All": ["2", ""]},
    "appeals": {
        "Lodged": ["1"],
        "Of these late": ["0"],
        "Decided": ["1"],
        "Late, not taken in": ["0"],
        "Taken back": ["0"],
    },
    # The report of April 1 was due on April 3, the review on April 10; what came on April 16 has until April 20.
    "overdue": {
        "Reports to triage": ["1"],
        "Reviews to decide": ["1"],
        "Breaches to decide": ["0"],
        "Appeals to decide": ["0"],
    },
}


def test_every_number_is_what_a_hand_counts(spring, organization):
    report = counted(organization)

    found = numbers(report)
    assert {key: found[key] for key in BY_HAND} == BY_HAND
    assert set(found) == set(BY_HAND)
    assert report.facts == [
        (9, "reports"), (1, "restrictions made"), (1, "restrictions in place at the end"),
        (1, "appeals lodged"),
    ]  # fmt: skip


def test_a_later_month_end_and_another_time_zone_move_what_is_counted(spring, organization):
    february = counted(organization, date(2026, 2, 1), date(2026, 2, 1))
    changed(organization, time_zone="UTC")

    march = numbers(counted(organization, date(2026, 3, 1), date(2026, 3, 1)))

    assert numbers(february)["months"]["All"][-1] == "2"
    assert march["months"]["All"][-1] == "3"  # one comes in from February 28 in New York; March 31 there is April here


def test_as_the_record_stood_at_the_end_of_a_past_month(spring, organization):
    later = counted(organization, date(2026, 4, 1), date(2026, 4, 1), at=utc(2026, 6, 20, 15))

    found = numbers(later)
    assert found["standing"]["All"] == ["1"]  # its last day is June 1
    assert found["overdue"]["Reports to triage"] == ["4"]  # by April 30 those of April 16 and of both breaches too
    assert numbers(counted(organization, date(2026, 6, 1), date(2026, 6, 1), at=utc(2026, 6, 20, 15)))["changes"][
        "Ended by itself"
    ] == ["1"]


def test_for_wide_circulation_small_numbers_are_hidden(spring, organization):
    report = counted(organization, is_wide=True)

    found = numbers(report)
    assert found["department"] == {"Sales": ["hidden"], "Rentals": ["hidden"], "All": ["9"]}
    assert found["channel"] == {"Phone": ["hidden"], "In person": ["hidden"], "Email": ["hidden"], "All": ["9"]}
    assert found["made"]["All"] == ["hidden", "0", "hidden", "hidden", "hidden"]
    assert found["outcomes"]["Varied"] == ["hidden", "hidden"]
    assert report.facts[:2] == [(9, "reports"), ("under 5", "restrictions made")]


def test_the_number_of_queries_does_not_grow(spring, organization, cora, sales):
    with CaptureQueriesContext(connection) as before:
        counted(organization)
    for number in range(4):
        report(CustomerFactory(), sales, NOW - timedelta(days=number), triaged_at=NOW, kind="UB1a")

    with CaptureQueriesContext(connection) as after:
        counted(organization, date(2025, 1, 1), is_wide=True)

    assert len(after) == len(before)


def page(client, query=""):
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["dana", "ada", "alba"])
def test_those_who_direct_or_audit_read_it_with_five_plots_and_no_name(spring, who, request, sign_in):
    shown = page(sign_in(request.getfixturevalue(who)), SPRING)

    assert shown.count('class="plot plot-w"') == 5
    assert "March 2026 to April 2026, so far, for leadership." in shown
    assert "9 in all. Most in Apr 2026: 6." in shown
    for name in ("Canary", "Cora", "Emil", "Sam Okafor"):
        assert name not in shown
    read = Event.objects.get(verb="figures.viewed")
    assert "March 2026 to April 2026" in read.payload


@pytest.mark.parametrize("who", ["emil", "sam", "april", "olga"])
def test_nobody_else_does(who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))

    assert [client.get(URL).status_code, client.get(EXPORT).status_code] == [404, 404]


def test_a_wide_copy_says_what_is_hidden_and_draws_none_of_it(spring, dana, sign_in):
    shown = page(sign_in(dana), f"{SPRING}&wide=on")

    assert "a number from 1 to 4 is hidden, and so are others from which it could be computed" in shown
    assert "Some numbers are hidden, so that they point to nobody; they are not drawn." in shown
    assert ">7<" not in shown


def test_an_empty_period_says_so(dana, sign_in):
    assert "Nothing was recorded in this period." in page(sign_in(dana), "since=2026-03&until=2026-03")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2026-04&until=2026-03", "Choose a last month that is not before the first"),
        ("since=1999-01&until=2026-03", "Select a valid choice"),
        ("since=x&until=%00", "Select a valid choice"),
    ],
)
def test_months_that_make_no_sense_are_told(dana, sign_in, query, words):
    assert words in page(sign_in(dana), query)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "May 2025 to April 2026"),
        ("since=2026-04&until=2026-06", "Quarter 2 of 2026"),
        ("since=2026-01&until=2026-12", "The year 2026"),
        ("since=2026-03&until=2026-03", "March 2026"),
    ],
)
def test_a_period_has_a_name(dana, sign_in, query, title):
    assert f"{title}" in page(sign_in(dana), query)


def exported(client, kind, query=SPRING):
    return client.post(f"{EXPORT}?{query}", WHY | {"format": kind})


def test_the_csv_has_every_number_and_no_formula(spring, dana, sign_in, organization, sales):
    changed(sales, name="=1+1")
    response = exported(sign_in(dana), "csv")

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    cells = [row for row in rows if row[0] == "Reports by month"]
    assert ["Reports by month", "Apr 2026", "All", "6"] in cells
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert response["Content-Disposition"] == 'attachment; filename="figures-2026-03-2026-04.csv"'
    taken_out = Event.objects.get(verb="figures.exported")
    for fact in ("March 2026 to April 2026", "for leadership", "csv", "The quarterly meeting."):
        assert fact in taken_out.payload


def test_the_pdf_is_tagged_and_has_the_same_numbers(spring, dana, sign_in):
    response = exported(sign_in(dana), "pdf", f"{SPRING}&wide=on")

    paper = PdfReader(io.BytesIO(response.content))
    words = " ".join("".join(one.extract_text() for one in paper.pages).split())
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Customer conduct: March 2026 to April 2026" in words
    assert "Sales hidden Rentals hidden All 9" in words
    assert "Canary" not in words


def test_a_character_no_font_prints_is_told_and_nothing_leaves(spring, dana, sign_in, sales):
    changed(sales, name="Sales 🙂")

    response = exported(sign_in(dana), "pdf")

    assert "which cannot be printed" in response.content.decode()
    assert not Event.objects.filter(verb="figures.exported").exists()
