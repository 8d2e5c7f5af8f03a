"""What stands in the letters about an appeal? Fields from the appeal, its decision and the settings (process 2.11)."""

import json

from appeals.models import AppealOutcome, Finding
from appeals.policy.deciding import can_still_end, subjects_of
from cases.models import Answer
from cases.policy.letters import contact_of, reply_routes
from conduct.letters import phrase
from restrictions import catalog
from restrictions.catalog import in_full as day
from restrictions.policy.letter import appeal_routes, listed, term_in_words

Result = AppealOutcome.Result
HEADINGS = {
    Result.CONFIRMED: "We keep our decision",
    Result.VARIED: "We changed our decision",
    Result.SET_ASIDE: "We took our decision back",
}
IN_WORDS = {Result.CONFIRMED: "kept", Result.VARIED: "changed", Result.SET_ASIDE: "removed from today"}
STILL_OPEN = "An early review, if things change for you."


def named(user):
    """Somebody as a letter names them: with their title where they have one."""
    return f"{user.full_name}, {user.title}," if user.title else user.full_name


def title_of(restriction):
    """A restriction by the title of its measure."""
    return catalog.MEASURE[restriction.measure].title


def outside_bodies(organization):
    """Where the customer can turn next, from the settings (process 2.10, next step)."""
    return [line.strip() for line in organization.outside_bodies.splitlines() if line.strip()]


def _paused(pauses):
    return phrase("appeal_paused" if pauses else "appeal_in_force")


def acknowledgment_fields(appeal, officer, *, pauses, now):
    """Letter L10: it came, who decides and by when, what applies meanwhile, and how to add to it."""
    return {
        "received_on": day(appeal.received_on),
        "appeal_decider": named(officer),
        "decide_by": day(appeal.decide_by),
        "effect_meanwhile": _paused(pauses),
        "reply_by": day(now.calendar.previous_business_day(appeal.decide_by)),
        "appeal_routes": appeal_routes(now.organization),
        "help_contact": now.organization.help_contact,
    }


def extension_fields(appeal, promised, *, pauses, now):
    """Letter L10b: the day we had promised, why it takes longer and until when, and what L10 says besides (2.10)."""
    said = acknowledgment_fields(appeal, appeal.officer, pauses=pauses, now=now)
    return said | {"promised_by": day(promised), "reasons": appeal.extended_why.splitlines()}


def late_fields(appeal, *, reasons, now):
    """The answer to a late appeal that is not taken in (decisions 16)."""
    return {
        "received_on": day(appeal.received_on),
        "appeal_by": day(appeal.deadline_on),
        "reasons": reasons.splitlines(),
        "still_open": [STILL_OPEN],
        "reply_routes": reply_routes(now.organization),
        "help_contact": now.organization.help_contact,
        "outside_bodies": listed(outside_bodies(now.organization)).rstrip("."),
    }


def stay_fields(appeal, answer, *, outcome, reasons, now):
    """The answer to a request to pause (process 2.10)."""
    granted = outcome == Answer.Outcome.GRANTED
    standing = [one for one in subjects_of(appeal) if can_still_end(*one, on=now.on)]
    return {
        "outcome_heading": "The change is paused" if granted else "The change stays in place",
        "asked_on": day(answer.received_on),
        "outcome": "We pause it from today." if granted else "We do not pause it.",
        "terms_meanwhile": "Nothing of what you appealed applies."
        if granted
        else [term_in_words(*one) for one in standing],
        "reasons": reasons.splitlines(),
        "decide_by": day(appeal.decide_by),
        "appeal_routes": appeal_routes(now.organization),
        "help_contact": now.organization.help_contact,
    }


# The decision, L11


def decision_fields(appeal, *, findings, outcomes, reasons, now):
    """Letter L11: what was asked, the findings, the outcomes, what applies now, and where to turn next."""
    after = terms_after(appeal, outcomes, on=now.on)
    return {
        "outcome_heading": heading_of(outcomes),
        "received_on": day(appeal.received_on),
        "reasons": reasons.splitlines(),
        "outcomes": [outcome_in_words(one, term, outcomes.get(one.pk), on=now.on) for one, term in subjects_of(appeal)],
        "restrictions": [term_in_words(one, term) for one, term in after],
        "end_date": day(max(term.ends_on for _, term in after)) if after else "",
        "issues": [
            *(ground.label for ground in appeal.ground_list),
            *([f"You asked for: {appeal.wanted}"] if appeal.wanted else []),
        ],
        "findings": [finding_in_words(ground, findings.get(ground)) for ground in appeal.ground_list],
        "outside_bodies": outside_bodies(now.organization),
        "help_contact": now.organization.help_contact,
    }


def heading_of(outcomes):
    """The outcome of the whole appeal, as the heading: changed as soon as anything is."""
    results = {choice.result for choice in outcomes.values()}
    if len(results) == 1 and results <= set(HEADINGS):
        return HEADINGS[results.pop()]
    return HEADINGS[Result.VARIED] if results else ""


def outcome_in_words(restriction, term, choice, *, on):
    """One line of what was decided about one restriction."""
    if choice is None or choice.result not in IN_WORDS:
        return ""
    words = IN_WORDS[choice.result]
    if not can_still_end(restriction, term, on=on):
        words = "kept; it had ended before" if choice.result == Result.CONFIRMED else "removed; it had ended before"
    elif choice.new_end_on and choice.result == Result.VARIED:
        words = f"changed; it now ends on {day(choice.new_end_on)}"
    return f"{title_of(restriction)}: {words}."


def finding_in_words(ground, found):
    """One line of what was found on one ground."""
    if found is None or found.result not in Finding.Result:
        return ""
    return f"{ground.label}: {Finding.Result(found.result).label.lower()}. {' '.join(found.reasons.split())}"


def terms_after(appeal, outcomes, *, on):
    """What applies once the outcomes take effect: every restriction of the letter that still stands, as it then is."""
    every = [(one, term) for one, term in terms_of_letter(appeal) if can_still_end(one, term, on=on)]
    kept = [
        (one, term)
        for one, term in every
        if outcomes.get(one.pk) is None or outcomes[one.pk].result != Result.SET_ASIDE
    ]
    return [(one, varied(term, outcomes.get(one.pk))) for one, term in kept]


def terms_of_letter(appeal):
    """Every restriction of the letter with its last term, appealed or not."""
    return [(one, max(one.terms.all(), key=lambda term: term.number)) for one in appeal.decision.restrictions.all()]


# The correction, L13


def correction_fields(appeal, undone, *, outcomes, departments, now):
    """Letter L13: what is void and from when, what is open again, what was wrong, and who was told (process 2.11).

    `undone` are (restriction, last term) of what is set aside; `departments` those that were ever told of it.
    """
    letter = f"our letter of {day(appeal.letter.dated_on)}"
    whole = len(undone) == len(appeal.decision.restrictions.all())
    parts = listed([f"“{title_of(one)}”" for one, _ in undone])
    return {
        "void_letter": f"O{letter[1:]}" if whole else f"The part {parts} of {letter}",
        "void_from": day(now.on),
        "access_restored": [f"“{title_of(one)}” does not apply any more." for one, _ in undone],
        "what_was_wrong": list(dict.fromkeys(outcomes[one.pk].reasons for one, _ in undone)),
        "who_was_told": told_in_words(departments, any(can_still_end(*one, on=now.on) for one in undone)),
        "contact": contact_of(now.organization),
    }


def told_in_words(departments, stood):
    """Who is told that it is void; or, when it had ended before, that they knew of its end; or that nobody was told."""
    names = listed([str(one) for one in departments])
    if not names:
        return phrase("void_told_nobody")
    return phrase("void_told" if stood else "void_told_before", departments=names)


def varied(term, choice):
    """A term as it will stand after the choice, not saved."""
    if choice is None or choice.result != Result.VARIED:
        return term
    parameters = term.parameters if choice.parameters is None else json.dumps(choice.parameters, ensure_ascii=False)
    return type(term)(ends_on=choice.new_end_on or term.ends_on, begins_on=term.begins_on, parameters=parameters)
