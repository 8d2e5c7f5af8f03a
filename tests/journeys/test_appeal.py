"""A customer appeals, somebody new hears it, and the decision is set aside: at once, and all who knew are told."""

import re

import pytest
from django.core.management import call_command

from appeals.models import Appeal
from cases.models import Letter
from restrictions.models import DepartmentNotice

pytestmark = pytest.mark.django_db

WORDS = "I work nights and cannot always write.\nThree months is too long."
SAID = {"words": WORDS, "grounds": ["disproportionate"], "channel": "email", "received_at": "2026-04-17T09:00"}


def enters(desk, decision, **changes):
    """Take the appeal down word for word. Returns its reference."""
    desk.does(f"/appeals/letter/{decision.letter.pk}/", "Enter appeal", **SAID | changes)
    return Appeal.objects.get().reference


def decides(desk, reference, outcome, **changes):
    """Answer each ground and each restriction, read the letter, and decide."""
    page = desk.opens(f"/appeals/{reference}/")
    form = page.form_with("Check the decision letter")
    outcomes = {name: outcome for name in form.offered if re.fullmatch(r"outcome_\d+", name)}
    found = {"found_disproportionate": "upheld", "why_disproportionate": "Three months is more than was needed."}
    said = found | outcomes | {"reasons": "The calls had stopped before we wrote.", "ways": ["email"]} | changes
    checked = desk.must(desk.presses(page, "Check the decision letter", **said))
    return desk.presses(checked, "Decide and send the letter")


def test_an_appeal_is_entered_heard_by_somebody_new_and_set_aside(
    decision, office, sam, ada, april, emil, olga, mailoutbox
):
    assert "Restriction in place" in office(emil).looks_up("Cora Lindgren")
    reference = enters(office(sam), decision)
    office(ada).does(f"/appeals/{reference}/assign/", "Assign appeal", officer=str(april.pk), ways=["email"])

    page = decides(office(april), reference, "set_aside")

    assert page.errors == []
    assert "No restriction found" in office(emil).looks_up("Cora Lindgren")
    assert [letter.kind for letter in Letter.objects.filter(case=decision.case).order_by("pk")] == [
        "L4",
        "L10",
        "L11",
        "L13",
    ]
    told = DepartmentNotice.objects.order_by("pk")
    assert {notice.department.name for notice in told} == {"Rentals"}
    assert told.last().can == "Nothing else applies to this person."
    call_command("run_scheduled", verbosity=0)
    assert [mail.to for mail in mailoutbox].count([olga.email]) >= 1
    assert WORDS.splitlines()[0] in office(april).opens(f"/appeals/{reference}/")


def test_nobody_who_had_a_part_can_hear_it_and_a_second_appeal_is_refused(decision, office, sam, ada, dana, april):
    reference = enters(office(sam), decision)

    offered = office(ada).opens(f"/appeals/{reference}/assign/").form_with("Assign appeal").offered["officer"]
    again = office(sam).opens(f"/appeals/letter/{decision.letter.pk}/")
    forged = office(ada).forges(f"/appeals/{reference}/assign/", officer=dana.pk, ways="email")

    assert offered == {str(april.pk): True}
    assert "An appeal against this letter is open" in " ".join(again.reasons)
    assert forged.status_code == 200
    assert Appeal.objects.get().officer is None


@pytest.mark.parametrize("who", ["emil", "sam", "dana", "ada", "alba", "ozan"])
def test_only_who_hears_the_appeal_decides_it(decision, office, sam, ada, april, request, who, dana, alba):
    reference = enters(office(sam), decision)
    office(ada).does(f"/appeals/{reference}/assign/", "Assign appeal", officer=str(april.pk), ways=["email"])

    forged = office(request.getfixturevalue(who)).forges(f"/appeals/{reference}/decide/", decide="1")

    assert forged.status_code == 404
    assert not Appeal.objects.get().outcomes.exists()
