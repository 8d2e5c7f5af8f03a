"""Held in reserve on conditions: it binds nobody, is told in plain words, and applies by a new decision alone (2.7)."""

from datetime import date, timedelta

import pytest

from cases.models import Letter
from conduct.lifecycle import Refused
from conduct.models import Counter
from restrictions.actions.endings import lift_early, set_aside_restriction, shorten_restriction, vary_restriction
from restrictions.actions.lapse import announce_lapses
from restrictions.actions.measures import add_measure
from restrictions.actions.requests import pause_restriction
from restrictions.actions.standing import rebuild_standing
from restrictions.models import DepartmentNotice, DraftMeasure, Lapse, Restriction, Standing, Term
from restrictions.policy import lookup, reserve
from restrictions.policy.force import is_in_force, known_of, state_of
from restrictions.policy.measures import needs_two, terms_of_group
from restrictions.register import entries, rows_of
from tests.factories import NOW, TODAY, CustomerFactory, changed
from tests.restrictions.breaching import noted
from tests.restrictions.holding import ENDS, HELD, LAST, LATER, activated, breached, in_reserve, ready_again
from tests.restrictions.ready import IN_WRITING, decided, fresh, measured
from tests.restrictions.staging import issue, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def held(review, dana, sales):
    """In writing only, held in reserve until July 17, 2026; sales was told of one of its two conditions."""
    Counter.objects.create(kind="IR", year=2026, last=8000)  # out of the way of the references factories give
    return in_reserve(review, dana, departments=[sales])


def state(restriction, on, at=None):
    """Its state that day, the same by its rows, by the query and by its filter; in force only if it is in place."""
    at = at or max(NOW, NOW + (on - TODAY))
    one = Restriction.objects.with_decision().get(pk=restriction.pk)
    term = Term.objects.as_of(at, on).get(restriction=one)
    key = state_of(term, on=on).key
    assert state_of(known_of(one, at=at, on=on), on=on).key == key
    assert Term.objects.as_of(at, on).in_state(key, on).filter(restriction=one).exists()
    in_force = Term.objects.in_force(at, on).filter(restriction=one).exists()
    assert in_force == is_in_force(one, at=at, on=on) == (key == "in_place")
    return key


# It binds nobody


def test_it_is_held_from_service_to_its_last_day_and_never_in_force(held):
    days = (TODAY - DAY, TODAY, ENDS, ENDS + DAY)

    assert [state(held, day) for day in days] == ["starts", "reserve", "reserve", "lapsed"]


def test_the_look_up_says_nothing_of_it_even_when_its_index_is_made_anew(held):
    rebuild_standing(at=NOW, on=TODAY)

    assert not Standing.objects.exists()
    assert lookup.look_up("Cora Lindgren", at=NOW, on=TODAY) == lookup.CLEAR_ANSWER


def test_beside_what_applies_the_look_up_speaks_of_that_alone(review, dana, organization):
    measured(review, "R07", {"place": "100 Example Avenue", "notice_days": 2})
    changed(DraftMeasure.objects.get(review=review, measure="R02"), **HELD)
    made = decided(fresh(review), dana)
    issue(made, dana, send_by_post=False, by_hand=True)
    made.refresh_from_db()
    changed(made.letter.deliveries.get(), sent_at=NOW, sent_recorded_at=NOW, deemed_on=TODAY)
    found = lookup.look_up("Cora Lindgren", at=NOW, on=TODAY)
    said = lookup.terms_in_words(found.person, on=TODAY, organization=organization)

    assert found.kind == lookup.STOP
    assert [term.restriction.measure for term in found.person.terms] == ["R07"]
    assert "email" not in " ".join(said.can + said.please_do_not)


def test_nothing_of_it_can_be_paused(held, dana):
    with pytest.raises(Refused, match="is held in reserve. Nothing applies that could be paused"):
        pause_restriction(restriction=held, kind="stay", from_on=TODAY, until_on=None, reasons="x", by=dana, at=NOW)


# What is said of it


def test_the_letter_says_what_is_held_on_which_conditions_until_when_and_that_it_does_not_apply(held):
    said = words_of(held.decision.letter)

    assert "Held in reserve until July 17, 2026" in said.splitlines()[0] or "Held in reserve until July 17" in said
    assert "It does not apply now." in said
    assert "Nothing changes for you now." in said
    assert "no calls after 6 PM; no shouting" in said
    assert "60 days at most" in said
    assert "only if a director decides so after a new review" in said
    assert "Nothing applies that could be paused." in said
    assert "The change starts on" not in said
    assert "We start our own review" not in said


def test_departments_hear_the_conditions_they_need_and_nothing_else(held):
    notice = DepartmentNotice.objects.get()
    said = f"{notice.can}\n{notice.please_do_not}"

    assert "no calls after 6 PM" in said
    assert "no shouting" not in said
    assert "email" not in said.lower()
    assert notice.until_on == ENDS


def test_of_a_reserve_without_a_condition_for_them_no_department_is_told(review, dana, sales):
    sentence = "Nothing applies, and no condition is for departments to know. Choose none, and say so as the reason."
    with pytest.raises(Refused, match=sentence):
        in_reserve(review, dana, departments=[sales], conditions_told="")


def test_the_register_says_held_in_reserve(held, calendar):
    terms = list(entries(NOW, TODAY, {"state": "reserve"}))
    (row,) = rows_of(terms, at=NOW, on=TODAY, calendar=calendar)

    assert row.state.label == "Held in reserve"
    assert not entries(NOW, TODAY, {"state": "in_place"}).exists()


# Drafting it

NOT_HELD = [
    (
        {"held_days": 60},
        "To hold it in reserve, write the conditions. Otherwise leave the days and what is told empty.",
    ),
    ({"conditions": "no calls"}, "Write how many days it can last at most, if a director activates it."),
    (HELD | {"conditions_told": "no dogs"}, "Departments can be told of conditions alone. “no dogs” is none of them."),
    (
        HELD | {"measure": "R16", "parameters": {"conditions": "no shouting"}},
        "Access on conditions (R16) has its conditions already. Hold the measure in reserve that would follow.",
    ),
]


@pytest.mark.parametrize(("said", "sentence"), NOT_HELD)
def test_a_reserve_is_drafted_whole(review, dana, said, sentence):
    said = {"measure": "R03", "parameters": {"contacts": "calls", "count": 1, "period": "week"}} | said

    with pytest.raises(Refused) as refused:
        add_measure(review=review, ends_on=ENDS, why="x", by=dana, at=NOW, **said)
    assert refused.value.reasons == [sentence]


def test_conditions_are_kept_one_on_each_line_without_their_full_stops(review, dana):
    said = {"measure": "R07", "parameters": {"place": "Here", "notice_days": 2}, "held_days": 9}
    draft = add_measure(
        review=review, ends_on=ENDS, why="x", by=dana, at=NOW, conditions="No calls.\n\n No dogs; \nNo calls", **said
    )

    assert draft.conditions == "No calls\nNo dogs"


@pytest.mark.parametrize(("days", "second"), [(60, False), (200, True)])
def test_the_ladder_looks_at_the_days_it_would_apply(review, organization, calendar, days, second):
    changed(DraftMeasure.objects.get(review=review), **HELD | {"held_days": days, "ends_on": TODAY + 300 * DAY})
    terms = terms_of_group(review.case.customer)
    reasons = list(needs_two(fresh(review), on=TODAY, organization=organization, calendar=calendar, terms=terms))

    assert bool(reasons) is second


# Its conditions are not kept


def test_a_breach_of_its_conditions_is_noted_by_who_works_on_the_case_and_by_nobody_at_the_desk(held, sam, emil, drew):
    with pytest.raises(Refused, match="did not apply at that moment"):
        noted(held, emil, at=NOW + DAY)

    breach = breached(held, sam, drew)

    assert breach.restriction == held
    assert state(held, TODAY + DAY) == "reserve"  # nothing follows by itself
    assert "Held in reserve until" in words_of(breach.decisions.get().letter)


def test_a_new_decision_activates_it_with_a_letter_and_an_appeal_of_its_own(held, sam, dana, drew, april):
    breached(held, sam, drew)
    new = activated(held, dana)
    said = words_of(new.decision.letter)

    assert new.extends == held
    assert [state(held, day) for day in (TODAY + DAY, TODAY + 2 * DAY)] == ["reserve", "activated"]
    assert [state(new, day) for day in (LATER.date(), LAST, LAST + DAY)] == ["starts", "in_place", "lapsed"]
    assert "We held this in reserve in our letter of April 17, 2026. The conditions were not kept." in said
    assert new.decision.appeal_officer == april
    on = LATER.date() + 2 * DAY
    assert lookup.look_up("Cora Lindgren", at=NOW + (on - TODAY), on=on).kind == lookup.STOP


def test_once_activated_departments_hear_of_the_reserve_no_more_and_its_end_is_not_told(held, sam, dana, drew, april):
    breached(held, sam, drew)
    activated(held, dana)
    assert [one.kind for one in held.decision.notices.order_by("pk")] == ["start", "end"]

    announce_lapses(NOW + (ENDS + DAY - TODAY), ENDS + DAY)
    assert [one.restriction.extends for one in Lapse.objects.all()] == [held]


def test_set_aside_the_activation_leaves_the_reserve_as_it_was(held, sam, dana, drew, april):
    breached(held, sam, drew)
    new = activated(held, dana)
    set_aside_restriction(restriction=new, reasons="The facts were wrong.", by=april, at=LATER + DAY)

    assert state(held, TODAY + 4 * DAY) == "reserve"
    assert state(held, TODAY + 4 * DAY, at=LATER) == "activated"  # as it was known before


def test_until_its_letter_is_issued_the_decision_activates_nothing(held, sam, dana, drew, april):
    breached(held, sam, drew)
    new = activated(held, dana, is_issued=False)
    assert state(held, TODAY + 3 * DAY) == "reserve"

    lift_early(restriction=held, reasons="Wrong.", ways=["email"], by=dana, at=LATER)
    sentence = f"{held} is not held in reserve any more. Refer the case again for a new decision."
    with pytest.raises(Refused, match=sentence):
        issue(new.decision, dana, at=LATER, send_by_post=False, by_hand=True)


AS_NEW = [
    ({}, None),
    ({"ends_on": LAST + DAY}, "It could last until June 17, 2026. A later end is decided as new."),
    (
        {"parameters": IN_WRITING | {"reply_days": 30}},
        "Its terms are held as they are. Stricter ones are decided as new.",
    ),
]


@pytest.mark.parametrize(("values", "sentence"), AS_NEW)
def test_what_goes_beyond_what_was_held_is_decided_as_new(held, sam, dana, drew, april, values, sentence):
    breached(held, sam, drew)
    review = ready_again(held.case, dana, **values)
    begins = TODAY + 2 * DAY
    reserves = reserve.held_on(held.customer, begins, at=LATER)
    (draft,) = DraftMeasure.objects.filter(review=review)
    reasons = reserve.why_decided_as_new(draft, begins, reserves, at=LATER)

    assert reasons == ([f"{held} is held in reserve for the same. {sentence}"] if sentence else [])
    assert decided(review, dana, at=LATER).restrictions.get().extends == (None if sentence else held)
    assert state(held, TODAY + 4 * DAY) == "reserve"


def test_without_a_proven_breach_the_same_is_decided_as_new(held, sam, dana, drew, april):
    noted(held, sam, at=NOW + DAY)
    (draft,) = [DraftMeasure(measure="R02", parameters=held.terms.get().parameters, ends_on=LAST)]
    begins = TODAY + 2 * DAY
    reserves = reserve.held_on(held.customer, begins, at=LATER)

    assert reserve.activates(draft, begins, reserves, at=LATER) is None
    (why,) = reserve.why_decided_as_new(draft, begins, reserves, at=LATER)
    assert why.endswith("No breach of its conditions was decided to be reviewed, so this is decided as new.")


def test_what_it_activates_counts_towards_the_cap(held, sam, dana, drew, april):
    breached(held, sam, drew)
    new = activated(held, dana)

    assert new.terms.get().latest_end_on == date(2027, 4, 17)  # twelve months from the first day it was held


def test_an_activated_reserve_is_not_lifted_any_more(held, sam, dana, drew, april):
    breached(held, sam, drew)
    activated(held, dana)

    with pytest.raises(Refused, match=f"{held} was activated. A new decision goes on from it."):
        lift_early(restriction=held, reasons="x", ways=["email"], by=dana, at=LATER)


# It ends


def test_it_lapses_by_itself_with_its_letter(held):
    announce_lapses(NOW + (ENDS + DAY - TODAY), ENDS + DAY)
    said = words_of(Letter.objects.get(kind="L8"))

    assert "What we held in reserve has ended" in said
    assert "This is no longer held in reserve, and never applied" in said
    assert [one.kind for one in DepartmentNotice.objects.order_by("pk")] == ["start", "end"]


@pytest.mark.parametrize(
    ("end", "key"),
    [
        (lambda one, by: lift_early(restriction=one, reasons="Kept.", ways=["email"], by=by, at=NOW), "lifted"),
        (lambda one, by: set_aside_restriction(restriction=one, reasons="Wrong.", by=by, at=NOW), "set_aside"),
    ],
)
def test_it_is_lifted_and_set_aside_like_any_other(held, dana, end, key):
    end(held, dana)

    assert state(held, TODAY) == key
    assert not reserve.held_on(held.customer, TODAY, at=NOW)


def test_made_shorter_it_stays_held(held, dana):
    shorten_restriction(
        restriction=held, new_end_on=TODAY + 9 * DAY, reasons="Kept so far.", ways=["email"], by=dana, at=NOW
    )
    term = held.terms.order_by("-number").first()

    assert (term.conditions, term.held_days, term.ends_on) == (HELD["conditions"], 60, TODAY + 9 * DAY)
    assert state(held, TODAY + 9 * DAY) == "reserve"
    assert "Held in reserve until April 26, 2026" in words_of(Letter.objects.get(kind="L7"))


def test_varied_on_appeal_it_stays_held(held, dana):
    lighter = IN_WRITING | {"reply_days": 1}
    vary_restriction(restriction=held, new_end_on=None, parameters=lighter, reasons="Faster.", by=dana, at=NOW)

    assert state(held, TODAY) == "reserve"


def test_a_reserve_of_somebody_else_is_not_theirs(held):
    assert not reserve.held_on(CustomerFactory(), TODAY, at=NOW)
