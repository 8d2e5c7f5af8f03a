"""The decision: on what was shown, by who may, once."""

import pytest

from cases.models import Case
from conduct.models import Event
from restrictions.models import Outcome, Restriction, Review
from tests.restrictions.ready import ENDS, decided, fresh

pytestmark = pytest.mark.django_db


def test_a_director_decides_to_restrict(review, dana, today):
    decision = decided(review, dana)

    restriction = Restriction.objects.get()
    term = restriction.terms.get()
    assert (decision.outcome, decision.decided_by, decision.decided_on) == (Outcome.RESTRICT, dana, today)
    assert decision.role_held == "Director, Director of Client Services"
    assert (decision.customer_name, decision.customer_address) == (
        "Cora Lindgren",
        "214 Sample Lane\nSpringfield, VA 22150",
    )
    assert (decision.pattern_count, decision.pattern_needed, decision.severity, decision.categories) == (
        4,
        3,
        2,
        "UD06",
    )
    assert (term.number, term.begins_on, term.ends_on, term.name) == (1, today, ENDS, "Cora Lindgren")
    assert fresh(review).status == Review.Status.DECIDED
    assert Case.objects.get().status == Case.Status.DECIDED
    assert Event.objects.acts().filter(verb="decision.made").count() == 1
