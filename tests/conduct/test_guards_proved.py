"""Each guard of the floor refuses one write that nothing else would; and so do the two of every recorded table."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps

from conduct.models import Change, Event, LetterWording, PolicyVersion
from conduct.recording import Recorded
from tests.factories import NOW, TODAY
from tests.proofs import another, declared, of_app, prove, rewrite, triggers_of
from tests.test_house import APPS

pytestmark = pytest.mark.django_db


def ended_twice(f):
    for day in (0, 1):
        rewrite(f, f.emil.memberships.get(), ended_at=NOW + timedelta(days=day), ended_by=f.sam)


PROOFS = {
    "event_frozen": lambda f: rewrite(f, f.event, verb="test.other"),
    "event_follows": lambda f: Event.objects.bulk_create([another(f.event, id=uuid.uuid4(), sequence=9999)]),
    "change_frozen": lambda f: rewrite(f, Change.objects.first(), after="{}"),
    "membership_frozen": lambda f: rewrite(f, f.emil.memberships.get(), starts_on=TODAY),
    "membership_approval_frozen": lambda f: rewrite(f, f.dana.memberships.get(), approved_by=f.sam),
    "membership_ending_frozen": ended_twice,
    "stored_file_frozen": lambda f: rewrite(f, f.evidence.file, name="Other"),
    "calendar_link_frozen": lambda f: rewrite(f, f.revoked_link, token_hash="0" * 64),
    "calendar_link_revoked_once": lambda f: rewrite(f, f.revoked_link, revoked_at=None),
    "reminder_frozen": lambda f: rewrite(f, f.reminder, days=7),
    "policy_version_frozen": lambda f: rewrite(f, PolicyVersion.objects.first(), text="# Other"),
    "wording_frozen": lambda f: rewrite(f, LetterWording.objects.first(), text="Other"),
    "outbox_frozen": lambda f: rewrite(f, f.message, title="Other"),
}
RECORDED = [one for one in apps.get_models() if issubclass(one, Recorded) and one._meta.app_label in APPS]


@pytest.mark.parametrize("name", PROOFS)
def test_the_guard_refuses_what_nothing_else_would(whole_file, name):
    prove(name, lambda: PROOFS[name](whole_file))


def test_every_guard_of_the_floor_has_a_proof():
    assert sorted(PROOFS) == of_app("conduct")


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_no_row_is_changed_unrecorded_or_deleted(whole_file, model):
    name, one = model._meta.model_name, model._base_manager.first()
    assert one, "Add a row of it to tests/whole_file.py."
    rows = model._base_manager.filter(pk=one.pk)
    writes = {
        f"{name}_revisioned": lambda: rows.update(event=whole_file.event),
        f"{name}_never_deleted": lambda: rows._raw_delete(rows.db),
    }
    for guard, write in writes.items():
        prove(guard, write, *(guards_of(model) - {guard}))


def guards_of(model):
    """The guards with a trigger on this model's table: several refuse a deletion, and each is proved by itself."""
    own = set(triggers_of()[model._meta.db_table])
    return {guard for guard in declared() if own & set(triggers_of()[guard])}
