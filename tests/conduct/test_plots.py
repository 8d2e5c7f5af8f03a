"""Plots: what stands where, for any numbers; nothing told by hue alone, nothing cut off, and the same in a PDF."""

import re
from datetime import date

import pytest
import typst
from django.template import Context, Template

from conduct import letters, plots
from conduct.plots import Lane, Series
from tests.test_house import ROOT

NAMES = [month.strftime("%b") for month in plots.months_to(date(2026, 11, 20), 12)]
COUNTS = (4, 3, 5, 4, 6, 9, 14, 19, 8, 2, 3, 0)
FEW = (0, 0, 0, 1, 0, 1, 2, 1, 0, 0, 0, 0)


def boxes(drawing, look):
    """(x, top, width, height) of every rectangle of a look."""
    found = (re.fullmatch(r"M(.*?) (.*?)h(.*?)v(.*?)h.*z", s.path) for s in drawing.shapes if s.look == look)
    return [tuple(map(float, match.groups())) for match in found if match]


def texts(drawing, look):
    return [words.text for words in drawing.words if words.look == look]


def drawn(width=plots.NARROW, **options):
    return plots.columns(width, NAMES, [Series("Contacts", COUNTS), Series("Reports", FEW, "hatch")], **options)


def test_months_run_up_to_the_month_of_the_day_and_over_the_year():
    assert plots.months_to(date(2026, 2, 28), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


@pytest.mark.parametrize(
    ("day", "place"),
    [
        (date(2026, 1, 1), 0),
        (date(2026, 2, 15), 1.5),
        (date(2026, 3, 31), 2 + 30 / 31),
        (date(2025, 12, 31), None),
        (date(2026, 4, 1), None),
    ],
)
def test_a_day_lies_in_its_month_or_outside(day, place):
    assert plots.place_of(day, plots.months_to(date(2026, 3, 9), 3)) == place


@pytest.mark.parametrize(
    ("top", "lines"),
    [
        (0, [1]),
        (1, [1]),
        (3, [1, 2, 3]),
        (4.2, [2, 4, 6]),
        (9, [5, 10]),
        (19, [5, 10, 15, 20]),
        (41, [20, 40, 60]),
        (1900, [500, 1000, 1500, 2000]),
    ],
)
def test_grid_lines_are_few_and_round_and_reach_the_top(top, lines):
    drawing = plots.columns(plots.WIDE, ["Now"], [Series("All", (top,))])

    assert texts(drawing, "t-e") == [str(line) for line in lines]


def test_a_column_is_as_high_as_its_number_and_stands_on_the_one_below():
    drawing = drawn()
    below, above = boxes(drawing, "b1"), boxes(drawing, "b2")
    unit = plots.PLOT_HEIGHT / 20

    assert [round(height / unit, 1) for _, _, _, height in below] == [float(n) for n in COUNTS if n]
    assert len(above) == sum(map(bool, FEW))
    assert above[-1][0] == below[7][0]
    assert above[-1][1] + above[-1][3] == pytest.approx(below[7][1], abs=0.11)


def test_columns_side_by_side_share_the_base_and_do_not_touch():
    drawing = drawn(grouped=True)
    first, second = boxes(drawing, "b1")[7], boxes(drawing, "b2")[-1]

    assert first[1] + first[3] == second[1] + second[3] == plots.BASE
    assert first[0] + first[2] < second[0]


def test_every_month_has_its_number_and_where_names_would_touch_every_second_one():
    assert texts(drawn(), "t t-m") == ["4", "3", "5", "5", "6", "10", "16", "20", "8", "2", "3"]
    assert texts(drawn(), "t-m") == ["Jan", "Mar", "May", "Jul", "Sep", "Nov"]
    assert texts(drawn(plots.WIDE), "t-m") == NAMES


@pytest.mark.parametrize("width", [plots.NARROW, plots.WIDE])
def test_nothing_lies_outside_of_the_drawing(width):
    lanes = [Lane("Property management", ((0, "diamond"), (11.97, "circle")))]
    drawing = drawn(width, usual=4.2, lanes=lanes)
    rooms = boxes(drawing, "b1") + boxes(drawing, "b2")

    assert all(min(x, y) >= 0 and x + w <= width and y + h <= drawing.height for x, y, w, h in rooms)
    assert all(0 <= words.x <= width and plots.LINE <= words.y <= drawing.height for words in drawing.words)


def test_a_lane_has_its_name_above_and_marks_of_different_shape():
    drawing = drawn(lanes=[Lane("Front desk", ((6, "circle"), (6.5, "diamond")))])
    circle, diamond = drawing.shapes[-2:]

    assert drawing.height == drawn().height + plots.ROW
    assert texts(drawing, "t") == ["Front desk"]
    assert (circle.look, diamond.look) == ("b3", "b1")
    assert "a4.5" in circle.path
    assert "a" not in diamond.path


def test_the_usual_rate_is_a_dashed_line_right_across():
    drawing = drawn(usual=10)

    assert [shape.path for shape in drawing.shapes if shape.look == "ref"] == ["M22.0 99.0H326.0"]


def test_lying_bars_are_as_long_as_their_share_and_a_limit_is_a_stroke():
    outcomes = [Series("Confirmed", (2, 1)), Series("Varied", (1, 0), "hatch")]
    drawing = plots.bars(plots.NARROW, ["Dec to Feb", "Mar to May"], outcomes, unit=" days", limits=(2, None))
    whole, part = boxes(drawing, "b1")

    assert whole[2] == pytest.approx(2 * part[2], abs=0.11)
    assert boxes(drawing, "b2")[0][0] == whole[2]
    assert texts(drawing, "t") == ["Dec to Feb", "3 days", "Mar to May", "1 days"]
    assert [shape.path for shape in drawing.shapes if shape.look == "limit"] == [f"M{whole[2]} 18v22"]
    assert max(words.x + plots.LETTER * len(words.text) for words in drawing.words) <= plots.NARROW


def test_a_step_keeps_its_level_and_says_where_it_ends():
    drawing = plots.steps(plots.WIDE, ["Q1", "Q2"], [1, 2])
    step = next(shape for shape in drawing.shapes if shape.look == "step")

    assert step.path == "M14 99.0V99.0h303.0V24.0h303.0"
    assert texts(drawing, "t t-e") == ["2"]


def plot():
    return plots.plot_of(
        lambda width: drawn(width, usual=4, lanes=[Lane("Sales", ((1, "circle"), (2, "diamond")))]),
        key="lens",
        title="Contacts <each> month",
        sentence="19 contacts in July.",
        head=("Month", "Contacts"),
        rows=zip(NAMES, COUNTS, strict=True),
        legend=[("solid", "Contacts"), ("hatch", "Reports"), ("usual", "Usual"), ("circle", "A contact")],
    )


def test_a_plot_comes_with_a_name_a_sentence_and_a_table_and_obeys_the_policy_of_the_pages():
    page = Template('{% figure plot "h-lens" %}').render(Context({"plot": plot()}))

    assert page.count('role="img" aria-label="Contacts &lt;each&gt; month"') == 2
    assert "19 contacts in July." in page
    assert page.count("<tr>") == 13
    assert not re.search(r"style=|<style|<script|\son\w+=", page)
    identifiers = re.findall(r' id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(identifiers)


def test_every_look_differs_without_color_and_stands_in_the_theme():
    theme = (ROOT / "static/theme.css").read_text()
    looks = {*plots.LOOKS.values(), *plots.MARKS.values()}

    assert [look for look in looks if f".plot .{look}" not in theme] == []
    assert ".plot text { font-family: var(--cc-font); font-size: 14px" in theme
    assert len({plots.sample_of(look).shapes for look in (*plots.LOOKS, *plots.MARKS)}) == 8


def test_the_same_drawing_stands_in_a_pdf(tmp_path):
    (tmp_path / "plot.svg").write_text(plots.picture(plot().wide, "Contacts each month"))
    (tmp_path / "page.typ").write_text('#set document(title: "Figures")\n#image("plot.svg", alt: "Contacts")')

    pdf = typst.compile(
        str(tmp_path / "page.typ"), font_paths=letters.fonts(), ignore_system_fonts=True, pdf_standards=["ua-1"]
    )

    assert pdf.startswith(b"%PDF")
