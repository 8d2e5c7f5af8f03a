from conduct.models.feed import CalendarLink
from conduct.models.journal import GENESIS, Change, Event, Journal
from conduct.models.organization import (
    Counter,
    Holiday,
    LetterWording,
    Organization,
    PolicyVersion,
    Premises,
    ServiceStandard,
)
from conduct.models.people import GRANTED_BY_TWO, Access, Department, Membership, Role, User
from conduct.models.post import ForgottenPassword, OutboxMessage, SentForm, StoredFile
from conduct.models.running import Reminder, ScheduledStep

__all__ = [
    "GENESIS",
    "GRANTED_BY_TWO",
    "Access",
    "CalendarLink",
    "Change",
    "Counter",
    "Department",
    "Event",
    "ForgottenPassword",
    "Holiday",
    "Journal",
    "LetterWording",
    "Membership",
    "Organization",
    "OutboxMessage",
    "PolicyVersion",
    "Premises",
    "Reminder",
    "Role",
    "ScheduledStep",
    "SentForm",
    "ServiceStandard",
    "StoredFile",
    "User",
]
