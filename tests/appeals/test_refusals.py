"""What an appeal is refused with: each sentence as a person reads it, from the act or the page that says it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from appeals.actions.appointment import agree_to_hearer, name_hearer
from appeals.actions.hearing import answer_stay, assign_appeal, extend_appeal
from appeals.actions.lodging import add_statement, withdraw_appeal
from appeals.models import Appeal, AppealStatement
from appeals.policy import hearing, lodging
from cases.actions.answers import enter_answer
from cases.models import Answer, Letter
from conduct.lifecycle import Refused
from conduct.models import Role
from restrictions.models import Appointment
from restrictions.policy.decision import Moment
from tests.appeals.conftest import assigned, lodged
from tests.appeals.parts import tied, witness
from tests.cast import person
from tests.factories import NOW, TODAY, UserFactory, changed
from tests.restrictions.staging import IN_WRITING, decided, issue, serve

pytestmark = pytest.mark.django_db
WHY = "A broker of another firm, who knows neither side."
BLANK = " \u200b"
EMPTY = {"nonce": "e" * 32}


def refused(act, **arguments):
    """The reasons an act gives, having written nothing."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(**{"at": NOW} | arguments)
    return refusal.value.reasons


def withdrawn(appeal, by):
    withdraw_appeal(appeal=appeal, words="By phone.", by=by, at=NOW)
    return Appeal.objects.as_read().get(pk=appeal.pk)


# Taking it in


def test_the_copy_for_a_guardian_is_not_what_is_appealed(case, dana, april, cora, sam):
    changed(cora, guardian_name="Gwen Lindgren", guardian_address="9 Elm Street\nSpringfield, VA 22150")
    issue(decided(case, dana, measures=(IN_WRITING,)), dana)
    copy = Letter.objects.get(copy_for_guardian=True)

    said = list(lodging.reasons_of_letter(copy))

    assert "This is a copy for the guardian. Enter the appeal with the letter itself." in said
    assert not list(lodging.reasons_of_letter(Letter.objects.get(kind="L4", copy_for_guardian=False)))


@pytest.mark.parametrize(("days", "taken"), [(60, True), (61, False)])
def test_even_a_late_appeal_has_a_last_day(decision, sam, days, taken):
    last = lodging.days_of(decision.letter, received_at=NOW, now=Moment.of(NOW)).deadline_on
    came = NOW + (last - TODAY) + timedelta(days=days)

    if taken:
        assert lodged(decision, sam, received_at=came, at=came, late_reason="Hospital.").is_late
    else:
        said = {"words": "x", "grounds": ["bias"], "about": [], "received_at": came, "late_reason": "Hospital."}
        now = Moment.of(came)
        assert list(lodging.reasons_not_to_lodge(decision.letter, **said, by=sam, now=now)) == [
            "The last day for even a late appeal was June 26, 2026. The customer can ask for an early review."
        ]


def test_taking_it_back_needs_their_words(heard, sam):
    assert refused(withdraw_appeal, appeal=heard, words=BLANK, by=sam) == [
        "Write down how the customer took it back, in their own words."
    ]
    heard.refresh_from_db()
    assert heard.is_open


def test_nothing_is_added_to_what_is_closed(heard, sam):
    closed = withdrawn(heard, sam)

    assert refused(add_statement, appeal=closed, source="customer", words="More.", said_at=NOW, by=sam) == [
        "This appeal is “Withdrawn”. Nothing is added to it any more."
    ]
    assert not AppealStatement.objects.exists()


# Who hears it


def test_a_closed_appeal_is_given_to_nobody(heard, sam, ada):
    other = person("Oona Brandt", Role.APPEAL_OFFICER)

    assert refused(assign_appeal, appeal=withdrawn(heard, sam), officer=other, ways=["email"], by=ada) == [
        "This appeal is “Withdrawn”. Nobody hears it any more."
    ]


def test_who_reports_to_the_decider_is_told_why_not(appeal, dana, ada):
    below = person("Oona Brandt", Role.APPEAL_OFFICER, manager=dana)

    assert refused(assign_appeal, appeal=appeal, officer=below, ways=["email"], by=ada) == [
        "Oona Brandt may not hear this appeal: they had a part in the case, or report to who decided."
    ]


@pytest.fixture
def rita(organization):
    return UserFactory(full_name="Rita Solano", is_outside_reviewer=True)


@pytest.fixture
def stuck(appeal, april):
    """The case, when the only appeal officer saw what happened."""
    witness(appeal.case, april)
    return appeal.case


def test_who_left_is_not_named(stuck, rita, ada):
    changed(rita, is_active=False)

    assert refused(name_hearer, case=stuck, user=rita, why=WHY, by=ada) == ["Rita Solano is deactivated."]


def test_a_name_needs_its_reason_and_is_named_once(stuck, rita, ada):
    assert refused(name_hearer, case=stuck, user=rita, why=BLANK, by=ada) == [
        "Write why this person, and how they know neither side."
    ]
    name_hearer(case=stuck, user=rita, why=WHY, by=ada, at=NOW)
    assert refused(name_hearer, case=stuck, user=rita, why=WHY, by=ada) == [
        "Rita Solano was named for this case already."
    ]
    assert Appointment.objects.count() == 1


def test_two_people_appoint_and_once(stuck, rita, ada, drew):
    appointment = name_hearer(case=stuck, user=rita, why=WHY, by=ada, at=NOW)
    named_by_drew = Appointment.objects.get(pk=appointment.pk)
    named_by_drew.named_by = drew

    assert list(hearing.reasons_not_to_agree(named_by_drew, by=drew, on=TODAY)) == [
        "Somebody else agrees: another person than who named, and than who is named."
    ]
    agree_to_hearer(appointment=appointment, by=drew, at=NOW)
    assert refused(agree_to_hearer, appointment=appointment, by=drew) == ["Rita Solano is appointed already."]


# More time, a pause


def test_more_time_needs_its_reason(heard, april):
    assert refused(extend_appeal, appeal=heard, reason=BLANK, ways=["email"], by=april) == [
        "Write why more time is needed. The customer reads it."
    ]


def asked(letter, sam, kind=Answer.Kind.STAY, **values):
    said = {"words": "Please.", "channel": "phone", "received_at": NOW, "by": sam, "at": NOW}
    return enter_answer(letter=letter, kind=kind, **said | values)


def answer(appeal, stay, by, **changes):
    said = {"outcome": "granted", "reasons": "No danger.", "ways": ["email"]} | changes
    return refused(answer_stay, appeal=appeal, answer=stay, by=by, **said)


def test_a_pause_is_answered_where_it_was_asked_with_an_answer_and_reasons(heard, april, sam):
    stay = asked(heard.acknowledgment, sam)
    leave = asked(heard.letter, sam, kind=Answer.Kind.WAIVER, for_day=TODAY)

    assert answer(heard, leave, april) == ["This request belongs to another letter."]
    assert answer(heard, stay, april, outcome="noted") == ["Choose an answer."]
    assert answer(heard, stay, april, reasons=BLANK) == ["Give your reasons."]
    stay.refresh_from_db()
    assert stay.outcome == ""


def test_the_gravest_conduct_is_never_paused_while_it_is_appealed(case, dana, april, ada, sam):
    grave = decided(case, dana, measures=(IN_WRITING,), severity=4)
    issue(grave, dana, send_by_email=True, send_by_post=False)
    grave.refresh_from_db()
    serve(grave, method="email")
    heard = assigned(lodged(grave, sam, received_at=NOW, pause_asked=True), april, ada)

    assert answer(heard, Answer.objects.get(), april) == [
        "There is no pause after conduct of the gravest kind: people would be in danger."
    ]


# What the pages say when something is left out


@pytest.mark.parametrize(
    ("step", "who", "left_out"),
    [
        ("assign", "ada", ["Choose who hears it", "Choose at least one way to send the letter"]),
        ("extend", "april", ["Write why more time is needed", "Choose at least one way to send the letter"]),
        ("add", "april", ["Choose who says it", "Write down what they say"]),
        ("withdraw", "ada", ["Write down how they took it back"]),
        ("stay", "april", ["Choose an answer", "Choose at least one way to send the letter"]),
    ],
)
def test_a_page_names_each_thing_left_out(heard, sam, request, sign_in, step, who, left_out):
    path = f"/appeals/{heard}/{step}/"
    if step == "stay":
        path = f"/appeals/{heard}/pause/{asked(heard.acknowledgment, sam).pk}/"

    page = sign_in(request.getfixturevalue(who)).post(path, EMPTY).content.decode()

    for sentence in left_out:
        assert sentence in page
    heard.refresh_from_db()
    assert (heard.status, heard.extended_why) == (Appeal.Status.UNDER_REVIEW, "")


def test_somebody_who_may_not_hear_it_cannot_be_chosen(heard, ada, emil, sign_in):
    page = sign_in(ada).post(f"/appeals/{heard}/assign/", {"officer": emil.pk, "ways": ["email"]}).content.decode()

    assert "This person may not hear this appeal. Choose one of those shown" in page


def test_the_page_for_naming_somebody_says_what_is_left_out(stuck, ada, sign_in):
    page = sign_in(ada).post(f"/cases/{stuck}/hearer/", EMPTY).content.decode()

    for sentence in ("Pick a person", "Write why this person"):
        assert sentence in page


def test_the_page_for_entering_an_appeal_asks_how_it_came(decision, sam, sign_in):
    page = sign_in(sam).post(f"/appeals/letter/{decision.letter_id}/", EMPTY).content.decode()

    assert "Choose how it came" in page
    assert not Appeal.objects.exists()


# What the database refuses, whoever writes


@pytest.mark.parametrize("values", [{"words": "Softer."}, {"grounds": "bias"}, {"wanted": "x"}, {"about": "RS-1"}])
def test_an_appeal_stays_as_it_came(heard, values):
    with pytest.raises(IntegrityError, match="An appeal stays as it came."), transaction.atomic():
        changed(heard, **values)


def test_an_appeal_is_extended_once_whoever_writes(heard, april):
    extend_appeal(appeal=heard, reason="A witness is away.", ways=["email"], by=april, at=NOW)
    heard.refresh_from_db()

    with pytest.raises(IntegrityError, match="An appeal is extended once."), transaction.atomic():
        changed(heard, decide_by=heard.decide_by + timedelta(days=1))


def test_who_judged_an_appeal_is_not_tied_to_the_customer_afterwards(heard, april, sam):
    at = NOW + timedelta(minutes=1)
    changed(heard, status="late_refused", reasons="No.", decided_at=at, decided_on=TODAY, reply=heard.acknowledgment)

    with pytest.raises(IntegrityError, match="Nobody who is tied to a customer judges their appeal."):
        tied(heard.case, april)
