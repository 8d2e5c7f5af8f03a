"""The floor's place among the installed apps."""

from django.apps import AppConfig

from conduct import checks  # noqa: F401  registers the refusals


class ConductConfig(AppConfig):
    name = "conduct"
    verbose_name = "Customer conduct"
