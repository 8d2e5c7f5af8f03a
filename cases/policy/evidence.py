"""Who may have a file, and when may one be kept or withheld? A file belongs to its report or case and follows it."""

from cases.files import BadFile, check_together
from cases.models import Case, Effort, Evidence, IncidentReport, MatterAnswer
from conduct.models import Role, StoredFile, User


def open_to(user):
    """The evidence this person may download now: of the reports and cases they may see, asked anew on every request."""
    return Evidence.objects.of(reports=IncidentReport.objects.visible_to(user), cases=Case.objects.visible_to(user))


def files_of_matters(case):
    """The files of a case's answers and efforts, the evidence of both preconditions; who may open the case has them."""
    answers = MatterAnswer.objects.filter(matter__case=case, file__isnull=False)
    efforts = Effort.objects.filter(case=case, file__isnull=False)
    return StoredFile.objects.filter(pk__in=answers.values("file").union(efforts.values("file")))


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
