"""The life of a case: opened, joined, assigned, noted, closed and reopened, and who may do which."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions import case as acts_of
from cases.actions.answers import enter_answer
from cases.models import (
    Answer,
    Case,
    CaseNote,
    ComplainedOf,
    ConductCategory,
    Evidence,
    IncidentReport,
    Letter,
    RestrictedNote,
    StaffTie,
)
from cases.policy import case as policy
from conduct.lifecycle import Refused
from conduct.models import Event, Membership, OutboxMessage
from tests.cases.casework import acts, mailed, record_is_down, refused, waiting
from tests.cases.test_warning import warn
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    CustomerFactory,
    InvolvedFactory,
    MatterFactory,
    ReportCategoryFactory,
    ReviewFactory,
    TriageFactory,
    changed,
    staged,
)
from tests.journeys.html import flat
from tests.restrictions.staging import decided

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def closed(case, by, **changes):
    said = {"reasons": "Settled by phone.", "tell_customer": True, "ways": ["post"], "by": by, "at": NOW} | changes
    return acts_of.close_case(case=case, **said)


def test_a_case_can_be_opened_without_a_report(cora, sales, dana):
    case = acts_of.open_case(customer=cora, department=sales, title="Seen at an open house", by=dana, at=NOW)

    assert (case.status, case.opened_by, case.customer) == (Case.Status.OPEN, dana, cora)
    assert acts(case) == ["case.opened"]
    assert mailed() == []


def test_a_case_needs_a_customer_and_a_title(sales, dana):
    with refused("Say who the customer is first"):
        acts_of.open_case(customer=None, department=sales, title="", by=dana, at=NOW)
    with refused("Give the case a title"):
        acts_of.open_case(customer=None, department=sales, title="", by=dana, at=NOW)


def test_whoever_gets_a_case_hears_of_it_by_mail_without_names(case, sam, dana):
    acts_of.assign_case(case=case, assigned_to=dana, due_on=TODAY + timedelta(days=3), by=sam, at=NOW)

    case.refresh_from_db()
    message = OutboxMessage.objects.get()
    assert (case.assigned_to, case.due_on) == (dana, TODAY + timedelta(days=3))
    assert message.recipient == "dana@example.com"
    assert "Cora" not in message.body + message.title
    assert f"/cases/{case.reference}/" in message.body
    assert acts(case) == ["case.assigned"]


def test_taking_a_case_oneself_mails_nobody(case, dana):
    acts_of.assign_case(case=case, assigned_to=dana, due_on=TODAY, by=dana, at=NOW)

    assert mailed() == []


@pytest.mark.parametrize("who", ["emil", "olga", "alba", "april"])
def test_a_case_is_given_only_to_somebody_whose_role_lets_them_see_it(who, request, case, dana):
    somebody = request.getfixturevalue(who)

    with refused("may not see cases of Sales"):
        acts_of.assign_case(case=case, assigned_to=somebody, due_on=TODAY, by=dana, at=NOW)


def test_a_case_is_not_given_to_somebody_complained_of(case, dana, drew):
    named_in(case, drew)

    with refused("Drew Falk is complained of in the underlying matter."):
        acts_of.assign_case(case=case, assigned_to=drew, due_on=TODAY, by=dana, at=NOW)


def named_in(case, user):
    return staged(row=ComplainedOf(matter=MatterFactory(case=case), user=user))


@pytest.mark.parametrize("who", ["emil", "olga", "alba", "ada", "april"])
def test_who_only_reads_or_does_not_see_a_case_changes_nothing_in_it(who, request, case):
    somebody = request.getfixturevalue(who)

    with refused("You can read this case, but you do not work on it."):
        acts_of.add_note(case=case, text="A note", by=somebody, at=NOW)
    with refused("You can read this case, but you do not work on it."):
        closed(case, somebody)


def test_a_role_that_ended_counts_for_nothing_whatever_the_session_says(case, dana):
    changed(Membership.objects.get(user=dana), ended_by=dana, ended_at=NOW)

    with refused("you do not work on it"):
        acts_of.add_note(case=case, text="A note", by=dana, at=NOW)


def test_the_handler_of_its_matter_works_on_a_case(case, emil):
    MatterFactory(case=case, handler=emil)

    acts_of.add_note(case=case, text="I called back.", by=emil, at=NOW)

    assert CaseNote.objects.get().by == emil


def test_a_note_stays_in_the_file(case, sam):
    acts_of.add_note(case=case, text="They called back.\nAll is calm.", by=sam, at=NOW)

    assert CaseNote.objects.get().text == "They called back.\nAll is calm."
    assert acts(case) == ["case.noted"]
    with refused("Write the note."):
        acts_of.add_note(case=case, text="", by=sam, at=NOW)


def test_a_restricted_note_is_for_directors_and_whoever_has_the_case(case, sam, dana):
    changed(case, assigned_to=dana)

    with refused("Restricted notes are for directors and for whoever the case is assigned to."):
        acts_of.add_restricted_note(case=case, about="health", text="Hard of hearing", by=sam, at=NOW)
    acts_of.add_restricted_note(case=case, about="health", text="Hard of hearing", by=dana, at=NOW)

    assert RestrictedNote.objects.readable_by(dana).get().customer == case.customer
    assert not RestrictedNote.objects.readable_by(sam).exists()


def test_what_a_restricted_note_says_is_not_in_the_record_of_acts(case, dana):
    acts_of.add_restricted_note(case=case, about="health", text="Hard of hearing", by=dana, at=NOW)

    event = Event.objects.get(verb="case.noted_apart")
    assert "hearing" not in event.payload + event.header


def test_a_file_becomes_evidence_of_the_case(case, sam, settings, tmp_path):
    acts_of.add_file(
        case=case, file=SimpleUploadedFile("log.pdf", PDF, "application/pdf"), caption="Call log", by=sam, at=NOW
    )

    evidence = Evidence.objects.get()
    assert (evidence.case, evidence.caption, evidence.file.read()) == (case, "Call log", PDF)


def test_a_file_that_is_not_what_it_says_is_refused(case, sam):
    page = SimpleUploadedFile("log.pdf", b"<html>alert</html>", "application/pdf")

    with pytest.raises(Refused, match=r"log\.pdf"):
        acts_of.add_file(case=case, file=page, by=sam, at=NOW)
    assert not Evidence.objects.exists()


def test_a_new_title_is_found_by_its_words(case, sam):
    acts_of.retitle_case(case=case, title="Émails to many staff", by=sam, at=NOW)

    assert Case.objects.search("emails STAFF").get() == case
    assert not Case.objects.search("calls").exists()


def test_a_supervisor_begins_to_resolve_a_case_informally(case, sam):
    acts_of.resolve_informally(case=case, by=sam, at=NOW)

    case.refresh_from_db()
    assert case.status == Case.Status.INFORMAL
    with refused("cannot become"):
        acts_of.resolve_informally(case=case, by=sam, at=NOW)


def test_closing_a_case_tells_the_customer_that_nothing_follows(case, sam):
    closed(case, sam)

    case.refresh_from_db()
    letter = Letter.objects.get()
    assert (case.status, case.closed_at, case.closed_why) == (Case.Status.CLOSED, NOW, "Settled by phone.")
    assert (letter.kind, letter.case, letter.signed_by) == ("L12", case, sam)
    assert acts(case) == ["case.closed"]


def test_who_reported_hears_that_the_case_is_closed_and_nothing_of_others(case, sam):
    gone, void, *stay = case.reports.select_related("reporter").order_by("pk")
    changed(gone.reporter, is_active=False)
    void.become(IncidentReport.Status.VOID)
    changed(void)

    closed(case, sam)

    message = OutboxMessage.objects.get(kind="report_closed")
    assert message.recipient == stay[0].reporter.email
    assert "The case is closed. If anything affects your work, you get a notice about it." in message.body
    assert "Cora" not in message.title + message.body


def test_a_case_can_be_closed_quietly_while_the_customer_knows_of_nothing(case, sam):
    closed(case, sam, tell_customer=False)

    assert not Letter.objects.exists()


def test_a_customer_who_had_a_letter_is_told(case, sam):
    closed(case, sam)
    acts_of.reopen_case(case=case, reason="A new call", by=sam, at=NOW)

    with refused("The customer had a letter about this."):
        closed(case, sam, tell_customer=False)


def test_a_letter_that_cannot_be_written_keeps_the_case_open(case, sam):
    changed(case.customer, address_line_1="", city="")

    with refused("Add the customer's mailing address"):
        closed(case, sam)
    case.refresh_from_db()
    assert case.status == Case.Status.OPEN


def test_a_case_is_not_closed_under_review(case, sam):
    ReviewFactory(case=case)

    with refused("A director's review is open."):
        closed(case, sam)


def test_a_case_is_not_closed_while_an_answer_of_the_customer_is_open(case, dana, sam):
    enter_answer(
        letter=warn(case, dana).letter,
        kind=Answer.Kind.DISPUTE,
        words="Not me",
        channel="phone",
        received_at=NOW,
        by=sam,
        at=NOW,
    )

    with refused("An answer of the customer is still open."):
        closed(case, sam)


def test_a_closed_case_takes_nothing_until_it_is_reopened(case, sam):
    closed(case, sam)

    with refused("This case is closed. Reopen it to add to it."):
        acts_of.add_note(case=case, text="More", by=sam, at=NOW)
    with refused("This case is closed already."):
        closed(case, sam)
    acts_of.reopen_case(case=case, reason="They called again.", by=sam, at=NOW)
    acts_of.add_note(case=case, text="More", by=sam, at=NOW)

    case.refresh_from_db()
    assert (case.status, case.closed_at, case.closed_why) == (Case.Status.OPEN, None, "")
    assert acts(case) == ["case.closed", "case.reopened", "case.noted"]


def test_an_open_case_is_not_reopened(case, sam):
    with refused("This case is open."):
        acts_of.reopen_case(case=case, reason="-", by=sam, at=NOW)


def test_an_admin_sets_and_lifts_a_legal_hold(case, ada, dana):
    with refused("Only an admin sets or lifts a legal hold."):
        acts_of.hold_case(case=case, reason="A claim", by=dana, at=NOW)
    with refused("There is no legal hold."):
        acts_of.release_case(case=case, reason="-", by=ada, at=NOW)

    acts_of.hold_case(case=case, reason="A claim was filed", by=ada, at=NOW)

    case.refresh_from_db()
    assert (case.is_held, case.legal_hold_why) == (True, "A claim was filed")
    with refused("There is a legal hold already."):
        acts_of.hold_case(case=case, reason="-", by=ada, at=NOW)
    acts_of.release_case(case=case, reason="Settled", by=ada, at=NOW)
    case.refresh_from_db()
    assert (case.is_held, acts(case)) == (False, ["case.held", "case.released"])


@pytest.mark.parametrize(
    "act",
    [
        lambda case, by: acts_of.add_note(case=case, text="A note", by=by, at=NOW),
        lambda case, by: acts_of.assign_case(case=case, assigned_to=by, due_on=TODAY, by=by, at=NOW),
        lambda case, by: acts_of.retitle_case(case=case, title="Other", by=by, at=NOW),
        lambda case, by: acts_of.resolve_informally(case=case, by=by, at=NOW),
        lambda case, by: closed(case, by),
    ],
)
def test_no_act_on_a_case_leaves_anything_when_the_record_cannot_be_written(act, case, sam):
    with record_is_down("cases.actions.case"):
        act(case, sam)

    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.revision, fresh.status, fresh.title) == (case.revision, case.status, case.title)
    assert (CaseNote.objects.count(), Letter.objects.count(), OutboxMessage.objects.count()) == (0, 0, 0)


def test_everybody_with_a_part_in_the_events_is_told_apart(case, sam, emil, ozan, dana, drew):
    report = waiting(reporter=emil, department=case.department, customer=case.customer)
    acts_of.join_case(report=report, case=case, by=sam, at=NOW)
    InvolvedFactory(report=report, user=ozan, part="witness")
    MatterFactory(case=case, handler=sam)
    named_in(case, drew)

    assert list(policy.parts_of(emil, case)) == ["Emil Novak wrote a report of this case."]
    assert list(policy.parts_of(ozan, case)) == ["Ozan Demir: saw it in a report of this case."]
    assert list(policy.parts_of(sam, case)) == ["Sam Okafor handled the underlying matter."]
    assert list(policy.parts_of(drew, case)) == ["Drew Falk is complained of in the underlying matter."]
    assert list(policy.parts_of(dana, case)) == []


def test_a_tie_to_a_merged_record_counts(case, dana):
    other = CustomerFactory(merged_into=case.customer)
    staged(row=StaffTie(customer=other, user=dana, kind="family", declared_by=dana, declared_at=NOW))

    assert list(policy.parts_of(dana, case)) == ["Dana Ruiz is tied to the customer."]


def test_a_case_is_seen_by_its_department_those_who_judge_and_who_works_on_it(
    case, emil, sam, olga, dana, ada, alba, april
):
    handled = CaseFactory(department=case.department)
    MatterFactory(case=handled, handler=emil)

    seen = {user.full_name: set(Case.objects.visible_to(user)) for user in (emil, sam, olga, dana, ada, alba, april)}
    worked = {
        user.full_name: set(Case.objects.worked_on_by(user)) for user in (emil, sam, olga, dana, ada, alba, april)
    }

    both = {case, handled}
    assert seen == {
        "Emil Novak": {handled},
        "Sam Okafor": both,
        "Olga Petrov": set(),
        "Dana Ruiz": both,
        "Ada Moreau": both,
        "Alba Conti": both,
        "April Osei": set(),
    }
    assert worked == {
        "Emil Novak": {handled},
        "Sam Okafor": both,
        "Olga Petrov": set(),
        "Dana Ruiz": both,
        "Ada Moreau": set(),
        "Alba Conti": set(),
        "April Osei": set(),
    }


def test_a_closed_case_says_how_long_it_is_kept(case, sam, sign_in):
    """Two years after no action; while it is open again it has no such day."""
    assert closed(case, sam).keep_until == date(2028, 4, 17)
    assert "Kept until</dt><dd>April 17, 2028<" in flat(sign_in(sam).get(f"/cases/{case.reference}/"))

    acts_of.reopen_case(case=case, reason="It went on.", by=sam, at=NOW)
    assert Case.objects.get(pk=case.pk).keep_until is None


def test_a_case_is_kept_longer_after_a_warning_and_after_violence(case, dana, organization):
    warn(case, dana)
    assert policy.kept_until(case, closed_on=TODAY, organization=organization) == date(2029, 4, 17)

    report = waiting(department=case.department, customer=case.customer)
    acts_of.join_case(report=report, case=case, by=dana, at=NOW)
    TriageFactory(report=report, severity=4)
    ReportCategoryFactory(report=report, category=ConductCategory.objects.get(code="UB3c"))
    assert policy.kept_until(case, closed_on=TODAY, organization=organization) == date(2031, 4, 17)


def test_a_case_is_kept_for_years_after_its_restriction_ended(case, dana, organization):
    last = decided(case, dana).restrictions.get().terms.get().ends_on

    assert policy.kept_until(case, closed_on=TODAY, organization=organization) == last.replace(year=last.year + 6)
