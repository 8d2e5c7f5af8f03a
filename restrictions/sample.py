"""The sample's reviews and restrictions: open, asked, proposed, decided, issued, paused, lifted and ended by itself."""

from datetime import timedelta

from cases.actions.answers import enter_answer
from cases.actions.letters import record_returned, record_sent
from cases.models import Answer
from cases.sample.stories import case_of, times
from conduct.models import Department, Organization
from conduct.sample import staff
from restrictions.actions.decision import decide
from restrictions.actions.endings import lift_early
from restrictions.actions.issue import issue_restrictions
from restrictions.actions.lapse import announce_lapses
from restrictions.actions.measures import add_measure
from restrictions.actions.notices import acknowledge_notice
from restrictions.actions.review import ask_for_information, refer_case, save_review, send_notice_of_review, take_review
from restrictions.models import DepartmentNotice, Proposal, Restriction
from restrictions.policy.decision import digest_of

L2_DAYS, DECIDE_AFTER = (
    1,
    19,
)  # the letter leaves the day after the referral; mail, five business days and a holiday pass
SECOND = {"Avery Lindqvist": "Walt Brennan", "Walt Brennan": "Noor Haddad", "Noor Haddad": "Avery Lindqvist"}
EMAIL_ONLY = ("R02", {"medium": "email", "address": "conduct@example.com", "reply_days": 3})
BY_APPOINTMENT = ("R07", {"place": "100 Example Avenue", "notice_days": 2})
FEWER_CALLS = ("R03", {"contacts": "calls", "count": 1, "period": "week", "minutes": 15})
NO_VISITS = (
    "R10",
    {"premises": ["100 Example Avenue"], "exceptions": "A signing at which you have to be there in person"},
)
NO_OPEN_HOUSES = (
    "R11",
    {"events": ["Open houses"], "admission": "no", "alternative": "Showings with two of our staff"},
)

# customer, director, referred so many days ago, measures with their months, departments
IN_FORCE = [
    ("Taylor Brandt", "Avery Lindqvist", 118, [(BY_APPOINTMENT, 6)], ["Front desk", "Sales", "Sentry Patrol"]),
    ("Devon Ashby", "Avery Lindqvist", 90, [(EMAIL_ONLY, 6)], ["Rentals", "Front desk"]),
    ("Casey Harrow", "Walt Brennan", 76, [(EMAIL_ONLY, 6), (FEWER_CALLS, 3)], ["Accounts", "Front desk", "Rentals"]),
    ("Quinn Halloran", "Noor Haddad", 246, [(NO_OPEN_HOUSES, 12), (NO_VISITS, 12)], ["Sales", "Sentry Patrol", "Front desk"]),
    ("Riley Novotny", "Walt Brennan", 250, [(FEWER_CALLS, 3)], ["Accounts"]),
    ("Skyler Whitcomb", "Avery Lindqvist", 296, [(EMAIL_ONLY, 3)], ["Front desk", "Property management"]),
    ("Frankie Dumont", "Noor Haddad", 200, [(NO_OPEN_HOUSES, 12)], ["Sales"]),
    ("Drew Kowalczyk", "Noor Haddad", 160, [(NO_OPEN_HOUSES, 6)], ["Sales"]),
]  # fmt: skip


def load(now):
    """Every state of a review and a restriction, by the acts of those who would do it."""
    when = times(now)
    for name, director, days, measures, departments in IN_FORCE:
        in_force(when, name, director, days, measures, departments)
    _acknowledge(when)
    not_served(when)
    _open_reviews(when)
    _decided(when)
    _endings(when)
    announce_lapses(now, Organization.objects.current().calendar().local_date(now))


def refer(when, name, days):
    case = case_of(name)
    why = "It went on after a clear request to stop, and our efforts did not help."
    return refer_case(case=case, why=why, by=case.assigned_to, at=when.ago(days, 13))


def opened(when, name, director, days, *, urgent=""):
    """Referred and taken; the customer is asked for their side unless there is no time for it."""
    review, director = refer(when, name, days), staff(director)
    take_review(review=review, by=director, at=when.ago(days, 15))
    if not urgent:
        letter = send_notice_of_review(
            review=review, allegations="Repeated contact about a matter that was answered.", evidence="Three reports and our call log.",
            options="No action, a warning, or a limit on how you can contact us.", ways=["post"], by=director, at=when.ago(days - L2_DAYS),
        )  # fmt: skip
        record_sent(
            delivery=letter.deliveries.get(),
            sent_at=when.ago(days - L2_DAYS, 16, 0),
            by=director,
            at=when.ago(days - L2_DAYS, 16, 5),
        )
    review.refresh_from_db()
    return review


def answers_for(review, *, urgent=""):
    """The director's answers where everything is in order."""
    threat = not review.case.matters.exists()
    severe = review.case.reports.filter(triage__severity__gte=3).first()
    checked = (
        {"handled_properly": "no_matter", "every_effort": "no_matter"}
        if threat
        else {"handled_properly": "yes", "every_effort": "yes"}
    )
    how = (
        "Nothing was asked of us: a visitor we did not know threatened an agent."
        if threat
        else "I read the letters and the ledger, and spoke with the supervisor."
    )
    basis = {
        "basis": "significant",
        "significant_report": severe,
        "significant_why": "A direct threat that stopped our work and made the agent leave.",
    }
    return checked | (basis if severe else {"basis": "pattern"}) | {
        "handled_properly_how": how, "every_effort_how": how, "own_failure": "no", "urgent_reason": urgent,
        "facts_found": "The reports agree with each other and with the call log.",
        "impact": "Staff could not serve other customers, and two of them were upset for days.", "legitimate_speech": "no",
        "facts_put": "no" if urgent else "yes", "circumstances": "no", "protected_trait": "no", "retaliation": "no", "is_minor": "no",
        "consequences": "They lose quick answers by phone. Email stays open, so it is as soft as it can be.",
        "lesser_measures": "We asked for fewer calls twice, in writing. A further request would change nothing.",
        "reasons": "You contacted us again and again about a matter that we had answered, after we asked you to write instead.",
        "stays_open": "You can write to us by email or by mail. We answer within 3 business days.", "outcome": "restrict",
        "liaison": staff("Lee Marchetti"), "deputy": staff("Mona Fields"), "reply_days": 3, "send_by_email": False, "send_by_post": True,
        "address_confirmed": True, "no_comparison_reason": "Here it went on longer, and after two written requests.",
    }  # fmt: skip


def weighed(when, review, director, day, measures, departments, *, urgent=""):
    """Everything a decision needs, saved so many days ago."""
    reports = {
        one.pk: {"is_accepted": True, "counts": True, "on_what_evidence": "Call log and two witnesses"}
        for one in review.case.reports.all()
    }
    review = save_review(
        review=review, revision=review.revision, answers=answers_for(review, urgent=urgent), reports=reports,
        matters=[one.pk for one in review.case.matters.all()], efforts=[one.pk for one in review.case.efforts.all()],
        departments=[one.pk for one in Department.objects.filter(name__in=departments)], by=director, at=when.ago(day, 9),
    )  # fmt: skip
    for (code, parameters), months, *held in measures:
        ends_on = _months_on(when.ago(day).date(), months)
        why = "It is the least that keeps our work possible."
        add_measure(
            review=review,
            measure=code,
            parameters=parameters,
            ends_on=ends_on,
            why=why,
            by=director,
            at=when.ago(day, 9, 30),
            **(held[0] if held else {}),
        )
    review.refresh_from_db()
    return review


def _months_on(day, months):
    return Organization.objects.current().calendar().add_months(day, months)


def decided(when, name, director, days, measures, departments, *, urgent="", with_second=True):
    """A decision to restrict, not issued yet; signed by a second director where it takes two."""
    review = opened(when, name, director, days, urgent=urgent)
    day = days - (2 if urgent else DECIDE_AFTER)
    review = weighed(when, review, staff(director), day, measures, departments, urgent=urgent)
    digest, shown = digest_of(review)
    signed = decide(
        review=review, outcome="restrict", digest=digest, shown=shown, by=staff(director), at=when.ago(day, 11)
    )
    if isinstance(signed, Proposal) and with_second:
        why = "I read the file. A shorter time would not keep our staff safe."
        signed = decide(
            review=review, outcome="restrict", digest=digest, shown=shown, why=why, by=staff(SECOND[director]), at=when.ago(day, 13)
        )  # fmt: skip
    return signed, day


def in_force(when, name, director, days, measures, departments, *, mailed=True):
    """Decided, issued, mailed; the departments are told."""
    urgent = "A direct threat: asking first would put staff at risk." if not case_of(name).matters.exists() else ""
    decision, day = decided(when, name, director, days, measures, departments, urgent=urgent)
    decision = issue_restrictions(
        decision=decision, send_by_email=False, send_by_post=True, by_hand=False, no_department_reason="",
        departments=list(Department.objects.filter(name__in=departments)), by=staff(director), at=when.ago(day, 14),
    )  # fmt: skip
    if mailed:
        for delivery in decision.letter.deliveries.all():
            record_sent(delivery=delivery, sent_at=when.ago(day, 16, 0), by=staff(director), at=when.ago(day, 16, 5))
    return decision


def not_served(when):
    """Letters that have not reached anybody: one on its way, one that came back."""
    in_force(when, "Alexis Farrow", "Walt Brennan", 22, [(EMAIL_ONLY, 6)], ["Rentals"])
    decision = in_force(when, "Emerson Achebe", "Walt Brennan", 26, [(BY_APPOINTMENT, 3)], ["Front desk"])
    delivery = decision.letter.deliveries.get()
    record_returned(delivery=delivery, reason="Moved, no new address", by=staff("Lee Marchetti"), at=when.ago(1, 12))


def _acknowledge(when):
    """Most people have read their notices."""
    for notice in DepartmentNotice.objects.filter(department__name__in=["Front desk", "Rentals"]):
        for membership in notice.department.memberships.exclude(user=staff("Hank Doyle")):
            acknowledge_notice(
                notice=notice,
                by=membership.user.on(when.now.date()),
                at=max(notice.posted_at + timedelta(hours=20), notice.posted_at),
            )


def _open_reviews(when):
    """One in the middle, one waiting for a director, one with a question, one waiting for its second signature."""
    robin = opened(when, "Robin Castellan", "Avery Lindqvist", 11)
    enter_answer(
        letter=robin.notice_letter, kind=Answer.Kind.STATEMENT, words="I want a call back, not email. The deposit was promised by phone.",
        channel="email", received_at=when.ago(4, 8, 50), by=staff("Ines Calloway"), at=when.ago(4, 9),
    )  # fmt: skip
    saved = {
        "handled_properly": "yes",
        "handled_properly_how": "Accounts answered twice in writing. Both letters are on file.",
    }
    save_review(
        review=robin, revision=robin.revision, answers=saved, matters=[one.pk for one in robin.case.matters.all()],
        by=staff("Avery Lindqvist"), at=when.ago(1, 15, 31),
    )  # fmt: skip
    refer(when, "Morgan Tvedt", 2)
    blair = opened(when, "Blair Anand", "Walt Brennan", 9)
    ask_for_information(
        review=blair, question="Was there a witness at the counter?", by=staff("Walt Brennan"), at=when.ago(6)
    )
    decided(
        when, "Marlow Jensen", "Noor Haddad", 7, [(NO_VISITS, 18), (NO_OPEN_HOUSES, 12)], ["Sales", "Front desk"],
        urgent="A direct threat: asking first would put staff at risk.", with_second=False,
    )  # fmt: skip


def _decided(when):
    """Decided and waiting for its letter; decided to warn; decided that nothing follows."""
    decided(when, "Jamie Oduya", "Walt Brennan", 24, [(BY_APPOINTMENT, 3)], ["Front desk"])
    for name, outcome, director in (
        ("Avery Stone Plumbing", "no_action", "Noor Haddad"),
        ("Harbor Court Tenants", "warning", "Walt Brennan"),
    ):
        review = opened(when, name, director, 25)
        review = weighed(when, review, staff(director), 5, [], [])
        digest, shown = digest_of(review)
        decide(review=review, outcome=outcome, digest=digest, shown=shown, by=staff(director), at=when.ago(5, 11))


def _endings(when):
    """One lifted early."""
    drew = Restriction.objects.get(customer__name="Drew Kowalczyk")
    lift_early(
        restriction=drew,
        reasons="They apologized, and every showing since went well.",
        ways=["post"],
        by=staff("Noor Haddad"),
        at=when.ago(40, 11),
    )
