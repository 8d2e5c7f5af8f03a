"""May a kind of conduct be given other words? The version before stays, for what was decided under it."""

from cases.models import ConductCategory


def reasons_not_to_reword(category):
    """Policy, Reporting unacceptable conduct: the words of a kind follow its last version."""
    if ConductCategory.objects.filter(code=category.code, version__gt=category.version).exists():
        yield f"{category.code} has a newer version. Change that one."
