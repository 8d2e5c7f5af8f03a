"""What the tests of triage and casework share: a report that waits, and how an act or a page is watched."""

from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Triage, Weighed
from conduct.audit import record
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from conduct.recording import act
from tests.factories import NOW, ReportFactory

UNACCEPTABLE = {
    "by_a_customer": Weighed.YES,
    "has_impact": Weighed.YES,
    "out_of_proportion": Weighed.YES,
    "without_cause": Weighed.YES,
    "severity": 2,
    "needs": "unknown",
    "reasons": "It went on after a clear request to stop.",
}
DIFFICULT = UNACCEPTABLE | {"without_cause": Weighed.NO, "severity": None, "reasons": "Our late answer set this off."}
NEW_CASE = {"outcome": Triage.Outcome.OPEN_CASE, "title": "Repeated calls"}
HOSTILE = ["é́", "שלום‮", "🦘", "{{ 7|add:7 }}{% now %}", "<script>alert(1)</script>", "=1+1", "O'Brien \"; --"]


def waiting(**values):
    """A report that waits for triage, sent an hour ago."""
    values = {"sent_at": NOW - timedelta(hours=1), "occurred_at": NOW - timedelta(hours=3)} | values
    return ReportFactory(**values)


def acts(journal):
    """The verbs of a journal's acts, oldest first, without how the tests staged their rows."""
    events = Event.objects.filter(journal=journal.journal, kind=Event.Kind.ACT).order_by("sequence")
    return [verb for verb in events.values_list("verb", flat=True) if verb != "test.staged"]


def mailed(kind=None):
    """Who is mailed, by address, in order; of one kind if given."""
    messages = OutboxMessage.objects.filter(kind=kind) if kind else OutboxMessage.objects.all()
    return sorted(messages.values_list("recipient", flat=True))


@contextmanager
def refused(sentence):
    """The act inside is refused with this sentence, and nothing was written."""
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        yield
    assert any(sentence in reason for reason in refusal.value.reasons), refusal.value.reasons
    assert Event.objects.count() == before


@contextmanager
def record_is_down(place):
    """The event of the act inside cannot be written; the act must then leave nothing behind."""
    with mock.patch(f"{place}.record", side_effect=OSError("The record is full")), pytest.raises(OSError, match="full"):
        yield


@act
def staged_in(*, journal, row):
    """Save a row with its event in a journal of its own, for what a timeline shows."""
    row.save()
    record("test.staged", journal, by=None, at=NOW, subject=row)
    return row


def page_queries(client, url):
    """How many queries a page costs besides the frame around it, the sign-in and the read that it records."""
    client.get("/shortcuts/")
    with CaptureQueriesContext(connection) as frame:
        client.get("/shortcuts/")
    with CaptureQueriesContext(connection) as whole:
        assert client.get(url).status_code == 200
    ours = [query["sql"] for query in whole if is_a_question(query["sql"])]
    around = [query["sql"] for query in frame if is_a_question(query["sql"])]
    return len(ours) - len(around)


def is_a_question(sql):
    """A read of the page itself: not a savepoint, and not the journal in which reading is recorded."""
    writes = ("SAVEPOINT", "RELEASE", "INSERT", "UPDATE", "BEGIN", "COMMIT")
    journal = (
        sql.startswith("SELECT")
        and '"sequence", ' in sql
        and '"digest"' in sql
        and "conduct_user" in sql
        and "full_name" not in sql
    )
    return not sql.startswith(writes) and not journal
