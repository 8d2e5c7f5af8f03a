"""What this app hands to the shared floor when it starts."""

from django.apps import AppConfig

from appeals import verbs
from conduct import audit_words


class AppealsConfig(AppConfig):
    name = "appeals"
    verbose_name = "Appeals"

    def ready(self):
        audit_words.speak(verbs.VERBS)
