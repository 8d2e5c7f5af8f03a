"""Who the customers are: kept, found in spite of slips, identified, merged and taken apart again."""

import pytest

from cases.actions import customers as acts
from cases.models import Customer, StaffTie
from cases.policy import customers as policy
from conduct import audit, text
from conduct.lifecycle import Refused
from conduct.models import Change, Event
from tests.factories import NOW, CaseFactory, CustomerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin(dana):
    return acts.add_customer(
        name="Robin Castellan",
        address_line_1="214 Sample Lane",
        city="Springfield",
        phones=["(703) 555-0147"],
        emails=["Robin@Example.com"],
        by=dana,
        at=NOW,
    )


def found(**typed):
    return [match.customer for match in policy.possible_matches(**typed)]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Robin Castellan"},
        {"name": "robin castelan"},
        {"name": "Castellan, Robin"},
        {"name": "Robni Castellan"},
        {"name": "Robyn Castelan"},
        {"name": "R. Castellan"},
        {"name": "RÓBIN CASTELLÁN"},
        {"name": "Robin Castelaln"},
        {"contact": "703-555-0147"},
        {"contact": "1 (703) 555 0147 ext. 4"},
        {"contact": "555-0147"},
        {"contact": "robin@example.com"},
        {"contact": "call 555-0147 or ROBIN@EXAMPLE.COM"},
        {"address": "214 Sample Ln, Springfield"},
    ],
)
def test_a_customer_is_found_in_spite_of_slips(robin, typed):
    CustomerFactory(name="Somebody Else", address_line_1="9 Other Street")

    assert found(**typed) == [robin]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Alex Morgan"},
        {"name": "..."},
        {"contact": "555"},
        {"name": "\u200b"},
        {},
        {"name": "%"},
        {"name": "_"},
    ],
)
def test_nobody_is_found_where_nothing_is_near(robin, typed):
    assert found(**typed) == []


def test_the_nearest_comes_first_and_five_are_shown(robin, dana):
    for n in range(6):
        CustomerFactory(name=f"Robin Castellan{'abcdef'[n]}")

    matches = found(name="Robin Castellan", contact="555-0147")

    assert matches[0] == robin
    assert len(matches) == 5


def test_a_match_shows_the_street_without_its_number_and_four_digits(robin):
    (match,) = policy.possible_matches(name="Robin Castellan")

    assert match.detail == "Sample Lane, Springfield · phone ending 0147"


def test_an_exact_name_is_found_among_many_alike(robin, dana):
    for n in range(policy.CANDIDATES + 5):
        CustomerFactory(name=f"Robina Castle {n}")

    assert found(name="Robin Castellan")[0] == robin


def test_the_search_looks_through_everything_on_record(robin, dana):
    acts.add_name(customer=robin, name="Bobby Castellan", by=dana, at=NOW)

    for typed in (
        "bobby",
        "castellan robin",
        "214 sample",
        "(703) 555-0147",
        "robin@example.com",
        robin.reference.lower(),
        "springfield",
    ):
        assert list(Customer.objects.search(typed)) == [robin], typed


def test_a_way_to_reach_them_that_ended_is_kept_and_no_longer_found(robin, dana):
    point = robin.contact_points.get(kind="phone")

    acts.end_contact_point(point=point, by=dana, at=NOW)

    assert found(contact="703-555-0147") == []
    assert robin.contact_points.filter(kind="phone", ended_at=NOW).exists()
    acts.add_contact_point(customer=robin, kind="phone", value="703 555 0147", by=dana, at=NOW)
    assert found(contact="703-555-0147") == [robin]


def test_an_unknown_person_is_identified_and_the_description_stays(dana):
    unknown = acts.add_customer(description="Tall, red coat", by=dana, at=NOW)

    known = acts.identify_customer(customer=unknown, name="Robin Castellan", by=dana, at=NOW)

    assert (known.name, known.description) == ("Robin Castellan", "Tall, red coat")
    assert found(name="Robin Castellan") == [known]
    with pytest.raises(Refused, match="already has a name"):
        acts.identify_customer(customer=known, name="Another", by=dana, at=NOW)


def test_a_change_keeps_what_was_before(robin, dana):
    acts.change_customer(customer=robin, city="Riverton", by=dana, at=NOW)

    change = Change.objects.get(event__verb="customer.changed")
    assert (change.before, change.after) == ('{"city":"Springfield"}', '{"city":"Riverton"}')


def test_two_records_become_one_and_can_be_taken_apart(robin, dana):
    other = acts.add_customer(name="R. Castellan", by=dana, at=NOW)
    before = (robin.name, other.name)

    merge = acts.merge_customers(survivor=robin, other=other, why="The same phone", by=dana, at=NOW)

    assert set(Customer.objects.group_of(robin)) == {robin, other}
    assert found(name="R. Castellan") == [robin]
    assert (
        audit.sentence_of(Event.objects.get(verb="customer.merged"))
        == f"Dana Ruiz merged {other.reference} into {robin.reference}: The same phone"
    )
    acts.undo_merge(merge=merge, why="Two brothers", by=dana, at=NOW)
    other.refresh_from_db()
    assert other.merged_into is None
    assert (robin.name, other.name) == before


@pytest.fixture
def merged(robin, dana):
    other = CustomerFactory(name="Other")
    return acts.merge_customers(survivor=robin, other=other, why="Same", by=dana, at=NOW)


def test_what_cannot_be_merged(robin, dana, merged):
    third = CustomerFactory(name="Third")

    for survivor, other, sentence in (
        (robin, robin, "two different records"),
        (third, merged.other, "was already merged"),
        (third, robin, "Merge the other way round"),
    ):
        with pytest.raises(Refused, match=sentence):
            acts.merge_customers(survivor=survivor, other=other, why="Same", by=dana, at=NOW)


def test_a_merge_is_undone_once(dana, merged):
    acts.undo_merge(merge=merged, why="Not the same", by=dana, at=NOW)

    with pytest.raises(Refused, match="already undone"):
        acts.undo_merge(merge=merged, why="Not the same", by=dana, at=NOW)


@pytest.mark.parametrize("who", ["emil", "ada", "alba", "april"])
def test_only_supervisors_and_directors_keep_the_records(robin, request, who):
    by = request.getfixturevalue(who)

    for act, values in (
        (acts.change_customer, {"customer": robin, "city": "Riverton"}),
        (acts.add_name, {"customer": robin, "name": "Bob"}),
        (acts.merge_customers, {"survivor": robin, "other": CustomerFactory(), "why": "Same"}),
    ):
        with pytest.raises(Refused, match="Supervisors and directors keep the records"):
            act(by=by, at=NOW, **values)


def test_who_speaks_for_an_organization_is_recorded_and_ended(robin, dana):
    firm = acts.add_customer(name="Placeholder Homes LLC", kind="business", by=dana, at=NOW)
    row = acts.name_representative(organization=firm, person=robin, capacity="Owner", by=dana, at=NOW)

    with pytest.raises(Refused, match="already speak"):
        acts.name_representative(organization=firm, person=robin, by=dana, at=NOW)
    with pytest.raises(Refused, match="Nobody speaks for themselves"):
        acts.name_representative(organization=firm, person=firm, by=dana, at=NOW)
    assert acts.end_representative(representative=row, by=dana, at=NOW).ended_at == NOW


def test_a_tie_to_staff_is_declared_once(robin, dana, emil):
    acts.declare_tie(customer=robin, user=emil, kind=StaffTie.Kind.FAMILY, by=dana, at=NOW)

    with pytest.raises(Refused, match="already declared"):
        acts.declare_tie(customer=robin, user=emil, kind=StaffTie.Kind.FAMILY, by=dana, at=NOW)


def test_a_name_that_turns_the_direction_of_writing_is_refused(robin, dana):
    with pytest.raises(Refused, match="hidden characters"):
        acts.change_customer(customer=robin, name="Robin \u202egnp", by=dana, at=NOW)


def test_nothing_is_kept_when_the_event_cannot_be_written(robin, dana, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("cases.actions.customers.record", fail)
    with pytest.raises(RuntimeError):
        acts.change_customer(customer=robin, city="Riverton", by=dana, at=NOW)

    robin.refresh_from_db()
    assert robin.city == "Springfield"
    assert "riverton" not in robin.search


def test_a_name_that_grows_when_it_is_folded_is_kept_and_found(sam, dana):
    """One sign of a ligature is eighteen letters folded; the column holds a part of it, on both engines."""
    long = "\ufdfa" * 160
    customer = acts.add_customer(name=long, emails=[f"{'ß' * 200}@example.com"], by=sam, at=NOW)
    acts.add_name(customer=customer, name="ß" * 160, by=sam, at=NOW)

    with pytest.raises(Refused, match="This name is already on record"):
        acts.add_name(customer=customer, name="ß" * 160, by=sam, at=NOW)
    assert list(Customer.objects.called(name=text.fold("ß" * 160), street="-")) == [customer]
    assert not list(Customer.objects.misfiled(chunk=10))
    CaseFactory(customer=customer, title="\ufdfa" * 120)
