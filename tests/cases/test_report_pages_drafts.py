"""A draft is private, saved as it is written, and never lost: not to a second window, nor to a sign-in that ran out."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions.reports import add_to_report
from cases.models import Customer, DraftFile, IncidentReport, ReportDraft
from conduct.models import OutboxMessage
from tests.cases.test_report_pages import PDF, WHAT, WHEN, begun, send, text_of, written
from tests.factories import NOW, PASSWORD, InvolvedFactory, ReportFactory

pytestmark = pytest.mark.django_db


def test_opening_a_new_report_makes_nothing(sign_in, emil, sam):
    page = sign_in(emil).get("/report/new/")

    assert not ReportDraft.objects.exists()
    assert 'name="help_needed" value="no" id="id_help_needed_0">' in text_of(page)  # nothing is chosen beforehand
    assert "checked" not in text_of(page)
    assert "Sam Okafor, your supervisor, reads it by April 21, 2026" in text_of(page)


def test_the_first_save_sent_twice_makes_one_draft(sign_in, emil):
    client = sign_in(emil)

    begun(client)
    begun(client)

    assert ReportDraft.objects.count() == 1


@pytest.mark.parametrize("step", ["what", "when", "who", "kind", "check", "sent", "matches", "what/save"])
def test_a_draft_is_private_to_its_author(sign_in, emil, sam, dana, step):
    draft = begun(sign_in(emil))

    for other in (sam, dana):
        assert sign_in(other).get(f"/report/{draft.pk}/{step}/").status_code in (404, 405)
        assert sign_in(other).post(f"/report/{draft.pk}/{step}/", WHAT).status_code in (404, 405)
    assert ReportDraft.objects.get().answers == draft.answers


def test_a_step_is_saved_while_somebody_types(sign_in, emil):
    client = sign_in(emil)

    first = client.post("/report/new/what/save/", {"key": "a" * 32, "narrative": "They", "saves": "0"})
    again = client.post("/report/new/what/save/", {"key": "a" * 32, "narrative": "They shouted", "saves": "1"})

    assert "Saved at 11:00 AM" in text_of(first)
    assert 'name="saves" value="2"' in text_of(again)
    assert ReportDraft.objects.get().words_of("what")["narrative"] == "They shouted"


def test_a_second_window_never_overwrites_the_first_silently(sign_in, emil):
    client = sign_in(emil)
    draft = begun(client)
    client.post(f"/report/{draft.pk}/what/", WHAT | {"narrative": "Words of one window", "saves": "1"})

    typing = client.post(f"/report/{draft.pk}/what/save/", WHAT | {"narrative": "Words of another", "saves": "1"})
    page = client.post(f"/report/{draft.pk}/what/", WHAT | {"narrative": "Words of another", "saves": "1"})

    assert typing.status_code == 409
    assert "Words of one window" in text_of(page)
    assert "Words of another" in text_of(page)
    draft.refresh_from_db()
    assert draft.words_of("what")["narrative"] == "Words of one window"
    client.post(
        f"/report/{draft.pk}/what/", WHAT | {"narrative": "Words of another", "saves": str(page.context["saves"])}
    )
    draft.refresh_from_db()
    assert draft.words_of("what")["narrative"] == "Words of another"


def test_two_windows_on_different_steps_do_not_meet(sign_in, emil):
    client = sign_in(emil)
    draft = written(client)

    response = client.post(f"/report/{draft.pk}/when/", WHEN | {"saves": "1", "place": "The lobby"})

    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.words_of("when")["place"] == "The lobby"


def test_finishing_later_keeps_what_is_not_yet_complete(sign_in, emil):
    client = sign_in(emil)

    response = client.post("/report/new/", {"key": "a" * 32, "narrative": "Later", "saves": "0", "later": "1"})

    assert response.url == "/reports/"
    assert "Later" in text_of(client.get("/reports/"))
    assert "Later" in text_of(client.get("/"))


def test_just_now_means_the_moment_it_was_said_even_when_sent_the_next_day(sign_in, emil, sam, clock):
    client = sign_in(emil)
    draft = written(client, when={"when": "now"})
    clock.shift(timedelta(minutes=20))

    send(client, draft)

    assert IncidentReport.objects.get().occurred_at == NOW


def test_files_are_kept_with_the_draft_and_can_be_taken_out(sign_in, emil, sam):
    client = sign_in(emil)
    draft = begun(client, files=[SimpleUploadedFile("log.pdf", PDF), SimpleUploadedFile("other.pdf", PDF + b"\n")])
    added = list(DraftFile.objects.of(draft))

    client.post(f"/report/{draft.pk}/files/{added[0].pk}/remove/", WHAT | {"narrative": "Kept too", "saves": "1"})

    assert [one.file.name for one in DraftFile.objects.of(draft)] == ["other.pdf"]
    added[0].file.refresh_from_db()
    assert added[0].file.withheld_at is not None
    draft.refresh_from_db()
    assert draft.words_of("what")["narrative"] == "Kept too"


def test_the_steps_ask_the_database_a_constant_number_of_times(sign_in, emil, sam, django_assert_max_num_queries):
    client = sign_in(emil)
    draft = written(client)

    for step in ("what", "when", "who", "kind", "check"):
        client.get(f"/report/{draft.pk}/{step}/")
        with django_assert_max_num_queries(12):
            client.get(f"/report/{draft.pk}/{step}/")


@pytest.mark.parametrize("number", [2, 12])
def test_my_reports_asks_the_same_for_few_and_many(sign_in, emil, sam, django_assert_num_queries, number):
    for day in range(number):
        ReportFactory(reporter=emil, department=emil.memberships.get().department, sent_at=NOW - timedelta(days=day))
    client = sign_in(emil)
    client.get("/reports/")

    with django_assert_num_queries(12):
        client.get("/reports/")


def test_an_unsent_draft_goes_nowhere_else(sign_in, emil, sam):
    draft = begun(sign_in(emil))

    assert not OutboxMessage.objects.exists()
    assert not Customer.objects.exists()
    assert sign_in(emil).get(f"/report/{draft.pk}/sent/").url == f"/report/{draft.pk}/what/"


@pytest.mark.parametrize("number", [1, 6])
def test_a_report_asks_the_same_for_few_and_many(sign_in, emil, sam, ozan, django_assert_num_queries, number):
    report = ReportFactory(reporter=emil, department=emil.memberships.get().department)
    for n in range(number):
        InvolvedFactory(report=report, user=ozan)
        add_to_report(report=report, text="More", files=[SimpleUploadedFile(f"{n}.pdf", PDF)], by=emil, at=NOW)
    client = sign_in(emil)
    client.get(f"/reports/{report.reference}/")

    with django_assert_num_queries(19):  # 5 to know who asks, 4 to record the reading, 10 of its own
        client.get(f"/reports/{report.reference}/")


def test_words_sent_after_the_sign_in_ran_out_are_there_after_signing_in_again(sign_in, emil):
    client = sign_in(emil)
    draft = begun(client)
    Session.objects.all().delete()

    sent = client.post(f"/report/{draft.pk}/what/", WHAT | {"narrative": "Typed for an hour", "saves": "1"})
    client.post("/sign-in/", {"login": emil.email, "password": PASSWORD, "next": f"/report/{draft.pk}/what/"})
    page = client.get(f"/report/{draft.pk}/what/")

    assert sent.url == f"/sign-in/?next=/report/{draft.pk}/what/"
    assert "Typed for an hour" in text_of(page)
    assert "Your words are here, not yet saved" in text_of(page)
    draft.refresh_from_db()
    assert draft.words_of("what")["narrative"] == WHAT["narrative"]
    client.post(
        f"/report/{draft.pk}/what/", WHAT | {"narrative": "Typed for an hour", "saves": str(page.context["saves"])}
    )
    draft.refresh_from_db()
    assert draft.words_of("what")["narrative"] == "Typed for an hour"


def test_words_kept_for_one_person_are_never_shown_to_another(sign_in, emil, ozan):
    client = sign_in(emil)
    client.get("/report/new/")
    Session.objects.all().delete()

    client.post("/report/new/", WHAT | {"narrative": "Words of Emil", "key": "a" * 32})
    client.post("/sign-in/", {"login": ozan.email, "password": PASSWORD})

    assert "Words of Emil" not in text_of(client.get("/report/new/"))


@pytest.mark.parametrize("writer", ["", "forged", "1:x:y"])
def test_nothing_is_kept_for_somebody_unknown(client, emil, writer):
    client.cookies["writer"] = writer
    response = client.post("/report/new/", WHAT)

    assert response.url == "/sign-in/?next=/report/new/"
    assert not client.session.keys()
