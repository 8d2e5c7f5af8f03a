"""Issuing a decision: what refuses it, what it writes, and that it happens once."""

import pytest

from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage
from restrictions.models import DepartmentNotice, Standing
from tests.restrictions.staging import decided, issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(case, dana, april):
    return decided(case, dana)


def test_issuing_freezes_the_letter_tells_the_departments_and_puts_it_into_the_look_up(decision, dana, sales, emil, at):
    issued = issue(decision, dana, departments=[sales], send_by_email=True)

    assert issued.letter.kind == "L4"
    assert issued.letter.signed_by == dana
    assert issued.issued_at == at
    assert {d.method for d in issued.letter.deliveries.all()} == {"email", "post"}
    assert DepartmentNotice.objects.get().department == sales
    assert Standing.objects.get().restriction.decision == issued
    assert Event.objects.filter(verb="restriction.issued").count() == 1
    assert {m.recipient for m in OutboxMessage.objects.all()} == {"cora@example.com", "emil@example.com", "sam@example.com"}


def test_a_decision_is_issued_once(decision, dana):
    issue(decision, dana)

    with pytest.raises(Refused, match="issued on April 17, 2026 already"):
        issue(decision, dana)

    assert OutboxMessage.objects.filter(kind="notice").count() == 0
