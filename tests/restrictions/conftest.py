"""What the tests of reviews and restrictions share."""

from datetime import timedelta

import pytest

from cases.models import Known
from conduct.models import Counter
from tests.factories import NOW, ReportFactory, reported
from tests.restrictions.breaching import DAY, HOUR, SINCE, noted
from tests.restrictions.ready import fresh, ready_review
from tests.restrictions.staging import decided, issue, serve


@pytest.fixture
def review(case, sam, dana, april):
    """A review of the case, referred by Sam and worked on by Dana, with everything done; April may hear an appeal."""
    reported(case, occurred_at=NOW - timedelta(days=5), asked_to_stop=Known.YES)
    return fresh(ready_review(case, referred_by=sam, director=dana))


@pytest.fixture
def restriction(case, drew, cora, organization, april):
    """In writing only, in force since Monday; decided by Drew."""
    Counter.objects.create(kind="IR", year=2026, last=8000)  # out of the way of the references factories give
    made = decided(case, drew, at=SINCE, begins_on=SINCE.date())
    issue(made, drew, at=SINCE, send_by_email=True, send_by_post=False)
    made.refresh_from_db()
    serve(made, at=SINCE, method="email")
    return made.restrictions.get()


@pytest.fixture
def breach(restriction, emil):
    """Of it, noted by Emil today."""
    return noted(restriction, emil)


@pytest.fixture
def report(cora, rentals):
    """A report of yesterday about Cora, to another department."""
    return ReportFactory(customer=cora, department=rentals, occurred_at=NOW - DAY, sent_at=NOW - DAY + HOUR)
