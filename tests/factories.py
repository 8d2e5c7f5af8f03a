"""Rows for tests, each written by an act of its own, as the product demands."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from cases import models as cases
from conduct import models as conduct
from conduct.audit import record
from conduct.audit_words import speak
from conduct.recording import act, current
from restrictions import models as restrictions

NOW = datetime(2026, 4, 17, 15, 0, tzinfo=UTC)  # Friday, 11:00 AM in New York
TODAY = date(2026, 4, 17)
PASSWORD = "a long and quiet sentence"

speak({"test.staged": "{subject} was staged"})


@act
def staged(*, row, at=NOW):
    """Save one row for a test, with its event in the organization's journal."""
    row.save()
    record("test.staged", conduct.Organization.objects.only("sequence", "digest").get(), by=None, at=at, subject=row)
    return row


@act
def with_an_event(*, write, at=NOW):
    """Have `write(event_id)` write past every act, with an event of its own in the organization's journal."""
    write(current().event_id)
    record("test.staged", conduct.Organization.objects.only("sequence", "digest").get(), by=None, at=at)


def changed(row, **values):
    """Set columns of a stored row in an act of its own."""
    for name, value in values.items():
        setattr(row, name, value)
    return staged(row=row)


class RecordedFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return staged(row=model_class(**kwargs))


class DepartmentFactory(RecordedFactory):
    class Meta:
        model = conduct.Department

    name = factory.Sequence(lambda n: f"Department {n}")


class UserFactory(RecordedFactory):
    class Meta:
        model = conduct.User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    title = "Agent"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = model_class(**kwargs)
        user.set_password(PASSWORD)
        return staged(row=user).on(TODAY)


def approver():
    """The second person behind every role that takes two, once for a test."""
    email = "approver@example.com"
    return conduct.User.objects.filter(email=email).first() or UserFactory(email=email)


class MembershipFactory(RecordedFactory):
    class Meta:
        model = conduct.Membership

    role = conduct.Role.EMPLOYEE
    starts_on = date(2025, 1, 1)
    granted_at = datetime(2025, 1, 1, 12, tzinfo=UTC)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        if kwargs["role"] in conduct.GRANTED_BY_TWO and "approved_by" not in kwargs:
            kwargs |= {"approved_by": approver(), "approved_at": kwargs["granted_at"]}
        membership = super()._create(model_class, *args, **kwargs)
        membership.user.on(TODAY)
        return membership


class CustomerFactory(RecordedFactory):
    class Meta:
        model = cases.Customer

    reference = factory.Sequence(lambda n: f"P-2025-{n:04d}")
    name = factory.Sequence(lambda n: f"Customer {n}")
    address_line_1 = "214 Sample Lane"
    city = "Springfield"
    state = "VA"
    postal_code = "22150"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        customer = super()._create(model_class, *args, **kwargs)
        model_class.objects.reindex(customer)
        return customer


class ContactPointFactory(RecordedFactory):
    class Meta:
        model = cases.ContactPoint

    customer = factory.SubFactory(CustomerFactory)
    kind = cases.ContactPoint.Kind.EMAIL
    value = "cora@example.com"
    folded = factory.LazyAttribute(lambda o: o.value.lower())

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        point = super()._create(model_class, *args, **kwargs)
        cases.Customer.objects.reindex(point.customer)
        return point


class CaseFactory(RecordedFactory):
    class Meta:
        model = cases.Case

    reference = factory.Sequence(lambda n: f"CC-2026-{n:04d}")
    title = "Repeated calls after being asked to use email"
    customer = factory.SubFactory(CustomerFactory)
    department = factory.SubFactory(DepartmentFactory)
    opened_by = factory.SubFactory(UserFactory)
    opened_at = NOW - timedelta(days=20)
    due_on = TODAY + timedelta(days=10)


class ReportFactory(RecordedFactory):
    class Meta:
        model = cases.IncidentReport

    reference = factory.Sequence(lambda n: f"IR-2026-{n:04d}")
    reporter = factory.SubFactory(UserFactory)
    department = factory.SubFactory(DepartmentFactory)
    help_needed = False
    narrative = "The customer called eleven times and shouted at the person who answered."
    occurred_at = NOW - timedelta(days=30)
    sent_at = NOW - timedelta(days=29)
    channel = cases.IncidentReport.Channel.PHONE
    customer_as_reported = "Cora Lindgren"
    kinds = "UB1"


def reported(case, *, occurred_at, reporter=None, **values):
    """A report of conduct that is part of the case, as triage leaves it."""
    values = {"occurred_at": occurred_at, "sent_at": occurred_at + timedelta(hours=2)} | values
    people = {"reporter": reporter} if reporter else {}
    report = ReportFactory(customer=case.customer, department=case.department, **people, **values)
    report.case = case
    report.become(cases.IncidentReport.Status.LINKED)
    return staged(row=report)


class TriageFactory(RecordedFactory):
    class Meta:
        model = cases.Triage

    report = factory.SubFactory(ReportFactory)
    by = factory.SubFactory(UserFactory)
    at = NOW - timedelta(days=28)
    by_a_customer = has_impact = out_of_proportion = without_cause = cases.Weighed.YES
    severity = 2
    outcome = cases.Triage.Outcome.OPEN_CASE
    reasons = "It went on after a clear request to stop."


class ReportCategoryFactory(RecordedFactory):
    class Meta:
        model = cases.ReportCategory

    report = factory.SubFactory(ReportFactory)
    category = factory.LazyFunction(lambda: cases.ConductCategory.objects.get(code="UD06"))
    is_primary = True


class InvolvedFactory(RecordedFactory):
    class Meta:
        model = cases.Involved

    report = factory.SubFactory(ReportFactory)
    part = cases.Involved.Part.WITNESS


class MatterFactory(RecordedFactory):
    class Meta:
        model = cases.Matter

    case = factory.SubFactory(CaseFactory)
    customer = factory.LazyAttribute(lambda o: o.case.customer)
    kind = cases.Matter.Kind.REQUEST
    title = "Deposit refund"
    own_reference = "R-20518"
    asked = "The customer asked for the deposit back."
    asked_on = TODAY - timedelta(days=60)
    procedure = "Refund of deposits"
    closed_on = TODAY - timedelta(days=20)


class MatterAnswerFactory(RecordedFactory):
    class Meta:
        model = cases.MatterAnswer

    matter = factory.SubFactory(MatterFactory)
    answered_on = TODAY - timedelta(days=25)
    by = factory.SubFactory(UserFactory)
    at = NOW - timedelta(days=25)
    what = "We explained in writing why the deposit is kept."
    answers_every_point = True


class EffortFactory(RecordedFactory):
    class Meta:
        model = cases.Effort

    case = factory.SubFactory(CaseFactory)
    made_on = TODAY - timedelta(days=15)
    kind = cases.Effort.Kind.MEETING
    made_by = "Sam Okafor"
    offered = "A meeting with a manager"
    came_back = "Declined by phone"
    by = factory.SubFactory(UserFactory)
    at = NOW - timedelta(days=15)


class ReviewFactory(RecordedFactory):
    class Meta:
        model = restrictions.Review

    case = factory.SubFactory(CaseFactory, status=cases.Case.Status.OPEN)
    referred_by = factory.SubFactory(UserFactory)
    referred_at = NOW - timedelta(days=10)
    referral = "It went on after a written request to stop."
    due_on = TODAY + timedelta(days=4)
