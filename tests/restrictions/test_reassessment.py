"""Before it ends a restriction is looked at again: the customer is asked, a director decides, nothing gets worse."""

import pytest

from cases.actions.customers import merge_customers
from cases.models import Answer, Case, Letter
from conduct.models import Event, OutboxMessage
from restrictions.actions import reassessment as acts
from restrictions.actions.endings import lift_early, shorten_restriction
from restrictions.actions.requests import pause_restriction
from restrictions.models import DepartmentNotice, Invitation, Reassessment, Term
from restrictions.policy.conflicts import parts_in
from restrictions.policy.letter import day
from tests.cases.casework import acts as verbs_of
from tests.cases.casework import record_is_down, refused
from tests.factories import CustomerFactory, changed, reported
from tests.restrictions.reviewing import (
    DAY,
    ENDS,
    LIFT,
    LIGHTEN,
    OPENS,
    VIEW,
    answered,
    asked,
    decide,
    in_place,
    on_day,
    open_on,
    shown_on,
)
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(case, dana, april, sales, emil, sam):
    return in_place(case, dana, [sales])


@pytest.fixture
def restriction(decision):
    return decision.restrictions.get()


# The customer is asked


def test_the_customer_is_asked_for_their_view_in_words_and_days(restriction, dana):
    invitation = asked()

    words = words_of(invitation.letter)
    assert (invitation.due_on, invitation.letter.kind, invitation.letter.signed_by) == (OPENS, "L6", dana)
    assert "started on April 17, 2026 and ends by itself on July 17, 2026. We start our review on June 17" in words
    assert f"Please send it by {day(invitation.answer_by)}." in words
    assert "If we decide nothing, the change ends by itself" in words
    assert [one.method for one in invitation.letter.deliveries.all()] == ["post"]


def test_it_is_asked_once_however_often_and_late_the_step_runs(restriction):
    asked()
    for late in (OPENS, OPENS + DAY, OPENS + 8 * DAY):
        assert acts.ask_for_views(*on_day(late)) == "0 customers asked for their view, 0 could not be"

    assert Letter.objects.filter(kind="L6").count() == 1
    assert Event.objects.filter(verb="reassessment.opened").count() == 1


def test_a_step_that_ran_late_still_gives_ten_business_days(restriction):
    invitation = asked(OPENS + 7 * DAY)  # a Wednesday; mail takes five days

    assert (invitation.due_on, invitation.answer_by) == (OPENS, OPENS + 27 * DAY)


def test_a_letter_that_would_come_after_the_end_is_not_written(restriction):
    invitation = asked(ENDS - 3 * DAY)

    assert (invitation.letter, invitation.answer_by) == (None, None)
    assert not Letter.objects.filter(kind="L6").exists()
    assert acts.ask_for_views(*on_day(ENDS - 2 * DAY)).startswith("0 customers asked")


def test_one_letter_asks_about_everything_the_first_letter_decided(case, dana, april):
    in_place(case, dana, measures=(IN_WRITING, (*BY_APPOINTMENT[:2], ENDS)))

    assert acts.ask_for_views(*on_day(OPENS)) == "1 customers asked for their view, 0 could not be"
    assert Letter.objects.filter(kind="L6").count() == 1
    assert Invitation.objects.count() == 2


def test_one_that_cannot_be_asked_does_not_keep_the_others_back(restriction, organization):
    changed(organization, help_contact="")

    assert acts.ask_for_views(*on_day(OPENS)) == "0 customers asked for their view, 1 could not be"
    assert not Invitation.objects.exists()

    changed(organization, help_contact="555-0110")
    assert acts.ask_for_views(*on_day(OPENS + DAY)) == "1 customers asked for their view, 0 could not be"


def test_who_was_merged_meanwhile_is_asked_under_the_name_that_stays(restriction, cora, sam):
    other = CustomerFactory(name="Cora Lindgren-Vale")
    merge_customers(survivor=other, other=cora, why="The same person.", by=sam, at=on_day(OPENS)[0])

    assert asked().letter.recipient_name == "Cora Lindgren-Vale"


def test_while_it_is_paused_the_review_opens_too(restriction, dana, at, today):
    said = {"kind": "stay", "from_on": today, "until_on": None, "reasons": "An appeal."}
    pause_restriction(restriction=restriction, **said, by=dana, at=at)

    assert asked().letter


def test_nothing_is_left_when_the_record_cannot_be_written(restriction):
    mailed = OutboxMessage.objects.count()

    with record_is_down("restrictions.actions.reassessment"):
        acts.ask_for_view(decision_id=restriction.decision_id, by=None, at=on_day(OPENS)[0])

    assert not Invitation.objects.exists()
    assert not Letter.objects.filter(kind="L6").exists()
    assert OutboxMessage.objects.count() == mailed


# What a director decides


def test_let_run_to_its_end_nothing_changes_and_the_customer_hears_it(restriction, drew, sales):
    invitation = asked()
    after, notices = invitation.answer_by + DAY, DepartmentNotice.objects.count()

    found = decide(restriction, drew, after)

    assert (found.outcome, found.due_on, found.decided_by, found.incidents) == ("lapse", OPENS, drew, 0)
    assert "The change stays, and ends by itself on July 17, 2026" in words_of(found.letter)
    assert "You kept to it, and it ends soon." in words_of(found.letter)
    assert restriction.terms.count() == 1
    assert DepartmentNotice.objects.count() == notices
    assert open_on(after) == []
    assert verbs_of(restriction.case)[-2:] == ["reassessment.opened", "reassessment.decided"]


def test_who_looked_at_it_again_hears_no_appeal_in_the_case(restriction, drew):
    assert drew not in parts_in(restriction.case).touched

    decide(restriction, drew, asked().answer_by + DAY)

    assert drew in parts_in(restriction.case).touched


def test_ended_today_it_stops_at_once_and_all_who_knew_are_told(restriction, drew):
    asked()

    found = decide(restriction, drew, OPENS, **LIFT)

    assert restriction.endings.get().kind == "lifted"
    assert not Term.objects.in_force(*on_day(OPENS)).exists()
    assert DepartmentNotice.objects.latest("pk").kind == "end"
    assert "The change ends today" in words_of(found.letter)
    assert verbs_of(restriction.case)[-3:] == ["restriction.lifted", "restriction.ended_early", "reassessment.decided"]


def test_made_lighter_it_ends_sooner(restriction, drew):
    asked()

    found = decide(restriction, drew, OPENS, **LIGHTEN)

    assert restriction.terms.order_by("-number").first().ends_on == ENDS - 9 * DAY
    assert "The change ends sooner, on July 8, 2026" in words_of(found.letter)
    assert open_on(OPENS + DAY) == []


def test_a_new_review_is_opened_for_another_director_and_changes_nothing_yet(restriction, drew, dana):
    invitation = asked()

    found = decide(restriction, drew, invitation.answer_by + DAY, outcome="review")

    case = Case.objects.get(pk=restriction.case_id)
    review = case.reviews.latest("pk")
    assert (case.status, review.referred_by, review.director) == ("review", drew, None)
    assert restriction.terms.count() == 1
    assert "We look at the whole matter again" in words_of(found.letter)
    assert dana.email in OutboxMessage.objects.filter(kind="review_referred").values_list("recipient", flat=True)


def test_the_customers_view_is_read_with_it_and_lets_it_be_decided_sooner(restriction, drew, sam):
    answer = answered(asked(), sam)

    found = decide(restriction, drew, OPENS + 4 * DAY)

    answer.refresh_from_db()
    assert (answer.outcome, answer.reply, answer.decided_by) == (Answer.Outcome.NOTED, found.letter, drew)
    assert (answer.words, found.contacts) == (VIEW, 1)


def test_what_came_in_is_counted(restriction, drew, case):
    invitation = asked()
    reported(case, occurred_at=on_day(OPENS - 9 * DAY)[0], sent_at=on_day(OPENS - 9 * DAY)[0])

    assert decide(restriction, drew, invitation.answer_by + DAY).incidents == 1


def test_without_a_letter_in_time_it_can_be_decided_at_once(restriction, drew):
    asked(ENDS - 3 * DAY)

    assert decide(restriction, drew, ENDS - 3 * DAY).outcome == "lapse"


@pytest.mark.parametrize(
    "changes", [LIFT, LIGHTEN, {}, {"outcome": "review"}], ids=["lift", "lighten", "lapse", "review"]
)
def test_nothing_is_left_of_a_decision_the_record_cannot_take(restriction, drew, changes):
    after = asked().answer_by + DAY
    written = Letter.objects.count()

    with record_is_down("restrictions.actions.reassessment"):
        decide(restriction, drew, after, **changes)

    assert not Reassessment.objects.exists()
    assert (Letter.objects.count(), restriction.endings.count(), restriction.terms.count()) == (written, 0, 1)
    assert not restriction.case.reviews.exclude(pk=restriction.decision.review_id).exists()


# What is refused, with a sentence and without a trace

WRONG = {
    "not needed, and yet it stays": ({"still_needed": "no"}, "You found that it is needed no more. End it today."),
    "less is enough, and yet it stays": (
        {"still_needed": "less"},
        "You found that it is needed but less is enough. Make it lighter, or end it today.",
    ),
    "needed, and yet it ends": (
        {"outcome": "lift"},
        "You found that it is needed as it is. Let it run to its end, or open a new review.",
    ),
    "nothing lesser considered": (
        {"lesser_measure": " "},
        "Write which lesser measure you considered, and why it is not enough.",
    ),
    "no staff asked": ({"staff_view": ""}, "Write what staff say who deal with them."),
    "no circumstances": ({"circumstances": ""}, "Write what has changed since, or that nothing has."),
    "no reasons": ({"reasons": ""}, "Write why, in words for the letter."),
    "lighter, but until when": (LIGHTEN | {"new_end_on": None}, "Enter the new end date."),
    "a date nobody asked for": ({"new_end_on": ENDS}, "Leave the new end date empty, or choose “Make it lighter”."),
    "longer": (LIGHTEN | {"new_end_on": ENDS + DAY}, "A later end needs a new review."),
    "as long as before": (LIGHTEN | {"new_end_on": ENDS}, "Nothing changes."),
    "an end that is over": (LIGHTEN | {"new_end_on": OPENS}, "Enter an end that is today or later"),
    "no way to send it": ({"ways": []}, "Choose how the letter is sent."),
}


@pytest.mark.parametrize(("changes", "sentence"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_refused(restriction, drew, changes, sentence):
    after = asked().answer_by + DAY

    with refused(sentence):
        decide(restriction, drew, after, **changes)

    assert not Reassessment.objects.exists()


@pytest.mark.parametrize("outcome", ["lapse", "review"])
def test_what_is_not_in_their_favor_waits_for_their_view(restriction, drew, outcome):
    with refused("Letter L6 has not asked the customer for their view yet."):
        decide(restriction, drew, OPENS, outcome=outcome)

    invitation = asked()
    with refused(f"The customer can send their view until {day(invitation.answer_by)}."):
        decide(restriction, drew, invitation.answer_by, outcome=outcome)


@pytest.mark.parametrize("who", ["sam", "april", "ada", "emil"])
def test_only_a_director_decides_it(restriction, request, who):
    asked()
    somebody = request.getfixturevalue(who)

    with refused("Only a director can do this, and you do not hold that role today."):
        decide(restriction, somebody, OPENS, **LIFT)


def test_a_director_with_a_part_does_not_decide_it(restriction, drew):
    asked()
    changed(restriction.case.matters.get(), handler=drew)

    with refused("You have a part in this case"):
        decide(restriction, drew, OPENS, **LIFT)


def test_before_it_opens_nothing_is_decided(restriction, drew):
    with refused(f"No review of {restriction} is open. The next one opens on June 17, 2026."):
        decide(restriction, drew, OPENS - DAY, **LIFT)


def test_it_is_decided_once(restriction, drew, dana):
    after = asked().answer_by + DAY
    decide(restriction, drew, after)

    with refused(f"No review of {restriction} is open. It was reviewed on {day(after)}. It ends by itself on July 17"):
        decide(restriction, dana, after, **LIFT)


def test_what_ended_is_not_looked_at_again(restriction, drew, dana):
    asked()
    lift_early(restriction=restriction, reasons="Over.", ways=["post"], by=dana, at=on_day(OPENS)[0])

    with refused(f"{restriction} ended already: lifted early on June 17, 2026."):
        decide(restriction, drew, OPENS + DAY, **LIFT)


def test_what_ended_by_itself_is_not_looked_at_again(restriction, drew):
    asked()

    with refused(f"{restriction} ended by itself on July 17, 2026."):
        decide(restriction, drew, ENDS + DAY, **LIFT)


def test_what_came_in_meanwhile_is_looked_at_first(restriction, drew, sam):
    invitation = asked()
    seen = shown_on(restriction, invitation.answer_by + DAY)
    answered(invitation, sam)

    with refused("Something came in since you opened this page."):
        decide(restriction, drew, invitation.answer_by + DAY, shown=seen)


def test_terms_that_changed_meanwhile_are_looked_at_first(restriction, drew, dana):
    invitation = asked()
    seen = shown_on(restriction, OPENS)
    said = {"new_end_on": ENDS - DAY, "reasons": "Less.", "ways": ["post"]}
    shorten_restriction(restriction=restriction, **said, by=dana, at=on_day(OPENS)[0])

    with refused(f"No review of {restriction} is open."):  # 90 days are too short for one
        decide(restriction, drew, invitation.answer_by + DAY, shown=seen)


def test_a_new_review_needs_another_director(restriction, dana):
    after = asked().answer_by + DAY

    with refused("Whoever opens a new review does not decide it, and no other director without a part is left."):
        decide(restriction, dana, after, outcome="review")


def test_a_new_review_is_not_opened_beside_one(restriction, drew, dana):
    after = asked().answer_by + DAY
    case = Case.objects.get(pk=restriction.case_id)
    case.become("review")
    changed(case)

    with refused("This case is with a director already."):
        decide(restriction, drew, after, outcome="review")
