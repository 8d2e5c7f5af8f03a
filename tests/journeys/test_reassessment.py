"""A review opens by itself, the customer sends a view, a director makes the restriction lighter; then it ends."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from cases.models import Answer, Letter
from restrictions.models import DepartmentNotice, Reassessment
from tests.factories import NOW, TODAY
from tests.restrictions.reviewing import ENDS, OPENS, VIEW, in_place

pytestmark = pytest.mark.django_db
SOONER = ENDS - timedelta(days=9)
FOUND = {
    "staff_view": "They write, and wait for the answer.",
    "circumstances": "Their mother fell ill.",
    "still_needed": "less",
    "outcome": "lighten",
    "new_end_on": SOONER.isoformat(),
    "reasons": "You kept to it, and you need to call about your mother.",
    "ways": ["email"],
}


def at_the_hour(day):
    return NOW + (day - TODAY)


@pytest.fixture
def decision(case, dana, april, rentals, olga):
    return in_place(case, dana, [rentals])


def runs(clock, day):
    clock.move_to(at_the_hour(day))
    call_command("run_scheduled", verbosity=0)


def test_from_the_letter_that_asks_to_the_end(decision, office, clock, sam, drew, emil, olga, mailoutbox):
    reference = decision.restrictions.get().reference
    runs(clock, OPENS)
    runs(clock, OPENS)
    letter = Letter.objects.get(kind="L6")
    assert office(drew).opens("/").links.count(f"/restrictions/{reference}/review/") == 1

    came = {"kind": Answer.Kind.STATEMENT, "words": VIEW, "channel": "phone", "received_at": "2026-06-22T10:00"}
    office(sam, at_the_hour(OPENS + timedelta(days=6))).does(f"/letters/{letter.pk}/answer/", "Enter answer", **came)

    desk = office(drew, at_the_hour(OPENS + timedelta(days=7)))
    page = desk.opens(f"/restrictions/{reference}/review/")
    assert VIEW in page
    decided = desk.must(desk.presses(page, "Decide and send the letter", **FOUND))

    assert "Reviewed: Make it lighter" in decided
    assert DepartmentNotice.objects.latest("pk").until_on == SOONER
    assert Answer.objects.get().outcome == Answer.Outcome.NOTED
    runs(clock, SOONER)
    assert "Restriction in place" in office(emil).looks_up("Cora Lindgren")
    runs(clock, SOONER + timedelta(days=1))
    assert "No restriction found" in office(emil).looks_up("Cora Lindgren")
    kinds = Letter.objects.filter(case=decision.case).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["L4", "L6", "L7", "L8"]
    assert [mail.to for mail in mailoutbox].count([olga.email]) >= 2


def test_nobody_decides_and_it_ends_by_itself(decision, office, clock, drew, emil):
    reference = decision.restrictions.get().reference
    for day in (OPENS, OPENS + timedelta(days=14), ENDS):
        runs(clock, day)

    runs(clock, ENDS + timedelta(days=1))

    assert "No restriction found" in office(emil).looks_up("Cora Lindgren")
    assert "No restriction waits for its review." in office(drew).opens("/")
    assert f"{reference} ended by itself" in " ".join(office(drew).opens(f"/restrictions/{reference}/review/").reasons)
    assert not Reassessment.objects.exists()
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == ["L4", "L6", "L8"]
