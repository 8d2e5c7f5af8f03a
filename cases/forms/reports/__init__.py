from cases.forms.reports.filing import AdditionForm, Filing, SendForm, VoidForm, words_of_report
from cases.forms.reports.steps import STEPS, Around

__all__ = ["STEPS", "AdditionForm", "Around", "Filing", "SendForm", "VoidForm", "words_of_report"]
