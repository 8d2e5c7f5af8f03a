"""A director's review: referred, taken, saved as it goes, asked about, and told to the customer first."""

from django.conf import settings
from django.urls import reverse

from cases.actions.case import here_and_now
from cases.actions.letters import write_to_customer
from cases.models import Case, CaseNote, Customer
from cases.policy.letters import reply_routes
from conduct import outbox
from conduct.audit import record
from conduct.lifecycle import Refused, refuse_if
from conduct.models import Role, User
from conduct.recording import act
from conduct.templatetags.dates import clock, full_date
from restrictions.models import Review, ReviewDepartment, ReviewEffort, ReviewMatter, ReviewReport
from restrictions.policy import conflicts
from restrictions.policy import referral as policy

EMERGENCY_ROUTE = "call 911, then {phone}"


def taken(case_id):
    """The case locked after its customer, the head of the merge group first (decisions 27)."""
    customer = Case.objects.select_related("customer").get(pk=case_id).customer
    list(Customer.objects.locked().filter(pk=customer.merged_into_id or customer.pk))
    return Case.objects.locked().get(pk=case_id)


def taken_review(review):
    """The review with its whole file, locked after its customer and case, as it stands now."""
    taken(review.case_id)
    list(Review.objects.locked().filter(pk=review.pk))
    return Review.objects.with_file().get(pk=review.pk)


def link_to(review, name="review"):
    """The address of a review's page, as it stands in a mail to staff."""
    return settings.BASE_URL + reverse(f"restrictions:{name}", args=[review.case.reference])


def post_to(users, kind, review, *, title, words, at, occasion=""):
    """Mail to staff about a review: a link and no narrative, no name of a customer."""
    subject_ref = f"review:{review.pk}{occasion}"
    for user in users:
        outbox.post(
            kind,
            subject_ref=subject_ref,
            recipient=user.email,
            title=title,
            body=f"{words}\n\n{link_to(review)}\n",
            at=at,
        )


@act
def refer_case(*, case, why, by, at):
    """Refer a case to a director, who decides within the days of the settings (process 2.2 step 6). Returns the Review.

    Who refers does not decide. Every director hears of it by mail. Raises Refused.
    """
    organization, calendar, on = here_and_now(at)
    case = taken(case.pk)
    refuse_if(policy.reasons_not_to_refer(case, why=why, by=by, on=on))
    due = calendar.add_business_days(on, organization.director_days)
    review = Review(
        case=case,
        referred_by=by,
        referred_at=at,
        referral=why,
        due_on=due,
        emergency_route=EMERGENCY_ROUTE.format(phone=organization.emergency_phone or organization.phone),
    )
    review.save()
    case.become(Case.Status.REVIEW)
    case.due_on = due
    case.save()
    record("review.referred", case, by=by, at=at, reason=why, facts={"due": full_date(due)})
    words = f"Case {case.reference} needs a director's decision by {full_date(due)}."
    directors = [one for one in User.objects.holding(Role.DIRECTOR, on) if one != by]
    post_to(directors, "review_referred", review, title=f"A decision is needed: {case.reference}", words=words, at=at)
    return review


@act
def take_review(*, review, by, at):
    """Take a review that waits for a director."""
    review = taken_review(review)
    refuse_if(policy.reasons_not_to_take(review, by=by, on=here_and_now(at)[2]))
    review.director = by
    review.save()
    record("review.taken", review.case, by=by, at=at)
    return review


@act
def hand_over_review(*, review, to=None, why, by, at):
    """Hand the case over to another director with no part in it, or back to all of them (process 5, F5)."""
    _, _, on = here_and_now(at)
    review = taken_review(review)
    refuse_if(policy.reasons_not_to_hand_over(review, to=to, why=why, by=by, on=on))
    review.director = to
    review.save()
    record("review.handed_over", review.case, by=by, at=at, reason=why, facts={"to": str(to or "all directors")})
    told = [to] if to else [one for one in conflicts.directors_without_a_part(review.case, on=on) if one != by]
    words = f"The review of case {review.case.reference} was handed over. It is due on {full_date(review.due_on)}."
    title = f"A review was handed over: {review.case.reference}"
    post_to(told, "review_handed_over", review, title=title, words=words, at=at, occasion=f":{review.revision}")
    return review


@act
def save_review(
    *, review, revision, answers, by, at, reports=None, matters=None, efforts=None, departments=None, seen=None
):
    """Save a review as it goes. Nothing is decided by it; a first signature is taken back: it covered other words.

    `answers` are columns of the review by name; `reports` {id: {is_accepted, counts, on_what_evidence}}; the others
    the ids that are relied on, None for 'unchanged'; `seen` the ids of the reports the page showed. Raises Refused.
    """
    _, _, on = here_and_now(at)
    review = taken_review(review)
    refuse_if(policy.reasons_not_to_work_on(review, by=by, on=on))
    refuse_if(reasons_of_change(review, revision, seen))
    for name, value in answers.items():
        setattr(review, name, value)
    review.director = review.director or by
    reopen(review, "The review was changed after it was signed.", at)
    review.save()
    save_links(review, reports=reports, matters=matters, efforts=efforts, departments=departments)
    record("review.saved", review.case, by=by, at=at)
    return review


def reasons_of_change(review, revision, seen):
    """I-18: what changed since the page was opened, so that nobody saves over it unread."""
    if seen is not None:
        for report in review.case.reports.all():
            if report.pk not in seen:
                yield f"Report {report} was added at {clock(report.event.at)}. Read it, then save."
    if review.revision != revision:
        who = review.event.actor or "The system"
        yield f"{who} saved this at {clock(review.event.at)}. Your words are still here: compare, then save again."


def reopen(review, why, at):
    """Take a signed review, or one that waits for information, back to open; its signatures no longer count."""
    for proposal in review.proposals.all():
        if not proposal.withdrawn_at:
            proposal.withdrawn_at, proposal.withdrawn_why = at, why
            proposal.save()
    if review.status == Review.Status.PROPOSED:
        review.become(Review.Status.OPEN)


def save_links(review, *, reports, matters, efforts, departments):
    """Bring the links of a review to what the page says; a link that is no longer relied on stays, marked so."""
    _save_weighed(review, reports or {})
    for ids, links, model, column, mark in (
        (matters, review.matter_links, ReviewMatter, "matter_id", "is_used"),
        (efforts, review.effort_links, ReviewEffort, "effort_id", "is_used"),
        (departments, review.department_links, ReviewDepartment, "department_id", "is_told"),
    ):
        if ids is not None:
            _save_used(review, set(ids), {getattr(one, column): one for one in links.all()}, model, column, mark)


def _save_used(review, wanted, links, model, column, mark):
    for pk in sorted(wanted - links.keys()):
        model(review=review, **{column: pk, mark: True}).save()
    for pk, link in links.items():
        if getattr(link, mark) != (pk in wanted):
            setattr(link, mark, pk in wanted)
            link.save()


def _save_weighed(review, reports):
    links = {one.report_id: one for one in review.report_links.all()}
    known = {one.pk for one in review.case.reports.all()}
    if reports.keys() - known:
        raise Refused("A report that you ticked is not part of this case any more. Look at the page again.")
    for pk, weighed in sorted(reports.items()):
        link = links.get(pk) or ReviewReport(review=review, report_id=pk)
        before = (link.is_accepted, link.counts, link.on_what_evidence)
        for name, value in weighed.items():
            setattr(link, name, value)
        if before != (link.is_accepted, link.counts, link.on_what_evidence):
            link.save()


@act
def send_notice_of_review(*, review, allegations, evidence, options, ways, by, at):
    """Tell the customer what is considered and invite an answer: letter L2 (process 2.2 step 6, F4).

    The days to answer run from the day the letter counts as received by the slowest way. Returns the Letter.
    """
    organization, calendar, on = here_and_now(at)
    review = taken_review(review)
    said = {"allegations": allegations, "evidence": evidence, "options": options}
    refuse_if(policy.reasons_not_to_send_notice(review, **said, ways=ways, by=by, on=on))
    answer_by = statement_deadline(ways, at=at, organization=organization, calendar=calendar)
    fields = {name: words.splitlines() for name, words in said.items()}
    fields |= {
        "reply_by": full_date(answer_by),
        "reply_routes": reply_routes(organization),
        "help_contact": organization.help_contact,
    }
    letter = write_to_customer(
        kind="L2",
        fields=fields,
        title=f"Please tell us your side, {review.case.reference}",
        customer=review.case.customer,
        reference=review.case.reference,
        ways=ways,
        on=on,
        by=by,
        at=at,
        case=review.case,
    )
    review.notice_letter, review.answer_by = letter, answer_by
    review.save()
    record("review.customer_asked", review.case, by=by, at=at, subject=letter, facts={"until": full_date(answer_by)})
    return letter


def statement_deadline(ways, *, at, organization, calendar):
    """The last day to answer letter L2 if it leaves now: so many business days after it counts as received."""
    received = max(calendar.deemed_receipt(way, at, organization.mail_days) for way in ways)
    return calendar.add_business_days(received, organization.statement_days)


@act
def ask_for_information(*, review, question, by, at):
    """Send the review back with a question; who referred the case hears of it (process 2.2 step 6)."""
    review = taken_review(review)
    refuse_if(policy.reasons_not_to_ask(review, question=question, by=by, on=here_and_now(at)[2]))
    review.question = question
    review.director = review.director or by
    review.become(Review.Status.ASKED)
    review.save()
    record("review.information_asked", review.case, by=by, at=at, reason=question)
    title, words = (
        f"More information is needed: {review.case.reference}",
        f"{by} asks for more information before deciding.",
    )
    post_to(
        [review.referred_by], "review_question", review, title=title, words=words, at=at, occasion=f":{review.revision}"
    )
    return review


@act
def give_information(*, review, answer, by, at):
    """Answer the director's question; the review goes on, and the answer stands in the file as a note."""
    review = taken_review(review)
    refuse_if(policy.reasons_not_to_tell_more(review, answer=answer, by=by, on=here_and_now(at)[2]))
    CaseNote(case=review.case, by=by, at=at, text=answer).save()
    review.become(Review.Status.OPEN)
    review.save()
    record("review.information_given", review.case, by=by, at=at)
    told = [review.director] if review.director else []
    title, words = f"Your question was answered: {review.case.reference}", f"{by} answered your question."
    post_to(told, "review_answered", review, title=title, words=words, at=at, occasion=f":{review.revision}")
    return review
