"""What this app hands to the shared floor when it starts."""

from django.apps import AppConfig

from cases import verbs
from conduct import audit_words, shipped


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Reports and cases"

    def ready(self):
        audit_words.speak(verbs.VERBS)
        shipped.register("cases.actions.catalog.ship_categories")
