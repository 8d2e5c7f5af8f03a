"""How were like cases decided, and how far outside does this draft lie? (process 5, F13: like cases are treated alike)

A mirror decides nothing. It shows no name, reference or date, and asks for a reason where the draft is far outside.
"""

from dataclasses import dataclass, field
from statistics import median

from conduct import plots, text
from restrictions import catalog
from restrictions.models import Decision, Term
from restrictions.policy import basis, measures

CANDIDATES, COMPARED = 100, 10
FAR_DAYS = 7  # months differ in their days, and nobody has to explain those
RECENT, EARLIER = 183, 365
BASES = {"pattern": "a repeated pattern", "significant": "a single significant incident"}


@dataclass(frozen=True)
class Near:
    """One past decision as the mirror shows it, and how far from this case it lies: 0 is the same."""

    severity: int
    basis: str
    kinds: frozenset
    had_one: bool
    days_ago: int
    lengths: list = field(default_factory=list)  # (measure, days as first decided)
    distance: float = 0

    @property
    def when(self):
        """Roughly when: a date would tell who it was."""
        if self.days_ago <= RECENT:
            return "In the last six months"
        return "In the last year" if self.days_ago <= EARLIER else "More than a year ago"

    @property
    def sentence(self):
        """Level, kinds of conduct and history, without anybody in it."""
        history = "had an earlier restriction" if self.had_one else "no earlier restriction"
        kinds = ", ".join(sorted(self.kinds)) or "no kind recorded"
        return f"Level {self.severity}, {kinds}, {BASES.get(self.basis)}, {history}"

    @property
    def measures(self):
        """(measure in words, days) of each."""
        return [(title_of(code), days) for code, days in self.lengths]


@dataclass(frozen=True)
class Reflection:
    """One draft measure beside the same measure in the nearest decisions."""

    measure: str
    days: int
    lengths: list  # of the same measure, in order
    of: int  # how many decisions were compared

    @property
    def days_over(self):
        """How many days the draft is longer than the longest of them; 0 when it is not."""
        return max(0, self.days - self.lengths[-1]) if self.lengths else 0

    @property
    def is_far(self):
        """Whether it is so much longer that it takes a reason of its own."""
        return self.days_over > FAR_DAYS

    @property
    def sentence(self):
        """How far inside or outside the draft lies, in plain words."""
        if not self.lengths:
            return f"{self.days} days. None of the {self.of} nearest decisions took this measure."
        low, high = self.lengths[0], self.lengths[-1]
        span = f"{low} days" if low == high else f"{low} to {high} days, the middle {median(self.lengths):g}"
        told = f"{self.days} days. {len(self.lengths)} of the {self.of} nearest decisions took it: {span}."
        if self.days_over:
            return f"{told} This is {self.days_over} days longer than the longest."
        return f"{told} This is {low - self.days} days shorter than the shortest." if self.days < low else told

    def plot(self, key):
        """The draft beside the shortest, the middle and the longest; None when there is nothing to compare."""
        if not self.lengths:
            return None
        names = ("Shortest", "Middle", "Longest", "This draft")
        values = (self.lengths[0], median(self.lengths), self.lengths[-1], self.days)
        shown = [plots.Series("Compared", (*values[:3], 0)), plots.Series("This draft", (0, 0, 0, self.days), "hatch")]
        return plots.plot_of(
            lambda width: plots.bars(width, names, shown, unit=" days"),
            key=key,
            title=f"Bars: {self.sentence}",
            sentence=self.sentence,
            head=("", "Days"),
            rows=zip(names, values, strict=True),
        )


def nearest_decisions(review, *, on, terms):
    """The nearest past decisions to restrict, the nearest first: by level, kinds of conduct, basis and history (F13).

    What was set aside counts for nothing and is left out. One query.
    """
    severity = basis.severity_of_review(review)
    near = Decision.objects.restricting().near(severity).exclude(review=review).order_by("-decided_at", "-pk")
    found: dict = {}
    for term in Term.objects.as_first_decided(near.values("pk")[:CANDIDATES]).with_history().never_set_aside():
        lengths = found.setdefault(term.restriction.decision, (term.had_one, []))[1]
        if not term.is_reserve:  # it applies to nobody
            lengths.append((term.restriction.measure, (term.ends_on - term.begins_on).days))
    mine = Near(severity, review.basis, frozenset(basis.codes_of(review)), bool(terms), 0)
    compared = [_near(one, *said, mine, on) for one, said in found.items()]
    return sorted(compared, key=lambda one: (one.distance, one.days_ago))[:COMPARED]


def _near(decision, had_one, lengths, mine, on):
    kinds, ago = frozenset(decision.categories.split()), (on - decision.decided_on).days
    one = Near(decision.severity, decision.basis, kinds, had_one, ago, lengths)
    return Near(**{**one.__dict__, "distance": distance(one, mine)})


def distance(one, other):
    """How unlike two cases are: a level apart weighs most, then the kinds they do not share, then basis and history."""
    either = one.kinds | other.kinds
    apart = 1 - len(one.kinds & other.kinds) / len(either) if either else 0
    return (
        3 * abs(one.severity - other.severity) + 2 * apart + (one.basis != other.basis) + (one.had_one != other.had_one)
    )


def reflections_of(review, nearest, *, on):
    """Each draft measure of a review that would apply, beside the nearest decisions."""
    begins = measures.begins_on(review, on=on)
    return [
        Reflection(
            draft.measure,
            (draft.ends_on - begins).days,
            sorted(days for one in nearest for code, days in one.lengths if code == draft.measure),
            len(nearest),
        )
        for draft in measures.drafts_of(review)
        if not draft.is_reserve
    ]


def reasons_of_comparison(review, *, now, terms, nearest=None):
    """F13: what lies far outside of how like cases were decided says why: much longer, or more measures than in any."""
    if not text.is_blank(review.no_comparison_reason):
        return
    nearest = nearest_decisions(review, on=now.on, terms=terms) if nearest is None else nearest
    reflections = reflections_of(review, nearest, on=now.on)
    for one in reflections:
        if one.is_far:
            yield (
                f"{one.measure} lasts longer than in every comparable decision, by {one.days_over} days. "
                "Write why this case differs."
            )
    most = max((len(one.lengths) for one in nearest), default=0)
    if most and len(reflections) > most + 1:
        yield f"No comparable decision took more than {most} measures. Write why this case takes {len(reflections)}."


def title_of(code):
    """A measure in words."""
    return f"{code} {catalog.MEASURE[code].title}"
