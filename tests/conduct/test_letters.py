"""Composing: every letter of the process exists, says what it must, and nothing is printed that was left empty."""

import re

import pytest

from conduct import letters
from conduct.letters import FIELDS, NAMES, REQUIRED, WORDINGS, Block, Run, check_wording, compose, from_json, to_json
from tests.conduct.letter_samples import OWN, fields

FROM_THE_PROCESS = {
    "L0",
    "L1",
    "L2",
    "L3",
    "L4",
    "L5",
    "L5b",
    "L6",
    "L7",
    "L8",
    "L9a",
    "L9b",
    "L10",
    "L10b",
    "L11",
    "L12",
    "L13",
    "stay_decided",
    "late_appeal_refused",
    "waiver_answered",
    "early_review_answered",
    "warning_dispute_decided",
    "interim_reconsidered",
    "sheet",
}

# Process 2.11, "L4 required items", one row an item: the fields that carry it.
L4_ITEMS = {
    "name and address": ["recipient_name", "recipient_address"],
    "date": ["letter_date"],
    "case number": ["case_reference"],
    "conduct with dates": ["conduct"],
    "policy clauses": ["policy_clauses"],
    "why unacceptable and its impact": ["why_unacceptable", "impact"],
    "statement on both preconditions and the basis": ["preconditions", "basis"],
    "each restriction in plain words": ["outcome_heading", "restrictions"],
    "start date": ["start_date"],
    "end date": ["end_date"],
    "review date": ["review_statement"],
    "what remains available and how": ["stays_open", "emergency_route", "work_under_way"],
    "the customer's side": ["customer_side"],
    "how and by when to appeal, to whom": ["appeal_by", "appeal_decider", "appeal_routes"],
    "terms meanwhile and how to ask for a stay": ["appeal_meanwhile"],
    "waiver and early review": ["waiver_days", "early_review_days", "reply_routes"],
    "accommodation and language offer": ["help_contact"],
    "who can change it, title and phone": ["change_title", "change_phone"],
    "how served": ["served_by"],
    "privacy line": ["who_is_told", "retention"],
    "director's name and title": ["signatory_name", "signatory_title"],
    "policy enclosed": ["enclosures", "policy_address"],
    "sender": ["organization_name", "sender_lines"],
}


def text_of(blocks):
    lines = ["".join(run.text for run in line) for block in blocks for line in block.lines]
    return " ".join([*lines, *(text_of(block.body) for block in blocks if block.body)])


def test_every_letter_of_the_process_exists():
    assert set(NAMES) == FROM_THE_PROCESS == set(OWN)


@pytest.mark.parametrize("kind", NAMES)
def test_a_letter_with_all_its_fields_misses_nothing(kind):
    composition = compose(kind, fields(kind))

    assert composition.missing == ()
    assert "[" not in text_of(composition.blocks).replace("[us]", "")


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in NAMES for field in REQUIRED[kind]])
def test_a_required_item_left_blank_is_named_and_shown_as_a_gap(kind, field):
    composition = compose(kind, fields(kind) | {field: ""})

    assert composition.missing == (REQUIRED[kind][field],)
    assert REQUIRED[kind][field] == f"Add {FIELDS[kind][field]}."
    assert f"[{FIELDS[kind][field]}]" in text_of(composition.blocks)


@pytest.mark.parametrize("blank", ["  \n\u200b", [], [" "], None, "absent"])
def test_what_nobody_can_see_is_blank_too(blank):
    values = {name: value for name, value in fields("L4").items() if name != "end_date"}

    assert compose("L4", values if blank == "absent" else values | {"end_date": blank}).missing == (
        "Add the end date.",
    )


def test_the_restriction_letter_requires_every_item_of_the_process():
    assert {field for item in L4_ITEMS.values() for field in item} == set(REQUIRED["L4"])


@pytest.mark.parametrize("part", ["breach", "always", "request_list", "appeal_how", "told"])
def test_fixed_words_the_process_asks_for_cannot_be_emptied(part):
    composition = compose("L4", fields("L4"), overrides={("L4", part): "  "})

    assert composition.missing == (f"Write the words of the part “{part}”.",)


def test_values_that_no_letter_asked_for_are_left_aside():
    assert compose("L12", fields("L12") | {"reporter": "Ivy Chen"}) == compose("L12", fields("L12"))


def test_a_value_is_never_read_as_wording():
    composition = compose("L12", fields("L12") | {"subject": "{letter_date} {{ x }} {% load y %}"})

    assert "We looked at {letter_date} {{ x }} {% load y %}. We decided" in text_of(composition.blocks)
    assert composition.missing == ()


def test_a_part_for_an_optional_field_is_left_out_without_it_and_its_heading_too():
    without = {"restrictions": "", "end_date": ""}

    assert "What applies from now on" in text_of(compose("L11", fields("L11")).blocks)
    assert "What applies from now on" not in text_of(compose("L11", fields("L11") | without).blocks)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"link": "", "code": ""}, ()),
        ({"link": ""}, ("Add the address of the appeal page.",)),
        ({"code": ""}, ("Add the short code.",)),
    ],
)
def test_the_appeal_sheet_needs_link_and_code_together_or_neither(given, missing):
    composition = compose("sheet", fields("sheet") | given)

    assert composition.missing == missing
    assert ("The same page" in text_of(composition.blocks)) == bool(missing)
    assert "Email help@example.com. Write to Customer appeals" in text_of(composition.blocks)


def test_an_adverse_review_needs_all_of_its_appeal_section():
    missing = compose("L7", fields("L7") | {"appeal_by": "", "appeal_routes": ""}).missing

    assert missing == ("Add the last day to appeal.", "Add how the customer can appeal.")


def test_a_field_alone_on_its_line_gives_one_line_each_and_is_listed_inside_a_sentence():
    blocks = compose("L4", fields("L4") | {"who_is_told": ["Rentals", "Accounts", "Sales"]}).blocks
    changes = next(block for block in blocks if text_of([block]).startswith("What changes"))

    assert [block.kind for block in changes.body] == ["list", "text"]
    assert len(changes.body[0].lines) == 3
    assert "We tell Rentals, Accounts and Sales what to do, not why." in text_of(blocks)


def test_sentences_on_several_lines_follow_each_other_inside_a_paragraph():
    blocks = compose("L4", fields("L4") | {"basis": "We found a pattern.\n\nIt has three reports."}).blocks

    assert "every effort to settle it. We found a pattern. It has three reports." in text_of(blocks)


def test_accents_typed_in_pieces_and_marks_left_by_pasting_are_tidied():
    blocks = compose("L12", fields("L12") | {"recipient_name": " Zoe\u0308\u00ad  Li\u200bm\ufeff "}).blocks

    assert "Dear Zoë Lim," in text_of(blocks)


def test_dates_that_matter_are_strong_in_sentences():
    summary = compose("L4", fields("L4")).blocks[4]

    assert [run.text for run in summary.lines[0] if run.style == "strong"] == ["November 25, 2026", "February 25, 2027"]


def test_the_appeal_section_stays_in_one_piece():
    kinds = {text_of([block])[:15]: block.kind for block in compose("L4", fields("L4")).blocks}

    assert kinds["If you disagree"] == "whole"
    assert kinds["What changes Pl"] == "section"


def test_the_department_notice_says_what_to_do_and_nothing_else():
    assert set(FIELDS["L5"]) == {
        "organization_name",
        "notice_date",
        "person",
        "start_date",
        "end_date",
        "call",
        "can_do",
        "not_do",
    }
    assert text_of(compose("L5", fields("L5")).blocks[1:-1]) == (
        "Please follow this notice WhoRobin Castellan, 214 Sample Lane"
        " FromNovember 25, 2026 UntilFebruary 25, 2027 CallSam Okafor, 555-0107"
        " What this person can do What we ask you not to do"
        " Email contact@example.com. Come in with an appointment."
        " Do not take phone calls. Ask for an email."
        " Do not discuss this notice, except with people who need it for their work."
    )


@pytest.mark.parametrize("kind", [kind for kind in NAMES if kind in ("L3", "L4", "L7", "L9a", "L9b")])
def test_what_stays_open_is_said_before_what_changes(kind):
    names = [part.name for part in WORDINGS[kind].parts]
    changes = next(name for name in names if name in ("restrictions", "measures", "terms_breached"))

    assert names.index("stays_open") < names.index(changes)


def test_a_guardian_gets_the_letter_marked_as_a_copy():
    composition = compose("L4", fields("L4") | {"copy_for": "Robin Castellan", "recipient_name": "Kim Castellan"})

    assert "This is a copy of our letter to Robin Castellan. Dear Kim Castellan," in text_of(composition.blocks)


def test_a_translation_of_the_reasons_carries_its_language():
    blocks = compose("L11", fields("L11")).blocks

    assert [block.language for block in blocks if block.language] == ["es"]


@pytest.mark.parametrize("language", ["", "Spanish", "es-MX!"])
def test_a_translation_without_a_language_code_is_refused(language):
    missing = compose("L11", fields("L11") | {"translation_language": language}).missing

    assert missing == ("Add the language code of the translated reasons, such as es.",)


# Wording -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NAMES)
def test_the_shipped_wording_passes_its_own_check(kind):
    reasons = {part.name: check_wording(kind, part.name, part.text) for part in WORDINGS[kind].parts}

    assert not any(reasons.values()), reasons


@pytest.mark.parametrize("kind", NAMES)
def test_fields_and_wording_know_each_other(kind):
    parts = WORDINGS[kind].parts
    used = {name for part in parts for name in part.fields | set(part.when)}

    assert set(FIELDS[kind]) == used
    assert len({part.name for part in parts}) == len(parts)


@pytest.mark.parametrize(
    ("kind", "part", "text", "reason"),
    [
        ("L12", "meaning", "Dear {customer_name}", "{customer_name} is not a field of this letter."),
        (
            "L12",
            "meaning",
            "{{ recipient_name }}",
            "Use braces only around the name of a field, such as {letter_date}.",
        ),
        ("L12", "meaning", "{% load x %}", "Use braces only around the name of a field, such as {letter_date}."),
        ("L12", "meaning", "{recipient_name.pk}", "Use braces only around the name of a field, such as {letter_date}."),
        ("L12", "meaning", " \n", "Write the words of the part “meaning”."),
        ("L12", "poem", "Roses", "We have closed this matter has no part called poem."),
        ("L12", "outcome", "One\nTwo", "This part has 1 line(s). Keep it so."),
        ("L12", "greeting", "Hello,", "Keep {recipient_name}: the letter needs the name of the customer."),
        (
            "L5",
            "facts",
            "Who {person}\nFrom: {start_date}\nUntil: {end_date}\nCall: {call}",
            "Start each line with a label, a colon and a space.",
        ),
        (
            "L5",
            "letterhead",
            "{organization_name}\n{notice_date}\nx",
            "Keep the line with three hyphens between the sender and the date.",
        ),
        (
            "L12",
            "meaning",
            "Good 😀",
            "In the part “meaning”, “Good □” has 😀 (grinning face), which cannot be printed. Write it in another way.",
        ),
    ],
)
def test_wording_that_could_spoil_a_letter_is_refused_with_a_sentence(kind, part, text, reason):
    assert check_wording(kind, part, text) == [reason]
    assert part == "poem" or compose(kind, fields(kind), overrides={(kind, part): text}).missing == (reason,)


def test_the_organizations_own_words_replace_the_shipped_ones():
    overrides = {("L12", "meaning"): "All is well, {recipient_name}.", ("L8", "expected"): "Not for this letter."}
    composition = compose("L12", fields("L12"), overrides=overrides)

    assert "All is well, Robin Castellan." in text_of(composition.blocks)
    assert "This letter does not say" not in text_of(composition.blocks)
    assert composition.missing == ()


def test_a_ready_sentence_is_filled_in_or_refused():
    assert letters.phrase("review_on", review_date="May 4, 2026").startswith("We start our own review on May 4, 2026")
    with pytest.raises(KeyError):
        letters.phrase("review_on")


# Plain language ------------------------------------------------------------------------------------------------------

BANNED = re.compile(r"\b(offender|perpetrator|abuser|victim|suspect|blacklist|ban list|flag|strike)")


def syllables(word):
    groups = re.findall(r"[aeiouy]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith(("le", "ee")) and len(groups) > 1
    return max(1, len(groups) - silent)


def school_grade(text):
    """The Flesch-Kincaid grade of a text."""
    sentences = [sentence for sentence in re.split(r"[.?!:\n]+", text) if sentence.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def own_words(kind):
    texts = [part.text for part in WORDINGS[kind].parts if part.style in ("title", "section", "whole", "text", "list")]
    return letters.FIELD.sub("May 4", "\n".join(texts))


@pytest.mark.parametrize("kind", NAMES)
def test_every_letter_reads_at_grade_six_or_lower(kind):
    assert school_grade(own_words(kind)) <= 6


@pytest.mark.parametrize("kind", NAMES)
def test_no_letter_puts_a_label_on_a_person_or_shouts(kind):
    assert not BANNED.search(own_words(kind).lower())
    assert "!" not in own_words(kind)


def test_ready_sentences_are_plain_too():
    assert school_grade(letters.FIELD.sub("May 4", "\n".join(letters.PHRASES.values()))) <= 6


# Keeping -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NAMES)
def test_a_letter_comes_back_from_its_stored_text_the_same(kind):
    blocks = compose(kind, fields(kind)).blocks

    assert from_json(to_json(blocks)) == blocks
    assert to_json(from_json(to_json(blocks))) == to_json(blocks)


def test_the_stored_text_is_canonical():
    block = Block("text", ((Run("Zoë "), Run("May 4", "strong")),))

    assert to_json([block]) == '[{"body":[],"kind":"text","language":"","lines":[[["Zoë ",""],["May 4","strong"]]]}]'


@pytest.mark.parametrize(
    "text", ["", "{}x", "[1]", "null", '[{"kind":"text"}]', '[{"kind":"script","lines":[],"body":[],"language":""}]']
)
def test_text_that_is_no_letter_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        from_json(text)


def test_wording_of_a_letter_that_does_not_exist_is_refused():
    assert check_wording("L99", "meaning", "Good")[0].startswith("There is no letter called L99. These are the letters")
