"""Is it fair to the person absent? The questions of process section 5; 'cannot tell' leaves each one open."""

from dataclasses import dataclass

from cases.models import Known, Weighed
from conduct import text
from conduct.templatetags.dates import full_date
from restrictions.policy.basis import accepted_reports, codes_of
from restrictions.policy.preconditions import is_explained

LESSER_LENGTH = 40
COMPLAINTS_ABOUT_STAFF = "UD11"
SCANNED = ("narrative", "exact_words", "effect", "trigger", "staff_response", "known_needs")
QUESTIONS = {
    "own_failure": "whether a failure of ours set it off",
    "legitimate_speech": "whether this is only criticism, a review or a lawful complaint",
    "facts_put": "whether every fact used was put to the customer",
    "circumstances": "whether disability, illness, language or a crisis played a part",
    "protected_trait": "whether a protected trait is mentioned or matters",
    "retaliation": "whether they complained of discrimination or asked for accommodation in the last 12 months",
}
THREAT = {
    "threat_evidence": "the individual, current and objective evidence",
    "threat_weight": "the nature, duration and severity of the risk, and how probable it is",
    "threat_accommodation": "whether an accommodation can remove the risk",
}


@dataclass(frozen=True)
class Found:
    """A word of the list, and where it stands."""

    word: str
    place: str


def unmet_fairness(review, *, on, organization):
    """Process 5: everything about fairness that is still open."""
    yield from unmet_hearing(review, on=on)
    yield from unmet_answers(review)
    yield from unmet_circumstances(review)
    yield from unmet_definitions(review)
    yield from unmet_reasoning(review)


def unmet_hearing(review, *, on):
    """F4: told, with days to answer (letter L2); or warned within the year; or a reason why they could not be asked."""
    warned = any(one.counts_on(on) for one in review.case.warnings.all())
    if warned or not text.is_blank(review.urgent_reason):
        return
    if review.notice_letter is None:
        yield "The customer was not told what you consider. Send letter L2, or write why they could not answer first."
    elif not _had_their_say(review, on):
        yield f"The customer can answer until the end of {full_date(review.answer_by)}. Wait, or record the answer."


def _had_their_say(review, on):
    return on > review.answer_by or any(one.letter_id == review.notice_letter_id for one in review.case.answers.all())


def unmet_answers(review):
    """F14 to F18: each question is answered, and its answer followed up."""
    for name, question in QUESTIONS.items():
        answer = getattr(review, name)
        if not answer:
            yield f"Answer {question}."
        elif answer == Weighed.CANNOT_TELL:
            yield f"“Cannot tell” leaves it open {question}. Find out first."
    if review.own_failure == Weighed.YES and text.is_blank(review.own_failure_remedy):
        yield "Write how our own failure was put right (F16)."
    if review.legitimate_speech == Weighed.YES:
        yield "Criticism, a review or a lawful complaint is no unacceptable conduct (F17)."
    if review.facts_put == Weighed.NO and text.is_blank(review.urgent_reason):
        yield "Facts that were not put to the customer cannot be used, unless safety forbids it: write why (F18)."
    if review.retaliation == Weighed.YES and text.is_blank(review.retaliation_reason):
        yield "Write the reason that has nothing to do with their complaint or request (F15)."


def unmet_circumstances(review):
    """F7, F8 and F20: accommodation before restriction, the three direct-threat boxes, and a minor's guardian."""
    if review.circumstances == Weighed.YES:
        if text.is_blank(review.accommodation):
            yield "Write which accommodation was offered and what they answered (F7)."
        for name, wanted in THREAT.items():
            if text.is_blank(getattr(review, name)):
                yield f"Write {wanted} (F8)."
    customer = review.case.customer
    if not review.is_minor:
        yield "Answer whether the customer is a minor."
    elif review.is_minor == Known.YES and text.is_blank(customer.guardian_name + customer.guardian_address):
        yield "Record the name and address of the guardian, who gets a copy of each letter (F20)."


def unmet_definitions(review):
    """Policy, Definitions: frivolous by one of three tests; vexatious only if frivolous, and by how it was pursued."""
    if COMPLAINTS_ABOUT_STAFF in codes_of(review) and review.frivolous not in (Weighed.YES, Weighed.NO):
        yield "A report speaks of complaints about staff: find whether they were frivolous (T3)."
    if review.frivolous == Weighed.YES and (not review.frivolous_ground or text.is_blank(review.frivolous_fact)):
        yield "Frivolous needs one of its three grounds and the fact that shows it (T3)."
    if review.vexatious == Weighed.YES and review.frivolous != Weighed.YES:
        yield "Vexatious means frivolous first. A complaint with merit is never vexatious (T4)."
    elif review.vexatious == Weighed.YES and not review.vexatious_ground:
        yield "Vexatious needs the way it was pursued: malicious, to embarrass or harass, or to be a nuisance (T4)."
    if review.vexatious == Weighed.CANNOT_TELL:
        yield "“Cannot tell” leaves it open whether the complaints were vexatious. Find out first, or clear the answer."


def unmet_reasoning(review):
    """Process 2.5, 6 to 9, and F1, F3, T1, T9: facts, impact, what they would lose, lesser measures, reasons."""
    for name, wanted in (
        ("facts_found", "the facts you found"),
        ("impact", "the impact: on whom, and why it is out of proportion"),
        ("consequences", "what the customer would lose, and whether it can be softer (T9)"),
        ("reasons", "the reasons, in words that can go into the letter (F3)"),
    ):
        if text.is_blank(getattr(review, name)):
            yield f"Write {wanted}."
    if not is_explained(review.lesser_measures, LESSER_LENGTH):
        yield f"Write which lesser measures are not enough and why, in {LESSER_LENGTH} characters or more (F1)."
    caused = [
        one
        for one in accepted_reports(review)
        if getattr(one, "triage", None) and one.triage.without_cause == Weighed.NO
    ]
    if caused and text.is_blank(review.no_cause_explanation):
        yield f"{caused[0]} had a cause, as triage found. Write why it counts all the same (T1)."


def words_found(review, organization):
    """F14: words of the organization's list in any free text the decision rests on, with where. They decide nothing.

    Scanned are the reports of the case with what was added and what triage wrote, matters, efforts, what the customer
    answered, and the review itself; other cases of the customer are decided by themselves.
    """
    wanted = set(text.fold(organization.word_scan).split())
    found: dict = {}
    for place, words in _free_texts(review):
        for word in wanted.intersection(text.fold(words).split()):
            found.setdefault(word, []).append(place)
    return [Found(word, ", ".join(dict.fromkeys(places))) for word, places in sorted(found.items())]


def _free_texts(review):
    """(where it stands, the words) of every free text a decision in this review rests on."""
    case = review.case
    for report in case.reports.all():
        added = [one.text for one in report.addenda.all()]
        yield str(report), " ".join([*(getattr(report, column) for column in SCANNED), *added])
        triage = getattr(report, "triage", None)
        if triage:
            yield f"triage of {report}", _words_of(triage)
    for row in (*case.matters.all(), *case.efforts.all()):
        yield str(row), _words_of(row)
    for answer in case.answers.all():
        yield f"what the customer answered on {full_date(answer.received_on)}", answer.words
    yield "this review", _words_of(review)


def _words_of(row):
    """Everything written freely in a row."""
    written = [one for one in row._meta.concrete_fields if one.get_internal_type() in ("CharField", "TextField")]
    return " ".join(str(getattr(row, one.attname) or "") for one in written if not one.choices)
