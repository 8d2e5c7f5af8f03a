"""Who judges a case has no part in it: the guard that measures, breaches and reviews before the end share (F5)."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from cases.models import ComplainedOf, IncidentReport, Involved, Matter, StaffTie
from restrictions.models.review import Review
from restrictions.models.upon import Upon


def independent(name, rows, *, who, at, case="case", moments=("INSERT",)):
    """The guard of rows written by somebody who judges: `rows` gives them, `who` and `at` say who wrote them and when.

    Asked when they are written: what somebody has to do with a case afterwards undoes nothing.
    """
    because = "Nobody who has a part in a case, or is tied to its customer, judges in it."
    return Upon(name, because, lambda: with_a_part(rows(), who=who, at=at, case=case), moments=moments)


def with_a_part(rows, *, who, at, case="case"):
    """Of these rows those of somebody with a part in their case before that instant (process 5, F5)."""
    of, user, customer = OuterRef(case), OuterRef(who), f"{case}__customer"
    tied = StaffTie.objects.annotate(about=Coalesce("customer__merged_into", "customer"))
    return rows.annotate(head=Coalesce(f"{customer}__merged_into", customer)).filter(
        Exists(IncidentReport.objects.filter(case=of, reporter=user))
        | Exists(Involved.objects.filter(report__case=of, user=user, ended_at__isnull=True))
        | Exists(Matter.objects.filter(case=of, handler=user))
        | Exists(ComplainedOf.objects.filter(matter__case=of, user=user, ended_at__isnull=True))
        | Exists(Review.objects.filter(case=of, referred_by=user, referred_at__lt=OuterRef(at)))
        | Exists(tied.filter(user=user, about=OuterRef("head"))),
        Q(**{f"{who}__isnull": False}),
    )


def by_its_reporter(rows, *, who, report):
    """Of these rows those of the person who wrote, saw, or was affected by the report they rest on."""
    there = Involved.objects.filter(report=OuterRef(report), user=OuterRef(who), ended_at__isnull=True)
    return rows.filter(Q(**{who: F(f"{report}__reporter")}) | Exists(there))
