"""A file follows its report: given out to those who may see it, checked, never run by a browser, never changed."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions.case import add_file
from cases.actions.evidence import withhold_evidence
from cases.actions.reports import add_to_report
from cases.models import Addendum, Evidence
from conduct.lifecycle import Refused
from conduct.models import Event, StoredFile
from tests.factories import NOW, ReportFactory, changed, staged

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def evidence(emil, sales):
    report = ReportFactory(reporter=emil, department=sales)
    add_to_report(report=report, text="The log", files=[SimpleUploadedFile("Anrufé log.pdf", PDF)], by=emil, at=NOW)
    return Evidence.objects.get()


def address(evidence):
    return f"/evidence/{evidence.pk}/"


def test_a_file_is_given_out_as_bytes_no_browser_runs(sign_in, evidence, sam):
    response = sign_in(sam).get(address(evidence))

    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Anruf%C3%A9%20log.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "no-store"


def test_giving_out_a_file_is_recorded_before_bytes_leave(sign_in, evidence, sam):
    sign_in(sam).get(address(evidence))

    event = Event.objects.get(verb="evidence.downloaded")
    assert (event.actor, event.journal) == (sam, f"user:{sam.pk}")


def test_a_file_is_open_to_those_who_may_see_the_report_and_to_nobody_else(
    sign_in, evidence, emil, sam, ozan, olga, dana, alba
):
    answers = {user: sign_in(user).get(address(evidence)).status_code for user in (emil, sam, dana, alba, ozan, olga)}

    assert answers == {emil: 200, sam: 200, dana: 200, alba: 200, ozan: 404, olga: 404}


def test_the_permission_is_asked_anew_when_the_report_moves(sign_in, evidence, sam, olga, rentals):
    changed(evidence.report, department=rentals)

    assert sign_in(sam).get(address(evidence)).status_code == 404
    assert sign_in(olga).get(address(evidence)).status_code == 200


def test_a_file_of_a_case_follows_the_case(sign_in, evidence, sam, olga, sales, case):
    file = staged(row=StoredFile(sha256="0" * 64, size=1, content_type="text/plain", name="x.txt", path="x"))
    of_case = staged(row=Evidence(case=case, file=file, added_by=sam, added_at=NOW))

    assert sign_in(sam).get(address(of_case)).status_code == 409  # its bytes are not there
    assert sign_in(olga).get(address(of_case)).status_code == 404


@pytest.mark.parametrize("tamper", ["change", "remove"])
def test_bytes_that_do_not_match_the_record_are_not_given_out(sign_in, evidence, sam, tamper):
    path = default_storage.path(evidence.file.path)
    default_storage.delete(evidence.file.path)
    if tamper == "change":
        with open(path, "wb") as stored:
            stored.write(PDF + b"more")

    response = sign_in(sam).get(address(evidence))

    assert response.status_code == 409
    assert b"This file does not match the record" in response.content
    assert PDF not in response.content
    assert Event.objects.get(verb="evidence.changed").kind == Event.Kind.REFUSAL


def test_a_withheld_file_says_so(sign_in, evidence, sam, dana):
    withhold_evidence(evidence=evidence, reason="It shows somebody else", by=dana, at=NOW)

    response = sign_in(sam).get(address(evidence))

    assert response.status_code == 410
    assert b"It shows somebody else" in response.content
    assert PDF not in response.content
    with pytest.raises(Refused, match="already withheld"):
        withhold_evidence(evidence=evidence, reason="Again", by=dana, at=NOW)


@pytest.mark.parametrize(("role", "expected"), [("emil", False), ("sam", False), ("dana", True)])
def test_only_a_director_withholds_a_file(evidence, request, role, expected):
    by = request.getfixturevalue(role)

    if expected:
        withhold_evidence(evidence=evidence, reason="It shows somebody else", by=by, at=NOW)
    else:
        with pytest.raises(Refused, match="A director withholds a file"):
            withhold_evidence(evidence=evidence, reason="It shows somebody else", by=by, at=NOW)
    evidence.file.refresh_from_db()
    assert (evidence.file.withheld_at is not None) == expected


def test_an_addition_with_a_file_that_cannot_be_kept_is_not_written(emil, sales):
    report = ReportFactory(reporter=emil, department=sales)

    with pytest.raises(Refused, match="is not a kind of file we can keep"):
        add_to_report(report=report, text="The log", files=[SimpleUploadedFile("x.svg", b"<svg/>")], by=emil, at=NOW)

    assert not Evidence.objects.exists()
    assert not Addendum.objects.exists()


def test_an_addition_counts_the_files_the_report_has(evidence, emil):
    files = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(10)]

    with pytest.raises(Refused, match="A report can carry 10 files"):
        add_to_report(report=evidence.report, text="More", files=files, by=emil, at=NOW)
    assert Evidence.objects.count() == 1


def test_a_director_withholds_a_file_on_its_page_and_it_stands_as_withheld(sign_in, evidence, sam, dana):
    client, page = sign_in(dana), f"{address(evidence)}withhold/"
    report = f"/reports/{evidence.report.reference}/"
    assert page in client.get(report).content.decode()
    assert page not in sign_in(sam).get(report).content.decode()
    assert sign_in(sam).get(page).status_code == 404

    assert b"This field is required" in client.post(page, {"reason": ""}).content
    assert client.post(page, {"reason": "It shows somebody else", "nonce": "n"}).url == report

    shown = client.get(report).content.decode()
    assert "It shows somebody else" in shown
    assert page not in shown
    assert "This file is already withheld." in client.get(page).content.decode()


def test_a_file_of_a_case_is_withheld_too(sign_in, case, dana):
    file = SimpleUploadedFile("Call log.pdf", PDF)
    add_file(case=case, file=file, caption="The log", by=dana, at=NOW)

    withhold_evidence(evidence=Evidence.objects.get(), reason="It shows somebody else", by=dana, at=NOW)

    assert "It shows somebody else" in sign_in(dana).get(f"/cases/{case.reference}/").content.decode()
