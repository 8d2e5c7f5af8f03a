"""Letters leave, come back and go again; what is kept is what was sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from cases.actions import letters as acts_of
from cases.models import Case, Delivery, Letter
from cases.policy import letters as policy
from conduct import letters, outbox
from conduct.audit import record
from conduct.models import Organization, OutboxMessage
from conduct.recording import act
from tests.cases.casework import acts, mailed, record_is_down, refused, waiting
from tests.factories import NOW, TODAY, CaseFactory, changed

pytestmark = pytest.mark.django_db
Method = Delivery.Method
SAID = {"subject": "what was reported", "closed_on": "April 17, 2026", "contact": "555-0100"}


@act
def written(*, case, by, ways=(Method.POST,), at=NOW):
    """A letter L12 of a case, written in an act of its own."""
    letter = acts_of.write_to_customer(
        kind="L12",
        fields=SAID,
        title="We have closed this matter",
        customer=case.customer,
        reference=case.reference,
        ways=ways,
        on=TODAY,
        by=by,
        at=at,
        case=case,
    )
    record("test.staged", case, by=by, at=at, subject=letter)
    return letter


def a_letter(case, by, kind, **changes):
    """A letter of any kind, with the words of L12: for tests of what letters of that kind allow."""
    kept = written(case=case, by=by)
    values = {field.attname: getattr(kept, field.attname) for field in Letter._meta.concrete_fields}
    fresh = Letter(**values | {"id": None, "kind": kind, "file_id": None, "revision": 0} | changes)
    return copied(letter=fresh, pdf=kept.file.read(), case=case, by=by)


@act
def copied(*, letter, pdf, case, by, at=NOW):
    letter.file = letter._meta.get_field("file").related_model.keep(
        pdf, name="letter.pdf", content_type="application/pdf"
    )
    letter.save()
    record("test.staged", case, by=by, at=at, subject=letter)
    return letter


def sent(delivery, by, at=NOW, **changes):
    return acts_of.record_sent(delivery=delivery, **{"sent_at": at, "by": by, "at": at} | changes)


def test_what_is_kept_is_what_is_sent_with_its_hash(case, sam):
    letter = written(case=case, by=sam, ways=[Method.EMAIL, Method.POST])

    assert letter.file.read().startswith(b"%PDF")
    assert letter.sha256 == letter.file.sha256
    assert OutboxMessage.objects.get().file == letter.file
    assert [(one.method, one.sent_at) for one in letter.deliveries.order_by("method")] == [
        ("email", None),
        ("post", None),
    ]


def test_the_cover_mail_holds_no_word_of_the_letter(case, sam):
    letter = written(case=case, by=sam, ways=[Method.EMAIL])

    message = OutboxMessage.objects.get()
    assert message.title == "A letter from Jack Keller Inc., REALTORS"
    assert case.reference not in message.body
    assert letter.title not in message.body


def test_a_letter_is_refused_with_everything_that_is_missing(case, sam, organization):
    changed(organization, address="", phone="", email="")
    changed(sam, title="")

    with refused("Add the address, phone and email of the sender."):
        written(case=case, by=sam)
    with refused("Add the title of who signs."):
        written(case=case, by=sam)


def test_a_name_that_would_reorder_the_letter_is_refused_and_nothing_is_kept(case, sam):
    changed(case.customer, name="Cora \u202eevil")

    with refused("U+202E (right-to-left override), which cannot be printed"):
        written(case=case, by=sam)
    assert not Letter.objects.exists()


def test_a_letter_to_a_merged_record_goes_to_the_one_that_stands(case, sam):
    survivor = CaseFactory(customer__name="Cora Lindgren-Hale", customer__address_line_1="9 New Street").customer
    changed(case.customer, merged_into=survivor)

    letter = written(case=case, by=sam)

    assert (letter.recipient_name, letter.customer) == ("Cora Lindgren-Hale", survivor)
    assert "9 New Street" in letter.recipient_address


@pytest.mark.parametrize(
    ("method", "sent_at", "deemed_on"),
    [
        (Method.POST, datetime(2026, 4, 17, 15, tzinfo=UTC), date(2026, 4, 22)),
        (Method.HAND, datetime(2026, 4, 17, 20, 59, tzinfo=UTC), date(2026, 4, 17)),  # 4:59 PM in New York
        (Method.HAND, datetime(2026, 4, 17, 21, 0, tzinfo=UTC), date(2026, 4, 20)),  # 5 PM on a Friday
    ],
)
def test_the_day_it_counts_as_received_follows_from_when_it_left(method, sent_at, deemed_on, case, sam):
    delivery = written(case=case, by=sam, ways=[method]).deliveries.get()

    sent(delivery, sam, at=sent_at)

    delivery.refresh_from_db()
    assert (delivery.deemed_on, delivery.recorded_by, delivery.sent_recorded_at) == (deemed_on, sam, sent_at)
    assert acts(case) == ["letter.sent"]


def test_a_letter_leaves_once_each_way_and_neither_too_early_nor_too_late(case, sam):
    delivery = written(case=case, by=sam).deliveries.get()

    with refused("Enter a time that is not in the future."):
        sent(delivery, sam, sent_at=NOW + timedelta(minutes=1))
    with refused("The letter cannot have left before it was written."):
        sent(delivery, sam, sent_at=NOW - timedelta(minutes=1))
    sent(delivery, sam)
    with refused("This way of sending is already recorded."):
        sent(delivery, sam)


def test_a_letter_that_came_back_goes_again_another_way(case, sam):
    letter = written(case=case, by=sam)
    delivery = sent(letter.deliveries.get(), sam)
    acts_of.record_returned(delivery=delivery, reason="Moved away", by=sam, at=NOW)
    assert list(Delivery.objects.came_back()) == [delivery]

    acts_of.send_again(letter=letter, method=Method.EMAIL, sent_to="cora@example.com", by=sam, at=NOW)

    assert not Delivery.objects.came_back().exists()
    assert mailed("letter") == ["cora@example.com"]
    assert acts(case) == ["letter.sent", "letter.returned", "letter.sent_again"]


def test_what_comes_back_is_recorded_once_and_after_it_left(case, sam):
    delivery = sent(written(case=case, by=sam).deliveries.get(), sam)

    with refused("The letter cannot have come back before it left."):
        acts_of.record_returned(delivery=delivery, reason="-", returned_at=NOW - timedelta(hours=1), by=sam, at=NOW)
    acts_of.record_returned(delivery=delivery, reason="Moved", by=sam, at=NOW)
    with refused("This letter already came back this way."):
        acts_of.record_returned(delivery=delivery, reason="Moved", by=sam, at=NOW)


@pytest.mark.parametrize(
    ("method", "sent_to", "sentence"),
    [
        (Method.EMAIL, "", "Say where it goes."),
        (Method.EMAIL, "9 Elm Street", "Enter an email address"),
        (Method.POST, "214 Sample Lane\nSpringfield, VA 22150", "It is on its way there already."),
    ],
)
def test_a_letter_is_not_sent_again_to_nowhere_or_twice(method, sent_to, sentence, case, sam):
    letter = written(case=case, by=sam)

    with refused(sentence):
        acts_of.send_again(letter=letter, method=method, sent_to=sent_to, by=sam, at=NOW)


def test_a_letter_handed_over_again_goes_to_its_recipient(case, sam):
    delivery = acts_of.send_again(letter=written(case=case, by=sam), method=Method.HAND, sent_to="", by=sam, at=NOW)

    assert delivery.sent_to == "Cora Lindgren"


@pytest.mark.parametrize("who", ["emil", "olga", "alba", "ada", "april"])
def test_only_who_works_on_the_case_says_how_a_letter_went(who, request, case, sam):
    somebody = request.getfixturevalue(who)
    delivery = written(case=case, by=sam).deliveries.get()

    with refused("you do not work on it"):
        sent(delivery, somebody)


def test_the_outbox_says_when_an_email_left(case, sam, settings, mailoutbox):
    letter = written(case=case, by=sam, ways=[Method.EMAIL])

    outbox.deliver(NOW)

    delivery = letter.deliveries.get()
    assert (delivery.sent_at, delivery.deemed_on, delivery.recorded_by) == (NOW, TODAY, None)
    assert mailoutbox[0].attachments[0][1] == letter.file.read()
    assert acts(case) == ["letter.sent"]


def test_an_email_that_could_not_be_delivered_came_back(case, sam):
    letter = written(case=case, by=sam, ways=[Method.EMAIL])
    message = OutboxMessage.objects.get()
    message.last_error = "SMTPRecipientsRefused"

    acts_of.letter_left(message=message, sent=False, at=NOW)

    assert letter.deliveries.get().returned_why == "Could not be delivered: SMTPRecipientsRefused"
    assert list(Delivery.objects.came_back()) == [letter.deliveries.get()]


def test_a_customer_who_asked_for_large_print_gets_it(case, dana):
    changed(case.customer, format="large")

    letter = written(case=Case.objects.get(pk=case.pk), by=dana)

    blocks, about = letters.from_json(letter.blocks), {"title": letter.title, "language": "en", "on": TODAY}
    assert letter.file.read() == letters.render_pdf(blocks, **about, large=True)
    assert letter.file.read() != letters.render_pdf(blocks, **about)


@act
def written_about_a_report(*, report, by, at=NOW):
    letter = acts_of.write_to_customer(
        kind="L12",
        fields=SAID,
        title="We have closed this matter",
        customer=report.customer,
        reference=report.reference,
        ways=[Method.POST],
        on=TODAY,
        by=by,
        at=at,
        report=report,
    )
    record("test.staged", report, by=by, at=at, subject=letter)
    return letter


def test_a_letter_without_a_case_has_its_events_with_its_report(cora, sales, sam, emil):
    report = waiting(customer=cora, department=sales, reporter=emil)
    delivery = written_about_a_report(report=report, by=sam).deliveries.get()

    with refused("Letters are sent by supervisors and directors."):
        sent(delivery, emil)
    sent(delivery, sam)

    assert acts(report) == ["letter.sent"]


def test_nothing_is_left_when_the_record_cannot_be_written(case, sam):
    delivery = written(case=case, by=sam).deliveries.get()

    with record_is_down("cases.actions.letters"):
        sent(delivery, sam)
    with record_is_down("cases.actions.letters"):
        acts_of.send_again(letter=delivery.letter, method=Method.HAND, sent_to="", by=sam, at=NOW)

    assert Delivery.objects.get().sent_at is None


def test_letters_are_read_by_who_may_open_their_case(case, sam, emil, olga, dana, alba):
    letter = written(case=case, by=sam)

    readers = [user.full_name for user in (sam, emil, olga, dana, alba) if letter in Letter.objects.visible_to(user)]
    assert readers == ["Sam Okafor", "Dana Ruiz", "Alba Conti"]


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        (["email"], "email"),
        (["email", "post"], "email and mail"),
        (["email", "post", "hand"], "email, mail and hand"),
        ([], ""),
    ],
)
def test_the_letter_names_its_ways(ways, words):
    assert policy.in_words(ways) == words


def test_the_customer_is_told_every_way_to_reach_us(organization):
    assert policy.reply_routes(organization) == (
        "by phone at 555-0100, by email at conduct@example.com, "
        "or by letter to 100 Example Avenue, Springfield, VA 22150"
    )
    assert policy.reply_routes(Organization(phone="555-0100")) == "by phone at 555-0100"
    assert policy.contact_of(organization) == "555-0100 or conduct@example.com"


def test_the_stored_bytes_are_checked_whenever_they_are_read(case, sam):
    letter = written(case=case, by=sam)
    with default_storage.open(letter.file.path, "wb") as stored:
        stored.write(b"%PDF-1.4 something else")

    with pytest.raises(ValueError, match="do not match their hash"):
        letter.file.read()
