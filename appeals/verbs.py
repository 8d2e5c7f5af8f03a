"""The verbs of appeals, each with its sentence."""

VERBS: dict[str, str] = {}
