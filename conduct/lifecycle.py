"""How may a status change, and what does a refusal say? The only place that assigns a status."""

from django.db import models

from conduct.recording import Recorded
from conduct.templatetags.dates import clock


class Refused(Exception):
    """The act may not happen now. `reasons` are sentences a person can act on."""

    def __init__(self, reasons):
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))


def refuse_if(reasons):
    """Raise Refused when there is any reason against the act."""
    reasons = list(reasons)
    if reasons:
        raise Refused(reasons)


def reasons_it_changed(row, revision):
    """What somebody saved since a page was opened is not saved over unread; None is for a caller without a page."""
    if revision is not None and row.revision != revision:
        who = row.event.actor or "The system"
        yield f"{who} changed this at {clock(row.event.at)}. Your words are still here: compare, then save again."


class LockedQuerySet(models.QuerySet):
    """Rows an act takes for itself before it judges; the lock order is organization, user, customer, report, case."""

    def locked(self):
        """Lock the rows in id order until the transaction ends. SQLite has one writer, so there it is a no-op."""
        return self.select_for_update(no_key=True, of=("self",)).order_by("pk")


class Lifecycle(Recorded):
    """A recorded row with a status that moves only along MOVES = {from: {to, ...}}."""

    MOVES: dict = {}

    class Meta:
        abstract = True

    def may_become(self, status):
        return status in self.MOVES.get(self.status, set())

    def become(self, status):
        """Move to the status; the caller saves. Raises Refused when the process has no such step."""
        if not self.may_become(status):
            labels = dict(self._meta.get_field("status").flatchoices)
            here, there = labels.get(self.status, self.status), labels.get(status, status)
            raise Refused(f"This {self._meta.verbose_name} is “{here}” and cannot become “{there}”.")
        self.status = status
