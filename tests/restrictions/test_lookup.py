"""The look-up: one field, exactly four answers, and no reason, history or full address in any of them."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import DatabaseError, OperationalError, connection

from cases.actions.customers import add_name, change_customer, merge_customers, undo_merge
from cases.models import ContactPoint, Customer, NearKey, Representative
from conduct.models import Event
from restrictions.actions.standing import rebuild_standing
from restrictions.models import Pause, Standing
from restrictions.policy import lookup as policy
from tests.factories import ContactPointFactory, CustomerFactory, UserFactory, changed, staged
from tests.restrictions.staging import decided, issue, serve

pytestmark = pytest.mark.django_db
URL = "/lookup/"


@pytest.fixture
def unserved(case, dana, april):
    return issue(decided(case, dana), dana, send_by_post=False, by_hand=True)


@pytest.fixture
def served(unserved, at):
    """Cora's restriction, in place today: the letter was handed over in the morning."""
    serve(unserved, at=at - timedelta(hours=1), method="hand")
    return unserved


@pytest.fixture
def phone(cora):
    return ContactPointFactory(customer=cora, kind=ContactPoint.Kind.PHONE, value="555-010-0163", folded="5550100163")


def answer(typed, at, today, **values):
    return policy.look_up(typed, at=at, on=today, **values)


# Stop, check and clear


@pytest.mark.parametrize(
    "typed", ["Cora Lindgren", "CORA  lindgrén", "cora@example.com", "1 (555) 010-0163", "214 Sample Ln"]
)
def test_the_full_name_phone_email_or_street_address_of_one_customer_says_stop(served, phone, at, today, typed):
    found = answer(typed, at, today)

    assert (found.kind, found.person.name) == ("stop", "Cora Lindgren")


@pytest.mark.parametrize(
    "typed",
    [
        "Cora Lindgrem",
        "Kora Lindgren",
        "c lindgren",
        "lindgren",
        "Sample Lane",
        "214 sample lane springfield",
        "999 010 0163",
        "dora",
    ],
)
def test_anything_near_asks_who_it_is_and_never_reads_as_clear(served, phone, at, today, typed):
    assert answer(typed, at, today).kind == "check"


@pytest.mark.parametrize("typed", ["Jamie Ellison", "jamie@example.com", "555 999 0000", "9 Fern Close"])
def test_who_is_near_nobody_is_clear(served, phone, at, today, typed):
    assert answer(typed, at, today).kind == "clear"


def test_another_name_counts_as_a_full_name(served, cora, dana, at, today):
    add_name(customer=cora, name="Cora Vance", by=dana, at=at)

    assert answer("cora vance", at, today).kind == "stop"


@pytest.mark.parametrize(
    "shared",
    [
        lambda: CustomerFactory(name="Cora Lindgren"),
        lambda: ContactPointFactory(customer=CustomerFactory(name="Somebody Else"), value="cora@example.com"),
    ],
)
def test_what_two_customers_have_in_common_asks_who_it_is(served, at, today, shared):
    other = shared()

    typed = "cora lindgren" if other._meta.model_name == "customer" else "cora@example.com"

    assert answer(typed, at, today).kind == "check"


def test_a_full_match_of_somebody_free_with_a_restricted_neighbor_asks_who_it_is(served, at, today):
    CustomerFactory(name="Kora Lindgren")

    assert answer("Kora Lindgren", at, today).kind == "check"


def test_a_merged_record_answers_for_its_survivor(served, cora, sam, at, today):
    survivor = CustomerFactory(name="Coralie Berg")
    merge_customers(survivor=survivor, other=cora, why="One person.", by=sam, at=at)

    assert answer("Cora Lindgren", at, today).kind == "stop"
    assert answer("Coralie Berg", at, today).person.name == "Coralie Berg"


# No restriction today


def test_decided_and_not_yet_served_is_clear_today_with_its_day(unserved, at, today):
    found = answer("Cora Lindgren", at, today)

    assert (found.kind, found.why) == ("today", "Decided, not yet served")


@pytest.mark.parametrize(
    ("kind", "why"), [("stay", "Paused while an appeal is decided"), ("waiver", "Leave for one visit today")]
)
def test_a_pause_is_clear_today_with_its_reason(served, dana, at, today, kind, why):
    until = today if kind == "waiver" else None
    staged(
        row=Pause(
            restriction=served.restrictions.get(),
            kind=kind,
            from_on=today,
            until_on=until,
            recorded_at=at,
            by=dana,
            reasons="Asked.",
        )
    )

    found = answer("Cora Lindgren", at, today)

    assert (found.kind, found.why, found.is_paused) == ("today", why, True)


def test_after_the_end_date_it_is_clear_without_anybody_doing_anything(served, at, today):
    end = served.restrictions.get().terms.get().ends_on

    assert answer("Cora Lindgren", at, end).kind == "stop"
    assert answer("Cora Lindgren", at, end + timedelta(days=1)).kind == "clear"


# Who stands before me


def test_the_person_picked_gets_the_answer_and_none_of_them_is_clear(served, cora, at, today):
    assert answer("lindgren", at, today, who=cora.pk).kind == "stop"
    assert answer("lindgren", at, today, who=0).kind == "clear"


def test_somebody_who_was_not_offered_cannot_be_picked(served, at, today):
    with pytest.raises(LookupError):
        answer("lindgren", at, today, who=CustomerFactory().pk)


@pytest.fixture
def books(cora, sales, sam):
    """An organization with a representative, and a case about it."""
    firm = changed(cora, name="Lindell Books LLC", kind="business")
    jo = CustomerFactory(name="Jo Lindell", address_line_1="100 Market Row")
    return staged(row=Representative(organization=firm, person=jo, capacity="owner"))


@pytest.mark.parametrize(
    ("scope", "firm", "person"),
    [("named", "check", "stop"), ("organization", "stop", "check"), ("both", "stop", "stop")],
)
def test_an_organizations_restriction_binds_whom_the_decision_names(
    books, case, dana, april, at, today, scope, firm, person
):
    decision = issue(decided(case, dana, scope=scope, representative=books), dana, send_by_post=False, by_hand=True)
    serve(decision, at=at - timedelta(hours=1), method="hand")

    assert answer("Lindell Books LLC", at, today).kind == firm
    assert answer("Jo Lindell", at, today).kind == person


# The page


def test_a_get_shows_the_field_only(served, emil, sign_in):
    shown = sign_in(emil).get(f"{URL}?q=cora+lindgren").content.decode()

    assert "autofocus" in shown
    assert "answer" not in shown
    assert "Cora" not in shown


def test_the_stop_answer_says_what_to_do_and_never_why(served, phone, emil, sign_in):
    shown = sign_in(emil).post(URL, {"q": "cora lindgren"}).content.decode()

    assert shown.index("You can") < shown.index("Please do not")
    for words in (
        "Restriction in place",
        "until July 17, 2026",
        "Sample Lane, Springfield",
        "Phone ends in 0163",
        "Help in any emergency",
    ):
        assert words in shown
    for canary in (
        "CANARY",
        "41 calls",
        "Other people had to wait",
        "214 Sample",
        "010-0163",
        "DR-2026",
        "CC-2026",
        "22150",
    ):
        assert canary not in shown


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("cora lindgren", "Restriction in place"),
        ("lindgren", "Check who it is"),
        ("jamie ellison", "No restriction found"),
    ],
)
def test_every_answer_is_recorded_with_what_was_typed(served, emil, sign_in, typed, label):
    sign_in(emil).post(URL, {"q": typed})

    event = Event.objects.get(verb="lookup.answered")
    facts = json.loads(event.payload)["facts"]
    assert (event.journal, event.kind, facts) == (f"user:{emil.pk}", "read", {"typed": typed, "answer": label})


def broken(*args, **kwargs):
    raise DatabaseError("no disk")


def test_when_the_search_fails_the_answer_is_its_own_and_names_whom_to_call(
    served, emil, dana, organization, sign_in, monkeypatch
):
    changed(organization, duty_director=dana)
    changed(dana, phone="555-0104")
    monkeypatch.setattr(policy, "Everybody", broken)

    shown = sign_in(emil).post(URL, {"q": "cora lindgren"}).content.decode()

    assert "We could not check" in shown
    assert "This does not mean there is no restriction" in shown
    assert "555-0104" in shown
    assert "answer-clear" not in shown


class Fuse:
    """Lets so many statements through and fails the next one."""

    def __init__(self, statements, error):
        self.left, self.error, self.blown = statements, error, False

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip("(").startswith(("SELECT", "INSERT", "UPDATE")) and not self.blown:
            self.blown = self.left == 0
            self.left -= 1
            if self.blown:
                raise self.error
        return execute(sql, params, many, context)


@pytest.mark.parametrize("error", [OperationalError("no disk"), FieldError("no such column"), MemoryError()])
@pytest.mark.parametrize(("typed", "statements"), [("jamie ellison", 2), ("cora lindgren", 6), ("lindgren", 5)])
def test_whichever_statement_fails_nobody_reads_it_as_an_answer(served, emil, sign_in, typed, statements, error):
    client = sign_in(emil)
    client.raise_request_exception = False
    told, fuse = 0, Fuse(0, error)

    for let_through in range(60):
        fuse = Fuse(let_through, error)
        with connection.execute_wrapper(fuse):
            response = client.post(URL, {"q": typed})
        if not fuse.blown:
            break
        shown = response.content.decode()
        assert not any(label in shown for label in policy.LABELS.values())
        assert "We could not check" in shown or response.status_code == 500
        told += "call Jack Keller Inc., REALTORS" in shown

    assert not fuse.blown
    assert told >= statements


@pytest.mark.parametrize("typed", ["", "   ", "x", "!!!", "\u200b\u200b", "a" * 201, "cora\x00lindgren"])
def test_what_cannot_be_looked_up_is_told_and_kept(served, emil, sign_in, typed):
    response = sign_in(emil).post(URL, {"q": typed})

    assert response.status_code == 200
    assert "Error:" in response.content.decode()
    assert not Event.objects.filter(verb="lookup.answered").exists()


@pytest.mark.parametrize("who", ["emil", "ozan", "sam", "dana", "april", "ada", "alba"])
def test_everybody_who_is_signed_in_may_look_up(served, request, sign_in, who):
    assert (
        "Restriction in place"
        in sign_in(request.getfixturevalue(who)).post(URL, {"q": "cora lindgren"}).content.decode()
    )


def test_an_outside_reviewer_sees_one_case_and_looks_nobody_up(served, sign_in):
    client = sign_in(UserFactory(is_outside_reviewer=True))

    assert client.get(URL).status_code == 404
    assert client.post(URL, {"q": "cora lindgren"}).status_code == 404
    assert URL not in client.get("/").content.decode()


def test_nobody_else_may(served, client):
    assert client.post(URL, {"q": "cora lindgren"}).status_code == 302


def restricted_neighbors(count):
    """More people with a live restriction, all of them near the name that is looked up."""
    restriction = Standing.objects.get().restriction
    rows = [
        Standing(restriction=restriction, customer=CustomerFactory(name=f"Tora Lindgren {n}"), ends_on="2026-07-17")
        for n in range(count)
    ]
    Standing.objects.bulk_create(rows)


@pytest.mark.parametrize("neighbors", [0, 30])
def test_the_number_of_queries_does_not_grow_and_nobody_is_left_out(
    served, at, today, django_assert_max_num_queries, neighbors
):
    restricted_neighbors(neighbors)

    with django_assert_max_num_queries(8):
        found = answer("dora lindgren", at, today)

    assert len(found.people) == neighbors + 1


@pytest.mark.parametrize("typed", ["Kora Lindgren", "555 010 0163", "214 Sample Lane"])
def test_no_index_that_is_behind_hides_anybody(served, phone, cora, at, today, typed):
    Customer.objects.filter(pk=cora.pk).update(search="")

    assert answer(typed, at, today).kind in ("check", "stop")


def test_the_index_can_be_rebuilt_and_says_how_far_it_was_off(served, at, today):
    row = Standing.objects.get()
    assert rebuild_standing(at=at, on=today) == 0

    Standing.objects.all().delete()

    assert rebuild_standing(at=at, on=today) == 1
    assert Standing.objects.get().customer_id == row.customer_id


# The keys that find whoever is mistyped


def test_a_new_name_and_street_are_found_at_once_however_they_are_mistyped(served, cora, sam, at, today):
    change_customer(customer=cora, name="Henrietta Vandermeer", address_line_1="7 Juniper Court", by=sam, at=at)

    assert answer("henrieta vandermer", at, today).kind == "check"
    assert answer("Juniper Ct", at, today).kind == "check"
    assert answer("cora lindgrem", at, today).kind == "clear"


def test_both_records_of_a_merge_are_found_and_each_again_when_it_is_undone(served, cora, sam, at, today):
    survivor = CustomerFactory(name="Coralie Berg")
    merge = merge_customers(survivor=survivor, other=cora, why="One person.", by=sam, at=at)
    merged = [answer(typed, at, today).kind for typed in ("coralie bergg", "cora lindgrem")]

    undo_merge(merge=merge, why="Two people.", by=sam, at=at)

    assert merged == ["check", "check"]
    assert [answer(typed, at, today).kind for typed in ("coralie bergg", "cora lindgrem")] == ["clear", "check"]


def test_a_third_record_of_the_group_is_found_too(served, cora, sam, at, today):
    survivor, third = CustomerFactory(name="Coralie Berg"), CustomerFactory(name="Trudy Olafsson")
    merge_customers(survivor=survivor, other=third, why="One person.", by=sam, at=at)
    merge_customers(survivor=survivor, other=cora, why="One person.", by=sam, at=at)

    assert answer("trudi olafson", at, today).person is None
    assert [one.name for one in answer("trudi olafson", at, today).people] == ["Coralie Berg"]


def test_whoever_has_no_keys_yet_is_compared_in_full(served, at, today):
    NearKey.objects.all().delete()
    assert answer("Cora Lindgrem", at, today).kind == "clear"

    Standing.objects.update(is_keyed=False)

    assert answer("Cora Lindgrem", at, today).kind == "check"


def test_the_command_puts_keys_right_and_drops_those_nobody_needs(served, cora, at, today):
    other = CustomerFactory(name="Jamie Ellison")
    Customer.objects.watch(other)
    NearKey.objects.filter(customer=cora, key="lindgre").delete()

    assert rebuild_standing(at=at, on=today) == 1
    assert NearKey.objects.filter(customer=cora, key="lindgre").exists()
    assert not NearKey.objects.filter(customer=other).exists()


def test_a_name_nobody_restricted_has_costs_two_questions(served, at, today, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert answer("Jamie Ellison", at, today).kind == "clear"
