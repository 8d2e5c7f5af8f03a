"""The verbs of reviews, decisions, restrictions and notices, each with its sentence."""

VERBS: dict[str, str] = {}
