"""A page carries out an act once, as the signed-in person; refusals are told and recorded, nothing typed is lost."""

import pytest
from django.db import IntegrityError
from django.http import QueryDict

from conduct.audit import record
from conduct.forms import ReasonForm
from conduct.lifecycle import Refused
from conduct.models import Department, Event, Organization, SentForm
from conduct.recording import Stale, act
from conduct.views import carry_out
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@act
def open_department(*, reason, by, at):
    """An act for these tests."""
    department = Department(name=reason)
    department.save()
    record("test.staged", Organization.objects.locked().get(), by=by, at=at, subject=department)
    return department


def refusing(error):
    def failing(*, reason, by, at):
        raise error

    return failing


@pytest.fixture
def sent(rf, emil):
    """Send a form as Emil. Returns (response, form, request)."""

    def send(act, nonce="n1", **values):
        request = rf.post("/")
        request.user, request.at, request.seen = emil, NOW, []
        data = QueryDict(mutable=True)
        data.update({"nonce": nonce, "reason": "Front desk", **values})
        form = ReasonForm(data)
        assert form.is_valid(), form.errors
        return carry_out(request, form, act, then=lambda thing: f"/done/{thing.pk}/"), form, request

    return send


def test_the_act_is_done_by_the_signed_in_person(sent, emil):
    response, _, _ = sent(open_department)

    department = Department.objects.get(name="Front desk")
    assert response.url == f"/done/{department.pk}/"
    assert department.event.actor == emil


def test_the_same_form_sent_again_leads_to_its_first_result(sent):
    first, _, _ = sent(open_department)
    again, _, _ = sent(open_department)

    assert again.url == first.url
    assert Department.objects.filter(name="Front desk").count() == 1


def test_the_same_number_with_other_words_is_refused(sent):
    sent(open_department)

    response, form, _ = sent(open_department, reason="Back desk")

    assert response is None
    assert "already sent" in str(form.non_field_errors())
    assert not Department.objects.filter(name="Back desk").exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused(["Add an answer.", "Add an effort."]), "Add an effort."),
        (Stale(), "Somebody else changed this"),
        (
            IntegrityError("department_revisioned: A change is made by an act, which writes it into the record."),
            "made by an act",
        ),
        (IntegrityError("UNIQUE constraint failed: conduct_secret.column"), "The record does not allow this."),
        (
            IntegrityError('duplicate key value violates unique constraint "one_open_review"'),
            "A review of this case is already open.",
        ),
    ],
)
def test_a_refusal_is_told_in_sentences_and_recorded(error, sentence, sent):
    response, form, request = sent(refusing(error))

    assert response is None
    assert sentence in str(form.non_field_errors())
    assert "conduct_secret" not in str(form.errors)
    assert [(kind, verb) for kind, verb, *_ in request.seen] == [(Event.Kind.REFUSAL, "act.refused")]
    assert not SentForm.objects.exists()
    assert form.data["reason"] == "Front desk"
