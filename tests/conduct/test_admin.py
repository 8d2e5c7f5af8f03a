"""Auditors and admins read everything in the admin site; nobody writes the record there."""

import csv
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, ConductCategory, Effort, IncidentReport
from conduct import audit
from conduct.actions.people import found_superuser
from conduct.admin.settings import SettingAdmin
from conduct.models import Department, Event, Holiday, LetterWording, Membership, Organization, Role, User
from conduct.recording import Recorded
from tests.cast import person
from tests.factories import NOW, PASSWORD, TODAY, CaseFactory, DepartmentFactory, EffortFactory, UserFactory, staged

pytestmark = pytest.mark.django_db
READ_ONLY = [m for m, a in admin.site._registry.items() if issubclass(m, Recorded) and not isinstance(a, SettingAdmin)]
DOMAIN = [m for m in READ_ONLY if m not in {User, Membership}]


def url_of(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def root(organization):
    """A superuser, who is still nobody when it comes to the record."""
    return found_superuser(email="root@example.com", full_name="Root", password=PASSWORD, at=NOW)


@pytest.mark.parametrize("address", ["account/emailaddress", "auth/group"])
def test_what_the_libraries_would_edit_is_not_there_not_even_for_a_superuser(address, root, dana, sign_in):
    given = {"user": dana.pk, "email": "not-hers@example.com", "name": "A group", "verified": "on"}

    assert sign_in(root).post(f"/admin/{address}/add/", given).status_code == 404


@pytest.mark.parametrize("query", ["at__year=99999", "at__year=0", f"at__year={'9' * 30}", "kind__exact=%00", "e=1"])
def test_a_filter_that_cannot_be_leads_to_the_whole_list(query, alba, sign_in):
    page = sign_in(alba).get(f"{url_of(Event, 'changelist')}?{query}", follow=True)

    assert page.status_code == 200
    assert page.context["cl"].queryset.exists()


@pytest.mark.parametrize("lookup", ["password__startswith", "password", "password__regex"])
def test_nobody_reads_a_password_hash_by_narrowing_the_list(lookup, alba, sign_in):
    assert sign_in(alba).get(url_of(User, "changelist"), {lookup: "p"}).status_code == 400


def test_every_recorded_model_can_be_read_in_the_admin_site():
    missing = [m for m in apps.get_models() if issubclass(m, Recorded) and m not in admin.site._registry]

    assert missing == []


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda m: m._meta.label)
def test_an_auditor_reads_every_list_with_search_and_filters(model, alba, case, sign_in):
    client = sign_in(alba)

    page = client.get(url_of(model, "changelist"), {"q": "2026"})

    assert page.status_code == 200


@pytest.mark.parametrize("model", DOMAIN, ids=lambda m: m._meta.label)
def test_not_even_a_superuser_adds_a_domain_record(model, root, sign_in):
    client = sign_in(root)

    assert client.get(url_of(model, "add")).status_code == 403
    assert client.post(url_of(model, "add"), {}).status_code == 403


@pytest.mark.parametrize("who", ["root", "ada", "alba"])
def test_a_record_is_shown_and_a_forged_change_is_refused(who, request, case, sign_in):
    client = sign_in(request.getfixturevalue(who))
    report = case.reports.first()

    shown = client.get(url_of(IncidentReport, "change", report.pk))
    forged = client.post(url_of(IncidentReport, "change", report.pk), {"narrative": "Nothing happened"})
    deleted = client.post(url_of(IncidentReport, "delete", report.pk), {"post": "yes"})
    acted = client.post(
        url_of(IncidentReport, "changelist"), {"action": "delete_selected", "_selected_action": report.pk}
    )

    assert shown.status_code == 200
    assert report.narrative in shown.content.decode()
    assert [forged.status_code, deleted.status_code, acted.status_code] == [403, 403, 403]
    assert IncidentReport.objects.get(pk=report.pk).narrative == report.narrative


@pytest.mark.parametrize(
    ("days", "asked", "shown"),
    [
        (10, "at__year=2026&at__month=4", ["at__day=7&amp;at__month=4", "at__day=17&amp;at__month=4"]),
        (40, "at__year=2026", ["at__month=3&amp;at__year=2026", "at__month=4&amp;at__year=2026"]),
        (400, "", ["at__year=2025", "at__year=2026"]),
        (400, "at__year=2025", ["at__month=3&amp;at__year=2025"]),
    ],
)
def test_the_record_is_opened_by_year_month_and_day(alba, sign_in, days, asked, shown):
    audit.record_access("home.viewed", alba, kind=Event.Kind.READ, at=NOW - timedelta(days=days))

    page = sign_in(alba).get(f"{url_of(Event, 'changelist')}?{asked}").content.decode()

    assert [one for one in shown if one in page] == shown


@pytest.mark.parametrize("who", ["emil", "sam", "dana", "april"])
def test_others_do_not_enter_the_admin_site(who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))

    assert client.get("/admin/").status_code in {302, 403}


def test_reading_a_record_in_the_admin_site_is_an_event(alba, case, sign_in):
    sign_in(alba).get(url_of(Case, "change", case.pk))

    event = Event.objects.get(verb="record.viewed")
    assert (event.actor, event.journal, event.subject) == (alba, alba.journal, f"cases.case:{case.pk}")


@pytest.mark.parametrize("model", [Case, IncidentReport, Effort, Event], ids=lambda m: m.__name__)
def test_a_longer_list_takes_no_more_queries(model, alba, case, sign_in):
    client = sign_in(alba)
    EffortFactory(case=case)
    client.get(url_of(model, "changelist"))
    with CaptureQueriesContext(connection) as few:
        client.get(url_of(model, "changelist"))
    for _ in range(5):
        EffortFactory(case=CaseFactory(customer=case.customer, department=case.department))

    with CaptureQueriesContext(connection) as many:
        client.get(url_of(model, "changelist"))

    assert len(many) <= len(few) + 1  # the filter of departments grows by nothing else


def test_an_admin_edits_a_department_and_it_is_an_event(ada, sign_in):
    client = sign_in(ada)

    client.post(
        url_of(Department, "add"),
        {"name": "Front desk", "kind": "department", "email": "", "phone": "", "is_active": "on"},
    )

    department = Department.objects.get(name="Front desk")
    assert Event.objects.get(pk=department.event_id).verb == "settings.changed"
    assert department.revision == 1


def test_an_admin_changes_a_limit_only_within_its_safe_range(ada, sign_in):
    client, url = sign_in(ada), url_of(Organization, "change", 1)
    form = client.get(url).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: "" if value is None else value for name, value in values.items()}

    refused = client.post(url, {**values, "appeal_days": 0})
    accepted = client.post(url, {**values, "appeal_days": 12})

    assert refused.status_code == 200
    assert "appeal_days" in refused.context["adminform"].form.errors
    assert accepted.status_code == 302
    assert Organization.objects.current().appeal_days == 12


@pytest.mark.parametrize(
    ("model", "change"),
    [(ConductCategory, {"default_severity": "1"}), (Holiday, {"name": "Our own day"})],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_an_edit_in_the_admin_site_is_an_event_with_what_changed(model, change, ada, sign_in):
    staged(row=Holiday(on=TODAY, name="A day", is_open=False))
    client, row = sign_in(ada), model.objects.order_by("pk").first()
    form = client.get(url_of(model, "change", row.pk)).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: value for name, value in values.items() if value not in (None, False)}

    response = client.post(url_of(model, "change", row.pk), values | change)

    assert response.status_code == 302
    row.refresh_from_db()
    event = Event.objects.get(pk=row.event_id)
    assert (event.verb, event.actor) == ("settings.changed", ada)
    (name, value), *_ = change.items()
    assert value in event.changes.get().after
    assert str(getattr(row, name)) == value


def test_wording_that_would_spoil_a_letter_is_refused_in_words(ada, sign_in):
    client = sign_in(ada)

    page = client.post(
        url_of(LetterWording, "add"),
        {"kind": "L4", "part": "no_such_part", "language": "en", "text": "Hello"},
        follow=True,
    )

    assert "no part called" in page.content.decode()
    assert not LetterWording.objects.exists()


def test_a_directors_role_takes_two_people_in_the_admin_site_too(ada, sign_in, organization):
    second = person("Sasha Second", Role.ADMIN)
    newcomer = UserFactory(full_name="New Director")
    form = {"user": newcomer.pk, "role": "director", "department": "", "starts_on": "2026-04-17", "ends_on": ""}

    sign_in(ada).post(url_of(Membership, "add"), form)
    membership = Membership.objects.get(user=newcomer)
    approve = {"action": "approve", "_selected_action": membership.pk}
    by_the_same = sign_in(ada).post(url_of(Membership, "changelist"), approve, follow=True)
    before = Membership.objects.get(pk=membership.pk).approved_by
    sign_in(second).post(url_of(Membership, "changelist"), approve)

    assert "Somebody else approves it" in by_the_same.content.decode()
    assert before is None
    assert Membership.objects.get(pk=membership.pk).approved_by == second


def test_every_setting_of_the_organization_can_be_edited():
    shown = {name for _, part in admin.site._registry[Organization].fieldsets for name in part["fields"]}
    kept_by_the_record = {"id", "event", "revision", "sequence", "digest"}

    assert {field.name for field in Organization._meta.concrete_fields} - shown == kept_by_the_record


def test_the_export_asks_why_and_is_recorded_before_a_byte_leaves(alba, ada, case, sign_in):
    desk = {"name": "Front desk", "kind": "department", "email": "", "phone": "", "is_active": "on"}
    sign_in(ada).post(url_of(Department, "add"), desk)
    client, url = sign_in(alba), reverse("admin:records_export")

    asked = client.post(url, {"reason": ""})
    response = client.post(url, {"reason": "Yearly audit"})
    event = Event.objects.get(verb="record.exported")
    lines = b"".join(response.streaming_content).decode().splitlines()

    assert asked.status_code == 200
    assert "This field is required" in asked.content.decode()
    assert "Yearly audit" in event.payload
    assert lines[0].startswith("when,who,what happened,reason,changes,request,address")
    assert len(lines) > 5
    made = next(row for row in csv.DictReader(lines) if row["verb"] == "settings.changed")
    department = Department.objects.get(name="Front desk")
    assert made["changes"].startswith(f"conduct.department:{department.pk} 1: new > {{")
    assert (len(made["request"]), made["address"]) == (32, "127.0.0.1")


def test_a_department_with_a_formula_for_a_name_is_harmless_in_the_export(alba, sign_in):
    DepartmentFactory(name="=HYPERLINK(1)")

    response = sign_in(alba).post(reverse("admin:records_export"), {"reason": "Check"})

    assert ",=HYPERLINK" not in b"".join(response.streaming_content).decode()
