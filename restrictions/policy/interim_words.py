"""What does a safety measure say, to the customer, to departments and at the front desk? Plain words, never a label."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from cases.policy.letters import contact_of, reply_routes
from conduct.templatetags.dates import clock
from restrictions.catalog import ALWAYS_CAN
from restrictions.models import DepartmentNotice, InterimMeasure, Reconsideration
from restrictions.policy.history import Happened
from restrictions.policy.letter import day, listed
from restrictions.policy.notices import Said

Content = InterimMeasure.Content
NO_RESTRICTION = "an interim safety measure, not a restriction"
NEVER_DO = "Discuss the reasons for the safety measure"
NOTHING_LEFT = "The safety measure no longer applies."
OVER = "This safety measure no longer applies. Look the person up: something else may apply."


@dataclass(frozen=True)
class Words:
    """One thing that is done: in a title, to the customer, and what staff can and please do not do."""

    title: str
    letter: str
    can: str = ""
    please_do_not: str = ""


WORDS = {
    Content.ADMIT: Words(
        "not admitted to {places}",
        "Please do not come to {places}.",
        "Ask them once, calmly, to leave. If they stay, call 911",
        "Admit them to {places}",
    ),
    Content.ALONE: Words(
        "no showings alone",
        "Two of our staff are there whenever you see a property or meet us.",
        "Show a property or meet them together with a second colleague",
        "Meet them or show them a property alone",
    ),
    Content.BLOCK: Words(
        "calls not put through",
        "Please write to us instead of calling. We take your call in an emergency, or to look at this again.",
        "Take an emergency, or a request to look at this again, and pass it on at once",
        "Put other calls through",
    ),
    Content.POLICE: Words(
        "police told", "We told the police what happened.", "Call 911 at once if anybody is in danger"
    ),
    Content.ESCORT: Words(
        "accompanied on every visit",
        "One of us goes with you whenever you come to us.",
        "Go with them, two of you, from the door and back",
        "Let them walk through alone",
    ),
}


def places_of(measure):
    """Where it applies, in one phrase."""
    return listed(measure.places.splitlines()) or "our premises"


def title_of(measure):
    """The measure in a few words: 'not admitted to 100 Example Avenue and police told'."""
    return listed([WORDS[one].title.format(places=places_of(measure)) for one in measure.contents])


def sentences_of(measure):
    """What is done, as the customer reads it."""
    return [WORDS[one].letter.format(places=places_of(measure)) for one in measure.contents]


def lines_of(measures):
    """(you can, please do not) for staff, each sentence once; never a reason."""
    said = [(WORDS[one], places_of(measure)) for measure in measures for one in measure.contents]
    can = [words.can.format(places=places) for words, places in said]
    please_do_not = [words.please_do_not.format(places=places) for words, places in said if words.please_do_not]
    return list(dict.fromkeys([*can, ALWAYS_CAN])), list(dict.fromkeys([*please_do_not, NEVER_DO]))


def said_of(measure, *, until_on):
    """What departments are told while it lasts."""
    can, please_do_not = lines_of([measure])
    return Said(DepartmentNotice.Kind.CHANGE, can, please_do_not, until_on)


def said_at_the_end(*, last_on, follows=""):
    """What departments are told when it is over: that nothing of it applies, or which restriction took its place."""
    return Said(DepartmentNotice.Kind.END, [follows or OVER], [], last_on)


def restriction_follows(starts_on):
    """What departments are told when a decision was issued."""
    return (
        f"A restriction takes its place from {day(starts_on)}. Keep to the notice of that restriction if you have one."
    )


def whom_to_ask(user, organization):
    """Who answers questions about a measure: who took it."""
    return ", ".join(part for part in (user.full_name, user.phone or organization.phone) if part)


# Letters


def notice_fields(measure, *, organization):
    """Every field of letter L3 beside its frame (process 2.6 and 2.11)."""
    phone = organization.emergency_phone
    return {
        "measures": sentences_of(measure),
        "start_time": start_in_words(measure, organization),
        "lapse_time": f"{day(measure.latest_end_on)}, 11:59 PM",
        "stays_open": [f"You can reach us {reply_routes(organization)}.", "Other work for you carries on."],
        "emergency_route": f"call 911, then {phone}" if phone else "call 911",
        "reasons": measure.reasons.splitlines(),
        "why_again": measure.why_again,
        "reply_routes": reply_routes(organization),
        "reconsider_days": str(organization.interim_reconsider_days),
        "confirm_by": "" if measure.is_reissue else day(measure.lapses_on),
        **_contacts(organization),
    }


def start_in_words(measure, organization):
    """From when it applies: the minute it was taken, or the day on which it begins when it was issued again."""
    if measure.begins_on > measure.taken_on:
        return day(measure.begins_on)
    return f"{day(measure.taken_on)}, {clock(measure.taken_at.astimezone(ZoneInfo(organization.time_zone)).time())}"


def _contacts(organization):
    return {"contact": contact_of(organization), "help_contact": organization.help_contact}


def ended_fields(measure, *, heading, outcome, reasons, terms_now, organization):
    """Every field of the letter that says what became of a measure when it was looked at again or revoked."""
    return {
        "outcome_heading": heading,
        "measure_date": day(measure.begins_on),
        "outcome": outcome,
        "terms_now": terms_now,
        "reasons": reasons.splitlines(),
        **_contacts(organization),
    }


def answer_in_words(measure, outcome):
    """(heading, outcome, what applies now) of the answer to a request to look at a measure again."""
    if outcome == Reconsideration.Outcome.KEPT:
        until = day(measure.last_on)
        return (
            f"The safety measure stays until {until}",
            "It stays as it is.",
            [*sentences_of(measure), f"It ends by itself on {until}, or before."],
        )
    if outcome == Reconsideration.Outcome.REVOKED:
        return "The safety measure ends today", "We decided to end it.", NOTHING_LEFT
    return "The safety measure had ended already", f"It ended on {day(measure.last_on)}, or before.", NOTHING_LEFT


def day_after(on):
    """The first day on which it no longer applies."""
    return on + timedelta(days=1)


def lapse_fields(measure, *, last_on, organization):
    """Every field of letter L8 when a measure ended by itself."""
    restored = [f"This no longer applies: {title_of(measure)}."]
    said = {"outcome_heading": "The safety measure has ended", "what_ended": "The safety measure"}
    about = {"ended_on": day(last_on), "contact": contact_of(organization)}
    return said | about | {"access_restored": restored}


# What happened


def history_of(measure):
    """Everything that happened to a measure, newest first, read from its own rows."""
    lines = [_taken(measure), *_told(measure), *_requests(measure), *_judged(measure)]
    return sorted(lines, key=lambda line: line.at)[::-1]


def _taken(measure):
    title = "Issued again" if measure.is_reissue else "Taken"
    tried = f"Tried first: {measure.tried}" if measure.tried else ""
    return Happened(measure.taken_at, "alert", title, str(measure.taken_by), measure.why_again or tried)


def _told(measure):
    for one in measure.contacts.select_related("by"):
        late = f" Written down late: {one.late_reason}" if one.late_reason else ""
        yield Happened(one.happened_at, "people", one.get_kind_display(), str(one.by), one.how + late)
    for one in measure.letter.deliveries.all() if measure.letter else ():
        if one.sent_recorded_at:
            said = f"Counts as received on {day(one.deemed_on)}"
            yield Happened(one.sent_recorded_at, "mail", f"{one.get_method_display()}: left", "", said)


def _requests(measure):
    for one in measure.reconsiderations.select_related("entered_by", "decided_by"):
        yield Happened(one.entered_at, "ask", "Asked to look again", str(one.entered_by), one.words)
        if one.outcome:
            title = f"Looked at again: {one.get_outcome_display().lower()}"
            yield Happened(one.decided_at, "scale", title, str(one.decided_by), one.reasons)


def _judged(measure):
    if hasattr(measure, "confirmation"):
        one = measure.confirmation
        yield Happened(one.at, "check", f"Confirmed until {day(one.until_on)}", str(one.by), one.reasons)
    if hasattr(measure, "ending"):
        one = measure.ending
        told = str(one.decision) if one.decision else one.reasons or "Everybody who knew was told."
        yield Happened(one.at, "check", one.get_kind_display(), str(one.by or ""), told)
