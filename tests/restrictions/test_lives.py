"""Random lives of restrictions: after each step the invariants hold, and the past stays as it was recorded.

Five lives, the same each time, unless `CONDUCT_LIVES` says how many others: `CONDUCT_LIVES=500 make test-deep`.
"""

import json
import os
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cases.actions.customers import add_name, change_customer
from cases.actions.letters import record_returned, record_sent, send_again
from cases.models import Delivery
from conduct.audit import record
from conduct.lifecycle import Refused
from conduct.models import Organization, Role
from conduct.past import Then
from conduct.recording import act
from restrictions import register
from restrictions.actions.breach import decide_breach, note_breach
from restrictions.actions.endings import lift_early, set_aside_restriction, shorten_restriction
from restrictions.actions.lapse import announce_lapses
from restrictions.actions.notices import acknowledge_notice, announce_stand_downs, tell_again, tell_department
from restrictions.actions.requests import end_pause, pause_restriction
from restrictions.actions.standing import standing_breaks
from restrictions.export import csv_rows
from restrictions.models import Decision, DepartmentNotice, Pause, Restriction, Term
from restrictions.models.restriction import overlapping
from restrictions.policy.board import coverage_of
from restrictions.policy.force import is_in_force, known_of, state_of
from restrictions.policy.formerly import look_up_then
from restrictions.policy.lookup import look_up
from restrictions.policy.notices import live_terms
from tests.factories import NOW, DepartmentFactory, MembershipFactory, UserFactory
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue

pytestmark = [pytest.mark.deep, pytest.mark.django_db]

LIVES = int(os.environ.get("CONDUCT_LIVES", "5"))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LAST = date(2026, 12, 20)  # beyond it the first decisions would pass their cap
NAMES = ["Cora Lindgren", "Nora Quill", "Theodora Vance"]
MEASURES = {one[0]: one[1] for one in (IN_WRITING, BY_APPOINTMENT)}
WAYS = st.sampled_from(["post", "hand", "email"])
MEASURE, DEPARTMENTS = st.sampled_from(sorted(MEASURES)), st.sets(st.sampled_from([0, 1, 2]), max_size=3)
SELDOM = st.sampled_from([False, False, True])  # a life that ends early shows little
some = st.integers(min_value=0, max_value=50)


@contextmanager
def perhaps():
    """An act that may be refused: by a sentence or a guard, and then nothing is changed."""
    try:
        with transaction.atomic():
            yield
    except (Refused, IntegrityError):
        pass


@act
def told_of(*, does, about, decision, on, at):
    """The act, and the notices to the departments that whoever calls it sends, as an appeal or an answer does."""
    does(**about)
    tell_again(decision, occasion=f"{decision}.{at:%m%d%H%M}", on=on, at=at, ended_on=on)
    record("test.staged", Organization.objects.locked().get(), by=None, at=at, subject=decision)


class Lives(RuleBasedStateMachine):
    """The restrictions of one customer, from a Friday in April, in the hands of two directors."""

    cast: dict = {}

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at, self.number, self.recorded = NOW, 0, []
        vars(self).update(self.cast)

    def teardown(self):
        try:
            self.the_past_is_what_was_recorded(self.recorded[len(self.recorded) % 2 :: 2])
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What time and people do

    @rule(days=st.sampled_from([0, 0, 0, 1, 1, 3, 9, 30, 75]), hours=st.integers(1, 23))
    def time_passes(self, days, hours):
        if self.today + days * DAY < LAST:
            self.at += days * DAY + hours * HOUR

    @initialize(measure=MEASURE, departments=DEPARTMENTS, months=st.integers(1, 5))
    def the_first_is_in_place(self, measure, departments, months):
        """Most of a life happens under a restriction."""
        self.decide(measure, months, False, True, departments, "hand")
        record_sent(delivery=Delivery.objects.get(), sent_at=self.at, by=self.sam, at=self.at)

    @precondition(lambda self: self.number < 5)
    @rule(
        measure=MEASURE,
        months=st.integers(1, 5),
        later=st.booleans(),
        issued=st.sampled_from([True, True, False]),
        departments=DEPARTMENTS,
        way=WAYS,
    )
    def a_director_decides(self, measure, months, later, issued, departments, way):
        """A new review: from today, or from the day after what is in place of its kind; mostly issued at once."""
        with perhaps():
            self.decide(measure, months, later, issued, departments, way)

    def decide(self, measure, months, later, issued, departments, way):
        same = Term.objects.to_be_found(self.at, self.today).filter(restriction__measure=measure).order_by("-ends_on")
        begins = same[0].ends_on + DAY if later and same else self.today
        ends = min(begins + months * 28 * DAY, LAST + 60 * DAY)
        self.number += 1
        about = {"begins_on": begins, "at": self.at, "number": self.number}
        decision = decided(self.case, self.dana, measures=[(measure, MEASURES[measure], ends)], **about)
        if issued:
            self.issue(decision, departments, way)

    def issue(self, decision, departments, way):
        ways = {"send_by_email": way == "email", "send_by_post": way == "post", "by_hand": way == "hand"}
        chosen = [self.departments[one] for one in sorted(departments)]
        issue(decision, self.dana, departments=chosen, at=self.at, **ways)

    @rule(way=WAYS, departments=DEPARTMENTS)
    def what_waits_is_issued(self, way, departments):
        for decision in Decision.objects.to_issue().order_by("pk")[:1]:
            with perhaps():
                self.issue(decision, departments, way)

    @rule(which=some)
    def the_letter_leaves(self, which):
        waiting = list(Delivery.objects.filter(sent_at__isnull=True, returned_at__isnull=True).order_by("pk"))
        if waiting:
            with perhaps():
                record_sent(delivery=waiting[which % len(waiting)], sent_at=self.at, by=self.sam, at=self.at)

    @rule(which=some, again=st.booleans())
    def a_letter_comes_back(self, which, again):
        sent = list(Delivery.objects.filter(sent_at__isnull=False, returned_at__isnull=True).order_by("pk"))
        if sent:
            one = sent[which % len(sent)]
            with perhaps():
                record_returned(delivery=one, reason="Unknown", by=self.sam, at=self.at)
                if again:
                    send_again(letter=one.letter, method="hand", sent_to="", by=self.sam, at=self.at)

    @rule(which=some, kind=st.sampled_from(["stay", "waiver"]), days=st.integers(0, 5))
    def it_is_paused(self, which, kind, days):
        day = self.today + days * DAY
        about = {"from_on": day, "until_on": day} if kind == "waiver" else {"from_on": self.today, "until_on": None}
        for one in self.one_of(which):
            with perhaps():
                about |= {"restriction": one, "kind": kind, "reasons": "Asked.", "by": self.dana, "at": self.at}
                told_of(does=pause_restriction, about=about, decision=one.decision, on=self.today, at=self.at)

    @rule(which=some)
    def a_pause_ends(self, which):
        pauses = list(Pause.objects.open().order_by("pk"))
        if pauses:
            with perhaps():
                about = {"pause": (pause := pauses[which % len(pauses)]), "by": self.dana, "at": self.at}
                decision = pause.restriction.decision
                told_of(does=end_pause, about=about, decision=decision, on=self.today, at=self.at)

    @rule(which=some, days=st.integers(-5, 60))
    def it_is_made_shorter_or_so_they_ask(self, which, days):
        for one in self.one_of(which):
            end = one.terms.order_by("-number").first().ends_on - days * DAY
            with perhaps():
                shorten_restriction(
                    restriction=one, new_end_on=end, reasons="Less will do.", ways=["post"], by=self.drew, at=self.at
                )

    @rule(which=some, really=SELDOM)
    def it_is_lifted(self, which, really):
        for one in self.one_of(which) if really else ():
            with perhaps():
                lift_early(restriction=one, reasons="No longer needed.", ways=["post"], by=self.drew, at=self.at)

    @rule(which=some, really=SELDOM)
    def it_is_set_aside(self, which, really):
        for one in self.one_of(which) if really else ():
            with perhaps():
                about = {"restriction": one, "reasons": "The facts were wrong.", "by": self.drew, "at": self.at}
                told_of(does=set_aside_restriction, about=about, decision=one.decision, on=self.today, at=self.at)

    @rule(which=some)
    def the_terms_are_not_kept(self, which):
        """A breach, and the reminder that follows: no end moves."""
        for one in self.one_of(which):
            ends = list(one.terms.values_list("ends_on", flat=True))
            with perhaps():
                said = {"how": "called", "happened_at": self.at - HOUR / 2, "note": ""}
                breach = note_breach(restriction=one, by=self.emil, at=self.at, **said)
                told = {"facts": "You called.", "ways": ("post",), "reasons": "Short."}
                decide_breach(breach=breach, outcome="reminder", by=self.dana, at=self.at, **told)
            assert list(one.terms.values_list("ends_on", flat=True)) == ends

    @rule(which=some)
    def somebody_joins_and_acknowledges(self, which):
        """Who joins a department that was told has not been told yet, until they say so."""
        notices = list(DepartmentNotice.objects.standing().with_decision().order_by("pk"))
        if notices:
            one = notices[which % len(notices)]
            user = MembershipFactory(user=UserFactory(), role=Role.EMPLOYEE, department=one.department).user
            (line,) = coverage_of(DepartmentNotice.objects.filter(pk=one.pk).with_decision(), on=self.today)
            told_alone = one.kind == DepartmentNotice.Kind.END
            assert (user.full_name in [reader.name for reader in line.waiting]) != told_alone
            with perhaps():
                acknowledge_notice(notice=one, by=user.on(self.today), at=self.at)

    @rule(which=some, department=st.sampled_from([0, 1, 2]))
    def a_department_is_told_later(self, which, department):
        issued = list(Decision.objects.issued().order_by("pk"))
        if issued:
            about = {"decision": issued[which % len(issued)], "department": self.departments[department]}
            with perhaps():
                tell_department(**about, by=self.dana, at=self.at)

    @rule(name=st.sampled_from(NAMES), other=st.booleans())
    def the_customer_is_called_otherwise(self, name, other):
        with perhaps():
            if other:
                add_name(customer=self.cora, name=name, by=self.sam, at=self.at)
            else:
                change_customer(customer=self.cora, name=name, by=self.sam, at=self.at)

    @rule()
    def the_scheduled_command_runs(self):
        assert announce_lapses(self.at, self.today).endswith(" 0 could not be")
        announce_stand_downs(self.at, self.today)
        assert announce_lapses(self.at, self.today) == "0 ends announced, 0 could not be"
        for decision in Decision.objects.issued():
            if not live_terms(decision, at=self.at, on=self.today):
                assert self.told(decision, "end") == self.told(decision, "start"), decision

    # What always holds

    @invariant()
    def nothing_overlaps_and_nothing_extends_itself(self):
        assert not overlapping().exists()
        assert not Term.objects.longer_than_before().exists()

    @invariant()
    def both_ways_to_ask_agree_and_the_look_up_with_them(self):
        binding = set(Term.objects.in_force(self.at, self.today).values_list("restriction", flat=True))
        rows = list(Restriction.objects.select_related("decision__letter").order_by("pk"))
        one_by_one = {one.pk for one in rows if is_in_force(one, at=self.at, on=self.today)}
        for term in Term.objects.as_of(self.at, self.today).select_related("restriction__decision__letter"):
            known = known_of(term.restriction, at=self.at, on=self.today)
            assert state_of(term, on=self.today) == state_of(known, on=self.today)
        answer = look_up(self.name, at=self.at, on=self.today)

        assert binding == one_by_one
        assert (answer.kind == "stop") == bool(binding)
        assert list(standing_breaks(at=self.at, on=self.today)) == []

    @invariant()
    def nobody_is_stood_down_who_was_not_told(self):
        """Once it is over and the scheduled command ran, the two are equal: see there."""
        for decision in Decision.objects.issued():
            assert self.told(decision, "end") <= self.told(decision, "start")

    @invariant()
    def the_moment_is_recorded(self):
        """What the register, its file and the look-up say now: compared with what they say of it when the life ends."""
        self.recorded.append((self.at, self.told_now()))
        self.at += timedelta(minutes=1)

    def the_past_is_what_was_recorded(self, moments):
        now = self.then(self.at)
        for at, told in moments:
            then = Then(at, now.calendar.local_date(at), now.organization, now.calendar, is_past=True)
            looked_up = [(name, self.said(look_up_then(name, then=then))) for name in NAMES]
            assert (self.register_of(then), looked_up) == told, at

    # Reading

    @property
    def today(self):
        return self.calendar.local_date(self.at)

    @property
    def name(self):
        self.cora.refresh_from_db()
        return self.cora.name

    def one_of(self, which):
        found = list(Restriction.objects.with_decision().order_by("pk"))
        return found and [found[which % len(found)]]

    def told(self, decision, kind):
        return set(decision.notices.filter(kind=kind).values_list("department", flat=True))

    def then(self, at):
        organization = Organization.objects.current()
        return Then(at, self.calendar.local_date(at), organization, self.calendar)

    def told_now(self):
        then = self.then(self.at)
        said = [(name, self.said(look_up(name, at=then.at, on=then.on))) for name in NAMES]
        return self.register_of(then), said

    def register_of(self, then):
        """The bytes of the file, and what binds: as the register is read at that instant."""
        entries = register.entries(then.at, then.on, {})
        about = {"at": then.at, "on": then.on, "calendar": then.calendar, "organization": then.organization}
        binding = sorted(Term.objects.in_force(then.at, then.on).values_list("pk", flat=True))
        return "".join(csv_rows(entries, **about)), json.dumps(binding)

    def said(self, answer):
        return answer.kind, answer.why, answer.person.name if answer.person else "", len(answer.people)


def test_random_lives(case, cora, dana, drew, april, sam, emil, ozan, sales, rentals, calendar):
    departments = [sales, rentals, DepartmentFactory(name="Front desk", email="desk@example.com")]
    Lives.cast = {name: value for name, value in locals().items() if name != "Lives"}
    limits = settings(
        max_examples=LIVES,
        stateful_step_count=20,
        deadline=None,
        database=None,
        derandomize="CONDUCT_LIVES" not in os.environ,
        print_blob=True,
        phases=[Phase.generate],  # a life is some seconds: it is told as it was lived, and not lived again shorter
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Lives, settings=limits)
