"""The matter and the effort ledger in a browser: one row adds an effort, with scripts and without."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import ComplainedOf, Effort, Matter, MatterAnswer
from tests.cases.casework import HOSTILE
from tests.factories import TODAY, CaseFactory, EffortFactory, MatterAnswerFactory, MatterFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ROW = {"made_on": "2026-04-10", "kind": "meeting", "offered": "A meeting with a manager", "nonce": "a" * 32}
ASKED = {
    "kind": "complaint",
    "title": "Deposit",
    "asked": "The deposit back",
    "asked_on": "2026-03-01",
    "procedure": "Refunds",
    "nonce": "a" * 32,
}


def url_of(case, step=""):
    return f"/cases/{case.reference}/matter/{step}"


def text_of(response):
    return response.content.decode()


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


@pytest.fixture
def matter(case):
    return MatterFactory(case=case, closed_on=None)


def test_nothing_recorded_says_so_and_offers_the_next_step(sign_in, sam, case):
    page = text_of(sign_in(sam).get(url_of(case)))

    assert "Nothing is recorded about a complaint or a request." in page
    assert "No effort is recorded. The director needs at least one." in page
    assert f'href="{url_of(case, "new/")}"' in page


def test_a_matter_goes_from_the_question_to_its_answer_and_end(sign_in, sam, case):
    client = sign_in(sam)
    client.post(url_of(case, "new/"), ASKED)
    matter = Matter.objects.get()
    file = SimpleUploadedFile("answer.pdf", PDF, "application/pdf")

    client.post(
        url_of(case, f"{matter.pk}/answer/"),
        {
            "answered_on": "2026-03-10",
            "what": "Kept for repairs",
            "answers_every_point": "on",
            "file": file,
            "nonce": "b" * 32,
        },
    )
    client.post(url_of(case, f"{matter.pk}/close/"), {"closed_on": "2026-03-10", "nonce": "c" * 32})

    page = text_of(client.get(url_of(case)))
    assert "Answered and closed" in page
    assert "Kept for repairs" in page
    assert "answer.pdf" in page
    assert "The director can answer Yes." in page


def test_an_effort_is_one_row_and_the_page_shows_it(sign_in, sam, case, matter):
    client = sign_in(sam)

    response = client.post(url_of(case), ROW)

    assert response.url == f"{url_of(case)}?matter={matter.pk}#efforts"
    page = text_of(client.get(url_of(case)))
    assert "A meeting with a manager" in page
    assert "1 effort by 1 person." in page
    assert Effort.objects.get().matter == matter


def test_without_a_page_change_the_same_row_does_the_same(sign_in, sam, case, matter):
    client = sign_in(sam)
    page = text_of(client.get(url_of(case)))
    assert 'hx-target="#efforts"' in page
    assert 'hx-select-oob="#use"' in page

    response = client.post(url_of(case), ROW, headers={"HX-Request": "true"}, follow=True)

    assert 'id="efforts"' in text_of(response)
    assert "1 effort by 1 person." in text_of(response)
    assert Effort.objects.count() == 1


@pytest.mark.parametrize("kept", [ROW])
def test_the_same_row_sent_twice_is_one_effort(kept, sign_in, sam, case):
    client = sign_in(sam)

    assert client.post(url_of(case), kept).url == client.post(url_of(case), kept).url

    assert Effort.objects.count() == 1


WRONG = [
    ({"made_on": "2026-02-30"}, "Enter a date, such as November 20, 2026"),
    ({"made_on": ""}, "Enter a date"),
    ({"made_on": "2026-04-18"}, "Enter a date that is today or earlier."),
    ({"made_on": "2026-01-01"}, "An effort cannot come before the matter was asked. Check the date."),
    ({"made_on": "1926-01-01"}, "Enter a date of the last 30 years."),
    ({"made_on": "0001-01-01"}, "Enter a year between 1900 and 2199"),
    ({"kind": "bribe"}, "Select a valid choice. bribe is not one of the available choices."),
    ({"offered": ""}, "Write what we offered"),
    ({"offered": "   "}, "Write what we offered"),
    ({"offered": "x" * 501}, "Use 500 characters or fewer. This is 501"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG)
def test_a_bad_row_gets_a_sentence_beside_it_and_keeps_the_rest(wrong, sentence, sign_in, sam, case, matter):
    response = sign_in(sam).post(url_of(case), ROW | {"came_back": "They hung up"} | wrong)

    assert response.status_code == 200
    assert sentence in errors_of(response)
    assert "They hung up" in text_of(response)
    assert "<title>Error: " in text_of(response)
    assert not Effort.objects.exists()


@pytest.mark.parametrize("words", [*HOSTILE, "a\x00b"])
def test_whatever_is_offered_is_kept_as_text_or_refused(words, sign_in, sam, case):
    client = sign_in(sam)

    response = client.post(url_of(case), ROW | {"offered": words})

    assert Effort.objects.exists() == (response.status_code == 302)
    assert "<script>alert(1)" not in text_of(client.get(url_of(case)))


def test_a_file_that_is_not_what_it_says_adds_no_effort(sign_in, sam, case):
    page = SimpleUploadedFile("photo.png", b"<svg onload=alert(1)>", "image/png")

    response = sign_in(sam).post(url_of(case), ROW | {"file": page})

    assert any("photo.png" in error for error in errors_of(response))
    assert not Effort.objects.exists()


def test_what_came_back_is_written_on_its_own_page(sign_in, sam, case):
    effort = EffortFactory(case=case, came_back="")
    client = sign_in(sam)
    assert "Record what came back" in text_of(client.get(url_of(case)))

    client.post(f"/cases/{case.reference}/efforts/{effort.pk}/reply/", {"came_back": "They agreed", "nonce": "a" * 32})

    assert "They agreed" in text_of(client.get(url_of(case)))


def test_an_effort_of_another_case_is_not_found(sign_in, sam, case):
    other = EffortFactory()

    response = sign_in(sam).post(f"/cases/{case.reference}/efforts/{other.pk}/reply/", {"came_back": "x"})

    assert response.status_code == 404


@pytest.mark.parametrize("step", ["change/", "answer/", "close/", "reopen/", "staff/"])
def test_a_matter_of_another_case_is_not_found(step, sign_in, sam, case):
    other = MatterFactory()

    assert sign_in(sam).get(url_of(case, f"{other.pk}/{step}")).status_code == 404


@pytest.mark.parametrize("who", ["alba", "ada"])
def test_who_only_reads_gets_no_form_and_no_act(who, request, sign_in, case, matter):
    client = sign_in(request.getfixturevalue(who))

    assert "Add effort" not in text_of(client.get(url_of(case)))
    for step in ("", f"{matter.pk}/change/", f"{matter.pk}/answer/", f"{matter.pk}/close/", f"{matter.pk}/staff/"):
        assert client.post(url_of(case, step), ROW | ASKED).status_code == 404
    assert (Effort.objects.count(), MatterAnswer.objects.count(), ComplainedOf.objects.count()) == (0, 0, 0)


def test_a_correction_starts_from_what_is_recorded(sign_in, sam, case, matter):
    client = sign_in(sam)
    page = client.get(url_of(case, f"{matter.pk}/change/"))
    assert page.context["form"].initial["asked"] == "The customer asked for the deposit back."

    client.post(url_of(case, f"{matter.pk}/change/"), ASKED | {"asked": "All of the deposit back", "revision": 1})

    matter.refresh_from_db()
    assert (matter.asked, matter.title) == ("All of the deposit back", "Deposit")


def test_staff_complained_of_are_named_and_ended_on_the_page(sign_in, sam, emil, case, matter):
    client = sign_in(sam)
    client.post(url_of(case, f"{matter.pk}/staff/"), {"user": emil.pk, "nonce": "a" * 32})
    named = ComplainedOf.objects.get()

    client.post(f"/cases/{case.reference}/staff/{named.pk}/end/", {"reason": "Somebody else", "nonce": "b" * 32})

    assert "Emil Novak (ended April 17, 2026)" in text_of(client.get(url_of(case)))


def test_several_matters_of_a_case_are_each_one_link_away(sign_in, sam, case, matter):
    older = MatterFactory(case=case, title="A broken lock", asked_on=TODAY - timedelta(days=90))
    client = sign_in(sam)

    assert "A broken lock" in text_of(client.get(url_of(case)))
    assert client.get(f"{url_of(case)}?matter={older.pk}").context["matter"] == older
    assert client.get(f"{url_of(case)}?matter=999").context["matter"] == matter


def test_what_the_review_can_use_is_computed_from_what_is_written(sign_in, sam, case, emil):
    matter = MatterFactory(case=case, handler=emil)
    MatterAnswerFactory(matter=matter)

    page = text_of(sign_in(sam).get(url_of(case)))

    assert "Nobody ticks these boxes." in page
    assert "Emil Novak handled this, so they cannot decide the case." in page
    assert "Has a procedure, an answer to every point, and is closed. The director can answer Yes." in page


def test_the_files_of_answers_and_efforts_go_to_who_may_open_the_case(sign_in, sam, dana, alba, olga, case, matter):
    client = sign_in(sam)
    answer = {"answered_on": "2026-04-01", "what": "Kept", "file": SimpleUploadedFile("answer.pdf", PDF)}
    client.post(url_of(case, f"{matter.pk}/answer/"), answer | {"nonce": "b" * 32})
    client.post(url_of(case), ROW | {"file": SimpleUploadedFile("offer.pdf", PDF)})
    files = [MatterAnswer.objects.get().file, Effort.objects.get().file]

    for file in files:
        address = url_of(case, f"files/{file.pk}/")
        assert f'href="{address}"' in text_of(client.get(url_of(case)))
        assert [sign_in(who).get(address).status_code for who in (sam, dana, alba, olga)] == [200, 200, 200, 404]
    given = client.get(address)
    assert (given.content, given["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert given["Content-Disposition"] == 'attachment; filename="offer.pdf"'


def test_a_file_of_another_case_is_not_given_out_under_this_one(sign_in, sam, dana, case, matter):
    other = CaseFactory(department=case.department)
    client = sign_in(dana)
    client.post(url_of(case), ROW | {"file": SimpleUploadedFile("offer.pdf", PDF)})

    assert client.get(url_of(other, f"files/{Effort.objects.get().file_id}/")).status_code == 404
