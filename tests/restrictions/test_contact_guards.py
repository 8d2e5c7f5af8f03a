"""Each guard of contacts refuses one write that nothing else would."""

import pytest

from restrictions.models import ContactStep
from tests.proofs import another, insert, prove, rewrite, tried

pytestmark = pytest.mark.django_db


def step(f, **values):
    return insert(f, another(f.step, **{"found": "threat"} | values))


PROOFS = {
    "contact_frozen": lambda f: rewrite(f, f.contact, about="Other"),
    "contact_of_its_terms": lambda f: insert(f, another(f.contact, customer=f.somebody)),
    "contact_step_frozen": lambda f: rewrite(f, f.step, done="Other"),
    "contact_step_for_a_find": step,
}


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file))


def test_a_sound_contact_passes_and_one_of_a_merged_record_too(whole_file):
    assert tried(lambda: insert(whole_file, another(whole_file.contact))) == "taken"
    free = {"restriction": None, "kept_terms": "none", "customer": whole_file.merged}
    assert tried(lambda: insert(whole_file, another(whole_file.contact, **free))) == "taken"


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"about": ""}, "contact_says_about_what"),
        ({"restriction": None}, "contact_terms_of_something"),
        ({"kept_terms": "none"}, "contact_terms_of_something"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(whole_file, wrong, constraint):
    assert constraint in tried(lambda: insert(whole_file, another(whole_file.contact, **wrong)))


def test_what_was_done_is_said_once(whole_file):
    assert tried(lambda: insert(whole_file, another(whole_file.step))) != "taken"
    assert ContactStep.objects.get() == whole_file.step
