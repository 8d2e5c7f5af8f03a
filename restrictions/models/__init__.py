from restrictions.models.notice import Appointment, DepartmentNotice, NoticeReading
from restrictions.models.restriction import (
    Decision,
    Ending,
    Pause,
    Restriction,
    Standing,
    Term,
)
from restrictions.models.review import (
    DraftMeasure,
    Outcome,
    Precondition,
    Proposal,
    Review,
    ReviewDepartment,
    ReviewEffort,
    ReviewMatter,
    ReviewReport,
)

__all__ = [
    "Appointment",
    "Decision",
    "DepartmentNotice",
    "DraftMeasure",
    "Ending",
    "NoticeReading",
    "Outcome",
    "Pause",
    "Precondition",
    "Proposal",
    "Restriction",
    "Review",
    "ReviewDepartment",
    "ReviewEffort",
    "ReviewMatter",
    "ReviewReport",
    "Standing",
    "Term",
]
