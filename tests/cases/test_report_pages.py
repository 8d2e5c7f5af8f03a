"""The report in a browser: four steps, check, send, receipt."""

import pytest

from cases.models import IncidentReport, ReportDraft
from conduct.models import Event, OutboxMessage

pytestmark = pytest.mark.django_db

WHAT = {"help_needed": "no", "narrative": "They called eleven times and shouted.", "saves": "0"}
WHEN = {"when": "day", "on": "04/16/2026", "time": "10:15 AM", "channel": "phone", "saves": "0"}
WHO = {"customer_name": "Robin Castel", "match": "new", "contact": "555-0147", "saves": "0"}
KIND = {"behavior": ["UB1"], "demands": ["UD06"], "saves": "0"}


def written(client, **changes):
    """A draft with all four steps answered, written through the pages. Returns it."""
    client.post("/report/new/", WHAT | {"key": "a" * 32} | changes.get("what", {}))
    draft = ReportDraft.objects.latest("pk")
    for step, words in (("when", WHEN), ("who", WHO), ("kind", KIND)):
        client.post(f"/report/{draft.pk}/{step}/", words | changes.get(step, {}))
    return draft


def send(client, draft):
    page = client.get(f"/report/{draft.pk}/check/")
    version = page.context["form"]["version"].value()
    return client.post(f"/report/{draft.pk}/check/", {"version": version, "nonce": "b" * 32})


def test_a_report_goes_from_the_first_word_to_the_receipt(sign_in, emil, sam, dana):
    client = sign_in(emil)
    draft = written(client)

    response = send(client, draft)

    assert response.url == f"/report/{draft.pk}/sent/"
    report = IncidentReport.objects.get()
    assert report.reference == "IR-2026-0001"
    assert report.customer.name == "Robin Castel"
    assert report.kinds == "UB1,UD06"
    assert "IR-2026-0001" in client.get(response.url).content.decode()
    assert client.get("/reports/IR-2026-0001/").status_code == 200
    assert client.get("/reports/").status_code == 200
