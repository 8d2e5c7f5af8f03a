"""No list reads a whole table: each filter and each order the pages offer stands on an index, on both engines."""

import re
from datetime import timedelta

import pytest
from django.db import connection

from appeals.models import Appeal
from cases.models import (
    Answer,
    Case,
    Customer,
    Delivery,
    DepartmentQuestion,
    IncidentReport,
    ReportDraft,
    ReporterQuestion,
    Warning,
)
from conduct import trigrams
from conduct.models import Event, Organization, OutboxMessage
from restrictions import register
from restrictions.models import Decision, DepartmentNotice, InterimMeasure, Review
from restrictions.policy import requests
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db

BY_DUE, QUEUE = ("due_on", "pk"), ("-help_needed", "sent_at", "pk")


def of_cases(dana, sam, sales, april):
    def narrowed(**filters):
        calendar = Organization.objects.current().calendar()
        return Case.objects.visible_to(dana).narrowed(filters, user=dana, today=TODAY, calendar=calendar)

    for due in ("", "overdue", "week", "month"):
        yield narrowed(due=due).order_by(*BY_DUE)
    for status in ("open", "informal", "warned", "review", "decided"):
        yield narrowed(status=status).order_by(*BY_DUE)
    for status in ("any", "closed"):
        yield narrowed(status=status).order_by("-opened_at", "-pk")
    for filters in ({"assigned": "me"}, {"assigned": "nobody"}, {"department": sales}, {"since": TODAY}):
        yield narrowed(**filters).order_by(*BY_DUE)
    yield Case.objects.to_work_on().filter(assigned_to=sam).order_by(*BY_DUE)


def of_reports(dana, sam, sales, april):
    yield IncidentReport.objects.of_reporter(sam).order_by("-sent_at", "-pk")
    for reader, department in ((dana, None), (dana, sales), (sam, None)):
        reports = IncidentReport.objects.triaged_by(reader).in_department(department)
        yield reports.awaiting_triage().order_by(*QUEUE)
        yield reports.resolved_informally().order_by(*QUEUE)
    yield ReportDraft.objects.of(sam).unsent().order_by("-saved_at")
    yield DepartmentQuestion.objects.answered_by(sam).unanswered()
    yield ReporterQuestion.objects.to(sam).unanswered()


def of_customers(dana, sam, sales, april):
    yield Customer.objects.visible_to(april).called(name="cora lindgren", street="")
    yield Answer.objects.open().order_by("received_on", "pk")
    yield requests.waiting(Case.objects.visible_to(dana))
    yield Delivery.objects.to_mail().order_by("pk")
    yield Delivery.objects.came_back().order_by("returned_at", "pk")


def of_the_register(dana, sam, sales, april):
    chosen = [{"state": state} for state in register.STATES]
    chosen += [{"appeal": how} for how in ("open", "closed", "any", "none")]
    chosen += [
        {"q": "cora"},
        {"q": "CC-2026-9001"},
        {"measure": "R02"},
        {"department": sales},
        {"director": dana},
        {"earliest": TODAY, "latest": TODAY},
    ]
    for filters in ({}, *chosen):
        yield register.entries(NOW, TODAY, filters).order_by(*register.NEWEST)
    yield Decision.objects.without_restriction().known_at(NOW).order_by("-decided_at", "-pk")
    yield Warning.objects.filter(issued_at__lte=NOW).order_by("-issued_at", "-pk")
    yield InterimMeasure.objects.order_by("-taken_at", "-pk")


def of_decisions(dana, sam, sales, april):
    yield Review.objects.visible_to(dana).to_decide().order_by(*BY_DUE)
    yield DepartmentNotice.objects.to(sam).order_by("-posted_at", "-pk")
    yield DepartmentNotice.objects.to(sam).unacknowledged_by(sam).order_by("posted_at", "pk")
    for status in ("", "received", "under_review"):
        appeals = Appeal.objects.visible_to(dana).narrowed({"status": status}, user=dana, today=TODAY)
        yield appeals.order_by("decide_by", "pk")
    for status in ("any", "decided", "withdrawn", "late_refused"):
        appeals = Appeal.objects.visible_to(dana).narrowed({"status": status}, user=dana, today=TODAY)
        yield appeals.order_by("-received_at", "-pk")
    yield Appeal.objects.visible_to(april).order_by("-received_at", "-pk")


def of_the_record(dana, sam, sales, april):
    newest = ("-at", "-id")
    yield Event.objects.order_by(*newest)
    for narrowed in ({"verb": "case.opened"}, {"actor": dana}, {"at__gte": NOW - timedelta(days=1)}):
        yield Event.objects.filter(**narrowed).order_by(*newest)
    yield Event.objects.filter(journal="case:1").order_by("sequence")
    yield OutboxMessage.objects.due(NOW)
    yield OutboxMessage.objects.failed()


def plan_of(rows):
    """How the engine would read the first page; PostgreSQL reads a small table whole, unless it is told not to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        return rows[:26].explain()


def reads_whole(plan, table):
    """Whether the plan goes through all rows of the table, or sorts all of them."""
    if re.search(rf"Seq Scan on {table}\b|SCAN {table}(?! USING)", plan):
        return True
    return f"SCAN {table}" in plan and bool(re.search(r"^\d+ 0 .*TEMP B-TREE FOR ORDER BY", plan, re.MULTILINE))


@pytest.mark.parametrize("lists", [of_cases, of_reports, of_customers, of_the_register, of_decisions, of_the_record])
def test_no_list_reads_a_whole_table(lists, dana, sam, sales, april):
    for rows in lists(dana, sam, sales, april):
        plan = plan_of(rows)
        assert not reads_whole(plan, rows.model._meta.db_table), f"{rows.query}\n{plan}"


WITHIN = {"postgresql": "cases_customer_search_trigrams", "sqlite": "SCAN"}  # SQLite reads the customers (decisions 28)


@pytest.mark.parametrize("words", ["zzyzx", "cora lind", "555-010-0163", "cora@example.com"])
def test_words_are_found_without_reading_every_customer(organization, words):
    assert WITHIN[connection.vendor] in plan_of(Customer.objects.search(words))


def test_without_the_extension_of_the_database_a_sentence_says_what_is_slower_and_who_can_help(organization):
    told = trigrams.install(connection, extension="nowhere")

    assert ("“CREATE EXTENSION nowhere;”" in told) == (connection.vendor == "postgresql")
    assert trigrams.install(connection) == ""


def test_a_list_without_an_index_is_found(dana):
    rows = Case.objects.order_by("title")

    assert reads_whole(plan_of(rows), "cases_case")
