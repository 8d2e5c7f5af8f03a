"""The report in a browser: four steps, check, send, receipt."""

import pytest

from cases.forms.reports import STEPS
from cases.models import IncidentReport, ReportDraft
from conduct.models import Event, OutboxMessage
from tests.factories import ReportFactory
from tests.journeys.html import flat

pytestmark = pytest.mark.django_db

WHAT = {"help_needed": "no", "narrative": "They called eleven times and shouted.", "saves": "0"}
WHEN = {"when": "day", "on": "04/16/2026", "time": "10:15 AM", "channel": "phone", "saves": "0"}
WHO = {"customer_name": "Robin Castel", "match": "new", "contact": "555-0147", "saves": "0"}
KIND = {"behavior": ["UB1"], "demands": ["UD06"], "saves": "0"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def begun(client, **words):
    """A draft of the first step. Returns it."""
    client.post("/report/new/", WHAT | {"key": "a" * 32} | words)
    return ReportDraft.objects.latest("pk")


def written(client, **changes):
    """A draft with all four steps answered through the pages. Returns it."""
    draft = begun(client, **changes.get("what", {}))
    for step, words in (("when", WHEN), ("who", WHO), ("kind", KIND)):
        client.post(f"/report/{draft.pk}/{step}/", words | changes.get(step, {}))
    return draft


def send(client, draft, **words):
    page = client.get(f"/report/{draft.pk}/check/")
    version = page.context["form"]["version"].value()
    return client.post(f"/report/{draft.pk}/check/", {"version": version, "nonce": "b" * 32} | words)


def text_of(response):
    return flat(response)


def test_a_report_goes_from_the_first_word_to_the_receipt(sign_in, emil, sam, dana):
    client = sign_in(emil)
    draft = written(client)

    response = send(client, draft)

    assert response.url == f"/report/{draft.pk}/sent/"
    report = IncidentReport.objects.get()
    assert (report.reference, report.kinds, report.customer.name) == ("IR-2026-0001", "UB1,UD06", "Robin Castel")
    assert "IR-2026-0001" in text_of(client.get(response.url))
    assert "They called eleven times" in text_of(client.get("/reports/IR-2026-0001/"))
    assert "Sam Okafor reads it by April 21, 2026" in text_of(client.get("/reports/"))


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(sign_in, emil):
    client = sign_in(emil)

    page = client.post("/report/new/", {"key": "a" * 32, "narrative": "Half a thought", "saves": "0"})

    assert "Choose whether anyone needs help" in text_of(page)
    assert "<title>Error: Tell us what happened" in text_of(page)
    assert "Half a thought" in text_of(page)
    assert ReportDraft.objects.get().words_of("what") == {"narrative": "Half a thought"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"on": "04/18/2026"}, "Enter a date that is today or earlier"),
        ({"when": "today", "time": "11:30 PM"}, "Enter a time that has already passed"),
        ({"on": "02/30/2026"}, "Enter a real date, such as 11/12/2026"),
        ({"on": "2026-02-30"}, "Enter a real date, such as 11/12/2026"),
        ({"on": "12/31/1999"}, "Enter a date from the year 2000 on"),
        ({"on": "01/01/0001"}, "Enter a year between 1900 and 2199"),
        ({"on": ""}, "Enter the date"),
        ({"time": ""}, "Enter the time, or about when it was"),
        ({"time": "25:99"}, "Enter a time, such as 10:15 AM"),
        ({"on": "03/08/2026", "time": "2:30 AM"}, "That time did not exist on that day"),
        ({"on": "04/01/2026"}, "Say why it is reported now. Reports are due within 1 business day"),
        ({"when": "soon"}, "Select a valid choice"),
        ({"when": ""}, "Choose when it was"),
        ({"channel": "smoke"}, "Select a valid choice"),
    ],
)
def test_times_that_cannot_be(sign_in, emil, words, sentence):
    client = sign_in(emil)
    draft = begun(client)

    page = client.post(f"/report/{draft.pk}/when/", WHEN | words)

    assert page.status_code == 200
    assert sentence in text_of(page)
    draft.refresh_from_db()
    assert draft.words_of("when")["time"] == (WHEN | words)["time"]


def test_how_it_happened_starts_from_the_last_report(sign_in, emil):
    ReportFactory(reporter=emil, channel="voicemail")
    client = sign_in(emil)
    draft = begun(client)

    page = client.get(f"/report/{draft.pk}/when/")

    assert page.context["form"]["channel"].value() == "voicemail"


def test_at_least_one_kind_or_not_sure(sign_in, emil):
    client = sign_in(emil)
    draft = begun(client)

    none = client.post(f"/report/{draft.pk}/kind/", {"saves": "0"})
    unsure = client.post(f"/report/{draft.pk}/kind/", {"other": "not_sure", "saves": "1"})

    assert "Choose at least one, or “not sure”" in text_of(none)
    assert unsure.url == f"/report/{draft.pk}/check/"


def test_the_check_page_names_what_is_missing_and_sends_nothing(sign_in, emil, sam):
    client = sign_in(emil)
    draft = begun(client)

    response = client.post(f"/report/{draft.pk}/check/", {"version": draft.version})

    assert "Choose when it was" in text_of(response)
    assert "Not provided" in text_of(response)
    assert not IncidentReport.objects.exists()


def test_a_change_leads_back_to_the_check_page(sign_in, emil):
    client = sign_in(emil)
    draft = written(client)

    response = client.post(f"/report/{draft.pk}/what/?check", WHAT | {"saves": "1", "narrative": "Other words"})

    assert response.url == f"/report/{draft.pk}/check/"


def test_sending_twice_leads_to_the_same_receipt(sign_in, emil, sam):
    client = sign_in(emil)
    draft = written(client)

    first, second = send(client, draft), client.post(f"/report/{draft.pk}/check/", {"version": "1"})

    assert first.url == second.url
    assert IncidentReport.objects.count() == 1
    assert client.get(f"/report/{draft.pk}/what/").url == first.url


def test_what_changed_after_the_check_is_read_again_first(sign_in, emil, sam):
    client = sign_in(emil)
    draft = written(client)
    version = client.get(f"/report/{draft.pk}/check/").context["form"]["version"].value()
    client.post(f"/report/{draft.pk}/what/", WHAT | {"narrative": "Changed meanwhile", "saves": "1"})

    response = client.post(f"/report/{draft.pk}/check/", {"version": version})

    assert "This report was changed in another window after you checked it" in text_of(response)
    assert not IncidentReport.objects.exists()


def test_somebody_without_a_department_is_asked_for_one(sign_in, dana, sales, sam):
    client = sign_in(dana)
    draft = written(client)

    without = send(client, draft)
    with_one = send(client, draft, department=sales.pk)

    assert "Choose the department this report belongs to" in text_of(without)
    assert with_one.status_code == 302
    assert IncidentReport.objects.get().department == sales


def test_a_second_person_gets_a_report_of_the_same_event(sign_in, emil, sam):
    client = sign_in(emil)
    send(client, written(client))

    response = client.post("/reports/IR-2026-0001/copy/")
    copy = ReportDraft.objects.latest("pk")
    client.post(f"/report/{copy.pk}/who/", WHO | {"customer_name": "A second person"})
    client.post(f"/report/{copy.pk}/check/", {"version": ReportDraft.objects.get(pk=copy.pk).version})

    assert response.url == f"/report/{copy.pk}/who/"
    sibling = IncidentReport.objects.latest("pk")
    assert sibling.sibling_of.reference == "IR-2026-0001"
    assert sibling.narrative == WHAT["narrative"]
    assert sibling.customer.name == "A second person"


ASKED = (  # process 2.3; severity, categories, service standard and linked reports are triage's
    "narrative exact_words trigger on_behalf_of files when on time channel place property_reference late_reason "
    "customer_name customer_organization customer_description contact customer_address others_there person_0 part_0 "
    "known_needs behavior demands effect asked_to_stop staff_response immediate_action police_called police_reference "
    "injury_or_damage support_wanted"
)


def test_every_field_of_the_process_is_asked_and_the_cost_too():
    fields = {name: field for step in STEPS.values() for name, field in step.base_fields.items()}

    assert set(ASKED.split()) <= set(fields)
    assert fields["injury_or_damage"].help_text == "With what it costs, if known"


def test_only_its_author_copies_a_report(sign_in, emil, sam):
    client = sign_in(emil)
    send(client, written(client))

    assert sign_in(sam).post("/reports/IR-2026-0001/copy/").status_code == 404


def test_a_report_is_read_by_those_who_need_to_and_reading_is_recorded(sign_in, emil, sam, ozan, olga, dana):
    client = sign_in(emil)
    send(client, written(client))

    answers = {user: sign_in(user).get("/reports/IR-2026-0001/").status_code for user in (emil, sam, dana, ozan, olga)}

    assert answers == {emil: 200, sam: 200, dana: 200, ozan: 404, olga: 404}
    assert Event.objects.filter(verb="report.viewed").count() == 3


def test_nothing_private_leaves_by_mail(sign_in, emil, sam, dana):
    client = sign_in(emil)
    send(client, written(client, what={"help_needed": "yes"}))

    for message in OutboxMessage.objects.all():
        assert "Castel" not in message.title + message.body
        assert "eleven" not in message.title + message.body
