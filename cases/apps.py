"""What this app hands to the shared floor when it starts."""

from django.apps import AppConfig

from cases import verbs
from conduct import audit_words, registry, shipped


def reports_only(user):
    """Staff whose part is to report: for them their own reports are the third place to go."""
    return user.access.holds("employee") and not user.access.holds("supervisor", "director")


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Reports and cases"

    def ready(self):
        audit_words.speak(verbs.VERBS)
        shipped.register("cases.actions.catalog.ship_categories")
        registry.register_navigation(20, "My reports", "cases:my_reports", "report", reports_only, reports_only)
        registry.register_work(
            70, "Your drafts", "cases.views.reports.work.drafts", registry.everybody,
            empty="No draft is waiting. A report is saved while you write it, and you can finish it later.", more=("My reports", "cases:my_reports"),
        )  # fmt: skip
        registry.register_work(
            80, "Your reports", "cases.views.reports.work.sent", reports_only,
            empty="You have sent no report yet. If something happens, choose Report.", more=("All of them", "cases:my_reports"),
        )  # fmt: skip
