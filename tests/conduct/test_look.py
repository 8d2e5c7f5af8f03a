from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from conduct.templatetags import look
from tests.test_house import ROOT


def shown(source, **values):
    return Template(source).render(Context(values))


@pytest.mark.parametrize(
    ("source", "value", "words"),
    [
        ("{{ v|full_date }}", date(2026, 11, 20), "November 20, 2026"),
        ("{{ v|full_date }}", datetime(2026, 11, 21, 3, 30, tzinfo=UTC), "November 20, 2026"),
        ("{{ v|clock }}", datetime(2026, 11, 20, 17, 4, tzinfo=UTC), "12:04 PM"),
        ("{{ v|clock }}", time(0, 5), "12:05 AM"),
        ("{{ v|moment }}", datetime(2026, 7, 1, 13, 0, tzinfo=UTC), "July 1, 2026 at 9:00 AM"),
        ("{{ v|short_date }}", date(2026, 11, 20), "Nov 20, 2026"),
        ("{{ v|full_date }}{{ v|short_date }}{{ v|clock }}{{ v|moment }}", None, ""),
    ],
)
def test_dates_are_in_full_and_times_on_a_twelve_hour_clock(source, value, words):
    with timezone.override("America/New_York"):
        assert shown(source, v=value) == words


@pytest.mark.parametrize("kind", sorted(look.STATUS_KINDS))
def test_every_kind_of_status_has_its_shape_in_the_theme(kind):
    theme = (ROOT / "static/theme.css").read_text()

    assert f".tag-{kind}::before" in theme
    assert shown('{% status kind "In review" %}', kind=kind) == f'<span class="tag tag-{kind}">In review</span>'


def test_a_status_the_theme_lacks_is_an_error():
    with pytest.raises(ValueError, match="No status looks like 'red'"):
        shown('{% status "red" "In review" %}')


def test_the_words_of_a_status_are_never_markup():
    assert "&lt;b&gt;" in shown('{% status "wait" words %}', words="<b>")


def test_an_icon_is_decoration_from_the_one_sprite():
    assert shown('{% icon "lock" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#i-lock"/></svg>'
    )


def test_an_address_is_one_line_in_a_table():
    assert shown("{{ v|one_line }}", v="8 Orchard Row\nSpringfield <VA>") == "8 Orchard Row, Springfield &lt;VA&gt;"


def test_reasons_are_a_list_of_sentences():
    page = shown("{% reasons sentences %}", sentences=["Answer the first check.", "Say <why>."])

    assert page.count("<li>") == 2
    assert "Say &lt;why&gt;." in page


def test_no_reasons_show_nothing():
    assert shown("{% reasons sentences %}", sentences=[]).strip() == ""


def test_a_misspelt_tag_is_an_error():
    with pytest.raises(TemplateSyntaxError):
        shown('{% icno "lock" %}')
