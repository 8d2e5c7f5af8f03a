"""What spans the storeys, handed to the floor by each app's `AppConfig.ready()`: today, the main navigation."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Place:
    """One entry of the navigation: where it leads, its icon, and to whom it is shown."""

    order: int
    label: str
    url_name: str
    icon: str = field(compare=False)
    shown_to: Callable = field(compare=False)
    on_phone: Callable = field(compare=False)


_PLACES: set[Place] = set()


def nobody(user):
    return False


def everybody(user):
    return True


def register_navigation(order, label, url_name, icon, shown_to=everybody, on_phone=nobody):
    """Add an entry to the main navigation.

    `shown_to(user)` says who sees it, `on_phone(user)` for whom it also stands in the bar at the bottom of a phone,
    which has room for one of these. Both may read `user.access`.
    """
    _PLACES.add(Place(order, label, url_name, icon, shown_to, on_phone))


def navigation_of(user):
    """The entries this person sees, in order."""
    return [place for place in sorted(_PLACES) if place.shown_to(user)]
