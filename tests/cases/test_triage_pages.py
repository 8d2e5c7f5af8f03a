"""Triage in a browser: the queue, the questions beside the report, and what a form refuses."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from cases.models import Case, ConductCategory, DepartmentQuestion, KeptForm, ReporterQuestion, Triage
from conduct.models import Event
from tests.cases.casework import HOSTILE, UNACCEPTABLE, page_queries, waiting
from tests.factories import NOW, CaseFactory, CustomerFactory, changed, staged

pytestmark = pytest.mark.django_db
NONCE = {"nonce": "a" * 32}
ANSWERS = UNACCEPTABLE | {"outcome": "open_case", "title": "Repeated calls"} | NONCE


@pytest.fixture
def report(emil, sales, cora):
    return waiting(reporter=emil, department=sales, customer=cora, kinds="UB1,UD06")


def url_of(report, step=""):
    return f"/triage/{report.reference}/{step}"


def answers(**changes):
    code = ConductCategory.objects.get(code="UD06").pk
    return {key: value for key, value in (ANSWERS | {"primary": code} | changes).items() if value is not None}


def text_of(response):
    return response.content.decode()


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


def test_triage_goes_from_the_queue_to_a_case(sign_in, sam, report):
    client = sign_in(sam)
    assert report.reference in text_of(client.get("/triage/"))

    response = client.post(url_of(report), answers())

    assert response.url == url_of(report)
    page = text_of(client.get(response.url))
    assert Case.objects.get().reference in page
    assert "It stays as recorded." in page
    assert report.reference not in text_of(client.get("/triage/"))


def test_the_page_shows_the_report_as_sent_and_starts_from_what_the_reporter_ticked(sign_in, sam, report):
    changed_report = waiting(
        department=report.department,
        customer=report.customer,
        kinds="UD06",
        trigger="A call back",
        known_needs="Spanish",
    )

    page = sign_in(sam).get(url_of(changed_report))

    initial = page.context["form"].initial
    assert initial["primary"].code == "UD06"
    assert (initial["wanted"], initial["needs"]) == ("A call back", "Spanish")
    assert "called eleven times" in text_of(page)
    assert "Repeatedly sending phone calls" in text_of(page)


def test_the_words_only_a_director_may_find_are_not_on_the_page(sign_in, sam, report):
    page = text_of(sign_in(sam).get(url_of(report))).lower()

    assert "complaints about staff that seem unjustified" in page
    assert "frivolous" not in page
    assert "vexatious" not in page


def test_extensions_are_offered_only_once_an_admin_switched_them_on(sign_in, sam, report):
    client = sign_in(sam)
    assert "Refusing to leave" not in text_of(client.get(url_of(report)))

    changed(ConductCategory.objects.get(code="X02"), is_active=True)

    assert "Refusing to leave" in text_of(client.get(url_of(report)))


def test_a_case_is_not_open_to_a_report_about_nobody_we_know(sign_in, sam, report):
    changed(report, customer=None)

    page = text_of(sign_in(sam).get(url_of(report)))

    assert "Say who the customer is first" in page
    assert f'href="{url_of(report, "customer/")}"' in page


@pytest.mark.parametrize("who", ["emil", "ozan", "april"])
def test_who_does_not_triage_finds_nothing(who, request, sign_in, report):
    client = sign_in(request.getfixturevalue(who))

    assert client.get("/triage/").status_code == 404
    assert client.get(url_of(report)).status_code == 404
    assert client.post(url_of(report), answers()).status_code == 404


def test_the_supervisor_of_another_department_finds_nothing_of_it(sign_in, olga, report):
    client = sign_in(olga)

    assert report.reference not in text_of(client.get("/triage/"))
    assert client.get(url_of(report)).status_code == 404


@pytest.mark.parametrize("who", ["alba", "ada"])
def test_who_only_audits_reads_and_is_refused(who, request, sign_in, report):
    client = sign_in(request.getfixturevalue(who))

    page = client.get(url_of(report))
    response = client.post(url_of(report), answers())

    assert "Triage is for the supervisors of the department and for directors." in text_of(page)
    assert '<form method="post" novalidate>' not in text_of(page)
    assert "Triage is for the supervisors of the department and for directors." in errors_of(response)
    assert not Triage.objects.exists()


def test_the_page_and_the_act_refuse_with_the_same_sentence(sign_in, sam, sales):
    own = waiting(reporter=sam, department=sales)
    client = sign_in(sam)

    page, response = client.get(url_of(own)), client.post(url_of(own), answers(outcome="informal"))

    sentence = "You wrote this report. Another supervisor or a director triages it."
    assert sentence in text_of(page)
    assert sentence in errors_of(response)
    assert not Triage.objects.exists()


WRONG = [
    ({"by_a_customer": None}, "Answer question 1"),
    ({"without_cause": "perhaps"}, "Select a valid choice. perhaps is not one of the available choices."),
    ({"reasons": ""}, "Give your reasons"),
    ({"reasons": "   "}, "Give your reasons"),
    ({"outcome": None}, "Choose what happens next"),
    ({"severity": "9"}, "Select a valid choice. 9 is not one of the available choices."),
    ({"primary": "99999"}, "Select a valid choice. That choice is not one of the available choices."),
    ({"due_on": "2026-02-30"}, "Enter a date, such as November 20, 2026"),
    ({"due_on": "2026-04-16"}, "Enter a due date that is today or later."),
    ({"title": "x" * 121}, "Use 120 characters or fewer. This is 121"),
    ({"outcome": "duplicate", "duplicate_of": "IR-1999-0001"}, "There is no such report that you may see"),
    (
        {"outcome": "join_case", "case": "99999"},
        "Select a valid choice. That choice is not one of the available choices.",
    ),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(wrong, sentence, sign_in, sam, report):
    response = sign_in(sam).post(url_of(report), answers(**{"staff_response": "We offered a meeting."} | wrong))

    assert response.status_code == 200
    assert any(sentence in error for error in errors_of(response)), errors_of(response)
    assert "We offered a meeting." in text_of(response)
    assert "<title>Error: " in text_of(response)
    assert not Triage.objects.exists()


@pytest.mark.parametrize("words", [*HOSTILE, "a\x00b", "half \ud83d", "line\r\nbreak"])
def test_whatever_is_typed_is_kept_as_text_or_refused_with_a_sentence(words, sign_in, sam, report):
    client = sign_in(sam)

    body = urlencode(answers(wanted=words, reasons=f"Why: {words}"), errors="surrogatepass")
    response = client.post(url_of(report), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code in (200, 302)
    page = text_of(client.get(url_of(report)))
    assert "<script>alert(1)" not in page
    assert Triage.objects.exists() == (response.status_code == 302)
    assert "{{ 7|add:7 }}" in page or "7|add" not in words


def test_sending_twice_triages_once(sign_in, sam, report):
    client = sign_in(sam)

    first, second = client.post(url_of(report), answers()), client.post(url_of(report), answers())

    assert first.url == second.url
    assert (Triage.objects.count(), Case.objects.count()) == (1, 1)


def test_a_case_of_another_customer_cannot_be_forged_into_the_form(sign_in, sam, report, sales):
    other = CaseFactory(department=sales)

    response = sign_in(sam).post(url_of(report), answers(outcome="join_case", case=str(other.pk)))

    assert "That choice is not one of the available choices." in errors_of(response)[0]
    assert not Triage.objects.exists()


def test_looking_changes_nothing_but_what_is_read(sign_in, sam, report):
    client = sign_in(sam)
    before = Event.objects.exclude(kind="read").count()

    client.get("/triage/")
    client.get(url_of(report))

    assert Event.objects.exclude(kind="read").count() == before
    assert list(Event.objects.filter(kind="read").values_list("verb", flat=True).order_by("sequence")) == [
        "triage.queue_viewed",
        "triage.viewed",
    ]


def test_who_needed_help_comes_first_then_the_oldest_and_overdue_says_so(sign_in, sam, sales):
    new = waiting(department=sales)
    old = waiting(department=sales, sent_at=NOW - timedelta(days=9), occurred_at=NOW - timedelta(days=9))
    urgent = waiting(department=sales, help_needed=True)

    page = sign_in(sam).get("/triage/")

    assert page.context["page"].rows == [urgent, old, new]
    assert "Overdue since April 10, 2026" in text_of(page)
    assert "Somebody needed help" in text_of(page)


def test_directors_narrow_the_queue_to_a_department(sign_in, dana, report, rentals):
    other = waiting(department=rentals)

    page = sign_in(dana).get(f"/triage/?department={rentals.pk}")

    assert page.context["page"].rows == [other]
    assert sign_in(dana).get("/triage/?department=nonsense").context["page"].rows == [report, other]


def test_a_long_queue_is_read_page_by_page(sign_in, sam, sales):
    for hours in range(30):
        waiting(
            department=sales,
            help_needed=hours < 3,
            sent_at=NOW - timedelta(hours=hours),
            occurred_at=NOW - timedelta(days=3),
        )
    client = sign_in(sam)

    first = client.get("/triage/").context["page"]
    second = client.get(f"/triage/?{first.next}").context["page"]

    assert (len(first.rows), len(second.rows), second.next) == (25, 5, "")
    assert not set(first.rows) & set(second.rows)


@pytest.mark.parametrize("many", [1, 12])
def test_the_queue_costs_the_same_however_long_it_is(many, sign_in, sam, sales, rentals):
    for _ in range(many):
        waiting(department=sales, customer=CustomerFactory())

    assert page_queries(sign_in(sam), "/triage/") <= 6


def test_somebody_new_is_given_a_record_and_the_case_becomes_possible(sign_in, sam, report):
    changed(report, customer=None)
    client = sign_in(sam)

    response = client.post(
        url_of(report, "customer/"), {"add": "1", "kind": "resident", "name": "Cora Lind", "description": ""} | NONCE
    )

    report.refresh_from_db()
    assert response.url == url_of(report)
    assert (report.customer.name, report.customer_as_reported) == ("Cora Lind", "Cora Lindgren")


def test_a_possible_match_is_picked_or_another_record_named(sign_in, sam, report, cora):
    changed(report, customer=None)
    other = CustomerFactory()
    client = sign_in(sam)
    assert "Cora Lindgren" in text_of(client.get(url_of(report, "customer/")))

    client.post(url_of(report, "customer/"), {"pick": "1", "customer": cora.pk, "nonce": "b" * 32})
    report.refresh_from_db()
    assert report.customer == cora
    client.post(url_of(report, "customer/"), {"typed": "1", "customer": other.reference.lower(), "nonce": "c" * 32})
    report.refresh_from_db()
    assert report.customer == other
    wrong = client.post(url_of(report, "customer/"), {"typed": "1", "customer": "P-1", "nonce": "d" * 32})
    assert "There is no record with this number" in text_of(wrong)


def test_a_report_is_given_to_another_department(sign_in, sam, report, rentals):
    response = sign_in(sam).post(url_of(report, "move/"), {"department": rentals.pk, "reason": "A rental"} | NONCE)

    report.refresh_from_db()
    assert (response.url, report.department) == ("/triage/", rentals)


def test_another_department_is_asked_and_answers_on_its_own_page(sign_in, sam, olga, report, rentals):
    sign_in(sam).post(url_of(report, "ask/"), {"department": rentals.pk} | NONCE)
    question = DepartmentQuestion.objects.get()
    client = sign_in(olga)
    assert "Does Rentals see the same?" in text_of(client.get("/triage/"))

    client.post(f"/triage/questions/{question.pk}/", {"answer": "Yes, in March."} | NONCE)

    assert "Yes, in March." in text_of(sign_in(sam).get(url_of(report)))
    assert sign_in(sam).get(f"/triage/questions/{question.pk}/").status_code == 404


def test_the_reporter_is_asked_and_both_sides_see_question_and_answer(sign_in, sam, report):
    supervisor, reporter = sign_in(sam), sign_in(report.reporter)
    assert "Ask the reporter" in text_of(supervisor.get(url_of(report)))

    supervisor.post(url_of(report, "question/"), {"question": "Which door was it?"} | NONCE)
    question = ReporterQuestion.objects.get()
    own = reverse("cases:report", args=[report.reference])
    page = reverse("cases:answer_question", args=[report.reference, question.pk])
    told = text_of(reporter.get(own))
    assert "Question asked" in told
    assert page in told
    assert "Question asked" in text_of(supervisor.get("/triage/"))

    wrong = reporter.post(page, {"text": ""} | NONCE)
    assert "Write what you want to add" in text_of(wrong)
    assert reporter.post(page, {"text": "The back door.", "nonce": "b" * 32}).url == own

    for client, url in ((supervisor, url_of(report)), (reporter, own)):
        assert "Which door was it?" in text_of(client.get(url))
        assert "The back door." in text_of(client.get(url))
    assert "Question answered" in text_of(supervisor.get("/triage/"))


def test_nobody_but_who_reported_finds_the_page_to_answer_on(sign_in, sam, ozan, report):
    sign_in(sam).post(url_of(report, "question/"), {"question": "Which door was it?"} | NONCE)
    page = reverse("cases:answer_question", args=[report.reference, ReporterQuestion.objects.get().pk])

    assert sign_in(sam).get(page).status_code == 404
    assert sign_in(ozan).get(page).status_code == 404


def test_what_is_typed_at_triage_is_kept_until_it_is_saved(sign_in, sam, dana, report):
    client = sign_in(sam)
    kept = client.post(url_of(report, "keep/"), answers(reasons="Half a reas") | {"saves": "0"})
    assert "Saved at 11:00 AM" in text_of(kept)

    again = client.get(url_of(report))
    assert "Half a reas" in text_of(again)
    assert "These are your words as you left them." in text_of(again)
    assert "Half a reas" not in text_of(sign_in(dana).get(url_of(report)))

    client.post(url_of(report), answers(outcome="informal", severity=None, without_cause="no", saves="1"))
    assert not KeptForm.objects.exists()


def test_two_windows_of_one_person_lose_neither_text(sign_in, sam, report):
    client = sign_in(sam)
    client.post(url_of(report, "keep/"), answers(reasons="In one window") | {"saves": "0"})

    late = client.post(url_of(report, "keep/"), answers(reasons="In the other") | {"saves": "0"})
    assert late.status_code == 409
    assert "another window saved this page" in text_of(late)

    shown = text_of(client.post(url_of(report), answers(reasons="In the other") | {"saves": "0"}))
    assert "Another window of yours saved this page" in shown
    assert "In one window" in shown
    assert "In the other" in shown
    assert not hasattr(report, "triage")


def test_what_was_sent_after_the_sign_in_ran_out_is_there_again(client, sam, report):
    client.force_login(sam)
    client.get(url_of(report))
    Session.objects.all().delete()

    sent = client.post(url_of(report), answers(reasons="A long reason"))
    assert sent.url.startswith("/sign-in/")
    client.force_login(sam)

    page = text_of(client.get(url_of(report)))
    assert "You were signed out. Your words are here" in page
    assert "A long reason" in page


@pytest.mark.parametrize("who", ["olga", "alba", "emil"])
def test_who_does_not_triage_keeps_nothing_there(request, sign_in, report, who):
    client = sign_in(request.getfixturevalue(who))

    assert client.post(url_of(report, "keep/"), {"reasons": "x", "saves": "0"}).status_code == 404
    assert not KeptForm.objects.exists()


def test_an_informal_report_is_taken_further_on_its_page(sign_in, sam, report):
    client = sign_in(sam)
    client.post(url_of(report), answers(outcome="informal", severity=None, without_cause="no"))
    assert report.reference in text_of(client.get("/triage/?show=informal"))

    response = client.post(
        url_of(report, "follow-up/"),
        {"outcome": "open_case", "title": "It goes on", "reasons": "Again", "nonce": "e" * 32},
    )

    assert response.url == url_of(report)
    assert Case.objects.get().title == "It goes on"


def test_what_is_known_of_the_customer_stands_beside_the_report(sign_in, sam, report, cora):
    case = CaseFactory(customer=cora, department=report.department)
    staged(
        row=case.matters.model(
            case=case, customer=cora, kind="request", title="A showing", asked="-", asked_on=NOW.date()
        )
    )

    page = text_of(sign_in(sam).get(url_of(report)))

    assert f"{case.reference}: {case.title}" in page
    assert "A showing" in page
    assert "No warning counts." in page
