"""What this app hands to the shared floor when it starts."""

from django.apps import AppConfig

from appeals import verbs
from conduct import audit_words, registry


def assigns_appeals(user):
    return user.access.holds("director", "admin")


def hears_appeals(user):
    """Appeal officers, and outside reviewers, who have no role but a case."""
    return user.access.holds("appeal_officer") or user.is_outside_reviewer


def reads_appeals(user):
    return hears_appeals(user) or user.access.holds("director", "admin", "auditor")


class AppealsConfig(AppConfig):
    name = "appeals"
    verbose_name = "Appeals"

    def ready(self):
        audit_words.speak(verbs.VERBS)
        registry.register_life(70, "appeals", "appeals.life.appeals")
        registry.register_sample(5, "appeals.sample.load")
        registry.register_figures(30, "appeals.figures.figures")
        registry.register_navigation(45, "Appeals", "appeals:appeals", "scale", reads_appeals, hears_appeals)
        registry.register_work(
            10, "Appeals you hear", "appeals.work.to_decide", hears_appeals,
            empty="No appeal waits for you. When one is given to you, it stands here with the day it is due.",
            more=("All appeals", "appeals:appeals"),
        )  # fmt: skip
        registry.register_work(
            15, "Appeals nobody hears yet", "appeals.work.to_assign", assigns_appeals,
            empty="Every appeal has somebody who hears it.", more=("All appeals", "appeals:appeals"),
        )  # fmt: skip
