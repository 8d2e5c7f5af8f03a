"""Everything a case page shows beside its timeline, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch

from cases.models import Delivery, Evidence, IncidentReport, MatterAnswer, ReportCategory, RestrictedNote, SupportOffer
from cases.policy import case as policy
from cases.policy.evidence import open_to
from conduct.models import Role

NOTES = 50
SERIOUS = 3


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
    interim: list
    breaches: list
    warnings: list
    letters: list
    answers: list
    notes: list
    restricted_notes: list
    support: list
    watched_until: date | None
    may_work: bool
    may_hold: bool
    may_keep_apart: bool
    may_withhold: bool
    may_support: bool
    reads_all: bool
    may_open_customer: bool
    appeals: list

    @property
    def review(self):
        """The review that is open, if one is."""
        return next((one for one in self.reviews if not one.is_decided), None)

    @property
    def in_danger(self):
        """The newest report serious enough for an interim safety measure, on which none was taken; or None."""
        taken = {one.report_id for one in self.interim}
        serious = (one for one in self.reports if not one.is_void and hasattr(one, "triage") and one.pk not in taken)
        return next((one for one in serious if (one.triage.severity or 0) >= SERIOUS), None)

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
    reports, letters, matters = _reports(case, user), _letters(case), _matters(case)
    restrictions = _restrictions(case.customer)
    own = [one for one in restrictions if one.case_id == case.pk]
    appeals = _appeals(case, user) if own else []
    return File(
        reports=reports,
        evidence=_evidence(case, reports, user),
        matters=matters,
        efforts=list(case.efforts.order_by("-made_on", "-pk")),
        reviews=list(case.reviews.select_related("director").order_by("-referred_at")),
        restrictions=own,
        earlier_restrictions=len(restrictions) - len(own),
        interim=list(case.interim_measures.with_people().order_by("-taken_at", "-pk")),
        breaches=list(case.breaches.with_people().order_by("-noted_at", "-pk")) if own else [],
        warnings=[letter.warning for letter in letters if hasattr(letter, "warning")],
        letters=letters,
        answers=list(case.answers.select_related("letter").order_by("received_at", "pk")),
        notes=list(case.notes.select_related("by").order_by("-at", "-pk")[:NOTES]),
        restricted_notes=_restricted(case, user),
        support=list(SupportOffer.objects.readable_by(user).of_reports([one.pk for one in reports])),
        watched_until=policy.watched_until(own, organization=organization),
        may_work=_works(case, matters, user),
        may_hold=user.access.holds(Role.ADMIN),
        may_keep_apart=_keeps_apart(case, user),
        may_withhold=user.access.holds(Role.DIRECTOR),
        may_support=_supports(case, user),
        reads_all=user.access.reads_all,
        may_open_customer=_meets(user, appeals),
        appeals=appeals,
    )


def _reports(case, user):
    """The reports of the case, each with whether this person may open it."""
    categories = Prefetch("categories", ReportCategory.objects.select_related("category").order_by("-is_primary", "pk"))
    own = case.reports.annotate(may_open=_among(IncidentReport.objects.visible_to(user)))
    return list(own.select_related("reporter", "triage").prefetch_related(categories).order_by("-occurred_at", "-pk"))


def _supports(case, user):
    """Whether this person answers for the department of the case, and so knows what support was offered."""
    return user.access.holds(Role.DIRECTOR) or case.department_id in user.access.departments(Role.SUPERVISOR)


def _among(rows):
    return Exists(rows.filter(pk=OuterRef("pk")))


def _matters(case):
    answers = Prefetch("answers", MatterAnswer.objects.order_by("answered_on", "pk"))
    return list(case.matters.newest_first().prefetch_related(answers))


def _letters(case):
    deliveries = Prefetch("deliveries", Delivery.objects.order_by("pk"))
    return list(case.letters.select_related("warning").prefetch_related(deliveries).order_by("-written_at", "-pk"))


def _restrictions(customer):
    """What was ever decided about the customer's group, each with how it ended, if it did before its end."""
    of_group = customer.restrictions.model.objects.of_group(customer)
    found = list(of_group.prefetch_related("terms", "endings").order_by("reference"))
    for one in found:
        ending = one.last_ending()
        one.ended_how = ending.get_kind_display().lower() if ending else ""
    return found


def _evidence(case, reports, user):
    """The files of the case and of its reports, newest first, each with whether this person may open it."""
    own = Evidence.objects.filter(case=case) | Evidence.objects.filter(report__in=reports)
    own = own.annotate(may_open=_among(open_to(user)))
    return list(own.select_related("file", "added_by").order_by("-added_at", "-pk"))


def _restricted(case, user):
    return list(RestrictedNote.objects.readable_by(user).filter(case=case).select_related("by").order_by("-at", "-pk"))


def _appeals(case, user):
    """The appeals against what was decided in the case, each with whether this person may open it."""
    found = list(case.appeals.order_by("pk"))
    for one in found:
        one.may_open = one.officer_id == user.pk or user.access.reads_all
    return found


def _meets(user, appeals):
    """The twin of Customer.objects.visible_to, from what is already read."""
    hears = any(one.officer_id == user.pk for one in appeals)
    return hears or user.access.reads_all or user.access.holds(Role.SUPERVISOR)


def _keeps_apart(case, user):
    return user.access.holds(Role.DIRECTOR) or case.assigned_to_id == user.pk


def _works(case, matters, user):
    """The twin of Case.objects.worked_on_by, from what is already read."""
    supervises = case.department_id in user.access.departments(Role.SUPERVISOR)
    handles = any(matter.handler_id == user.pk for matter in matters)
    return user.access.holds(Role.DIRECTOR) or supervises or handles or case.assigned_to_id == user.pk
