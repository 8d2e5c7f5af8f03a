"""Two restrictions of one kind overlap in what they are about: the policy and the database say the same of it."""

import pytest
from django.db.models import CharField, F, Q, Value

from conduct.models import Organization
from restrictions.catalog import same_subject
from restrictions.models.sound import ShareAnEntry

SUBJECTS = [
    "", "main office", "harbor office", "harbor office; main office", "main", "main office; mill road",
    "deposit refund r 20518", 'a "quoted"; b\\c', "b\\c", "☎",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("one", SUBJECTS)
def test_the_database_and_the_policy_agree_on_what_is_the_same(one):
    first, found = Value(one, CharField()), {}
    for other in SUBJECTS:
        pair = Organization.objects.annotate(one=first, other=Value(other, CharField()))
        found[other] = pair.filter(Q(one=F("other")) | ShareAnEntry(F("one"), F("other"))).exists()

    assert found == {other: same_subject(one, other) for other in SUBJECTS}
