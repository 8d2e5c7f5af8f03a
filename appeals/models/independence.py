"""Who may never judge an appeal: everybody with a part in its case, as conditions that the database asks too (I-27)."""

from functools import reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from cases.models import ComplainedOf, Customer, IncidentReport, Involved, Matter, StaffTie, Triage, Warning
from conduct.lifecycle import LockedQuerySet
from conduct.models import Membership, Role
from conduct.models.people import LINE
from restrictions.models import Appointment, Decision, InterimConfirmation, InterimMeasure, Proposal, Review
from restrictions.models.sound import group_of, outer

JUDGED = ("decided", "late_refused")


class IndependenceQuerySet(LockedQuerySet):
    """Appeals by what is wrong with who hears them; each method is one guard's question."""

    def judged(self):
        """Appeals whose officer has spoken."""
        return self.filter(status__in=JUDGED)

    def with_an_officer(self, at=None, on=None):
        """Appeals somebody hears or has judged, beside the instant and day to look from."""
        held = self.filter(status__in=("under_review", *JUDGED))
        given = {"held_at": Coalesce("decided_at", "assigned_at"), "held_on": Coalesce("decided_on", "assigned_on")}
        now = {"held_at": Value(at, models.DateTimeField()), "held_on": Value(on, models.DateField())}
        return held.annotate(**(now if at else given))

    def unfit(self, at, on):
        """Appeals whose officer may not judge them at that instant, for any of the reasons below."""
        wrong = with_a_part() | reporting_to_the_decider() | tied_to_the_customer() | without_the_right()
        return self.with_an_officer(at, on).filter(wrong)

    def heard_by_somebody_with_a_part(self):
        """The officer had a part in the events, the matter or the decisions of the case by then (decisions 2)."""
        return self.with_an_officer().filter(with_a_part())

    def heard_by_a_subordinate(self):
        """The officer reports to one of those who decided."""
        return self.with_an_officer().filter(reporting_to_the_decider())

    def heard_by_somebody_tied(self):
        """The officer is tied to the customer or anybody merged with them."""
        return self.with_an_officer().filter(tied_to_the_customer())

    def heard_without_the_right(self):
        """The officer was neither an active appeal officer then nor appointed to this case by two people."""
        return self.with_an_officer().filter(without_the_right())

    def heard_by_nobody_entitled(self):
        """The same, whether or not the account was closed later."""
        return self.with_an_officer().filter(unentitled())


def with_a_part():
    return in_the_events() | in_the_matter() | in_the_decisions()


def reporting_to_the_decider():
    """One of those who signed in the case stands above the officer, however far up."""
    above = [OuterRef("officer" + "__manager" * level) for level in range(1, LINE + 1)]
    signed = reduce(or_, (Q(decided_by=one) | Q(second_approver=one) for one in above))
    return Exists(Decision.objects.filter(signed, case=OuterRef("case"), decided_at__lte=OuterRef("held_at")))


def tied_to_the_customer():
    ties = StaffTie.objects.annotate(head=Coalesce("customer__merged_into", "customer"))
    head = Coalesce(OuterRef("case__customer__merged_into"), OuterRef("case__customer"))
    return Q(Exists(ties.filter(user=OuterRef("officer"), head=head)))


def without_the_right():
    return unentitled() | Q(officer__is_active=False)


def unentitled():
    return ~Exists(officerships()) & ~Exists(appointments())


def in_the_events():
    """Reported, saw it, was affected or is complained of, triaged."""
    case, officer, then = OuterRef("case"), OuterRef("officer"), OuterRef("held_at")
    involved = Involved.objects.filter(
        report__case=case, report__sent_at__lte=then, user=officer, ended_at__isnull=True
    )
    return (
        Exists(IncidentReport.objects.filter(case=case, sent_at__lte=then, reporter=officer))
        | Exists(involved)
        | Exists(Triage.objects.filter(report__case=case, by=officer, at__lte=then))
    )


def in_the_matter():
    """Handled the underlying matter, or is complained of in it."""
    case, officer = OuterRef("case"), OuterRef("officer")
    return Exists(Matter.objects.filter(case=case, handler=officer)) | Exists(
        ComplainedOf.objects.filter(matter__case=case, user=officer, ended_at__isnull=True)
    )


def in_the_decisions():
    """Took or confirmed an interim measure, warned, referred, was liaison or deputy, signed, approved or issued."""
    case, officer, then = OuterRef("case"), OuterRef("officer"), OuterRef("held_at")
    reviewed = Q(referred_by=officer) | Q(liaison=officer) | Q(deputy=officer)
    signed = Q(decided_by=officer) | Q(second_approver=officer)
    decided = Q(decided_at__lte=then) & signed | Q(issued_at__lte=then, issued_by=officer)
    confirmed = InterimConfirmation.objects.filter(measure__case=case, by=officer, at__lte=then)
    return (
        Exists(InterimMeasure.objects.filter(case=case, taken_by=officer, taken_at__lte=then))
        | Exists(confirmed)
        | Exists(Warning.objects.filter(case=case, issued_by=officer, issued_at__lte=then))
        | Exists(Review.objects.filter(reviewed, case=case, referred_at__lte=then))
        | Exists(Proposal.objects.filter(review__case=case, by=officer, at__lte=then, withdrawn_at__isnull=True))
        | Exists(Decision.objects.filter(decided, case=case))
    )


def officerships():
    """Memberships that make the person an appeal officer at that instant and on that day."""
    over = Q(ends_on__lt=OuterRef("held_on")) | Q(ended_at__lte=OuterRef("held_at"))
    held = Q(user=OuterRef("officer"), role=Role.APPEAL_OFFICER, starts_on__lte=OuterRef("held_on"))
    return Membership.objects.filter(held, approved_at__lte=OuterRef("held_at")).exclude(over)


def appointments():
    """Appointments to the case, by an admin and a director together, by that instant."""
    return Appointment.objects.filter(
        case=OuterRef("case"), user=OuterRef("officer"), agreed_at__lte=OuterRef("held_at")
    )


def reports_with_a_part_of_who_judged():
    """Reports of a case whose appeal was judged, by then, by somebody who has a part in them."""
    report, officer = outer(2), OuterRef("officer")
    involved = Involved.objects.filter(report=report, user=officer, ended_at__isnull=True)
    triaged = Triage.objects.filter(report=report, by=officer, at__lte=OuterRef("decided_at"))
    judged = apps.get_model("appeals.Appeal").objects.judged().filter(Exists(involved) | Exists(triaged))
    by_then = judged.filter(case=OuterRef("case"), decided_at__gte=OuterRef("sent_at"))
    return IncidentReport.objects.filter(Exists(by_then))


def customers_judged_by_somebody_tied():
    """The surviving customers with an appeal that was judged by somebody tied to one of their merge group."""
    ties = StaffTie.objects.filter(customer__in=group_of(outer(3)), user=OuterRef("officer"))
    judged = (
        apps.get_model("appeals.Appeal").objects.judged().filter(Exists(ties), case__customer__in=group_of(outer(2)))
    )
    return Customer.objects.surviving().filter(Exists(judged))
