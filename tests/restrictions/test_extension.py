"""An extension is a new decision that goes on from the end of the old one, which then reads replaced (process 2.9)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.models import Letter
from restrictions import register
from restrictions.actions.endings import lift_restriction, set_aside_restriction
from restrictions.actions.lapse import announce_lapses
from restrictions.models import DepartmentNotice, DraftMeasure, Lapse, Restriction, Term
from restrictions.policy.endings import extended_by
from restrictions.policy.force import known_of, state_of
from restrictions.policy.measures import terms_of_group
from tests.factories import NOW, TODAY, CaseFactory, changed, reported, staged
from tests.restrictions.ready import ENDS, decided, ready_review
from tests.restrictions.staging import issue, serve

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECOND_END = ENDS + 30 * DAY


@pytest.fixture
def old(review, dana, sales):
    """A restriction in place to July 17, 2026."""
    made = decided(review, dana)
    issue(made, dana, departments=[sales], send_by_post=False, by_hand=True)
    made.refresh_from_db()
    serve(made, method="hand")
    return made.restrictions.get()


def decided_again(old, sam, dana, *, begins_on=ENDS + DAY):
    """The same measure decided again in another case of the customer, from that day; not issued yet."""
    case = CaseFactory(customer=old.customer, department=old.case.department, opened_by=sam)
    for days in (60, 30, 4):
        reported(case, occurred_at=NOW - timedelta(days=days), asked_to_stop="yes")
    other = ready_review(case, referred_by=sam, director=dana, starts_on=begins_on)
    changed(DraftMeasure.objects.get(review=other), ends_on=SECOND_END)
    return decided(other, dana).restrictions.get()


def issued(new, dana, sales):
    issue(new.decision, dana, departments=[sales], send_by_post=False, by_hand=True)
    new.decision.refresh_from_db()
    serve(new.decision, method="hand")
    return new


def state(restriction, on, at=None):
    """Its state on that day, the same by its rows, by the query of the register and by its filter."""
    at = at or NOW + (on - TODAY)
    fresh = Restriction.objects.with_decision().get(pk=restriction.pk)
    term = Term.objects.as_of(at, on).get(restriction=restriction)
    key = state_of(term, on=on).key
    assert state_of(known_of(fresh, at=at, on=on), on=on).key == key
    assert Term.objects.as_of(at, on).in_state(key, on).filter(restriction=restriction).exists()
    return key


def test_the_register_names_the_one_that_goes_on(old, sam, dana, sales, calendar, organization, sign_in):
    new = issued(decided_again(old, sam, dana), dana, sales)
    after = ENDS + DAY

    terms = register.entries(calendar.last_moment(after), after, {}).order_by(*register.NEWEST)
    rows = register.rows_of(list(terms), at=calendar.last_moment(after), on=after, calendar=calendar)
    said = {row.term.restriction: register.cells_of(row, organization, calendar) for row in rows}

    column = register.HEADINGS.index("Replaced by")
    assert (said[old][column], said[new][column]) == (new.reference, "")
    assert f'href="/restrictions/{new}/"' in sign_in(dana).get("/register/").content.decode()


def test_an_extension_says_which_one_it_goes_on_from_and_that_one_reads_replaced(old, sam, dana, sales):
    new = issued(decided_again(old, sam, dana), dana, sales)

    assert new.extends == old
    assert [state(old, day) for day in (ENDS, ENDS + DAY)] == ["in_place", "replaced"]
    assert [state(new, day) for day in (ENDS, ENDS + DAY, SECOND_END, SECOND_END + DAY)] == [
        "starts",
        "in_place",
        "in_place",
        "lapsed",
    ]


def test_nobody_is_told_that_it_ended_while_it_goes_on(old, sam, dana, sales):
    new = issued(decided_again(old, sam, dana), dana, sales)

    announce_lapses(NOW + (ENDS + DAY - TODAY), ENDS + DAY)
    assert not Lapse.objects.exists()
    assert not Letter.objects.filter(kind="L8").exists()
    assert not DepartmentNotice.objects.filter(kind="end").exists()

    announce_lapses(NOW + (SECOND_END + DAY - TODAY), SECOND_END + DAY)
    assert Lapse.objects.get().restriction == new
    assert Letter.objects.filter(kind="L8").count() == 1


def test_until_it_is_issued_it_replaces_nothing(old, sam, dana):
    decided_again(old, sam, dana)

    assert state(old, ENDS + DAY) == "lapsed"
    announce_lapses(NOW + (ENDS + DAY - TODAY), ENDS + DAY)
    assert Lapse.objects.get().restriction == old


def test_when_the_extension_is_set_aside_the_old_one_ended_by_itself(old, sam, dana, sales):
    new = issued(decided_again(old, sam, dana), dana, sales)
    set_aside_restriction(restriction=new, reasons="Wrong.", by=dana, at=NOW + DAY)

    assert state(old, ENDS + DAY) == "lapsed"
    assert state(old, ENDS + DAY, at=NOW + timedelta(hours=1)) == "replaced"  # as it was known before
    announce_lapses(NOW + (ENDS + DAY - TODAY), ENDS + DAY)
    assert Lapse.objects.get().restriction == old


def test_it_goes_on_only_without_a_gap(old, sam, dana):
    assert decided_again(old, sam, dana, begins_on=ENDS + 2 * DAY).extends is None


@pytest.mark.parametrize(
    ("measure", "begins", "found"),
    [("R02", ENDS + DAY, True), ("R02", ENDS + 2 * DAY, False), ("R02", ENDS, False), ("R03", ENDS + DAY, False)],
)
def test_only_the_same_measure_the_day_after_is_an_extension(old, measure, begins, found):
    assert (extended_by(measure, "", begins, terms_of_group(old.customer)) == old) is found


def test_one_that_was_lifted_is_not_extended(old, dana):
    lift_restriction(restriction=old, reasons="Over.", by=dana, at=NOW)

    assert extended_by("R02", "", ENDS + DAY, terms_of_group(old.customer)) is None


def test_the_database_lets_a_restriction_extend_only_its_own_kind(old, sam, dana):
    decision = decided_again(old, sam, dana).decision
    row = {"decision": decision, "case": decision.case, "customer": decision.customer, "why": "x", "measure": "R03"}

    with pytest.raises(IntegrityError, match="an earlier one of its own kind"), transaction.atomic():
        staged(row=Restriction(reference="RS-2026-0777", extends=old, **row))
    staged(row=Restriction(reference="RS-2026-0778", **row))  # the control: only the link is refused
