"""Believable values for every letter: what a caller would supply for a case like the one in the design."""

APPEAL = {
    "appeal_decider": "Margit Osei, broker-owner,",
    "appeal_by": "December 10, 2026",
    "appeal_routes": "by email to help@example.com, by letter to the address above, in person, or by phone on 555-0110",
    "appeal_meanwhile": "The change stays in place meanwhile. You can ask us to pause it."
    " We answer within 2 business days.",
}
REPLY = "by email to conduct@example.com, by letter to the address above, or by phone on 555-0110"
HELP = "555-0110 or help@example.com"
CONTACT = "Sam Okafor, 555-0107 or contact@example.com"
OUTSIDE = ["the state agency for fair housing", "the state real estate commission"]
OPEN = [
    "You can email Sam Okafor at contact@example.com."
    " Sam, or Lee Marchetti when Sam is away, replies in 3 business days."
]
CONDUCT = [
    "Between October 6 and November 12, 2026 we had 41 calls and 9 voicemails about deposit refund R-20518.",
    "We answered in writing on October 2 and October 16. On November 4 we asked you in writing to use email.",
    "On November 12 you called seven times before noon. Our front desk could not help others for about an hour.",
]
CLAUSES = [
    "“Repeatedly sending phone calls, voicemail messages, visits, letters, emails after being asked not to do so”",
    "“Persistently contacting [us] about the same matter when it has been considered and dealt with”",
]
RESTRICTIONS = [
    "Please contact us only by email to Sam Okafor, until February 25, 2027.",
    "We do not answer phone calls or voicemail, until February 25, 2027.",
    "Please come to 100 Example Avenue only with an appointment, until January 25, 2027. Sam can arrange one.",
]
REASONS = ["You called often after we had answered.", "A limit on the number of calls would not have been enough."]

FRAME = {
    "organization_name": "Jack Keller Inc., REALTORS",
    "sender_lines": ["Client Services", "100 Example Avenue, Springfield", "555-0100 · conduct@example.com"],
    "letter_date": "November 20, 2026",
    "notice_date": "November 25, 2026",
    "case_reference": "CC-2026-0143",
    "report_reference": "IR-2026-0217",
    "served_by": "email and certified mail",
    "policy_address": "conduct.example.com/policy/",
    "recipient_name": "Robin Castellan",
    "recipient_address": ["214 Sample Lane", "Springfield, IL 62701"],
    "signatory_name": "Avery Lindqvist",
    "signatory_title": "Director of Client Services",
}

OWN = {
    "L0": {
        "recipient_name": "Ivy Chen",
        "triage_owner": "Omar Reyes",
        "triage_by": "November 24, 2026",
        "support_contacts": ["Your supervisor.", "The employee help line, 555-0150."],
        "reprisal_contact": "the office administrator, 555-0151",
    },
    "L1": {
        "conduct": CONDUCT,
        "why_unacceptable": "The calls kept staff from helping others.",
        "policy_clauses": CLAUSES,
        "change_asked": ["Please write one email when you have something new."],
        "spent_on": "November 20, 2027",
        "retention": "three years",
        "reply_by": "December 7, 2026",
        "reply_routes": REPLY,
        "help_contact": HELP,
        "enclosures": "Customer Conduct Policy",
    },
    "L2": {
        "allegations": CONDUCT,
        "evidence": ["The phone log from October 6 to November 12.", "Our letters of October 2 and October 16."],
        "options": ["No action.", "A warning.", "Contact by email only for a time."],
        "reply_by": "November 30, 2026",
        "reply_routes": REPLY,
        "help_contact": HELP,
    },
    "L3": {
        "measures": ["Please do not come to an open house of ours."],
        "start_time": "July 11, 2026, 5:30 PM",
        "lapse_time": "July 18, 2026, 11:59 PM",
        "stays_open": ["You can call or email us."],
        "emergency_route": "call 911, then 555-0199",
        "reasons": "A knife was shown at an open house on July 11, 2026.",
        "reply_routes": REPLY,
        "reconsider_days": "2",
        "confirm_by": "July 13, 2026",
        "contact": CONTACT,
        "help_contact": HELP,
    },
    "L4": APPEAL
    | {
        "outcome_heading": "From November 25, 2026, please contact us by email only",
        "start_date": "November 25, 2026",
        "applies": "November 25, 2026",
        "end_date": "February 25, 2027",
        "standing": "You are still our customer.",
        "stays_open": OPEN,
        "work_under_way": "Work already under way for you carries on.",
        "emergency_route": "call 555-0199 at any time",
        "restrictions": RESTRICTIONS,
        "conduct": CONDUCT,
        "why_unacceptable": "The calls went on after we had answered and had asked you to write.",
        "impact": "Other people had to wait, and our staff could not do their work.",
        "policy_clauses": CLAUSES,
        "preconditions": "Before we decided, we made sure of two things. Your request was dealt with properly. "
        "Our staff made every effort to settle it.",
        "basis": "We found a repeated pattern: 3 reports in 12 months, also after we asked you to stop.",
        "customer_side": "We read your answer of November 17.",
        "lesser_measures": "A limit on the number of calls would not have been enough. We had already asked for fewer.",
        "outside_bodies": OUTSIDE,
        "reply_routes": REPLY,
        "waiver_days": "2",
        "early_review_days": "90",
        "review_statement": "We start our own review on January 26, 2027 and will ask for your view.",
        "help_contact": HELP,
        "who_is_told": ["our front desk", "Accounts", "Rentals"],
        "retention": "six years after the end date",
        "change_title": "The Director of Client Services",
        "change_phone": "555-0104",
        "enclosures": "appeal sheet; Customer Conduct Policy",
    },
    "L5": {
        "person": "Robin Castellan, 214 Sample Lane",
        "start_date": "November 25, 2026",
        "end_date": "February 25, 2027",
        "call": "Sam Okafor, 555-0107",
        "can_do": ["Email contact@example.com.", "Come in with an appointment."],
        "not_do": ["Do not take phone calls. Ask for an email."],
    },
    "L5b": {
        "person": "Robin Castellan, 214 Sample Lane",
        "ended_on": "February 25, 2027",
        "call": "Sam Okafor, 555-0107",
        "still_in_force": "Nothing else applies to this person.",
    },
    "L6": {
        "start_date": "November 25, 2026",
        "end_date": "February 25, 2027",
        "review_date": "January 26, 2027",
        "restrictions": RESTRICTIONS,
        "reply_by": "February 9, 2027",
        "reply_routes": REPLY,
        "help_contact": HELP,
    },
    "L7": APPEAL
    | {
        "outcome_heading": "You can call us again from February 1, 2027",
        "outcome": "We decided to make it lighter.",
        "stays_open": OPEN,
        "restrictions": RESTRICTIONS[2:],
        "end_date": "January 25, 2027",
        "reasons": REASONS,
        "contact": CONTACT,
        "help_contact": HELP,
    },
    "L8": {
        "outcome_heading": "The change has ended",
        "what_ended": "The change in how you can deal with us",
        "ended_on": "February 25, 2027",
        "access_restored": ["You can call, write and visit us again."],
        "still_in_force": ["Please contact only Sam Okafor, until May 20, 2027."],
        "contact": CONTACT,
    },
    "L9a": {
        "first_letter_date": "November 20, 2026",
        "end_date": "February 25, 2027",
        "stays_open": OPEN,
        "conduct": ["On December 14, 2026 you called our front desk twice."],
        "terms_breached": RESTRICTIONS[1:2],
        "reply_routes": REPLY,
        "help_contact": HELP,
    },
    "L9b": APPEAL
    | {
        "outcome_heading": "We take no further step",
        "outcome": "We decided that nothing changes.",
        "first_letter_date": "November 20, 2026",
        "stays_open": OPEN,
        "conduct": ["On December 14, 2026 you called our front desk twice."],
        "terms_breached": RESTRICTIONS[1:2],
        "reasons": REASONS,
        "reply_routes": REPLY,
        "help_contact": HELP,
    },
    "L10": APPEAL
    | {
        "received_on": "December 1, 2026",
        "decide_by": "December 22, 2026",
        "effect_meanwhile": "The change stays in place while we decide.",
        "reply_by": "December 11, 2026",
        "help_contact": HELP,
    },
    "L10b": APPEAL
    | {
        "received_on": "December 1, 2026",
        "promised_by": "December 22, 2026",
        "decide_by": "January 7, 2027",
        "reasons": "Two people we have to hear are away until January.",
        "effect_meanwhile": "The change stays in place while we decide.",
        "reply_by": "January 6, 2027",
        "help_contact": HELP,
    },
    "L11": {
        "outcome_heading": "Your appeal is allowed in part",
        "received_on": "December 1, 2026",
        "outcomes": ["Contact by email only: confirmed.", "Office visits: varied. It ends sooner."],
        "restrictions": RESTRICTIONS[2:],
        "end_date": "January 25, 2027",
        "issues": ["The step was too much."],
        "findings": ["You need to sign papers in person. An appointment is enough for that."],
        "reasons": REASONS,
        "outside_bodies": OUTSIDE,
        "translation_heading": "Por qué lo decidimos",
        "translation": ["Usted llamó muchas veces después de nuestra respuesta."],
        "translation_language": "es",
        "help_contact": HELP,
    },
    "L12": {"subject": "what was reported on October 6, 2026", "closed_on": "November 20, 2026", "contact": CONTACT},
    "L13": {
        "void_letter": "Our letter of May 2, 2026",
        "void_from": "May 2, 2026",
        "access_restored": ["You can call, write and visit us."],
        "what_was_wrong": "The letter was about another person with the same name.",
        "who_was_told": "We told our front desk and Rentals that it is void, and what to do now.",
        "contact": CONTACT,
    },
    "sheet": APPEAL
    | {
        "link": "https://appeal.example.com/a/Zx81-kk20-PPq7-19dd",
        "code": "K7MQ-24XD",
        "appeal_email": "help@example.com",
        "appeal_post": "Customer appeals, 100 Example Avenue, Springfield",
        "appeal_phone": "555-0110",
        "appeal_visit": "100 Example Avenue, Springfield",
        "acknowledge_days": "2",
        "decide_days": "15",
        "outside_bodies": OUTSIDE,
        "help_contact": HELP,
    },
    "stay_decided": APPEAL
    | {
        "outcome_heading": "The change is paused until we decide",
        "asked_on": "December 2, 2026",
        "outcome": "We decided to pause it.",
        "terms_meanwhile": ["Nothing is restricted until then."],
        "reasons": REASONS,
        "decide_by": "December 22, 2026",
        "help_contact": HELP,
    },
    "late_appeal_refused": {
        "received_on": "February 1, 2027",
        "appeal_by": "December 10, 2026",
        "reasons": REASONS,
        "still_open": ["An early review, from February 20, 2027."],
        "reply_routes": REPLY,
        "outside_bodies": OUTSIDE,
        "help_contact": HELP,
    },
    "waiver_answered": {
        "outcome_heading": "You can come in on December 3, 2026",
        "asked_on": "November 30, 2026",
        "request": "to sign papers at our office",
        "outcome": "We decided to allow it.",
        "conditions": ["December 3, 2026, 10 AM, at 100 Example Avenue."],
        "reasons": REASONS,
        "first_letter_date": "November 20, 2026",
        "reply_routes": REPLY,
        "help_contact": HELP,
    },
    "early_review_answered": {
        "outcome_heading": "The change stays as it is",
        "asked_on": "December 20, 2026",
        "outcome": "We decided not to change it yet.",
        "terms_now": RESTRICTIONS,
        "reasons": REASONS,
        "ask_again_on": "March 20, 2027",
        "reply_routes": REPLY,
        "help_contact": HELP,
    },
    "warning_dispute_decided": {
        "outcome_heading": "We take the warning back",
        "asked_on": "November 27, 2026",
        "warning_date": "November 20, 2026",
        "outcome": "We decided to take it back.",
        "findings": ["The calls of October 6 came from another number."],
        "reasons": REASONS,
        "effect": "The warning does not count.",
        "contact": CONTACT,
        "help_contact": HELP,
    },
    "interim_reconsidered": {
        "outcome_heading": "The safety measure ends today",
        "measure_date": "July 11, 2026",
        "outcome": "We decided to end it.",
        "terms_now": ["You can come to open houses again."],
        "reasons": REASONS,
        "contact": CONTACT,
        "help_contact": HELP,
    },
}


def fields(kind):
    """All the fields of one letter."""
    return FRAME | OWN[kind]
