"""Who is told about a restriction, what are they told, and who has said that they read it? Never why it was decided."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from cases.policy.case import holds
from conduct.models import Event, Membership, OutboxMessage, Role, User
from restrictions import catalog
from restrictions.models import DepartmentNotice, NoticeReading, Pause, Term

READ = "notice.viewed"
MAIL = "notice"
NOTHING_ELSE = "Nothing else applies to this person."
ASKED = "Help them as you normally would. They are asked to keep to this, and you report it if they do not"
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
    live = [term for term in live_terms(decision, at=at, on=on) if term.is_spoken_of]
    binding = [term for term in live if term.pause_kind != Pause.Kind.STAY]
    if not live:
        return Said(DepartmentNotice.Kind.END, [NOTHING_ELSE], [], ended_on)
    until_on = max(term.ends_on for term in live)
    if not binding:
        return Said(DepartmentNotice.Kind.CHANGE, [PAUSED], [catalog.NEVER_DO], until_on)
    can, please_do_not = lines_of([(term.restriction, term) for term in binding])
    return Said(DepartmentNotice.Kind.CHANGE, can, please_do_not, until_on)


def live_terms(decision, *, at, on):
    """The decision's terms that neither ended nor lapsed, as known at that instant, in order of reference.

    What is held in reserve is among them until it is activated.
    """
    terms = Term.objects.as_of(at, on).filter(restriction__decision=decision, ended_kind__isnull=True, ends_on__gte=on)
    terms = terms.exclude(~Q(conditions=""), is_extended=True)
    return list(terms.select_related("restriction").order_by("restriction__reference"))


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


def reasons_not_to_acknowledge(notice, *, by, on):
    """Process 2.2 step 8: each member of a department reads its notice and says so, one by one."""
    if not members_of(notice.department, on).filter(pk=by.pk).exists():
        yield f"This notice is for {notice.department}. Only its members acknowledge it."
    if NoticeReading.objects.filter(notice=notice, user=by, acknowledged_at__isnull=False).exists():
        yield "You already said that you have read this."


def reasons_not_to_remind(waiting, *, by, on):
    """Policy, Directors: a director reminds, and only while somebody has not acknowledged."""
    if not holds(by, Role.DIRECTOR, on):
        yield "Only a director sends reminders."
    if not waiting:
        yield "Everybody has acknowledged this notice."


@dataclass
class Reader:
    """One line of the board: a person or a mailbox, and when they were told, read and acknowledged."""

    name: str
    address: str
    user_id: int | None = None
    told_at: datetime | None = None
    read_at: datetime | None = None
    acknowledged_at: datetime | None = None
    reminded_at: datetime | None = None
    by_mail: bool = False

    @property
    def is_waiting(self):
        """Whether this person has still to say that they read it."""
        return not self.acknowledged_at and not (self.by_mail and self.told_at)

    @property
    def state(self):
        """(shape, word) of what this reader has done so far."""
        if self.acknowledged_at:
            return "done", "Acknowledged"
        if self.by_mail and self.told_at:
            return "done", "Told by mail"
        if self.read_at:
            return "review", "Read"
        if not self.told_at:
            return "stop", "Not yet told"
        return ("wait", "Reminded") if self.reminded_at else ("wait", "Told")


@dataclass
class Coverage:
    """Who of one department was told, read and acknowledged."""

    notice: DepartmentNotice
    readers: list

    @property
    def waiting(self):
        """Who of the department has still to acknowledge."""
        return [reader for reader in self.readers if reader.is_waiting]

    @property
    def done(self):
        """How many of the department have acknowledged, or were told by mail."""
        return len(self.readers) - len(self.waiting)

    @property
    def bar(self):
        """How long the bar of the meter is, of 200."""
        return round(200 * self.done / len(self.readers), 1) if self.readers else 200

    @property
    def is_complete(self):
        """A department has acknowledged when every active member has (decisions 19)."""
        return not self.waiting


def coverage_of(notices, *, on):
    """The board: one Coverage for each notice, in six queries however many people there are."""
    notices = list(notices)
    members = _members({notice.department_id for notice in notices}, on)
    told, reminded = _mails(notices)
    acknowledged, read = _readings(notices), _reads(notices)
    board = []
    for notice in notices:
        readers = [
            Reader(
                user.full_name,
                user.email,
                user.pk,
                told.get((notice.pk, user.email)),
                read.get((notice.pk, user.pk)),
                acknowledged.get((notice.pk, user.pk)),
                reminded.get((notice.pk, user.email)),
            )
            for user in members.get(notice.department_id, ())
        ]
        if not readers and notice.department.email:
            address = notice.department.email
            readers = [Reader(str(notice.department), address, told_at=told.get((notice.pk, address)), by_mail=True)]
        board.append(Coverage(notice, sorted(readers, key=lambda reader: (not reader.is_waiting, reader.name))))
    return board


def _members(departments, on):
    rows = (
        Membership.objects.in_force(on)
        .filter(department__in=departments)
        .select_related("user")
        .order_by("user__full_name")
    )
    members = {}
    for row in rows:
        people = members.setdefault(row.department_id, [])
        if row.user not in people:
            people.append(row.user)
    return members


def _mails(notices):
    """When each address was told of each notice, and when it was reminded of it last."""
    by_ref = {subject_of(notice): notice.pk for notice in notices}
    rows = OutboxMessage.objects.filter(kind__in=[MAIL, *REMINDERS], subject_ref__in=by_ref).order_by("event__at")
    told, reminded = {}, {}
    for kind, ref, address, at in rows.values_list("kind", "subject_ref", "recipient", "event__at"):
        told.setdefault((by_ref[ref], address), at)
        if kind != MAIL:
            reminded[by_ref[ref], address] = at
    return told, reminded


def _readings(notices):
    rows = NoticeReading.objects.filter(notice__in=notices, acknowledged_at__isnull=False)
    return {(row.notice_id, row.user_id): row.acknowledged_at for row in rows}


def _reads(notices):
    """When each person first opened each notice, out of the read events."""
    by_subject = {f"{DepartmentNotice._meta.label_lower}:{notice.pk}": notice.pk for notice in notices}
    rows = Event.objects.filter(verb=READ, subject__in=by_subject).order_by("-at").values_list("subject", "actor", "at")
    return {(by_subject[subject], actor): at for subject, actor, at in rows}


@dataclass(frozen=True)
class Figures:
    """The board in numbers: of all readers, how many acknowledged, only read, were only told, or were not told yet."""

    people: int
    done: int
    read: int
    told: int
    not_told: int

    @property
    def percent(self):
        """How many of a hundred have acknowledged."""
        return round(100 * self.done / self.people) if self.people else 100

    @property
    def waiting(self):
        """How many of all readers have still to acknowledge."""
        return self.people - self.done


def figures_of(board):
    """The numbers beside the board."""
    readers = [reader for coverage in board for reader in coverage.readers]
    waiting = [reader for reader in readers if reader.is_waiting]
    read = sum(1 for reader in waiting if reader.read_at)
    told = sum(1 for reader in waiting if reader.told_at and not reader.read_at)
    return Figures(len(readers), len(readers) - len(waiting), read, told, len(waiting) - read - told)


def may_remind(user):
    """Directors see to it that departments know (policy, Directors)."""
    return user.access.holds(Role.DIRECTOR)
