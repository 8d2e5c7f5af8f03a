"""What the tests of appeals share: a decision that was issued and served, and an appeal against it."""

from datetime import timedelta

import pytest

from appeals.actions.hearing import assign_appeal
from appeals.actions.lodging import lodge_appeal
from appeals.models import Appeal
from cases.models import Delivery
from tests.factories import NOW
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve

DAYS_AGO = timedelta(days=4)
WORDS = "I work nights and cannot always write.\nI am sorry for the swearing. Three months is too long."


@pytest.fixture
def decision(case, dana, april, rentals, olga):
    """Two measures decided by Dana, sent by e-mail four days ago and received that day; Rentals was told."""
    made = decided(
        case, dana, measures=(IN_WRITING, BY_APPOINTMENT), at=NOW - DAYS_AGO, begins_on=(NOW - DAYS_AGO).date()
    )
    issue(made, dana, departments=[rentals], at=NOW - DAYS_AGO, send_by_email=True, send_by_post=False)
    made.refresh_from_db()
    serve(made, at=NOW - DAYS_AGO, method=Delivery.Method.EMAIL)
    return made


def lodged(decision, by, **values):
    """An appeal as somebody enters it."""
    said = {
        "words": WORDS,
        "grounds": ["disproportionate", "circumstances"],
        "channel": "email",
        "received_at": NOW - timedelta(hours=2),
    }
    return lodge_appeal(letter=decision.letter, by=by, **{"at": NOW} | said | values)


def assigned(appeal, officer, by, *, at=None):
    assign_appeal(appeal=appeal, officer=officer, ways=["email"], by=by, at=at or appeal.entered_at)
    return Appeal.objects.as_read().get(pk=appeal.pk)


@pytest.fixture
def appeal(decision, sam, ada):
    """An appeal in time that nobody hears yet."""
    return lodged(decision, sam)


@pytest.fixture
def heard(appeal, april, ada):
    """The appeal, heard by April."""
    return assigned(appeal, april, ada)
