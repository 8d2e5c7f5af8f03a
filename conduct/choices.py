"""Choices a person reads as whole rows: an answer, a hint under it, and the reason when it is not open."""

from django import forms


class Choice(str):
    """A label for one choice of a form. `hint` stands under it; `off` says why it cannot be chosen yet."""

    __slots__ = ("hint", "off")

    def __new__(cls, label, hint="", off=""):
        choice = super().__new__(cls, label)
        choice.hint, choice.off = hint, off
        return choice


class ShortRadioSelect(forms.RadioSelect):
    """Radio buttons side by side, for two or three short answers."""

    in_a_row = True


class TightRadioSelect(ShortRadioSelect):
    """Yes, no and cannot tell: side by side on a phone too, where many such questions follow each other."""

    is_tight = True
