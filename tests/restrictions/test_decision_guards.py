"""What the database itself refuses around a decision, and that without the guard the same write would pass."""

from contextlib import contextmanager, suppress
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import ComplainedOf, Customer, IncidentReport, Involved, Matter, StaffTie
from conduct.guards import violations
from conduct.guards.triggers import drop, present
from conduct.models import Membership, User
from restrictions.models import (
    Decision,
    DraftMeasure,
    Proposal,
    Restriction,
    Review,
    ReviewEffort,
    ReviewMatter,
    ReviewReport,
    Term,
)
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    CustomerFactory,
    EffortFactory,
    MatterFactory,
    UserFactory,
    changed,
    reported,
    staged,
)
from tests.restrictions.ready import ENDS, decided, fresh, measured, ready_review

pytestmark = pytest.mark.django_db

AFTER = ENDS + timedelta(days=1)


class Undone(Exception):
    """Takes back what a test wrote."""


@contextmanager
def without(*guards):
    """The database with these guards lifted; they are back with the savepoint."""
    with suppress(Undone), transaction.atomic():
        settle()
        drop(connection, [name for name, sql in present(connection).items() if any(f"{one}:" in sql for one in guards)])
        yield
        raise Undone


def settle():
    """PostgreSQL drops no trigger of a table with checks still to come."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tried(write):
    """Whether the database takes the write; it is taken back in any case."""
    try:
        with transaction.atomic():
            write()
            raise Undone
    except Undone:
        return "taken"
    except IntegrityError as error:
        return str(error).split("\n")[0]


def refused(write, guard, *besides):
    """The write is refused by that guard, and taken once it is lifted; guards besides it are lifted from the start."""
    with without(*besides):
        assert f"{guard}:" in tried(write)
    with without(guard, *besides):
        assert tried(write) == "taken"


def row(decision, review, **values):
    """A second decision, as a plain insert would have it: the row of a sound one for another review."""
    columns = {field.attname: getattr(decision, field.attname) for field in Decision._meta.concrete_fields}
    columns |= {"id": None, "review_id": review.pk, "case_id": review.case_id, "customer_id": review.case.customer_id}
    return Decision(**columns | {"reference": "DR-2026-0999", "revision": 1, "event_id": uuid4()} | values)


@pytest.fixture
def sound(review, dana):
    """A sound decision to restrict by Dana."""
    return decided(review, dana)


@pytest.fixture
def closed(review, sound, sam, dana):
    """A second review that is done and marked as decided, whose decision is still to be written."""
    case = CaseFactory(customer=CustomerFactory(name="Cole Other"), department=review.case.department, opened_by=sam)
    for days in (70, 40, 5):
        reported(case, occurred_at=NOW - timedelta(days=days), asked_to_stop="yes")
    return ready_review(case, referred_by=sam, director=dana)


def close(review):
    review.become(Review.Status.DECIDED)
    return changed(review)


def insert(decision, review, **values):
    """The write of one more decision, past every act."""
    return lambda: Decision.objects.bulk_create([row(decision, review, **values)])


def test_a_sound_decision_passes_every_guard(sound, closed):
    assert tried(insert(sound, close(closed))) == "taken"


# Who decides


def test_somebody_who_is_no_director_decides_nothing(sound, closed, emil):
    close(closed)

    refused(insert(sound, closed, decided_by_id=emil.pk), "decision_by_a_director")


def test_a_role_that_ended_before_decides_nothing(sound, closed, drew):
    close(closed)
    changed(drew.memberships.get(), ended_at=NOW - timedelta(hours=1), ended_by=UserFactory())

    refused(insert(sound, closed, decided_by_id=drew.pk), "decision_by_a_director")


def test_a_role_is_not_ended_into_the_past_of_a_decision(sound, dana):
    membership = dana.memberships.get()

    def earlier():
        changed(Membership.objects.get(pk=membership.pk), ends_on=TODAY - timedelta(days=1))

    refused(earlier, "decision_by_a_director")
    assert tried(lambda: changed(Membership.objects.get(pk=membership.pk), ends_on=TODAY)) == "taken"


def test_a_second_approver_is_a_director_too(sound, closed, emil):
    close(closed)
    second = {"second_approver_id": emil.pk, "second_approved_at": NOW}

    refused(insert(sound, closed, **second), "decision_seconded_by_a_director")


def test_a_closed_account_decides_nothing_but_its_decisions_stand(sound, closed, dana):
    close(closed)
    changed(User.objects.get(pk=dana.pk), is_active=False)

    refused(insert(sound, closed), "decision_by_somebody_active")


PARTS = {
    "a witness": lambda case, user: staged(row=Involved(report=case.reports.first(), user=user, part="witness")),
    "affected": lambda case, user: staged(row=Involved(report=case.reports.first(), user=user, part="affected")),
    "the handler": lambda case, user: changed(Matter.objects.get(case=case), handler=user),
    "complained of": lambda case, user: staged(row=ComplainedOf(matter=Matter.objects.get(case=case), user=user)),
    "a reporter": lambda case, user: reported(case, occurred_at=NOW - timedelta(days=2), reporter=user),
    "who referred": lambda case, user: Review.objects.filter(case=case).update(referred_by=user),
}


@pytest.mark.parametrize("part", [name for name in PARTS if name != "who referred"])
def test_who_decided_gets_no_part_later(sound, dana, part):
    case = sound.case

    refused(lambda: PARTS[part](case, dana), "decision_independent", "decision_independent_of_reports")


@pytest.mark.parametrize("part", [name for name in PARTS if name != "who referred"])
def test_who_has_a_part_decides_nothing(sound, closed, dana, part):
    PARTS[part](closed.case, dana)
    close(closed)

    refused(insert(sound, closed), "decision_independent")


def test_who_referred_decides_nothing(sound, closed, dana):
    changed(closed, referred_by=dana)
    close(closed)

    refused(insert(sound, closed), "decision_independent")


def tie(customer, user):
    return lambda: staged(row=StaffTie(customer=customer, user=user, kind="family", declared_by=user, declared_at=NOW))


def test_who_is_tied_to_the_customer_decides_nothing(sound, closed, dana):
    tie(closed.case.customer, dana)()
    close(closed)

    refused(insert(sound, closed), "decision_untied")


def test_who_decided_is_not_tied_to_the_merge_group_later(sound, dana):
    other = CustomerFactory(merged_into=sound.customer)

    refused(tie(other, dana), "decision_untied")


def test_a_merge_does_not_tie_who_decided(sound, dana):
    other = CustomerFactory()
    tie(other, dana)()

    refused(lambda: changed(Customer.objects.get(pk=other.pk), merged_into=sound.customer), "decision_untied")


# What it rests on


def test_a_decision_is_about_the_file_of_its_review(sound, closed):
    close(closed)
    elsewhere = CustomerFactory()

    refused(insert(sound, closed, customer_id=elsewhere.pk), "decision_of_one_file", "decision_basis")


def test_a_decision_needs_its_review_closed_first(sound, closed):
    refused(insert(sound, closed), "decision_closes_its_review")


def test_a_review_has_one_decision(sound, review):
    assert tried(insert(sound, review)) != "taken"


@pytest.mark.parametrize(
    "values",
    [
        {"handled_properly": "no_matter"},
        {"handled_properly_how": "Too short."},
        {"every_effort_how": "\u200b" * 40},
        {"every_effort": "not_yet"},
        {"every_effort": ""},
    ],
)
def test_a_restriction_needs_both_preconditions(sound, closed, values):
    changed(closed, **values)
    close(closed)

    refused(insert(sound, closed), "decision_preconditions")


@pytest.mark.parametrize("model", [ReviewMatter, ReviewEffort])
def test_a_precondition_needs_its_evidence(sound, closed, model):
    changed(model.objects.get(review=closed), is_used=False)
    close(closed)

    refused(insert(sound, closed), "decision_preconditions")


def test_an_open_request_of_the_customer_belies_no_matter(sound, closed):
    changed(closed, handled_properly="no_matter")
    MatterFactory(case=CaseFactory(customer=closed.case.customer), closed_on=None)
    close(closed)

    refused(insert(sound, closed, handled_properly="no_matter"), "decision_preconditions")


def test_a_restriction_needs_evidence(sound, closed):
    for involved in Involved.objects.filter(report__case=closed.case):
        changed(involved, ended_at=NOW)
    close(closed)

    refused(insert(sound, closed), "decision_evidence")


@pytest.mark.parametrize("values", [{"protected_trait": "yes"}, {"retaliation": "yes"}])
def test_what_needs_two_is_not_decided_by_one(sound, closed, values):
    changed(closed, **values)
    close(closed)

    refused(insert(sound, closed), "decision_second")


def test_a_pattern_needs_its_reports(sound, closed):
    changed(ReviewReport.objects.filter(review=closed).first(), counts=False)
    close(closed)

    refused(insert(sound, closed), "decision_basis")


def test_a_report_outside_the_window_does_not_count(sound, closed):
    close(closed)
    late = min(report.occurred_at for report in closed.case.reports.all()) + timedelta(seconds=1)

    refused(insert(sound, closed, pattern_from_at=late), "decision_basis")


def test_a_window_is_never_longer_than_the_settings_allow(sound, closed):
    close(closed)

    refused(insert(sound, closed, pattern_from=date(2020, 1, 1)), "decision_basis")


@pytest.mark.parametrize("values", [{"pattern_needed": 1}, {"pattern_count": 2}, {"customer_name": ""}, {"digest": ""}])
def test_what_a_decision_says_of_itself_is_checked(sound, closed, values):
    close(closed)

    assert tried(insert(sound, closed, **values)) != "taken"


def test_a_significant_incident_is_serious(sound, closed):
    grave = closed.case.reports.first()
    changed(closed, basis="significant", significant_report=grave, significant_why="A threat.")
    close(closed)

    refused(insert(sound, closed, basis="significant"), "decision_basis")


# What cannot be taken away any more


def of_exactly_three(sound):
    """The reports of a decision that needs every one of them."""
    return list(sound.case.reports.order_by("occurred_at"))


@pytest.fixture
def narrow(closed, dana):
    """A decision on exactly as many reports as the pattern takes."""
    return decided(closed, dana)


def test_a_report_a_restriction_rests_on_is_not_called_off(narrow):
    report = narrow.case.reports.first()

    def called_off():
        again = IncidentReport.objects.get(pk=report.pk)
        again.become("void")
        changed(again)

    refused(called_off, "decision_basis")


def test_a_report_a_restriction_rests_on_does_not_leave_the_case(narrow):
    report, elsewhere = narrow.case.reports.first(), CaseFactory(customer=narrow.customer)

    refused(
        lambda: changed(IncidentReport.objects.get(pk=report.pk), case=elsewhere),
        "decision_basis",
        "report_keeps_its_case",
    )


def test_a_report_a_restriction_rests_on_is_not_given_to_another_customer(narrow):
    report, somebody = narrow.case.reports.first(), CustomerFactory()

    refused(lambda: changed(IncidentReport.objects.get(pk=report.pk), customer=somebody), "decision_basis")


def test_a_decided_review_stays_as_it_was(review, sound):
    refused(lambda: changed(fresh(review), every_effort_how="We tried nothing at all, to be honest."), "review_frozen")


LINKS = {
    ReviewMatter: lambda link: changed(link, is_used=False),
    ReviewEffort: lambda link: changed(link, is_used=False),
    ReviewReport: lambda link: changed(link, on_what_evidence="Something else"),
    DraftMeasure: lambda link: changed(link, why="Something else"),
}


@pytest.mark.parametrize("model", LINKS)
def test_what_a_decided_review_rests_on_stays(review, sound, model):
    link = model.objects.filter(review=review).first()

    refused(lambda: LINKS[model](model.objects.get(pk=link.pk)), "closed_with_the_review")


def test_nothing_is_added_to_a_decided_review(review, sound):
    effort = EffortFactory(case=review.case)

    refused(lambda: staged(row=ReviewEffort(review=review, effort=effort)), "closed_with_the_review")
    refused(lambda: measured(review, "R04", {}), "closed_with_the_review")


@pytest.mark.parametrize("model", [ReviewMatter, ReviewEffort, ReviewReport])
def test_a_review_rests_on_its_own_case(review, model):
    elsewhere = CaseFactory()
    made = {
        ReviewMatter: lambda: {"matter": MatterFactory(case=elsewhere)},
        ReviewEffort: lambda: {"effort": EffortFactory(case=elsewhere)},
        ReviewReport: lambda: {"report": reported(elsewhere, occurred_at=NOW - timedelta(days=9))},
    }[model]()

    refused(lambda: staged(row=model(review=review, **made)), "of_its_case")


def test_a_signature_is_never_changed(review, dana):
    proposal = staged(row=Proposal(review=review, by=dana, at=NOW, digest="1" * 64, shown="{}"))

    refused(lambda: changed(Proposal.objects.get(pk=proposal.pk), digest="2" * 64), "proposal_frozen")


def test_a_decision_is_never_changed(sound):
    refused(lambda: changed(Decision.objects.get(pk=sound.pk), reasons="Other reasons."), "decision_frozen")


# Restrictions and their terms


def restriction(decision, **values):
    columns = {"reference": "RS-2026-0999", "decision": decision, "case": decision.case, "customer": decision.customer}
    return Restriction(**columns | {"measure": "R03", "why": "Nothing less held."} | values)


def term(of, **values):
    columns = {"restriction": of, "number": 1, "act": "issued", "decided_at": NOW, "begins_on": TODAY, "ends_on": ENDS}
    return Term(**columns | {"latest_end_on": date(2028, 4, 17), "name": "Cora", "address": "214 Sample Lane"} | values)


def test_a_restriction_needs_a_decision_to_restrict(closed, dana):
    soft = decided(closed, dana, outcome="no_action")

    refused(lambda: staged(row=restriction(soft)), "restriction_decided")


def test_a_restriction_is_about_the_customer_of_its_decision(sound):
    elsewhere = CustomerFactory()

    refused(lambda: staged(row=restriction(sound, customer=elsewhere)), "restriction_decided")


@pytest.mark.parametrize("measure", ["R13", "R15"])
def test_some_measures_need_two_signatures(sound, measure):
    refused(lambda: staged(row=restriction(sound, measure=measure)), "restriction_decided")


@pytest.mark.parametrize("ends_on", [date(2027, 4, 19), date(2028, 4, 18)])
def test_a_term_is_never_beyond_the_cap(sound, ends_on):
    one = staged(row=restriction(sound))

    refused(lambda: staged(row=term(one, ends_on=ends_on, latest_end_on=ends_on)), "term_within_any_cap")


def test_two_restrictions_of_a_kind_never_overlap(sound):
    first = staged(row=restriction(sound, subject="office"))
    staged(row=term(first))
    again = staged(row=restriction(sound, reference="RS-2026-0998", measure="R02", subject="office"))
    staged(row=term(again))
    elsewhere = staged(row=restriction(sound, reference="RS-2026-0997", measure="R02", subject="annex"))

    assert tried(lambda: staged(row=term(elsewhere))) == "taken"


def test_a_restriction_from_another_case_does_not_overlap(sound, sam, dana, review):
    case = CaseFactory(customer=review.case.customer, department=review.case.department, opened_by=sam)
    for days in (60, 30, 4):
        reported(case, occurred_at=NOW - timedelta(days=days), asked_to_stop="yes")
    other = ready_review(case, referred_by=sam, director=dana, starts_on=ENDS + timedelta(days=1))
    changed(DraftMeasure.objects.get(review=other), ends_on=ENDS + timedelta(days=20))
    later = decided(other, dana)
    same = staged(row=restriction(later, measure="R05"))
    staged(row=term(same))
    twice = staged(row=restriction(sound, reference="RS-2026-0998", measure="R05"))

    refused(lambda: staged(row=term(twice, begins_on=ENDS)), "term_never_overlaps")
    assert tried(lambda: staged(row=term(twice, begins_on=AFTER, ends_on=AFTER))) == "taken"


def test_a_merge_does_not_make_restrictions_overlap(narrow, sound):
    refused(
        lambda: changed(Customer.objects.get(pk=narrow.customer_id), merged_into=sound.customer), "term_never_overlaps"
    )


def test_every_rule_holds_in_a_database_with_decisions(sound, narrow):
    assert list(violations()) == []
