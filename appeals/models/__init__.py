from appeals.models.appeal import Appeal
from appeals.models.decided import AppealOutcome, Finding
from appeals.models.statement import AppealStatement

__all__ = ["Appeal", "AppealOutcome", "AppealStatement", "Finding"]
