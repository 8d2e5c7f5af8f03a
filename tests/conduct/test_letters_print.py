"""What is printed equals what was decided: word for word on paper and page, tagged, dated and repeatable."""

import io
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from conduct import letters
from conduct.letters import Block, Run, Unprintable, compose, digest, render_html, render_pdf, render_svg
from tests.conduct.letter_samples import fields

ON = date(2026, 11, 20)
# Latin with its accents, Vietnamese, Greek, Cyrillic, and punctuation: the letters of names and addresses. The rest,
# which fonts build in pieces or share with another character, the PDF names by ActualText; pypdf does not read that.
RANGES = ["!~", "¡¬", "®´", "¶ſ", "ΆΈ", "ΉΊ", "Ύώ", "Ѐџ", "Ạỹ", "–—", "‘‚", "“„", "†•", "…", "‰", "‹›", "€"]
PLAIN_CHARACTERS = "".join(
    chr(code)
    for first, last in ((r[0], r[-1]) for r in RANGES)
    for code in range(ord(first), ord(last) + 1)
    if chr(code) in letters._glyphs()
)


def pdf_of(blocks, **options):
    return render_pdf(blocks, **{"title": "A letter", "language": "en", "on": ON} | options)


def reader(pdf):
    return PdfReader(io.BytesIO(pdf))


def page_words(page):
    return re.sub(r"\n[^\n]*Page \d+ of \d+\s*$", "", page.extract_text()).split()


def pdf_words(pdf):
    words = [word for page in reader(pdf).pages for word in page_words(page)]
    return [word for word in words if word != "•"]


def block_words(blocks):
    words = []
    for block in blocks:
        glue = " " if block.kind in ("facts", "code") else ""
        lines = block.lines[:2] if block.kind == "footer" else block.lines
        words += [word for line in lines for word in glue.join(run.text for run in line).split()]
        words += block_words(block.body)
    return words


class PageWords(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.text = ""
        self.feed(str(html))

    def handle_starttag(self, tag, attributes):
        self.text += "" if tag in ("strong", "mark") else " "

    def handle_endtag(self, tag):
        self.handle_starttag(tag, [])

    def handle_data(self, words):
        self.text += words


def html_words(html):
    return PageWords(html).text.split()


def letter(kind="L12", **values):
    return compose(kind, fields(kind) | values).blocks


@pytest.mark.parametrize("kind", letters.NAMES)
def test_pdf_and_page_say_what_the_blocks_say_word_for_word(kind):
    blocks = letter(kind)

    assert pdf_words(pdf_of(blocks)) == block_words(blocks)
    assert html_words(render_html(blocks, title="A letter")) == block_words(blocks)


@pytest.mark.parametrize(
    "text",
    [
        "#set page(width: 1cm) #panic() $x^2$ *bold* _it_ @ref <label> `raw` = heading - item + item / term: x",
        "<script>alert(1)</script> &amp; {{ letter }} {% load x %} {letter_date} \\ // /* */ ~ -- --- ...",
        "office waffle fi fl ffi 'single' \"double\" 555-0110 either/or 10—12 x–y a|b =SUM(A1)",
        "Žofie Đặng Nguyễn Αθηνά Юлия Ğüneş ½ € № ‰ İstanbul ﬁ",
    ],
)
def test_hostile_and_foreign_text_is_printed_as_it_stands(text):
    blocks = letter(subject=text, recipient_name=text[:40].strip(), recipient_address=[text])

    assert pdf_words(pdf_of(blocks)) == block_words(blocks)
    assert html_words(render_html(blocks, title=text)) == block_words(blocks)
    assert text.split()[0] in block_words(blocks)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(PLAIN_CHARACTERS, min_size=1, max_size=24), min_size=1, max_size=12))
def test_any_printable_text_comes_out_word_for_word(words):
    blocks = letter(subject=" ".join(words))

    assert pdf_words(pdf_of(blocks)) == block_words(blocks)
    assert html_words(render_html(blocks, title="A letter")) == block_words(blocks)


def test_a_very_long_word_breaks_instead_of_leaving_the_paper():
    link = "https://appeal.example.com/" + "Zx81-kk20/" * 20
    blocks = letter(subject=link)
    pdf = pdf_of(blocks)

    assert "".join(pdf_words(pdf)) == "".join(block_words(blocks))
    assert len([piece for piece in pieces(pdf) if "Zx81" in piece[0]]) > 3
    assert max(x + len(text) * size * 0.25 for text, size, x, _ in pieces(pdf)) < 7.6 * 72


def pieces(pdf):
    """Each piece of text with its size and its place on the page, in points from the left and from the bottom."""
    found = []

    def visit(text, page, line, font, size):
        x = page[0] * line[4] + page[2] * line[5] + page[4]
        y = page[1] * line[4] + page[3] * line[5] + page[5]
        found.append((text.strip(), size, x, y))

    for page in reader(pdf).pages:
        page.extract_text(visitor_text=visit)
    return [piece for piece in found if piece[0]]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "word", ["norte-sur-este-oeste", "0123456789-0123456789", "either/or/neither/nor", "uno—dos—tres"]
)
def test_a_word_with_a_hyphen_or_slash_stays_in_one_piece(word, language):
    blocks = letter(subject=f"{word} " * 40)

    assert pdf_words(pdf_of(blocks, language=language)) == block_words(blocks)


def test_letters_are_not_melted_together():
    pdf = reader(pdf_of(letter(subject="office waffle final")))
    fonts = [font.get_object() for font in pdf.pages[0]["/Resources"]["/Font"].values()]

    assert not any(re.search(rb"<0066006[69c]", font["/ToUnicode"].get_data()) for font in fonts)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_right_to_left_name_is_printed_with_all_its_letters(language):
    blocks = letter(recipient_name="\u0641\u0627\u0637\u0645\u0629 \u0627\u0644\u0632\u0647\u0631\u0627\u0621")

    assert sorted("".join(pdf_words(pdf_of(blocks, language=language)))) == sorted("".join(block_words(blocks)))


# The same again, and readable by everybody --------------------------------------------------------------------------


def test_the_same_letter_gives_the_same_bytes_and_another_day_gives_others():
    blocks = letter("L4")

    assert pdf_of(blocks) == pdf_of(blocks)
    assert digest(pdf_of(blocks)) != digest(pdf_of(blocks, on=date(2026, 11, 21)))
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def tags(element, found=None):
    found = [] if found is None else found
    element = element.get_object()
    if isinstance(element, dict) and "/S" in element:
        found.append(element["/S"])
    kids = element.get("/K", []) if isinstance(element, dict) else []
    for kid in kids if isinstance(kids, list) else [kids]:
        if hasattr(kid.get_object(), "get"):
            tags(kid, found)
    return found


def test_the_pdf_tells_a_screen_reader_its_title_language_and_structure():
    pdf = reader(pdf_of(letter("L4"), title="Restriction notice <1>", language="en-US"))
    root = pdf.trailer["/Root"]
    found = tags(root["/StructTreeRoot"])

    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-US"
    assert pdf.metadata.title == "Restriction notice <1>"
    assert pdf.metadata.creation_date.date() == ON
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert (found.count("/H1"), found.count("/H2")) == (1, 6)
    assert {"/P", "/L", "/LI"} <= set(found)


def test_only_the_shipped_fonts_are_used_and_they_are_embedded():
    pdf = reader(pdf_of(letter(subject="\u0641\u0627\u0637\u0645\u0629")))
    names = {
        font["/BaseFont"].split("+")[1]
        for page in pdf.pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }

    assert names == {"SourceSans3-Regular", "SourceSans3-Semibold", "DejaVuSans"}


def test_the_restriction_letter_fits_two_numbered_pages():
    pages = [page.extract_text() for page in reader(pdf_of(letter("L4"))).pages]

    assert [page.split("\n")[-1] for page in pages] == [
        "CC-2026-0143 · Customer Conduct Policy: conduct.example.com/policy/ Page 1 of 2",
        "Page 2 of 2",
    ]
    assert "End of letter" in pages[1]


def pages_with(facts):
    """The text of the pages of a restriction letter that tells so many facts."""
    conduct = [f"On May {day + 1}, 2026 you called us." for day in range(facts)]
    return [page.extract_text() for page in reader(pdf_of(letter("L4", conduct=conduct))).pages]


@pytest.mark.parametrize("facts", range(28, 42, 2))
def test_the_appeal_section_is_never_split(facts):
    page = next(page for page in pages_with(facts) if "If you disagree" in page)

    assert "You can appeal." in page
    assert "state real estate commission." in page


@pytest.mark.parametrize("facts", range(1, 7))
def test_what_leads_to_a_list_stays_with_it(facts):
    assert not re.search(r"lists this as:\n[^\n]*Page 1 of", pages_with(facts)[0])


@pytest.mark.parametrize("facts", [11, 14])
def test_the_signature_never_stands_alone_on_a_page(facts):
    assert pages_with(facts)[-1].startswith("Who knows")


def test_body_text_is_twelve_points_and_eighteen_in_large_print():
    def size_of_greeting(**options):
        return next(size for text, size, *_ in pieces(pdf_of(letter(), **options)) if text.startswith("Dear"))

    assert (size_of_greeting(), size_of_greeting(large=True)) == (12, 18)


def test_only_the_address_shows_in_the_window_of_the_envelope():
    first_page = [(text, 11 - y / 72) for text, _, _, y in pieces(pdf_of(letter("L12")))]
    window = [text for text, inches in first_page if 2.3 < inches < 3.17]

    assert window == [text for text, inches in first_page if 1.8 < inches < 3.3]
    assert window == ["Robin Castellan", "214 Sample Lane", "Springfield, IL 62701"]


# What cannot be printed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        (
            "recipient_name",
            "Ann 😀 Lee",
            "In the name and address, “Ann □ Lee” has 😀 (grinning face), which cannot be printed.",
        ),
        (
            "recipient_address",
            ["1 Main", "\u202e42 Elm"],
            "In the name and address, “□42 Elm” has U+202E (right-to-left override), which cannot be printed.",
        ),
        (
            "subject",
            "a \x07 bell",
            "In the letter, “We looked at a □ bell. We decided to take no action. The mat” has"
            " U+0007 (hidden character), which cannot be printed.",
        ),
        (
            "contact",
            "\u6f22 \ud800",
            "In the part “What this means for you”, “If you have questions, your contact is □ □.” has"
            " \u6f22 (cjk unified ideograph-6f22), U+D800 (hidden character), which cannot be printed.",
        ),
    ],
)
def test_a_character_that_cannot_be_printed_is_refused_with_its_name_and_place(field, text, reason):
    blocks = letter(**{field: text})

    for render in (pdf_of, render_svg):
        with pytest.raises(Unprintable) as refused:
            render(blocks)
        assert refused.value.reasons[0].startswith(reason)


def test_a_title_that_cannot_be_printed_is_refused_too():
    with pytest.raises(Unprintable, match=r"In the title, “a□b” has U\+2067"):
        pdf_of(letter(), title="a\u2067b")


def test_a_gap_is_never_printed_but_can_be_looked_at():
    blocks = letter("L4", end_date="", start_date="")

    with pytest.raises(Unprintable) as refused:
        pdf_of(blocks)
    assert refused.value.reasons == ["Add the start date.", "Add the end date."]
    assert len(render_svg(blocks)) == 2
    assert "<mark>[the end date]</mark>" in render_html(blocks, title="Draft")
    assert "<mark>&lt;b&gt;</mark>" in render_html([Block("text", ((Run("<b>", "gap"),),))], title="Draft")


def test_typst_itself_refuses_a_missing_glyph_should_the_list_of_glyphs_be_wrong(monkeypatch):
    monkeypatch.setattr(letters, "_glyphs", lambda: frozenset(map(chr, range(0x10000))))

    with pytest.raises(Unprintable, match=r"cannot be made into an accessible PDF: .*\u6f22"):
        pdf_of((Block("text", ((Run("\u6f22"),),)),))


def test_every_listed_character_can_really_be_printed():
    lines = sorted(letters._glyphs())
    blocks = tuple(
        Block("text", ((Run("".join(lines[n : n + 50])), Run("".join(lines[n : n + 50]), "strong")),))
        for n in range(0, len(lines), 50)
    )

    assert len(reader(pdf_of(blocks)).pages) > 1


# Pictures and page --------------------------------------------------------------------------------------------------


def test_the_pictures_are_the_pages_of_the_pdf():
    blocks = letter("L4")

    assert len(render_svg(blocks)) == 2
    assert len(render_svg(blocks, large=True)) == len(reader(pdf_of(blocks, large=True)).pages) > 2
    assert all(page.startswith("<svg") for page in render_svg(letter()))


def test_the_page_is_escaped_and_names_its_language_and_direction():
    html = render_html(letter("L11", reasons='<img src=x onerror="x">'), title='"><b>', language="ar")

    assert "<img" not in html
    assert '<article class="paper" lang="ar" dir="rtl" aria-label="&quot;&gt;&lt;b&gt;">' in html
    assert '<section lang="es" dir="auto">' in html


def test_headings_of_the_page_stand_below_the_page_title():
    html = render_html(letter("L4"), title="A letter")

    assert (html.count("<h1"), html.count("<h2"), html.count("<h3")) == (0, 1, 6)
