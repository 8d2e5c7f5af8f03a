"""The basis: enough accepted reports in the window, or one that is serious, each with evidence."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import ConductCategory, Involved, Known, ReportCategory
from restrictions.models import ReviewReport
from restrictions.policy.basis import pattern_of, unmet_basis
from tests.factories import NOW, changed, reported
from tests.restrictions.ready import fresh, weigh

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")


def unmet(review, today, organization):
    return list(unmet_basis(fresh(review), on=today, organization=organization, calendar=organization.calendar()))


def counted(review, today, organization):
    return pattern_of(fresh(review), on=today, organization=organization, calendar=organization.calendar()).counted


def test_nothing_stands_against_a_pattern_of_four_reports(review, today, organization):
    assert unmet(review, today, organization) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"basis": ""}, "Say what the decision rests on: a repeated pattern, or a single significant incident."),
        ({"basis": "significant"}, "Choose the report that is the significant incident."),
        ({"basis": "significant"}, "Write why this one incident is enough without a pattern."),
    ],
)
def test_what_is_missing_is_said(review, today, organization, values, sentence):
    changed(review, **values)

    assert sentence in unmet(review, today, organization)


def test_two_reports_are_no_pattern_without_reasons(review, today, organization):
    for link in ReviewReport.objects.order_by("pk")[:2]:
        changed(link, counts=False)

    assert unmet(review, today, organization) == [
        "A pattern takes 3 accepted reports that count, from 12 months. There are 2."
    ]
    changed(review, below_count_reasons="Both were alike, and a week apart.")
    assert unmet(review, today, organization) == []


def test_one_report_is_never_a_pattern(review, today, organization):
    changed(review, below_count_reasons="It was very bad.")
    for link in ReviewReport.objects.order_by("pk")[:3]:
        changed(link, counts=False)

    assert unmet(review, today, organization) == [
        "A pattern takes 2 accepted reports that count, from 12 months. There is 1."
    ]


@pytest.mark.parametrize(
    ("moment", "counts"),
    [(datetime(2025, 4, 17, 0, 0, tzinfo=NEW_YORK), True), (datetime(2025, 4, 16, 23, 59, 59, tzinfo=NEW_YORK), False)],
)
def test_the_window_begins_at_local_midnight_twelve_months_back(review, today, organization, moment, counts):
    early = reported(review.case, occurred_at=moment, sent_at=moment + timedelta(hours=1))
    weigh(review, early)

    assert (early in counted(review, today, organization)) is counts


def test_a_void_report_does_not_count(review, today, organization):
    void = review.case.reports.order_by("occurred_at").first()
    void.become("void")
    changed(void)

    assert len(counted(review, today, organization)) == 3


def test_a_pattern_goes_on_after_a_warning(review, today, organization):
    last = review.case.reports.get(asked_to_stop=Known.YES)
    changed(ReviewReport.objects.get(report=last), is_accepted=False, counts=False)

    assert unmet(review, today, organization) == [
        "At least one report that counts must come after a spoken or written warning. None does."
    ]
    organization.warning_needed_for_pattern = False
    assert unmet(review, today, organization) == []


@pytest.mark.parametrize(("severity", "is_enough"), [(2, False), (3, True), (4, True)])
def test_only_a_serious_or_critical_incident_is_significant(review, today, organization, severity, is_enough):
    grave = reported(review.case, occurred_at=NOW - timedelta(days=2))
    weigh(review, grave, severity=severity)
    changed(review, basis="significant", significant_report=grave, significant_why="A threat to hit an agent.")

    below = f"{grave} was triaged below level 3. Levels 1 and 2 are never enough by themselves."
    assert unmet(review, today, organization) == ([] if is_enough else [below])


def test_a_significant_incident_is_an_accepted_report(review, today, organization):
    grave = reported(review.case, occurred_at=NOW - timedelta(days=2))
    changed(review, basis="significant", significant_report=grave, significant_why="A threat to hit an agent.")

    assert f"{grave} is not accepted. A significant incident is an accepted report that stands." in unmet(
        review, today, organization
    )


def test_opinion_alone_is_no_evidence(review, today, organization):
    for involved in Involved.objects.all():
        changed(involved, ended_at=NOW)

    sentence = "An accepted report needs evidence: a file, somebody who was there, or on what you accept it."
    assert unmet(review, today, organization) == [sentence]
    changed(ReviewReport.objects.first(), on_what_evidence="The phone log of March 8")
    assert unmet(review, today, organization) == []


def test_a_broken_rule_is_named(review, today, organization):
    kind = ReportCategory.objects.order_by("pk").first()
    changed(kind, category=ConductCategory.objects.get(code="UB4b"), rule_broken="")

    assert unmet(review, today, organization) == [
        f"{kind.report}: name the law, rule, permit or policy that was broken."
    ]
