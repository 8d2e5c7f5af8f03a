"""Who of each department was told, has read and has acknowledged, and who still has to? The board of notices."""

from dataclasses import dataclass
from datetime import datetime

from conduct.models import Event, Membership, OutboxMessage, Reminder, Role
from restrictions.models import DepartmentNotice, NoticeReading, Telling
from restrictions.policy.notices import READ, REMINDERS, TO_READ, address_of, escalates_on, subject_of


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
    has_left: bool = False

    @property
    def is_waiting(self):
        """Whether this person has still to say that they read it."""
        return not self.acknowledged_at and not self.has_left and not (self.by_mail and self.told_at)

    @property
    def state(self):
        """(shape, word) of what this reader has done so far."""
        if self.acknowledged_at:
            return "done", "Acknowledged"
        if self.by_mail and self.told_at:
            return "done", "Told by mail"
        if self.has_left:
            return "done", "Left the department"
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
    is_escalated: bool = False

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
    """The board: one Coverage for each notice, in seven queries however many people there are.

    The members of the department and whoever was told; of an end, those who were told alone.
    """
    notices = list(notices)
    known = _Known(
        _members({notice.department_id for notice in notices}, on), _tellings(notices), _reminders(notices),
        _readings(notices), _reads(notices),
    )  # fmt: skip
    board = []
    for notice in notices:
        readers = [_reader(notice, *who, known) for who in _asked(notice, known)] + _boxes(notice, known)
        board.append(Coverage(notice, sorted(readers, key=lambda reader: (not reader.is_waiting, reader.name))))
    return board


def board_of(notices, *, on, calendar, organization):
    """The board, with what was escalated to a director marked (process 2.12)."""
    board = coverage_of(notices, on=on)
    for coverage in board:
        day = escalates_on(coverage.notice, calendar=calendar, organization=organization)
        coverage.is_escalated = day <= on and not coverage.is_complete
    return board


@dataclass(frozen=True)
class _Known:
    """What the board is made of, read once for all notices."""

    members: dict
    told: dict
    reminded: dict
    acknowledged: dict
    read: dict


def _asked(notice, known):
    """(user, whether they left the department) of everybody a notice is for."""
    members = {user.pk: user for user in known.members.get(notice.department_id, ())}
    told = {one.user_id: one.user for one in known.told.get(notice.pk, ()) if one.user and one.user.is_active}
    if notice.kind == DepartmentNotice.Kind.END:
        return [(user, False) for user in told.values()]
    return [(user, pk not in members) for pk, user in (told | members).items()]


def _reader(notice, user, has_left, known):
    told = next((one.told_at for one in known.told.get(notice.pk, ()) if one.user_id == user.pk), None)
    key = (notice.pk, user.pk)
    acknowledged = known.acknowledged.get(key)
    return Reader(
        user.full_name, user.email, user.pk, told, known.read.get(key) or acknowledged, acknowledged,
        known.reminded.get(key) or known.reminded.get((notice.pk, user.email)), has_left=has_left,
    )  # fmt: skip


def _boxes(notice, known):
    """The mailbox of a department without accounts, as it was told or could be."""
    told = [one for one in known.told.get(notice.pk, ()) if not one.user]
    boxes = {one.address: one.told_at for one in told}
    if not known.told.get(notice.pk) and not known.members.get(notice.department_id) and notice.department.email:
        boxes = {notice.department.email: None}
    return [Reader(str(notice.department), box, told_at=at, by_mail=True) for box, at in boxes.items()]


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


def _tellings(notices):
    """Everybody who was told, by notice."""
    told = {}
    for one in Telling.objects.filter(notice__in=notices).select_related("user").order_by("pk"):
        told.setdefault(one.notice_id, []).append(one)
    return told


def _reminders(notices):
    """When each person was last reminded of each notice, by a director or among the reminders of a day."""
    by_ref = {subject_of(notice): notice.pk for notice in notices}
    rows = OutboxMessage.objects.filter(kind__in=REMINDERS, subject_ref__in=by_ref).order_by("event__at")
    reminded = {(by_ref[ref], who): at for ref, who, at in rows.values_list("subject_ref", "recipient", "event__at")}
    by_address = {address_of(notice): notice.pk for notice in notices}
    daily = Reminder.objects.filter(work=TO_READ, thing__in=by_address).order_by("at")
    return reminded | {(by_address[thing], who): at for thing, who, at in daily.values_list("thing", "user", "at")}


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
    departments: int
    departments_done: int

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
    complete = sum(1 for coverage in board if coverage.is_complete)
    people = (len(readers), len(readers) - len(waiting), read, told, len(waiting) - read - told)
    return Figures(*people, len(board), complete)


def may_remind(user):
    """Directors see to it that departments know (policy, Directors)."""
    return user.access.holds(Role.DIRECTOR)


def unfinished(at, on, *, calendar, organization, most):
    """Process 2.12: the boards of notices that wait for an acknowledgment longer than the settings allow."""
    limits = {"calendar": calendar, "organization": organization}
    waiting = DepartmentNotice.objects.unfinished(on).filter(posted_at__lte=at).with_restrictions()
    late = [one for one in waiting.order_by("posted_at", "pk")[:most] if escalates_on(one, **limits) <= on]
    return coverage_of(late, on=on)
