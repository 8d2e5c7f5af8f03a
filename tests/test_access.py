"""Who reaches which address: everybody opens every one; nothing changes by looking, or by what an auditor sends."""

import pytest
from django.test import Client

from tests.test_house_pages import PUBLIC
from tests.walks import SIGNS_OUT, names, the_record

pytestmark = pytest.mark.django_db

CAST = ["emil", "ozan", "sam", "dana", "april", "ada", "alba"]
# What everybody changes about themselves, an auditor too.
OWN_ACCOUNT = {"account", "account_login", "account_logout", "account_change_password", "policy_read"}
OWN_ACCOUNT |= {"calendar_link", "calendar_link_revoked"}


def pages(app, words):
    return {f"{app}:{name}" for name in words.split()}


EVERYBODY = pages("cases", "new_report my_reports") | pages("restrictions", "lookup notices requests")
EVERYBODY |= {"appeals:appeals"}
EVERYBODY |= {"restrictions:note_breach", "restrictions:contacts"}
OWN_REPORT = pages("cases", "report report_check report_step evidence void_report answer_voiding answer_question")
REVIEW = pages("restrictions", "review take hand_over ask notice_of_review measures measure drop_measure decide")
ISSUED = pages(
    "restrictions",
    "issue issued sheet restriction end shorten told tell register register_export register_others "
    "register_others_export lookup_then",
)
ISSUED |= pages(
    "restrictions",
    "figures figures_export breaches breaches_export interim_register interim_export violence violence_export",
)
WORK = pages("cases", "add_note assign_case close_case describe_matter answer_matter warning link_report")
WORK |= pages("cases", "change_customer merge_customers support answer_offer")
WORK |= pages("restrictions", "link_breach log_contact follow_contact")
HEARING = pages("appeals", "extend take_in refuse_late stay")
# Who may open nothing but these; the others are told apart by what they may never open.
ONLY = {
    "ozan": EVERYBODY,
    "emil": EVERYBODY | OWN_REPORT | pages("restrictions", "notice noted_breach log_contact contact follow_contact"),
}
NEVER = {
    "sam": REVIEW | ISSUED | HEARING | {"appeals:appeal", "appeals:assign", "restrictions:decided"},
    "dana": HEARING,
    "april": REVIEW | ISSUED | WORK | {"cases:report", "cases:triage_queue"},
    "ada": WORK | HEARING | {"cases:letter_sent"},
    "alba": WORK | HEARING | {"cases:letter_sent", "cases:hold_case"},
}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(addresses):
    client = Client()

    answers = {name: client.get(address) for name, address in addresses.items() if name not in PUBLIC}

    led = {name: answer.get("Location", "") for name, answer in answers.items()}
    elsewhere = {name: where for name, where in led.items() if not where.startswith("/sign-in/?next=")}
    assert elsewhere == {}


@pytest.mark.parametrize("who", CAST)
def test_everybody_opens_every_address_and_nothing_breaks_or_changes(who, addresses, cast, sign_in, walked):
    walk = walked(who)
    client, answers, before = sign_in(getattr(cast, who)), walk.answers, the_record()

    heads = {name: client.head(addresses[name]).status_code for name in answers}

    assert set(answers) == set(names()) - {SIGNS_OUT}
    assert {name: status for name, status in answers.items() if status not in (200, 204, 302, 404, 405)} == {}
    assert {name: (status, answers[name]) for name, status in heads.items() if status != answers[name]} == {}
    assert walk.after == walk.before
    assert the_record() == before
    opened = {name for name, status in answers.items() if status == 200 and ":" in name}
    assert opened - ONLY.get(who, opened) == set()
    assert opened & NEVER.get(who, set()) == set()


@pytest.mark.parametrize("who", [*CAST, "olga", "handler"])
def test_no_page_shows_a_link_that_its_reader_may_not_open(who, walked):
    assert any(walked(who).links.values())
    assert walked(who).dead() == {}


def test_an_auditor_changes_nothing_whatever_they_send(addresses, cast, sign_in):
    client, before = sign_in(cast.alba), the_record()
    words = dict.fromkeys(("reason", "text", "why", "words", "name", "question", "note"), "Words of an auditor")
    said = words | dict.fromkeys(("confirm", "decide", "issue", "typed", "add"), "1")

    for name, address in addresses.items():
        if name not in OWN_ACCOUNT:
            assert client.post(address, said).status_code < 500, name

    assert the_record() == before
