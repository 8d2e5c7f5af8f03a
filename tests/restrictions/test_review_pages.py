"""The review page: beside the evidence, saved as it goes, every unmet condition a sentence."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import KeptForm
from conduct.models import Event
from restrictions.models import Decision, DraftMeasure, Outcome, Restriction, Review
from restrictions.policy.decision import digest_of
from tests.factories import NOW, InvolvedFactory, changed, reported
from tests.restrictions.ready import ENDS, decided, fresh
from tests.restrictions.test_decision import STANDS_AGAINST

pytestmark = pytest.mark.django_db

MOST_QUERIES = 39


def address(review, name="review", *arguments):
    return reverse(f"restrictions:{name}", args=[review.case.reference, *arguments])


def words(response):
    """The page's text with its entities read."""
    return response.content.decode().replace("&#x27;", "'").replace("&amp;", "&")


def as_sent(form, **values):
    """What a browser sends for a form that was only opened."""
    data = {}
    for field in form:
        value = field.value()
        if value is True:
            data[field.html_name] = "on"
        elif value not in (None, False, []):
            data[field.html_name] = value
    return data | values


def test_a_director_reads_the_review_beside_its_evidence(review, dana, sign_in):
    page = sign_in(dana).get(address(review))

    assert page.status_code == 200
    assert "You have no part in these events." in words(page)
    assert "April Osei" in words(page)
    assert "Referred the case" in words(page)
    assert Event.objects.filter(verb="review.viewed", actor=dana).exists()


@pytest.mark.parametrize("who", ["emil", "olga", "sam"])
def test_who_does_not_judge_does_not_see_the_review(review, request, sign_in, who):
    client = sign_in(request.getfixturevalue(who))

    assert client.get(address(review)).status_code == 404
    assert client.get(address(review, "decide", "restrict")).status_code == 404


def test_an_auditor_reads_and_changes_nothing(review, alba, sign_in):
    client = sign_in(alba)
    page = client.get(address(review))

    assert "You can read this review, and not change it" in words(page)
    assert "<textarea" not in page.content.decode()
    sent = client.post(address(review), {"revision": review.revision, "impact": "Changed"})
    assert "Only a director can do this" in words(sent)
    assert fresh(review).impact != "Changed"


def test_a_director_with_a_part_sees_why_they_may_not(review, dana, sign_in):
    InvolvedFactory(report=review.case.reports.first(), user=dana)

    page = words(sign_in(dana).get(address(review)))

    assert "You have a part in this case: you saw what report" in page
    assert "Nobody can override this list." in page


def test_saving_an_opened_page_changes_no_answer(review, dana, sign_in):
    client = sign_in(dana)
    page = client.get(address(review))
    before = digest_of(fresh(review))[0]

    sent = client.post(address(review), as_sent(page.context["form"]))

    assert sent["Location"] == address(review) + "#review"
    assert digest_of(fresh(review))[0] == before


def test_what_is_typed_is_saved(review, dana, sign_in):
    client = sign_in(dana)
    report = review.case.reports.first()
    typed = {"impact": "A morning lost.", f"evidence_{report.pk}": "The phone log"}

    client.post(address(review), as_sent(client.get(address(review)).context["form"], **typed))

    assert fresh(review).impact == "A morning lost."
    assert review.report_links.get(report=report).on_what_evidence == "The phone log"


def test_a_report_that_arrived_meanwhile_stops_the_save_and_nothing_is_lost(review, dana, sign_in):
    client = sign_in(dana)
    form = client.get(address(review)).context["form"]
    late = reported(review.case, occurred_at=NOW - timedelta(hours=2))

    refused = client.post(address(review), as_sent(form, impact="My words."))
    assert f"Report {late} was added at 11:00 AM. Read it, then save." in words(refused)
    assert "My words." in words(refused)

    again = client.post(address(review), as_sent(refused.context["form"]))
    assert again.status_code == 302
    assert fresh(review).impact == "My words."


def test_apply_a_restriction_is_closed_with_its_reason_until_all_is_done(review, dana, sign_in):
    client = sign_in(dana)
    assert "Opens when these are done" not in words(client.get(address(review)))

    changed(review, every_effort="not_yet", reasons="")

    page = words(client.get(address(review)))
    assert "Opens when these are done: the two checks, fairness" in page
    assert "Write the reasons" in page


def test_no_underlying_matter_is_closed_while_one_is_linked(review, dana, sign_in):
    assert "is linked to this case." in words(sign_in(dana).get(address(review)))


@pytest.mark.parametrize(("values", "sentence"), STANDS_AGAINST)
def test_every_unmet_condition_is_on_the_page_and_refused_by_the_server(review, dana, sign_in, values, sentence):
    changed(review, **values)
    client, (digest, shown) = sign_in(dana), digest_of(fresh(review))

    assert sentence in words(client.get(address(review)))
    assert sentence in words(client.get(address(review, "decide", "restrict")))
    sent = client.post(address(review, "decide", "restrict"), {"digest": digest, "shown": shown, "nonce": "n"})

    assert sentence in words(sent)
    assert not Decision.objects.exists()


def test_the_decision_is_confirmed_on_a_page_of_its_own_and_receipted(review, dana, sign_in):
    client = sign_in(dana)
    page = client.get(address(review, "decide", "restrict"))
    assert "Decide the restriction" in words(page)

    sent = client.post(address(review, "decide", "restrict"), as_sent(page.context["form"]))

    assert sent["Location"] == address(review, "decided")
    assert Decision.objects.get().decided_by == dana
    assert "DR-2026-0001" in words(client.get(address(review, "decided")))


def test_pressing_twice_leads_to_the_one_decision(review, dana, sign_in):
    client = sign_in(dana)
    data = as_sent(client.get(address(review, "decide", "restrict")).context["form"])

    first, second = (client.post(address(review, "decide", "restrict"), data) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Decision.objects.count() == 1


def test_a_decision_on_an_old_page_is_refused_and_the_change_named(review, dana, sign_in):
    client = sign_in(dana)
    data = as_sent(client.get(address(review, "decide", "restrict")).context["form"])
    changed(review.case.customer, address_line_1="9 New Street")

    refused = client.post(address(review, "decide", "restrict"), data)

    assert "The address changed from “214 Sample Lane" in words(refused)
    assert not Decision.objects.exists()


def test_nothing_typed_is_asked_to_be_believed(review, dana, drew, sign_in):
    """Who decides is who is signed in, whatever the form says."""
    client = sign_in(dana)
    data = as_sent(client.get(address(review, "decide", "restrict")).context["form"])

    client.post(address(review, "decide", "restrict"), data | {"by": drew.pk, "decided_by": drew.pk, "second": drew.pk})

    assert Decision.objects.get().decided_by == dana


def test_a_measure_is_added_with_its_details_and_the_ladders_end(review, dana, sign_in):
    client = sign_in(dana)
    page = client.get(address(review, "measure", "R04"))
    assert page.context["form"]["ends_on"].value() == ENDS

    bad = client.post(address(review, "measure", "R04"), {"ends_on": "2026-02-30", "why": "x"})
    assert bad.status_code == 200
    assert client.get(address(review, "measure", "R99")).status_code == 404
    assert DraftMeasure.objects.count() == 1


def test_a_measure_is_taken_out_on_a_page_of_its_own(review, dana, sign_in):
    draft = DraftMeasure.objects.get()

    sent = sign_in(dana).post(address(review, "drop_measure", draft.pk), {"nonce": "n"})

    assert sent["Location"] == address(review) + "#measures"
    assert DraftMeasure.objects.get().dropped_at is not None


def test_a_supervisor_refers_a_case_on_its_page(case, sam, dana, sign_in):
    client, page = sign_in(sam), reverse("restrictions:refer", args=[case.reference])
    assert "Who refers a case does not decide it" in words(client.get(page))

    client.post(page, {"why": "It went on after the warning.", "nonce": "n"})

    assert Review.objects.get().referred_by == sam


def test_somebody_of_another_department_does_not_find_the_case(case, olga, sign_in):
    assert sign_in(olga).get(reverse("restrictions:refer", args=[case.reference])).status_code == 404


def test_a_director_takes_a_review_from_its_page(review, dana, drew, sign_in):
    take = address(review, "take")
    assert take in words(sign_in(drew).get(address(review)))
    assert take not in words(sign_in(dana).get(address(review)))

    sign_in(drew).post(take, {"nonce": "n"})

    assert fresh(review).director == drew


def test_what_is_typed_in_a_review_is_kept_for_who_typed_it(review, dana, drew, sign_in):
    client = sign_in(dana)
    form = client.get(address(review)).context["form"]
    sent = client.post(address(review, "keep_review"), as_sent(form, impact="Half a sent", saves="0"))
    assert "Saved at 11:00 AM" in words(sent)
    assert fresh(review).impact != "Half a sent"

    again = client.get(address(review))
    assert "Half a sent" in words(again)
    assert "These are your words as you left them." in words(again)
    assert "Half a sent" not in words(sign_in(drew).get(address(review)))

    client.post(address(review), as_sent(again.context["form"], saves="1"))
    assert fresh(review).impact == "Half a sent"
    assert not KeptForm.objects.exists()


def test_what_somebody_else_saved_meanwhile_stands_beside_ones_own_words(review, dana, drew, sign_in):
    client, other = sign_in(dana), sign_in(drew)
    form = client.get(address(review)).context["form"]
    other.post(address(review), as_sent(other.get(address(review)).context["form"], impact="As Drew saw it."))

    refused = client.post(address(review), as_sent(form, impact="As Dana saw it."))
    assert "Drew Falk saved this at 11:00 AM" in words(refused)
    assert "As Drew saw it." in words(refused)
    assert "As Dana saw it." in words(refused)
    assert fresh(review).impact == "As Drew saw it."

    client.post(address(review), as_sent(refused.context["form"]))
    assert fresh(review).impact == "As Dana saw it."


@pytest.mark.parametrize("who", ["alba", "sam", "emil"])
def test_who_does_not_decide_keeps_nothing_there(review, request, sign_in, who):
    client = sign_in(request.getfixturevalue(who))

    assert client.post(address(review, "keep_review"), {"impact": "x", "saves": "0"}).status_code == 404


def test_restrictions_is_the_place_one_is_in_on_the_page_of_a_restriction(review, dana, sign_in):
    decided(review, dana)
    page = sign_in(dana).get(reverse("restrictions:restriction", args=[Restriction.objects.get().reference]))

    assert [place["label"] for place in page.context["navigation"] if place["current"]] == ["Restrictions"]


@pytest.mark.parametrize("name", ["take", "hand_over", "ask", "notice_of_review", "measures"])
def test_every_page_of_a_review_opens_for_a_director(review, drew, sign_in, name):
    assert sign_in(drew).get(address(review, name)).status_code == 200


def test_the_receipt_is_there_once_something_was_decided(review, dana, sign_in):
    client = sign_in(dana)
    assert client.get(address(review, "decided")).status_code == 404

    decided(review, dana, outcome=Outcome.NO_ACTION)

    assert "The case is closed." in words(client.get(address(review, "decided")))
    assert "Read the decision" in words(client.get(address(review)))


def test_reading_takes_the_same_number_of_queries_however_much_there_is(
    review, dana, sign_in, django_assert_max_num_queries
):
    client = sign_in(dana)
    client.get(address(review))
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(address(review))
    for days in range(20, 30):
        InvolvedFactory(report=reported(review.case, occurred_at=NOW - timedelta(days=days)), name="Lee Park")

    with django_assert_max_num_queries(len(few)):
        client.get(address(review))


def test_a_review_decided_or_handed_over_meanwhile_leaves_what_was_typed(review, dana, drew, sign_in):
    client = sign_in(dana)
    form = client.get(address(review)).context["form"]
    decided(review, drew, outcome=Outcome.NO_ACTION)

    page = words(client.post(address(review), as_sent(form, reasons="Typed for an hour and a half.")))

    assert "This review is decided. What it rests on is not changed any more." in page
    assert "Typed for an hour and a half." in page


def test_deciding_declares_that_there_is_no_part_and_no_tie(review, dana, sign_in):
    page = words(sign_in(dana).get(address(review, "decide", "restrict")))

    assert "With your signature you declare that you have no part in this case and no tie to the customer." in page
    assert f'href="{address(review, "hand_over")}"' in page


def test_the_evidence_beside_the_review_says_what_was_answered_and_tried(review, dana, sign_in):
    page = words(sign_in(dana).get(address(review)))

    assert "We explained in writing why the deposit is kept." in page
    assert "A meeting with a manager" in page
    assert "It came back: Declined by phone" in page
