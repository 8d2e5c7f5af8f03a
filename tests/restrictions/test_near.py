"""In full, near, or neither: the names and streets of decisions 14."""

import pytest

from restrictions.policy.near import Typed


@pytest.mark.parametrize(
    ("typed", "name", "nearness"),
    [
        ("Cora Lindgren", "CORA LINDGRÉN", 2),
        ("c lindgren", "Cora Lindgren", 1),
        ("ana lopez", "Cora Lindgren", 0),
        ("!", "", 0),
    ],
)
def test_a_name_is_full_near_or_neither(typed, name, nearness):
    assert Typed(typed).against_name(name) == nearness


@pytest.mark.parametrize(
    ("typed", "line", "nearness"),
    [
        ("41 Harbor St", "41 Harbor Street", 2),
        ("Harbor Street", "41 Harbor St.", 1),
        ("41 harbor street riverton", "41 Harbor St", 1),
        ("14 Harbor Street", "41 Harbor Street", 0),
        ("st", "41 Harbor Street", 0),
        ("", "", 0),
    ],
)
def test_a_street_is_full_near_or_neither(typed, line, nearness):
    assert Typed(typed).against_street(line) == nearness
