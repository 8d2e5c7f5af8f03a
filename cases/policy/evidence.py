"""Who may have a file, and when may one be kept or withheld? A file belongs to its report or case and follows it."""

from cases.files import BadFile, check_together
from cases.models import Case, Evidence, IncidentReport
from conduct.models import Role, User


def open_to(user):
    """The evidence this person may download now: of the reports and cases they may see, asked anew on every request."""
    return Evidence.objects.of(reports=IncidentReport.objects.visible_to(user), cases=Case.objects.visible_to(user))


def reasons_not_to_keep(size, *, held):
    """Decisions 7: ten files a report, 100 MB in all. `held` are the files it has."""
    try:
        check_together([*(one.size for one in held), size])
    except BadFile as bad:
        yield str(bad)


def reasons_not_to_withhold(file):
    """Decisions 21: a file is withheld, never deleted."""
    if file.withheld_at:
        yield "This file is already withheld."


def reasons_not_to_withhold_evidence(file, *, by, on):
    """Policy, Responsibilities of directors: who keeps the records decides what of them is withheld."""
    yield from reasons_not_to_withhold(file)
    if not User.objects.holding(Role.DIRECTOR, on).filter(pk=by.pk).exists():
        yield "A director withholds a file."
