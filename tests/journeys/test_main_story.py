"""From the first report to the end of a restriction, as the people of the office and the customer live it."""

import re
from io import BytesIO

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from cases.models import Letter
from conduct.models import Event
from restrictions.models import Decision
from tests.journeys.story import day

pytestmark = pytest.mark.django_db

LABELS = ["No restriction today", "Restriction in place", "No restriction found", "Check who it is"]
STEPS = [
    "report.sent",
    "report.triaged",
    "case.opened",
    "case.joined",
    "matter.described",
    "matter.answered",
    "matter.closed",
    "effort.recorded",
    "warning.issued",
    "review.referred",
    "review.saved",
    "review.measure_added",
    "decision.made",
    "restriction.issued",
    "notice.acknowledged",
    "restriction.lapsed",
]
ASKED = {
    "allegations": "April 1: eleven calls.",
    "evidence": "The phone log.",
    "options": "Email only.",
    "ways": ["email"],
}
IN_THE_LETTER = [
    "Cora Lindgren",
    "214 Sample Lane",
    "contact@example.com",
    "July 17, 2026",
    "May 1, 2026",
    "eleven times in one morning",
]


def scheduled():
    call_command("run_scheduled", verbosity=0)


def answer(page):
    return next(label for label in LABELS if label in page)


def words_of_pdf(response):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())


def reads_nothing_but_the_conditions(referred, dana):
    """Before anything is answered the page names every condition, and the server refuses with the same sentences."""
    desk, address = referred.office(dana), f"/cases/{referred.case}/review/"
    page = desk.opens(address)
    refused = desk.opens(f"{address}decide/restrict/")
    desk.forges(f"{address}decide/restrict/", digest="0" * 64, shown="{}")

    assert len(page.reasons) == 18
    assert refused.reasons == page.reasons
    assert not page.form_with("Save review").offered["outcome"]["restrict"]
    assert not Decision.objects.exists()


def gets_a_letter_with_everything_in_it(story, dana):
    """The PDF names her, the sentences, both dates and the way to appeal, and nobody who reported."""
    letter = Letter.objects.get(kind="L4")
    words = words_of_pdf(story.office(dana).client.get(f"/letters/{letter.pk}/letter.pdf"))

    for said in IN_THE_LETTER:
        assert said in words, said
    assert "Emil Novak" not in words


def are_told_what_to_do_and_not_why(story, emil, dana):
    """A member of the department reads the notice and says so; the board shows it."""
    desk = story.office(emil)
    notice = next(link for link in desk.opens("/notices/").links if re.fullmatch(r"/notices/\d+/", link))
    page = desk.opens(notice)
    desk.does(notice, "I have read this")

    assert "contact@example.com" in page
    assert "eleven times" not in page
    assert "1 of 2" in story.office(dana).opens("/restrictions/RS-2026-0001/told/")


def reads_every_step_in_the_admin(story, alba):
    """Each step stands there with who did it; the decision with what it changed."""
    desk = story.office(alba)
    for verb in STEPS:
        actor = Event.objects.filter(verb=verb).latest("at").actor
        assert str(actor or "ended by itself") in desk.opens(f"/admin/conduct/event/?verb={verb}"), verb

    decision = desk.opens(f"/admin/conduct/event/{Event.objects.get(verb='decision.made').pk}/change/")
    assert "DR-2026-0001" in decision
    assert "restrictions.decision" in decision


def test_from_three_reports_to_a_restriction_and_its_end(referred, emil, dana, alba, mailoutbox):
    office = referred.office
    assert all(report in office(dana).opens(f"/cases/{referred.case}/") for report in referred.reports)
    assert all(report in office(emil).opens("/reports/") for report in referred.reports)

    reads_nothing_but_the_conditions(referred, dana)
    assert referred.reviewed().reasons == []
    referred.decided()
    assert answer(office(emil).looks_up("Cora Lindgren")) == "No restriction found"

    referred.issued(send_by_email="on", send_by_post=())
    assert answer(office(emil).looks_up("Cora Lindgren")) == "No restriction today"
    scheduled()  # the letter leaves with the policy, and e-mail counts as received the same day
    assert [len(mail.attachments) for mail in mailoutbox if "cora@example.com" in mail.to] == [2, 3]
    gets_a_letter_with_everything_in_it(referred, dana)
    are_told_what_to_do_and_not_why(referred, emil, dana)
    stop = office(emil).looks_up("Cora Lindgren")
    assert answer(stop) == "Restriction in place"
    assert "eleven times" not in stop
    assert "RS-2026-0001" in office(dana).opens("/register/")
    assert answer(office(emil, day(7, 17, 23)).looks_up("Cora Lindgren")) == "Restriction in place"

    assert answer(office(emil, day(7, 18)).looks_up("Cora Lindgren")) == "No restriction found"
    mailoutbox.clear()
    scheduled()
    scheduled()
    told = sorted(to for mail in mailoutbox for to in mail.to)
    assert told == ["cora@example.com", "emil@example.com", "sam@example.com"]
    assert Letter.objects.filter(kind="L8").count() == 1
    reads_every_step_in_the_admin(referred, alba)
    call_command("verify_record", verbosity=0)


def test_a_customer_who_was_not_warned_is_heard_first(story, dana):
    review = "/cases/CC-2026-0001/review/"
    story.of_reports(day(4, 1), day(4, 6), day(4, 10)).of_a_matter().of_an_effort().referred(day(4, 10, 16))

    before = story.reviewed(ends_on="2026-07-10")
    story.office(dana).does(f"{review}notice/", "Ask the customer for their side", **ASKED)
    waiting = story.office(dana).opens(review)
    later = story.office(dana, day(4, 20)).opens(review)

    assert [reason.partition(".")[0] for reason in before.reasons] == ["The customer was not told what you consider"]
    assert waiting.reasons == ["The customer can answer until the end of April 17, 2026. Wait, or record the answer."]
    assert later.reasons == []
