"""What this app hands to the shared floor when it starts."""

from django.apps import AppConfig

from restrictions import verbs
from conduct import audit_words


class RestrictionsConfig(AppConfig):
    name = "restrictions"
    verbose_name = "Reviews and restrictions"

    def ready(self):
        audit_words.speak(verbs.VERBS)
