"""The sample organization: every state there is, in a record that is whole."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from appeals.models import Appeal, AppealOutcome
from cases.models import Case, Customer, IncidentReport
from conduct.management.commands.sample_organization import Command
from conduct.models import Department, Role, User
from restrictions.models import Breach, Decision, Reassessment, Review, Term
from restrictions.policy import breach
from restrictions.policy.force import STATES, state_of
from restrictions.policy.reassessment import open_reviews
from tests.factories import NOW, TODAY
from tests.restrictions.reviewing import limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample():
    Command(stdout=StringIO()).load()
    return True


def test_it_has_people_in_every_role_and_some_forty_customers(sample):
    roles = {role for user in User.objects.all() for role in Role if user.on(TODAY).access.holds(role)}

    assert roles == set(Role)
    assert Customer.objects.count() >= 40
    assert set(Department.objects.values_list("kind", flat=True)) == set(Department.Kind.values)


def test_it_has_every_state(sample):
    for model in (IncidentReport, Case, Review):
        states = Counter(model.objects.values_list("status", flat=True))
        assert set(model.Status.values) <= set(states), (model.__name__, states)
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"restrict", "warning", "no_action"}
    assert set(Appeal.objects.values_list("status", flat=True)) >= {"received", "under_review", "decided", "withdrawn"}
    assert set(AppealOutcome.objects.values_list("result", flat=True)) == set(AppealOutcome.Result.values)
    assert Reassessment.objects.get().due_on == open_reviews(NOW, TODAY, **limits())[0].opened_on
    assert {breach.state_of_breach(one) for one in Breach.objects.with_people()} == set(breach.STATES.values())
    reached = {state_of(term, on=TODAY).key for term in Term.objects.as_of(NOW, TODAY)}
    assert reached >= set(STATES) - {"replaced", "paused"}


def test_its_record_is_whole(sample, capsys):
    call_command("verify_record")

    assert "The record is whole." in capsys.readouterr().out


def test_it_is_never_loaded_in_production():
    with pytest.raises(CommandError):
        call_command("sample_organization")
