"""A guard for what must hold at the moment of writing and may change later, such as that a director is active."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from conduct.guards import Never
from conduct.guards.rules import Guard


@dataclass(frozen=True)
class Upon(Guard):
    """A QuerySet that must be empty when a watched row is written; `moments` says at which writes it is asked.

    `root` and `watches` mean what they mean for `Never`. It is no standing truth, so `violations` does not ask it,
    and every write asks, whatever it changes.
    """

    queryset: Callable
    root: str | None = field(default=None, kw_only=True)
    watches: Mapping = field(default_factory=dict, kw_only=True)
    moments: tuple = field(default=("INSERT",), kw_only=True)

    def bound_to(self, model, name):
        rule = Never(name, self.because, self.queryset, root=self.root, watches=self.watches)
        return replace(self, name=name, watches=rule.bound_to(model, name).watches)

    def refusals(self, connection):
        rule = Never(self.name, self.because, self.queryset, root=self.root, watches=self.watches)
        asked = (one for one in rule.refusals(connection) if one.moment.removeprefix("AFTER ") in self.moments)
        return (replace(one, asked_if="") for one in asked)
