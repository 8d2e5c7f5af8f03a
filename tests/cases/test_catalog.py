"""The catalogue of conduct says what the policy says, and the policy's page says nothing else."""

from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from django.template import Engine
from pypdf import PdfReader

from cases.catalog import (
    BEHAVIOR,
    BREACH,
    CATEGORIES,
    CATEGORY,
    DEMANDS,
    EVIDENCE,
    KIND,
    NOT_SURE,
    REPORT_KINDS,
    codes_of,
)
from conduct.policy_words import blocks_of, shipped_text
from tests.policy_text import POLICY_TEXT, words

TEMPLATES = Path(__file__).parents[2] / "templates"
SHIPPED = {"blocks": list(blocks_of(shipped_text()))}
POLICY = " ".join(POLICY_TEXT.split())
BULLETS = [" ".join(part[2:].split()) for part in POLICY_TEXT.split("\n\n") if part.startswith("- ")]
EXAMPLES = BULLETS[:17]
FROM_POLICY = [category for category in CATEGORIES if not category.is_extension]


class Text(HTMLParser):
    """The headings, in order, and all the words of a page."""

    def __init__(self, html):
        super().__init__()
        self.words, self.headings, self.inside = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag in {"h1", "h2", "h3", "h4"} else None

    def handle_data(self, text):
        self.words += text.split()
        if self.inside and text.strip():
            self.headings.append((self.inside, text.strip()))


@pytest.mark.parametrize("category", FROM_POLICY, ids=lambda category: category.code)
def test_every_label_clause_and_example_is_in_the_policy_word_for_word(category):
    assert category.clause in EXAMPLES
    assert category.label in category.clause
    assert category.group in POLICY
    assert all(example in category.clause for example in category.examples)


def test_the_two_lists_of_the_policy_are_covered_in_its_own_order_and_nothing_is_left_out():
    clauses = list(dict.fromkeys(category.clause for category in FROM_POLICY))

    assert clauses == EXAMPLES
    assert [c.label for c in FROM_POLICY if c.group == DEMANDS] == EXAMPLES[5:]
    for clause in EXAMPLES[:3]:
        named = [c.label for c in FROM_POLICY if c.clause == clause]
        assert clause.split(" including ")[1] == ", ".join(named)
    named = [c.label for c in FROM_POLICY if c.code.startswith("UB4")]
    assert EXAMPLES[3] == f"Any act that violates {', '.join(named[:-1])}, or {named[-1]}"


def test_the_codes_are_fixed():
    codes = " ".join(category.code for category in CATEGORIES)

    assert codes == (
        "UB1a UB1b UB1c UB1d UB1e UB1f UB2a UB2b UB2c UB3a UB3b UB3c UB3d UB4a UB4b UB4c UB4d UB4e UB5 "
        "UD01 UD02 UD03 UD04 UD05 UD06 UD07 UD08 UD09 UD10 UD11 UD12 "
        "X01 X02 X03 X04 X05 X06 X07 X08 X09 X10 X11 X12 X13 X14 X15"
    )
    assert len(CATEGORY) == len(CATEGORIES)


def test_what_the_policy_does_not_list_ships_switched_off():
    assert all(category.active for category in FROM_POLICY)
    assert not any(category.active for category in CATEGORIES if category.is_extension)
    assert not any(category.clause in POLICY for category in CATEGORIES if category.is_extension)


@pytest.mark.parametrize(
    ("code", "evidence"),
    [
        ("UD01", "service_standard"),
        ("UD05", "closing_letter"),
        ("UD06", "stop_request"),
        ("UD11", "complaint_test"),
        *((f"UB4{letter}", "rule_broken") for letter in "abcde"),
    ],
)
def test_a_category_says_which_evidence_it_requires(code, evidence):
    assert CATEGORY[code].requires_evidence == evidence
    assert EVIDENCE[evidence]


def test_every_category_has_a_known_kind_of_evidence_and_a_severity_of_the_scale():
    assert {category.requires_evidence for category in CATEGORIES} == set(EVIDENCE)
    assert {category.default_severity for category in CATEGORIES} == {1, 2, 3, 4}
    assert all(len(category.label) <= 200 and category.subgroup for category in CATEGORIES)


def test_a_reporter_may_tick_five_and_twelve_kinds_that_cover_the_policy_exactly_once():
    codes = [code for kind in REPORT_KINDS for code in kind.codes]

    assert [kind.group for kind in REPORT_KINDS] == [BEHAVIOR] * 5 + [DEMANDS] * 12
    assert codes == [category.code for category in FROM_POLICY]
    assert set(KIND.values()) - set(REPORT_KINDS) == {NOT_SURE, BREACH}
    assert NOT_SURE.codes == ()


def test_a_reporter_never_reads_the_words_only_a_director_may_find():
    shown = " ".join(f"{kind.label} {kind.hint}" for kind in KIND.values()).lower()

    assert KIND["UD11"].label == "Complaints about staff that seem unjustified"
    assert "frivolous" not in shown
    assert "vexatious" not in shown


def test_ticked_kinds_become_exact_codes_in_the_policys_order():
    assert codes_of(["UD06", "UB2", "not_sure"]) == ("UB2a", "UB2b", "UB2c", "UD06")
    assert codes_of([]) == ()
    with pytest.raises(KeyError):
        codes_of(["UB9"])


def test_the_public_page_has_the_policys_words_and_no_others():
    page = Text(Engine(dirs=[TEMPLATES]).render_to_string("policy/_policy.html", SHIPPED))

    assert [word for word in page.words if word != "-"] == words(POLICY_TEXT)


@pytest.mark.django_db
def test_the_copy_that_goes_with_letters_has_the_policys_words_and_no_others(client):
    download = client.get("/policy.pdf")

    pages = [page.extract_text() for page in PdfReader(BytesIO(download.content)).pages]
    text = " ".join(page.rsplit("\n", 1)[0] for page in pages).removesuffix("Customer Conduct Policy End of policy")
    assert [word for word in words(text) if word != "•"] == words(POLICY_TEXT)


def test_the_public_page_has_one_title_and_its_headings_in_steps():
    page = Text(Engine(dirs=[TEMPLATES]).render_to_string("policy/_policy.html", SHIPPED))

    levels = [int(tag[1]) for tag, _ in page.headings]
    assert page.headings[0] == ("h1", "Customer Conduct Policy")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert [text for tag, text in page.headings if tag == "h4"] == [BEHAVIOR, DEMANDS]
