"""What is counted of reviews, restrictions, interim safety measures and breaches (process section 6)."""

from restrictions.figures import decisions, measures, safety


def figures(period):
    """Everything this app counts of a period, in a number of queries that does not grow with it."""
    return [*measures.tables(period), *decisions.tables(period), *safety.tables(period)]
