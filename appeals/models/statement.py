"""What is said while an appeal is heard: more from the customer, from who decided, and notes of calls."""

from django.db import models
from django.db.models import Q

from appeals.models.appeal import Appeal
from conduct import guards
from conduct.models import User
from conduct.recording import Recorded


class AppealStatement(Recorded):
    """One statement in an appeal, word for word."""

    class Source(models.TextChoices):
        CUSTOMER = "customer", "The customer, or who speaks for them"
        DECIDER = "decider", "Who decided"
        STAFF = "staff", "Other staff"
        MEETING = "meeting", "Notes of a call or a meeting"

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="statements")
    source = models.CharField(max_length=12, choices=Source)
    words = models.TextField(max_length=5000)
    said_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="appeal_statement_has_words")]

    guards = [guards.Frozen("appeal_statement_frozen", "A statement stays as it was given.", None)]

    def __str__(self):
        return f"{self.get_source_display()}, {self.appeal}"
