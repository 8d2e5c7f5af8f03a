"""What waits for whom in triage and casework: the work lists of the home page, overdue first."""

from django.urls import reverse

from cases.models import Answer, Case, Delivery, DepartmentQuestion, IncidentReport, ReporterQuestion
from cases.policy import triage as policy
from conduct.models import Role
from conduct.registry import WorkRow
from conduct.templatetags.dates import full_date


def to_triage(user, now):
    """Reports of the departments this person supervises, by when they are to be read."""
    waiting = IncidentReport.objects.awaiting_triage().filter(department__in=user.access.departments(Role.SUPERVISOR))
    reports = list(waiting.exclude(reporter=user).with_people().order_by("-help_needed", "sent_at", "pk")[: now.most])
    rows = [
        WorkRow(
            report.first_words,
            reverse("cases:triage", args=[report.reference]),
            f"{report.reference} · {report.department} · {report.customer_as_reported}",
            policy.due_on(report, calendar=now.calendar, organization=now.organization),
            _how_it_stands(report),
            report.reference,
        )
        for report in reports
    ]
    return sorted(rows, key=lambda row: row.due_on)


def _how_it_stands(report):
    if report.help_needed:
        return "stop", "Somebody needed help"
    if report.is_asked:
        return "wait", "Question asked"
    return ("review", "Question answered") if report.is_answered else ("wait", "Awaiting triage")


def questions_to_me(user, now):
    """What triage asks this person about their own reports."""
    return [
        WorkRow(
            one.question,
            reverse("cases:answer_question", args=[one.report.reference, one.pk]),
            f"{one.report.reference} · asked by {one.asked_by}",
            tag=("wait", "Not answered"),
        )
        for one in ReporterQuestion.objects.to(user).unanswered().with_answer()[: now.most]
    ]


def answers_of_reporters(user, now):
    """Questions of this person that were answered, about reports that still wait for triage."""
    return [
        WorkRow(
            one.question,
            reverse("cases:triage", args=[one.report.reference]),
            f"{one.report.reference} · {one.report.reporter} answered {full_date(one.answer.at)}",
            tag=("review", "Answered"),
        )
        for one in ReporterQuestion.objects.by(user).to_read().with_answer()[: now.most]
    ]


def department_questions(user, now):
    """What other departments asked this person's own."""
    return [
        WorkRow(
            f"Does {one.department} see the same?",
            reverse("cases:department_question", args=[one.pk]),
            f"{one.report.reference} · asked by {one.asked_by}",
            tag=("wait", "Not answered"),
        )
        for one in DepartmentQuestion.objects.answered_by(user).unanswered().with_report()[: now.most]
    ]


def my_cases(user, now):
    """Cases whose next step is this person's own, the next thing due first; reviews have their own list."""
    mine = Case.objects.to_work_on().filter(assigned_to=user).with_customer()
    return [
        WorkRow(
            case.title,
            reverse("cases:case", args=[case.reference]),
            f"{case.reference} · {case.customer}",
            case.due_on,
            ("wait", case.get_status_display()),
            case.reference,
        )
        for case in mine.order_by("due_on", "pk")[: now.most]
    ]


def open_answers(user, now):
    """What customers answered to our letters and nobody has answered yet, in the cases this person works on."""
    own = Case.objects.worked_on_by(user).values("pk")
    answers = Answer.objects.open().filter(case__in=own).select_related("case__customer").order_by("received_on", "pk")
    return [
        WorkRow(
            answer.get_kind_display(),
            reverse("cases:case", args=[answer.case.reference]),
            f"{answer.case.reference} · {answer.case.customer}",
            answer.due_on,
            ("wait", "Open"),
            answer.case.reference,
        )
        for answer in answers[: now.most]
    ]


def letters_to_mail(user, now):
    """Paper letters that nobody has recorded as sent or handed over."""
    return [
        _letter(one, one.letter.dated_on, ("wait", "Not yet sent"))
        for one in _deliveries(user).to_mail().order_by("pk")[: now.most]
    ]


def letters_returned(user, now):
    """Letters that came back and wait to be sent another way."""
    came_back = _deliveries(user).came_back().order_by("returned_at", "pk")[: now.most]
    return [_letter(one, None, ("stop", "Came back")) for one in came_back]


def _deliveries(user):
    return Delivery.objects.filter(letter__case__in=Case.objects.served_by(user).values("pk")).select_related(
        "letter__case"
    )


def _letter(delivery, due_on, tag):
    letter = delivery.letter
    place = f"{letter.case.reference} · {delivery.get_method_display().lower()} to {letter.recipient_name}"
    return WorkRow(letter.title, reverse("cases:letter", args=[letter.pk]), place, due_on, tag, letter.case.reference)
