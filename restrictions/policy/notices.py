"""Who is told about a restriction, and what are they told? Never why it was decided."""

import json
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.urls import reverse

from cases.models import Customer
from cases.policy.case import holds
from conduct.models import Department, Event, Membership, Role, User
from restrictions import catalog
from restrictions.catalog import in_full
from restrictions.models import DepartmentNotice, NoticeReading, Pause, Telling, Term
from restrictions.policy.conflicts import reasons_not_to_direct

READ = "notice.viewed"
MAIL = "notice"
LEAVE = "On {day} they have leave: that day help them as you normally would"
ASKED = "Help them as you normally would. They are asked to keep to this, and you report it if they do not"
TO_READ = "notices_to_read"  # the work list of the home page, by which the reminders name it
SOMETHING_ELSE = "Something else still applies to this person. Look them up before you help them."
PAUSED = "Help them as you normally would while an appeal is decided. Look them up each time."
REMINDERS = [f"notice_reminder_{number}" for number in range(1, 21)]  # a reminder each; the outbox sends one of a kind


def lines_of(terms):
    """(you can, please do not) for the measures of a decision, each sentence once (process 2.11, L5).

    Of what is held in reserve staff hear the conditions they need to know, and nothing else.
    """
    can, please_do_not = catalog.do_and_dont_together(
        (restriction.measure, json.loads(term.parameters)) for restriction, term in terms if not term.is_reserve
    )
    asked = [line for _, term in terms for line in term.conditions_told.splitlines()]
    return [f"{ASKED}: {line}" for line in dict.fromkeys(asked)] + can, please_do_not


@dataclass(frozen=True)
class Said:
    """What a department is told now: the kind of notice, its lines, and until when."""

    kind: str
    can: list
    please_do_not: list
    until_on: date

    def is_known_from(self, notice):
        """Whether the last notice to a department says just this."""
        said = ("\n".join(self.can), "\n".join(self.please_do_not), self.until_on)
        return self.kind != DepartmentNotice.Kind.END and said == (notice.can, notice.please_do_not, notice.until_on)


def said_now(decision, *, at, on, ended_on):
    """What the decision still asks of a department at that instant: its terms, a pause, or that it is over."""
    live = spoken_of(decision, at=at, on=on)
    binding = [term for term in live if term.pause_kind != Pause.Kind.STAY]
    if not live:
        left = SOMETHING_ELSE if _others_live(decision, at=at, on=on) else DepartmentNotice.NOTHING_ELSE
        return Said(DepartmentNotice.Kind.END, [left], [], ended_on)
    until_on = max(term.ends_on for term in live)
    if not binding:
        return Said(DepartmentNotice.Kind.CHANGE, [PAUSED], [catalog.NEVER_DO], until_on)
    can, please_do_not = lines_of([(term.restriction, term) for term in binding])
    return Said(DepartmentNotice.Kind.CHANGE, can, please_do_not, until_on)


def said_of_leave(decision, for_day, conditions, *, at, on):
    """Process 2.7: of leave departments hear the day, and when, where and how; on every other day it is as before."""
    said = said_now(decision, at=at, on=on, ended_on=on)
    return replace(said, can=[LEAVE.format(day=in_full(for_day)), *conditions.splitlines(), *said.can])


def _others_live(decision, *, at, on):
    """Whether another decision about the same customer applies or will; a reserve does not."""
    group = Customer.objects.group_of(decision.customer)
    others = Term.objects.as_of(at, on).of_issued().exclude(restriction__decision=decision)
    others = others.filter(ended_kind__isnull=True, ends_on__gte=on, restriction__customer__in=group)
    return others.filter(conditions="").exists()


def spoken_of(decision, *, at, on):
    """The live terms departments hear of."""
    return [term for term in live_terms(decision, at=at, on=on) if term.is_spoken_of]


def live_terms(decision, *, at, on):
    """The decision's terms that neither ended nor lapsed, as known at that instant, in order of reference.

    What is held in reserve is among them until it is activated.
    """
    terms = Term.objects.as_of(at, on).filter(restriction__decision=decision, ended_kind__isnull=True, ends_on__gte=on)
    terms = terms.exclude(~Q(conditions=""), is_extended=True)
    return list(terms.select_related("restriction").order_by("restriction__reference"))


def address_of(notice):
    """Where the notice is read."""
    return reverse("restrictions:notice", args=[notice.pk])


def subject_of(notice):
    """How the outbox names a notice."""
    return f"notice:{notice.pk}"


def members_of(department, on):
    """The people with an account who belong to the department that day."""
    mine = Membership.objects.in_force(on).filter(department=department).values("user")
    return User.objects.filter(pk__in=mine, is_active=True).order_by("full_name", "pk")


def reasons_not_to_tell(departments, *, no_department_reason, on):
    """Policy, Directors: provide information to other departments, where appropriate; or say why none needs it."""
    if not departments and not no_department_reason.strip():
        yield "Choose the departments to tell, or say why none needs to know."
    if departments and no_department_reason.strip():
        yield "You chose departments and also a reason for telling none. Keep one of them."
    for department in departments:
        if not department.email and not members_of(department, on).exists():
            yield f"{department} has no members and no email address. Add one of them, or leave it out."


def reasons_nothing_to_tell(terms, departments):
    """Policy, Directors, “where appropriate”: of a reserve departments hear its conditions, or nothing."""
    if departments and not any(term.is_spoken_of for _, term in terms):
        yield "Nothing applies, and no condition is for departments to know. Choose none, and say so as the reason."


def recipients_of(notice, on):
    """Process 2.9: who is told of a notice: the members at the start, later exactly those who were told before.

    Pairs of (user, address); a department without accounts is told at its mailbox. Who has no account any more has
    left, and nobody can tell them here.
    """
    if notice.kind == DepartmentNotice.Kind.START:
        members = [(user, user.email) for user in members_of(notice.department, on)]
        return members or [(None, notice.department.email)] * bool(notice.department.email)
    told = Telling.objects.of_chain(notice).select_related("user").order_by("user__full_name", "pk")
    people = {one.user: one.user.email for one in told if one.user and one.user.is_active}
    boxes = {notice.department.email or one.address for one in told if not one.user}
    return [*people.items(), *((None, address) for address in sorted(boxes))]


def knew_without_mail(notice, on):
    """(user, when) of the members who opened a notice before anybody told them: they know of it all the same."""
    told = set(Telling.objects.of_chain(notice).values_list("user", flat=True))
    members = members_of(notice.department, on).exclude(pk__in=told - {None})
    first = {}
    reads = Event.objects.filter(verb=READ, actor__in=members, subject=f"{notice._meta.label_lower}:{notice.pk}")
    for read in reads.select_related("actor").order_by("-at"):
        first[read.actor] = read.at
    return sorted(first.items(), key=lambda one: (one[1], one[0].pk))


def departments_not_told(decision):
    """Departments that were not told of a decision, and which of them were added since it was issued."""
    told = decision.notices.values("department")
    departments = list(Department.objects.filter(is_active=True).exclude(pk__in=told).order_by("name"))
    since = Event.objects.filter(at__gt=decision.issued_at, changes__revision=1)
    names = [f"{Department._meta.label_lower}:{one.pk}" for one in departments]
    added = set(since.filter(changes__object__in=names).values_list("changes__object", flat=True))
    return [(one, name in added) for one, name in zip(departments, names, strict=True)]


def reasons_not_to_tell_more(decision, department, *, by, at, on):
    """Policy, Directors: a further department is told while the restriction lasts, once, by a director with no part."""
    yield from reasons_not_to_direct(decision.case, by=by, on=on)
    if not decision.is_issued or not spoken_of(decision, at=at, on=on):
        yield f"{decision} has no restriction that still applies. There is nothing to tell."
    if decision.notices.filter(department=department).exists():
        yield f"{department} was told already."
    if not department.is_active:
        yield f"{department} was closed. Tell the department that took over."
    yield from reasons_not_to_tell([department], no_department_reason="", on=on)


def acknowledge_by(notice, *, calendar, organization, told_at=None):
    """Process 2.12: the day by which a department, or somebody told later, has acknowledged."""
    return calendar.add_business_days(calendar.local_date(told_at or notice.posted_at), organization.notice_days)


def subject_named(notice):
    """The reference of what a notice is about, which names nobody."""
    return notice.interim.reference if notice.interim_id else notice.decision.reference


def escalates_on(notice, *, calendar, organization):
    """Process 2.12: the day a director hears who has not acknowledged."""
    due_on = acknowledge_by(notice, calendar=calendar, organization=organization)
    return calendar.add_business_days(due_on, organization.escalation_days)


def reasons_not_to_acknowledge(notice, *, by, on):
    """Process 2.2 step 8: each member of a department reads its notice and says so, one by one; and who was told."""
    member = members_of(notice.department, on).filter(pk=by.pk).exists()
    if not member and not notice.tellings.filter(user=by).exists():
        yield f"This notice is for {notice.department}. Only its members acknowledge it."
    if NoticeReading.objects.filter(notice=notice, user=by, acknowledged_at__isnull=False).exists():
        yield "You already said that you have read this."


def reasons_not_to_remind(waiting, *, by, on):
    """Policy, Directors: a director reminds, and only while somebody has not acknowledged."""
    if not holds(by, Role.DIRECTOR, on):
        yield "Only a director sends reminders."
    if not waiting:
        yield "Everybody has acknowledged this notice."
