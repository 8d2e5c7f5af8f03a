from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import IncidentReport
from conduct.figures import paper
from conduct.figures.report import CSV_HEADINGS, csv_rows, report_of
from conduct.past import Then
from conduct.templatetags.dates import moment
from conduct.views import seen
from restrictions import export as files
from restrictions.forms.figures import FiguresForm
from restrictions.forms.register import ExportForm
from restrictions.views.register import READERS
from restrictions.views.taking import handed_out

COUNTED = "Counted from the record on {moment}. Decisions set aside are left out of every count but their own."
NOBODY = "Nobody is named: this is a count of conduct, not of people."
WIDE = (
    "For wide circulation: a number from 1 to {most} is hidden, and so are others from which it could be computed. "
    "A middle number or a longest time of fewer than {small} is hidden too."
)


def asked_for(request):
    """(the form, the report of the months it asks for) for those who read the register."""
    if not request.user.access.holds(*READERS):
        raise Http404
    now = Then.now(request)
    earliest = IncidentReport.objects.first_sent_on(now.calendar) or now.on
    form = FiguresForm(request.GET, now=now, earliest=earliest)
    return form, report_of(form.period, is_wide=form.is_wide)


def notes_of(report):
    """What has to be said with the numbers, a sentence or two each."""
    yield NOBODY
    yield COUNTED.format(moment=moment(report.period.at))
    if report.period.is_running:
        yield "The period goes on: its numbers are as they stand so far."
    if report.is_wide:
        yield WIDE.format(most=report.small - 1, small=report.small)


def told(report):
    """What the record keeps of a report that was read or taken out."""
    return {"period": report.period.title, "circulation": report.circulation}


@require_safe
def figures(request):
    """The quarterly and the annual report, or that of any months."""
    form, report = asked_for(request)
    seen(request, "figures.viewed", **told(report))
    page = {"form": form, "report": report, "notes": list(notes_of(report)), "query": request.GET.urlencode()}
    return render(request, "restrictions/figures.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request):
    """Take the report out: why, and which months for whom, are recorded before a byte leaves."""
    form, report = asked_for(request)
    asked = ExportForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        response = file_of(asked, report)
        if response:
            why, kind = asked.cleaned_data["why"], asked.cleaned_data["format"]
            seen(request, "figures.exported", **told(report), format=kind, why=why)
            return response
    page = {"form": asked, "report": report, "query": request.GET.urlencode()}
    return render(request, "restrictions/figures_export.html", page)


def file_of(asked, report):
    """The report as a file, or None with the reasons on the form."""
    period = report.period

    def made():
        title, notes = f"Customer conduct: {period.title}", list(notes_of(report))
        organization = period.organization.name
        footer = f"{period.title}, {report.circulation}"
        return paper.render_pdf(
            report, title=title, notes=notes, organization=organization, footer=footer, on=period.today
        )

    name = f"figures-{period.first:%Y-%m}-{period.last:%Y-%m}{'-wide' if report.is_wide else ''}"
    notes = (("Report", "", "", sentence) for sentence in (period.title, *notes_of(report)))
    return handed_out(asked, name, files.csv_lines(CSV_HEADINGS, (*notes, *csv_rows(report))), made, ())
