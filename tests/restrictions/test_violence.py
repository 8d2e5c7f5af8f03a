"""The log of violent incidents: serious violence, threats and weapons, what followed, and the name of nobody."""

import csv
import io

import pytest

from cases.actions.triage import triage_report
from cases.models import ConductCategory, IncidentReport
from conduct.models import Event
from restrictions import violence
from tests.cases.casework import NEW_CASE, UNACCEPTABLE, refused, waiting
from tests.factories import NOW, CustomerFactory, InvolvedFactory, ReportCategoryFactory, TriageFactory, changed

pytestmark = pytest.mark.django_db

SAID = {
    "log_what": "A customer raised a hammer against a member of staff.",
    "log_response": "=Asked to leave, then the police were called.",
    "log_injuries": "Nobody",
}
ADDRESS, FILE = "/register/violence/", "/register/violence/export/"


@pytest.fixture
def report(emil, sales, cora):
    return waiting(reporter=emil, department=sales, customer=cora, place="Main office", police_called="yes")


def triaged(report, by, *, code="UB2a", severity=4, **said):
    kind = ConductCategory.objects.get(code=code)
    found = UNACCEPTABLE | {"severity": severity} | said
    return triage_report(report=report, categories=[kind], primary=kind, **found, **NEW_CASE, by=by, at=NOW)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("log_what", "Write what happened, without names, for the log of violent incidents."),
        ("log_response", "Write what was done at the time, without names, for the log of violent incidents."),
        ("log_injuries", "Write who was hurt, without names, or “nobody”, for the log of violent incidents."),
    ],
)
def test_a_serious_violent_event_is_written_down_at_triage(report, sam, missing, sentence):
    with refused(sentence):
        triaged(report, sam, **SAID | {missing: " "})


@pytest.mark.parametrize(("code", "severity"), [("UB2a", 2), ("UB1b", 4), ("UD06", 3)])
def test_what_was_not_serious_or_not_violent_is_not_asked_for_and_not_in_the_log(report, sam, code, severity):
    triaged(report, sam, code=code, severity=severity)

    assert not IncidentReport.objects.violent().exists()


@pytest.mark.parametrize("name", ["Emil Brandt", "CORA LINDGREN", "Tess Vidal"])
def test_the_log_names_nobody(report, sam, emil, name):
    changed(emil, full_name="Emil Brandt")
    InvolvedFactory(report=report, name="Tess Vidal", part="affected")

    with refused(f"The log of violent incidents names nobody. Take out “{name.title()}”."):
        triaged(report, sam, **SAID | {"log_what": f"{name} was pushed at the door."})


def test_a_row_says_what_the_log_is_for(sign_in, report, sam, dana, organization):
    triaged(report, sam, **SAID)

    row = violence.rows_of(violence.entries(), organization=organization)[0]
    page = sign_in(dana).get(ADDRESS).content.decode()

    assert (row.on.isoformat(), row.time, row.place) == ("2026-04-17", "8:00 AM", "Phone, Main office")
    assert row.kinds == "aggressive or intimidating approaches to another individual"
    assert row.who == "Individual"
    assert row.followed == f"Open a case; case {IncidentReport.objects.get(pk=report.pk).case}, open"
    assert row.kept_until.isoformat() == "2031-04-17"
    assert "raised a hammer" in page
    assert "Police called" in page
    assert "Cora" not in page
    assert "Emil" not in page


def test_void_reports_and_duplicates_are_left_out_and_an_unknown_person_is_one(report, sam, organization, sales):
    stranger = CustomerFactory(name="", description="A man with a dog")
    for status in ("void", "duplicate"):
        one = waiting(department=sales, customer=stranger)
        TriageFactory(report=one, severity=4)
        ReportCategoryFactory(report=one, category=ConductCategory.objects.get(code="UB3c"))
        one.become(status)
        changed(one)
    one = waiting(department=sales, customer=stranger)
    triaged(one, sam, code="UB3c", **SAID)

    rows = violence.rows_of(violence.entries(), organization=organization)

    assert [(row.report, row.who) for row in rows] == [(one, "Somebody we do not know")]


def test_what_triage_did_not_write_is_said_to_be_missing(sign_in, report, dana):
    TriageFactory(report=report, severity=4)
    ReportCategoryFactory(report=report, category=ConductCategory.objects.get(code="UB3c"))

    assert sign_in(dana).get(ADDRESS).content.decode().count("Not written at triage") == 3


def test_the_log_is_for_directors_admins_and_auditors(sign_in, report, dana, ada, alba, sam, emil, april):
    answers = {who: sign_in(who).get(ADDRESS).status_code for who in (dana, ada, alba, sam, emil, april)}

    assert answers == {dana: 200, ada: 200, alba: 200, sam: 404, emil: 404, april: 404}
    assert sign_in(sam).post(FILE, {"format": "csv", "why": "x"}).status_code == 404
    assert "No violent incident was reported so far." in sign_in(alba).get(ADDRESS).content.decode()


def test_the_log_is_taken_out_as_a_file_with_a_reason_and_no_formula(sign_in, report, sam, alba):
    triaged(report, sam, **SAID)

    sent = sign_in(alba).post(FILE, {"format": "csv", "why": "The yearly safety review", "nonce": "a" * 32})

    rows = list(csv.reader(io.StringIO(b"".join(sent.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == violence.HEADINGS
    assert rows[1][8] == "'=Asked to leave, then the police were called."
    assert rows[1][9] == "Yes"
    assert Event.objects.get(verb="violence.exported").actor == alba
