"""The few marks every page is made of: icons from one sprite, status tags, and the list of reasons against an act."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()

STATUS_KINDS = {"wait", "review", "stop", "appeal", "clear", "done"}


@register.simple_tag
def icon(name):
    """A decorative icon of static/icons.svg; the words beside it carry the meaning."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("icons.svg"), name)


@register.simple_tag
def status(kind, label):
    """A status in words; `kind` gives it one of the six shapes. Raises ValueError for a kind the theme lacks."""
    if kind not in STATUS_KINDS:
        raise ValueError(f"No status looks like {kind!r}; there are {', '.join(sorted(STATUS_KINDS))}.")
    return format_html('<span class="tag tag-{}">{}</span>', kind, label)


@register.filter
def one_line(words):
    """An address of several lines as one, in a table."""
    return ", ".join(words.splitlines())


@register.inclusion_tag("components/reasons.html")
def reasons(sentences, heading=""):
    """Why an act is not open yet, one sentence each; nothing when nothing stands against it."""
    return {"sentences": sentences, "heading": heading}


@register.inclusion_tag("components/plot.html")
def figure(plot, place):
    """A plot with its sentence, its legend and its numbers as a table; `place` is the id of the heading above it."""
    return {"plot": plot, "place": place}
