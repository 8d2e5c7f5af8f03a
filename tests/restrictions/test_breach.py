"""Breaches: noted while the restriction is in force, decided once by a director, and never an extension (2.8)."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions.customers import merge_customers
from cases.actions.letters import record_returned
from cases.actions.reports import ask_to_void, confirm_voiding
from cases.models import IncidentReport, Letter, StaffTie
from conduct.lifecycle import Refused
from conduct.models import Event, Organization, OutboxMessage
from restrictions.actions import breach as acts
from restrictions.actions.endings import lift_early
from restrictions.actions.requests import pause_restriction
from restrictions.models import Breach, BreachDecision, Restriction, Review, Term, TermsOverlooked
from restrictions.policy import breach as policy
from restrictions.policy.basis import pattern_of
from restrictions.policy.conflicts import parts_in, who_may_hear_an_appeal
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    CustomerFactory,
    MembershipFactory,
    ReportFactory,
    UserFactory,
    changed,
    reported,
    staged,
)
from tests.restrictions import ready
from tests.restrictions.breaching import DAY, HOUR, SINCE, judged, noted, set_aside
from tests.restrictions.ready import ready_review
from tests.restrictions.staging import decided, issue, serve, words_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
IN_FIVE_DAYS = date(2026, 4, 24)


def stored(breach):
    return Breach.objects.with_people().get(pk=breach.pk)


# Noting it


def test_two_taps_at_the_desk_file_a_report_and_note_a_breach_of_it(breach, restriction, emil, sales, cora):
    report = breach.report
    assert (breach.reference, breach.due_on, breach.noted_by) == ("BR-2026-0001", IN_FIVE_DAYS, emil)
    assert (breach.restriction, breach.case, breach.customer) == (restriction, restriction.case, cora)
    assert (report.kinds, report.channel, report.status, report.department) == ("breach", "in_person", "sent", sales)
    assert report.narrative == "Seen on site, outside the terms of RS-2026-0010.\nShe asked for Dana."
    assert policy.state_of_breach(breach) is policy.OPEN
    assert Event.objects.filter(verb="breach.noted").count() == 1
    assert Event.objects.filter(verb="report.sent").count() == 1
    assert OutboxMessage.objects.filter(kind="L0", recipient=emil.email).count() == 1


def test_whoever_can_look_up_notes_it_and_the_report_goes_to_their_department(restriction, ozan, dana, rentals, sales):
    assert noted(restriction, ozan).report.department == rentals
    assert noted(restriction, dana, how="wrote").report.department == sales  # a director has none: that of the case


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"happened_at": NOW + MINUTE}, "Enter a time that is not in the future."),
        ({"happened_at": SINCE - MINUTE}, "RS-2026-0010 did not apply at that moment."),
        ({"happened_at": SINCE + MINUTE}, "Say why it is reported now."),
    ],
)
def test_what_cannot_be_noted_says_why_and_files_nothing(restriction, emil, said, sentence):
    before = IncidentReport.objects.count()

    with pytest.raises(Refused, match=sentence):
        noted(restriction, emil, **said)

    assert IncidentReport.objects.count() == before
    assert not Breach.objects.exists()


def test_late_with_its_reason_is_noted(restriction, emil):
    assert (
        noted(restriction, emil, happened_at=SINCE + MINUTE, late_reason="Off sick.").report.late_reason == "Off sick."
    )


def lifted(restriction, drew):
    lift_early(restriction=restriction, reasons="It helped.", ways=["email"], by=drew, at=NOW - 2 * HOUR)


def on_leave(restriction, drew):
    said = {"kind": "waiver", "from_on": TODAY, "until_on": TODAY, "reasons": "A signing."}
    pause_restriction(restriction=restriction, **said, by=drew, at=NOW - 2 * HOUR)


def stayed(restriction, drew):
    said = {"kind": "stay", "from_on": TODAY, "until_on": None, "reasons": "An appeal."}
    pause_restriction(restriction=restriction, **said, by=drew, at=NOW - 2 * HOUR)


def undone(restriction, drew):
    set_aside(restriction, drew, at=NOW)  # since it happened, and it is as if it had never been decided


def come_back(restriction, drew):
    delivery = restriction.decision.letter.deliveries.get()
    record_returned(delivery=delivery, reason="Bounced", by=drew, at=NOW)


@pytest.mark.parametrize("not_in_force", [lifted, on_leave, stayed, undone, come_back])
def test_only_what_binds_at_that_instant_can_be_breached(restriction, emil, drew, not_in_force):
    not_in_force(restriction, drew)

    with pytest.raises(Refused, match=r"did not apply at that moment|was set aside"):
        noted(restriction, emil)
    assert not Breach.objects.exists()


def test_what_was_lifted_since_was_in_force_then(restriction, emil, drew):
    lift_early(restriction=restriction, reasons="It helped.", ways=["email"], by=drew, at=NOW)

    assert noted(restriction, emil, at=NOW + HOUR, happened_at=NOW - HOUR).happened_on == TODAY


def test_before_the_letter_is_received_nothing_is_a_breach(case, drew, emil, organization, april):
    made = decided(case, drew, at=SINCE, begins_on=SINCE.date())
    issue(made, drew, at=SINCE)
    made.refresh_from_db()
    serve(made, at=SINCE)  # by post: it counts as received on April 18

    with pytest.raises(Refused, match="did not apply"):
        noted(made.restrictions.get(), emil)


def test_nothing_is_half_noted(restriction, emil, monkeypatch):
    monkeypatch.setattr(Breach, "save", lambda self: 1 / 0)
    before = IncidentReport.objects.count(), OutboxMessage.objects.count()

    with pytest.raises(ZeroDivisionError):
        noted(restriction, emil)

    assert (IncidentReport.objects.count(), OutboxMessage.objects.count()) == before


def test_an_outside_reviewer_and_who_left_note_nothing(restriction, emil, organization):
    with pytest.raises(Refused, match="Only who works here notes a breach."):
        noted(restriction, changed(emil, is_active=False))


def test_who_helped_anyway_says_so_and_directors_alone_read_it(restriction, emil, dana, sam, ada):
    breach = noted(restriction, emil, helped=True)

    one = TermsOverlooked.objects.get()
    assert (one.breach, one.who, one.what) == (breach, emil, "Helped them at the time, and said so.")
    readers = [who for who in (emil, dana, sam, ada) if TermsOverlooked.objects.readable_by(who).exists()]
    assert readers == [dana]


# A report that exists


def link(restriction, report, by, at=NOW):
    return acts.link_breach(restriction=restriction, report=report, how="called", by=by, at=at)


@pytest.mark.parametrize("who", ["sam", "dana"])
def test_a_supervisor_of_the_case_or_a_director_links_a_report(request, restriction, report, who):
    by = request.getfixturevalue(who)

    breach = link(restriction, report, by)

    assert (breach.report, breach.happened_at, breach.noted_by) == (report, report.occurred_at, by)
    with pytest.raises(Refused, match="is noted as a breach of RS-2026-0010 already"):
        link(restriction, report, by)


@pytest.mark.parametrize("who", ["emil", "olga", "april", "alba"])
def test_nobody_else_links_a_report(request, restriction, report, who):
    with pytest.raises(Refused, match="A director, or a supervisor of the department of the case, does this."):
        link(restriction, report, request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"customer": None}, "is not about the customer of RS-2026-0010."),
        ({"occurred_at": NOW - 9 * DAY, "sent_at": NOW - 8 * DAY}, "did not apply at that moment."),
    ],
)
def test_what_report_cannot_be_linked(restriction, cora, sam, values, sentence):
    report = ReportFactory(**{"customer": cora, "occurred_at": NOW - DAY, "sent_at": NOW - DAY + HOUR} | values)

    with pytest.raises(Refused, match=sentence):
        link(restriction, report, sam)


def test_a_report_that_is_void_is_not_linked(restriction, report, sam):
    report.become(IncidentReport.Status.VOID)

    with pytest.raises(Refused, match="does not stand any more: void."):
        link(restriction, changed(report), sam)


def test_a_report_about_a_merged_record_is_about_the_same_customer(restriction, cora, sam):
    twice = CustomerFactory(name="Kora Lindgren")
    report = ReportFactory(customer=twice, occurred_at=NOW - DAY, sent_at=NOW - DAY + HOUR)
    merge_customers(survivor=cora, other=twice, why="The same.", by=sam, at=NOW)

    assert link(restriction, report, sam).report == report


def test_after_the_customer_was_merged_the_desk_notes_it_about_the_survivor(restriction, cora, emil, sam):
    survivor = CustomerFactory(name="Cora Lindgren-Berg")
    merge_customers(survivor=survivor, other=cora, why="The same.", by=sam, at=NOW)

    breach = noted(restriction, emil)

    assert (breach.customer, breach.report.customer) == (cora, survivor)


# Deciding


def test_a_reminder_goes_to_the_customer_and_nothing_else_changes(breach, restriction, dana):
    before = list(Term.objects.values())

    decision = judged(breach, dana)

    assert (decision.letter.kind, decision.is_again) == ("L9a", False)
    told = words_of(decision.letter)
    assert "On April 17, 2026 you came to us." in told
    assert "The end date stays July 17, 2026." in told
    assert "Emil" not in told
    assert "She asked" not in told
    assert list(Term.objects.values()) == before
    assert Event.objects.filter(verb="breach.decided").count() == 1


def test_not_proven_changes_nothing_and_sends_nothing(breach, dana):
    before = Letter.objects.count()

    decision = judged(breach, dana, "unproven")

    assert (decision.letter, Letter.objects.count()) == (None, before)
    assert policy.state_of_breach(stored(breach)) is policy.UNPROVEN


def test_lighter_terms_are_an_earlier_end_with_letter_l7_and_the_departments_hear(breach, restriction, dana):
    decision = judged(breach, dana, "lighter", new_end_on=date(2026, 5, 15))

    assert decision.letter.kind == "L7"
    assert restriction.terms.latest("number").ends_on == date(2026, 5, 15)
    assert Event.objects.filter(verb="restriction.made_lighter").count() == 1


def test_a_new_review_refers_the_case_and_another_director_decides_it(breach, case, dana, drew):
    decision = judged(breach, dana, "review", reasons="It goes on every week.")

    review = Review.objects.get(status="open")
    assert (review.case, review.referred_by, review.referral) == (case, dana, "It goes on every week.")
    assert decision.letter.kind == "L9b"
    told = words_of(decision.letter)
    for words in ("We will look at this again", "On April 17, 2026 you came to us.", "stay as they are", "It goes on"):
        assert words in told, words
    assert "You can appeal." not in told
    with pytest.raises(Refused, match="This case is with a director already."):
        judged(noted(breach.restriction, UserFactory(), at=NOW + 2 * HOUR), drew, "review", at=NOW + 3 * HOUR)


@pytest.mark.parametrize(("outcome", "heading"), [("interim", "safety measure"), ("police", "We told the police")])
def test_a_measure_and_the_police_are_told_by_letter_l9b(breach, dana, outcome, heading):
    decision = judged(breach, dana, outcome)

    assert decision.letter.kind == "L9b"
    assert heading in words_of(decision.letter)


def test_who_cannot_be_written_to_is_not_and_why_is_kept(breach, dana):
    decision = judged(breach, dana, "police", ways=(), no_letter_why="A letter could put staff at risk.")

    assert (decision.letter, decision.no_letter_why) == (None, "A letter could put staff at risk.")


@pytest.mark.parametrize(
    ("outcome", "said", "sentence"),
    [
        ("reminder", {"reasons": ""}, "Write why you decide this."),
        ("reminder", {"facts": ""}, "Write what happened, with its date, for the letter."),
        ("reminder", {"ways": ()}, "Choose how the letter goes, or write why none can go."),
        ("reminder", {"ways": (), "no_letter_why": "No address."}, "A reminder, or lighter terms, is a letter."),
        ("police", {"no_letter_why": "No address."}, "Keep one of them."),
        ("reminder", {"new_end_on": TODAY}, "A new end date goes with lighter terms only."),
        ("unproven", {"new_end_on": TODAY}, "A new end date goes with lighter terms only."),
        ("unproven", {"ways": ("email",)}, "What is not proven changes nothing and needs no letter."),
        ("lighter", {}, "Enter the earlier end date."),
        ("lighter", {"new_end_on": date(2026, 7, 18)}, "A later end needs a new review."),
        ("lighter", {"new_end_on": date(2026, 7, 17)}, "Nothing changes."),
        ("lighter", {"new_end_on": TODAY - DAY}, "Enter an end that is today or later"),
    ],
)
def test_what_a_decision_needs_is_said_and_nothing_changes(breach, dana, outcome, said, sentence):
    before = (list(Term.objects.values()), Letter.objects.count(), OutboxMessage.objects.count())

    with pytest.raises(Refused, match=sentence):
        judged(breach, dana, outcome, **said)

    assert (list(Term.objects.values()), Letter.objects.count(), OutboxMessage.objects.count()) == before
    assert not BreachDecision.objects.exists()


@pytest.mark.parametrize("outcome", ["reminder", "lighter"])
def test_after_the_end_there_is_nothing_to_remind_of(breach, restriction, dana, drew, outcome):
    lift_early(restriction=restriction, reasons="It helped.", ways=["email"], by=drew, at=NOW)

    with pytest.raises(Refused, match="RS-2026-0010 has ended."):
        judged(breach, dana, outcome, new_end_on=TODAY if outcome == "lighter" else None)


def test_a_breach_without_its_report_is_not_proven(breach, dana, sam, emil):
    voiding = ask_to_void(report=breach.report, reason="The wrong person.", by=emil, at=NOW)
    confirm_voiding(voiding=voiding, by=sam, at=NOW)

    with pytest.raises(Refused, match="Without a report it is not proven."):
        judged(breach, dana)
    assert judged(breach, dana, "unproven").outcome == "unproven"


def test_it_is_decided_once(breach, dana, drew):
    judged(breach, dana)

    with pytest.raises(Refused, match="Dana Ruiz decided this already on April 17, 2026: minor: a reminder."):
        judged(breach, drew)


@pytest.mark.parametrize("who", ["emil", "sam", "april", "ada", "alba"])
def test_only_a_director_decides(request, restriction, ozan, who):
    breach = noted(restriction, ozan)

    with pytest.raises(Refused, match="Only a director can do this"):
        judged(breach, request.getfixturevalue(who))


def test_a_director_tied_to_the_customer_does_not_decide(breach, cora, dana):
    staged(row=StaffTie(customer=cora, user=dana, kind="family", declared_by=dana, declared_at=NOW))

    with pytest.raises(Refused, match="you are tied to the customer"):
        judged(breach, dana)


def test_who_reported_it_does_not_decide_and_has_a_part_in_the_case(restriction, case, dana, drew):
    breach = noted(restriction, dana)

    with pytest.raises(Refused, match="You reported it. Another director decides."):
        judged(breach, dana)
    assert parts_in(case)[dana] == [f"Wrote report {breach.report}"]
    assert judged(breach, drew).by == drew


def test_who_is_noted_in_it_does_not_decide(breach, dana, drew):
    acts.note_overlooked(breach=breach, who=dana, what="Answered the call.", by=drew, at=NOW)

    with pytest.raises(Refused, match="You are noted in it. Another director decides."):
        judged(breach, dana)
    with pytest.raises(Refused, match="Dana Ruiz is noted already."):
        acts.note_overlooked(breach=breach, who=dana, what="Again.", by=drew, at=NOW)


def test_only_a_director_notes_who_overlooked_the_terms(breach, emil, sam):
    with pytest.raises(Refused, match="Only a director can do this"):
        acts.note_overlooked(breach=breach, who=emil, what="Answered the call.", by=sam, at=NOW)


def test_who_decided_a_breach_hears_no_appeal(breach, case, april, dana):
    MembershipFactory(user=dana, role="appeal_officer")
    assert who_may_hear_an_appeal(case, on=TODAY) == [april, dana]

    judged(breach, dana)

    assert who_may_hear_an_appeal(case, on=TODAY) == [april]


# Never an extension


SAID = st.fixed_dictionaries(
    {
        "outcome": st.sampled_from(BreachDecision.Outcome.values),
        "new_end_on": st.none() | st.dates(date(2026, 4, 10), date(2027, 4, 10)),
        "facts": st.sampled_from(["", "On April 17, 2026 you came to us."]),
        "reasons": st.sampled_from(["", "It was short."]),
        "ways": st.sampled_from([(), ("email",), ("post",), ("email", "post")]),
        "no_letter_why": st.sampled_from(["", "No address."]),
    }
)


@given(said=SAID)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_breach_never_moves_an_end_later(said, breach, restriction, dana):
    """Whatever a director sends about a breach, the last day stays or comes sooner, and nothing is stricter."""
    before = restriction.terms.latest("number")
    point = transaction.savepoint()
    with suppress(Refused):
        acts.decide_breach(breach=breach, **said, by=dana, at=NOW + HOUR)

    after = restriction.terms.latest("number")
    assert after.ends_on <= before.ends_on
    assert (after.begins_on, after.parameters) == (before.begins_on, before.parameters)
    assert Restriction.objects.count() == 1
    transaction.savepoint_rollback(point)


# Set aside


def test_what_was_set_aside_reopens_its_breaches_and_they_count_for_nothing(breach, restriction, dana, drew):
    judged(breach, dana)
    assert not Breach.objects.open().exists()

    set_aside(restriction, drew, at=NOW + 2 * HOUR)

    breach = stored(breach)
    assert Breach.objects.open().get() == breach
    assert policy.state_of_breach(breach) is policy.REOPENED
    with pytest.raises(Refused, match="The restriction was set aside. Nothing can be a breach of it"):
        judged(breach, dana, at=NOW + 3 * HOUR)
    again = judged(breach, dana, "unproven", at=NOW + 3 * HOUR)
    assert again.is_again
    assert policy.state_of_breach(stored(breach)) is policy.UNPROVEN
    assert not Breach.objects.open().exists()
    assert BreachDecision.objects.count() == 2
    with pytest.raises(Refused, match="decided this already"):
        judged(breach, dana, "unproven", at=NOW + 4 * HOUR)


def test_a_breach_of_what_was_set_aside_never_counts_in_a_pattern(restriction, cora, sales, sam, dana, calendar):
    other = CaseFactory(customer=cora, department=sales)
    for days in (60, 30):
        reported(other, occurred_at=NOW - days * DAY)
    report = reported(other, occurred_at=NOW - DAY)
    review = ready_review(other, referred_by=sam, director=dana)

    def counted():
        now = {"on": TODAY, "organization": Organization.objects.current(), "calendar": calendar}
        return pattern_of(ready.fresh(review), **now).counted

    link(restriction, report, dana)
    assert report in counted()
    set_aside(restriction, dana)

    assert len(counted()) == 2
    assert report not in counted()


# From the desk to the decision


def test_from_the_look_up_to_the_letter(restriction, cora, emil, dana, sign_in):
    desk = sign_in(emil)
    answer = desk.post("/lookup/", {"q": "Cora Lindgren"}).content.decode()
    assert "They came or called anyway" in answer
    there = f"/restrictions/{restriction.reference}/breach/"
    assert there in answer

    told = desk.post(there, {"how": "called", "happened_at": "2026-04-17T10:55", "note": ""}, follow=True)
    assert "A director looks at it by April 24, 2026." in told.content.decode()

    breach = Breach.objects.get()
    director = sign_in(dana)
    assert "Called the desk: Cora Lindgren" in director.get("/").content.decode()
    assert "Contact outside the terms" in director.get(f"/breaches/{breach}/").content.decode()
    page = director.get(f"/breaches/{breach}/decide/")
    form = page.context["form"]
    assert form["facts"].value().startswith("On April 17, 2026 at 10:55 AM, you called us")
    sent = {"outcome": "reminder", "facts": form["facts"].value(), "reasons": "It was short.", "ways": ["email"]}
    director.post(f"/breaches/{breach}/decide/", sent)
    assert breach.decisions.get().letter.kind == "L9a"
    assert "Breaches to decide" in director.get("/").content.decode()
    assert "Called the desk: Cora Lindgren" not in director.get("/").content.decode()
