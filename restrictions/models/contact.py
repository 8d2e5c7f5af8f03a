"""One contact of a customer with us, or of us with them: logged in seconds, with what was looked for (2.2, 2.8)."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from cases.models import Customer
from conduct import guards
from conduct.models import Department, Role, User
from conduct.recording import Recorded
from restrictions.models.restriction import Restriction
from restrictions.models.upon import Upon


class Found(models.TextChoices):
    """What everybody looks for in a contact, unread post included (process 2.8, F21)."""

    NEW_ISSUE = "new_issue", "Something new"
    EMERGENCY = "emergency", "An emergency"
    THREAT = "threat", "A threat"
    APPEAL = "appeal", "An appeal, or an answer to a letter"


def _with_something_found():
    return Q(new_issue=True) | Q(emergency=True) | Q(threat=True) | Q(appeal=True)


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Contacts of customers this person may open, those they logged, and those they are the named contact for."""
        review = "restriction__decision__review"
        own = Q(logged_by=user) | Q(**{f"{review}__liaison": user}) | Q(**{f"{review}__deputy": user})
        if user.access.holds(Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        return self.filter(own | Q(customer__in=Customer.objects.visible_to(user).values("pk")))

    def of_group(self, customer):
        """Contacts of the customer or anybody merged with them."""
        return self.filter(customer__in=Customer.objects.group_of(customer))

    def with_people(self):
        related = ("customer__merged_into", "restriction", "department", "logged_by", "with_whom")
        return self.select_related(*related).prefetch_related("steps__by", "steps__report")

    def to_follow(self):
        """Contacts in which something was found that nobody has taken a step for yet."""
        steps = ContactStep.objects.filter(contact=OuterRef("pk"))
        waits = Q()
        for found in Found.values:
            waits |= Q(**{found: True}) & ~Exists(steps.filter(found=found))
        return self.filter(_with_something_found()).filter(waits)

    def incoming_since(self, since):
        """Contacts in which they contacted us, since an instant."""
        return self.filter(direction=Contact.Direction.IN, happened_at__gte=since).order_by()

    # What a contact must never be

    def outside_its_terms(self):
        """Measured by the terms of a restriction that is not about this customer, nor of who speaks for them."""
        speaks = "decision__review__representative"
        sides = {"own": "customer", "person": f"{speaks}__person", "whole": f"{speaks}__organization"}
        heads = {name: Coalesce(f"{path}__merged_into", path) for name, path in sides.items()}
        mine = OuterRef("head")
        about = Restriction.objects.annotate(**heads).filter(Q(own=mine) | Q(person=mine) | Q(whole=mine))
        theirs = about.filter(pk=OuterRef("restriction"))
        found = self.annotate(head=Coalesce("customer__merged_into", "customer"))
        return found.filter(~Exists(theirs), restriction__isnull=False)


class Contact(Recorded):
    """One contact: when, how, about what, whether within the terms, and what was found in it. Frozen."""

    class Channel(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "Email"
        LETTER = "letter", "Letter"
        IN_PERSON = "in_person", "In person"
        TEXT = "text", "Text message"
        ONLINE = "online", "Online"
        OTHER = "other", "Another way"

    class Direction(models.TextChoices):
        IN = "in", "They contacted us"
        OUT = "out", "We contacted them"

    class Kept(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NONE = "none", "No terms applied then"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts")
    restriction = models.ForeignKey(Restriction, models.PROTECT, null=True, blank=True, related_name="contacts")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=4, choices=Direction)
    happened_at = models.DateTimeField()
    happened_on = models.DateField()
    about = models.CharField(max_length=300)
    kept_terms = models.CharField("within the terms", max_length=4, choices=Kept, default=Kept.NONE)
    new_issue = models.BooleanField("something new", default=False)
    emergency = models.BooleanField("an emergency", default=False)
    threat = models.BooleanField("a threat", default=False)
    appeal = models.BooleanField("an appeal or an answer", default=False)
    with_whom = models.ForeignKey(User, models.PROTECT, related_name="+", help_text="Who of us dealt with it.")
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(happened_at__lte=F("logged_at")), name="contact_after_the_event"),
            models.CheckConstraint(condition=~Q(about=""), name="contact_says_about_what"),
            models.CheckConstraint(
                condition=Q(restriction__isnull=True, kept_terms="none")
                | Q(restriction__isnull=False) & ~Q(kept_terms="none"),
                name="contact_terms_of_something",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-happened_at", "-id"], name="contact_by_customer"),
            models.Index(fields=["-happened_at", "-id"], name="contact_newest"),
            models.Index(fields=["logged_at", "id"], condition=_with_something_found(), name="contact_with_a_find"),
        ]

    guards = [
        guards.Frozen("contact_frozen", "A contact stays as it was logged.", None),
        Upon(
            "contact_of_its_terms",
            "A contact is measured by terms that are about this customer.",
            lambda: Contact.objects.outside_its_terms(),
        ),
    ]

    def __str__(self):
        return f"{self.get_channel_display()}, {self.happened_on:%B} {self.happened_on.day}, {self.happened_on.year}"

    @property
    def found(self):
        """What was found in it, in the order it is asked."""
        return [one for one in Found if getattr(self, one)]

    @property
    def open_finds(self):
        """What was found and nobody has taken a step for."""
        done = {step.found for step in self.steps.all()}
        return [one for one in self.found if one not in done]


class ContactStepQuerySet(models.QuerySet):
    def of_nothing(self):
        """Steps for something that was not found in the contact."""
        missed = Q()
        for found in Found.values:
            missed |= Q(found=found, **{f"contact__{found}": False})
        return self.filter(missed)


class ContactStep(Recorded):
    """What was done about one thing found in a contact: a new report, a call, an appeal entered. Frozen."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="steps")
    found = models.CharField(max_length=10, choices=Found)
    done = models.CharField(max_length=300)
    report = models.ForeignKey("cases.IncidentReport", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ContactStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "found"],
                name="contact_step_once",
                violation_error_message="What was done about this is written down already.",
            ),
            models.CheckConstraint(condition=~Q(done=""), name="contact_step_says_what"),
        ]

    guards = [
        guards.Frozen("contact_step_frozen", "What was done stays as it was written.", None),
        Upon(
            "contact_step_for_a_find",
            "A step is taken for something that was found in the contact.",
            lambda: ContactStep.objects.of_nothing(),
        ),
    ]

    def __str__(self):
        return f"{self.contact}: {self.get_found_display().lower()}"
