import pytest

from appeals.actions.deciding import decide_appeal
from appeals.policy.deciding import Choice, Found
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_thin(heard, april, sign_in):
    client = sign_in(april)
    assert client.get(f"/appeals/{heard.reference}/").status_code == 200
    found = {"disproportionate": Found("upheld", "Yes."), "circumstances": Found("partly", "Some.")}
    first, second = heard.decision.restrictions.order_by("pk")
    out = {first.pk: Choice("confirmed"), second.pk: Choice("set_aside", "It went too far.")}
    decide_appeal(appeal=heard, findings=found, outcomes=out, reasons="Because.", ways=["email"], by=april, at=NOW)
    assert client.get(f"/appeals/{heard.reference}/").status_code == 200
