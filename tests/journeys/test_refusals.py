"""Each way the process refuses: the page says it, the button is closed, and what is sent anyway writes nothing."""

from datetime import date, timedelta

import pytest

from cases.models import Known, Letter
from cases.policy.reports import reasons_of_who_only_reads
from conduct.models import Event, Organization, User
from restrictions.models import Decision, Proposal
from restrictions.policy.decision import digest_of
from tests.factories import NOW, changed, reported
from tests.restrictions.ready import fresh, measured, ready_review

pytestmark = pytest.mark.django_db

CASE = "/cases/CC-2026-9001"
REVIEW, DECIDE, ISSUE = f"{CASE}/review/", f"{CASE}/review/decide/restrict/", f"{CASE}/issue/"


@pytest.fixture
def review(case, sam, dana, april):
    """A review in which everything is done: Dana could decide the next moment."""
    reported(case, occurred_at=NOW - timedelta(days=5), asked_to_stop=Known.YES)
    return ready_review(case, referred_by=sam, director=dana)


def no_matter(review):
    changed(review.matter_links.get(), is_used=False)


def no_answer(review):
    changed(review.case.matters.get(), closed_on=None)


def no_effort(review):
    changed(review.effort_links.get(), is_used=False)


def words_alone(review):
    no_matter(review)
    changed(fresh(review), handled_properly_how="It was all dealt with properly, believe me.")


def an_open_matter_called_none(review):
    no_answer(review)
    changed(fresh(review), handled_properly="no_matter")


def two_reports(review):
    for link in review.report_links.order_by("pk")[:2]:
        changed(link, counts=False)


def nobody_to_hear(review):
    changed(review, liaison=User.objects.get(full_name="April Osei"))


def beyond_the_cap(review):
    changed(review.draft_measures.get(), ends_on=date(2029, 1, 1))


def no_open_route(review):
    closes = ["phone", "email", "post", "in_person", "online"]
    measured(review, "R17", {"text": "Nothing.", "why_not": "Nothing less held.", "closes": closes})


def no_way_out_of_an_unheard_customer(review):
    changed(review, urgent_reason="")


REFUSED = [
    (no_matter, "The first check needs a matter of this case that was dealt with and is closed."),
    (no_answer, "The first check needs a matter of this case that was dealt with and is closed."),
    (no_effort, "The second check needs at least one effort from the ledger."),
    (words_alone, "The first check needs a matter of this case that was dealt with and is closed."),
    (an_open_matter_called_none, "Deposit refund is linked to this case."),
    (two_reports, "A pattern takes 3 accepted reports that count, from 12 months. There are 2."),
    (nobody_to_hear, "Nobody could hear an appeal against this"),
    (beyond_the_cap, "R02 Contact in writing only: no restriction of this kind can last beyond April 17, 2028."),
    (no_open_route, "These measures leave no way to reach us."),
    (no_way_out_of_an_unheard_customer, "The customer was not told what you consider."),
]


@pytest.mark.parametrize(("spoil", "sentence"), REFUSED, ids=lambda part: getattr(part, "__name__", ""))
def test_a_restriction_is_refused_while_something_is_missing(review, dana, office, spoil, sentence):
    spoil(review)
    desk = office(dana)

    page, confirming = desk.opens(REVIEW), desk.opens(DECIDE)
    digest, shown = digest_of(fresh(review))
    forged = desk.forges(DECIDE, digest=digest, shown=shown)

    assert any(sentence in reason for reason in page.reasons), page.reasons
    assert any(sentence in reason for reason in confirming.reasons)
    assert not page.form_with("Save review").offered["outcome"]["restrict"]
    assert not [form for form in confirming.forms if form.button("Decide the restriction")]
    assert forged.status_code == 200
    assert not Decision.objects.exists()


def test_a_director_with_a_part_hands_the_case_over(review, dana, drew, office):
    changed(review.case.matters.get(), handler=dana)
    desk = office(dana)
    digest, shown = digest_of(fresh(review))

    page = desk.opens(REVIEW)
    desk.forges(DECIDE, digest=digest, shown=shown)

    assert "Hand it over to another director." in " ".join(page.reasons)
    assert not Decision.objects.exists()
    desk.does(f"{REVIEW}hand-over/", "Hand the case over", to=str(drew.pk), why="I handled the deposit.")
    office(drew).decides("CC-2026-9001")
    assert Decision.objects.get().decided_by == drew


def test_what_changed_since_the_page_was_opened_is_shown_before_it_is_decided(review, sam, dana, office):
    desk = office(dana)
    page = desk.opens(DECIDE)
    office(sam).does("/people/P-2026-9001/edit/", "Save the record", address_line_1="9 Fern Close")

    refused = desk.presses(page, "Decide the restriction")

    assert [reason for reason in refused.errors if "9 Fern Close" in reason] == refused.errors
    assert not Decision.objects.exists()
    desk.presses(refused, "Decide the restriction")
    assert Decision.objects.exists()


def test_nothing_is_issued_while_the_letter_lacks_something(review, dana, office):
    office(dana).decides("CC-2026-9001")
    changed(Organization.objects.current(), appeal_phone="", phone="")
    desk = office(dana)

    page = desk.presses(desk.opens(ISSUE), "Continue to issue", departments=[str(review.case.department_id)])
    desk.forges(ISSUE, send_by_post="on", departments=review.case.department_id, confirm="1")

    assert "Add the phone for appeals." in page
    assert not [form for form in page.forms if form.button("Issue the restriction")]
    assert not Letter.objects.exists()


def test_a_decision_is_issued_once_from_whatever_window(review, dana, office):
    office(dana).decides("CC-2026-9001")
    windows = [office(dana), office(dana)]
    nobody = {"no_department_reason": "Nobody else meets her."}
    ready = [one.presses(one.opens(ISSUE), "Continue to issue", **nobody) for one in windows]

    first, second = (one.presses(page, "Issue the restriction") for one, page in zip(windows, ready, strict=True))

    assert first.address == f"{CASE}/issued/"
    assert "already" in " ".join(second.errors)
    assert Letter.objects.filter(kind="L4").count() == 1


@pytest.mark.parametrize(("who", "status"), [("emil", 404), ("sam", 404), ("ozan", 404), ("april", 404), ("alba", 200)])
def test_nobody_else_decides_or_issues_whatever_they_send(review, office, request, who, status, dana):
    digest, shown = digest_of(fresh(review))
    desk = office(request.getfixturevalue(who))

    deciding = desk.forges(DECIDE, digest=digest, shown=shown)
    assert (deciding.status_code, Decision.objects.count(), Proposal.objects.count()) == (status, 0, 0)

    office(dana).decides("CC-2026-9001")
    sent = {"send_by_post": "on", "no_department_reason": "None.", "confirm": "1"}
    issuing = office(request.getfixturevalue(who)).forges(ISSUE, **sent)
    assert (issuing.status_code, Letter.objects.count()) == (status, 0)


def test_a_refusal_stands_in_the_record(review, dana, office):
    no_effort(review)
    digest, shown = digest_of(fresh(review))

    office(dana).forges(DECIDE, digest=digest, shown=shown)

    told = Event.objects.get(kind=Event.Kind.REFUSAL, verb="act.refused", actor=dana)
    assert "The second check needs at least one effort from the ledger." in told.payload


@pytest.mark.parametrize(
    ("who", "may"),
    [("emil", True), ("sam", True), ("dana", True), ("alba", False), ("ada", False), ("ozan", False), ("olga", False)],
)
def test_who_only_reads_a_report_adds_nothing_and_voids_nothing(case, emil, office, request, today, who, may):
    report, user = reported(case, occurred_at=NOW, sent_at=NOW, reporter=emil), request.getfixturevalue(who)
    before = Event.objects.filter(kind=Event.Kind.ACT).count()

    reasons = list(reasons_of_who_only_reads(report, by=user, on=today))
    if not may:
        office(user).forges(f"/reports/{report}/add/", text="One more thing.")
        office(user).forges(f"/reports/{report}/void/", reason="It did not happen.")

    assert (not reasons) is may
    assert may or Event.objects.filter(kind=Event.Kind.ACT).count() == before
