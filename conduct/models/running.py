"""What the scheduled command keeps: when each of its steps ran, and of what each person was reminded."""

from datetime import timedelta

from django.db import models

from conduct import guards
from conduct.models.people import User
from conduct.recording import Recorded


class StepQuerySet(models.QuerySet):
    def free(self, at):
        """Steps that nobody is at: begun never, or ended since, or begun so long ago that whoever began is gone."""
        ended = models.Q(ended_at__gte=models.F("began_at"))
        gone = models.Q(began_at__lt=at - ScheduledStep.CLAIM_LASTS)
        return self.filter(models.Q(began_at__isnull=True) | ended | gone)


class ScheduledStep(models.Model):
    """One step of the scheduled command: when it last began and ended, and what it said. One machine at a time."""

    CLAIM_LASTS = timedelta(minutes=10)

    name = models.CharField(max_length=60, unique=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=300, blank=True)
    failed = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True, help_text="The last day it was done, for a daily step.")

    objects = StepQuerySet.as_manager()

    def __str__(self):
        return self.name


class Reminder(Recorded):
    """That one person was reminded of one thing and its day, so many days before; never twice."""

    user = models.ForeignKey(User, models.PROTECT, related_name="reminders")
    work = models.CharField(max_length=60, help_text="The work list it stands on.")
    thing = models.CharField(max_length=120, help_text="Its address.")
    due_on = models.DateField()
    days = models.SmallIntegerField(help_text="Days before; negative after.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "work", "thing", "due_on", "days"], name="reminded_once")
        ]

    guards = [guards.Frozen("reminder_frozen", "A reminder that was sent stays on record.", None)]

    def __str__(self):
        return f"{self.user} about {self.thing}"
