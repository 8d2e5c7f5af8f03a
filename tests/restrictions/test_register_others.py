"""Warnings and decisions to take no action: beside the register, read by key, taken out on the record."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conduct.models import Event
from restrictions import others
from restrictions.export import MOST_ON_PAPER, reasons_not_on_paper
from tests.cases.test_warning import warn
from tests.factories import NOW, CaseFactory, CustomerFactory, reported

pytestmark = pytest.mark.django_db
URL, EXPORT = "/register/others/", "/register/others/export/"


def warned(dana, sales, sam, count, first=0, **values):
    """So many customers warned, all at the same moment."""
    for number in range(first, first + count):
        case = CaseFactory(
            customer=CustomerFactory(**values), department=sales, opened_by=sam, reference=f"CC-2026-7{number:03d}"
        )
        reported(case, occurred_at=NOW - timedelta(days=9))
        warn(case, dana, ways=["post"])


def taken(client, kind="csv"):
    return client.post(EXPORT, {"why": "For the annual report", "format": kind, "nonce": "b" * 32})


def test_every_one_is_reached_by_key_and_shown_once(dana, sales, sam, at, monkeypatch):
    warned(dana, sales, sam, 5)
    monkeypatch.setattr(others, "SIZE", 2)
    shown, key, sizes = [], "", []

    for _ in range(3):
        rows, key = others.page_of(at, key)
        shown, sizes = shown + [row.reference for row in rows], [*sizes, len(rows)]

    assert (sizes, key) == ([2, 2, 1], "")
    assert len(set(shown)) == 5


def test_nothing_that_was_given_later_is_shown(dana, sales, sam, at):
    warned(dana, sales, sam, 1)

    assert [row.outcome for row in others.newest_first(at)] == ["Warning"]
    assert not list(others.newest_first(at - timedelta(seconds=1)))
    assert others.count(at - timedelta(seconds=1)) == 0


def test_the_page_lists_them_with_as_many_queries_for_more(dana, sales, sam, sign_in):
    client = sign_in(dana)
    assert "No warning and no decision to take no action so far." in client.get(URL).content.decode()
    warned(dana, sales, sam, 1, first=4)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    warned(dana, sales, sam, 4)

    with CaptureQueriesContext(connection) as many:
        shown = client.get(URL).content.decode()

    assert shown.count("CC-2026-7") == 5
    assert len(many) == len(few) <= 12


@pytest.mark.parametrize(
    ("who", "code"), [("dana", 200), ("ada", 200), ("alba", 200), ("sam", 404), ("emil", 404), ("april", 404)]
)
def test_directors_admins_and_auditors_read_and_take_them_out(request, sign_in, who, code):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(URL).status_code == code
    assert client.get(EXPORT).status_code == code
    assert client.get(f"{URL}?after=forged").status_code == code


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A0", "+1", "@SUM(A1)"])
def test_the_file_is_recorded_and_no_cell_becomes_a_formula(dana, sales, sam, sign_in, name):
    warned(dana, sales, sam, 2, name=name)

    response = taken(sign_in(dana))
    facts = json.loads(Event.objects.get(verb="register.exported").payload)["facts"]
    table = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))

    assert (facts["rows"], facts["why"], facts["filters"]) == (2, "For the annual report", "warnings and no action")
    assert table[0] == others.HEADINGS
    assert [row[1] for row in table[1:]] == [f"'{name}"] * 2


def test_on_paper_it_is_a_pdf_unless_it_is_too_long(dana, sales, sam, sign_in):
    warned(dana, sales, sam, 1)

    assert taken(sign_in(dana), "pdf").content.startswith(b"%PDF")
    assert list(reasons_not_on_paper(MOST_ON_PAPER, "warnings and decisions")) == []
    assert list(reasons_not_on_paper(MOST_ON_PAPER + 1, "warnings and decisions")) == [
        "A PDF takes up to 500 warnings and decisions. Narrow the filters, or choose CSV."
    ]
