"""Fields every form shares: days the calendar can count from, and references that are plain text."""

from datetime import date

import pytest
from django import forms

from cases.forms.customers import ByReference
from conduct.forms import Day, Moment, SeveralRows
from conduct.models import Department
from restrictions.forms.issue import IssueForm
from tests.test_house import lines_matching, sources


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
@pytest.mark.parametrize(("field", "typed"), [(Day(), "{}-12-31"), (Moment(), "{}-12-31T23:59")])
def test_a_year_the_calendar_cannot_count_from_is_refused(field, typed, year):
    with pytest.raises(forms.ValidationError, match="Enter a year between 1900 and 2199"):
        field.clean(typed.format(year))


def test_a_day_and_a_moment_within_reach_are_taken():
    assert Day().clean("2199-12-31") == date(2199, 12, 31)
    assert Moment().clean("1900-01-01T10:00").year == 1900


def test_no_form_asks_for_a_date_or_for_rows_in_another_way():
    texts = {path: text for path, text in sources().items() if path != "conduct/forms.py"}

    assert lines_matching(r"forms\.(Date(Time)?|ModelMultipleChoice)Field\b", texts) == []


def test_a_reference_with_a_hidden_character_is_refused_before_the_database_is_asked():
    with pytest.raises(forms.ValidationError, match="Remove the hidden character"):
        ByReference().clean("P-2026\x000001")


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2**63, 10**40])
def test_a_number_no_row_can_have_is_a_wrong_choice(number):
    with pytest.raises(forms.ValidationError, match="is not one of the available choices"):
        SeveralRows(Department.objects.all()).clean([str(number)])


@pytest.mark.django_db
def test_what_is_wrong_in_the_plan_to_send_leaves_what_the_review_said():
    said = {"departments": [], "no_department_reason": "Nobody else meets them."}
    form = IssueForm({"departments": ["x"], "no_department_reason": "a\0b"}, initial=said, changes="")

    assert not form.is_valid()
    assert form.sending().items() >= said.items()
