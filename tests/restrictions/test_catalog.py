"""The catalogue of measures: what each asks for, how it reads, what it leaves open and how long it lasts."""

import json
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.calendar import Calendar
from conduct.models import Organization
from restrictions.catalog import (
    ACCESS,
    ALWAYS_CAN,
    CARVE_OUTS,
    CONTACT,
    MEASURE,
    MEASURES,
    NEVER_DO,
    ROUTES,
    STEPS,
    Length,
    check_parameters,
    details,
    do_and_dont,
    do_and_dont_together,
    ladder_of,
    ladder_step,
    parameters_to_keep,
    reasons_no_route_open,
    routes_closed,
    routes_open,
    same_subject,
    sentence,
    subject,
    suggest_end,
)

ENDS_ON = date(2026, 10, 20)
NEW_YORK = Calendar("America/New_York")

# One sound example of every measure, and how the letter says it before it gives the last day.
SOUND = {
    "R01": (
        {"liaison": "Sam Okafor", "deputy": "Lee Marchetti", "channels": ["phone", "email"]},
        "Please contact us only through Sam Okafor, by phone or by email. When Sam Okafor is away, Lee Marchetti "
        "stands in.",
    ),
    "R02": (
        {"medium": "email", "address": "contact@example.com", "reply_days": 3},
        "Please contact us in writing only, by email to contact@example.com. We will not answer phone calls, voicemail "
        "or messages sent another way. We will reply within 3 business days.",
    ),
    "R03": (
        {"contacts": "calls", "count": 1, "period": "week", "minutes": 15},
        "You can call us once a week. Each time can last 15 minutes.",
    ),
    "R04": (
        {"staff": ["Ivy Chen", "Jordan Pell"], "replacement": "Sam Okafor", "consent": "Both by email on May 4."},
        "Please do not contact Ivy Chen or Jordan Pell. Sam Okafor will help you instead.",
    ),
    "R05": (
        {"matter": "deposit refund R-20518", "treatment": "read_and_filed"},
        "We have dealt with deposit refund R-20518, and it is closed. We will read and file what you send us about it. "
        "We will answer only if it brings new facts.",
    ),
    "R06": (
        {"count": 2, "period": "month", "of_what": "documents"},
        "Please keep to this limit for documents: 2 a month. What goes beyond it waits for the next month.",
    ),
    "R07": (
        {"place": "100 Example Avenue", "notice_days": 1},
        "Please come to 100 Example Avenue only with an appointment. Ask for one at least 1 business day ahead.",
    ),
    "R08": (
        {"staff_count": 2, "place": "our main office"},
        "When you meet us, 2 of our staff will be there. We meet at our main office only.",
    ),
    "R09": (
        {"who": "Alex Castellan", "consent": "Letter of May 4, file 12"},
        "Please contact us through Alex Castellan, who has agreed to speak for you.",
    ),
    "R10": (
        {"premises": ["Main office", "Mill Road office"], "exceptions": "a closing.", "police_copy": "yes"},
        "Please do not come to Main office or Mill Road office. You can still come in these cases: a closing. The "
        "police have a copy of this letter.",
    ),
    "R11": (
        {"events": ["our open houses"], "admission": "accompanied", "alternative": "a showing by appointment"},
        "Please come to our open houses only together with one of our staff. Instead we offer you: a showing by "
        "appointment.",
    ),
    "R12": (
        {"channels": ["portal", "chat"], "action": "block"},
        "You cannot use our customer portal or our online chat.",
    ),
    "R13": (
        {"sources": ["(217) 555-0163", "robin@example.com"], "diverted_to": "a mailbox that Sam Okafor reads"},
        "We will not answer calls or messages from (217) 555-0163 or robin@example.com. They go to a mailbox that Sam "
        "Okafor reads. We still open and read your mail.",
    ),
    "R14": (
        {"service": "rental viewings", "extent": "suspended", "carve_outs": "repairs\nand rent payments"},
        "For you this service is suspended: rental viewings. You still get: repairs and rent payments.",
    ),
    "R15": (
        {
            "contract": "listing agreement L-77",
            "contract_end": "with 30 days' notice",
            "contract_ends_on": "2026-05-31",
            "hand_over": "Riverton Homes takes over both offers",
            "legal_sign_off": "Pat Quill, May 4",
            "broker_sign_off": "Margit Osei, May 5",
        },
        "We are ending this agreement with you: listing agreement L-77. It ends as it says itself: with 30 days' "
        "notice. Its last day is May 31, 2026. This is how we hand over our work: Riverton Homes takes over both "
        "offers. We will not make a new agreement with you before this ends, on October 20, 2026.",
    ),
    "R16": (
        {"conditions": "two visits a month, with a friend"},
        "We will go on working with you on these conditions: two visits a month, with a friend.",
    ),
    "R17": (
        {"text": "Please leave parcels at the desk", "closes": ["none"], "why_not": "It is about parcels only"},
        "Please leave parcels at the desk.",
    ),
}
CODES = sorted(SOUND)


def changed(code, **changes):
    return SOUND[code][0] | changes


def lines_of(measure):
    return [line if isinstance(line, str) else line.line for line in (*measure.letter, *measure.can, *measure.do_not)]


# --- The data ----------------------------------------------------------------------------------------------------


def test_the_catalogue_has_seventeen_measures_of_two_kinds_two_of_which_need_a_second_approval():
    assert [measure.code for measure in MEASURES] == [f"R{n:02}" for n in range(1, 18)]
    assert {m.code for m in MEASURES if m.kind == ACCESS} == {"R10", "R11", "R13", "R14", "R15"}
    assert {m.code for m in MEASURES if m.needs_second_approval} == {"R13", "R15"}
    assert {m.code: m.subject for m in MEASURES if m.subject} == {
        "R05": "matter",
        "R10": "premises",
        "R11": "events",
        "R12": "channels",
    }


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.code)
def test_a_measures_lines_use_only_its_own_details_and_stay_short(measure):
    names = {parameter.name for parameter in measure.parameters}

    for line in lines_of(measure):
        assert {name for _, name, _, _ in string.Formatter().parse(line) if name} <= names
        assert len(line.split()) <= 20


def test_what_is_for_the_file_only_stands_in_no_line():
    for code, name in [("R04", "consent"), ("R09", "consent"), ("R15", "legal_sign_off"), ("R17", "why_not")]:
        assert MEASURE[code].parameter(name)
        assert not any(f"{{{name}}}" in line for line in lines_of(MEASURE[code]))


# --- Words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_every_measure_reads_as_plain_sentences_with_its_last_day(code):
    parameters, expected = SOUND[code]

    assert check_parameters(code, parameters) == {}
    assert sentence(code, parameters, ends_on=ENDS_ON).removesuffix(" This ends on October 20, 2026.") == expected


@pytest.mark.parametrize("code", CODES)
def test_a_draft_shows_what_is_not_filled_in_yet_instead_of_failing(code):
    assert "October 20, 2026" in sentence(code, {}, ends_on=ENDS_ON)
    assert do_and_dont(code, {})[0]


def test_lines_that_hang_on_a_detail_are_said_only_with_it():
    without = sentence("R10", changed("R10", police_copy="no"), ends_on=ENDS_ON)
    with_hours = sentence("R10", changed("R10", hours="after 5 PM", buffer="the car park"), ends_on=ENDS_ON)

    assert "police" not in without
    assert (
        "This is for these days and hours: after 5 PM. Please also keep away from the area around: the car park."
        in (with_hours)
    )


def test_what_people_typed_is_never_read_as_a_template():
    parameters = changed("R07", place="{notice_days} {0} %s {{x}}")

    assert "{notice_days} {0} %s {{x}} only with an appointment" in sentence("R07", parameters, ends_on=ENDS_ON)


def test_staff_read_what_they_can_do_and_what_not_and_emergencies_always_come_through():
    can, do_not = do_and_dont("R07", SOUND["R07"][0])
    all_can, all_do_not = do_and_dont_together([("R07", SOUND["R07"][0]), ("R07", SOUND["R07"][0])])

    assert can == [
        "See them if they have an appointment",
        "Book an appointment at 100 Example Avenue, at least 1 business day ahead",
    ]
    assert do_not == ["See them without an appointment"]
    assert (all_can, all_do_not) == ([*can, ALWAYS_CAN], [*do_not, NEVER_DO])


def test_the_details_read_as_the_form_showed_them():
    assert details("R12", SOUND["R12"][0]) == [
        ("Which channels", "Customer portal, Online chat"),
        ("What we do there", "Block"),
    ]
    assert ("The day the agreement ends", "May 31, 2026") in details("R15", SOUND["R15"][0])


# --- Checks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_every_required_detail_is_missed_by_name_and_no_other(code):
    required = {parameter.name for parameter in MEASURE[code].parameters if parameter.required}

    assert set(check_parameters(code, {})) == required
    assert set(check_parameters(code, dict.fromkeys(required, " \u200b\n"))) == required


@pytest.mark.parametrize(
    ("code", "field", "value", "says"),
    [
        ("R01", "liaison", "", "Fill in: Named contact"),
        ("R01", "liaison", "Sam\nOkafor", "on one line"),
        ("R01", "liaison", "Sam \u202eOkafor", "direction of writing"),
        ("R01", "deputy", " SAM ökafor", "Name somebody else"),
        ("R01", "channels", ["pigeon"], "Choose one of these: Phone, Email, Post, In person, Online"),
        ("R01", "channels", "phone", "on a line of its own"),
        ("R01", "channels", [["phone"]], "Choose one of these"),
        ("R01", "colour", "blue", "does not ask for it"),
        ("R02", "address", "100 Example Avenue", "Enter an email address"),
        ("R02", "reply_days", "3", "whole number from 1 to 30"),
        ("R02", "reply_days", True, "whole number from 1 to 30"),
        ("R02", "reply_days", 31, "whole number from 1 to 30"),
        ("R02", "reply_days", 2.5, "whole number"),
        ("R02", "medium", "fax", "Choose one of these: Email, Post"),
        ("R04", "staff", ["Ivy Chen", "ivy CHEN"], "only once"),
        ("R04", "staff", ["Ivy Chen", " "], "in words"),
        ("R04", "staff", [f"Person {n}" for n in range(13)], "12 or fewer"),
        ("R05", "matter", "x" * 201, "Use 200 characters or fewer. This is 201"),
        ("R07", "place", "Office\0", "hidden character"),
        ("R07", "place", 7, "in words"),
        ("R10", "premises", [f"{'long ' * 38}{n}" for n in range(2)], "Name fewer here"),
        ("R13", "sources", ["12345"], "“12345” is neither"),
        ("R15", "contract_ends_on", "2026-02-30", "Enter a date"),
        ("R15", "contract_ends_on", "2026-W07-1", "Enter a date"),
        ("R15", "contract_ends_on", 20260220, "Enter a date"),
        ("R17", "closes", ["none", "phone"], "not both"),
        ("R17", "closes", [], "Fill in"),
    ],
)
def test_a_detail_that_cannot_be_kept_is_refused_by_field_with_what_to_do(code, field, value, says):
    wrong = check_parameters(code, changed(code, **{field: value}))

    assert list(wrong) == [field]
    assert says in wrong[field]


def test_a_measure_outside_the_catalogue_is_not_checked_at_all():
    with pytest.raises(KeyError):
        check_parameters("R18", {})


def test_what_is_kept_is_plain_ordered_and_without_empty_details():
    typed = {"contract_ends_on": date(2026, 5, 31), "postal_address": " "} | {
        name: value for name, value in reversed(SOUND["R15"][0].items()) if name != "contract_ends_on"
    }

    kept = parameters_to_keep("R15", typed)

    assert json.loads(json.dumps(kept)) == SOUND["R15"][0]
    assert list(kept) == list(SOUND["R15"][0])
    assert parameters_to_keep("R15", kept) == kept


def test_nothing_wrong_is_ever_kept():
    with pytest.raises(ValueError, match="reply_days: Enter a whole number"):
        parameters_to_keep("R02", changed("R02", reply_days=0))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


@given(st.sampled_from(CODES), st.text(max_size=8) | st.sampled_from(["channels", "premises", "count", "text"]), JUNK)
def test_forged_details_get_sentences_never_a_crash(code, field, value):
    wrong = check_parameters(code, changed(code, **{field: value}))

    assert all(isinstance(why, str) and why for why in wrong.values())
    if not wrong:
        assert sentence(code, parameters_to_keep(code, changed(code, **{field: value})), ends_on=ENDS_ON)


# --- What a measure is about -------------------------------------------------------------------------------------


def test_two_measures_of_a_type_overlap_only_in_what_they_are_about():
    both = subject("R10", {"premises": ["Mill Road Office", "Main office"]})
    other_order = subject("R10", {"premises": ["main OFFICE", "Mill road office"]})
    one, elsewhere = subject("R10", {"premises": ["Main office"]}), subject("R10", {"premises": ["Harbor office"]})

    assert both == other_order == "main office; mill road office"
    assert same_subject(both, one)
    assert not same_subject(both, elsewhere)
    assert same_subject(subject("R01", SOUND["R01"][0]), subject("R01", {})), "a type without a subject overlaps whole"
    assert subject("R05", SOUND["R05"][0]) == "deposit refund r 20518"


# --- Ways to reach us --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "changes", "closed"),
    [
        ("R01", {}, {"post", "in_person", "online"}),
        ("R02", {}, {"phone", "post", "online"}),
        ("R02", {"medium": "post"}, {"phone", "email", "online"}),
        ("R10", {}, {"in_person"}),
        ("R12", {}, {"online"}),
        ("R12", {"action": "hide"}, set()),
        ("R13", {}, {"phone", "email"}),
        ("R13", {"sources": ["robin@example.com"]}, {"email"}),
        ("R17", {"closes": ["phone", "online"]}, {"phone", "online"}),
        *(
            (code, {}, set())
            for code in ("R03", "R04", "R05", "R06", "R07", "R08", "R09", "R11", "R14", "R15", "R16", "R17")
        ),
    ],
)
def test_a_measure_closes_the_routes_its_details_say(code, changes, closed):
    assert routes_closed(code, changed(code, **changes)) == closed
    assert routes_open([(code, changed(code, **changes))]) == set(ROUTES) - closed


def test_measures_that_together_leave_no_route_are_refused_with_what_to_do():
    by_email = ("R02", changed("R02"))
    no_email = ("R17", changed("R17", closes=["email", "in_person"]))

    assert routes_open([by_email, no_email]) == set()
    assert reasons_no_route_open([by_email, no_email]) == [
        "These measures leave no way to reach us. Leave one open: phone, email, post, in person or online",
        "“Contact in writing only” asks for contact by email, and another measure closes that. "
        "Leave it open, or name another way",
    ]


def test_a_set_with_an_open_route_passes_and_so_does_none_at_all():
    assert reasons_no_route_open([("R02", SOUND["R02"][0]), ("R10", SOUND["R10"][0])]) == []
    assert reasons_no_route_open([]) == []
    assert routes_open([]) == set(ROUTES)


def test_a_named_way_must_stay_open_even_if_another_one_is():
    by_phone = ("R01", changed("R01", channels=["phone"]))

    assert "asks for contact by phone" in reasons_no_route_open([by_phone, ("R13", SOUND["R13"][0])])[-1]


def test_a_last_resort_may_close_every_route_if_it_gives_a_postal_address():
    everything = changed("R17", closes=list(ROUTES))
    with_address = changed("R15", postal_address="100 Example Avenue, Springfield")

    assert reasons_no_route_open([("R17", everything), ("R15", SOUND["R15"][0])]) != []
    assert reasons_no_route_open([("R17", everything), ("R15", with_address)]) == []


def test_what_is_never_restricted_is_the_same_for_everybody():
    assert list(CARVE_OUTS) == [
        "emergency", "legal", "appeal", "own_data", "accommodation", "fair_housing", "deadline",
    ]  # fmt: skip


LADDER = ladder_of(Organization())


# --- How long ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "step", "ends_on"),
    [
        (CONTACT, "first_moderate", date(2026, 7, 20)),
        (ACCESS, "first_moderate", date(2026, 5, 20)),
        (CONTACT, "first_serious", date(2026, 10, 20)),
        (ACCESS, "first_serious", date(2026, 7, 20)),
        (CONTACT, "second", date(2026, 10, 20)),
        (ACCESS, "second", date(2026, 10, 20)),
        (CONTACT, "critical", date(2027, 4, 20)),
        (ACCESS, "critical", date(2027, 4, 20)),
        (CONTACT, "no such row", date(2026, 10, 20)),
    ],
)
def test_the_ladder_fills_in_the_end_date(kind, step, ends_on):
    assert suggest_end(kind, step, date(2026, 4, 20), NEW_YORK, ladder=LADDER) == ends_on


def test_the_settings_can_change_every_length_and_the_cap_cuts_the_ladder():
    start = date(2028, 2, 29)
    set_longer = ladder_of(Organization(ladder_moderate_contact_months=2, ladder_moderate_access_days=10))

    assert suggest_end(CONTACT, "first_moderate", start, NEW_YORK, ladder=set_longer) == date(2028, 4, 29)
    assert suggest_end(ACCESS, "first_moderate", start, NEW_YORK, ladder=set_longer) == date(2028, 3, 10)
    assert suggest_end(CONTACT, "", start, NEW_YORK, ladder=LADDER, default=Length(months=1)) == date(2028, 3, 29)
    assert suggest_end(CONTACT, "critical", start, NEW_YORK, ladder=LADDER, cap_months=3) == date(2028, 5, 29)
    assert suggest_end(ACCESS, "critical", start, NEW_YORK, ladder=LADDER) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("severity", "had_one", "step"),
    [
        (1, False, "first_moderate"),
        (2, False, "first_moderate"),
        (3, False, "first_serious"),
        (2, True, "second"),
        (3, True, "second"),
        (4, False, "critical"),
        (4, True, "critical"),
    ],
)
def test_a_case_stands_on_the_step_of_its_severity_and_history(severity, had_one, step):
    assert ladder_step(severity, had_one_within_a_year=had_one) == step
    assert step in STEPS
