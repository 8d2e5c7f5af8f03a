"""Whatever is typed or forged, a report answers with a clear sentence, loses nothing typed, and is never a 500."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.forms.reports import STEPS
from cases.models import DraftFile, IncidentReport, ReportDraft
from tests.cases.test_report_pages import KIND, PDF, WHAT, WHEN, WHO, begun, send, text_of, written

pytestmark = pytest.mark.django_db

HOSTILE = {
    "empty": "",
    "spaces": "   \t ",
    "too long": "x" * 4001,
    "a hundred thousand lines": "line\n" * 100_000,
    "NUL": "before\x00after",
    "a lone surrogate": "before\ud800after",
    "emoji": "👩🏽‍🚒 called",
    "right to left": "مرحبا בדיקה",
    "turned direction": "Robin \u202egnp.exe",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7|add:7 }}{% debug %}",
    "formula": '=HYPERLINK("http://x")',
    "line breaks in a name": "Robin\r\nBcc: someone@example.com",
    "no character": "\uffff",
    "invisible": "\u200b\u200b",
}
# The per-field test sends these; what only looks odd goes into one text, since each request costs time.
HARMLESS = ("spaces", "emoji", "right to left", "turned direction", "html", "template", "formula", "invisible")
EACH = {kind: value for kind, value in HOSTILE.items() if kind not in HARMLESS}
EACH["all that is harmless"] = " ".join(HOSTILE[kind] for kind in HARMLESS if kind != "spaces")
STARTS = {"what": WHAT, "when": WHEN, "who": WHO, "kind": KIND}
FIELDS = [
    (step, name)
    for step, form in STEPS.items()
    for name in form.base_fields
    if name not in ("nonce", "files", "said_at")
]


def post(client, path, words):
    """Send what a browser, or something worse, would send: bytes that need not be whole characters."""
    body = urlencode(words, doseq=True, errors="surrogatepass")
    return client.post(path, body, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize(("step", "name"), FIELDS)
def test_every_field_answers_whatever_is_typed(sign_in, emil, step, name):
    client = sign_in(emil)
    draft = begun(client)

    for kind, value in EACH.items():
        draft.refresh_from_db()
        words = STARTS[step] | {name: value, "saves": str(draft.saves_of(step))}
        response = post(client, f"/report/{draft.pk}/{step}/", words)

        assert response.status_code in (200, 302), (kind, response.status_code)
        assert response.status_code == 302 or "There is a problem" in text_of(response), kind
        assert "<script>alert(1)" not in text_of(response)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_every_step_is_saved_while_typing_and_shown_again_whatever_it_holds(sign_in, emil, step, kind):
    client = sign_in(emil)
    draft = begun(client)
    words = {
        name: HOSTILE[kind][:60_000] for form, name in FIELDS if form == step
    }  # all of them at once stay under the limit of a request

    typing = post(client, f"/report/{draft.pk}/{step}/save/", words | {"saves": str(draft.saves_of(step))})

    assert typing.status_code == 200
    assert client.get(f"/report/{draft.pk}/{step}/").status_code == 200
    assert client.get(f"/report/{draft.pk}/check/").status_code == 200


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_sent_whole_is_kept_whole(sign_in, emil, sam, kind):
    client = sign_in(emil)
    draft = written(client, what={"narrative": "Words before"}, who={"customer_name": "Robin"})
    post(client, f"/report/{draft.pk}/what/", WHAT | {"narrative": HOSTILE[kind], "saves": "1"})
    draft.refresh_from_db()

    response = send(client, draft)

    report = IncidentReport.objects.first()
    assert (response.status_code == 302) == (report is not None)
    if report:
        assert report.narrative == draft.words_of("what")["narrative"].strip()


def test_an_answer_that_is_too_long_is_told_and_not_cut(sign_in, emil):
    client = sign_in(emil)
    draft = begun(client)

    page = client.post(f"/report/{draft.pk}/what/", WHAT | {"narrative": "x" * 4001, "saves": "1"})

    assert "Use 4,000 characters or fewer. This is 4,001" in text_of(page)
    draft.refresh_from_db()
    assert len(draft.words_of("what")["narrative"]) == 4001


def test_a_hidden_character_is_named_and_the_rest_is_kept(sign_in, emil):
    client = sign_in(emil)
    draft = begun(client)

    page = client.post(f"/report/{draft.pk}/what/", WHAT | {"narrative": "before\x00after", "saves": "1"})

    assert "There is a problem" in text_of(page)
    draft.refresh_from_db()
    assert draft.words_of("what")["narrative"] == "beforeafter"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/report/999999/what/", WHAT),
        ("/report/99999999999999999999/what/", WHAT),
        ("/report/{pk}/nonsense/", WHAT),
        ("/report/{pk}/files/999/remove/", WHAT),
        ("/reports/IR-1999-0001/", {}),
        ("/reports/%00/", {}),
        ("/reports/IR-2026-0001%0d%0a/", {}),
        ("/evidence/99999999999999999999/", {}),
        ("/people/%00/", {}),
    ],
)
def test_addresses_of_nothing_are_not_found(sign_in, emil, path, words):
    client = sign_in(emil)
    draft = begun(client)

    assert client.post(path.format(pk=draft.pk), words).status_code == 404
    assert client.get(path.format(pk=draft.pk)).status_code in (404, 405)


@pytest.mark.parametrize(
    "forged",
    [
        {"saves": "-1"}, {"saves": "9" * 30}, {"saves": "²"}, {"saves": ""}, {"key": "../../etc"}, {"key": "\x00"},
        {"said_at": "1999-01-01T00:00:00+00:00"}, {"author": "1"}, {"sent": "1"}, {"version": "1"}, {"department": "1"},
    ],
)  # fmt: skip
def test_forged_fields_change_nothing(sign_in, emil, forged):
    client = sign_in(emil)
    draft = begun(client)

    response = client.post(f"/report/{draft.pk}/what/", WHAT | forged)

    assert response.status_code in (200, 302)
    draft.refresh_from_db()
    assert set(draft.words_of("what")) <= {"help_needed", "narrative"}
    assert (draft.author, draft.sent) == (emil, None)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_forged_version_sends_nothing(sign_in, emil, sam, version):
    client = sign_in(emil)
    draft = written(client)

    response = client.post(f"/report/{draft.pk}/check/", {"version": version})

    assert response.status_code == 200
    assert not IncidentReport.objects.exists()


def test_the_department_of_somebody_else_cannot_be_forged(sign_in, emil, sam, rentals):
    client = sign_in(emil)
    draft = written(client)

    send(client, draft, department=rentals.pk)

    assert IncidentReport.objects.get().department == emil.memberships.get().department


EICAR_LIKE = b"MZ\x90\x00" + b"\0" * 64


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a kind of file we can keep"),
        ("page.html", b"<html></html>", "is not a kind of file we can keep"),
        ("program.exe", EICAR_LIKE, "is not a kind of file we can keep"),
        ("program.pdf", EICAR_LIKE, "is not a PDF, whatever its name says"),
        ("page.txt", b"<html><script>1</script></html>", "is not plain text"),
        ("empty.pdf", b"", "is empty"),
        ("no-ending", PDF, "is not a kind of file we can keep"),
        ("\u202egpj.exe", EICAR_LIKE, "is not a kind of file we can keep"),
    ],
)
def test_a_file_that_cannot_be_kept_is_named_and_the_words_stay(sign_in, emil, name, content, sentence):
    client = sign_in(emil)

    page = client.post(
        "/report/new/",
        WHAT | {"key": "a" * 32, "files": [SimpleUploadedFile(name, content), SimpleUploadedFile("good.pdf", PDF)]},
    )

    assert sentence in text_of(page)
    assert WHAT["narrative"] in text_of(page)
    assert [one.file.name for one in DraftFile.objects.all()] == ["good.pdf"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "C:\\windows\\x.pdf", "x" * 300 + ".pdf", "\u202efdp.pdf", "con.pdf"]
)
def test_a_hostile_name_becomes_a_plain_one(sign_in, emil, name):
    begun(sign_in(emil), files=[SimpleUploadedFile(name, PDF)])

    kept = DraftFile.objects.get().file
    assert len(kept.name) <= 100
    assert not {"/", "\\", "\r", "\n", "\u202e"} & set(kept.name)
    assert "passwd" not in kept.path


def test_the_eleventh_file_is_refused_and_ten_stay(sign_in, emil):
    page = sign_in(emil).post(
        "/report/new/", WHAT | {"key": "a" * 32, "files": [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(11)]}
    )

    assert "A report can carry 10 files. Remove 1 of them" in text_of(page)
    assert DraftFile.objects.count() == 10


def test_a_file_over_twenty_megabytes_is_refused(sign_in, emil):
    page = sign_in(emil).post(
        "/report/new/",
        WHAT | {"key": "a" * 32, "files": [SimpleUploadedFile("large.pdf", PDF + b"\0" * (21 * 1024 * 1024))]},
    )

    assert "large.pdf is larger than 20 MB. Choose a smaller file" in text_of(page)
    assert WHAT["narrative"] in text_of(page)


def test_another_persons_draft_cannot_be_written_through_its_number(sign_in, emil, ozan):
    draft = begun(sign_in(emil))

    sign_in(ozan).post(f"/report/{draft.pk}/what/", WHAT | {"narrative": "Not mine"})
    sign_in(ozan).post("/report/new/", WHAT | {"key": draft.key, "narrative": "Not mine"})

    draft.refresh_from_db()
    assert draft.words_of("what")["narrative"] == WHAT["narrative"]
    assert ReportDraft.objects.filter(author=ozan).count() == 1


def test_a_customer_with_a_hostile_name_is_kept_in_the_reporters_words(sign_in, emil, sam):
    client = sign_in(emil)

    send(client, written(client, who={"customer_name": "Robin \u202eCastel"}))

    report = IncidentReport.objects.get()
    assert report.customer_as_reported == "Robin \u202eCastel"
    assert report.customer.name == "Robin Castel"
