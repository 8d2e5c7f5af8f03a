"""The pages of appeals: who opens them, what they say and refuse, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appeals import desk
from appeals.actions.deciding import decide_appeal
from appeals.actions.lodging import add_statement, withdraw_appeal
from appeals.models import Appeal, AppealOutcome
from appeals.policy.deciding import Choice, Found
from cases.models import Answer, Customer
from conduct.models import Event
from conduct.paging import page_of
from restrictions.models import Ending
from restrictions.policy.decision import Moment
from tests.appeals.conftest import WORDS, assigned, lodged
from tests.appeals.parts import witness
from tests.factories import NOW, CaseFactory, CustomerFactory, reported
from tests.restrictions import ready
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue

pytestmark = pytest.mark.django_db
LODGED = {
    "words": WORDS, "wanted": "A shorter time", "grounds": ["facts"], "about": ["RS-2026-0010", "RS-2026-0011"],
    "channel": "phone",
    "received_at": "2026-04-17T09:00", "nonce": "a" * 32,
}  # fmt: skip


def text_of(response):
    return response.content.decode()


def of_the_domain(queries):
    """What a page asks for itself; the session, the person, the settings and the record of reading are the floor's."""
    return [
        q["sql"] for q in queries if any(f'FROM "{app}_' in q["sql"] for app in ("cases", "restrictions", "appeals"))
    ]


def enter(client, letter, **changes):
    return client.post(f"/appeals/letter/{letter.pk}/", LODGED | changes)


def filled(appeal, **changes):
    """The decision form, filled in: everything confirmed unless told."""
    form = {"reasons": "It is fair.", "ways": ["email"], "nonce": "d" * 32}
    for ground in appeal.ground_list:
        form |= {f"found_{ground}": "not_upheld", f"why_{ground}": "Nothing shows it."}
    for one in appeal.decision.restrictions.all():
        form |= {f"outcome_{one.pk}": "confirmed"}
    return form | changes


def test_an_appeal_from_the_end_of_time_gets_a_sentence(decision, sam, sign_in):
    page = enter(sign_in(sam), decision.letter, received_at="9999-12-31T23:59")

    assert "Enter a year between 1900 and 2199" in text_of(page)
    assert not Appeal.objects.exists()


def test_staff_enter_an_appeal_and_who_reads_it_goes_on_to_it(decision, sam, dana, sign_in):
    by_sam = enter(sign_in(sam), decision.letter)

    appeal = Appeal.objects.get()
    assert by_sam.url == f"/letters/{decision.letter_id}/"
    assert (appeal.words, appeal.wanted, appeal.about, appeal.entered_by) == (WORDS, "A shorter time", "", sam)
    withdraw_appeal(appeal=appeal, words="By phone.", by=sam, at=NOW)
    assert enter(sign_in(dana), decision.letter, nonce="b" * 32).url == "/appeals/AP-2026-0002/"


def test_the_same_form_sent_twice_gives_the_first(decision, dana, sign_in):
    client = sign_in(dana)

    first, second = enter(client, decision.letter), enter(client, decision.letter)

    assert first.url == second.url == "/appeals/AP-2026-0001/"
    assert Appeal.objects.count() == 1


def test_what_is_wrong_is_said_what_was_typed_is_kept_and_nothing_is_written(decision, sam, sign_in):
    late = enter(sign_in(sam), decision.letter, received_at="2026-04-01T09:00", words="Half a thought")
    empty = enter(sign_in(sam), decision.letter, words="", grounds=[], about=[])

    assert "The appeal cannot be older than the letter." in text_of(late)
    assert "Half a thought" in text_of(late)
    for sentence in (
        "Write down the customer’s own words",
        "Choose what the appeal says",
        "Choose at least one part of the letter",
    ):
        assert sentence in text_of(empty)
    assert not Appeal.objects.exists()
    assert Event.objects.filter(verb="act.refused").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("a\x00b", "Remove the hidden character at place 2"),
        ("x" * 5001, "Use 5,000 characters or fewer. This is 5,001"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(decision, sam, sign_in, typed, sentence):
    page = enter(sign_in(sam), decision.letter, words=typed)

    assert page.status_code == 200
    assert sentence in text_of(page)
    assert not Appeal.objects.exists()


def test_the_page_says_what_stands_against_entering(appeal, decision, sam, sign_in):
    page = text_of(sign_in(sam).get(f"/appeals/letter/{decision.letter_id}/"))

    assert "An appeal against this letter is open: AP-2026-0001" in page
    assert "Enter appeal</button>" not in page


def test_who_may_not_see_it_finds_nothing(heard, decision, sam, olga, emil, ozan, sign_in):
    for user in (olga, emil, ozan):
        client = sign_in(user)
        for path in (
            f"/appeals/{heard}/",
            f"/appeals/letter/{decision.letter_id}/",
            f"/appeals/{heard}/withdraw/",
            f"/appeals/{heard}/assign/",
        ):
            assert client.get(path).status_code == 404, path
        assert client.post(f"/appeals/{heard}/decide/", filled(heard)).status_code == 404
    assert str(heard) not in text_of(sign_in(emil).get("/appeals/"))


def test_an_officer_sees_only_the_cases_of_their_own_appeals(appeal, heard, april, cora, sales, sign_in):
    elsewhere = CaseFactory(customer=CustomerFactory(name="Somebody Else"), department=sales)
    client = sign_in(april)

    assert client.get(f"/cases/{heard.case}/").status_code == 200
    assert client.get(f"/cases/{elsewhere}/").status_code == 404
    assert Customer.objects.visible_to(april).get() == cora


def test_an_appeal_nobody_hears_is_not_shown_to_officers(appeal, april, sign_in):
    assert sign_in(april).get(f"/appeals/{appeal}/").status_code == 404


@pytest.mark.parametrize("who", ["dana", "ada", "alba"])
def test_others_read_and_cannot_decide(heard, request, who, sign_in):
    user = request.getfixturevalue(who)
    client = sign_in(user)

    page = text_of(client.get(f"/appeals/{heard}/"))

    assert "<strong>April Osei</strong> hears this appeal" in page
    assert "Check the decision letter" not in page
    for step in ("decide", "extend", "late", "late/refuse"):
        assert client.post(f"/appeals/{heard}/{step}/", filled(heard)).status_code == 404
    assert Appeal.objects.get().is_open


def test_the_desk_shows_the_three_sides(heard, april, sam, sign_in):
    add_statement(appeal=heard, source="customer", words="I kept the receipt.", said_at=NOW, by=sam, at=NOW)

    page = text_of(sign_in(april).get(f"/appeals/{heard}/"))

    for words in (
        "You may decide this.", "Dana Ruiz decided", "Contact in writing only", "counts as received April 13, 2026",
        "The calls went on after we had answered.", "5 items, frozen April 13, 2026",
        "The customer called eleven times",
        "I work nights and cannot always write.<br>I am sorry", "It is too much; Personal circumstances",
        "I kept the receipt.",
        "Told anew when anything changes: Rentals.",
    ):  # fmt: skip
        assert words in page


def test_what_a_customer_writes_is_shown_and_never_obeyed(decision, sam, april, ada, sign_in):
    heard = assigned(
        lodged(decision, sam, words="<script>alert(1)</script> \u202eevil {{ x }}", wanted="<b>x</b>"), april, ada
    )

    page = text_of(sign_in(april).get(f"/appeals/{heard}/"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; \u202eevil {{ x }}" in page
    assert '<blockquote class="quoted" dir="auto"><bdi>&lt;script&gt;' in page


def test_a_conflict_that_came_up_stands_on_the_page_and_refuses(heard, april, sign_in):
    witness(heard.case, april)
    client = sign_in(april)

    page = text_of(client.get(f"/appeals/{heard}/"))
    refused = client.post(f"/appeals/{heard}/decide/", filled(heard, decide="yes"))

    assert "You cannot decide this" in page
    assert "April Osei: saw what report" in page
    assert "April Osei: saw what report" in text_of(refused)
    assert Appeal.objects.get().is_open


def test_checking_shows_the_letter_and_writes_nothing(heard, april, sign_in):
    page = sign_in(april).post(f"/appeals/{heard}/decide/", filled(heard))

    assert "We keep our decision" in text_of(page)
    assert "Decide and send the letter" in text_of(page)
    assert Appeal.objects.get().is_open
    assert not Event.objects.filter(verb="appeal.decided").exists()


def test_what_is_missing_is_named_field_by_field(heard, april, sign_in):
    first = heard.decision.restrictions.first()

    page = text_of(
        sign_in(april).post(f"/appeals/{heard}/decide/", {f"outcome_{first.pk}": "confirmed", "decide": "yes"})
    )

    for words in (
        "Choose what you found: it is too much", "Write what you found: personal circumstances",
        "Write the reasons for the letter",
        "Choose an outcome for RS-2026-0011", "Choose at least one way to send the letter",
    ):  # fmt: skip
        assert words in page
    assert "Choose an outcome for RS-2026-0010" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"outcome": "varied", "end": "2026-07-18"},
            "RS-2026-0010 ends on July 17, 2026. A later end needs a new review.",
        ),
        ({"outcome": "varied", "end": "2026-02-30"}, "Enter a date, such as November 20, 2026"),
        ({"outcome": "varied", "end": "2026-07-17"}, "Nothing changes. Choose an earlier end, or lighter terms."),
        ({"outcome": "lengthened"}, "Select a valid choice"),
    ],
)
def test_nothing_worse_is_decided_through_the_page(heard, april, sign_in, typed, sentence):
    first = heard.decision.restrictions.order_by("pk").first()
    details = {"medium": "email", "address": "contact@example.com", "reply_days": "3"}
    form = {f"detail_{first.pk}_{name}": value for name, value in details.items()}
    form |= {f"{name}_{first.pk}": value for name, value in typed.items()}

    page = sign_in(april).post(f"/appeals/{heard}/decide/", filled(heard, decide="yes") | form)

    assert page.status_code == 200
    assert sentence in text_of(page)
    assert not AppealOutcome.objects.exists()


def test_the_officer_decides_through_the_page_and_reads_what_it_came_to(heard, april, sign_in):
    first, second = heard.decision.restrictions.order_by("pk")
    form = filled(heard, decide="yes") | {
        f"outcome_{first.pk}": "varied", f"end_{first.pk}": "2026-06-01", f"detail_{first.pk}_medium": "email",
        f"detail_{first.pk}_address": "contact@example.com", f"detail_{first.pk}_reply_days": "2",
        f"outcome_{second.pk}": "set_aside",
    }  # fmt: skip
    client = sign_in(april)

    done = client.post(f"/appeals/{heard}/decide/", form)
    again = client.post(f"/appeals/{heard}/decide/", form)

    assert done.url == f"/appeals/{heard}/"
    assert again.url == done.url
    assert Ending.objects.get().restriction == second
    varied = first.terms.get(number=2)
    assert (str(varied.ends_on), '"reply_days": 2' in varied.parameters) == ("2026-06-01", True)
    page = text_of(client.get(done.url))
    for words in (
        "Decided</span>",
        "heard this appeal",
        "Varied, now to June 1, 2026",
        "Set aside",
        "Read the letter of April 17, 2026",
    ):
        assert words in page
    assert "You may decide this." not in page


def test_the_small_pages_of_the_officer_work(decision, sam, april, ada, sign_in):
    at = NOW + timedelta(days=20)
    appeal = lodged(decision, sam, received_at=at, at=at, late_reason="I was in hospital.", pause_asked=True)
    assert (
        sign_in(ada)
        .post(f"/appeals/{appeal}/assign/", {"officer": april.pk, "ways": ["email"], "nonce": "1" * 32})
        .status_code
        == 302
    )
    client, stay = sign_in(april), Answer.objects.get()
    page = text_of(client.get(f"/appeals/{appeal}/"))

    assert "It came late." in page
    assert "I was in hospital." in text_of(client.get(f"/appeals/{appeal}/late/"))
    assert client.post(f"/appeals/{appeal}/late/", {"reasons": "Proven.", "nonce": "2" * 32}).status_code == 302
    answered = {"outcome": "refused", "reasons": "Two weeks.", "ways": ["email"], "nonce": "3" * 32}
    assert client.post(f"/appeals/{appeal}/pause/{stay.pk}/", answered).status_code == 302
    assert (
        client.post(f"/appeals/{appeal}/extend/", {"reason": "Away.", "ways": ["post"], "nonce": "4" * 32}).status_code
        == 302
    )
    said = {"source": "meeting", "words": "25 minutes.", "said_at": "2026-04-17T10:00", "nonce": "5" * 32}
    assert client.post(f"/appeals/{appeal}/add/", said).status_code in (200, 302)
    appeal.refresh_from_db()
    assert (appeal.good_cause, appeal.extended_why) == ("Proven.", "Away.")


def test_the_customer_takes_it_back_through_whoever_sees_the_case(heard, sam, sign_in):
    client = sign_in(sam)
    assert (
        client.get(f"/appeals/{heard}/").status_code == 404
    )  # the supervisor works on the case and does not hear the appeal

    response = client.post(f"/appeals/{heard}/withdraw/", {"words": "“Leave it.”", "nonce": "a" * 32})

    assert response.url == f"/letters/{heard.letter_id}/"
    assert Appeal.objects.get().status == Appeal.Status.WITHDRAWN


def test_a_page_that_is_only_read_changes_nothing(heard, april, ada, sign_in):
    before = list(Appeal.objects.values())

    for user in (april, ada):
        for step in ("", "assign/", "add/", "withdraw/", "extend/"):
            sign_in(user).get(f"/appeals/{heard}/{step}")
    assert sign_in(april).get(f"/appeals/{heard}/decide/").status_code == 405

    assert list(Appeal.objects.values()) == before


# The list, and the home page


@pytest.fixture
def many(dana, april, ada, sales, sam):
    """Appeals of several customers, one a day, heard by April."""

    def made(number):
        for n in range(number):
            customer = CustomerFactory(name=f"Customer {n} Reed")
            case = CaseFactory(customer=customer, department=sales)
            for days in (100, 70, 40):
                reported(case, occurred_at=NOW - timedelta(days=days))
            decision = decided(
                case, dana, measures=(IN_WRITING, BY_APPOINTMENT), number=n + 1, at=NOW - timedelta(days=30)
            )
            issue(decision, dana, at=NOW - timedelta(days=30))
            decision.refresh_from_db()
            came = NOW - timedelta(days=30 - n, hours=-1)
            lodged(decision, sam, received_at=came, at=came)

    return made


def test_the_list_shows_open_ones_by_due_day_overdue_in_words(many, ada, sign_in):
    many(3)

    page = text_of(sign_in(ada).get("/appeals/"))

    assert page.index("AP-2026-0001") < page.index("AP-2026-0002") < page.index("AP-2026-0003")
    assert "Due April 8, 2026, 9 days overdue" in page
    assert "3 shown of 3 appeals" in page
    assert "nobody hears it yet" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=decided", 0),
        ("status=any", 3),
        ("officer=nobody", 3),
        ("officer=me", 0),
        ("due=overdue", 3),
        ("due=week", 0),
        ("q=ap-2026-0002", 1),
    ],
)
def test_the_filters_narrow(many, ada, sign_in, query, shown):
    many(3)

    assert len(sign_in(ada).get(f"/appeals/?{query}").context["page"].rows) == shown


def test_a_long_list_goes_on_by_key(many, ada, sign_in, monkeypatch):
    many(3)
    monkeypatch.setattr("appeals.views.desk.page_of", lambda *args: page_of_two(*args))
    client = sign_in(ada)

    first = client.get("/appeals/")
    second = client.get(f"/appeals/?{first.context['page'].next}")

    assert [str(one) for one in first.context["page"].rows] == ["AP-2026-0001", "AP-2026-0002"]
    assert [str(one) for one in second.context["page"].rows] == ["AP-2026-0003"]


def page_of_two(queryset, order, request):
    return page_of(queryset, order, request, size=2)


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_asks_the_same_for_few_and_many(many, ada, sign_in, number):
    many(number)
    client = sign_in(ada)
    client.get("/appeals/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/appeals/")

    assert len(of_the_domain(queries)) == 2


@pytest.mark.parametrize("more", [0, 3])
def test_the_desk_asks_the_same_for_little_and_much(heard, april, sam, sign_in, more):
    for n in range(more):
        add_statement(appeal=heard, source="customer", words=f"More {n}", said_at=NOW, by=sam, at=NOW)
    client = sign_in(april)
    client.get(f"/appeals/{heard}/")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/appeals/{heard}/")

    assert len(of_the_domain(queries)) == 19
    joins = [one["sql"].partition(" WHERE ")[0].count(" JOIN ") for one in queries]
    assert max(joins) <= 8  # beyond eight PostgreSQL plans longer than it reads


def test_home_says_what_waits(appeal, april, ada, sign_in):
    assert "Appeals nobody hears yet" in text_of(sign_in(ada).get("/"))
    assert str(appeal) in text_of(sign_in(ada).get("/"))
    assigned(appeal, april, ada)

    mine = text_of(sign_in(april).get("/"))

    assert "Appeals you hear" in mine
    assert str(appeal) in mine
    assert "Due May 8" in mine
    assert str(appeal) not in text_of(sign_in(ada).get("/"))


def test_the_way_there_is_shown_to_those_who_read_appeals(april, ada, emil, sign_in):
    for user, shown in ((april, True), (ada, True), (emil, False)):
        assert ('href="/appeals/"' in text_of(sign_in(user).get("/shortcuts/"))) is shown


def test_reading_is_recorded(heard, april, decision, sam, sign_in):
    sign_in(april).get(f"/appeals/{heard}/")
    sign_in(april).get("/appeals/")
    sign_in(sam).get(f"/appeals/letter/{decision.letter_id}/")

    reads = Event.objects.filter(kind="read").values_list("verb", "actor")
    assert {("appeal.viewed", april.pk), ("appeal.listed", april.pk), ("letter.viewed", sam.pk)} <= set(reads)


def test_the_decision_is_read_by_others_without_its_form(heard, april, dana, sign_in):
    findings = {ground: Found("upheld", "Yes.") for ground in heard.ground_list}
    outcomes = {one.pk: Choice("confirmed") for one in heard.decision.restrictions.all()}
    decide_appeal(appeal=heard, findings=findings, outcomes=outcomes, reasons="Fair.", ways=["email"], by=april, at=NOW)

    page = text_of(sign_in(dana).get(f"/appeals/{heard}/"))

    assert "Confirmed" in page
    assert '<form id="find"' not in page


def test_what_was_signed_is_compared_with_its_digest(case, dana, april, ada, sam, sign_in):
    reported(case, occurred_at=NOW - timedelta(days=5), asked_to_stop="yes")
    signed = ready.decided(ready.ready_review(case, referred_by=sam, director=dana), dana)
    issue(signed, dana)
    signed.refresh_from_db()
    heard = assigned(lodged(signed, ada, received_at=NOW), april, ada)
    changed_since = "does not match its digest"

    assert changed_since not in text_of(sign_in(april).get(f"/appeals/{heard}/"))
    assert desk.decided_of(heard, Moment.of(NOW)).is_whole
    heard.decision.shown = heard.decision.shown.replace("Cora", "Nora")
    assert not desk.decided_of(heard, Moment.of(NOW)).is_whole


def test_a_case_is_not_closed_while_its_appeal_is_open_and_its_page_leads_there(appeal, sam, dana, sign_in):
    page = reverse("cases:case", args=[appeal.case.reference])
    there = reverse("appeals:appeal", args=[appeal.reference])

    assert there in sign_in(dana).get(page).content.decode()
    told = sign_in(sam).get(page).content.decode()
    assert appeal.reference in told
    assert there not in told
    closing = sign_in(sam).get(reverse("cases:close_case", args=[appeal.case.reference])).content.decode()
    assert f"Appeal {appeal} is open. It is decided or withdrawn first." in closing
