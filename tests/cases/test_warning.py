"""A warning: who may issue it, what it needs, until when it counts, and what a dispute does to it."""

from datetime import date, timedelta

import pytest

from cases.actions import warning as acts_of
from cases.actions.answers import enter_answer
from cases.actions.letters import record_sent
from cases.models import Answer, Case, Delivery, Letter, Warning
from conduct import letters
from conduct.models import OutboxMessage
from tests.cases.casework import acts, mailed, record_is_down, refused
from tests.factories import NOW, TODAY, InvolvedFactory, MatterFactory, ReportCategoryFactory, ReviewFactory, changed

pytestmark = pytest.mark.django_db

SAID = {
    "conduct": "On March 8 you called eleven times.\nOn April 5 you shouted.",
    "why": "Nobody could serve others meanwhile.",
    "change_asked": "Please use email.",
    "ways": ["email", "post"],
}


def warn(case, by, **changes):
    if not case.reports.filter(categories__isnull=False).exists():
        ReportCategoryFactory(report=case.reports.order_by("pk").first())
    return acts_of.issue_warning(case=case, **SAID | changes, by=by, at=NOW)


def disputed(warning, by, **changes):
    said = {"words": "I never shouted.", "channel": "phone", "received_at": NOW, "by": by, "at": NOW} | changes
    return enter_answer(letter=warning.letter, kind=Answer.Kind.DISPUTE, **said)


def decided(answer, by, outcome, **changes):
    said = {
        "findings": "Two people heard it.",
        "reasons": "The call log shows it.",
        "ways": ["post"],
        "by": by,
        "at": NOW,
    }
    return acts_of.decide_dispute(answer=answer, outcome=outcome, **said | changes)


def words_of(letter):
    return letters.render_html(letters.from_json(letter.blocks), title=letter.title)


def test_a_warning_is_a_frozen_letter_and_counts_for_the_time_of_the_settings(case, dana):
    warning = warn(case, dana)

    case.refresh_from_db()
    assert (warning.issued_on, warning.spent_on) == (TODAY, date(2027, 4, 17))
    assert (case.status, warning.letter.kind, warning.letter.signed_by) == (Case.Status.WARNED, "L1", dana)
    assert acts(case) == ["warning.issued"]
    assert mailed() == ["cora@example.com"]
    assert OutboxMessage.objects.get().file == warning.letter.file


def test_the_letter_says_what_when_why_what_to_change_and_how_to_dispute_it(case, dana):
    words = words_of(warn(case, dana).letter)

    for said in (
        *SAID["conduct"].splitlines(),
        SAID["why"],
        SAID["change_asked"],
        "April 16, 2027",
        "by phone at 555-0100",
    ):
        assert said in words
    assert "Repeatedly sending phone calls" in words  # the policy's own line
    assert "May 6, 2026" in words  # ten business days after mail of April 17 counts as received, on April 22
    assert "3 years" in words
    assert "Dana Ruiz" in words
    assert case.reports.first().reporter.full_name not in words


@pytest.mark.parametrize(
    ("day", "counts"),
    [(TODAY - timedelta(days=1), False), (TODAY, True), (date(2027, 4, 16), True), (date(2027, 4, 17), False)],
)
def test_a_warning_counts_from_its_day_until_it_is_spent(day, counts, case, dana):
    warning = warn(case, dana)

    assert warning.counts_on(day) == counts
    assert Warning.objects.counting_on(day).exists() == counts
    assert warning.last_day == date(2027, 4, 16)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"conduct": ""}, "Write what happened, with dates."),
        ({"why": ""}, "Write why it was not acceptable."),
        ({"change_asked": ""}, "Write what the customer is asked to change."),
        ({"ways": []}, "Choose how the letter is sent."),
    ],
)
def test_a_warning_is_refused_while_something_is_missing(missing, sentence, case, dana):
    ReportCategoryFactory(report=case.reports.first())

    with refused(sentence):
        warn(case, dana, **missing)
    assert not Letter.objects.exists()


def test_a_warning_needs_a_name_and_an_address(case, dana):
    ReportCategoryFactory(report=case.reports.first())
    changed(case.customer, name="", description="A tall man", address_line_1="", city="")

    with refused("A letter needs the name of the customer."):
        warn(case, dana)
    with refused("Add the customer's mailing address"):
        warn(case, dana)


def test_an_address_that_is_truly_unknown_is_said_so_and_the_letter_is_handed_over(case, dana):
    changed(case.customer, address_line_1="", city="", state="", postal_code="", address_tried="Asked at the office")
    ReportCategoryFactory(report=case.reports.first())

    with refused("There is no mailing address of this customer."):
        warn(case, dana, ways=["post"])
    warning = warn(case, dana, ways=["hand"])

    assert "Address not known" in words_of(warning.letter)
    assert warning.letter.deliveries.get().method == Delivery.Method.HAND


def test_no_email_is_sent_where_none_is_known(case, dana):
    changed(case.customer.contact_points.get(), ended_at=NOW)
    ReportCategoryFactory(report=case.reports.first())

    with refused("There is no email address of this customer."):
        warn(case, dana)


def test_the_letter_must_be_complete_with_the_lines_of_the_policy(case, dana):
    with refused("Add the lines of the policy that apply."):
        acts_of.issue_warning(case=case, **SAID, by=dana, at=NOW)


def test_a_guardian_gets_a_copy(case, dana):
    changed(case.customer, guardian_name="Gale Lindgren", guardian_address="9 Elm Street\nSpringfield, VA 22150")

    warning = warn(case, dana)

    copy = Letter.objects.get(copy_for_guardian=True)
    assert (copy.recipient_name, copy.kind, copy.case) == ("Gale Lindgren", "L1", case)
    assert copy.deliveries.get().sent_to == "9 Elm Street\nSpringfield, VA 22150"
    assert "This is a copy of our letter to Cora Lindgren." in words_of(copy)
    assert copy.sha256 != warning.letter.sha256


def test_a_supervisor_warns_only_where_the_setting_allows(case, sam, organization):
    ReportCategoryFactory(report=case.reports.first())
    with refused("Here only a director issues warnings."):
        warn(case, sam)

    changed(organization, warning_by_supervisor=True)
    warn(case, sam)

    assert Warning.objects.get().issued_by == sam


@pytest.mark.parametrize("who", ["emil", "olga", "alba", "april"])
def test_nobody_else_ever_warns(who, request, case, organization):
    changed(organization, warning_by_supervisor=True)
    ReportCategoryFactory(report=case.reports.first())
    somebody = request.getfixturevalue(who)

    with refused("A director issues warnings."):
        warn(case, somebody)


def as_witness(case, user):
    InvolvedFactory(report=case.reports.first(), user=user, part="witness")


def as_affected(case, user):
    InvolvedFactory(report=case.reports.first(), user=user, part="affected")


def as_handler(case, user):
    MatterFactory(case=case, handler=user)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (as_witness, "Dana Ruiz: saw it in a report of this case."),
        (as_affected, "Dana Ruiz: was affected in a report of this case."),
        (as_handler, "Dana Ruiz handled the underlying matter."),
    ],
)
def test_nobody_with_a_part_in_the_events_warns(part, sentence, case, dana):
    ReportCategoryFactory(report=case.reports.first())
    part(case, dana)

    with refused(sentence):
        warn(case, dana)


def test_a_second_warning_is_not_issued_while_one_counts(case, dana):
    warn(case, dana)

    with refused("The warning of April 17, 2026 counts until April 16, 2027. Refer the case instead."):
        warn(case, dana)


def test_a_review_decides_for_itself_whether_to_warn(case, dana):
    ReviewFactory(case=case)
    ReportCategoryFactory(report=case.reports.first())

    with refused("A director's review is open. A warning is one of its outcomes."):
        warn(case, dana)


def test_a_closed_case_has_no_place_for_a_warning(case, dana):
    case.become(Case.Status.CLOSED)
    changed(case, closed_at=NOW)
    ReportCategoryFactory(report=case.reports.first())

    with refused("This case is “Closed”."):
        warn(case, dana)


def test_no_warning_is_left_when_the_record_cannot_be_written(case, dana):
    ReportCategoryFactory(report=case.reports.first())

    with record_is_down("cases.actions.warning"):
        warn(case, dana)

    assert (Warning.objects.count(), Letter.objects.count(), OutboxMessage.objects.count()) == (0, 0, 0)
    assert Case.objects.get(pk=case.pk).status == Case.Status.OPEN


def test_a_dispute_can_be_right_and_then_the_warning_counts_nowhere(case, dana, drew, sam):
    warning = warn(case, dana)
    answer = disputed(warning, sam)

    decided(answer, drew, Answer.Outcome.GRANTED)

    warning.refresh_from_db()
    case.refresh_from_db()
    answer.refresh_from_db()
    assert not warning.counts_on(TODAY)
    assert not Warning.objects.counting_on(TODAY).exists()
    assert (case.status, warning.withdrawn_why) == (Case.Status.INFORMAL, "The call log shows it.")
    assert (answer.outcome, answer.reply.kind, answer.reply.signed_by) == ("granted", "warning_dispute_decided", drew)
    assert "The warning counts nowhere from today on." in words_of(answer.reply)
    assert acts(case)[-2:] == ["warning.dispute_decided", "answer.closed"]


def test_a_dispute_can_be_wrong_and_then_the_warning_stands(case, dana, drew, sam):
    warning = warn(case, dana)
    answer = disputed(warning, sam)

    decided(answer, drew, Answer.Outcome.REFUSED)

    warning.refresh_from_db()
    case.refresh_from_db()
    assert (warning.counts_on(TODAY), case.status) == (True, Case.Status.WARNED)
    assert "The warning still counts until April 16, 2027." in words_of(Answer.objects.get().reply)


def test_whoever_issued_a_warning_does_not_decide_its_dispute(case, dana, sam, drew):
    answer = disputed(warn(case, dana), sam)

    with refused("You issued this warning. Another director decides."):
        decided(answer, dana, Answer.Outcome.REFUSED)
    with refused("A director decides a dispute."):
        decided(answer, sam, Answer.Outcome.REFUSED)
    with refused("Write what you found on each point."):
        decided(answer, drew, Answer.Outcome.REFUSED, findings="")
    with refused("Give your reasons."):
        decided(answer, drew, Answer.Outcome.REFUSED, reasons="")


def test_a_dispute_is_decided_once(case, dana, drew, sam):
    answer = disputed(warn(case, dana), sam)
    decided(answer, drew, Answer.Outcome.REFUSED)

    with refused("This dispute is decided."):
        decided(answer, drew, Answer.Outcome.GRANTED)


@pytest.mark.parametrize(("days", "in_time"), [(14, True), (17, False)])
def test_the_facts_are_disputed_within_ten_business_days_of_receipt(days, in_time, case, dana, sam, clock):
    warning = warn(case, dana, ways=["hand"])
    record_sent(delivery=warning.letter.deliveries.get(), sent_at=NOW, by=sam, at=NOW)
    late = NOW + timedelta(days=days)  # April 17 and ten business days is Friday, May 1

    if in_time:
        assert disputed(warning, sam, received_at=late, at=late).due_on == date(2026, 5, 15)
    else:
        with refused("The time to dispute this warning ended on May 1, 2026."):
            disputed(warning, sam, received_at=late, at=late)
