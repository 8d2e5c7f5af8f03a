"""What issuing adds to a decision: which decisions wait for their letter, and what the database demands."""

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q

from cases.models import Letter
from conduct import guards
from conduct.lifecycle import LockedQuerySet
from conduct.models import Role


class IssuingQuerySet(LockedQuerySet):
    """Decisions by what has become of their letter; the decision's own queryset builds on this."""

    def visible_to(self, user):
        """Decisions are read by those who judge or audit."""
        return self if user.access.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR) else self.none()

    def to_issue(self):
        """Decided to restrict, and the letter has not left yet."""
        return self.filter(outcome="restrict", issued_at__isnull=True)

    def issued(self):
        return self.filter(issued_at__isnull=False)

    def latest_restricting(self):
        """The last decision to restrict of each case."""
        later = self.model.objects.filter(case=OuterRef("case"), outcome="restrict", pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), outcome="restrict").with_case()

    def without_restriction(self):
        """Decisions to warn or to take no action."""
        return self.exclude(outcome="restrict")

    def known_at(self, at):
        return self.filter(decided_at__lte=at)

    def with_case(self):
        return self.select_related("case", "customer", "decided_by", "review")

    def with_a_foreign_letter(self):
        """Issued with a letter of another case, to another customer, or of another kind."""
        own = Q(letter__case=F("case"), letter__customer=F("customer"), letter__kind=Letter.Kind.L4)
        return self.filter(outcome="restrict", letter__isnull=False).exclude(own)

    def issued_in_silence(self):
        """Issued, while no department was told and nobody said why."""
        return self.filter(outcome="restrict", issued_at__isnull=False, no_department_reason="", notices__isnull=True)


def _decisions():
    return apps.get_model("restrictions.Decision").objects


# The columns of a decision that are still empty when it is made, and are filled once: when it is issued.
FILLED_WHEN_ISSUED = ("letter", "issued_by", "issued_at", "appeal_officer", "no_department_reason", "revision", "event")

ISSUING_GUARDS = [
    guards.Frozen(
        "decision_issued_once",
        "A decision is issued once; a mistake is put right by a new letter.",
        None,
        except_fields=("appeal_officer", "revision", "event"),
        when=Q(issued_at__isnull=False),
    ),
    guards.Never(
        "decision_letter_is_its_own",
        "A decision is issued with its own letter: of its case, to its customer.",
        lambda: _decisions().with_a_foreign_letter(),
    ),
    guards.Never(
        "decision_tells_or_says_why",
        "Tell at least one department, or say why none needs to know.",
        lambda: _decisions().issued_in_silence(),
    ),
]
