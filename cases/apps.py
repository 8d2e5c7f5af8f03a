"""What this app hands to the shared floor when it starts."""

from django.apps import AppConfig

from cases import verbs
from conduct import audit_words, registry, shipped


def reports_only(user):
    """Staff whose part is to report: for them their own reports are the third place to go."""
    return user.access.holds("employee") and not user.access.holds("supervisor", "director")


def triages(user):
    """Who reads reports for triage every day."""
    return user.access.holds("supervisor")


def works_on_cases(user):
    return user.access.holds("supervisor", "director")


def reads_cases(user):
    return user.access.holds("supervisor", "director", "admin", "auditor")


def reads_cases_on_a_phone(user):
    """The one place of the role in the bar: triage for supervisors, cases for the others."""
    return reads_cases(user) and not triages(user)


NOTHING_WAITS = "Nothing waits for triage. New reports appear here as soon as they are sent."
NOT_ASKED = "Nobody asks you anything about what you reported."
CASEWORK = [
    (14, "Questions about your reports", "questions_to_me", registry.everybody, NOT_ASKED, "My reports", "my_reports"),
    (20, "Reports to triage", "to_triage", triages, NOTHING_WAITS, "Triage", "triage_queue"),
    (21, "Answers of reporters", "answers_of_reporters", triages, "No answer waits.", "Triage", "triage_queue"),
    (22, "Asked of your department", "department_questions", triages, "No question waits.", "Triage", "triage_queue"),
    (24, "Your cases", "my_cases", works_on_cases, "No open case is assigned to you.", "All cases", "cases"),
    (26, "Answers from customers", "open_answers", works_on_cases, "No answer is open.", "All cases", "cases"),
    (28, "Letters to mail", "letters_to_mail", works_on_cases, "Every letter has left.", "All cases", "cases"),
    (30, "Letters that came back", "letters_returned", works_on_cases, "No letter came back.", "All cases", "cases"),
]  # fmt: skip


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Reports and cases"

    def ready(self):
        audit_words.speak(verbs.VERBS)
        shipped.register("cases.actions.catalog.ship_categories")
        registry.register_life(10, "reports", "cases.life.reports")
        registry.register_life(20, "decisions", "cases.life.warnings")
        registry.register_figures(10, "cases.figures.figures")
        registry.register_sample(2, "cases.sample.load")
        registry.register_sample(3, "cases.sample.support.load")
        registry.register_sample(9, "cases.sample.stories.mail")
        registry.register_navigation(20, "My reports", "cases:my_reports", "clip", reports_only, reports_only)
        registry.register_comparison("cases.actions.customers.misfiled")
        registry.register_after_sending("letter", "cases.actions.letters.letter_left")
        registry.register_navigation(30, "Triage", "cases:triage_queue", "clock", triages, triages)
        registry.register_navigation(40, "Cases", "cases:cases", "folder", reads_cases, reads_cases_on_a_phone)
        for order, title, rows, shown_to, empty, label, page in CASEWORK:
            registry.register_work(
                order, title, f"cases.work.{rows}", shown_to, empty=empty, more=(label, f"cases:{page}")
            )
        registry.register_work(
            25, "Support to offer", "cases.views.support.support_to_offer", works_on_cases,
            empty="Whoever went through something serious was offered support.", more=("All cases", "cases:cases"),
        )  # fmt: skip
        registry.register_work(
            70, "Your drafts", "cases.views.reports.work.drafts", registry.everybody,
            empty="No draft is waiting. A report is saved while you write it, and you can finish it later.",
            more=("My reports", "cases:my_reports"),
        )  # fmt: skip
        registry.register_work(
            80, "Your reports", "cases.views.reports.work.sent", reports_only,
            empty="You have sent no report yet. If something happens, choose Report.",
            more=("My reports", "cases:my_reports"), waits=False,
        )  # fmt: skip
