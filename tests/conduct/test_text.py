"""Folding for look-up, nearness of names, what text may be kept, and cells that are safe in a spreadsheet."""

import time
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conduct.text import (
    clean,
    csv_safe,
    fold,
    fold_address,
    fold_email,
    fold_phone,
    has_bidi_controls,
    is_blank,
    strip_bidi_controls,
    within_edits,
)

KEEPABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=60)
PILE_OF_MARKS = "Zo" + "\u0e48\u0e38" * 40_000


# --- Folding -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  José   GARCÍA ", "jose garcia"),
        ("Jose\u0301 Garci\u0301a", "jose garcia"),
        ("Łukasz Ødegård", "lukasz odegard"),
        ("Weiß, STRASSE", "weiss strasse"),
        ("İstanbul ISIL ışıl", "istanbul isil isil"),
        ("O’Brien-Smith Jr.", "obrien smith jr"),
        ("O'Brien", "obrien"),
        ("Þór Æsir Œuvre", "thor aesir oeuvre"),
        ("Σίσυφος ΣΊΣΥΦΟΣ", "σισυφοσ σισυφοσ"),
        ("Алёна Йорк", "алена иорк"),
        ("ﬁona Ⅳ ①", "fiona iv 1"),
        ("Zo\u00ade\u200b\u200d", "zoe"),
        ("\u202eevil\u2069", "evil"),
        ("한국인", "한국인"),
        ("عَلِيّ", "علي"),
        ("!?* 😀 ❤️ \u3164 \u2800", ""),
    ],
)
def test_names_that_look_alike_fold_alike(written, folded):
    assert fold(written) == folded


def test_vowel_signs_of_indic_and_thai_names_are_not_mistaken_for_accents():
    assert fold("राम") != fold("रुम")
    assert fold("กุ") != fold("กู")


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80))
def test_folding_does_not_mind_how_accents_are_composed(text):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(st.characters(max_codepoint=0x24F), max_size=80))
def test_folding_does_not_mind_case(text):
    assert fold(text.casefold()) == fold(text)


@given(st.text("abcXYZ019 '.,-_#@", max_size=40))
def test_plain_ascii_folds_as_it_would_beside_other_letters(text):
    assert fold(text + " ż") == f"{fold(text)} z".strip()


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("(217) 555-0163", "2175550163"),
        ("+1 217.555.0163", "2175550163"),
        ("1-217-555-0163 ext. 12", "2175550163"),
        ("217 555 0163x9", "2175550163"),
        ("+44 20 7946 0018", "442079460018"),
        ("٢١٧ ٥٥٥", "217555"),
        ("no phone", ""),
    ],
)
def test_a_phone_folds_to_its_digits(written, folded):
    assert fold_phone(written) == folded


def test_an_email_folds_to_lower_case_without_what_cannot_be_seen():
    assert fold_email("  Taylor.BRANDT@Example.COM\u200b ") == "taylor.brandt@example.com"
    assert fold_email("o'brien+a@example.com") == "o'brien+a@example.com"


@pytest.mark.parametrize(
    "written", ["41 Harbor Street, Apt. 4", "41 harbor st #4", "41 HARBOR ST. UNIT 4", "41 Harbor St Suite 4"]
)
def test_an_address_folds_alike_however_its_usual_words_are_written(written):
    assert fold_address(written) == "41 harbor st unit 4"


# --- Nearness ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Taylor Brandt", "taylor brandt"),
        ("Brandt, Taylor", "Taylor Brandt"),
        ("Tayler Brant", "Taylor Brandt"),
        ("Brnadt", "Taylor Brandt"),
        ("t brandt", "Tobin Brandt"),
        ("Taylor J. Brandt", "Taylor Brandt"),
        ("Robin Castelan", "Robin Castellan"),
        ("Robin Kastelan", "Robin Castellan"),
        ("Kim Anderzom", "Kim Anderson"),
        ("Delacruz Maria", "Maria Delacruz"),
        ("maria de la cruz", "Maria Delacruz"),
        ("o brien", "O'Brien"),
        ("Łukasz Brańdt", "lukas brandt"),
        ("Ann Anna", "Anna Ann"),
        ("anna annb", "ann anna"),
    ],
)
def test_a_name_is_near_when_each_word_has_a_partner_within_its_edits(typed, name):
    assert within_edits(typed, name)
    assert within_edits(name, typed)


@pytest.mark.parametrize(
    ("typed", "name", "why"),
    [
        ("Taylor Brown", "Taylor Brandt", "three letters differ"),
        ("Tailer Brandt", "Taylor Brandt", "two edits in a word of six letters"),
        ("Kim Johnzom", "Kim Johnson", "two edits in a word of seven letters"),
        ("Robin Kastela", "Robin Castellan", "three edits in a word of nine"),
        ("Brandt Brandt", "Taylor Brandt", "one word cannot be partner to two"),
        ("t", "Taylor Brandt", "an initial alone is nobody"),
        ("t b", "Taylor Brandt", "two initials are nobody either"),
        ("taylerbrant", "Taylor Brandt", "one slip in the spaces, not two more besides"),
        ("j t", "t j", "initials in another order are nobody"),
        ("", "Taylor Brandt", "nothing is near to nobody"),
        ("***", "!!!", "signs are no name"),
    ],
)
def test_a_name_is_not_near_without_a_partner_for_each_word(typed, name, why):
    assert not within_edits(typed, name), why


@given(st.text("abcdeé' ", min_size=1, max_size=24))
def test_every_name_is_near_to_itself_with_its_words_in_another_order(name):
    backwards = " ".join(reversed(name.split()))

    more_than_initials = any(len(word) > 1 for word in fold(name).split())
    assert within_edits(name, backwards) is (bool(fold(name)) and (more_than_initials or fold(name) == fold(backwards)))


@given(st.text("abcdefgh", min_size=3, max_size=12), st.integers(0, 11), st.sampled_from("xyz"))
def test_one_typing_slip_in_a_word_stays_near(word, place, letter):
    place %= len(word)
    slips = [
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ]

    assert all(within_edits(word, slip) for slip in slips)


def test_nearness_and_folding_stay_quick_on_hostile_input():
    many_words = " ".join(["abcdefgh"] * 2000)
    started = time.process_time()

    within_edits(many_words, many_words.replace("h", "i"))
    within_edits("a" * 5000, "a" * 4998 + "bb")
    fold(PILE_OF_MARKS)
    clean(PILE_OF_MARKS, limit=100_000, lines=True)

    assert time.process_time() - started < 1


# --- What may be kept --------------------------------------------------------------------------------------------


@given(KEEPABLE)
def test_what_people_write_is_kept_exactly(text):
    kept = clean(text.replace("\u2028", "").replace("\u2029", ""), limit=60, lines=False)

    assert kept == text.replace("\u2028", "").replace("\u2029", "")


@pytest.mark.parametrize("text", ["👩🏽‍🚒 🇺🇸", "שלום عليكم", "  spaces kept  ", "e\u0301", "<b>{{ x }}</b>", "\ufeff"])
def test_emoji_right_to_left_text_spaces_and_markup_are_kept_as_they_came(text):
    assert clean(text, limit=40, lines=False) == text


def test_line_ends_of_every_kind_become_line_feeds():
    assert clean("one\r\ntwo\rthree\n\tfour", limit=20, lines=True) == "one\ntwo\nthree\n\tfour"


@pytest.mark.parametrize(
    "hidden", ["\0", "\ud800", "\ufffe", "\uffff", "\U0001fffe", "\ufdd0", "\x1b", "\x0b", "\x7f", "\x85"]
)
@pytest.mark.parametrize("lines", [True, False])
def test_what_no_database_or_letter_can_hold_is_refused_with_its_place(hidden, lines):
    with pytest.raises(ValueError, match="Remove the hidden character at place 5. It cannot be kept"):
        clean(f"Robi{hidden}n", limit=40, lines=lines)


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n", "\t", "\u2028", "\u2029"])
def test_a_name_stays_on_one_line(ending):
    with pytest.raises(ValueError, match="on one line"):
        clean(f"Robin{ending}Bcc: x", limit=40, lines=False)


def test_text_over_the_limit_is_refused_with_both_numbers():
    assert clean("a" * 4000, limit=4000, lines=True) == "a" * 4000
    assert clean("a\r\n" * 2000, limit=4000, lines=True) == "a\n" * 2000
    with pytest.raises(ValueError, match="Use 4,000 characters or fewer. This is 4,001"):
        clean("a" * 4001, limit=4000, lines=True)


@given(st.text(max_size=40))
def test_what_was_cleaned_once_is_clean(text):
    try:
        kept = clean(text, limit=40, lines=True)
    except ValueError:
        return

    assert clean(kept, limit=40, lines=True) == kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert "\0" not in kept


@pytest.mark.parametrize(
    "text", ["", " \t\n", "\u200b\u200d\ufeff", "\u3164\u2800", "\u00a0\u2003", "\u202e\u2069", "\u0301", "\0"]
)
def test_what_cannot_be_seen_is_blank(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " . ", "\u200b0", "😀", "e\u0301", "א"])
def test_a_single_letter_digit_or_sign_is_not_blank(text):
    assert not is_blank(text)


def test_controls_that_turn_the_writing_are_found_and_taken_out_but_not_the_letters():
    disguised = "Robin \u202egpj.exe\u202c \u200fשלום\u2066"

    assert has_bidi_controls(disguised)
    assert strip_bidi_controls(disguised) == "Robin gpj.exe שלום"
    assert not has_bidi_controls("שלום عليكم Robin")


# --- Spreadsheets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+1 217", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_text_that_would_begin_a_formula_gets_an_apostrophe(cell):
    assert csv_safe(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("value", "cell"), [(-5, "-5"), (Decimal("-1.5"), "-1.5"), (None, ""), ("Brandt = T.", "Brandt = T."), ("", "")]
)
def test_numbers_and_plain_text_are_written_as_they_are(value, cell):
    assert csv_safe(value) == cell


@given(st.text(max_size=30))
def test_no_cell_begins_a_formula_and_the_text_can_be_read_back(text):
    cell = csv_safe(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell.endswith(text)
