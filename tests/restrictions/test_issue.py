"""Issuing a decision: what refuses it, what it writes, and that it happens once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Delivery, Letter
from conduct import audit, outbox
from conduct.letters import from_json
from conduct.lifecycle import Refused
from conduct.models import Event, Organization, OutboxMessage, StoredFile, User
from restrictions.actions.issue import issue_restrictions
from restrictions.models import DepartmentNotice, Standing, Term
from tests.factories import NOW, TODAY, CaseFactory, CustomerFactory, DepartmentFactory, changed, staged
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue

pytestmark = pytest.mark.django_db
PAGE = "/cases/CC-2026-9001/issue/"


@pytest.fixture
def decision(case, dana, april):
    return decided(case, dana)


def words_of(letter):
    """Every word of a frozen letter as one text."""

    def of(blocks):
        for block in blocks:
            yield from ("".join(run.text for run in line) for line in block.lines)
            yield from of(block.body)

    return "\n".join(of(from_json(letter.blocks)))


# What it writes


def test_issuing_freezes_the_letter_tells_the_departments_and_puts_it_into_the_look_up(
    decision, dana, sales, emil, april, at
):
    issued = issue(decision, dana, departments=[sales], send_by_email=True)

    assert (issued.letter.kind, issued.letter.signed_by, issued.issued_by, issued.issued_at) == ("L4", dana, dana, at)
    assert issued.appeal_officer == april
    assert {d.method for d in issued.letter.deliveries.all()} == {"email", "post"}
    assert DepartmentNotice.objects.get().department == sales
    assert Standing.objects.get().restriction.decision == issued
    assert Event.objects.filter(verb="restriction.issued", journal=f"case:{issued.case_id}").count() == 1
    posted = {(m.kind, m.recipient) for m in OutboxMessage.objects.all()}
    assert posted == {("letter", "cora@example.com"), ("notice", "emil@example.com"), ("notice", "sam@example.com")}


def test_the_letter_states_every_item_from_the_decision(case, dana, april, sales):
    decision = decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT))

    words = words_of(issue(decision, dana, departments=[sales]).letter)

    for item in (
        "Cora Lindgren",
        "214 Sample Lane",
        "CC-2026-9001",
        "April 17, 2026",
        "Sent by mail",
        "starts on April 22, 2026",
        "July 17, 2026",
        "May 15, 2026",
        "41 calls",
        "The calls went on after we had answered.",
        "Other people had to wait.",
        "made sure of two things",
        "3 reports in 12 months",
        "call 555-0199 at any time",
        "You can email us.",
        "May 6, 2026",
        "help@example.com",
        "within 2 business days",
        "once every 90 days",
        "so there is no review",
        "Sales",
        "6 years after the end date",
        "Dana Ruiz",
        "Director of Client Services",
        "appeal sheet; Customer Conduct Policy",
    ):
        assert item in words, item


def test_the_letter_holds_no_internal_note_and_no_name_of_who_reported(decision, dana):
    reporters = [str(report.reporter) for report in decision.case.reports.all()]

    words = words_of(issue(decision, dana).letter)

    assert "CANARY" not in words
    assert not [name for name in reporters if name in words.splitlines()]


def test_a_guardian_gets_a_copy(decision, dana, cora):
    changed(cora, guardian_name="Greta Lindgren", guardian_address="9 Fern Close\nRiverton, VA 22151")

    issue(decision, dana)

    copy = Letter.objects.get(copy_for_guardian=True)
    assert copy.recipient_name == "Greta Lindgren"
    assert "This is a copy of our letter to Cora Lindgren." in words_of(copy)
    assert copy.deliveries.get().sent_to.startswith("9 Fern Close")


def test_a_vendor_without_accounts_gets_the_words_of_the_notice_by_mail(decision, dana):
    vendor = DepartmentFactory(name="Hallmark Security", kind="security", email="desk@hallmark.example")

    issue(decision, dana, departments=[vendor])

    message = OutboxMessage.objects.get(kind="notice")
    assert message.recipient == "desk@hallmark.example"
    assert "Ask them to write by email" in message.body
    assert "Do not discuss this notice" in message.body
    assert "41 calls" not in message.body


def test_the_appeal_sheet_goes_with_the_mail_and_is_not_kept(decision, dana, mailoutbox, at):
    issued = issue(decision, dana, send_by_email=True, send_by_post=False)
    files = Letter.objects.count()

    outbox.deliver(at)

    names = [name for name, *_ in mailoutbox[0].attachments]
    enclosed = ["Appeal sheet CC-2026-9001.pdf", "Customer Conduct Policy.pdf"]
    assert names == ["Restriction notice CC-2026-9001.pdf", *enclosed]
    assert Letter.objects.count() == files
    assert Delivery.objects.get(letter=issued.letter).deemed_on == TODAY


def test_pressing_twice_makes_one_letter(decision, dana, sign_in):
    client, sent = (
        sign_in(dana),
        {"send_by_post": "on", "no_department_reason": "Nobody else meets her.", "confirm": "1", "nonce": "a" * 32},
    )

    first, second = client.post(PAGE, sent), client.post(PAGE, sent)

    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Letter.objects.filter(kind="L4").count() == 1


def test_when_the_event_cannot_be_written_nothing_is(decision, dana, sales, monkeypatch):
    monkeypatch.setattr(audit, "_append", lambda *args, **kwargs: (_ for _ in ()).throw(RuntimeError("no disk")))

    with pytest.raises(RuntimeError):
        issue(decision, dana, departments=[sales])

    assert not Letter.objects.exists()
    assert not DepartmentNotice.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not Standing.objects.exists()


# What refuses it: one table for the act, the page and the post


def no_officer(decision):
    changed(decision.case.matters.get(), handler=User.objects.get(full_name="April Osei"))


def renamed(decision):
    changed(decision.customer, name="Cora Lindgren-Vance")


def merged(decision):
    changed(decision.customer, merged_into=CustomerFactory(name="Cora Berg"))


def moved(decision):
    changed(decision.customer, address_line_1="9 Fern Close")


def no_appeal_phone(decision):
    changed(Organization.objects.current(), appeal_phone="", phone="")


CONFIRM = "Confirm that this is the customer it was decided about. If not, refer the case again for a new review."
MOVED = (
    "The address is now 9 Fern Close, Springfield, VA 22150, "
    "and was 214 Sample Lane, Springfield, VA 22150 when it was decided."
)
REASONS = [
    (no_officer, {}, "Nobody may hear an appeal of this case. Name somebody for it first."),
    (renamed, {}, "The name is now Cora Lindgren-Vance, and was Cora Lindgren when it was decided."),
    (renamed, {}, CONFIRM),
    (renamed, {"confirmed": "The name is now Somebody Else."}, CONFIRM),
    (merged, {}, "Cora Lindgren was found to be the same customer as Cora Berg."),
    (moved, {}, MOVED),
    (moved, {"confirmed": "The address is now 1 Other Road."}, CONFIRM),
    (no_appeal_phone, {}, "Add the phone for appeals."),
    (None, {"send_by_post": False}, "Choose how the letter is sent."),
    (None, {"no_department_reason": ""}, "Choose the departments to tell, or say why none needs to know."),
]


def plan(**values):
    return {
        "send_by_email": False,
        "send_by_post": True,
        "by_hand": False,
        "departments": [],
        "no_department_reason": "Nobody.",
    } | values


@pytest.mark.parametrize(("spoil", "chosen", "sentence"), REASONS)
def test_what_is_missing_refuses_the_act_with_its_sentence(decision, dana, spoil, chosen, sentence):
    if spoil:
        spoil(decision)

    with pytest.raises(Refused) as refused:
        issue_restrictions(decision=decision, by=dana, at=NOW, **plan(**chosen))

    assert sentence in refused.value.reasons
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("spoil", "chosen", "sentence"), REASONS)
def test_the_page_shows_what_is_missing_and_the_post_writes_nothing(decision, dana, sign_in, spoil, chosen, sentence):
    if spoil:
        spoil(decision)
    sent = {name: "on" if value is True else value for name, value in plan(**chosen).items() if value}

    shown = sign_in(dana).post(PAGE, sent | {"confirm": "1"})

    assert shown.status_code == 200
    assert sentence in shown.content.decode().replace("&#x27;", "'")
    assert not Letter.objects.exists()


def test_a_decision_is_issued_once(decision, dana):
    issue(decision, dana)

    with pytest.raises(Refused, match="issued on April 17, 2026 already"):
        issue(decision, dana)


def test_a_term_that_is_over_before_the_letter_arrives_is_refused(case, dana, april):
    short = (*IN_WRITING[:2], TODAY + timedelta(days=2))

    with pytest.raises(Refused, match="ends on April 19, 2026, before the letter counts as received on April 22, 2026"):
        issue(decided(case, dana, measures=[short]), dana)


def test_a_measure_with_a_detail_missing_is_refused(case, dana, april):
    unfinished = ("R07", {"place": "100 Example Avenue"}, BY_APPOINTMENT[2])

    with pytest.raises(Refused, match="RS-2026-0010: Fill in: Business days to ask ahead"):
        issue(decided(case, dana, measures=[unfinished]), dana)


def test_a_department_that_cannot_be_reached_is_refused(decision, dana):
    with pytest.raises(Refused, match="Empty desk has no members and no email address"):
        issue(decision, dana, departments=[DepartmentFactory(name="Empty desk")])


def test_email_needs_an_address(decision, dana, cora):
    changed(cora.contact_points.get(), ended_at=NOW)

    with pytest.raises(Refused, match="no email address of this customer"):
        issue(decision, dana, send_by_email=True)


@pytest.mark.parametrize("who", ["sam", "ada", "april"])
def test_only_a_director_issues(decision, request, who):
    with pytest.raises(Refused, match="Only a director can do this"):
        issue(decision, request.getfixturevalue(who))


def test_a_director_with_a_part_in_the_case_does_not_issue(decision, drew):
    changed(decision.case.matters.get(), handler=drew)

    with pytest.raises(Refused, match="You have a part in this case"):
        issue(decision, drew)


def test_a_character_no_font_has_is_refused_with_its_place(case, dana, april):
    with pytest.raises(Refused, match="cannot be printed"):
        issue(decided(case, dana, reasons="They wrote \U0001f4a3 again."), dana)


# Pages


@pytest.mark.parametrize("who", ["emil", "sam", "ozan", "april"])
def test_who_may_not_read_decisions_finds_no_page(decision, sign_in, request, who):
    assert sign_in(request.getfixturevalue(who)).get(PAGE).status_code == 404


def test_the_page_shows_the_letter_and_the_sheet_and_changes_nothing(decision, dana, sign_in):
    shown = sign_in(dana).get(PAGE).content.decode()

    assert "How to appeal, by May 6, 2026" in shown
    assert "Starts when the letter counts as received" in shown
    assert not Letter.objects.exists()


def test_confirming_shows_who_gets_it_and_what_cannot_be_undone(decision, dana, sales, emil, sign_in):
    shown = (
        sign_in(dana).post(PAGE, {"send_by_post": "on", "departments": [sales.pk], "continue": "1"}).content.decode()
    )

    for words in ("Check and issue", "By mail, today", "April 22, 2026", "Sales", "What cannot be undone"):
        assert words in shown
    assert not Letter.objects.exists()


def test_the_page_asks_a_fixed_number_of_queries(case, dana, april, sign_in, django_assert_max_num_queries):
    decided(case, dana, measures=(IN_WRITING, BY_APPOINTMENT))
    client = sign_in(dana)

    with django_assert_max_num_queries(26):
        client.get(PAGE)


def test_a_letter_follows_the_customer_who_moved_once_a_director_confirms_it(decision, dana, sign_in):
    moved(decision)
    client = sign_in(dana)
    page = client.get(PAGE).content.decode()
    assert MOVED in page
    assert "Refer the case again" in page
    plan = {"send_by_post": "on", "no_department_reason": "Only the front office.", "confirmed": MOVED, "nonce": "n"}

    unconfirmed = client.post(PAGE, plan | {"confirm": "1"}).content.decode()
    assert CONFIRM in unconfirmed
    assert not Letter.objects.exists()

    client.post(PAGE, plan | {"same_customer": "on", "confirm": "1", "nonce": "m"})

    letter, term = Letter.objects.get(), Term.objects.get()
    assert letter.recipient_address == "9 Fern Close\nSpringfield, VA 22150"
    assert letter.deliveries.get().sent_to == letter.recipient_address
    assert term.address == "214 Sample Lane\nSpringfield, VA 22150"
    assert MOVED in Event.objects.get(verb="restriction.issued").payload


def test_a_change_that_was_taken_back_is_looked_at_again(decision, dana):
    with pytest.raises(Refused, match="The name and address are as decided again. Look at the letter once more."):
        issue(decision, dana, confirmed=MOVED)


def test_two_records_found_to_be_one_are_confirmed_and_bound_as_decided(decision, dana):
    merged(decision)
    same = "Cora Lindgren was found to be the same customer as Cora Berg."

    issued = issue(decision, dana, confirmed=same)

    assert issued.letter.recipient_name == "Cora Lindgren"
    assert Term.objects.get().name == "Cora Lindgren"


# The database


def set_by_sql(row, column, value):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk])  # noqa: S608


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("letter_id", None),
        ("issued_at", "2026-01-01 00:00:00+00:00"),
        ("no_department_reason", "Other."),
        ("reasons", "x"),
    ],
)
def test_an_issued_decision_stays_as_it_is_whoever_writes(decision, dana, column, value):
    issued = issue(decision, dana)

    with pytest.raises(IntegrityError), transaction.atomic():
        set_by_sql(issued, column, value)


def test_a_decision_cannot_be_issued_with_the_letter_of_another_case(decision, dana, sales, at):
    letter = foreign_letter(sales, dana, at)

    with pytest.raises(IntegrityError, match="its own letter"):
        changed(decision, letter=letter, issued_by=dana, issued_at=at, no_department_reason="Nobody.")


def test_a_decision_cannot_be_issued_in_silence(decision, dana, at):
    issued = issue(decision, dana).letter
    other = Letter(
        **{
            f.attname: getattr(issued, f.attname)
            for f in Letter._meta.concrete_fields
            if f.name not in ("id", "file", "event")
        }
    )
    other.file = kept("silent")
    staged(row=other)

    with pytest.raises(IntegrityError, match="or say why none needs to know"):
        changed(decided(decision.case, dana, number=2, measures=()), letter=other, issued_by=dana, issued_at=at)


def foreign_letter(sales, dana, at):
    case = CaseFactory(reference="CC-2026-9002", department=sales, opened_by=dana)
    return staged(
        row=Letter(
            case=case,
            customer=case.customer,
            kind="L4",
            recipient_name="X",
            dated_on=TODAY,
            title="L",
            blocks="[]",
            file=kept("foreign"),
            sha256="0" * 64,
            written_at=at,
            wording_version="1",
        )
    )


def kept(path):
    return staged(row=StoredFile(sha256="0" * 64, size=1, content_type="application/pdf", name="x", path=path))
