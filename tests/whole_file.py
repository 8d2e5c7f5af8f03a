"""One complete file, from the first report to a judged appeal, row by row: what every guard is tried on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from appeals.models import Appeal, AppealOutcome, AppealStatement, Finding
from cases import models as cases
from conduct.models import (
    CalendarLink,
    Event,
    Holiday,
    LetterWording,
    OutboxMessage,
    Premises,
    Reminder,
    Role,
    ServiceStandard,
    StoredFile,
)
from restrictions import models as restrictions
from tests.cast import person
from tests.factories import (
    NOW,
    TODAY,
    CaseFactory,
    CustomerFactory,
    InvolvedFactory,
    ReportFactory,
    TriageFactory,
    UserFactory,
    changed,
    reported,
    staged,
)
from tests.restrictions.ready import ready_review
from tests.restrictions.staging import HELD, IN_WRITING, decided

LATER = timedelta(days=5)


@pytest.fixture
def whole_file(sales, sam, emil, dana, april, case, cora):
    """The rows by name."""
    made = SimpleNamespace(sales=sales, sam=sam, emil=emil, dana=dana, april=april, case=case, cora=cora)
    made.olive = person("Olive Brandt", Role.APPEAL_OFFICER)
    rows = (
        judged_file,
        heard_file,
        ready_file,
        held_file,
        interim_file,
        reassessed_file,
        breached_file,
        contacted_file,
        case_rows,
        people_rows,
    )
    for add in rows:
        add(made)
    made.event = last_event_of(UserFactory())
    return made


def last_event_of(row):
    return Event.objects.get(pk=row.event_id)


def stored(number):
    return staged(row=StoredFile(sha256="0" * 64, size=9, content_type="text/plain", name="a", path=f"a/{number}"))


def letter(case, kind="L4"):
    file = stored(StoredFile.objects.count())
    written = {"dated_on": TODAY, "written_at": NOW, "wording_version": "1", "recipient_name": "Cora Lindgren"}
    row = cases.Letter(case=case, customer=case.customer, kind=kind, title="A", blocks="[]", file=file, sha256="0" * 64)
    for name, value in written.items():
        setattr(row, name, value)
    return staged(row=row)


def case_of(file, customer, reference):
    case = CaseFactory(customer=customer, department=file.sales, opened_by=file.sam, reference=reference)
    for days in (70, 40, 12):
        reported(case, occurred_at=NOW - timedelta(days=days))
    return case


def issued(file, decision):
    values = {"letter": letter(decision.case), "issued_by": file.dana, "issued_at": NOW}
    return changed(decision, no_department_reason="Nobody else meets them.", **values)


def lodged(file, decision, **values):
    said = {"words": "It is too much.", "channel": "email", "received_at": NOW, "received_on": TODAY}
    days = {"deadline_on": TODAY + LATER, "acknowledge_by": TODAY + LATER, "decide_by": TODAY + LATER}
    entered = {"entered_by": file.sam, "entered_at": NOW, "letter": decision.letter, "case": decision.case}
    appeal = staged(row=Appeal(decision=decision, **said, **days, **entered, **values))
    appeal.become(Appeal.Status.UNDER_REVIEW)
    given = {"officer": file.april, "assigned_by": file.sam, "assigned_at": NOW, "assigned_on": TODAY}
    return changed(appeal, acknowledgment=letter(decision.case, "L10"), **given)


def judged_file(file):
    """A decision that was issued, with a notice, what ended and paused its restrictions, and a judged appeal."""
    file.decision = issued(file, decided(file.case, file.dana, measures=(IN_WRITING, ("R07", {}, IN_WRITING[2]))))
    file.review = file.decision.review
    file.restriction, file.ended = file.decision.restrictions.order_by("pk")
    by = {"by": file.dana, "reasons": "It helps.", "recorded_at": NOW}
    file.ending = staged(
        row=restrictions.Ending(restriction=file.ended, kind="lifted", ended_on=TODAY + timedelta(days=1), **by)
    )
    file.pause = staged(row=restrictions.Pause(restriction=file.restriction, kind="stay", from_on=TODAY, **by))
    file.paused = staged(
        row=restrictions.Pause(restriction=file.ended, kind="stay", from_on=TODAY, ended_at=NOW, ended_on=TODAY, **by)
    )
    file.lapse = staged(row=restrictions.Lapse(restriction=file.ended, ended_on=TODAY, announced_at=NOW))
    told = {"department": file.sales, "kind": "start", "occasion": "DR-1", "customer_name": "Cora Lindgren"}
    when = {"from_on": TODAY, "until_on": TODAY, "posted_at": NOW, "whom_to_ask": "Dana Ruiz"}
    file.notice = staged(row=restrictions.DepartmentNotice(case=file.case, decision=file.decision, **told, **when))
    told = {"user": file.emil, "address": file.emil.email, "told_at": NOW}
    file.telling = staged(row=restrictions.Telling(notice=file.notice, **told))
    file.reading = staged(
        row=restrictions.NoticeReading(notice=file.notice, user=file.emil, read_at=NOW, acknowledged_at=NOW)
    )
    file.unanswered = staged(row=restrictions.NoticeReading(notice=file.notice, user=file.sam, read_at=NOW))
    file.delivery = staged(
        row=cases.Delivery(letter=file.decision.letter, method="post", sent_to="214 Sample Lane", chosen_at=NOW)
    )
    appeal = lodged(file, file.decision, reference="AP-2026-0001", about=file.restriction.reference)
    file.finding = staged(row=Finding(appeal=appeal, ground="bias", result="upheld", reasons="They are."))
    outcome = {"restriction": file.restriction, "result": "confirmed", "reasons": "It stays.", "decided_at": NOW}
    file.outcome = staged(row=AppealOutcome(appeal=appeal, **outcome))
    said = {"source": "customer", "words": "More.", "said_at": NOW, "entered_by": file.sam, "entered_at": NOW}
    file.statement = staged(row=AppealStatement(appeal=appeal, **said))
    appeal.become(Appeal.Status.DECIDED)
    reply = {"reply": letter(file.case, "L11"), "reasons": "It was right."}
    file.judged = changed(appeal, decided_at=NOW, decided_on=TODAY, **reply)


def heard_file(file):
    """A decision of another customer with an appeal that is being heard."""
    case = case_of(file, CustomerFactory(name="Cole Other"), "CC-2026-9002")
    file.standing = issued(file, decided(case, file.dana, number=2))
    file.heard = lodged(file, file.standing, reference="AP-2026-0002")


def ready_file(file):
    """A review in which everything is done, and a decision that waits for its letter."""
    case = case_of(file, CustomerFactory(name="Nadia Berg"), "CC-2026-9003")
    file.ready = ready_review(case, referred_by=file.sam, director=file.dana)
    signed = {"by": file.dana, "at": NOW, "digest": "0" * 64, "shown": "{}"}
    file.proposal = staged(row=restrictions.Proposal(review=file.ready, **signed))
    case = case_of(file, CustomerFactory(name="Ned Quill"), "CC-2026-9004")
    file.unissued = decided(case, file.dana, number=3)
    file.unread = letter(case)
    staged(row=restrictions.ReviewDepartment(review=file.ready, department=file.sales))


def held_file(file):
    """A measure held in reserve, for 30 days at most."""
    case = case_of(file, CustomerFactory(name="Hale Sutter"), "CC-2026-9006")
    decision = decided(case, file.dana, number=4, measures=(("R10", {}, IN_WRITING[2]),), held=HELD)
    file.reserve = issued(file, decision).restrictions.get()


def interim_file(file):
    """A measure that a director took and confirmed, looked at again and ended; and one a supervisor took on duty."""
    case = case_of(file, CustomerFactory(name="Mona Vance"), "CC-2026-9005")
    reports = list(case.reports.order_by("pk"))
    of = {"case": case, "customer": case.customer, "customer_name": "Mona Vance", "taken_at": NOW, "taken_on": TODAY}
    said = {"severity": 4, "content": "admit", "places": "The office", "reasons": "A knife.", "begins_on": TODAY}
    days = {"lapses_on": TODAY + timedelta(days=3), "latest_end_on": TODAY + timedelta(days=7)}
    dana, sam = {"taken_by": file.dana, "taken_as": "director"}, {"taken_by": file.sam, "taken_as": "supervisor"}
    took = restrictions.InterimMeasure
    file.measure = staged(
        row=took(reference="IM-1", report=reports[0], letter=letter(case, "L3"), **of, **said, **days, **dana)
    )
    file.on_duty = staged(row=took(reference="IM-2", report=reports[1], tried="Dana", **of, **said, **days, **sam))
    file.unused_report = reports[2]
    by = {"by": file.dana, "at": NOW, "reasons": "It helps."}
    file.confirmation = staged(
        row=restrictions.InterimConfirmation(measure=file.measure, on=TODAY, until_on=TODAY + LATER, **by)
    )
    later = NOW + timedelta(days=1)
    ended = {"kind": "revoked", "ended_on": TODAY + timedelta(days=1)}
    file.revoked = staged(row=restrictions.InterimEnding(measure=file.measure, **ended, **by | {"at": later}))
    told = {"kind": "told", "happened_at": NOW, "how": "At the door.", "by": file.dana, "recorded_at": NOW}
    file.told_by_word = staged(row=restrictions.InterimContact(measure=file.measure, **told))
    came = {"words": "Why?", "channel": "phone", "received_at": NOW, "received_on": TODAY, "due_on": TODAY + LATER}
    entered = came | {"entered_by": file.sam, "entered_at": NOW}
    file.unread_request = staged(row=restrictions.Reconsideration(measure=file.on_duty, **entered))
    answered = {"outcome": "kept", "reasons": "It stays.", "decided_by": file.emil, "decided_at": NOW}
    file.request = staged(row=restrictions.Reconsideration(measure=file.measure, **entered, **answered))


def reassessed_file(file):
    """The standing restriction looked at again: its customer was asked, and a director let it run to its end."""
    file.standing_one = file.standing.restrictions.get()
    asked = {"letter": letter(file.standing.case, "L6"), "answer_by": TODAY + LATER, "due_on": TODAY}
    file.invitation = staged(
        row=restrictions.Invitation(restriction=file.standing_one, invited_at=NOW, invited_on=TODAY, **asked)
    )
    counted = {"incidents": 3, "breaches": 0, "contacts": 0}
    found = {"staff_view": "They write.", "circumstances": "None.", "still_needed": "yes", "lesser_measure": "Calls."}
    decided_by = {"decided_by": file.dana, "decided_at": NOW, "decided_on": TODAY, "due_on": TODAY}
    said = {"outcome": "lapse", "reasons": "It ends soon.", "letter": letter(file.standing.case, "L7")}
    file.reassessment = staged(
        row=restrictions.Reassessment(restriction=file.standing_one, **counted, **found, **decided_by, **said)
    )


def breached_file(file):
    """Breaches of the standing restriction: one decided, one that waits, one that the director reported herself."""
    restriction, case = file.standing.restrictions.get(), file.standing.case
    left = {"sent_at": NOW, "sent_recorded_at": NOW, "deemed_on": TODAY}
    staged(row=cases.Delivery(letter=file.standing.letter, method="hand", sent_to="Cole Other", chosen_at=NOW, **left))
    about = {"customer": case.customer, "occurred_at": NOW, "sent_at": NOW}
    reports = [ReportFactory(**about), ReportFactory(**about), ReportFactory(**about, reporter=file.dana)]
    of = {"restriction": restriction, "case": case, "customer": case.customer, "how": "called", "happened_at": NOW}
    noted = {"happened_on": TODAY, "noted_by": file.emil, "noted_at": NOW, "due_on": TODAY + LATER}
    file.breach, file.undecided, file.own_breach = (
        staged(row=restrictions.Breach(reference=f"BR-{number}", report=report, **of, **noted))
        for number, report in enumerate(reports)
    )
    said = {"outcome": "reminder", "facts": "You called us.", "reasons": "Once.", "letter": letter(case, "L9a")}
    by = {"by": file.dana, "at": NOW, "on": TODAY}
    file.decided_breach = staged(row=restrictions.BreachDecision(breach=file.breach, **said, **by))
    told = {"who": file.emil, "what": "Answered the call.", "noted_by": file.dana, "noted_at": NOW}
    file.overlooked = staged(row=restrictions.TermsOverlooked(breach=file.breach, **told))


def contacted_file(file):
    """A contact with something new in it, followed, measured by the standing restriction."""
    case, by = file.standing.case, {"logged_by": file.emil, "with_whom": file.emil, "logged_at": NOW}
    how = {"channel": "phone", "direction": "in", "happened_at": NOW, "happened_on": TODAY, "about": "The gate."}
    terms = {"restriction": file.standing.restrictions.get(), "kept_terms": "yes"}
    file.contact = staged(row=restrictions.Contact(customer=case.customer, new_issue=True, **how, **terms, **by))
    step = {"found": "new_issue", "done": "A repair was booked.", "by": file.emil, "at": NOW}
    file.step = staged(row=restrictions.ContactStep(contact=file.contact, **step))


def case_rows(file):
    """What else belongs to reports and cases."""
    case, report = file.case, file.case.reports.first()
    by = {"by": file.sam, "at": NOW}
    file.sent = ReportFactory(reporter=file.emil, department=file.sales)
    file.addendum = staged(row=cases.Addendum(report=report, text="More.", **by))
    offered = {"to": file.emil, "kind": "debrief", "offered_by": file.sam, "offered_at": NOW}
    file.offer = staged(row=cases.SupportOffer(report=report, answer="taken", answered_at=NOW, **offered))
    file.open_offer = staged(row=cases.SupportOffer(report=report, **offered | {"kind": "leave"}))
    file.evidence = staged(row=cases.Evidence(case=case, file=stored("e"), added_by=file.sam, added_at=NOW))
    file.involved = InvolvedFactory(report=report, user=UserFactory())
    file.triage = TriageFactory(report=report)
    file.voiding = staged(row=cases.Voiding(report=file.sent, why="Wrong.", asked_by=file.emil, asked_at=NOW))
    asked = {"asked_by": file.sam, "asked_at": NOW, "answer": "No.", "answered_by": file.emil, "answered_at": NOW}
    file.question = staged(row=cases.DepartmentQuestion(report=report, department=file.sales, **asked))
    put = {"question": "Who else was there?", "asked_by": file.sam, "asked_at": NOW}
    file.asked = staged(row=cases.ReporterQuestion(report=file.sent, **put))
    file.put = staged(row=cases.ReporterQuestion(report=report, answer=file.addendum, **put))
    file.note = staged(row=cases.CaseNote(case=case, text="A note.", **by))
    file.kept = staged(row=cases.RestrictedNote(case=case, customer=file.cora, about="health", text="A note.", **by))
    file.matter = file.ready.case.matters.get()
    file.complained = staged(row=cases.ComplainedOf(matter=file.matter, user=UserFactory()))
    spent = {"issued_at": NOW, "issued_on": TODAY, "spent_on": TODAY + LATER, "issued_by": file.sam}
    said = {"conduct": "Calls.", "change_asked": "Write."}
    file.warning = staged(row=cases.Warning(case=case, letter=letter(case, "L1"), **said, **spent))
    came = {"channel": "email", "received_at": NOW, "received_on": TODAY, "entered_by": file.sam}
    file.answer = staged(
        row=cases.Answer(letter=file.warning.letter, case=case, kind="dispute", words="I did not.", **came)
    )


def people_rows(file):
    """What else belongs to customers, the organization and the outbox."""
    other, twice = CustomerFactory(), CustomerFactory()
    file.merged = changed(twice, merged_into=other)
    staged(row=cases.Merge(survivor=other, other=twice, why="The same.", by=file.sam, at=NOW))
    file.somebody = CustomerFactory(name="Robin Castel")
    staged(row=cases.CustomerName(customer=other, name="Cory", folded="cory"))
    staged(row=cases.ContactPoint(customer=other, kind="phone", value="555-0147", folded="5550147"))
    staged(row=cases.Representative(organization=other, person=file.somebody))
    file.tie = staged(
        row=cases.StaffTie(customer=other, user=file.emil, kind="friend", declared_by=file.emil, declared_at=NOW)
    )
    named = {"why": "Nobody else.", "named_by": file.sam, "named_at": NOW, "agreed_by": file.dana, "agreed_at": NOW}
    file.appointment = staged(row=restrictions.Appointment(case=file.case, user=file.olive, **named))
    staged(row=Holiday(on=TODAY, name="A day off"))
    staged(row=Premises(name="Main office"))
    staged(row=ServiceStandard(name="Calls", promise="Answered that day."))
    staged(row=LetterWording(kind="L4", part="greeting", text="Dear"))
    made = {"user": file.sam, "token_hash": "1" * 64, "made_at": NOW, "revoked_at": NOW}
    file.revoked_link = staged(row=CalendarLink(**made))
    due = {"work": "my_cases", "thing": "/cases/CC-2026-9001/", "due_on": TODAY, "days": 1, "at": NOW}
    file.reminder = staged(row=Reminder(user=file.sam, **due))
    message = {"kind": "letter", "subject_ref": "a:1", "recipient": "a@example.com", "title": "A", "body": "A"}
    file.message = OutboxMessage.objects.create(event=last_event_of(file.tie), not_before=NOW, **message)
