"""What the tests of reviews and restrictions share."""

from datetime import timedelta

import pytest

from cases.models import Known
from tests.factories import NOW, reported
from tests.restrictions.ready import fresh, ready_review


@pytest.fixture
def review(case, sam, dana, april):
    """A review of the case, referred by Sam and worked on by Dana, with everything done; April may hear an appeal."""
    reported(case, occurred_at=NOW - timedelta(days=5), asked_to_stop=Known.YES)
    return fresh(ready_review(case, referred_by=sam, director=dana))
