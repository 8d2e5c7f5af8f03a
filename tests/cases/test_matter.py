"""The underlying matter and the effort ledger: what the two preconditions can rest on."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from cases.actions import matter as acts_of
from cases.models import ComplainedOf, Effort, Matter, MatterAnswer
from cases.policy import matter as policy
from conduct.models import Change, ServiceStandard
from tests.cases.casework import acts, record_is_down, refused
from tests.factories import NOW, TODAY, CaseFactory, EffortFactory, MatterAnswerFactory, MatterFactory, changed, staged

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ASKED = {
    "kind": "request",
    "title": "Deposit refund",
    "asked": "The deposit back",
    "asked_on": TODAY - timedelta(days=40),
    "procedure": "Deposit returns",
    "standard": None,
    "standard_met": "",
    "handler": None,
}


@pytest.fixture
def matter(case):
    return MatterFactory(case=case, closed_on=None)


@pytest.fixture
def standard(db):
    return staged(row=ServiceStandard(name="Deposits", promise="A written answer in ten business days"))


def tried(case, by, **changes):
    said = {"made_on": TODAY, "kind": "meeting", "offered": "A meeting with a manager", "by": by, "at": NOW} | changes
    return acts_of.record_effort(case=case, **said)


def answered(matter, by, **changes):
    said = {
        "answered_on": TODAY,
        "what": "We listed each deduction.",
        "answers_every_point": True,
        "by": by,
        "at": NOW,
    } | changes
    return acts_of.answer_matter(matter=matter, **said)


def test_what_was_asked_is_recorded_with_its_procedure_and_who_handled_it(case, sam, emil, standard):
    facts = ASKED | {"standard": standard, "standard_met": "yes", "handler": emil}

    matter = acts_of.describe_matter(case=case, **facts, by=sam, at=NOW)

    assert (matter.customer, matter.handler, matter.standard_met, matter.is_open) == (case.customer, emil, "yes", True)
    assert acts(case) == ["matter.described"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"asked_on": TODAY + timedelta(days=1)}, "Enter a date that is today or earlier."),
        ({"asked_on": TODAY.replace(year=1926)}, "Enter a date of the last 30 years."),
        ({"standard_met": "yes"}, "Pick the standard before you say whether it was met."),
    ],
)
def test_a_matter_is_not_recorded_wrongly(wrong, sentence, case, sam):
    with refused(sentence):
        acts_of.describe_matter(case=case, **ASKED | wrong, by=sam, at=NOW)


def test_a_handler_has_an_account_in_use(case, sam, emil):
    changed(emil, is_active=False)

    with refused("Emil Novak has no account in use."):
        acts_of.describe_matter(case=case, **ASKED | {"handler": emil}, by=sam, at=NOW)


def test_a_correction_keeps_what_stood_before_in_the_record(matter, sam):
    facts = ASKED | {"our_mistake": "We answered late.", "remedy": "We apologized."}

    acts_of.correct_matter(matter=matter, **facts, by=sam, at=NOW)

    matter.refresh_from_db()
    change = Change.objects.filter(object=f"cases.matter:{matter.pk}").latest("revision")
    assert (matter.our_mistake, matter.remedy) == ("We answered late.", "We apologized.")
    assert "Refund of deposits" in change.before
    assert "Deposit returns" in change.after


def test_a_matter_is_not_corrected_to_a_day_after_it_was_closed(case, sam):
    closed = MatterFactory(case=case, closed_on=TODAY - timedelta(days=50))

    with refused("It was closed before that day."):
        acts_of.correct_matter(matter=closed, **ASKED, by=sam, at=NOW)


def test_an_answer_is_kept_with_its_file_and_stays_as_recorded(matter, sam):
    answered(matter, sam, file=SimpleUploadedFile("answer.pdf", PDF, "application/pdf"))

    answer = MatterAnswer.objects.get()
    assert (answer.file.read(), answer.answers_every_point) == (PDF, True)
    answer.what = "Something else"
    with pytest.raises(IntegrityError), transaction.atomic():
        staged(row=answer)


@pytest.mark.parametrize(
    ("answered_on", "sentence"),
    [
        (TODAY + timedelta(days=1), "Enter a date that is today or earlier."),
        (TODAY - timedelta(days=61), "It cannot have been answered before it was asked."),
    ],
)
def test_an_answer_has_a_day_that_can_be(answered_on, sentence, matter, sam):
    with refused(sentence):
        answered(matter, sam, answered_on=answered_on)


def test_a_matter_is_closed_by_answering_it(matter, sam):
    with refused("Record the answer first."):
        acts_of.close_matter(matter=matter, closed_on=TODAY, by=sam, at=NOW)
    answered(matter, sam)
    with refused("It cannot be closed before it was asked."):
        acts_of.close_matter(matter=matter, closed_on=TODAY - timedelta(days=90), by=sam, at=NOW)

    acts_of.close_matter(matter=matter, closed_on=TODAY, by=sam, at=NOW)

    with refused("It is closed already."):
        acts_of.close_matter(matter=matter, closed_on=TODAY, by=sam, at=NOW)
    acts_of.reopen_matter(matter=matter, reason="One point is open.", by=sam, at=NOW)
    with refused("It is open."):
        acts_of.reopen_matter(matter=matter, reason="-", by=sam, at=NOW)
    assert acts(matter.case) == ["matter.answered", "matter.closed", "matter.reopened"]


def test_staff_complained_of_are_named_and_that_they_were_stays(matter, sam, emil):
    named = acts_of.name_complained_of(matter=matter, user=emil, by=sam, at=NOW)
    with refused("Emil Novak is named already."):
        acts_of.name_complained_of(matter=matter, user=emil, by=sam, at=NOW)

    acts_of.end_complained_of(named=named, reason="It was somebody else.", by=sam, at=NOW)

    assert ComplainedOf.objects.get().ended_at == NOW
    with refused("This ended already for Emil Novak."):
        acts_of.end_complained_of(named=named, reason="-", by=sam, at=NOW)
    acts_of.name_complained_of(matter=matter, user=emil, by=sam, at=NOW)
    assert ComplainedOf.objects.get().ended_at is None


def test_an_effort_takes_a_day_a_kind_and_what_was_offered(case, sam):
    effort = tried(case, sam)

    assert (effort.made_by, effort.by, effort.matter) == ("Sam Okafor", sam, None)
    assert acts(case) == ["effort.recorded"]


def test_an_effort_can_be_made_by_somebody_else(case, sam, matter):
    effort = tried(case, sam, made_by="Kit Sorensen", matter=matter, came_back="No reply")

    assert (effort.made_by, effort.matter, effort.came_back) == ("Kit Sorensen", matter, "No reply")


@pytest.mark.parametrize(
    ("made_on", "sentence"),
    [
        (TODAY + timedelta(days=1), "Enter a date that is today or earlier."),
        (TODAY - timedelta(days=61), "An effort cannot come before the matter was asked. Check the date."),
    ],
)
def test_an_effort_has_a_day_that_can_be(made_on, sentence, case, matter, sam):
    with refused(sentence):
        tried(case, sam, matter=matter, made_on=made_on)


def test_an_effort_belongs_to_a_matter_of_its_own_case(case, sam):
    other = MatterFactory(case=CaseFactory())

    with refused("That matter belongs to another case."):
        tried(case, sam, matter=other)


def test_an_effort_stays_as_recorded_and_what_came_back_is_written_once(case, sam):
    effort = tried(case, sam)
    acts_of.record_reply(effort=effort, came_back="Declined by phone", by=sam, at=NOW)

    with refused("What came back is recorded."):
        acts_of.record_reply(effort=effort, came_back="They agreed", by=sam, at=NOW)
    effort.refresh_from_db()
    assert effort.came_back == "Declined by phone"
    effort.offered = "Nothing"
    with pytest.raises(IntegrityError), transaction.atomic():
        staged(row=effort)


@pytest.mark.parametrize("who", ["emil", "olga", "alba", "ada"])
def test_only_who_works_on_the_case_writes_its_evidence(who, request, case, matter):
    somebody = request.getfixturevalue(who)

    with refused("you do not work on it"):
        tried(case, somebody)
    with refused("you do not work on it"):
        answered(matter, somebody)


def test_no_effort_and_no_answer_is_left_when_the_record_cannot_be_written(case, matter, sam):
    with record_is_down("cases.actions.matter"):
        tried(case, sam)
    with record_is_down("cases.actions.matter"):
        answered(matter, sam)

    assert (Effort.objects.count(), MatterAnswer.objects.count()) == (0, 0)


def test_what_the_review_misses_is_said_until_it_is_there(case, standard):
    matter = MatterFactory(case=case, closed_on=None, procedure="")
    assert policy.missing_for_properly(None) == ["Nothing is recorded about what was asked."]
    assert policy.missing_for_properly(matter) == [
        "Say which procedure applied.",
        "Record the answer the customer got.",
        "It is still open.",
    ]

    MatterAnswerFactory(matter=matter, answers_every_point=False)
    changed(matter, procedure="Refunds", standard=standard, closed_on=TODAY, our_mistake="We were late.")
    assert policy.missing_for_properly(matter) == [
        "Say whether our standard was met.",
        "No answer covers every point yet.",
        "Say how our own mistake was put right.",
    ]

    MatterAnswerFactory(matter=matter)
    changed(matter, standard_met="cannot_tell", our_mistake="")
    assert policy.missing_for_properly(matter) == ["Say whether our standard was met."]
    changed(matter, standard_met="no")
    assert policy.missing_for_properly(matter) == ["Say how our own mistake was put right."]
    changed(matter, remedy="We apologized.")
    assert policy.missing_for_properly(matter) == []


def test_every_effort_needs_at_least_one(case):
    assert policy.missing_for_every_effort([]) == ["No effort is recorded. The director needs at least one."]
    assert policy.missing_for_every_effort([EffortFactory(case=case)]) == []


def test_what_the_customer_still_waits_for_is_found_in_every_case(case, cora, matter):
    elsewhere = MatterFactory(case=CaseFactory(customer=cora), closed_on=None, asked_on=TODAY)
    MatterFactory(case=case)

    assert list(policy.open_matters_of(cora)) == [elsewhere, matter]
    assert Matter.objects.count() == 3
