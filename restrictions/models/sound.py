"""What a decision must never be: the rules that the database asks of it, whoever writes (reliability 2)."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length, Replace, Trim

from cases.models import (
    ComplainedOf,
    Customer,
    Evidence,
    IncidentReport,
    Involved,
    Matter,
    ReportCategory,
    Representative,
    StaffTie,
)
from conduct.models import GRANTED_BY_TWO, Membership, Role
from restrictions.models.issued import IssuingQuerySet
from restrictions.models.review import Outcome
from restrictions.models.weighed import ReviewEffort, ReviewMatter, ReviewReport

HOW_LENGTH = 20  # characters of "how do you know?", as the page asks
CALLED_OFF = (IncidentReport.Status.VOID, IncidentReport.Status.DUPLICATE)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0\t\n"
LONGEST_WINDOW = 731  # days in the 24 months the settings allow at most


class Days(models.Func):
    """The days that the first date lies after the second, on both engines."""

    output_field = models.IntegerField()

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template="(julianday(%(expressions)s))", arg_joiner=") - julianday(")

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ")


class ShareAnEntry(models.Func):
    """Whether two subjects share an entry; with equality the twin of `catalog.same_subject`, on both engines."""

    output_field = models.BooleanField()

    def as_sqlite(self, compiler, connection):
        entries = "SELECT value FROM json_each('[' || replace(json_quote(%s), '; ', '\",\"') || ']')"
        before, after = entries.split("%s")
        template, joiner = f"EXISTS ({before}%(expressions)s{after})", f"{after} INTERSECT {before}"
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner)

    def as_postgresql(self, compiler, connection):
        template, joiner = "(string_to_array(%(expressions)s, '; '))", ", '; ') && string_to_array("
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner)


def seen_length(name):
    """How many characters of a column can be seen, marks of no width left aside."""
    column = F(name)
    for mark in UNSEEN:
        column = Replace(column, models.Value(mark), models.Value(""))
    return Length(Trim(column))


def group_of(head):
    """The ids of a surviving customer and of everybody merged into it."""
    return Customer.objects.filter(Q(pk=head) | Q(merged_into=head)).values("pk")


class DecisionQuerySet(IssuingQuerySet):
    """What a decision must never be, one method for each guard."""

    def restricting(self):
        return self.filter(outcome=Outcome.RESTRICT)

    def with_terms(self):
        return self.select_related("decided_by", "second_approver", "case").prefetch_related("restrictions__terms")

    def of_review(self, review):
        """The decision of the review, or None while there is none."""
        return self.filter(review=review).first()

    def near(self, severity):
        """Decisions of the same level of severity, or of one beside it."""
        return self.filter(severity__range=(severity - 1, severity + 1))

    def not_by_a_director(self):
        """Signed by somebody who did not hold the role at that instant (Responsibilities, Directors)."""
        return self.filter(~Exists(_directorships("decided_by")))

    def not_seconded_by_a_director(self):
        """Approved by somebody who did not hold the role at that instant."""
        return self.filter(~Exists(_directorships("second_approver")), second_approver__isnull=False)

    def by_somebody_deactivated(self):
        return self.filter(Q(decided_by__is_active=False) | Q(second_approver__is_active=False))

    def by_somebody_with_a_part(self):
        """One of the signatures is of somebody with a part in the case (process 5, F5)."""
        return self.filter(_has_a_part("decided_by") | _has_a_part("second_approver"))

    def for_another_file(self):
        """The decision names another case or customer than its review."""
        return self.exclude(case=F("review__case"), customer=F("case__customer"))

    def without_its_preconditions(self):
        """A restriction whose two preconditions are not answered and evidenced in its review (Before deciding...)."""
        said = Q(handled_properly=F("review__handled_properly"), every_effort=F("review__every_effort"))
        unproven = Q(handled_properly="yes") & ~Exists(_answered_matters()) | Q(every_effort="yes") & ~Exists(
            _efforts()
        )
        no_matter = Q(handled_properly="no_matter") | Q(every_effort="no_matter")
        return (
            self.restricting()
            .annotate(
                head=Coalesce("case__customer__merged_into", "case__customer"),
                handled_how=seen_length("review__handled_properly_how"),
                effort_how=seen_length("review__every_effort_how"),
            )
            .filter(
                ~said
                | Q(handled_how__lt=HOW_LENGTH)
                | Q(effort_how__lt=HOW_LENGTH)
                | unproven
                | no_matter & Exists(_matters())
            )
        )

    def without_evidence(self):
        """A restriction that rests on no accepted report with evidence and a category (process 5, F2; hard stops)."""
        accepted = ReviewReport.objects.filter(review=OuterRef("review"), is_accepted=True)
        seen_by = Involved.objects.filter(report=OuterRef("report"), ended_at__isnull=True).exclude(
            part=Involved.Part.COMPLAINED_OF
        )
        proven = accepted.filter(
            ~Q(on_what_evidence="") | Exists(Evidence.objects.filter(report=OuterRef("report"))) | Exists(seen_by)
        )
        sorted_out = accepted.filter(Exists(ReportCategory.objects.filter(report=OuterRef("report"))))
        return self.restricting().exclude(Exists(proven) & Exists(sorted_out))

    def without_a_needed_second(self):
        """One signature where process 5 and 8 ask for two: a protected trait, or a possible retaliation."""
        named = Q(review__protected_trait="yes") | Q(review__retaliation="yes")
        return self.restricting().filter(named, second_approver__isnull=True)

    def by_somebody_tied(self):
        """Decisions signed by somebody tied to the customer: family, business, friend, or their own account (F5)."""
        ties = StaffTie.objects.filter(customer__in=group_of(outer(3)))
        signed = Q(user=OuterRef("decided_by")) | Q(user=OuterRef("second_approver"))
        return self.filter(Exists(ties.filter(signed)))

    def by_somebody_tied_to_a_representative(self):
        """Decisions signed by somebody tied to a person who speaks for the customer."""
        speakers = Representative.objects.filter(
            organization=OuterRef(OuterRef("customer")), ended_at__isnull=True
        ).values("person")
        signed = Q(user=OuterRef("decided_by")) | Q(user=OuterRef("second_approver"))
        return self.filter(Exists(StaffTie.objects.filter(signed, customer__in=speakers)))

    def on_an_unsound_basis(self):
        """Restrictions whose pattern has too few reports, or whose significant incident is none (process 2.4)."""
        accepted = ReviewReport.objects.filter(
            review=OuterRef("review"),
            is_accepted=True,
            report__case=OuterRef("case"),
            report__customer__in=group_of(outer(3)),
        ).exclude(report__status__in=CALLED_OFF)
        pattern = accepted.filter(
            counts=True, report__occurred_at__range=(OuterRef("pattern_from_at"), OuterRef("decided_at"))
        )
        counted = pattern.order_by().values("review").annotate(n=Count("report", distinct=True)).values("n")
        significant = accepted.filter(report=OuterRef("review__significant_report"), report__triage__severity__gte=3)
        return (
            self.restricting()
            .annotate(counted=Coalesce(Subquery(counted), 0), window=Days(F("decided_on"), F("pattern_from")))
            .filter(
                Q(basis="pattern") & (Q(counted__lt=F("pattern_needed")) | Q(window__gt=LONGEST_WINDOW))
                | Q(basis="significant") & (~Exists(significant) | Q(review__significant_why=""))
                | ~Q(basis=F("review__basis"))
            )
        )


def held(role, who, *, on, at):
    """Memberships that gave the person the role at that instant and on that day."""
    ended = Q(ends_on__lt=on) | Q(ended_at__lte=at)
    approved = Q(approved_at__lte=at) if role in GRANTED_BY_TWO else Q()
    return Membership.objects.filter(approved, user=OuterRef(who), role=role, starts_on__lte=on).exclude(ended)


def _directorships(who):
    """Memberships that make the person a director at the instant and on the day of the decision."""
    return held(Role.DIRECTOR, who, on=OuterRef("decided_on"), at=OuterRef("decided_at"))


def _has_a_part(who):
    case, user = OuterRef("case"), OuterRef(who)
    return Q(**{who: F("review__referred_by")}) | (
        Exists(IncidentReport.objects.filter(case=case, reporter=user))
        | Exists(Involved.objects.filter(report__case=case, user=user, ended_at__isnull=True))
        | Exists(Matter.objects.filter(case=case, handler=user))
        | Exists(ComplainedOf.objects.filter(matter__case=case, user=user, ended_at__isnull=True))
    )


def _matters():
    """What belies 'no underlying matter': one in the case, or one still open with the customer."""
    about = Coalesce("customer__merged_into", "customer")
    still_open = Q(closed_on__isnull=True, about=OuterRef("head"))
    return Matter.objects.annotate(about=about).filter(still_open | Q(case=OuterRef("case")))


def _answered_matters():
    links = ReviewMatter.objects.filter(review=OuterRef("review"), is_used=True, matter__case=OuterRef("case"))
    whole = links.filter(matter__closed_on__isnull=False, matter__answers__answers_every_point=True)
    return whole.exclude(matter__procedure="")


def _efforts():
    return ReviewEffort.objects.filter(review=OuterRef("review"), is_used=True, effort__case=OuterRef("case"))


def outer(depth):
    """The id of the customer a rule is about, seen from so many queries inside."""
    reference = "pk"
    for _ in range(depth):
        reference = OuterRef(reference)
    return reference


def customers_with(broken):
    """The surviving customers with one of these decisions; the rules below speak of their whole merge group."""
    of_group = broken.filter(customer__in=group_of(outer(2)))
    return Customer.objects.surviving().filter(Exists(of_group))
