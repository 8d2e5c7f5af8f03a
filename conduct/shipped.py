"""Which rows does the product bring along? Apps register what writes them; `migrate` calls it after every full run."""

from django.utils import timezone
from django.utils.module_loading import import_string

_WRITERS: list[str] = []


def register(path):
    """Have the function at this dotted path called with `at` after a migration; it writes only what is missing.

    A path, because an app registers before its models can be imported.
    """
    if path not in _WRITERS:
        _WRITERS.append(path)


def ensure_shipped_rows():
    """Let every registered app write the rows it ships, in the order they registered."""
    for path in _WRITERS:
        import_string(path)(at=timezone.now())
