"""What the policy counts as unacceptable conduct, in its own words, with fixed codes (process section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass

BEHAVIOR = "Unacceptable behavior"
DEMANDS = "Unacceptable demands, persistence, lack of cooperation"
EXTENSIONS = "Added by the firm"

# What a category needs beside the report itself before a director can rely on it, in words for the screen.
EVIDENCE = {
    "": "Nothing beside the report",
    "stop_request": "When and how the customer was asked to stop",
    "service_standard": "The service standard that applied",
    "closing_letter": "The answer that closed the matter",
    "complaint_test": "The tests for a frivolous or vexatious complaint, with the fact that shows it",
    "rule_broken": "Which law, rule, permit, policy or by-law was broken",
}


@dataclass(frozen=True)
class Category:
    """One kind of conduct: label and clause are the policy's words, the code never changes."""

    code: str
    label: str
    group: str
    subgroup: str
    clause: str
    examples: tuple[str, ...] = ()
    requires_evidence: str = ""
    default_severity: int = 2
    version: int = 1
    active: bool = True

    @property
    def is_extension(self) -> bool:
        return self.group == EXTENSIONS


# What goes into the log of violent incidents when it was serious or critical (process 2.3): threats, violence, weapons.
VIOLENT = ("UB1a", "UB2a", "UB2b", "UB2c", "UB3c", "UB5")
VIOLENT_FROM = 3


@dataclass(frozen=True)
class ReportKind:
    """What a reporter may tick; the exact category within it is picked at triage."""

    key: str
    group: str
    label: str
    hint: str
    codes: tuple[str, ...]


VERBAL = (
    "Verbal including threats, profanity, rude or inappropriate language, attempts to goad or incite anger in others, "
    "harassment, discrimination"
)
PHYSICAL = (
    "Physical including aggressive or intimidating approaches to another individual, throwing articles in a deliberate "
    "or aggressive manner, physical striking of another individual"
)
ILLEGAL = "Illegal activity including illegal consumption of alcohol or drugs, theft, possession of weapons, vandalism"
VIOLATION = "Any act that violates state or federal law, MLS rules, town permits, policies, or by-laws"
PUBLIC_SAFETY = "Any act that gives rise to concern for public safety"


def _behavior(code, label, subgroup, clause, severity, requires_evidence=""):
    return Category(
        code, label, BEHAVIOR, subgroup, clause, requires_evidence=requires_evidence, default_severity=severity
    )


def _demand(code, clause, subgroup, severity, examples=(), requires_evidence=""):
    return Category(code, clause, DEMANDS, subgroup, clause, examples, requires_evidence, severity)


def _extension(code, label, subgroup, severity):
    return Category(code, label, EXTENSIONS, subgroup, label, default_severity=severity, active=False)


# Severities are where triage starts, not where it ends: 3 and 4 are kept for harm or danger to people.
CATEGORIES = (
    _behavior("UB1a", "threats", "Verbal", VERBAL, 3),
    _behavior("UB1b", "profanity", "Verbal", VERBAL, 2),
    _behavior("UB1c", "rude or inappropriate language", "Verbal", VERBAL, 1),
    _behavior("UB1d", "attempts to goad or incite anger in others", "Verbal", VERBAL, 2),
    _behavior("UB1e", "harassment", "Verbal", VERBAL, 3),
    _behavior("UB1f", "discrimination", "Verbal", VERBAL, 3),
    _behavior("UB2a", "aggressive or intimidating approaches to another individual", "Physical", PHYSICAL, 3),
    _behavior("UB2b", "throwing articles in a deliberate or aggressive manner", "Physical", PHYSICAL, 3),
    _behavior("UB2c", "physical striking of another individual", "Physical", PHYSICAL, 4),
    _behavior("UB3a", "illegal consumption of alcohol or drugs", "Illegal activity", ILLEGAL, 2),
    _behavior("UB3b", "theft", "Illegal activity", ILLEGAL, 3),
    _behavior("UB3c", "possession of weapons", "Illegal activity", ILLEGAL, 4),
    _behavior("UB3d", "vandalism", "Illegal activity", ILLEGAL, 3),
    _behavior("UB4a", "state or federal law", "Violation", VIOLATION, 3, "rule_broken"),
    _behavior("UB4b", "MLS rules", "Violation", VIOLATION, 2, "rule_broken"),
    _behavior("UB4c", "town permits", "Violation", VIOLATION, 2, "rule_broken"),
    _behavior("UB4d", "policies", "Violation", VIOLATION, 2, "rule_broken"),
    _behavior("UB4e", "by-laws", "Violation", VIOLATION, 2, "rule_broken"),
    _behavior("UB5", PUBLIC_SAFETY, "Public safety", PUBLIC_SAFETY, 3),
    _demand(
        "UD01",
        "Demanding responses within an unreasonable timeframe and not within Jack Keller Inc., REALTORS "
        "Customer Service Standards",
        "Demand",
        1,
        requires_evidence="service_standard",
    ),
    _demand("UD02", "Insisting on outcomes that are not possible or appropriate in the circumstances", "Demand", 1),
    _demand(
        "UD03",
        "Demanding services that are of a nature or scale that cannot be provided by Jack Keller Inc., REALTORS",
        "Demand",
        1,
    ),
    _demand(
        "UD04",
        "Unwillingness or refusing to accept Jack Keller Inc., REALTORS cannot provide a particular service or action "
        "on a particular issue",
        "Demand",
        1,
        ("Unwillingness", "refusing to accept"),
    ),
    _demand(
        "UD05",
        "Persistently contacting Jack Keller Inc., REALTORS about the same matter when it has been considered and "
        "dealt with",
        "Persistence",
        2,
        requires_evidence="closing_letter",
    ),
    _demand(
        "UD06",
        "Repeatedly sending phone calls, voicemail messages, visits, letters, emails after being asked not to do so",
        "Persistence",
        2,
        ("phone calls", "voicemail messages", "visits", "letters", "emails"),
        "stop_request",
    ),
    _demand("UD07", "Contacting different staff seeking a different outcome or response", "Persistence", 2),
    _demand("UD08", "Arguing frequently about a solution in the face of valid contrary explanations", "Persistence", 2),
    _demand(
        "UD09",
        "Displaying unhelpful behavior such as withholding information, misquoting others",
        "Cooperation",
        1,
        ("withholding information", "misquoting others"),
    ),
    _demand(
        "UD10",
        "Refusing to cooperate with the complaints investigation process while still wishing their complaint to be "
        "resolved",
        "Cooperation",
        1,
    ),
    _demand(
        "UD11",
        "Making unjustified complaints about staff who are trying to deal with the issue or filing complaints about "
        "staff that are frivolous or vexatious in nature",
        "Cooperation",
        2,
        ("unjustified complaints about staff", "frivolous", "vexatious"),
        "complaint_test",
    ),
    _demand(
        "UD12",
        "Making excessive demands on the time and resources of staff with a high volume or frequency of "
        "correspondence, or mingling requests with accusations and complaints",
        "Demand",
        2,
        ("a high volume or frequency of correspondence", "mingling requests with accusations and complaints"),
    ),
    # Not in the policy: comparable firms list these. They ship inactive, and an administrator may enable them.
    _extension("X01", "Sexual harassment", "Verbal", 3),
    _extension("X02", "Refusing to leave", "Physical", 3),
    _extension("X03", "Causing unsafe or unsanitary conditions", "Public safety", 3),
    _extension("X04", "Refusing to say what the complaint is about", "Cooperation", 1),
    _extension("X05", "Changing what the complaint is about while it is looked into", "Cooperation", 1),
    _extension("X06", "Insisting on one named employee", "Demand", 1),
    _extension("X07", "Sending large numbers of documents that have nothing to do with the matter", "Demand", 2),
    _extension("X08", "Recording or filming staff or private premises without a right to", "Persistence", 2),
    _extension("X09", "Contact with staff at home or on private accounts, or following them", "Persistence", 3),
    _extension("X10", "Publishing private details of staff, or reviews known to be false", "Persistence", 3),
    _extension("X11", "Giving a false identity or hiding who one is", "Cooperation", 2),
    _extension("X12", "Misusing lockbox or showing codes, or entering without an agent", "Illegal activity", 3),
    _extension("X13", "Pressing an agent to discriminate or to steer buyers", "Demand", 3),
    _extension("X14", "Attempting fraud, such as false payment instructions", "Illegal activity", 3),
    _extension("X15", "Unacceptable conduct at a client's or neighbor's property", "Physical", 2),
)
CATEGORY = {category.code: category for category in CATEGORIES}


def _kind(key, group, label, hint=""):
    codes = tuple(c.code for c in CATEGORIES if c.code == key or (c.group == BEHAVIOR and c.code[:-1] == key))
    return ReportKind(key, group, label, hint, codes)


REPORT_KINDS = (
    _kind(
        "UB1",
        BEHAVIOR,
        "Verbal",
        "threats, profanity, rude or inappropriate language, attempts to goad or incite anger in others, harassment, "
        "discrimination",
    ),
    _kind(
        "UB2",
        BEHAVIOR,
        "Physical",
        "aggressive or intimidating approaches to another individual, throwing articles in a deliberate or aggressive "
        "manner, physical striking of another individual",
    ),
    _kind(
        "UB3",
        BEHAVIOR,
        "Illegal activity",
        "illegal consumption of alcohol or drugs, theft, possession of weapons, vandalism",
    ),
    _kind(
        "UB4",
        BEHAVIOR,
        "A violation",
        "of state or federal law, MLS rules, town permits, policies or by-laws. Say which, if you know",
    ),
    _kind("UB5", BEHAVIOR, "Concern for public safety", "any act that gives rise to it"),
    _kind(
        "UD01", DEMANDS, "Demanding responses within an unreasonable timeframe, outside our Customer Service Standards"
    ),
    _kind("UD02", DEMANDS, "Insisting on outcomes that are not possible or appropriate"),
    _kind("UD03", DEMANDS, "Demanding services of a nature or scale that we cannot provide"),
    _kind("UD04", DEMANDS, "Unwillingness or refusing to accept that we cannot provide a service or action"),
    _kind(
        "UD05", DEMANDS, "Persistently contacting us about the same matter when it has been considered and dealt with"
    ),
    _kind(
        "UD06",
        DEMANDS,
        "Repeatedly sending phone calls, voicemail messages, visits, letters or emails after being asked not to",
    ),
    _kind("UD07", DEMANDS, "Contacting different staff seeking a different outcome or response"),
    _kind("UD08", DEMANDS, "Arguing frequently about a solution in the face of valid contrary explanations"),
    _kind("UD09", DEMANDS, "Unhelpful behavior such as withholding information or misquoting others"),
    _kind(
        "UD10",
        DEMANDS,
        "Refusing to cooperate with the complaints investigation while still wishing the complaint to be resolved",
    ),
    # Whether a complaint is frivolous or vexatious is a director's finding, so a reporter never reads those words.
    _kind("UD11", DEMANDS, "Complaints about staff that seem unjustified"),
    _kind(
        "UD12",
        DEMANDS,
        "Excessive demands on time and resources: high volume or frequency, or requests mingled with accusations",
    ),
)
NOT_SURE = ReportKind("not_sure", "", "Something else, or I am not sure", "Your supervisor will look", ())
# Noted at the desk and never ticked: contact outside the terms of a restriction is the conduct of no list (2.8).
BREACH = ReportKind("breach", "", "Contact outside the terms of a restriction", "", ())
KIND = {kind.key: kind for kind in (*REPORT_KINDS, NOT_SURE, BREACH)}


def codes_of(keys: Iterable[str]) -> tuple[str, ...]:
    """The exact category codes behind the kinds a reporter ticked, in the policy's order. KeyError for another kind."""
    ticked = {code for key in keys for code in KIND[key].codes}
    return tuple(category.code for category in CATEGORIES if category.code in ticked)
