from restrictions.models.breach import Breach, BreachDecision, TermsOverlooked
from restrictions.models.contact import Contact, ContactStep
from restrictions.models.decision import Decision
from restrictions.models.ending import Ending, Lapse, Pause
from restrictions.models.interim import InterimMeasure
from restrictions.models.interim_after import InterimConfirmation, InterimContact, InterimEnding, Reconsideration
from restrictions.models.notice import Appointment, DepartmentNotice, NoticeReading, Telling
from restrictions.models.reassessment import Invitation, Reassessment
from restrictions.models.restriction import Restriction, Term
from restrictions.models.review import Outcome, Precondition, Review
from restrictions.models.standing import Standing
from restrictions.models.weighed import (
    DraftMeasure,
    Proposal,
    ReviewDepartment,
    ReviewEffort,
    ReviewMatter,
    ReviewReport,
)

__all__ = [
    "Appointment",
    "Breach",
    "BreachDecision",
    "Contact",
    "ContactStep",
    "Decision",
    "DepartmentNotice",
    "DraftMeasure",
    "Ending",
    "InterimConfirmation",
    "InterimContact",
    "InterimEnding",
    "InterimMeasure",
    "Invitation",
    "Lapse",
    "NoticeReading",
    "Outcome",
    "Pause",
    "Precondition",
    "Proposal",
    "Reassessment",
    "Reconsideration",
    "Restriction",
    "Review",
    "ReviewDepartment",
    "ReviewEffort",
    "ReviewMatter",
    "ReviewReport",
    "Standing",
    "Telling",
    "Term",
    "TermsOverlooked",
]
