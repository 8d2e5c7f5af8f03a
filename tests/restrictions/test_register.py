"""The register: who, which restrictions, until when, who was told; as it stands, as it stood, and as a file."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.customers import name_representative
from conduct.models import Event
from conduct.paging import page_of
from restrictions import register as entries
from restrictions.actions.endings import set_aside_restriction
from tests.factories import NOW, TODAY, CaseFactory, CustomerFactory, changed, reported
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
URL, EXPORT = "/register/", "/register/export/"
DAY = timedelta(days=1)


@pytest.fixture
def decision(case, dana, april, sales, sam):
    decision = issue(
        decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT)),
        dana,
        departments=[sales],
        send_by_post=False,
        by_hand=True,
    )
    serve(decision, method="hand")
    return decision


def rows(at, on, calendar, **chosen):
    terms = list(entries.entries(at, on, chosen).order_by(*entries.NEWEST))
    return entries.rows_of(terms, at=at, on=on, calendar=calendar)


def test_a_row_says_what_the_policy_asks_for(decision, at, today, calendar):
    row = rows(at, today, calendar)[-1]

    assert (row.term.name, row.term.address.splitlines()[0]) == ("Cora Lindgren", "214 Sample Lane")
    assert (row.measure, row.starts_on, row.ends_on) == ("Contact in writing only", TODAY, IN_WRITING[2])
    assert (row.advised, row.departments, row.departments_on) == ([(TODAY, "by hand")], ["Sales"], TODAY)
    assert row.state.label == "In place"


def test_names_and_addresses_are_as_decided(decision, cora, at, today, calendar):
    changed(cora, name="Cora Berg", address_line_1="9 Fern Close")

    assert {row.term.name for row in rows(at, today, calendar)} == {"Cora Lindgren"}


def test_as_it_stood_shows_nothing_that_was_recorded_later(decision, dana, at, today, calendar):
    set_aside_restriction(
        restriction=decision.restrictions.get(measure="R02"), reasons="Appeal.", by=dana, at=at + 5 * DAY
    )

    before = {row.state.label for row in rows(calendar.last_moment(today + 4 * DAY), today + 4 * DAY, calendar)}
    after = {row.state.label for row in rows(at + 5 * DAY, today + 5 * DAY, calendar)}

    assert before == {"In place"}
    assert after == {"In place", "Set aside"}
    assert not rows(calendar.last_moment(today - DAY), today - DAY, calendar)


FILTERS = [
    ({"state": "in_place"}, 2),
    ({"state": "lapsed"}, 0),
    ({"state": "decided"}, 0),
    ({"measure": "R07"}, 1),
    ({"q": "lindgren"}, 2),
    ({"q": "CC-2026-9001"}, 2),
    ({"q": "dr-2026-0001"}, 2),
    ({"q": "RS-2026-0011"}, 1),
    ({"q": "nobody"}, 0),
    ({"earliest": TODAY}, 2),
    ({"earliest": TODAY + DAY}, 0),
    ({"latest": TODAY - DAY}, 0),
    ({"appeal": "none"}, 2),
    ({"appeal": "any"}, 0),
]


@pytest.mark.parametrize(("chosen", "count"), FILTERS)
def test_each_filter_narrows(decision, at, today, calendar, chosen, count):
    assert len(rows(at, today, calendar, **chosen)) == count


def test_department_and_director_narrow(decision, sales, rentals, dana, drew, at, today, calendar):
    counts = [
        len(rows(at, today, calendar, **one))
        for one in ({"department": sales}, {"department": rentals}, {"director": dana}, {"director": drew})
    ]

    assert counts == [2, 0, 2, 0]


def test_the_page_says_that_it_shows_the_past(decision, dana, sign_in):
    shown = sign_in(dana).get(f"{URL}?on=2026-04-16").content.decode()

    assert "as it stood at the end of April 16, 2026" in shown
    assert "No restriction fits" in shown


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("on=2027-01-01", "Enter a date that is today or earlier"), ("earliest=30.2.", "Enter a date, like")],
)
def test_a_filter_that_makes_no_sense_is_told(decision, dana, sign_in, query, sentence):
    assert sentence in sign_in(dana).get(f"{URL}?{query}").content.decode()


@pytest.mark.parametrize(
    ("who", "code"), [("dana", 200), ("ada", 200), ("alba", 200), ("sam", 404), ("emil", 404), ("april", 404)]
)
def test_directors_admins_and_auditors_read_it(decision, request, sign_in, who, code):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(URL).status_code == code
    assert client.get(EXPORT).status_code == code


def another(dana, sales, sam, number):
    """A decision about somebody else, issued as well."""
    case = CaseFactory(customer=CustomerFactory(), department=sales, opened_by=sam, reference=f"CC-2026-80{number:02d}")
    for days in (70, 40, 12):
        reported(case, occurred_at=NOW - timedelta(days=days))
    return issue(decided(case, dana, number=number), dana, departments=[sales])


def test_the_queries_do_not_grow_with_the_rows(decision, dana, sales, sam, sign_in):
    client = sign_in(dana)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(2, 6):
        another(dana, sales, sam, number)

    with CaptureQueriesContext(connection) as many:
        shown = client.get(URL).content.decode()

    assert shown.count("DR-2026-") == 6
    assert len(many) == len(few) <= 17


def test_it_is_paged_by_key_and_every_row_is_shown_once(decision, dana, sales, sam, at, today, rf):
    for number in range(2, 5):
        another(dana, sales, sam, number)
    terms, seen, query = entries.entries(at, today, {}), [], ""

    for _ in range(3):
        page = page_of(terms, entries.NEWEST, rf.get(f"{URL}?{query}"), size=2)
        seen, query = seen + [row.pk for row in page.rows], page.next

    assert sorted(seen) == sorted(terms.values_list("pk", flat=True))
    assert query == ""


# Taken out


def taken(client, kind="csv", query=""):
    return client.post(f"{EXPORT}?{query}", {"why": "For the annual report", "format": kind, "nonce": "a" * 32})


def test_the_file_holds_every_column_and_the_reason_is_recorded_before_it_leaves(decision, dana, sign_in):
    response = taken(sign_in(dana), query="measure=R07")
    recorded = json.loads(Event.objects.get(verb="register.exported").payload)["facts"]

    table = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))

    assert table[0] == entries.HEADINGS
    assert len(table) == 2
    assert "Cora Lindgren" in table[1]
    assert recorded["rows"] == 1
    assert (recorded["why"], recorded["format"], recorded["filters"]) == (
        "For the annual report",
        "csv",
        "restriction: R07",
    )


def test_the_file_says_who_speaks_for_whom_and_when_each_department_was_told(
    decision, cora, sam, dana, rentals, at, sign_in
):
    office = CustomerFactory(name="Placeholder Homes", kind="business")
    name_representative(organization=office, person=cora, by=sam, at=NOW)

    lines = b"".join(taken(sign_in(dana)).streaming_content).decode("utf-8-sig")

    row = next(csv.DictReader(io.StringIO(lines)))
    assert row["Organization or representative"] == "For Placeholder Homes"
    assert (row["Departments advised"], row["Departments advised on"]) == ("Sales", "2026-04-17")


def test_the_file_says_when_it_is_reviewed_and_until_when_it_is_kept(case, dana, april, sign_in):
    both = (IN_WRITING, BY_APPOINTMENT)
    decision = issue(decided(case, dana, measures=both, review_on=TODAY + 30 * DAY), dana)
    ended = decision.restrictions.get(measure="R07")
    set_aside_restriction(restriction=ended, reasons="Appeal.", by=dana, at=NOW)

    lines = b"".join(taken(sign_in(dana)).streaming_content).decode("utf-8-sig")

    rows = {row["Restriction"]: row for row in csv.DictReader(io.StringIO(lines))}
    stands = rows[decision.restrictions.get(measure="R02").reference]
    assert (stands["Ends"], stands["Kept until"]) == ("2026-07-17", "2032-07-17")
    assert stands["Review"] == "2026-05-15; 2026-06-17"  # set earlier, and before the end
    assert rows[ended.reference]["Kept until"] == "2032-04-17"


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_no_cell_becomes_a_formula(case, cora, dana, april, sign_in, name):
    changed(cora, name=name)
    decided(case, dana)

    text = b"".join(taken(sign_in(dana)).streaming_content).decode("utf-8-sig")

    assert [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell == f"'{name}"]
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_the_file_on_paper_is_a_pdf(decision, dana, sign_in):
    response = taken(sign_in(dana), kind="pdf")

    assert response.content.startswith(b"%PDF")
    assert Event.objects.filter(verb="register.exported").count() == 1


def test_without_a_reason_nothing_leaves(decision, dana, sign_in):
    response = sign_in(dana).post(EXPORT, {"format": "csv", "why": ""})

    assert response.status_code == 200
    assert not Event.objects.filter(verb="register.exported").exists()


def test_a_get_takes_nothing_out(decision, dana, sign_in):
    assert "Export the register" in sign_in(dana).get(EXPORT).content.decode()
    assert not Event.objects.filter(verb="register.exported").exists()


def test_the_restriction_page_tells_its_history(decision, dana, sign_in):
    reference = decision.restrictions.get(measure="R02").reference

    shown = sign_in(dana).get(f"/restrictions/{reference}/").content.decode()

    for words in (
        "In place",
        "As decided",
        "Issued",
        "Counts as received on April 17, 2026",
        "You can",
        "Please do not",
        "May 1, 2026",
    ):
        assert words in shown
