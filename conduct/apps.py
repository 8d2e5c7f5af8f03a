"""The floor's place among the installed apps: its verbs, and what is checked before it starts."""

from django.apps import AppConfig
from django.core import checks as django_checks

from conduct import audit_words, checks, guards, registry, shipped, verbs  # noqa: F401  checks registers its refusals


def administers(user):
    return user.access.holds("admin")


def reads_the_record(user):
    return user.access.holds("admin", "auditor")


class ConductConfig(AppConfig):
    name = "conduct"
    verbose_name = "People and settings"

    def ready(self):
        audit_words.speak(verbs.VERBS)
        shipped.register("conduct.actions.settings.ship_organization")
        shipped.register("conduct.actions.settings.ship_policy")
        registry.register_navigation(10, "Home", "home", "home")
        registry.register_navigation(80, "Records", "admin:conduct_event_changelist", "chain", reads_the_record)
        registry.register_navigation(90, "Settings", "admin:index", "lock", administers)
        registry.register_work(
            16, "Roles to approve", "conduct.home.roles_to_approve", administers,
            empty="No role waits for a second person.", more=("All roles", "admin:conduct_membership_changelist"),
        )  # fmt: skip
        registry.register_work(
            17, "New e-mails to approve", "conduct.home.emails_to_approve", administers,
            empty="No new e-mail waits for a second admin.", more=("All accounts", "admin:conduct_user_changelist"),
        )  # fmt: skip
        registry.register_work(
            12, "Mail that could not be sent", "conduct.home.messages_not_sent", administers,
            empty="All mail has left.", more=("All mail", "admin:conduct_outboxmessage_changelist"),
        )  # fmt: skip
        registry.register_work(
            11, "The system", "conduct.home.not_well", administers,
            empty="Everything runs.", more=("Health", "health"),
        )  # fmt: skip
        registry.register_scheduled(80, "Reminders", "conduct.actions.reminders.send_digests", is_daily=True)
        registry.register_scheduled(90, "Links to a new password", "conduct.reset.send_links")
        registry.register_sample(1, "conduct.sample.load")
        django_checks.register(guards.check_guards, django_checks.Tags.database)
