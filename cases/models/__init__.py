from cases.models.additions import Addendum, Evidence, Involved, ReporterQuestion, Voiding
from cases.models.case import Case, CaseNote, RestrictedNote
from cases.models.categories import ConductCategory
from cases.models.customers import ContactPoint, Customer, CustomerName, Merge, Representative, StaffTie
from cases.models.drafts import Clash, DraftFile, KeptForm, ReportDraft
from cases.models.letters import Answer, Delivery, Letter, Warning
from cases.models.matter import ComplainedOf, Effort, Matter, MatterAnswer
from cases.models.near import NearKey
from cases.models.reports import DepartmentQuestion, IncidentReport, Known, ReportCategory, Triage, Weighed
from cases.models.support import SupportOffer

__all__ = [
    "Addendum",
    "Answer",
    "Case",
    "CaseNote",
    "Clash",
    "ComplainedOf",
    "ConductCategory",
    "ContactPoint",
    "Customer",
    "CustomerName",
    "Delivery",
    "DepartmentQuestion",
    "DraftFile",
    "Effort",
    "Evidence",
    "IncidentReport",
    "Involved",
    "KeptForm",
    "Known",
    "Letter",
    "Matter",
    "MatterAnswer",
    "Merge",
    "NearKey",
    "ReportCategory",
    "ReportDraft",
    "ReporterQuestion",
    "Representative",
    "RestrictedNote",
    "StaffTie",
    "SupportOffer",
    "Triage",
    "Voiding",
    "Warning",
    "Weighed",
]
