"""The organization, its limits and its calendar. Every number of the process is a field here, within a safe range."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from conduct import guards
from conduct.calendar import Calendar
from conduct.lifecycle import LockedQuerySet
from conduct.models.journal import Journal
from conduct.models.people import Department
from conduct.recording import Recorded

SINGLE = 1


def limit(default, low, high, text):
    """A whole number an administrator may set between two bounds."""
    return models.PositiveSmallIntegerField(
        default=default,
        validators=[MinValueValidator(low), MaxValueValidator(high)],
        help_text=f"{text} ({low} to {high})",
    )


class OrganizationQuerySet(LockedQuerySet):
    def current(self):
        """The one organization of this installation."""
        return self.get(pk=SINGLE)


class Organization(Journal, Recorded):
    """Whose procedure this is, how it can be reached, and the time limits it keeps."""

    name = models.CharField(max_length=120, default="Your organization")
    address = models.TextField(blank=True, help_text="As it stands on letters, one line each.")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    emergency_phone = models.CharField(max_length=40, blank=True)
    appeal_phone = models.CharField(max_length=40, blank=True)
    appeal_email = models.EmailField(blank=True)
    appeal_address = models.TextField(blank=True)
    help_contact = models.CharField(
        max_length=120, blank=True, help_text="For other formats, languages and help to take part."
    )
    support_contact = models.CharField(max_length=200, blank=True, help_text="For staff, after something upsetting.")
    outside_bodies = models.TextField(blank=True, help_text="Named in the answer to an appeal.")
    time_zone = models.CharField(max_length=60, default="America/New_York")
    duty_director = models.ForeignKey("conduct.User", models.PROTECT, null=True, blank=True, related_name="+")

    report_days = limit(1, 1, 5, "Business days to file a report")
    support_days = limit(1, 1, 10, "Business days to offer support after something serious")
    triage_days = limit(2, 1, 10, "Business days to triage a report")
    director_days = limit(10, 2, 30, "Business days for a director to decide")
    statement_days = limit(5, 3, 20, "Business days the customer has to answer first")
    warning_months = limit(12, 1, 24, "Months until a warning is spent")
    pattern_count = limit(3, 2, 10, "Reports that make a repeated pattern")
    pattern_months = limit(12, 1, 24, "Months within which they count")
    default_months = limit(6, 1, 12, "Months a restriction lasts unless the ladder says otherwise")
    cap_months = limit(12, 1, 12, "Months beyond which a second approval is needed")
    absolute_cap_months = limit(24, 12, 24, "Months no restriction can exceed")
    ladder_moderate_contact_months = limit(
        3, 1, 12, "Months of a measure about contact after a first, moderate pattern"
    )
    ladder_moderate_access_days = limit(30, 1, 365, "Days of a measure about places or services after one")
    ladder_serious_contact_months = limit(6, 1, 12, "Months about contact when it is the first and serious")
    ladder_serious_access_months = limit(3, 1, 12, "Months about places or services when it is the first and serious")
    ladder_second_contact_months = limit(6, 1, 12, "Months about contact when it is the second within 12 months")
    ladder_second_access_months = limit(6, 1, 12, "Months about places or services when it is the second")
    ladder_critical_contact_months = limit(12, 1, 12, "Months about contact when it is critical")
    ladder_critical_access_months = limit(12, 1, 12, "Months about places or services when it is critical")
    review_lead_days = limit(30, 7, 60, "Days before the end a review opens")
    view_days = limit(10, 5, 20, "Business days the customer has to send a view before a review")
    midpoint_months = limit(6, 3, 12, "Months beyond which a midpoint review is due")
    appeal_days = limit(10, 5, 60, "Business days to appeal")
    appeal_acknowledge_days = limit(2, 1, 5, "Business days to acknowledge an appeal")
    appeal_decision_days = limit(15, 5, 30, "Business days to decide an appeal")
    appeal_extension_days = limit(10, 1, 10, "Business days an appeal can be extended, once")
    appeal_outer_days = limit(60, 30, 365, "Days after which a late appeal is no longer taken in")
    stay_days = limit(2, 1, 5, "Business days to answer a request to pause")
    waiver_days = limit(2, 1, 5, "Business days to answer a request for leave")
    early_review_interval_days = limit(90, 30, 180, "Days between requests for an early review")
    breach_days = limit(5, 1, 15, "Business days for a director to decide about a breach")
    interim_measures = models.BooleanField(
        default=True, help_text="Interim safety measures may be taken. Switched off, those in place run out."
    )
    interim_max_days = limit(7, 1, 7, "Days an interim safety measure can last after its first")
    interim_total_days = limit(14, 1, 14, "Days it can last in all when it is issued again")
    interim_reissues = limit(1, 0, 1, "How often it can be issued again on the same facts")
    interim_reconsider_days = limit(2, 1, 5, "Business days to answer a request to look at it again")
    mail_days = limit(5, 2, 10, "Calendar days after which mail counts as received")
    notice_days = limit(3, 1, 10, "Business days for a department to acknowledge a notice")
    escalation_days = limit(2, 1, 10, "Business days after that until a director hears who has not")
    report_small_cell = limit(5, 3, 20, "Counts below this are hidden in figures for wide circulation")
    digest_hour = limit(7, 0, 12, "Hour of the day from which reminders leave")
    monitoring_days = limit(90, 0, 365, "Days a case stays in monitoring after the end")
    keep_no_action_years = limit(2, 1, 10, "Years to keep a case without action")
    keep_warning_years = limit(3, 1, 10, "Years to keep a warning")
    keep_violence_years = limit(5, 5, 15, "Years to keep the log of violent incidents")
    keep_restriction_years = limit(6, 2, 15, "Years to keep a restriction after its end")
    warning_by_supervisor = models.BooleanField(default=False, help_text="Supervisors may issue warnings too.")
    warning_needed_for_pattern = models.BooleanField(default=True)
    word_scan = models.TextField(
        blank=True,
        default="race racial color religion religious church mosque temple sex gender pregnant gay lesbian transgender "
        "disabled disability wheelchair autism mental immigrant accent nationality foreign family children",
        help_text="Words that make the review ask about protected traits. They never decide anything.",
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=SINGLE), name="organization_only_one")]

    def __str__(self):
        return self.name

    @property
    def address_lines(self):
        return [line.strip() for line in self.address.splitlines() if line.strip()]

    def calendar(self):
        """The organization's business days: federal holidays, and the holidays it added or works through."""
        return self.calendar_of(Holiday.objects.values_list("on", "is_open"))

    def calendar_of(self, holidays):
        """The business days with these holidays, each a day and whether it is worked."""
        rows = list(holidays)
        closed = frozenset(on for on, is_open in rows if not is_open)
        return Calendar(zone=self.time_zone, closed=closed, open=frozenset(on for on, is_open in rows if is_open))


class Holiday(Recorded):
    """A day the organization is closed besides federal holidays, or a federal holiday it works through."""

    on = models.DateField(unique=True)
    name = models.CharField(max_length=80)
    is_open = models.BooleanField(default=False, help_text="Tick when the organization works on this day.")

    def __str__(self):
        return f"{self.name}, {self.on}"


class PremisesQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True).order_by("name")


class Premises(Recorded):
    """A place the organization keeps, which a measure can name."""

    name = models.CharField(max_length=120, unique=True)
    address = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "premises"

    def __str__(self):
        return f"{self.name}, {self.address}" if self.address else self.name


class ServiceStandard(Recorded):
    """What customers can expect and by when; one reading of 'dealt with properly'."""

    name = models.CharField(max_length=120, unique=True)
    promise = models.CharField(max_length=200)
    procedure = models.CharField(max_length=200, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self):
        return f"{self.name}: {self.promise}"


class PolicyVersionQuerySet(models.QuerySet):
    def newest_first(self):
        return self.select_related("published_by").order_by("-number")

    def in_force(self, on, at):
        """The version that stood on that day, as known at that instant; before them all, the first."""
        known = self.filter(in_force_on__lte=on, published_at__lte=at).order_by("-number").first()
        return known or self.order_by("number").first()


class PolicyVersion(Recorded):
    """The policy word for word, as it stood from one day until the next version. Never changed."""

    number = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField(
        max_length=60_000, help_text="# and ## begin headings, - an item of a list; every other line is a paragraph."
    )
    in_force_on = models.DateField(
        null=True, help_text="The first day it stands. Today or later; empty for the version this record began with."
    )
    what_changed = models.CharField(max_length=500, blank=True, help_text="What is different, in one sentence.")
    published_by = models.ForeignKey("conduct.User", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField()

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version of the policy"
        verbose_name_plural = "versions of the policy"
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="policy_has_words"),
            models.CheckConstraint(
                condition=models.Q(number=1, in_force_on__isnull=True)
                | models.Q(number__gt=1, in_force_on__isnull=False, published_by__isnull=False),
                name="policy_begins_on_a_day",
            ),
        ]

    guards = [guards.Frozen("policy_version_frozen", "A version of the policy stays; publish a new one.", None)]

    def __str__(self):
        return f"Version {self.number}"


class LetterWordingQuerySet(models.QuerySet):
    def in_use(self):
        """The last wording of each part."""
        later = LetterWording.objects.filter(
            kind=models.OuterRef("kind"),
            part=models.OuterRef("part"),
            language=models.OuterRef("language"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(later)).order_by("kind", "part", "language")


class LetterWording(Recorded):
    """The organization's own words for one part of a letter, from one instant on; without a row the shipped words."""

    kind = models.CharField(max_length=30)
    part = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="en")
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    text = models.TextField(max_length=4000)

    objects = LetterWordingQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "wording of letters", "wording of letters"
        constraints = [models.UniqueConstraint(fields=["kind", "part", "language", "number"], name="wording_once")]

    guards = [guards.Frozen("wording_frozen", "Letters were written in these words; new words are a new row.", None)]

    def __str__(self):
        return f"{self.kind}, {self.part}, number {self.number}"


class Counter(models.Model):
    """The last number given out for one kind of reference in one year."""

    kind = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="counter_once")]

    def __str__(self):
        return f"{self.kind}-{self.year}"

    @classmethod
    def next_reference(cls, kind, year):
        """The next reference of the kind, such as 'IR-2026-0001'; its row stays locked until the act ends."""
        cls.objects.get_or_create(kind=kind, year=year)
        counter = cls.objects.select_for_update(no_key=True).get(kind=kind, year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
        return f"{kind}-{year}-{counter.last:04d}"
