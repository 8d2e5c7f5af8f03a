import re

import pytest
from django import forms
from django.template import Context, Template

from conduct.choices import Choice, ShortRadioSelect

KINDS = [
    ("verbal", Choice("Verbal", hint="threats, rude language")),
    ("physical", Choice("Physical", off="Choose the report first")),
    ("other", "Something else"),
]


class Sample(forms.Form):
    name = forms.CharField(help_text="A <first> name is enough", error_messages={"required": "Write a name"})
    words = forms.CharField(widget=forms.Textarea, max_length=4000, required=False)
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, help_text="Tick one")
    safe = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=ShortRadioSelect)
    agreed = forms.BooleanField(label="I have read this")
    picture = forms.FileField(required=False)
    place = forms.ChoiceField(choices=[("", "Choose"), ("1", "Main office")])


@pytest.fixture
def page():
    """The form as a page shows it, spaces between tags taken out."""

    def shown(data=None):
        source = '{% load crispy_forms_filters %}{% include "components/errors.html" %}{{ form|crispy }}'
        return re.sub(r"\s+", " ", Template(source).render(Context({"form": Sample(data)})))

    return shown


def test_the_hint_stands_above_the_box_and_the_error_between(page):
    html = page({})
    order = [
        html.index(part) for part in ('for="id_name"', 'id="id_name_helptext"', 'id="id_name_error"', 'name="name"')
    ]

    assert order == sorted(order)


def test_every_description_a_control_points_to_is_there(page):
    html = page({})
    pointed = {one for ids in re.findall(r'aria-describedby="([^"]*)"', html) for one in ids.split()}

    assert pointed
    assert {one for one in pointed if f'id="{one}"' not in html} == set()


def test_every_label_leads_to_a_control_and_no_id_stands_twice(page):
    html = page({})
    ids = re.findall(r' id="([^"]*)"', html)

    assert {one for one in re.findall(r'<label[^>]* for="([^"]*)"', html) if one not in ids} == set()
    assert len(ids) == len(set(ids))


def test_the_summary_leads_to_every_field_that_is_wrong(page):
    html = page({})
    summary = html[: html.index("</div>")]
    links = re.findall(r'href="#([^"]*)"', summary)

    assert links == ["id_name", "id_kind_0", "id_safe_0", "id_agreed", "id_place"]
    assert all(f'id="{link}"' in html for link in links)
    assert "Write a name" in summary


def test_optional_is_said_and_required_is_not_starred(page):
    html = page()

    assert html.count("(optional)") == 2
    assert "*" not in html


def test_a_choice_is_a_whole_row_with_its_hint(page):
    row = re.findall(r'<label class="choice[^>]*>.*?</label>', page({"kind": "verbal"}))[0]

    assert "checked" in row
    assert "<b>Verbal</b><small>threats, rude language</small>" in row


def test_a_choice_that_is_off_says_why_and_cannot_be_chosen(page):
    (row,) = re.findall(r'<label class="choice is-off[^>]*>.*?</label>', page())

    assert "disabled" in row
    assert "<small>Choose the report first</small>" in row


def test_short_answers_stand_in_a_row(page):
    assert page().count("choices-row") == 1


def test_a_limit_is_told_and_never_cuts_off_what_is_pasted(page):
    html = page()

    assert 'data-limit="4000"' in html
    assert "maxlength" not in html


def test_hints_and_what_was_typed_are_never_markup(page):
    html = page({"name": "<script>alert(1)</script>", "words": "</textarea><b>"})

    assert "A &lt;first&gt; name" in html
    assert "<script>" not in html
    assert "</textarea><b>" not in html


def test_everything_typed_comes_back_with_the_errors(page):
    html = page({"name": "Robin", "words": "Rough notes", "kind": "other", "place": "1"})

    assert 'value="Robin"' in html
    assert "Rough notes</textarea>" in html
    assert re.search(r'value="other"[^>]* checked', html)
    assert re.search(r'value="1" selected', html)


@pytest.mark.parametrize("words", ["", "Rough notes", "  indented", "\n\nafter two lines"])
def test_a_box_for_long_words_holds_exactly_what_was_typed(words):
    """The browser drops one line break after the tag, so the template writes one that is not typed."""
    html = str(Sample({"words": words})["words"])

    assert re.search(r"<textarea[^>]*>\n(.*)</textarea>", html, re.DOTALL)[1] == words
