"""Cases in a browser: the list with its filters, the page of one case, and who may do what there."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions import case as acts_of
from cases.models import Case, CaseNote, Customer, Evidence, RestrictedNote
from conduct.models import Event
from tests.cases.casework import HOSTILE, page_queries, waiting
from tests.cases.test_matter import tried
from tests.cases.test_warning import warn
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    ContactPointFactory,
    CustomerFactory,
    DepartmentFactory,
    EffortFactory,
    MatterAnswerFactory,
    MatterFactory,
    ReportCategoryFactory,
    ReviewFactory,
    changed,
    reported,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def url_of(case, step=""):
    return f"/cases/{case.reference}/{step}"


def text_of(response):
    return response.content.decode()


def listed(client, query=""):
    return client.get(f"/cases/{query}").context["page"].rows


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


ACTS = [
    ("notes/new/", {"text": "A note"}),
    ("notes/restricted/", {"about": "health", "text": "Hard of hearing"}),
    ("assign/", {"assigned_to": "1", "due_on": "2026-05-01"}),
    ("title/", {"title": "Another title"}),
    ("informal/", {}),
    ("close/", {"reasons": "Settled", "tell_customer": "on", "ways": ["post"]}),
    ("reopen/", {"reason": "Again"}),
    ("warning/", {"conduct": "a", "why": "b", "change_asked": "c", "ways": ["post"], "issue": "1"}),
    ("matter/", {"made_on": "2026-04-10", "kind": "meeting", "offered": "A meeting"}),
    ("matter/new/", {"kind": "request", "title": "a", "asked": "b", "asked_on": "2026-04-01", "procedure": "c"}),
]


@pytest.mark.parametrize(("step", "words"), ACTS)
@pytest.mark.parametrize("who", ["alba", "ada"])
def test_whoever_only_reads_is_refused_every_act(who, step, words, request, sign_in, case):
    client = sign_in(request.getfixturevalue(who))
    before = Event.objects.exclude(kind="read").exclude(verb="test.staged").count()

    assert client.get(url_of(case)).status_code == 200
    assert client.post(url_of(case, step), words).status_code == 404

    assert Event.objects.exclude(kind="read").exclude(verb="test.staged").count() == before


@pytest.mark.parametrize("who", ["emil", "ozan", "olga", "april"])
@pytest.mark.parametrize("step", ["", "matter/", "warning/", *[step for step, _ in ACTS[:3]]])
def test_who_may_not_see_a_case_finds_nothing(who, step, request, sign_in, case):
    assert sign_in(request.getfixturevalue(who)).get(url_of(case, step)).status_code == 404


def test_the_list_is_not_there_for_who_has_no_case_to_see(sign_in, emil, case):
    client = sign_in(emil)
    assert client.get("/cases/").status_code == 404

    MatterFactory(case=case, handler=emil)

    assert listed(client) == [case]


def test_who_only_reads_sees_no_buttons(sign_in, alba, case):
    page = text_of(sign_in(alba).get(url_of(case)))

    assert "You can read this case. You do not work on it." in page
    assert "Add a note" not in page


def test_the_page_tells_the_whole_case(sign_in, sam, dana, case):
    ReportCategoryFactory(report=case.reports.first())
    matter = MatterFactory(case=case)
    MatterAnswerFactory(matter=matter)
    tried(case, sam)
    warn(case, dana)

    page = text_of(sign_in(dana).get(url_of(case)))

    for told in (
        "Cora Lindgren",
        "214 Sample Lane, Springfield, VA 22150",
        "Repeatedly sending phone calls",
        "R-20518",
        "A meeting with a manager",
        "counts until April 16, 2027",
        "None on record elsewhere",
        "Warning, CC-2026-9001",
        "Dana Ruiz warned the customer",
    ):
        assert told in page


def test_an_open_review_is_told_with_its_due_day_and_opened_by_who_reads_reviews(sign_in, sam, dana, case):
    ReviewFactory(case=case, due_on=TODAY - timedelta(days=1))

    page = text_of(sign_in(sam).get(url_of(case)))

    assert "No director has begun." in page
    assert "Overdue since April 16, 2026" in page
    opens = f'href="/cases/{case.reference}/review/"'
    assert opens not in page
    assert opens in text_of(sign_in(dana).get(url_of(case)))


def test_restricted_notes_are_shown_to_those_who_judge_or_audit_and_who_has_the_case_alone(
    sign_in, sam, dana, alba, case
):
    changed(case, assigned_to=dana)
    acts_of.add_restricted_note(case=case, about="health", text="Hard of hearing", by=dana, at=NOW)

    assert "Hard of hearing" in text_of(sign_in(dana).get(url_of(case)))
    assert "Hard of hearing" not in text_of(sign_in(sam).get(url_of(case)))
    assert "Hard of hearing" in text_of(sign_in(alba).get(url_of(case)))
    assert sign_in(sam).post(url_of(case, "notes/restricted/"), {"about": "health", "text": "x"}).status_code == 200
    assert RestrictedNote.objects.count() == 1


def test_the_timeline_is_newest_first_and_holds_what_happened_to_the_reports(sign_in, sam, case, emil):
    report = waiting(reporter=emil, department=case.department, customer=case.customer)
    acts_of.join_case(report=report, case=case, by=sam, at=NOW)
    acts_of.add_note(case=case, text="First", by=sam, at=NOW + timedelta(minutes=1))

    page = sign_in(sam).get(url_of(case))

    sentences = [entry.sentence for entry in page.context["timeline"]["entries"] if "staged" not in entry.sentence]
    assert sentences[:2] == [
        "Sam Okafor added a note to case CC-2026-9001",
        f"Sam Okafor joined report {report.reference} to case CC-2026-9001",
    ]


def test_the_timeline_is_narrowed_to_reports_decisions_letters_or_views(sign_in, sam, dana, case):
    warn(case, dana)
    acts_of.add_note(case=case, text="A note", by=sam, at=NOW)
    client = sign_in(sam)

    def shown(key):
        entries = client.get(f"{url_of(case)}?show={key}").context["timeline"]["entries"]
        return {entry.sentence.partition(" case ")[0] for entry in entries if "staged" not in entry.sentence}

    assert shown("letters") == {"Dana Ruiz warned the customer of"}
    assert shown("decisions") == {"Dana Ruiz warned the customer of"}
    assert shown("reports") == set()
    assert shown("views") == {"Sam Okafor read"}
    assert "Sam Okafor added a note to" in shown("nonsense")


def test_a_long_timeline_is_read_in_parts(sign_in, sam, case):
    for minute in range(25):
        acts_of.add_note(case=case, text="A note", by=sam, at=NOW + timedelta(minutes=minute))
    client = sign_in(sam)

    first = client.get(url_of(case)).context["timeline"]
    second = client.get(f"{url_of(case)}?{first['page'].next}").context["timeline"]

    instants = [entry.at for entry in first["entries"] + second["entries"]]
    assert len(first["entries"]) == 20
    assert instants == sorted(instants, reverse=True)
    assert second["page"].first


def test_a_note_is_added_once_however_often_it_is_sent(sign_in, sam, case):
    client = sign_in(sam)

    for _ in range(2):
        response = client.post(url_of(case, "notes/new/"), {"text": "They called back.", "nonce": "a" * 32})

    assert response.url == url_of(case)
    assert CaseNote.objects.count() == 1


@pytest.mark.parametrize("words", HOSTILE)
def test_a_note_is_shown_as_it_was_typed(words, sign_in, sam, case):
    client = sign_in(sam)

    client.post(url_of(case, "notes/new/"), {"text": words, "nonce": "a" * 32})

    assert CaseNote.objects.count() in (0, 1)
    assert "<script>alert(1)" not in text_of(client.get(url_of(case)))


def test_a_file_is_added_and_offered_for_download(sign_in, sam, case):
    client = sign_in(sam)
    file = SimpleUploadedFile("call log.pdf", PDF, "application/pdf")

    client.post(url_of(case, "files/new/"), {"file": file, "caption": "Call log", "nonce": "a" * 32})

    evidence = Evidence.objects.get()
    assert f'href="/evidence/{evidence.pk}/">Call log' in text_of(client.get(url_of(case)))
    assert client.get(f"/evidence/{evidence.pk}/").headers["Content-Disposition"].startswith("attachment")


def test_a_renamed_program_is_refused_with_its_name(sign_in, sam, case):
    file = SimpleUploadedFile("log.pdf", b"MZ\x90\x00", "application/pdf")

    response = sign_in(sam).post(url_of(case, "files/new/"), {"file": file, "caption": "", "nonce": "a" * 32})

    assert any("log.pdf" in error for error in errors_of(response))
    assert not Evidence.objects.exists()


def test_the_page_says_why_a_case_cannot_be_closed_and_the_act_refuses_with_it(sign_in, sam, case):
    ReviewFactory(case=case)
    client = sign_in(sam)

    page = client.get(url_of(case, "close/"))
    response = client.post(url_of(case, "close/"), {"reasons": "Done", "tell_customer": "on", "ways": ["post"]})

    sentence = "A director&#x27;s review is open. It ends with a decision first."
    assert sentence in text_of(page)
    assert sentence in text_of(response)
    assert "Done" in text_of(response)
    assert Case.objects.get(pk=case.pk).status == Case.Status.OPEN


def test_a_case_is_closed_and_reopened_in_the_browser(sign_in, sam, case):
    client = sign_in(sam)

    client.post(url_of(case, "close/"), {"reasons": "Done", "tell_customer": "on", "ways": ["post"], "nonce": "a" * 32})
    assert "Reopen case" in text_of(client.get(url_of(case)))
    client.post(url_of(case, "reopen/"), {"reason": "They called.", "nonce": "b" * 32})

    assert Case.objects.get(pk=case.pk).status == Case.Status.OPEN


def test_an_admin_sets_a_legal_hold_and_nobody_else_finds_the_page(sign_in, ada, dana, case):
    assert sign_in(dana).get(url_of(case, "hold/")).status_code == 404

    sign_in(ada).post(url_of(case, "hold/"), {"reason": "A claim was filed", "nonce": "a" * 32})

    assert "A claim was filed" in text_of(sign_in(dana).get(url_of(case)))


def test_a_supervisor_cannot_be_handed_a_case_of_another_department(sign_in, sam, olga, case):
    response = sign_in(sam).post(
        url_of(case, "assign/"), {"assigned_to": olga.pk, "due_on": "2026-05-01", "revision": case.revision}
    )

    assert "That choice is not one of the available choices." in errors_of(response)[0]
    assert Case.objects.get(pk=case.pk).assigned_to == sam


def test_a_monitored_case_says_until_when(sign_in, sam, case):
    page = sign_in(sam).get(url_of(case))

    assert page.context["file"].watched_until is None
    assert "Monitored" not in text_of(page)


# The list


@pytest.fixture
def three(case, sales, rentals, sam):
    """The case of the cast, one of another department that is late, and one that is closed."""
    late = CaseFactory(
        department=rentals,
        title="Shouting at a showing",
        due_on=TODAY - timedelta(days=2),
        opened_at=NOW - timedelta(days=90),
    )
    done = CaseFactory(department=sales, assigned_to=sam, opened_at=NOW)
    done.become(Case.Status.CLOSED)
    return case, late, changed(done, closed_at=NOW)


def test_open_cases_are_listed_with_the_next_thing_due_first(sign_in, dana, three):
    case, late, _ = three

    page = sign_in(dana).get("/cases/")

    assert page.context["page"].rows == [late, case]
    assert "2 shown of 2 cases." in text_of(page)
    assert "Overdue since April 15, 2026" in text_of(page)


FILTERS = [
    ("?status=closed", [2]),
    ("?status=any", [2, 0, 1]),
    ("?assigned=me", []),
    ("?assigned=nobody", [1]),
    ("?due=overdue", [1]),
    ("?due=week", []),
    ("?due=month", [0]),
    ("?since=2026-02-01", [0]),
    ("?until=2026-02-01", [1]),
    ("?q=showing", [1]),
    ("?q=cora+CALLS", [0]),
    ("?q=cc-2026-9001", [0]),
    ("?q=nobody", []),
]


@pytest.mark.parametrize(("query", "places"), FILTERS)
def test_the_list_is_narrowed_by_each_filter(query, places, sign_in, dana, three):
    assert listed(sign_in(dana), query) == [three[place] for place in places]


def test_filters_by_person_and_department_are_of_the_list_alone(sign_in, dana, sam, three, rentals):
    client = sign_in(dana)

    assert listed(client, f"?assigned={sam.pk}") == [three[0]]
    assert listed(client, f"?department={rentals.pk}") == [three[1]]


def test_a_customer_is_found_by_phone_too(sign_in, dana, three):
    ContactPointFactory(customer=three[0].customer, kind="phone", value="555-0147", folded="5550147")
    Customer.objects.reindex(three[0].customer)

    assert listed(sign_in(dana), "?q=5550147") == [three[0]]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?status=nonsense", "Pick a choice of the list under “Status”"),
        ("?assigned=999", "Pick a choice of the list under “Assigned to”"),
        ("?since=2026-02-30", "Enter a date, such as November 20, 2026"),
        ("?since=2026-04-02&until=2026-04-01", "The latest date is before the earliest"),
        ("?until=9999-12-31", "Enter a year between 1900 and 2199"),
        ("?department=999", "Pick a choice of the list under “Department”"),
        ("?q=" + "x" * 101, "Use 100 characters or fewer. This is 101"),
    ],
)
def test_a_filter_that_cannot_be_is_said_to_be_wrong(query, sentence, sign_in, dana, three):
    page = sign_in(dana).get(f"/cases/{query}")

    assert page.status_code == 200
    assert sentence in text_of(page)


def test_filters_in_use_are_named_and_can_be_taken_away_one_by_one(sign_in, dana, three):
    page = sign_in(dana).get("/cases/?due=month&since=2026-02-01")

    chips = page.context["chips"]
    assert [chip["label"] for chip in chips] == ["Due: Next 30 days", "Earliest date: February 1, 2026"]
    assert chips[0]["query"] == "since=2026-02-01"
    assert "Clear all" in text_of(page)


def test_no_match_says_so_and_offers_a_way_on(sign_in, dana, three):
    page = text_of(sign_in(dana).get("/cases/?q=nobody"))

    assert "0 results with these filters." in page
    assert "?status=any" in page


def test_a_supervisor_sees_the_cases_of_the_department_alone(sign_in, sam, olga, three):
    assert listed(sign_in(sam)) == [three[0]]
    assert listed(sign_in(olga)) == [three[1]]


def test_a_long_list_is_read_page_by_page_with_every_filter_kept(sign_in, dana):
    department = DepartmentFactory()
    for day in range(30):
        CaseFactory(department=department, due_on=TODAY + timedelta(days=day // 2))
    client = sign_in(dana)

    first = client.get(f"/cases/?department={department.pk}").context["page"]
    second = client.get(f"/cases/?{first.next}").context["page"]

    assert (len(first.rows), len(second.rows), second.next) == (25, 5, "")
    assert f"department={department.pk}" in first.next
    assert len({case.pk for case in first.rows + second.rows}) == 30


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_costs_the_same_however_long_it_is(many, sign_in, dana):
    for _ in range(many):
        full_case()

    assert page_queries(sign_in(dana), "/cases/") <= 6


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_costs_the_same_however_full_the_case_is(many, sign_in, dana):
    case = full_case(many)

    warn(case, dana)

    assert page_queries(sign_in(dana), url_of(case)) <= 18


@pytest.mark.parametrize("many", [1, 6])
def test_the_matter_costs_the_same_however_much_was_tried(many, sign_in, dana):
    case = full_case(many)

    assert page_queries(sign_in(dana), url_of(case, "matter/")) <= 10


def full_case(many=1):
    """A case with so many of everything."""
    case = CaseFactory(customer=CustomerFactory())
    for number in range(many):
        reported(case, occurred_at=NOW - timedelta(days=number + 1))
        MatterAnswerFactory(matter=MatterFactory(case=case))
        EffortFactory(case=case)
        ContactPointFactory(customer=case.customer, value=f"{number}@example.com")
        acts_of.add_note(case=case, text="A note", by=case_director(), at=NOW)
    return case


def case_director():
    """Some director."""
    return Case._meta.get_field("opened_by").related_model.objects.get(email="dana@example.com")
