"""The pages of interim safety measures: who opens which, what they say, and that a refusal loses nothing typed."""

from datetime import timedelta

import pytest

from conduct.models import Event
from restrictions.actions import interim as acts
from restrictions.actions import interim_endings as endings
from restrictions.models import InterimMeasure, NoticeReading, Reconsideration
from tests.factories import NOW, CustomerFactory, changed
from tests.restrictions.danger import SAID, danger, taken

pytestmark = pytest.mark.django_db
NONCE = {"nonce": "a" * 32}
TAKEN = {
    "severity": "4", "content": ["admit", "police"], "elsewhere": "100 Example Avenue", "reasons": "A knife was shown.",
    "ways": ["email"], "no_department_reason": "Only the front office.",
} | NONCE  # fmt: skip


@pytest.fixture
def report(cora, sales):
    return danger(cora, sales)


@pytest.fixture
def measure(report, dana, sales, emil):
    return taken(report, dana, departments=(sales,))


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_it_is_taken_from_the_page_of_its_report_and_then_stands_on_its_own(report, dana, sign_in):
    client = sign_in(dana)
    page = shown(client, f"/reports/{report.reference}/interim/")
    assert "April 20, 2026, unless a director confirms it. Until April 24, 2026 at most." in page
    assert "Which directors did you try" not in page

    response = client.post(f"/reports/{report.reference}/interim/", TAKEN)

    assert response.headers["Location"] == "/interim/IM-2026-0001/"
    client.post(f"/reports/{report.reference}/interim/", TAKEN)  # sent twice, taken once
    assert InterimMeasure.objects.count() == 1
    page = shown(client, "/interim/IM-2026-0001/")
    for words in ("To be confirmed", "Confirm it", "End it today", "not a restriction", "100 Example Avenue"):
        assert words in page


def test_a_refusal_keeps_what_was_typed(report, sam, sign_in):
    response = sign_in(sam).post(f"/reports/{report.reference}/interim/", TAKEN)

    page = response.content.decode()
    assert response.status_code == 200
    assert "Say which directors you tried to reach, and how" in page
    assert "A knife was shown." in page
    assert not InterimMeasure.objects.exists()


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("/cases/{case}/", "Interim safety measure"),
        ("/people/{customer}/", "Interim safety measure"),
        ("/register/interim/", "To be confirmed"),
        ("/register/", "Safety measures"),
        ("/", "Safety measures"),
        ("/cases/{case}/?show=decisions", "took safety measure IM-2026-0001"),
    ],
)
def test_it_stands_wherever_it_is_looked_for(measure, dana, sign_in, where, words):
    address = where.format(case=measure.case.reference, customer=measure.customer.reference)

    page = shown(sign_in(dana), address)
    assert words in page
    assert "IM-2026-0001" in page or where == "/register/"


def test_the_page_of_the_case_offers_it_for_a_serious_report_and_not_when_switched_off(
    case, sales, dana, sign_in, organization
):
    danger(case.customer, sales, case=case)
    client, address = sign_in(dana), f"/cases/{case.reference}/"

    assert "Take a safety measure" in shown(client, address)
    changed(organization, interim_measures=False)
    assert "Take a safety measure" not in shown(client, address)


def test_it_is_never_counted_as_a_restriction(measure, dana, sign_in):
    page = shown(sign_in(dana), "/register/")

    assert "0 in place" in page
    assert "No restriction fits." in page
    assert not measure.case.warnings.exists()


@pytest.mark.parametrize("step", ["", "confirm/", "end/", "again/", "write/", "contact/", "request/"])
def test_who_may_not_open_the_case_finds_nothing(measure, emil, ozan, olga, april, sign_in, step):
    for user in (emil, ozan, olga, april):
        assert sign_in(user).get(f"/interim/IM-2026-0001/{step}").status_code == 404


@pytest.mark.parametrize("step", ["confirm/", "end/", "again/", "write/", "contact/", "request/"])
def test_who_only_reads_takes_no_step(measure, ada, alba, sign_in, step):
    for user in (ada, alba):
        assert sign_in(user).get(f"/interim/IM-2026-0001/{step}").status_code == 404
        assert "Confirm it" not in shown(sign_in(user), "/interim/IM-2026-0001/")


def test_confirmed_from_its_page(measure, drew, sign_in):
    said = NONCE | {"until_on": "2026-04-22", "reasons": "The police found the knife."}
    response = sign_in(drew).post("/interim/IM-2026-0001/confirm/", said)

    assert response.status_code == 302
    assert "Confirmed until April 22, 2026" in shown(sign_in(drew), "/interim/IM-2026-0001/")


def test_a_page_left_open_while_it_ended_says_so_keeps_what_was_typed_and_changes_nothing(measure, dana, drew, sign_in):
    endings.revoke_measure(measure=measure, reasons="A toy.", ways=("email",), by=dana, at=NOW)
    events = Event.objects.acts().count()

    said = NONCE | {"until_on": "2026-04-22", "reasons": "The police found the knife."}
    page = sign_in(drew).post("/interim/IM-2026-0001/confirm/", said).content.decode()

    assert "IM-2026-0001 is over already: revoked, April 17, 2026." in page
    assert "The police found the knife." in page
    assert Event.objects.acts().count() == events


def test_a_supervisor_takes_no_step_that_is_a_directors(measure, sam, sign_in):
    page = shown(sign_in(sam), "/interim/IM-2026-0001/")
    assert "Enter a request to look again" in page
    assert "Confirm it" not in page
    assert "Only a director can do this" in shown(sign_in(sam), "/interim/IM-2026-0001/confirm/")


def test_a_request_is_entered_and_answered_on_pages(measure, sam, drew, sign_in):
    asked = NONCE | {
        "their_words": "It was a <b>kitchen</b> knife.",
        "channel": "phone",
        "received_at": "2026-04-17T11:00",
    }
    assert sign_in(sam).post("/interim/IM-2026-0001/request/", asked).status_code == 302
    request = Reconsideration.objects.get()
    assert "Look again at IM-2026-0001" in shown(sign_in(drew), "/")
    assert "&lt;b&gt;kitchen&lt;/b&gt;" in shown(sign_in(drew), f"/interim/request/{request.pk}/")

    said = NONCE | {"outcome": "revoked", "reasons": "It was still in its box.", "ways": ["email"]}
    assert sign_in(drew).post(f"/interim/request/{request.pk}/", said).status_code == 302

    assert "Revoked" in shown(sign_in(drew), "/interim/IM-2026-0001/")


def test_departments_read_their_notice_and_acknowledge_it(measure, emil, dana, sign_in):
    notice = measure.notices.get()
    page = shown(sign_in(emil), f"/notices/{notice.pk}/")
    assert "Please keep to this safety measure" in page
    assert "not a restriction" in page
    assert "knife" not in page

    sign_in(emil).post(f"/notices/{notice.pk}/", NONCE)
    assert NoticeReading.objects.get().user == emil
    assert "Acknowledged" in shown(sign_in(dana), "/interim/IM-2026-0001/")
    endings.revoke_measure(measure=measure, reasons="A toy.", ways=("email",), by=dana, at=NOW)
    ended = measure.notices.get(kind="end")
    assert "This safety measure no longer applies." in shown(sign_in(emil), f"/notices/{ended.pk}/")
    assert "A safety measure ended" in shown(sign_in(emil), "/notices/")


def test_the_list_is_exported_with_its_reason(measure, alba, sign_in):
    paper = sign_in(alba).post("/register/interim/export/", {"nonce": "b" * 32, "why": "To print", "format": "pdf"})
    assert paper.content.startswith(b"%PDF")
    said = {"why": "The yearly report", "format": "csv"}
    response = sign_in(alba).post("/register/interim/export/", NONCE | said)
    lines = b"".join(response.streaming_content).decode().splitlines()

    assert lines[0].startswith("\ufeffMeasure,Case,Name,What is done")
    assert lines[1].startswith("IM-2026-0001,")
    assert Event.objects.filter(verb="interim.exported").count() == 2


def test_nobody_but_readers_of_the_register_sees_the_list(measure, sam, emil, sign_in):
    for user in (sam, emil):
        assert sign_in(user).get("/register/interim/").status_code == 404
        assert sign_in(user).get("/register/interim/export/").status_code == 404


def test_the_front_desk_sees_what_it_is(measure, emil, sign_in):
    page = sign_in(emil).post("/lookup/", {"q": "Cora Lindgren"}).content.decode()

    assert "Interim safety measure" in page
    assert "until April 20, 2026. Not a restriction." in page
    assert "knife" not in page


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_costs_the_same_however_long_it_is(many, dana, sales, sign_in, django_assert_max_num_queries):
    for number in range(many):
        customer = CustomerFactory(name=f"Customer {number}")
        measure = taken(danger(customer, sales), dana, ways=("post",))
        acts.confirm_measure(measure=measure, until_on=measure.latest_end_on, reasons="Yes.", by=dana, at=NOW)
    client = sign_in(dana)
    client.get("/register/interim/")

    with django_assert_max_num_queries(15):
        client.get("/register/interim/")


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_costs_the_same_however_many_are_told(many, measure, dana, sign_in, django_assert_max_num_queries):
    for number in range(many):
        acts.write_down(
            measure=measure, kind="tried", happened_at=NOW, how=f"Call {number}", late_reason="", by=dana,
            at=NOW + timedelta(minutes=number),
        )  # fmt: skip
    client = sign_in(dana)
    client.get("/interim/IM-2026-0001/")

    with django_assert_max_num_queries(32):
        client.get("/interim/IM-2026-0001/")


def test_what_the_form_asks_is_what_the_act_takes(report, dana, sign_in):
    assert set(SAID) <= set(acts.policy.Said.__dataclass_fields__)
