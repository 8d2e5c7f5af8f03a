"""One row of everything that has an address, so that every page can be opened with something to show."""

from datetime import timedelta
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions.answers import enter_answer
from cases.actions.customers import merge_customers, name_representative
from cases.actions.matter import name_complained_of, record_effort
from cases.actions.reports import ask_to_void
from cases.actions.support import offer_support
from cases.actions.triage import ask_department, ask_reporter
from cases.actions.warning import issue_warning
from cases.models import Answer, ConductCategory, DraftFile, Evidence, ReportDraft
from conduct.models import Counter, OutboxMessage
from restrictions.actions.breach import note_breach
from restrictions.actions.contact import log_contact
from restrictions.actions.interim_endings import enter_request
from restrictions.models import Appointment
from tests.appeals.conftest import assigned, lodged
from tests.factories import (
    NOW,
    CaseFactory,
    CustomerFactory,
    ReportCategoryFactory,
    ReportFactory,
    UserFactory,
    reported,
    staged,
)
from tests.restrictions.danger import danger, taken
from tests.restrictions.ready import ready_review
from tests.restrictions.staging import BY_APPOINTMENT, IN_WRITING, decided, issue, serve

AGO = timedelta(days=4)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WHAT = {"help_needed": "no", "narrative": "They called eleven times and shouted.", "saves": "0"}
STEPS = {
    "when": {"when": "day", "on": "04/16/2026", "time": "10:15 AM", "channel": "phone", "saves": "0"},
    "who": {"customer_name": "Robin Castel", "match": "new", "contact": "555-0147", "saves": "0"},
    "kind": {"behavior": ["UB1"], "saves": "0"},
}


def world(case, cast, sign_in):
    """Fill the organization. Returns the rows by the name they have in an address."""
    for kind in ("IR", "P", "CC", "RS", "DR", "AP", "IM"):
        Counter.objects.create(kind=kind, year=2026, last=8000)  # out of the way of the references factories give
    made = SimpleNamespace(case=case, **_filed(cast.emil, sign_in(cast.emil)))
    made.decided = _decided(case, cast)
    made.reviewed = _under_review(cast)
    _asked(made, cast)
    _kept(made, cast)
    _in_danger(made, cast)
    _breached(made, cast)
    made.contact = _contacted(made, cast)
    made.offer = offer_support(report=made.report, to=cast.emil, kind="debrief", by=cast.sam, at=NOW)
    made.unsent = _given_up()
    return made


def _given_up():
    """A message that is no letter, which the outbox gave up."""
    message = OutboxMessage.objects.exclude(kind="letter").earliest("pk")
    OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxMessage.State.FAILED, claimed_at=NOW)
    return message


def _filed(emil, client):
    """A report on its way, and one that was sent with a file."""
    drafts = []
    for key in ("a" * 32, "b" * 32):
        file = SimpleUploadedFile("photo.pdf", PDF, "application/pdf")
        client.post("/report/new/", WHAT | {"key": key, "files": file})
        drafts.append(ReportDraft.objects.get(key=key))
    writing, sent = drafts
    for step, words in STEPS.items():
        client.post(f"/report/{sent.pk}/{step}/", words)
    version = client.get(f"/report/{sent.pk}/check/").context["form"]["version"].value()
    client.post(f"/report/{sent.pk}/check/", {"version": version})
    sent.refresh_from_db()
    rows = {"draft": writing, "draft_file": DraftFile.objects.get(draft=writing)}
    return rows | {"report": sent.sent, "evidence": Evidence.objects.get()}


def _decided(case, cast):
    """A decision that was issued and served, with an appeal that is heard and a request to pause."""
    made = decided(case, cast.dana, measures=(IN_WRITING, BY_APPOINTMENT), at=NOW - AGO, begins_on=(NOW - AGO).date())
    issue(made, cast.dana, departments=[cast.sales], at=NOW - AGO, send_by_email=True)
    made.refresh_from_db()
    serve(made, at=NOW - AGO, method="email")
    return made


def _under_review(cast):
    """A second case, with a director now, whose customer was warned."""
    customer = CustomerFactory(name="Nadia Berg")
    case = CaseFactory(customer=customer, department=cast.sales, opened_by=cast.sam, assigned_to=cast.sam)
    for days in (70, 40, 12):
        report = reported(case, occurred_at=NOW - timedelta(days=days))
    ReportCategoryFactory(report=report, category=ConductCategory.objects.get(code="UD05"), is_primary=False)
    said = {"conduct": "Calls.", "why": "Too many.", "change_asked": "Write.", "ways": ["post"]}
    warning = issue_warning(case=case, **said, by=cast.drew, at=NOW - AGO)
    review = ready_review(case, referred_by=cast.sam, director=cast.dana)
    return SimpleNamespace(warning=warning, case=case, review=review)


def _asked(made, cast):
    """What customers and departments asked or were asked."""
    letter = made.decided.letter
    said = {"words": "May I come on Monday?", "channel": "phone", "received_at": NOW, "by": cast.sam, "at": NOW}
    made.waiver = enter_answer(letter=letter, kind=Answer.Kind.WAIVER, for_day=NOW.date(), **said)
    made.dispute = enter_answer(letter=made.reviewed.warning.letter, kind=Answer.Kind.DISPUTE, **said)
    made.appeal = assigned(lodged(made.decided, cast.sam), cast.april, cast.ada)
    made.stay = enter_answer(letter=letter, kind=Answer.Kind.STAY, **said)
    made.waiting = ReportFactory(department=cast.sales, reporter=cast.emil)
    made.question = ask_department(report=made.waiting, department=cast.rentals, by=cast.sam, at=NOW)
    made.asked = ask_reporter(report=made.waiting, question="Which door was it?", by=cast.sam, at=NOW)
    made.voiding = ask_to_void(report=made.waiting, reason="The wrong customer.", by=cast.emil, at=NOW)


def _kept(made, cast):
    """What belongs to customers, matters and appointments."""
    made.office = CustomerFactory(name="Placeholder Homes", kind="business")
    made.representative = name_representative(organization=made.office, person=made.case.customer, by=cast.sam, at=NOW)
    twice = CustomerFactory(name="Placeholder Home")
    made.merge = merge_customers(survivor=made.office, other=twice, why="The same.", by=cast.sam, at=NOW)
    made.matter = made.case.matters.get()
    made.effort = made.case.efforts.get()
    proof = SimpleUploadedFile("offer.pdf", PDF, "application/pdf")
    tried = {"made_on": NOW.date(), "kind": "meeting", "offered": "A call", "file": proof}
    made.proof = record_effort(case=made.reviewed.case, **tried, by=cast.sam, at=NOW).file
    reviewed = made.reviewed.case.matters.get()
    made.named = name_complained_of(matter=reviewed, user=UserFactory(), by=cast.sam, at=NOW)
    named = {"user": UserFactory(), "why": "They know neither side.", "named_by": cast.ada, "named_at": NOW}
    made.appointment = staged(row=Appointment(case=made.case, **named))


def _breached(made, cast):
    """Another customer, in writing only since four days, who called the desk."""
    case = CaseFactory(customer=CustomerFactory(name="Nils Wick"), department=cast.sales, opened_by=cast.sam)
    for days in (70, 40, 12):
        reported(case, occurred_at=NOW - timedelta(days=days))
    decision = decided(case, cast.drew, at=NOW - AGO, begins_on=(NOW - AGO).date(), number=8)
    issue(decision, cast.drew, at=NOW - AGO, send_by_post=False, by_hand=True)
    decision.refresh_from_db()
    serve(decision, at=NOW - AGO, method="hand")
    about = {"how": "called", "happened_at": NOW, "note": ""}
    made.breach = note_breach(restriction=decision.restrictions.get(), **about, by=cast.emil, at=NOW)


def _contacted(made, cast):
    """A call of the customer, with something new in it."""
    said = {"channel": "phone", "direction": "in", "happened_at": NOW, "about": "The gate.", "found": ["new_issue"]}
    return log_contact(customer=made.case.customer, **said, by=cast.emil, at=NOW)


def _in_danger(made, cast):
    """A report of danger, a measure taken on another, and a customer who asks to look at it again."""
    made.danger = danger(made.case.customer, cast.sales)
    made.measure = taken(danger(made.case.customer, cast.sales), cast.dana)
    said = {"their_words": "It was a toy.", "channel": "phone", "received_at": NOW}
    made.reconsideration = enter_request(measure=made.measure, **said, by=cast.sam, at=NOW)


def arguments(made):
    """{name of an address: what fills it} for every address that takes something."""
    case, review = {"reference": made.case.reference}, {"reference": made.reviewed.case.reference}
    customer, office = {"reference": made.case.customer.reference}, {"reference": made.office.reference}
    report, waiting = {"reference": made.report.reference}, {"reference": made.waiting.reference}
    draft, appeal = {"draft": made.draft.pk}, {"reference": made.appeal.reference}
    letter, notice = {"pk": made.decided.letter.pk}, {"pk": made.decided.notices.get().pk}
    restriction = {"reference": made.decided.restrictions.first().reference}
    mailed, emailed = (made.decided.letter.deliveries.get(method=way) for way in ("post", "email"))
    return {
        **named("cases", OF_DRAFT, draft),
        **named("cases", OF_STEP, draft | {"step": "what"}),
        "cases:save_new_report": {"step": "what"},
        "cases:remove_draft_file": draft | {"file": made.draft_file.pk},
        **named("cases", OF_CUSTOMER, customer),
        "cases:end_contact": customer | {"point": made.case.customer.contact_points.get().pk},
        "cases:end_representative": office | {"representative": made.representative.pk},
        "cases:undo_merge": office | {"merge": made.merge.pk},
        **named("cases", "evidence withhold_evidence", {"pk": made.evidence.pk}),
        "cases:matter_file": review | {"pk": made.proof.pk},
        **named("cases", "report add_to_report void_report copy_report support", report),
        "cases:answer_offer": report | {"pk": made.offer.pk},
        "cases:answer_voiding": waiting | {"voiding": made.voiding.pk},
        "cases:department_question": {"pk": made.question.pk},
        **named(
            "cases", "triage keep_triage settle_customer follow_up move_report ask_department ask_reporter", waiting
        ),
        "cases:answer_question": waiting | {"pk": made.asked.pk},
        **named("cases", OF_CASE, case),
        **named("cases", OF_MATTER, case | {"pk": made.matter.pk}),
        "cases:end_complained_of": review | {"pk": made.named.pk},
        "cases:record_reply": case | {"pk": made.effort.pk},
        **named("cases", "letter letter_pdf letter_again enter_answer", letter),
        "cases:letter_sent": {"pk": mailed.pk},
        "cases:letter_returned": {"pk": emailed.pk},
        **named("cases", "note_answer decide_dispute", {"pk": made.dispute.pk}),
        **named("restrictions", OF_REVIEW, review),
        "calendar": {"token": "nobody-knows-this"},
        "restrictions:measure": review | {"code": "R07"},
        "restrictions:drop_measure": review | {"pk": made.reviewed.review.draft_measures.get().pk},
        "restrictions:decide": review | {"outcome": "restrict"},
        **named("restrictions", "refer decided issue issued sheet case_then", case),
        **named("restrictions", "restriction end shorten reassess told tell", restriction),
        "restrictions:take_interim": {"reference": made.danger.reference},
        **named("restrictions", OF_MEASURE, {"reference": made.measure.reference}),
        **named("restrictions", "note_breach link_breach", {"reference": made.breach.restriction.reference}),
        **named("restrictions", "breach noted_breach decide_breach overlooked", {"reference": made.breach.reference}),
        "restrictions:log_contact": customer,
        "restrictions:contact": {"pk": made.contact.pk},
        "restrictions:follow_contact": {"pk": made.contact.pk, "found": "new_issue"},
        "restrictions:answer_interim": {"pk": made.reconsideration.pk},
        "restrictions:notice": notice,
        "restrictions:request": {"pk": made.waiver.pk},
        "appeals:enter": letter,
        **named("appeals", "appeal decide assign add withdraw take_in refuse_late extend", appeal),
        "appeals:stay": appeal | {"pk": made.stay.pk},
        "appeals:name_hearer": case,
        "appeals:agree": case | {"pk": made.appointment.pk},
        **dict.fromkeys(("policy_version", "policy_version_copy"), {"number": 1}),
        "message": {"pk": made.unsent.pk},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }


def named(app, names, filled):
    return {f"{app}:{name}": filled for name in names.split()}


OF_DRAFT, OF_STEP = "report_check report_sent report_matches", "report_step save_draft"
OF_CUSTOMER = (
    "customer change_customer identify_customer add_name add_contact add_representative declare_tie merge_customers"
)
OF_MATTER = "correct_matter answer_matter close_matter reopen_matter name_complained_of"
OF_MEASURE = "interim confirm_interim revoke_interim issue_interim_again write_interim write_down_interim ask_interim"
OF_REVIEW = "review keep_review take hand_over ask inform notice_of_review measures"
OF_CASE = (
    "case add_note add_restricted_note add_case_file assign_case retitle_case resolve_informally close_case "
    "reopen_case hold_case link_report warning matter describe_matter"
)
