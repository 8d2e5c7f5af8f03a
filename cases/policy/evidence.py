"""Who may have a file, and when may one be kept or withheld? A file belongs to its report or case and follows it."""

from cases.models import Case, Evidence, IncidentReport

MOST_FILES = 10
MOST_BYTES = 100 * 1024 * 1024


def open_to(user):
    """The evidence this person may download now: of the reports and cases they may see, asked anew on every request."""
    return Evidence.objects.of(reports=IncidentReport.objects.visible_to(user), cases=Case.objects.visible_to(user))


def reasons_not_to_keep(size, *, held):
    """Decisions 7: ten files a report, 100 MB in all. `held` are the files it has."""
    if len(held) >= MOST_FILES:
        yield f"A report holds {MOST_FILES} files. Take one out to add another"
    elif sum(one.size for one in held) + size > MOST_BYTES:
        yield f"The files of a report hold {MOST_BYTES // 1024 // 1024} MB in all. Take one out or choose a smaller file"


def reasons_not_to_withhold(file):
    """Decisions 21: a file is withheld, never deleted."""
    if file.withheld_at:
        yield "This file is already withheld."
