"""Letters, warnings and answers in a browser: as sent, how they went, and what came back."""

import pytest
from django.core.files.storage import default_storage

from cases.models import Answer, Delivery, Letter, Warning
from conduct.models import Event
from tests.cases.casework import waiting
from tests.cases.test_answers import entered
from tests.cases.test_letters import a_letter, sent, written, written_about_a_report
from tests.cases.test_warning import SAID, disputed, warn
from tests.factories import MatterFactory, ReportCategoryFactory

pytestmark = pytest.mark.django_db
Method = Delivery.Method


def url_of(letter, step=""):
    return f"/letters/{letter.pk}/{step}"


def text_of(response):
    return response.content.decode()


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


def test_the_page_shows_the_frozen_words_the_deliveries_and_the_checksum(sign_in, sam, case):
    letter = written(case=case, by=sam)
    sent(letter.deliveries.get(), sam)

    page = text_of(sign_in(sam).get(url_of(letter)))

    assert "We looked at what was reported." in page
    assert "It counts as received on April 22, 2026." in page
    assert letter.sha256 in page


def test_the_download_is_the_very_file_as_an_attachment_that_runs_nothing(sign_in, sam, case):
    letter = written(case=case, by=sam)

    response = sign_in(sam).get(url_of(letter, "letter.pdf"))

    assert response.content == letter.file.read()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert Event.objects.filter(verb="letter.downloaded", actor=sam).exists()


def test_bytes_that_do_not_match_their_hash_are_never_handed_out(sign_in, sam, case):
    letter = written(case=case, by=sam)
    with default_storage.open(letter.file.path, "wb") as stored:
        stored.write(b"%PDF-1.4 something else")

    response = sign_in(sam).get(url_of(letter, "letter.pdf"))

    assert response.status_code == 409
    assert "does not match its checksum" in text_of(response)


@pytest.mark.parametrize("who", ["emil", "olga", "april"])
@pytest.mark.parametrize("step", ["", "letter.pdf", "again/", "answer/"])
def test_who_may_not_open_the_case_finds_no_letter(who, step, request, sign_in, sam, case):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(url_of(written(case=case, by=sam), step)).status_code == 404


def test_an_auditor_reads_and_records_nothing(sign_in, sam, alba, case):
    letter = written(case=case, by=sam)
    delivery = letter.deliveries.get()
    client = sign_in(alba)

    assert client.get(url_of(letter)).status_code == 200
    assert "Record that it left" not in text_of(client.get(url_of(letter)))
    for url in (f"/deliveries/{delivery.pk}/sent/", f"/deliveries/{delivery.pk}/returned/", url_of(letter, "again/")):
        assert client.post(url, {"sent_at": "2026-04-17T11:00"}).status_code == 404
    assert Delivery.objects.get().sent_at is None


def test_a_letter_is_mailed_comes_back_and_is_handed_over(sign_in, sam, case):
    letter = written(case=case, by=sam)
    delivery, client = letter.deliveries.get(), sign_in(sam)

    client.post(f"/deliveries/{delivery.pk}/sent/", {"sent_at": "2026-04-17T11:00", "nonce": "a" * 32})
    client.post(
        f"/deliveries/{delivery.pk}/returned/",
        {"returned_at": "2026-04-17T11:00", "reason": "Moved", "nonce": "b" * 32},
    )
    client.post(url_of(letter, "again/"), {"method": "hand", "sent_to": "", "nonce": "c" * 32})

    page = text_of(client.get(url_of(letter)))
    assert "Came back" in page
    assert "Record that it was handed over" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter a date and a time"),
        ("2026-02-30T11:00", "Enter a date and a time, such as"),
        ("2026-04-18T11:00", "Enter a time that is not in the future."),
        ("2026-04-16T11:00", "The letter cannot have left before it was written."),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(typed, sentence, sign_in, sam, case):
    delivery = written(case=case, by=sam).deliveries.get()

    response = sign_in(sam).post(f"/deliveries/{delivery.pk}/sent/", {"sent_at": typed, "nonce": "a" * 32})

    assert any(sentence in error for error in errors_of(response))
    assert Delivery.objects.get().sent_at is None


def test_a_letter_about_a_report_leads_back_to_it(sign_in, sam, sales, cora):
    report = waiting(customer=cora, department=sales)
    letter = written_about_a_report(report=report, by=sam)
    client = sign_in(sam)

    assert f'href="/reports/{report.reference}/"' in text_of(client.get(url_of(letter)))
    client.post(f"/deliveries/{letter.deliveries.get().pk}/sent/", {"sent_at": "2026-04-17T11:00", "nonce": "a" * 32})
    assert Delivery.objects.get().sent_at


# The warning


def warning_of(case):
    return f"/cases/{case.reference}/warning/"


def test_a_warning_is_previewed_then_issued(sign_in, dana, case):
    ReportCategoryFactory(report=case.reports.first())
    client = sign_in(dana)
    assert "[what happened, with dates]" in text_of(client.get(warning_of(case)))

    preview = client.post(warning_of(case), SAID | {"preview": "1", "nonce": "a" * 32})
    assert "On April 5 you shouted." in text_of(preview)
    assert "Issue warning" in text_of(preview)
    assert not Warning.objects.exists()

    response = client.post(warning_of(case), SAID | {"issue": "1", "nonce": "b" * 32})
    assert response.url == url_of(Letter.objects.get())


def test_the_preview_is_the_letter_word_for_word(sign_in, dana, case):
    ReportCategoryFactory(report=case.reports.first())
    client = sign_in(dana)

    preview = client.post(warning_of(case), SAID | {"preview": "1", "nonce": "a" * 32}).context["html"]
    client.post(warning_of(case), SAID | {"issue": "1", "nonce": "b" * 32})
    letter = client.get(url_of(Letter.objects.get())).context["html"]

    assert preview.replace("Warning, as it would be sent", "") == letter.replace(Letter.objects.get().title, "")


def test_the_page_says_who_may_not_warn_and_the_act_refuses_with_it(sign_in, dana, case):
    MatterFactory(case=case, handler=dana)
    client = sign_in(dana)

    page, response = (
        client.get(warning_of(case)),
        client.post(warning_of(case), SAID | {"issue": "1", "nonce": "a" * 32}),
    )

    assert "Dana Ruiz handled the underlying matter." in text_of(page)
    assert "Dana Ruiz handled the underlying matter." in errors_of(response)
    assert not Warning.objects.exists()


def test_a_supervisor_reads_why_only_a_director_warns(sign_in, sam, case):
    assert "Here only a director issues warnings. Refer the case." in text_of(sign_in(sam).get(warning_of(case)))


def test_missing_words_are_named_at_their_field(sign_in, dana, case):
    response = sign_in(dana).post(warning_of(case), {"conduct": "On April 5 you shouted.", "issue": "1"})

    assert "Write why it was not acceptable" in errors_of(response)
    assert "Choose how the letter is sent" in errors_of(response)
    assert "On April 5 you shouted." in text_of(response)


def test_pressing_twice_makes_one_warning(sign_in, dana, case):
    ReportCategoryFactory(report=case.reports.first())
    client = sign_in(dana)

    for _ in range(2):
        response = client.post(warning_of(case), SAID | {"issue": "1", "nonce": "b" * 32})

    assert response.status_code == 302
    assert (Warning.objects.count(), Letter.objects.count()) == (1, 1)


# The answers


def test_an_answer_is_entered_where_the_letter_is_and_shown_on_the_case(sign_in, sam, dana, case):
    warning = warn(case, dana)
    client = sign_in(sam)
    assert "Enter what the customer answered" in text_of(client.get(url_of(warning.letter)))

    response = client.post(
        url_of(warning.letter, "answer/"),
        {
            "kind": "dispute",
            "words": "I never shouted.",
            "channel": "phone",
            "received_at": "2026-04-17T11:00",
            "nonce": "a" * 32,
        },
    )

    assert response.url == f"/cases/{case.reference}/"
    page = text_of(client.get(response.url))
    assert "I never shouted." in page
    assert "Answer due May 1, 2026" in page


def test_a_letter_that_invites_nothing_takes_no_answer(sign_in, sam, case):
    letter = written(case=case, by=sam)

    assert "This letter invites no answer." in text_of(sign_in(sam).get(url_of(letter, "answer/")))
    response = sign_in(sam).post(url_of(letter, "answer/"), {"kind": "dispute", "words": "x", "channel": "phone"})
    assert response.status_code == 200
    assert not Answer.objects.exists()


def test_a_director_who_did_not_issue_it_decides_the_dispute(sign_in, sam, dana, drew, case):
    answer = disputed(warn(case, dana), sam)
    words = {
        "outcome": "granted",
        "findings": "Nobody heard it.",
        "reasons": "No proof.",
        "ways": ["post"],
        "nonce": "a" * 32,
    }
    assert "You issued this warning. Another director decides." in text_of(
        sign_in(dana).get(f"/answers/{answer.pk}/dispute/")
    )

    sign_in(drew).post(f"/answers/{answer.pk}/dispute/", words)

    assert Warning.objects.get().withdrawn_at
    assert "withdrawn on April 17, 2026" in text_of(sign_in(drew).get(f"/cases/{case.reference}/"))


def test_a_statement_is_read_on_its_page(sign_in, sam, dana, case):
    answer = entered(a_letter(case, dana, kind="L2"), sam, Answer.Kind.STATEMENT)
    client = sign_in(sam)
    assert "May I come on Monday?" in text_of(client.get(f"/answers/{answer.pk}/note/"))

    client.post(f"/answers/{answer.pk}/note/", {"reason": "The director reads it.", "nonce": "a" * 32})

    assert Answer.objects.get().outcome == "noted"


@pytest.mark.parametrize("step", ["note/", "dispute/"])
def test_an_answer_is_not_found_by_who_may_not_see_its_case(step, sign_in, olga, alba, sam, dana, case):
    answer = disputed(warn(case, dana), sam)

    assert sign_in(olga).get(f"/answers/{answer.pk}/{step}").status_code == 404
    assert sign_in(alba).post(f"/answers/{answer.pk}/{step}", {}).status_code == 404
