"""Held in reserve: what was decided and does not apply, on stated conditions, until a day of its own (process 2.7)."""

from django.db import models
from django.db.models import Q

LONGEST_HELD = 731  # days a measure can last once it is activated


class Held(models.Model):
    """The conditions on which a measure is held in reserve; without any it applies once its letter is received.

    Its last day is then the last day it is held: it binds nobody, ever. What applies after a new review is a
    restriction of its own, which goes on from it.
    """

    conditions = models.TextField(
        blank=True, max_length=1000, help_text="On which it is held in reserve, one on each line; empty if it applies."
    )
    conditions_told = models.TextField(
        blank=True, max_length=1000, help_text="Of these, the ones departments are told of."
    )
    held_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The most days it can then last.")

    class Meta:
        abstract = True

    @property
    def is_reserve(self):
        """Whether it is held in reserve, and so applies to nobody."""
        return bool(self.conditions)

    @property
    def is_spoken_of(self):
        """Whether departments hear of it: of what applies, and of the conditions they need to know."""
        return not self.conditions or bool(self.conditions_told)


def whole_reserve(name):
    """Conditions go with the days it can last; what applies has neither."""
    applies = Q(conditions="", conditions_told="", held_days__isnull=True)
    held = ~Q(conditions="") & Q(held_days__isnull=False, held_days__gte=1, held_days__lte=LONGEST_HELD)
    message = "What is held in reserve needs its conditions and the days it can last."
    return models.CheckConstraint(condition=applies | held, name=name, violation_error_message=message)
