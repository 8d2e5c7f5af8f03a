"""An appeal is decided once: on every ground and every restriction, never for the worse, with its effect at once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from appeals.actions.deciding import decide_appeal
from appeals.actions.hearing import answer_stay
from appeals.models import Appeal, AppealOutcome, Finding
from appeals.policy.deciding import Choice, Found
from cases.models import Letter, Matter
from conduct.guards.rules import violations
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage, Role
from restrictions.actions.endings import lift_early
from restrictions.actions.lapse import announce_lapses
from restrictions.models import DepartmentNotice, Ending, Pause, Standing, Term
from tests.appeals.conftest import assigned, lodged
from tests.appeals.parts import PARTS, decider, handler
from tests.factories import NOW, TODAY, MembershipFactory, ReportFactory, changed, staged
from tests.restrictions.staging import IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
FINDINGS = {
    "disproportionate": Found("upheld", "It is longer than elsewhere."),
    "circumstances": Found("partly", "The aid was known."),
}
REASONS = "Three months is more than in comparable cases."


def outcomes_of(appeal, **choices):
    """The outcome of each restriction by its measure; confirmed unless told."""
    return {one.pk: choices.get(one.measure, Choice("confirmed")) for one in appeal.decision.restrictions.all()}


def decide(appeal, by, *, findings=FINDINGS, reasons=REASONS, ways=("email",), at=NOW, outcomes=None, **choices):
    outcomes = outcomes_of(appeal, **choices) if outcomes is None else outcomes
    return decide_appeal(
        appeal=appeal, findings=findings, outcomes=outcomes, reasons=reasons, ways=list(ways), by=by, at=at
    )


def last_terms(appeal):
    return {one.measure: one.terms.order_by("-number").first() for one in appeal.decision.restrictions.all()}


def test_everything_confirmed_changes_nothing_but_the_record(heard, april):
    notices = DepartmentNotice.objects.count()

    decide(heard, april)

    heard.refresh_from_db()
    assert (heard.status, heard.reasons, heard.decided_at, heard.decided_on) == (
        Appeal.Status.DECIDED,
        REASONS,
        NOW,
        TODAY,
    )
    assert dict(heard.findings.values_list("ground", "result")) == {
        "disproportionate": "upheld",
        "circumstances": "partly",
    }
    assert set(heard.outcomes.values_list("result", flat=True)) == {"confirmed"}
    assert Term.objects.in_force(NOW, TODAY).count() == 2
    assert DepartmentNotice.objects.count() == notices
    assert Letter.objects.filter(kind=Letter.Kind.L13).count() == 0
    assert "We keep our decision" in heard.reply.blocks


def test_a_varied_restriction_gets_a_second_version_and_the_first_letter_stays(heard, april, decision):
    sent = decision.letter.sha256

    decide(heard, april, R02=Choice("varied", "", date(2026, 6, 1)))

    varied = last_terms(heard)["R02"]
    assert (varied.number, varied.act, varied.ends_on, varied.decided_at) == (2, Term.Act.VARIED, date(2026, 6, 1), NOW)
    decision.letter.refresh_from_db()
    assert decision.letter.sha256 == sent
    assert DepartmentNotice.objects.filter(kind=DepartmentNotice.Kind.CHANGE).count() == 1
    heard.refresh_from_db()
    assert "Contact in writing only: changed; it now ends on June 1, 2026." in heard.reply.blocks
    assert heard.outcomes.get(result="varied").new_end_on == date(2026, 6, 1)


def test_lighter_terms_stand_in_the_letter_and_in_the_new_version(heard, april):
    lighter = {"medium": "email", "address": "contact@example.com", "reply_days": 1}

    decide(heard, april, R02=Choice("varied", "", None, lighter))

    assert '"reply_days": 1' in last_terms(heard)["R02"].parameters
    heard.refresh_from_db()
    assert "within 1 business day" in heard.reply.blocks
    assert '"reply_days": 1' in heard.outcomes.get(result="varied").parameters


def test_what_is_set_aside_is_not_in_force_at_once_and_everybody_hears_of_it(heard, april, decision):
    decide(heard, april, R02=Choice("set_aside", "You were not asked first."), R07=Choice("set_aside"))

    assert not Term.objects.in_force(NOW, TODAY).exists()
    assert not Standing.objects.exists()
    assert set(Ending.objects.values_list("kind", "ended_on")) == {(Ending.Kind.SET_ASIDE, TODAY)}
    assert DepartmentNotice.objects.filter(kind=DepartmentNotice.Kind.END).count() == 1
    correction = Letter.objects.get(kind=Letter.Kind.L13)
    assert "Our letter of April 13, 2026 is void from April 17, 2026" in correction.blocks
    assert "You were not asked first." in correction.blocks
    assert "We told Rentals that it is void" in correction.blocks
    heard.refresh_from_db()
    assert "We took our decision back" in heard.reply.blocks
    assert "What applies from now on" not in heard.reply.blocks


def test_one_event_for_the_decision_and_one_for_each_effect_it_caused(heard, april):
    decide(heard, april, R02=Choice("set_aside"), R07=Choice("varied", "", date(2026, 5, 1)))

    event = Event.objects.get(verb="appeal.decided")
    assert (event.actor, event.journal) == (april, heard.case.journal)
    caused = Event.objects.filter(cause=event).values_list("verb", flat=True)
    assert sorted(caused) == ["restriction.set_aside", "restriction.varied"]


def test_reporters_hear_that_it_was_decided_and_no_more(heard, april):
    decide(heard, april, R02=Choice("set_aside", "CANARY reasons"))

    mails = OutboxMessage.objects.filter(kind="appeal_decided")
    assert {mail.recipient for mail in mails} == {report.reporter.email for report in heard.case.reports.all()}
    for mail in mails:
        assert "CANARY" not in mail.title + mail.body
        assert "Lindgren" not in mail.title + mail.body
        assert "set aside" not in mail.title + mail.body


def test_the_letter_names_where_to_turn_next_and_only_who_decided_the_appeal(heard, april, organization):
    changed(organization, outside_bodies="The state agency for fair housing\nThe state real estate board")

    decide(heard, april)

    heard.refresh_from_db()
    assert "The state agency for fair housing" in heard.reply.blocks
    assert "April Osei" in heard.reply.blocks
    for name in ("Dana Ruiz", "Sam Okafor", *(report.reporter.full_name for report in heard.case.reports.all())):
        assert name not in heard.reply.blocks


def test_a_guardian_gets_a_copy_of_each_letter(heard, april, cora):
    changed(cora, guardian_name="Gwen Lindgren", guardian_address="9 Elm Street\nSpringfield, VA 22150")

    decide(heard, april, R02=Choice("set_aside"))

    copies = Letter.objects.filter(copy_for_guardian=True).values_list("kind", flat=True)
    assert sorted(copies) == ["L11", "L13"]


def test_a_pause_ends_when_the_appeal_is_decided(decision, sam, april, ada):
    heard = assigned(lodged(decision, sam, pause_asked=True), april, ada)
    with pytest.raises(Refused, match="The request to pause is not answered yet. Answer it first."):
        decide(heard, april)
    stay = heard.letter.answers.get()
    answer_stay(appeal=heard, answer=stay, outcome="granted", reasons="No danger.", ways=["email"], by=april, at=NOW)
    assert not Term.objects.in_force(NOW, TODAY).exists()

    decide(heard, april)

    assert not Pause.objects.open().exists()
    assert Term.objects.in_force(NOW, TODAY).count() == 2


def test_an_appeal_outlives_the_end_of_its_restriction(heard, april):
    later = NOW + timedelta(days=120)
    announce_lapses(later - timedelta(days=1), TODAY + timedelta(days=119))
    notices = DepartmentNotice.objects.count()
    both = dict.fromkeys(("R02", "R07"), Choice("set_aside", "It should not have been."))

    decide(heard, april, at=later, **both)

    heard.refresh_from_db()
    assert heard.status == Appeal.Status.DECIDED
    assert set(Ending.objects.values_list("kind", "ended_on")) == {("set_aside", TODAY + timedelta(days=120))}
    assert "removed; it had ended before" in heard.reply.blocks
    assert set(heard.outcomes.values_list("result", flat=True)) == {"set_aside"}
    correction = Letter.objects.get(kind=Letter.Kind.L13)
    assert "It had ended before, and we had told Rentals so." in correction.blocks
    assert DepartmentNotice.objects.count() == notices  # they stood down when it ended


def test_what_was_lifted_can_be_set_aside_beside_what_stands(heard, april, dana, decision):
    lifted = decision.restrictions.get(measure="R02")
    lift_early(restriction=lifted, reasons="Enough.", ways=["email"], by=dana, at=NOW)

    decide(heard, april, at=NOW + timedelta(hours=1), R02=Choice("set_aside", "It should not have been."))

    assert list(lifted.endings.order_by("pk").values_list("kind", flat=True)) == ["lifted", "set_aside"]
    assert Term.objects.in_force(NOW + timedelta(hours=1), TODAY).get().restriction.measure == "R07"
    assert DepartmentNotice.objects.filter(kind="change").count() == 1  # of the lifting: nothing more changed


def notices_of(heard):
    """What departments were told by the decision on the appeal: kind, department, what they can do, until when."""
    told = DepartmentNotice.objects.filter(occasion__startswith=str(heard))
    return [(one.kind, str(one.department), one.can, one.until_on) for one in told.order_by("pk")]


def test_each_department_is_told_once_what_is_true_after_the_whole_decision(heard, april, decision):
    decide(heard, april, R02=Choice("set_aside"), R07=Choice("varied", "", date(2026, 5, 1)))

    ((kind, department, can, until_on),) = notices_of(heard)
    assert (kind, department, until_on) == ("change", "Rentals", date(2026, 5, 1))
    assert "write by email" not in can
    assert DepartmentNotice.objects.get(occasion__startswith=str(heard)).event.verb == "appeal.decided"


def test_a_department_gets_one_end_when_everything_is_set_aside_and_a_pause_ends_with_it(
    decision, sam, april, ada, rentals
):
    heard = assigned(lodged(decision, sam, pause_asked=True), april, ada)
    stay = heard.letter.answers.get()
    answer_stay(appeal=heard, answer=stay, outcome="granted", reasons="No danger.", ways=["email"], by=april, at=NOW)
    ((kind, _, can, _),) = notices_of(heard)
    assert (kind, can.count("while an appeal is decided")) == ("change", 1)

    decide(heard, april, R02=Choice("set_aside"), R07=Choice("set_aside"))

    assert notices_of(heard)[1:] == [("end", "Rentals", "Nothing else applies to this person.", TODAY)]


def test_a_department_hears_once_that_a_pause_is_over_and_what_applies_again(decision, sam, april, ada):
    heard = assigned(lodged(decision, sam, pause_asked=True), april, ada)
    stay = heard.letter.answers.get()
    answer_stay(appeal=heard, answer=stay, outcome="granted", reasons="No danger.", ways=["email"], by=april, at=NOW)

    decide(heard, april)

    ((kind, _, can, until_on),) = notices_of(heard)[1:]
    assert (kind, until_on) == ("change", date(2026, 7, 17))
    assert "write by email" in can


def test_nobody_is_said_to_be_told_when_no_department_was(case, dana, april, ada, sam):
    decision = decided(case, dana, measures=(IN_WRITING,), begins_on=TODAY)
    issue(decision, dana, send_by_email=True, send_by_post=False)
    decision.refresh_from_db()
    heard = assigned(lodged(decision, sam, received_at=NOW), april, ada)

    decide(heard, april, R02=Choice("set_aside", "Wrong."))

    blocks = Letter.objects.get(kind=Letter.Kind.L13).blocks
    assert "We had told no department about it, so there is nobody else to tell." in blocks


REFUSALS = {
    "no finding": ({"findings": {"circumstances": Found("upheld", "Yes.")}}, "Choose what you found: it is too much."),
    "no words for a finding": (
        {"findings": FINDINGS | {"circumstances": Found("upheld", " ")}},
        "Write what you found: personal circumstances.",
    ),
    "a ground nobody named": (
        {"findings": FINDINGS | {"bias": Found("upheld", "Yes.")}},
        "Find only on the grounds that were named.",
    ),
    "no reasons": ({"reasons": "\u200b"}, "Write the reasons for the letter."),
    "no way to send it": ({"ways": ()}, "Choose how the letter is sent."),
    "a later end": (
        {"R02": Choice("varied", "", date(2026, 7, 18))},
        "RS-2026-0010 ends on July 17, 2026. A later end needs a new review.",
    ),
    "an end before today": (
        {"R02": Choice("varied", "", date(2026, 4, 16))},
        "Enter an end that is today or later and not before the start, or end the restriction now.",
    ),
    "varied into nothing new": ({"R02": Choice("varied")}, "Nothing changes. Choose an earlier end, or lighter terms."),
    "no outcome": ({"R02": Choice("")}, "Choose an outcome for RS-2026-0010."),
    "kept with a new end": (
        {"R02": Choice("confirmed", "", date(2026, 6, 1))},
        "RS-2026-0010: a new end or lighter terms need the outcome “Vary”.",
    ),
    "a forged restriction": (
        {"outcomes": "another"},
        "Decide only about the restrictions of this letter that were appealed.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_an_appeal_is_not_decided(heard, april, change, sentence):
    change = dict(change)
    if change.get("outcomes") == "another":
        change["outcomes"] = outcomes_of(heard) | {0: Choice("confirmed")}

    with pytest.raises(Refused) as refusal:
        decide(heard, april, **change)

    assert refusal.value.reasons == [sentence]
    assert not Finding.objects.exists()
    assert not Event.objects.filter(verb="appeal.decided").exists()


def test_only_its_officer_decides_and_only_once(heard, april, dana, ada):
    for by in (dana, ada):
        with pytest.raises(Refused, match="Only who hears this appeal can do this."):
            decide(heard, by)
    decide(heard, april)
    with pytest.raises(Refused, match="This appeal is “Decided”."):
        decide(heard, april)


def test_a_late_appeal_is_decided_after_good_cause_only(decision, sam, april, ada):
    at = NOW + timedelta(days=20)
    heard = assigned(lodged(decision, sam, received_at=at, at=at, late_reason="Hospital."), april, ada)

    with pytest.raises(Refused, match="This appeal is late. Find good cause first, or refuse it."):
        decide(heard, april, at=at)


def test_a_part_of_the_letter_is_decided_alone(decision, sam, april, ada):
    heard = assigned(lodged(decision, sam, about=["RS-2026-0011"]), april, ada)
    only = decision.restrictions.get(reference="RS-2026-0011")

    decide(heard, april, outcomes={only.pk: Choice("set_aside", "Visits were fine.")})

    heard.refresh_from_db()
    assert heard.outcomes.get().restriction == only
    correction = Letter.objects.get(kind=Letter.Kind.L13)
    assert "The part “Visits by appointment only” of our letter" in correction.blocks
    assert "This ends on July 17, 2026" in heard.reply.blocks  # what was not appealed still applies


@pytest.mark.parametrize("broken", ["record", "set_aside_restriction", "write", "end_stays", "tell_reporters"])
def test_nothing_of_a_decision_stays_when_any_step_fails(heard, april, monkeypatch, broken):
    def fails(*args, **kwargs):
        raise RuntimeError(broken)

    before = (
        Letter.objects.count(),
        Event.objects.count(),
        OutboxMessage.objects.count(),
        DepartmentNotice.objects.count(),
    )
    monkeypatch.setattr(f"appeals.actions.deciding.{broken}", fails)

    with pytest.raises(RuntimeError, match=broken):
        decide(heard, april, R02=Choice("set_aside"))

    heard.refresh_from_db()
    assert heard.status == Appeal.Status.UNDER_REVIEW
    assert not Ending.objects.exists()
    assert not AppealOutcome.objects.exists()
    assert before == (
        Letter.objects.count(),
        Event.objects.count(),
        OutboxMessage.objects.count(),
        DepartmentNotice.objects.count(),
    )


# What the database refuses, whoever writes


@pytest.fixture
def closed(heard, april):
    """The appeal, decided by April."""
    decide(heard, april)
    heard.refresh_from_db()
    return heard


@pytest.mark.parametrize("give", PARTS)
def test_who_judged_an_appeal_gets_no_part_in_its_case_afterwards(closed, april, give):
    if give is decider:
        MembershipFactory(user=april, role=Role.DIRECTOR)

    with pytest.raises(IntegrityError, match="judge"), transaction.atomic():
        give(closed.case, april)


@pytest.mark.parametrize("give", PARTS)
def test_others_get_a_part_as_ever(closed, dana, ozan, give):
    give(closed.case, dana if give is decider else ozan)  # the control of the test above


def test_a_report_by_who_judged_cannot_be_linked_later(closed, april, cora, sales):
    report = ReportFactory(reporter=april, customer=cora, department=sales)

    with pytest.raises(IntegrityError, match="judge"), transaction.atomic():
        changed(report, case=closed.case)


def test_a_matter_cannot_be_handed_to_who_judged(closed, april, ozan):
    handler(closed.case, ozan)

    with pytest.raises(IntegrityError, match="judge"), transaction.atomic():
        changed(Matter.objects.latest("pk"), handler=april)


@pytest.mark.parametrize(
    "values",
    [{"reasons": "Other"}, {"decided_at": NOW + timedelta(days=1)}, {"status": "under_review"}, {"reply_id": None}],
)
def test_a_decided_appeal_stays_as_it_is(closed, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(closed, **values)


def test_a_decided_appeal_takes_no_finding_and_no_outcome_more(closed, decision):
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        staged(row=Finding(appeal=closed, ground="bias", result="upheld", reasons="Late thought."))
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.update(result="not_upheld")
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealOutcome.objects.all()._raw_delete("default")


def test_an_outcome_is_about_the_letter_that_was_appealed(heard, case, dana):
    other = decided(case, dana, measures=(("R08", {"staff_count": 2}, date(2026, 7, 17)),), number=2, begins_on=TODAY)
    foreign = other.restrictions.get()

    with pytest.raises(IntegrityError, match="own letter"), transaction.atomic():
        staged(row=AppealOutcome(appeal=heard, restriction=foreign, result="confirmed", reasons="No.", decided_at=NOW))


@pytest.mark.parametrize(("ends_on", "allowed"), [(date(2026, 7, 17), True), (date(2026, 7, 18), False)])
def test_an_outcome_is_never_longer_than_before(heard, ends_on, allowed):
    restriction = heard.decision.restrictions.get(measure="R02")
    row = AppealOutcome(
        appeal=heard, restriction=restriction, result="varied", new_end_on=ends_on, reasons="No.", decided_at=NOW
    )

    if allowed:
        staged(row=row)
    else:
        with pytest.raises(IntegrityError, match="never makes a restriction longer"), transaction.atomic():
            staged(row=row)


def test_an_appeal_is_not_closed_while_a_restriction_has_no_outcome(heard):
    restriction = heard.decision.restrictions.get(measure="R02")
    staged(row=AppealOutcome(appeal=heard, restriction=restriction, result="confirmed", reasons="No.", decided_at=NOW))

    with pytest.raises(IntegrityError, match="an outcome for every restriction"), transaction.atomic():
        changed(heard, status="decided", reasons="No.", decided_at=NOW, decided_on=TODAY, reply=heard.acknowledgment)


def test_a_letter_is_decided_on_appeal_once(closed, decision, sam):
    with pytest.raises(Refused, match="The appeal against this letter was decided: AP-2026-0001"):
        lodged(decision, sam)


def test_a_later_lighter_term_breaks_no_rule_of_the_record(heard, april):
    decide(heard, april, R02=Choice("varied", "", date(2026, 6, 1)))
    before = last_terms(heard)["R02"]
    staged(
        row=Term(
            restriction=before.restriction, number=3, act=Term.Act.LIGHTENED, decided_at=NOW + timedelta(days=1),
            begins_on=before.begins_on,
            ends_on=date(2026, 5, 20), latest_end_on=before.latest_end_on, name=before.name, address=before.address,
            parameters=before.parameters,
        ),
        at=NOW + timedelta(days=1),
    )  # fmt: skip

    assert [guard.name for guard, _ in violations() if "appeal" in guard.name] == []


def test_issued_but_never_served_can_be_appealed_and_set_aside(case, dana, april, ada, sam):
    decision = decided(case, dana, measures=(IN_WRITING,))
    issue(decision, dana)
    decision.refresh_from_db()
    heard = assigned(lodged(decision, sam, received_at=NOW), april, ada)

    decide(heard, april, R02=Choice("set_aside", "It was not read."))
    serve(decision)

    assert not Term.objects.in_force(NOW + timedelta(days=10), TODAY + timedelta(days=10)).exists()
