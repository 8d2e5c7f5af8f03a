"""Everything a case page shows beside its timeline, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from cases.models import Delivery, Evidence, MatterAnswer, RestrictedNote
from cases.policy import case as policy
from conduct.models import Role


@dataclass
class File:
    """The parts of one case, as one person may see them."""

    reports: list
    evidence: list
    matters: list
    efforts: list
    reviews: list
    restrictions: list
    earlier_restrictions: int
    warnings: list
    letters: list
    answers: list
    notes: list
    restricted_notes: list
    contacts: list
    watched_until: date | None
    may_work: bool
    may_hold: bool
    may_keep_apart: bool

    @property
    def review(self):
        """The review that is open, if one is."""
        return next((one for one in self.reviews if not one.is_decided), None)

    @property
    def open_answers(self):
        return [one for one in self.answers if not one.outcome]

    @property
    def conduct(self):
        """The policy's entries found in the standing reports, each once."""
        found = [one.category.label for report in self.reports if not report.is_void for one in report.categories.all()]
        return list(dict.fromkeys(found))

    @property
    def evidence_count(self):
        return len(self.reports) + len(self.evidence) + len(self.matters)


def file_of(case, user, *, organization, on):
    """Read the parts of a case. Whoever only reads sees no buttons; restricted notes are for few."""
    reports = list(
        case.reports.select_related("reporter").prefetch_related("categories__category").order_by("-occurred_at", "-pk")
    )
    letters = list(
        case.letters.prefetch_related(Prefetch("deliveries", Delivery.objects.order_by("pk"))).order_by(
            "-written_at", "-pk"
        )
    )
    answers = list(case.answers.select_related("letter").order_by("received_at", "pk"))
    restrictions = list(
        case.restrictions.select_related("ending", "decision").prefetch_related("terms").order_by("reference")
    )
    matters = list(
        case.matters.select_related("handler", "standard")
        .prefetch_related(Prefetch("answers", MatterAnswer.objects.order_by("answered_on", "pk")))
        .newest_first()
    )
    for one in restrictions:
        one.ended_how = one.ending.get_kind_display().lower() if hasattr(one, "ending") else ""
    return File(
        reports=reports,
        evidence=_evidence(case, reports),
        matters=matters,
        efforts=list(case.efforts.order_by("-made_on", "-pk")),
        reviews=list(case.reviews.select_related("director").order_by("-referred_at")),
        restrictions=restrictions,
        earlier_restrictions=case.customer.restrictions.exclude(case=case).count(),
        warnings=list(case.warnings.order_by("-issued_at")),
        letters=letters,
        answers=answers,
        notes=list(case.notes.select_related("by").order_by("-at", "-pk")[:50]),
        restricted_notes=_restricted(case, user),
        contacts=list(case.customer.contact_points.filter(ended_at__isnull=True).order_by("pk")[:3]),
        watched_until=policy.watched_until(case, organization=organization) if restrictions else None,
        may_work=_works(case, matters, user),
        may_hold=user.access.holds(Role.ADMIN),
        may_keep_apart=_keeps_apart(case, user),
    )


def _evidence(case, reports):
    """The files of the case and of its reports, newest first."""
    own = Evidence.objects.filter(case=case) | Evidence.objects.filter(report__in=reports)
    return list(own.select_related("file", "added_by").order_by("-added_at", "-pk"))


def _restricted(case, user):
    readable = (
        RestrictedNote.objects.readable_by(user).filter(case=case)
        if _keeps_apart(case, user)
        else RestrictedNote.objects.none()
    )
    return list(readable.select_related("by").order_by("-at", "-pk"))


def _keeps_apart(case, user):
    return user.access.holds(Role.DIRECTOR) or case.assigned_to_id == user.pk


def _works(case, matters, user):
    """The twin of Case.objects.worked_on_by, from what is already read."""
    supervises = case.department_id in user.access.departments(Role.SUPERVISOR)
    handles = any(matter.handler_id == user.pk for matter in matters)
    return user.access.holds(Role.DIRECTOR) or supervises or handles or case.assigned_to_id == user.pk
