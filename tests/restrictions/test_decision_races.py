"""Deciding beside somebody who takes away what it rests on: each right alone, never both."""

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from cases.models import IncidentReport, Involved
from conduct import guards
from conduct.guards.triggers import drop, install, present
from conduct.lifecycle import Refused
from conduct.models import Membership, Organization
from restrictions.actions.issue import prepare
from restrictions.models import Decision, ReviewReport
from restrictions.policy import decision as policy
from restrictions.policy import issue as issuing_policy
from tests.conduct.test_guards_races import PATIENCE, Writer
from tests.factories import NOW, TODAY, ReportFactory, changed, staged, with_an_event
from tests.restrictions.ready import decided, fresh
from tests.restrictions.staging import issue
from tests.whole_file import letter

pytestmark = [pytest.mark.deep, pytest.mark.django_db(transaction=True)]


def trying(act, *subject):
    """Carry it out; a refusal by the act counts as one by the database."""

    def write():
        try:
            act(*subject)
        except Refused as refusal:
            raise IntegrityError(f"refused: {refusal}") from None

    return write


def deciding(review, director):
    return trying(decided, review, director)


def add_affected(review, dana):
    report = review.case.reports.first()
    return lambda: staged(row=Involved(report=report, user=dana, part=Involved.Part.AFFECTED))


def void_report(review, dana):
    report = review.case.reports.order_by("occurred_at").last()

    def write():
        again = IncidentReport.objects.get(pk=report.pk)
        again.become(IncidentReport.Status.VOID)
        changed(again)

    return write


def demote(review, dana):
    membership = dana.memberships.get()
    return lambda: changed(Membership.objects.get(pk=membership.pk), ended_at=NOW, ended_by=review.referred_by)


RIVALS = [(add_affected, "decision_independent"), (void_report, "decision_basis"), (demote, "decision_by_a_director")]


@pytest.fixture
def narrow(review):
    """A review whose pattern needs every report it counts."""
    changed(ReviewReport.objects.order_by("pk").first(), counts=False)
    return fresh(review)


@pytest.fixture
def lifted():
    """Guards by name, taken away with their locks until the test is over."""

    def lift(guard):
        drop(connection, [name for name, sql in present(connection).items() if f"{guard}:" in sql])

    return lift


def race(first, second):
    """Two writers, the first of which has written when the second begins."""
    one = Writer(first)
    assert not one.waits(PATIENCE)
    other = Writer(second)
    waited = other.waits()
    return one.finish(), other.finish(), waited


@pytest.mark.parametrize(("rival", "guard"), RIVALS)
def test_what_a_decision_rests_on_waits_for_it_and_is_refused(narrow, dana, rival, guard):
    first, second, waited = race(deciding(narrow, dana), rival(narrow, dana))

    assert (first, waited) == ("committed", True)
    assert second.startswith(guard)  # of two alike that of the report may speak first


@pytest.mark.parametrize(("rival", "guard"), RIVALS)
def test_a_decision_waits_for_what_it_rests_on_and_is_refused(narrow, dana, rival, guard):
    assert race(rival(narrow, dana), deciding(narrow, dana)) == ("committed", "refused", True)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("rival", "guard"), RIVALS)
def test_without_the_guard_both_pass_and_the_rule_is_broken(narrow, dana, lifted, rival, guard):
    alike = [one.name for one in guards.declared() if one.name.startswith(guard)]
    for one in alike:
        lifted(one)

    outcome = race(deciding(narrow, dana), rival(narrow, dana))

    assert outcome[:2] == ("committed", "committed")
    assert [rule.name for rule, rows in guards.violations()] == alike
    install(connection)


@pytest.fixture
def unlinked(review, dana):
    """A report that waits for triage beside a case Dana decided; the two writes that would give her a part in it."""
    case = decided(review, dana).case
    report = ReportFactory(customer=case.customer, department=case.department)

    def link():
        again = IncidentReport.objects.get(pk=report.pk)
        again.case = case
        again.become(IncidentReport.Status.LINKED)
        changed(again)

    return link, lambda: staged(row=Involved(report=report, user=dana, part=Involved.Part.AFFECTED))


def test_a_part_in_a_report_waits_for_the_link_of_it_to_a_decided_case_and_is_refused(unlinked):
    link, take_part = unlinked

    first, second, waited = race(link, take_part)

    assert (first, waited) == ("committed", True)
    assert second in {"decision_independent", "decision_independent_of_reports"}


def test_the_link_of_a_report_waits_for_a_part_in_it_and_is_refused(unlinked):
    link, take_part = unlinked

    first, second, waited = race(take_part, link)

    assert (first, waited) == ("committed", True)
    assert second in {"decision_independent", "decision_independent_of_reports"}


def test_locked_by_the_case_alone_both_pass(unlinked, lifted):
    """The control. SQLite has one writer at a time, so there the second sees the first."""
    lifted("decision_independent_of_reports")
    lifted("appeal_judged_new_to_reports")  # it locks the report as well
    link, take_part = unlinked

    outcome = race(link, take_part)

    two_writers = connection.vendor == "postgresql"
    assert outcome[:2] == ("committed", "committed" if two_writers else "decision_independent")
    assert bool(list(guards.violations())) == two_writers
    install(connection)


def test_two_directors_decide_at_once_and_one_decision_stands(review, dana, drew):
    first, second, waited = race(deciding(review, dana), deciding(review, drew))

    assert (first, second, waited) == ("committed", "refused", True)
    assert Decision.objects.get().decided_by == dana


def test_asked_beforehand_both_directors_might_decide(review, dana, drew):
    """The control: a check before the act, without its lock, lets both through."""
    now = policy.Moment.of(NOW)
    asked = [
        list(policy.reasons_not_to_decide(fresh(review), outcome="restrict", by=one, now=now)) for one in (dana, drew)
    ]

    assert asked == [[], []]


@pytest.fixture
def waiting(review, dana):
    """A decision that waits for its letter."""
    return decided(review, dana)


def test_two_directors_issue_at_once_and_one_letter_leaves(waiting, dana, drew):
    first, second, waited = race(trying(issue, waiting, dana), trying(issue, waiting, drew))

    assert (first, second, waited) == ("committed", "refused", True)
    assert Decision.objects.get().issued_by == dana
    assert waiting.case.letters.filter(kind="L4").count() == 1


def test_asked_beforehand_both_directors_might_issue(waiting, dana, drew):
    """The control: a check before the act, without its lock, lets both through."""
    organization, sending = Organization.objects.current(), issuing_policy.Sending(False, True, False, (), "None.")
    now = {"calendar": organization.calendar(), "on": TODAY}

    def asked(director):
        decision = issuing_policy.with_everything(waiting.pk)
        told = {"at": NOW, "organization": organization, "calendar": now["calendar"]}
        prepared = prepare(decision, sending, by=director, **told)
        return list(issuing_policy.reasons_not_to_issue(prepared, by=director, **now))

    assert [asked(dana), asked(drew)] == [[], []]


def past_the_act(waiting, director):
    """The plain write of an issued decision, with a letter and an event of its own."""
    written = letter(waiting.case)
    told = {"letter": written, "issued_by": director, "issued_at": NOW, "no_department_reason": "None."}
    row = Decision.objects.filter(pk=waiting.pk)
    return lambda: with_an_event(write=lambda event: row.update(**told, revision=F("revision") + 1, event=event))


def test_past_the_act_the_database_takes_one_of_two(waiting, dana, drew):
    writes = [past_the_act(waiting, one) for one in (dana, drew)]

    assert race(*writes) == ("committed", "decision_issued_once", True)


def test_without_the_guard_the_second_letter_takes_the_place_of_the_first(waiting, dana, drew, lifted):
    writes = [past_the_act(waiting, one) for one in (dana, drew)]
    lifted("decision_issued_once")

    assert race(*writes)[:2] == ("committed", "committed")
    assert Decision.objects.get().issued_by == drew
    install(connection)
