"""An appeal is heard by somebody new: suggested, refused otherwise on the page, in a forged POST and in SQL."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from appeals.actions.hearing import answer_stay, assign_appeal, extend_appeal
from appeals.actions.lodging import withdraw_appeal
from appeals.models import Appeal
from appeals.policy import hearing as policy
from appeals.policy import letters
from cases.actions.answers import enter_answer
from cases.models import Answer, Letter
from conduct.letters import REQUIRED
from conduct.lifecycle import Refused
from conduct.models import Event, OutboxMessage, Role
from restrictions.models import Pause, Term
from tests.appeals.conftest import assigned, lodged
from tests.appeals.parts import PARTS, decider
from tests.cast import person
from tests.factories import NOW, TODAY, MembershipFactory, UserFactory, changed, with_an_event
from tests.restrictions.staging import IN_WRITING, decided, issue, serve, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(organization):
    """A second appeal officer, who is about to get a part."""
    return person("Oona Brandt", Role.APPEAL_OFFICER, title="Owner")


def test_assigning_tells_the_customer_who_decides_and_by_when(appeal, april, ada):
    heard = assigned(appeal, april, ada)

    assert (heard.status, heard.officer, heard.assigned_by, heard.assigned_on) == (
        Appeal.Status.UNDER_REVIEW,
        april,
        ada,
        TODAY,
    )
    letter = heard.acknowledgment
    assert (letter.kind, letter.signed_by, letter.recipient_name) == (Letter.Kind.L10, april, "Cora Lindgren")
    assert "April Osei, Broker-owner, decides" in letter.blocks
    assert "May 8, 2026" in letter.blocks
    assert "Dana" not in letter.blocks
    assert "Ada" not in letter.blocks
    event = Event.objects.get(verb="appeal.assigned")
    assert (event.actor, event.journal) == (ada, appeal.case.journal)
    mail = OutboxMessage.objects.get(kind="appeal_assigned")
    assert mail.recipient == april.email
    assert "Cora" not in mail.title + mail.body
    assert f"/appeals/{appeal}/" in mail.body


def test_the_officer_the_letter_named_is_suggested_first(appeal, april):
    person("Aaron Abbott", Role.APPEAL_OFFICER)

    suggested = policy.suggested_for(appeal, on=TODAY)

    assert [user.full_name for user in suggested] == ["April Osei", "Aaron Abbott"]


@pytest.mark.parametrize("give", PARTS)
def test_somebody_with_a_part_may_not_hear_it(appeal, other, ada, sign_in, give):
    if give is decider:
        MembershipFactory(user=other, role=Role.DIRECTOR)
    give(appeal.case, other)

    said = list(policy.reasons_not_to_hear(appeal, other, on=TODAY))
    page = sign_in(ada).get(f"/appeals/{appeal}/assign/").content.decode()
    forged = sign_in(ada).post(f"/appeals/{appeal}/assign/", {"officer": other.pk, "ways": ["email"]})

    assert said
    assert all(sentence.startswith("Oona Brandt") for sentence in said)
    assert "Oona Brandt" not in page
    assert "This person may not hear this appeal" in forged.content.decode()
    with pytest.raises(Refused):
        assign_appeal(appeal=appeal, officer=other, ways=["email"], by=ada, at=NOW)
    appeal.refresh_from_db()
    assert appeal.officer is None


@pytest.mark.parametrize("give", PARTS)
def test_sql_cannot_give_it_to_somebody_with_a_part(heard, other, give):
    if give is decider:
        MembershipFactory(user=other, role=Role.DIRECTOR)
    give(heard.case, other)

    with pytest.raises(IntegrityError, match="hear"), transaction.atomic():
        given_by_sql(heard, other)


def given_by_sql(appeal, user):
    """Another officer, written past everything but the database, with an event of its own."""
    sql = "UPDATE appeals_appeal SET officer_id = %s, revision = revision + 1, event_id = %s WHERE id = %s"

    def write(event):
        with connection.cursor() as cursor:
            cursor.execute(sql, [user.pk, event.hex if connection.vendor == "sqlite" else event, appeal.pk])

    with_an_event(write=write)


def test_sql_can_give_it_to_somebody_new(heard, other):
    given_by_sql(heard, other)  # the control of the test above: nothing but the part is refused there

    heard.refresh_from_db()
    assert heard.officer == other


@pytest.mark.parametrize("who", ["dana", "emil", "sam"])
def test_sql_cannot_give_it_to_somebody_without_the_right(heard, request, who):
    with pytest.raises(IntegrityError), transaction.atomic():
        given_by_sql(heard, request.getfixturevalue(who))


@pytest.mark.parametrize("between", [0, 1, 5])
def test_who_reports_to_the_decider_may_not_hear_it_however_far_below(heard, dana, other, ada, between):
    above = dana
    for _ in range(between):
        above = UserFactory(manager=above)
    changed(other, manager=above)

    assert other not in policy.who_may_hear(heard.case, on=TODAY)
    with pytest.raises(IntegrityError, match="reports to the decider"), transaction.atomic():
        given_by_sql(heard, other)


def test_who_issued_the_letter_may_not_hear_it(case, dana, drew, april, ada, sam):
    decision = decided(case, dana, measures=(IN_WRITING,))
    issue(decision, drew)
    decision.refresh_from_db()
    MembershipFactory(user=drew, role=Role.APPEAL_OFFICER)
    appeal = lodged(decision, sam, received_at=NOW)

    assert list(policy.reasons_not_to_hear(appeal, drew, on=TODAY)) == [
        "Drew Falk triaged, warned, was named as a contact, decided or issued in this case."
    ]
    heard = assigned(appeal, april, ada)
    with pytest.raises(IntegrityError, match="part in the case"), transaction.atomic():
        given_by_sql(heard, drew)


def test_who_gave_the_role_up_may_not_hear_it(appeal, other, ada):
    changed(other.memberships.get(role=Role.APPEAL_OFFICER), ended_at=NOW, ended_by=ada)

    assert list(policy.reasons_not_to_hear(appeal, other, on=TODAY)) == [
        "Oona Brandt is neither an appeal officer today nor appointed to this case."
    ]


@pytest.mark.parametrize("who", ["sam", "emil", "april", "alba"])
def test_admins_and_directors_assign(appeal, april, request, who):
    by = request.getfixturevalue(who)

    reasons = list(policy.reasons_not_to_assign(appeal, april, ways=["email"], by=by, on=TODAY))

    assert reasons == ["Appeals are assigned by admins and directors."]


def test_an_appeal_can_be_given_to_somebody_else_who_is_then_named(heard, other, dana):
    again = assigned(heard, other, dana)

    assert (again.officer, again.status) == (other, Appeal.Status.UNDER_REVIEW)
    assert "Oona Brandt" in again.acknowledgment.blocks
    with pytest.raises(Refused, match="Oona Brandt hears this appeal already."):
        assign_appeal(appeal=again, officer=other, ways=["email"], by=dana, at=NOW)


def test_a_letter_that_cannot_be_sent_assigns_nobody(appeal, april, ada):
    with pytest.raises(Refused, match="Choose how the letter is sent."):
        assign_appeal(appeal=appeal, officer=april, ways=[], by=ada, at=NOW)

    appeal.refresh_from_db()
    assert (appeal.officer, appeal.status) == (None, Appeal.Status.RECEIVED)


@pytest.mark.parametrize("give", PARTS)
def test_the_officer_who_got_a_part_since_can_do_nothing_more(heard, april, give):
    if give is decider:
        MembershipFactory(user=april, role=Role.DIRECTOR)
    give(heard.case, april)

    with pytest.raises(Refused):
        extend_appeal(appeal=heard, reason="More to read", ways=["email"], by=april, at=NOW)


def test_a_conflict_that_came_up_does_not_hold_the_customer_back(heard, april, sam):
    PARTS[1](heard.case, april)

    withdraw_appeal(appeal=heard, words="By phone.", by=sam, at=NOW)

    heard.refresh_from_db()
    assert heard.status == Appeal.Status.WITHDRAWN


def test_the_officer_whose_role_ended_can_do_nothing_more(heard, april, ada, other):
    changed(april.memberships.get(), ended_at=NOW, ended_by=ada)

    with pytest.raises(Refused, match="neither an appeal officer today nor appointed"):
        extend_appeal(appeal=heard, reason="More to read", ways=["email"], by=april, at=NOW)


# More time


def test_more_time_is_taken_once_and_the_customer_reads_why(heard, april):
    extend_appeal(appeal=heard, reason="A witness is away.", ways=["email"], by=april, at=NOW)

    heard.refresh_from_db()
    assert (heard.decide_by, heard.extended_why) == (date(2026, 5, 22), "A witness is away.")
    letter = Letter.objects.latest("pk")
    assert letter.title == "We need more time for your appeal, AP-2026-0001"
    assert (letter.kind, letter.signed_by) == (Letter.Kind.L10B, april)
    words = words_of(letter)
    for said in (
        "We got your appeal on April 17, 2026. We said that you get an answer by May 8, 2026.",
        "You now get an answer with reasons by May 22, 2026.",
        "April Osei, Broker-owner, still decides. We can take more time only once.",
        "A witness is away.",
        "The change stays in place while we decide.",
        "You can send us more by May 21, 2026.",
    ):
        assert said in words
    with pytest.raises(IntegrityError, match="stays as it was sent"), transaction.atomic():
        changed(letter, blocks="[]")
    with pytest.raises(Refused, match="This appeal was extended already, to May 22, 2026."):
        extend_appeal(appeal=heard, reason="Again", ways=["email"], by=april, at=NOW)
    with pytest.raises(IntegrityError, match="extended once"), transaction.atomic():
        changed(heard, decide_by=date(2026, 6, 30), extended_why="Again")


def test_only_its_officer_takes_more_time(heard, dana, ada):
    for by in (dana, ada):
        with pytest.raises(Refused, match="Only who hears this appeal can do this."):
            extend_appeal(appeal=heard, reason="More", ways=["email"], by=by, at=NOW)


OWN = ("received_on", "promised_by", "decide_by", "appeal_decider", "effect_meanwhile", "reply_by", "appeal_routes")


@pytest.mark.parametrize("field", [*OWN, "reasons", "help_contact"])
def test_the_letter_about_more_time_does_not_leave_with_a_gap(heard, april, monkeypatch, field):
    fields_of, before = letters.extension_fields, Letter.objects.count()
    monkeypatch.setattr(letters, "extension_fields", lambda *args, **said: fields_of(*args, **said) | {field: ""})

    with pytest.raises(Refused) as refusal:
        extend_appeal(appeal=heard, reason="A witness is away.", ways=["email"], by=april, at=NOW)

    assert refusal.value.reasons == [REQUIRED["L10b"][field]]
    heard.refresh_from_db()
    assert (heard.extended_why, Letter.objects.count()) == ("", before)


# A pause


@pytest.fixture
def stay(heard, sam):
    """A request to pause, in answer to the acknowledgment."""
    return enter_answer(
        letter=heard.acknowledgment,
        kind=Answer.Kind.STAY,
        words="Please pause it.",
        channel="phone",
        received_at=NOW,
        by=sam,
        at=NOW,
    )


def test_a_pause_is_granted_for_what_was_appealed_until_it_is_decided(heard, stay, april, calendar):
    answer_stay(appeal=heard, answer=stay, outcome="granted", reasons="No danger.", ways=["email"], by=april, at=NOW)

    stay.refresh_from_db()
    assert (stay.outcome, stay.decided_by, stay.reply.kind) == ("granted", april, Letter.Kind.STAY)
    assert Pause.objects.open().filter(kind=Pause.Kind.STAY).count() == 2
    assert not Term.objects.in_force(NOW, TODAY).exists()
    verbs = Event.objects.filter(verb__in=["appeal.stay_answered", "answer.closed", "restriction.paused"])
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "answer.closed",
        "appeal.stay_answered",
        "restriction.paused",
        "restriction.paused",
    ]


def test_a_pause_ends_with_a_withdrawal(heard, stay, april, sam):
    answer_stay(appeal=heard, answer=stay, outcome="granted", reasons="No danger.", ways=["email"], by=april, at=NOW)

    withdraw_appeal(appeal=heard, words="By phone.", by=sam, at=NOW + timedelta(hours=1))

    assert not Pause.objects.open().exists()
    assert Term.objects.in_force(NOW + timedelta(hours=1), TODAY).count() == 2


def test_a_refused_pause_changes_nothing_and_says_what_applies(heard, stay, april):
    answer_stay(
        appeal=heard, answer=stay, outcome="refused", reasons="Two weeks are short.", ways=["email"], by=april, at=NOW
    )

    stay.refresh_from_db()
    assert stay.outcome == "refused"
    assert not Pause.objects.exists()
    assert "Two weeks are short." in stay.reply.blocks
    with pytest.raises(Refused, match="This was answered already: not granted."):
        answer_stay(appeal=heard, answer=stay, outcome="granted", reasons="Yes.", ways=["email"], by=april, at=NOW)


def test_there_is_no_pause_after_the_gravest_conduct(case, dana, april, ada, sam):
    decision = decided(case, dana, measures=(IN_WRITING,), severity=4, begins_on=TODAY)
    issue(decision, dana, send_by_email=True, send_by_post=False)
    decision.refresh_from_db()
    serve(decision, method="email")
    heard = assigned(lodged(decision, sam, received_at=NOW, pause_asked=True), april, ada)

    with pytest.raises(Refused, match="There is no pause after conduct of the gravest kind"):
        answer_stay(
            appeal=heard,
            answer=Answer.objects.get(),
            outcome="granted",
            reasons="Yes.",
            ways=["email"],
            by=april,
            at=NOW,
        )

    assert not Pause.objects.exists()


def test_only_its_officer_answers_a_request_to_pause(heard, stay, dana, sign_in):
    with pytest.raises(Refused, match="Only who hears this appeal can do this."):
        answer_stay(appeal=heard, answer=stay, outcome="refused", reasons="No.", ways=["email"], by=dana, at=NOW)
    assert sign_in(dana).post(f"/appeals/{heard}/pause/{stay.pk}/", {}).status_code == 404
