"""The page of a customer: who may read it, what they see of it, and every act on a page of its own."""

import pytest

from cases.actions import customers as acts
from cases.models import Customer, Merge, RestrictedNote
from conduct.models import Event
from tests.factories import NOW, CaseFactory, CustomerFactory, ReportFactory, changed, staged
from tests.journeys.html import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin(dana):
    return acts.add_customer(
        name="Robin Castellan", address_line_1="214 Sample Lane", phones=["555-0147"], by=dana, at=NOW
    )


def text_of(response):
    return flat(response)


def test_who_may_open_a_customer(sign_in, robin, emil, sam, olga, dana, ada, alba, april):
    people = (sam, olga, dana, ada, alba, emil, april)

    answers = {user: sign_in(user).get(f"/people/{robin.reference}/").status_code for user in people}

    assert answers == {sam: 200, olga: 200, dana: 200, ada: 200, alba: 200, emil: 404, april: 404}


@pytest.mark.parametrize(
    "page",
    [
        "",
        "new/",
        "{ref}/edit/",
        "{ref}/names/new/",
        "{ref}/contacts/new/",
        "{ref}/merge/",
        "{ref}/ties/new/",
        "{ref}/representatives/new/",
    ],
)
def test_an_employee_finds_no_page_about_customers(sign_in, robin, emil, page):
    client = sign_in(emil)

    assert client.get(f"/people/{page.format(ref=robin.reference)}").status_code == 404
    assert (
        client.post(f"/people/{page.format(ref=robin.reference)}", {"name": "Forged", "why": "Forged"}).status_code
        == 404
    )
    assert Customer.objects.get().name == "Robin Castellan"


@pytest.mark.parametrize("page", ["new/", "{ref}/edit/", "{ref}/merge/"])
def test_those_who_only_read_change_nothing(sign_in, robin, alba, ada, page):
    for user in (alba, ada):
        assert sign_in(user).post(f"/people/{page.format(ref=robin.reference)}", {"name": "Forged"}).status_code == 404
        assert "Change the record" not in text_of(sign_in(user).get(f"/people/{robin.reference}/"))


def test_a_supervisor_sees_the_reports_and_cases_of_their_own_department_only(sign_in, robin, sam, olga, sales):
    case = CaseFactory(customer=robin, department=sales, title="Calls at night")
    report = ReportFactory(customer=robin, department=sales, narrative="They called at night.")

    mine, theirs = (text_of(sign_in(user).get(f"/people/{robin.reference}/")) for user in (sam, olga))

    for words in (case.reference, report.reference, "They called at night."):
        assert words in mine
        assert words not in theirs


def test_notes_on_health_are_for_those_who_judge(sign_in, robin, sam, dana, alba, ada):
    staged(row=RestrictedNote(customer=robin, about="health", by=dana, at=NOW, text="Uses a hearing aid"))

    seen = {
        user: "Uses a hearing aid" in text_of(sign_in(user).get(f"/people/{robin.reference}/"))
        for user in (dana, alba, sam, ada)
    }

    assert seen == {dana: True, alba: True, sam: False, ada: False}


def test_opening_a_customer_is_recorded(sign_in, robin, sam):
    sign_in(sam).get(f"/people/{robin.reference}/")

    assert Event.objects.get(verb="customer.viewed").actor == sam


def test_a_search_is_sent_by_post_and_finds_in_spite_of_a_slip(sign_in, robin, sam):
    CustomerFactory(name="Somebody Else")
    client = sign_in(sam)

    exact, near, none = (
        text_of(client.post("/people/", {"q": typed})) for typed in ("castellan", "Robin Castelan", "zzzz")
    )

    assert "1 result for “castellan”" in exact
    assert "Robin Castellan" in near
    assert "0 results for “zzzz”" in none
    assert "Somebody Else" in text_of(client.get("/people/"))


ACTS = [
    (
        "edit/",
        {
            "name": "Robin Castellan",
            "kind": "resident",
            "city": "Riverton",
            "language": "es",
            "format": "large",
            "revision": 1,
        },
        "customer.changed",
    ),
    ("names/new/", {"name": "Bobby Castellan"}, "customer.name_added"),
    ("contacts/new/", {"kind": "email", "value": "robin@example.com"}, "customer.contact_added"),
]


@pytest.mark.parametrize(("page", "words", "verb"), ACTS)
def test_an_act_on_a_customer_is_done_once_and_recorded(sign_in, robin, sam, page, words, verb):
    client = sign_in(sam)

    first = client.post(f"/people/{robin.reference}/{page}", words | {"nonce": "n" * 32})
    second = client.post(f"/people/{robin.reference}/{page}", words | {"nonce": "n" * 32})

    assert first.url == second.url == f"/people/{robin.reference}/"
    assert Event.objects.filter(verb=verb).count() == 1


@pytest.mark.parametrize(
    ("page", "words", "sentence"),
    [
        (
            "edit/",
            {"name": "", "description": "", "kind": "resident", "language": "en", "format": "standard"},
            "Give a name, or describe the person",
        ),
        (
            "edit/",
            {"name": "Robin \u202egnp", "kind": "resident", "language": "en", "format": "standard"},
            "Remove the hidden characters",
        ),
        (
            "edit/",
            {"name": "x" * 161, "kind": "resident", "language": "en", "format": "standard"},
            "Use 160 characters or fewer",
        ),
        ("edit/", {"name": "A\x00B", "kind": "resident", "language": "en", "format": "standard"}, "hidden character"),
        ("edit/", {"name": "Robin", "kind": "forged", "language": "en", "format": "standard"}, "Select a valid choice"),
        ("names/new/", {"name": "..."}, "Enter a name with letters or digits"),
        ("contacts/new/", {"kind": "phone", "value": "555"}, "Enter a phone number in any format"),
        ("contacts/new/", {"kind": "email", "value": "robin"}, "Enter an email address"),
        ("contacts/new/", {"kind": "phone", "value": "555-0147"}, "already on record"),
        ("merge/", {"other": "P-9", "why": "Same"}, "Enter the reference of a customer"),
        ("merge/", {"other": "\x00", "why": "Same"}, "There is a problem"),
        ("merge/", {"other": "P-2026-0001", "why": "Same"}, "Choose two different records"),
        ("ties/new/", {"user": "999999", "kind": "family"}, "Select a valid choice"),
        ("representatives/new/", {"person": "P-2026-0001"}, "Nobody speaks for themselves"),
        ("identify/", {"name": "Another"}, "already has a name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(sign_in, robin, sam, page, words, sentence):
    before = Event.objects.filter(kind=Event.Kind.ACT).count()

    response = sign_in(sam).post(f"/people/{robin.reference}/{page}", {"revision": 1} | words)

    assert response.status_code == 200
    assert sentence in text_of(response)
    assert Event.objects.filter(kind=Event.Kind.ACT).count() == before


def test_two_records_are_merged_from_the_suggestion_and_taken_apart(sign_in, robin, sam):
    other = acts.add_customer(name="Robin Castelan", by=sam, at=NOW)
    client = sign_in(sam)

    assert f"?with={other.reference}" in text_of(client.get(f"/people/{robin.reference}/"))
    client.post(f"/people/{robin.reference}/merge/", {"other": other.reference, "why": "The same phone"})
    merged = text_of(client.get(f"/people/{other.reference}/"))
    client.post(f"/people/{robin.reference}/merges/{Merge.objects.get().pk}/undo/", {"why": "Two brothers"})

    assert f'now <a href="/people/{robin.reference}/">' in merged
    other.refresh_from_db()
    assert other.merged_into is None


def test_an_unknown_person_is_added_and_identified(sign_in, sam):
    client = sign_in(sam)
    client.post(
        "/people/new/",
        {
            "kind": "individual",
            "description": "Tall, red coat",
            "language": "en",
            "format": "standard",
            "phone": "555-0188",
        },
    )
    unknown = Customer.objects.get()

    client.post(f"/people/{unknown.reference}/identify/", {"name": "Robin Castellan"})

    page = text_of(client.get(f"/people/{unknown.reference}/"))
    assert "Robin Castellan" in page
    assert "Tall, red coat" in page
    assert "555-0188" in page


@pytest.mark.parametrize("number", [1, 8])
def test_the_page_asks_the_same_for_few_and_many(sign_in, robin, sam, sales, django_assert_num_queries, number):
    for n in range(number):
        CaseFactory(customer=robin, department=sales)
        ReportFactory(customer=robin, department=sales)
        acts.add_name(customer=robin, name=f"Name {n}", by=sam, at=NOW)
        CustomerFactory(name=f"Robin Castellan {n}")
    client = sign_in(sam)
    client.get(f"/people/{robin.reference}/")

    with django_assert_num_queries(28):  # 5 to know who asks, 4 to record the reading, 19 of its own
        client.get(f"/people/{robin.reference}/")


@pytest.mark.parametrize("number", [2, 20])
def test_the_list_asks_the_same_for_few_and_many(sign_in, sam, django_assert_num_queries, number):
    for _ in range(number):
        changed(CustomerFactory(), city="Riverton")
    client = sign_in(sam)
    client.get("/people/")

    with django_assert_num_queries(12):
        client.get("/people/")
