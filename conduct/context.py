"""What does every page's frame show: who is signed in, where they can go, and in which colors?"""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from conduct import registry


def shell(request):
    """The context processor behind templates/base.html. It works on error pages too, where little is known."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    places = registry.navigation_of(user) if signed_in else []
    closed = CLOSED_TO_OUTSIDERS if signed_in and user.is_outside_reviewer else set()
    return {
        "navigation": [_entry(place, request.path) for place in places],
        "tab_place": next((_entry(place, request.path) for place in places if place.on_phone(user)), None),
        "shell_links": {name: "" if name in closed else address_of(view) for name, view in SHELL_LINKS.items()},
        "organization_name": getattr(getattr(request, "organization", None), "name", ""),
        "theme": user.theme if signed_in else "auto",
        "single_keys": signed_in and user.single_keys,
        "idle_seconds": settings.SESSION_COOKIE_AGE if signed_in else 0,
        "signed_in": signed_in,
    }


SHELL_LINKS = {
    "home": "home",
    "report": "cases:new_report",
    "lookup": "restrictions:lookup",
    "policy": "policy",
    "shortcuts": "shortcuts",
    "help": "help",
    "account": "account",
    "appeal": "appeals:enter",
}

CLOSED_TO_OUTSIDERS = {"lookup"}  # a limited account sees its own case and looks nobody up


def address_of(view):
    """The address of a page, or an empty text while no app offers that page."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _entry(place, path):
    url = reverse(place.url_name)
    current = path == url if url == "/" else path.startswith((url, *place.also))
    return {"label": place.label, "url": url, "icon": place.icon, "current": current}
