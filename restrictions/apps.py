"""What this app hands to the shared floor when it starts."""

from django.apps import AppConfig

from conduct import audit_words, registry
from restrictions import verbs

ESCALATION = (0,)  # the day a director hears who has not acknowledged
ENDS = (30, 7, 1)  # days before an end by itself (process 2.12)


def directs(user):
    """Directors, who decide, issue and answer."""
    return user.access.holds("director")


def supervises(user):
    return user.access.holds("supervisor")


def works_on_measures(user):
    """Who takes, confirms or looks again at interim safety measures."""
    return user.access.holds("supervisor", "director")


def works_here(user):
    return not user.is_outside_reviewer


def reads_the_register(user):
    return user.access.holds("director", "admin", "auditor")


def has_room_for_look_up(user):
    """Everybody who works here looks up; the bar of an admin is full, and the field beside it does the same."""
    return not user.access.holds("admin") and not user.is_outside_reviewer


def reads_notices(user):
    """Members of a department; those who judge have more urgent places in their bar."""
    return bool(user.access.departments("employee", "supervisor"))


class RestrictionsConfig(AppConfig):
    name = "restrictions"
    verbose_name = "Reviews and restrictions"

    def ready(self):
        audit_words.speak(verbs.VERBS)
        registry.register_sample(3, "restrictions.sample.load")
        registry.register_sample(3, "restrictions.reserve_sample.load")
        registry.register_figures(20, "restrictions.figures.figures")
        registry.register_navigation(70, "Figures", "restrictions:figures", "clip", reads_the_register)
        self.ready_reviews()
        self.ready_issuing()
        self.ready_issued_work()
        self.ready_reassessments()
        self.ready_interim()
        self.ready_breaches()
        self.ready_contacts()
        self.ready_customers()

    def ready_reviews(self):
        """Work lists of reviews."""
        registry.register_work(
            10, "Needs your decision", "restrictions.views.work.reviews_to_decide", directs,
            empty="No case waits for a decision.", more=("All cases", "cases:cases"),
        )  # fmt: skip
        registry.register_work(
            12, "Asked by a director", "restrictions.views.work.questions_to_answer", supervises,
            empty="No director asks you anything.", more=("All cases", "cases:cases"),
        )  # fmt: skip

    def ready_interim(self):
        """Work lists and scheduled steps of interim safety measures."""
        registry.register_sample(3, "restrictions.interim_sample.load")
        steps = "restrictions.actions.interim_endings"
        registry.register_scheduled(12, "Safety measures", f"{steps}.announce_interim_ends")
        registry.register_scheduled(14, "Safety measures in their last day", f"{steps}.remind_of_interim_ends")
        registry.register_work(
            5,
            "Safety measures",
            "restrictions.views.interim.measures_waiting",
            works_on_measures,
            empty="No safety measure waits for you.",
        )

    def ready_breaches(self):
        """The work list of breaches, and their part of the sample."""
        registry.register_sample(3, "restrictions.breach_sample.load")
        registry.register_work(
            15, "Breaches to decide", "restrictions.views.breach.breaches_to_decide", directs,
            empty="No breach waits for a decision.", more=("All breaches", "restrictions:breaches"),
        )  # fmt: skip

    def ready_customers(self):
        """What stands on the page of a customer: their timeline, and how often and with whom."""
        decisions = ("restrictions", "endings", "lapses", "interim", "breaches")
        for order, name in enumerate(decisions, start=30):
            registry.register_life(order, "decisions", f"restrictions.life.{name}")
        registry.register_life(60, "contacts", "restrictions.life.contacts")
        registry.register_part("customer", 10, "restrictions.views.contacts.lens_beside")

    def ready_contacts(self):
        """The work list of contacts, and their part of the sample."""
        registry.register_sample(4, "restrictions.contact_sample.load")
        registry.register_work(
            8, "Found in contacts", "restrictions.views.contacts.contacts_to_follow", works_here,
            empty="Nothing found in a contact waits for a step.", more=("Contacts", "restrictions:contacts"),
        )  # fmt: skip

    def ready_reassessments(self):
        """The work list and the scheduled step of reviews before the end."""
        registry.register_sample(4, "restrictions.reassessment_sample.load")
        asks = "restrictions.actions.reassessment.ask_for_views"
        registry.register_scheduled(16, "Reviews of restrictions", asks)
        registry.register_work(
            35, "Reviews of restrictions", "restrictions.views.reassessment.reviews_open", directs,
            empty="No restriction waits for its review.", more=("Register", "restrictions:register"),
        )  # fmt: skip

    def ready_issuing(self):
        """Places and scheduled steps of issued restrictions."""
        registry.register_enclosure("letter", "restrictions.actions.issue.enclosures")
        registry.register_case_line(10, "restrictions.views.notices.coverage_line")
        registry.register_days("restrictions.views.restriction.days_ahead", directs)
        registry.register_navigation(
            50, "Restrictions", "restrictions:register", "file", reads_the_register, also=("/restrictions/",)
        )
        registry.register_navigation(55, "Notices", "restrictions:notices", "mail", reads_notices, reads_notices)
        registry.register_navigation(60, "Look up", "restrictions:lookup", "search", has_room_for_look_up)
        registry.register_comparison("restrictions.actions.standing.standing_breaks")
        registry.register_scheduled(10, "Ends by themselves", "restrictions.actions.lapse.announce_lapses")
        registry.register_scheduled(11, "Stand-down", "restrictions.actions.notices.announce_stand_downs")
        registry.register_scheduled(30, "Look-up", "restrictions.actions.lapse.compare_standing")

    def ready_issued_work(self):
        """Work lists of decisions and restrictions that were issued or are to be."""
        registry.register_work(
            20,
            "To issue",
            "restrictions.views.issue.decisions_to_issue",
            directs,
            empty="Every decision was issued.",
            more=("Register", "restrictions:register"),
        )
        registry.register_work(
            30,
            "Requests to answer",
            "restrictions.views.requests.requests_to_answer",
            directs,
            empty="No customer waits for an answer.",
            more=("All requests", "restrictions:requests"),
        )
        registry.register_work(
            40,
            "Ending soon",
            "restrictions.views.restriction.ending_soon",
            directs,
            empty="No restriction ends in the next 30 days.",
            reminds=ENDS,
            more=("Register", "restrictions:register"),
        )
        registry.register_work(
            45, "Not acknowledged", "restrictions.views.notices.not_acknowledged", directs, reminds=ESCALATION,
            empty="Every department has acknowledged its notices in time.", more=("Register", "restrictions:register"),
        )  # fmt: skip
        registry.register_work(
            60,
            "Notices to read",
            "restrictions.views.notices.notices_to_read",
            reads_notices,
            empty="You are up to date. New restrictions that affect your team appear here.",
            more=("All notices", "restrictions:notices"),
        )
