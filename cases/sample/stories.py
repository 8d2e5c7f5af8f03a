"""The stories of the sample up to the point where a director is asked, each day counted back from today."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.actions.case import add_note, close_case, resolve_informally
from cases.actions.customers import add_customer, declare_tie
from cases.actions.letters import record_sent
from cases.actions.matter import answer_matter, close_matter, describe_matter, record_effort
from cases.actions.reports import add_to_report, ask_to_void, confirm_voiding, send_report
from cases.actions.triage import settle_customer, triage_report
from cases.actions.warning import issue_warning
from cases.models import Case, ConductCategory, Customer, Delivery, ReportDraft, StaffTie, Triage, Weighed
from cases.policy.reports import Facts
from cases.sample.people import CUSTOMERS, EVENTS, LOGGED
from conduct.models import Organization, ServiceStandard
from conduct.sample import HOST, staff

UNMAILED = timedelta(days=4)  # younger letters are still to be mailed
TEAMS = {
    "Rentals": ("Jordan Pell", "Ines Calloway"), "Front desk": ("Kit Sorensen", "Lee Marchetti"),
    "Sales": ("Pia Lockhart", "Sam Okafor"), "Accounts": ("Grace Liu", "Priya Dahl"),
}  # fmt: skip


@dataclass
class Times:
    """Office hours, counted back from the day the sample is loaded."""

    now: datetime
    zone: str

    def ago(self, days, hour=10, minute=15):
        """A business hour so many days ago, moved back to a business day and never after now."""
        zone = ZoneInfo(self.zone)
        calendar = Organization.objects.current().calendar()
        day = calendar.internal_due(calendar.local_date(self.now) - timedelta(days=days))
        at = datetime.combine(day, time(hour, minute), zone)
        return min(at, self.now - timedelta(minutes=10))


def times(now):
    return Times(now, Organization.objects.current().time_zone)


def load(now):
    """Customers, then the reports and cases about them, oldest first."""
    when = times(now)
    for number, (name, kind, street) in enumerate(CUSTOMERS):
        _customer(number, name, kind, street, when)
    declare_tie(
        customer=customer("Hollis Grant"), user=staff("Noor Haddad"), kind=StaffTie.Kind.BUSINESS, by=staff("Noor Haddad"),
        at=when.ago(300),
    )  # fmt: skip
    for title, name, department, events in CASES:
        open_file(when, title, name, department, events)
    _loose_ends(when)
    _drafts(when)


def _customer(number, name, kind, street, when):
    first = name.split()[0].lower()
    add_customer(
        name=name, kind=kind, address_line_1=street, city="Springfield", state="VA", postal_code="22150",
        language="es" if name == "Rowan Ibarra" else "en", phones=[f"555-01{number + 40:02d}"],
        emails=[f"{first}{number}@{HOST}"], by=staff("Kit Sorensen"), at=when.ago(380),
    )  # fmt: skip


def customer(name):
    return Customer.objects.get(name=name)


def case_of(name):
    """The sample's case about this customer."""
    return Case.objects.get(customer__name=name)


# title, customer, department, [(event, days ago)]
CASES = [
    (
        "Repeated calls after being asked to use email",
        "Robin Castellan",
        "Rentals",
        [("staff", 32), ("calls", 19), ("calls", 12)],
    ),
    (
        "Visits without an appointment",
        "Taylor Brandt",
        "Front desk",
        [("visit", 150), ("shouting", 140), ("visit", 128)],
    ),
    (
        "Many emails about a finished repair",
        "Devon Ashby",
        "Rentals",
        [("emails", 120), ("emails", 110), ("calls", 98)],
    ),
    ("Calls to several departments", "Casey Harrow", "Accounts", [("staff", 100), ("calls", 92), ("calls", 84)]),
    ("Threat at an open house", "Morgan Tvedt", "Sales", [("threat", 3)]),
    ("Emails to the whole office", "Alexis Farrow", "Rentals", [("emails", 60), ("emails", 44), ("emails", 30)]),
    ("Shouting at the counter", "Jamie Oduya", "Front desk", [("shouting", 55), ("shouting", 41), ("visit", 26)]),
    (
        "Calls about a closed deposit question",
        "Riley Novotny",
        "Accounts",
        [("calls", 290), ("calls", 275), ("staff", 262)],
    ),
    ("Threat during a showing", "Quinn Halloran", "Sales", [("threat", 250)]),
    (
        "Group emails about the parking rules",
        "Harbor Court Tenants",
        "Rentals",
        [("emails", 80), ("emails", 70), ("emails", 62)],
    ),
    ("Swearing on the phone", "Sasha Lindgren", "Rentals", [("shouting", 46), ("calls", 33)]),
    ("Calls after hours", "Jordan Veles", "Sales", [("calls", 50), ("calls", 38)]),
    ("Dispute over an invoice", "Avery Stone Plumbing", "Accounts", [("emails", 28)]),
    ("Painted listing sign", "Frankie Dumont", "Sales", [("paint", 210)]),
    ("Daily visits", "Emerson Achebe", "Front desk", [("visit", 48), ("visit", 38), ("shouting", 29)]),
    ("Arguments at each showing", "Drew Kowalczyk", "Sales", [("shouting", 190), ("shouting", 176), ("threat", 168)]),
    ("Emails to staff at home", "Marlow Jensen", "Sales", [("emails", 22), ("threat", 9)]),
    ("Anger about a canceled showing", "Noel Beaumont", "Sales", [("shouting", 75)]),
    ("Calls to the owner's line", "Skyler Whitcomb", "Front desk", [("calls", 330), ("calls", 318), ("calls", 305)]),
    ("Visits at closing time", "Sidney Larkin", "Front desk", [("visit", 90), ("visit", 80), ("shouting", 66)]),
    ("Staying after closing", "Toby Ashgrove", "Front desk", [("visit", 120), ("visit", 108), ("visit", 96)]),
    ("Late visits alone", "Wren Delacroix", "Front desk", [("visit", 190), ("visit", 176), ("shouting", 160)]),
    ("Shouting about keys", "Blair Anand", "Rentals", [("shouting", 16)]),
    ("Emails about a late statement", "Ari Goldwyn", "Accounts", [("emails", 14)]),
]


def open_file(when, title, name, department, events):
    """Reports, triage into one case, the underlying matter with its answer, and three efforts."""
    reporter, supervisor = (staff(one) for one in TEAMS[department])
    case = None
    for event, days in events:
        report = report_of(when, event, days, reporter, name)
        case = into_case(when, report, event, days, supervisor, title, case)
    last = events[-1][1]
    if events[0][0] not in ("threat", "paint"):
        work_on_the_matter(when, case, supervisor, department, first=events[0][1], last=last)
    add_note(
        case=case,
        text="Read with the team. Nobody else saw the same this week.",
        by=supervisor,
        at=when.ago(last - 1, 16),
    )
    return case


def report_of(when, event, days, reporter, name):
    kinds, _, channel, words, effect = EVENTS[event]
    draft = ReportDraft.objects.begin(author=reporter, key=f"{event}-{days}-{customer(name).pk}", at=when.ago(days, 11))
    asked = event not in ("threat", "paint", "upset")
    facts = Facts(
        help_needed=event == "threat", narrative=words, occurred_at=when.ago(days), channel=channel, effect=effect,
        customer=customer(name), customer_name=name, kinds=kinds, asked_to_stop="yes" if asked else "unknown",
        asked_to_stop_how="By phone and in writing" if asked else "", support_wanted=event == "threat",
        police_called="yes" if event == "threat" else "no", place="Main office" if channel == "in_person" else "",
    )  # fmt: skip
    department = reporter.memberships.first().department
    return send_report(draft=draft, facts=facts, department=department, by=reporter, at=when.ago(days, 11, 40))


def into_case(when, report, event, days, supervisor, title, case):
    codes, severity = EVENTS[event][1], {"threat": 4, "paint": 3}.get(event, 2)
    categories = list(ConductCategory.objects.filter(code__in=codes).order_by("code"))
    outcome = (
        {"outcome": Triage.Outcome.JOIN_CASE, "case": case}
        if case
        else {"outcome": Triage.Outcome.OPEN_CASE, "title": title}
    )
    triage_report(
        report=report, by=supervisor, at=when.ago(days, 15), categories=categories, primary=categories[0],
        assigned_to=None if case else supervisor, by_a_customer=Weighed.YES, has_impact=Weighed.YES, out_of_proportion=Weighed.YES,
        without_cause=Weighed.YES, impact=EVENTS[event][4], severity=severity, needs="unknown", **LOGGED.get(event, {}),
        reasons="It goes beyond a customer who is merely upset: the effect is out of proportion.", **outcome,
    )  # fmt: skip
    report.refresh_from_db()
    return case or report.case


def work_on_the_matter(when, case, supervisor, department, *, first, last):
    """What they asked, our answer, and what we tried."""
    handler = staff("Mona Fields")
    matter = describe_matter(
        case=case, kind="request", title="Deposit refund", own_reference=f"R-{20500 + case.pk}", asked="The deposit back, in full.",
        asked_on=when.ago(first + 12).date(), procedure="Refund of deposits", standard=ServiceStandard.objects.get(name="Deposit questions"),
        standard_met="yes", handler=handler, handler_name="", by=supervisor, at=when.ago(last, 16),
    )  # fmt: skip
    answered = when.ago(first + 8).date()
    words = "We explained in writing which part is kept and why, and how to question it."
    answer_matter(
        matter=matter,
        answered_on=answered,
        what=words,
        answers_every_point=True,
        by=supervisor,
        at=when.ago(last, 16, 20),
    )
    close_matter(matter=matter, closed_on=when.ago(first + 6).date(), by=supervisor, at=when.ago(last, 16, 30))
    for kind, offered, came_back, days in (
        ("explanation", "The terms of the deposit, read through together by phone", "They did not agree", first + 4),
        ("other_staff", "One contact by email, answered within 3 business days", "No reply", first),
        ("meeting", "A meeting with the manager", "Declined by phone", last),
    ):
        record_effort(
            case=case, matter=matter, made_on=when.ago(days).date(), kind=kind, offered=offered, came_back=came_back,
            by=supervisor, at=when.ago(last, 16, 45),
        )  # fmt: skip


def warn(when, name, days, director="Avery Lindqvist"):
    """A written warning to the customer of the case."""
    case = case_of(name)
    return issue_warning(
        case=case, conduct="Repeated contact about a matter that was answered, in a way that stopped other work.",
        why="It took time from other customers and upset the people who answered.",
        change_asked="Please write to us by email, at most once a week. We answer each email.", ways=["post"],
        by=staff(director), at=when.ago(days, 14),
    )  # fmt: skip


def _loose_ends(when):
    """What never became a review: warned, closed, informal, duplicate, waiting for triage, and somebody unknown."""
    warn(when, "Sasha Lindgren", 30)
    warn(when, "Jordan Veles", 36)
    resolve_informally(case=case_of("Ari Goldwyn"), by=staff("Priya Dahl"), at=when.ago(13, 9))
    noel = case_of("Noel Beaumont")
    close_case(
        case=noel, reasons="They apologized the same day and it did not happen again.", tell_customer=True, ways=["post"],
        by=staff("Sam Okafor"), at=when.ago(60),
    )  # fmt: skip
    for name, department, event, days in (
        ("Lennox Pereira", "Sales", "upset", 18),
        ("Reese Okonkwo", "Rentals", "upset", 64),
    ):
        _closed_at_triage(when, name, department, event, days)
    first = report_of(when, "shouting", 8, staff("Hank Doyle"), "Ellis Thornbury")
    second = report_of(when, "shouting", 8, staff("Kit Sorensen"), "Ellis Thornbury")
    _triaged(when, second, Triage.Outcome.DUPLICATE, 7, staff("Lee Marchetti"), duplicate_of=first)
    _triaged(when, first, Triage.Outcome.INFORMAL, 7, staff("Lee Marchetti"))
    _waiting(when)


def _closed_at_triage(when, name, department, event, days):
    reporter, supervisor = (staff(one) for one in TEAMS[department])
    _triaged(when, report_of(when, event, days, reporter, name), Triage.Outcome.NO_ACTION, days - 1, supervisor)


def _triaged(when, report, outcome, days, supervisor, **more):
    triage_report(
        report=report, outcome=outcome, by=supervisor, at=when.ago(days, 15), by_a_customer=Weighed.YES, has_impact=Weighed.NO,
        out_of_proportion=Weighed.NO, without_cause=Weighed.NO, difficult_signs="upset", needs="unknown",
        reasons="Upset for a reason we understand. A call cleared it up.", **more,
    )  # fmt: skip


def _waiting(when):
    """Reports that nobody triaged yet: one urgent, one overdue, one about somebody unknown, one that is void and one that should be."""
    report_of(when, "threat", 0, staff("Tomas Rivera"), "Corin Vasquez")
    late = report_of(when, "visit", 6, staff("Hank Doyle"), "Parker Szabo")
    add_to_report(
        report=late,
        text="They came again the next morning and asked for my last name.",
        by=staff("Hank Doyle"),
        at=when.ago(5, 9),
    )
    report_of(when, "emails", 1, staff("Jordan Pell"), "Shiloh Marchand")
    wrong = report_of(when, "upset", 2, staff("Pia Lockhart"), "Tate Lindholm")
    ask_to_void(
        report=wrong,
        reason="I mixed up two customers with the same first name.",
        by=staff("Pia Lockhart"),
        at=when.ago(1, 12),
    )
    twice = report_of(when, "upset", 9, staff("Tomas Rivera"), "Tate Lindholm")
    voiding = ask_to_void(
        report=twice, reason="I sent it by mistake before I was done.", by=staff("Tomas Rivera"), at=when.ago(8)
    )
    confirm_voiding(voiding=voiding, by=staff("Sam Okafor"), at=when.ago(8, 15))
    unknown = report_of(when, "paint", 2, staff("Yusuf Amin"), "Indigo Ferrell")
    somebody = add_customer(
        description="A person in a gray raincoat with a small white dog, seen at Harbor Court", by=staff("Ines Calloway"), at=when.ago(1, 14)
    )  # fmt: skip
    settle_customer(report=unknown, customer=somebody, by=staff("Ines Calloway"), at=when.ago(1, 14, 30))


def _drafts(when):
    """A report somebody began and has not sent."""
    words = {
        "help_needed": "no",
        "narrative": "A caller asked for the owner's private number four times and would not say why.",
    }
    draft = ReportDraft.objects.begin(author=staff("Jordan Pell"), key="sample", at=when.ago(0, 8, 52))
    draft.keep("what", words, made_from=0, at=when.ago(0, 9, 4))


def mail(now):
    """What was written on earlier days went to the mail that hour; the newest letters still wait for it."""
    waiting = Delivery.objects.to_mail().filter(letter__written_at__lt=now - UNMAILED).select_related("letter")
    for delivery in waiting.order_by("letter__written_at", "pk"):
        at = delivery.letter.written_at + timedelta(hours=1)
        record_sent(delivery=delivery, sent_at=at, by=staff("Avery Lindqvist"), at=at + timedelta(minutes=5))
