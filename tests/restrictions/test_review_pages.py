"""The review page: beside the evidence, saved as it goes, every unmet condition a sentence."""

import pytest
from django.urls import reverse

from conduct.models import Event
from restrictions.models import Decision, Review
from restrictions.policy.decision import digest_of
from tests.restrictions.ready import fresh

pytestmark = pytest.mark.django_db


def address(review, name="review", *arguments):
    return reverse(f"restrictions:{name}", args=[review.case.reference, *arguments])


def test_a_director_reads_the_review_beside_its_evidence(review, dana, sign_in):
    page = sign_in(dana).get(address(review))

    words = page.content.decode()
    assert page.status_code == 200
    assert "You have no part in these events." in words
    assert "April Osei" in words
    assert Event.objects.filter(verb="review.viewed", actor=dana).exists()


def test_the_decision_is_confirmed_on_a_page_of_its_own_and_receipted(review, dana, sign_in):
    client = sign_in(dana)
    digest, shown = digest_of(fresh(review))

    page = client.get(address(review, "decide", "restrict"))
    assert "Decide the restriction" in page.content.decode()
    sent = client.post(address(review, "decide", "restrict"), {"digest": digest, "shown": shown, "nonce": "n"})

    assert sent["Location"] == address(review, "decided")
    assert Decision.objects.get().decided_by == dana
    assert "DR-2026-0001" in client.get(address(review, "decided")).content.decode()
    assert Review.objects.get().is_decided
