"""The policy, its kinds of conduct and the words of letters have versions: today's never change what stood before."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.catalog import reword_category
from cases.actions.letters import wording_of
from cases.choosing import entries
from cases.models import ConductCategory
from conduct.actions.settings import publish_policy, word_letter
from conduct.lifecycle import Refused
from conduct.models import Event, LetterWording, PolicyVersion
from conduct.policy_words import blocks_of, shipped_text
from restrictions.policy.letter import clauses_of
from tests.journeys.html import flat
from tests.restrictions.ready import decided as decided_on
from tests.restrictions.staging import decided, issue, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = shipped_text().replace("# Customer Conduct Policy", "# Policy on Conduct", 1)


@pytest.fixture
def second(ada, at, today):
    """A second version, published today and in force in two days."""
    return publish_policy(text=NEW, in_force_on=today + 2 * DAY, what_changed="The title.", by=ada, at=at)


def test_the_version_that_stands_is_the_last_that_had_begun_and_was_known(second, at, today):
    versions = PolicyVersion.objects

    stood = [
        versions.in_force(on, when).number
        for on, when in ((today, at), (today + DAY, at), (today + 2 * DAY, at), (today + 2 * DAY, at - DAY))
    ]

    assert stood == [1, 1, 2, 1]
    assert versions.get(number=1).text == shipped_text()
    assert Event.objects.get(verb="policy.published", actor__isnull=False).subject.startswith("conduct.policyversion")


REFUSED = [
    ({"in_force_on": -1}, "Choose today or a later day. A version never begins in the past."),
    ({"in_force_on": 1}, "Version 2 begins on April 19, 2026. A newer version begins no earlier."),
    ({"text": "No title"}, "Give the policy its title: a line that begins with # and a space."),
    ({"text": NEW}, "These are the words of Version 2. Change them, then publish."),
    ({"by": "dana"}, "Only an admin changes people, roles and settings."),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED)
def test_a_version_is_refused_in_words(second, ada, dana, at, today, change, sentence):
    on = today + change.get("in_force_on", 3) * DAY

    with pytest.raises(Refused) as refused:
        publish_policy(
            text=change.get("text", f"{NEW}More."), in_force_on=on, by=dana if "by" in change else ada, at=at
        )

    assert sentence in refused.value.reasons
    assert PolicyVersion.objects.count() == 2


def test_the_public_page_names_its_version_and_leads_to_the_others(second, clock, at):
    client = Client()

    first = flat(client.get("/policy/"))
    clock.move_to(at + 3 * DAY)
    then = flat(client.get("/policy/"))
    older = flat(client.get("/policy/1/"))

    assert ("Version 1, kept here since" in first, "<h1>Customer Conduct Policy</h1>" in first) == (True, True)
    assert ("Version 2, in force from April 19, 2026. The title." in then, "Policy on Conduct" in then) == (True, True)
    assert ("This is an older version." in older, "<h1>Customer Conduct Policy</h1>" in older) == (True, True)
    assert [client.get(f"/policy/{number}/").status_code for number in (3, 0)] == [404, 200]
    assert client.get("/policy/1.pdf").content != client.get("/policy/2.pdf").content


def test_words_become_headings_lists_and_bold_and_nothing_else():
    found = list(blocks_of("# Title\n\nA <b> **bold** one\n- first\n- second\n## Next\nLast"))

    assert [(block.kind, len(block.lines)) for block in found] == [
        ("h1", 1),
        ("p", 1),
        ("list", 2),
        ("h2", 1),
        ("p", 1),
    ]
    assert found[1].lines == ((("A <b> ", False), ("bold", True), (" one", False)),)


def test_a_decision_keeps_the_version_it_was_made_under(review, dana, second, sign_in, at, today):
    decision = decided_on(review, dana, at=at)

    shown = flat(sign_in(dana).get(f"/cases/{decision.case.reference}/review/decided/"))

    assert (decision.policy.number, PolicyVersion.objects.in_force(today + 2 * DAY, at).number) == (1, 2)
    assert '<a href="/policy/1/">version 1</a> of the policy' in shown


# Kinds of conduct


@pytest.fixture
def reworded(case, dana, ada, at):
    """A decision in which a kind of conduct played its part, and that kind in other words since."""
    decision = decided(case, dana)
    calls = ConductCategory.objects.get(code="UD06")
    said = {"label": "Calling after being asked to stop", "clause": "Calling on and on", "requires_evidence": ""}
    reword_category(category=calls, **said, by=ada, at=at + DAY)
    return decision


def test_other_words_are_the_next_version_and_yesterdays_category_means_what_it_meant(reworded, dana, april, at):
    first, second = ConductCategory.objects.filter(code="UD06").order_by("version")
    used = {one.category for report in reworded.case.reports.all() for one in report.categories.all()}

    letter = issue(reworded, dana, at=at + 2 * DAY).letter

    assert (first.version, second.version, used) == (1, 2, {first})
    assert first.requires_evidence == "stop_request"
    assert clauses_of(reworded) == [f"“{first.clause}”"]
    assert first.clause in words_of(letter).replace("\n", " ")
    assert "Calling on and on" not in words_of(letter)


def test_only_the_last_version_is_offered_and_none_is_left_behind(reworded, ada, dana, at):
    first, second = ConductCategory.objects.filter(code="UD06").order_by("version")
    said = {"label": "A", "clause": "B", "requires_evidence": ""}

    def against(category, by):
        with pytest.raises(Refused) as refused:
            reword_category(category=category, **said, by=by, at=at + DAY)
        return refused.value.reasons

    assert list(entries().filter(code="UD06")) == [second]
    assert against(first, ada) == ["UD06 has a newer version. Change that one."]
    assert against(second, dana) == ["Only an admin changes people, roles and settings."]


def test_the_admin_site_makes_the_next_version_of_other_words_alone(ada, sign_in):
    calls = ConductCategory.objects.get(code="UD06")
    url = reverse("admin:cases_conductcategory_change", args=[calls.pk])
    kept = {"label": calls.label, "clause": calls.clause, "requires_evidence": calls.requires_evidence}

    sign_in(ada).post(url, kept | {"default_severity": 3, "is_active": "on"})
    used = list(ConductCategory.objects.filter(code="UD06").values_list("version", "default_severity"))
    sign_in(ada).post(url, kept | {"label": "Calling on", "default_severity": 3, "is_active": "on"})

    assert used == [(1, 3)]
    assert list(ConductCategory.objects.filter(code="UD06").order_by("version").values_list("label", flat=True)) == [
        calls.label,
        "Calling on",
    ]


# The words of letters


def test_other_words_today_leave_yesterdays_letter_and_its_wording_as_they_were(case, dana, april, ada, sign_in, at):
    first = issue(decided(case, dana), dana).letter
    before = (first.blocks, first.sha256, first.wording_version)
    for text in ("Good day {recipient_name},", "Hello {recipient_name},"):
        word_letter(kind="L4", part="greeting", text=text, by=ada, at=at + DAY)

    first.refresh_from_db()
    shown = sign_in(dana).get(f"/letters/{first.pk}/").content.decode()

    assert (first.blocks, first.sha256, first.wording_version) == before
    assert "Dear" in words_of(first)
    assert (first.own_wordings, wording_of("L4").split("-")[0], wording_of("L1").split("-")[0]) == (0, "2", "0")
    assert list(LetterWording.objects.in_use().values_list("number", flat=True)) == [2]
    assert "in the words this letter came with" in shown


def test_words_that_spoil_a_letter_or_come_from_nobody_who_may_are_refused(ada, dana, at):
    for by, text, sentence in ((ada, "{nonsense}", "is not a field of this letter"), (dana, "Hi", "Only an admin")):
        with pytest.raises(Refused) as refused:
            word_letter(kind="L4", part="greeting", text=text, by=by, at=at)
        assert sentence in " ".join(refused.value.reasons)
