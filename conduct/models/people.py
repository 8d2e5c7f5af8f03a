"""Who works here, in which department, and in which role, each with its history."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from conduct import guards
from conduct.lifecycle import LockedQuerySet
from conduct.models.journal import Journal
from conduct.recording import Recorded


class Role(models.TextChoices):
    EMPLOYEE = "employee", "Employee"
    SUPERVISOR = "supervisor", "Supervisor"
    DIRECTOR = "director", "Director"
    APPEAL_OFFICER = "appeal_officer", "Appeal officer"
    ADMIN = "admin", "Admin"
    AUDITOR = "auditor", "Auditor"


LINE = 6  # how many levels above a person a rule asks about that speaks of all who stand above them
GRANTED_BY_TWO = {Role.DIRECTOR, Role.APPEAL_OFFICER, Role.ADMIN}


class Department(Recorded):
    """A part of the organization that can be told about a restriction; vendors and security who need to know too."""

    class Kind(models.TextChoices):
        DEPARTMENT = "department", "Department"
        VENDOR = "vendor", "Vendor or sub-contractor"
        SECURITY = "security", "Security"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    email = models.EmailField(blank=True, help_text="Where notices go when nobody here has an account.")
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self):
        return self.name


@dataclass
class Access:
    """The roles one person holds on one day: role -> departments (None stands for the whole organization)."""

    roles: dict = field(default_factory=dict)

    def holds(self, *roles):
        return any(role in self.roles for role in roles)

    @property
    def reads_all(self):
        """Whether every case is open to them, with its reviews, restrictions and appeals: who judges or audits."""
        return self.holds(Role.DIRECTOR, Role.ADMIN, Role.AUDITOR)

    def departments(self, *roles):
        """The ids of the departments in which one of the roles is held."""
        return {d for role in roles for d in self.roles.get(role, ()) if d is not None}


class UserQuerySet(LockedQuerySet):
    def holding(self, role, on, department=None):
        """People who hold the role on that day; in that department if one is given."""
        memberships = Membership.objects.in_force(on).filter(role=role, user=models.OuterRef("pk"))
        if department is not None:
            memberships = memberships.filter(department=department)
        return self.filter(models.Exists(memberships), is_active=True).order_by("full_name", "pk")

    def awaiting_an_email_from(self, admin):
        """People whose new e-mail this admin may approve: neither their own nor one they asked for."""
        waiting = self.exclude(new_email="").exclude(new_email_by=admin).exclude(pk=admin.pk)
        return waiting.select_related("new_email_by").order_by("full_name", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_superuser(self, email, full_name, password=None, **ignored):
        """What `createsuperuser` calls: the account that sets up a new system. It decides nothing."""
        found = import_string("conduct.backends.found_superuser_now")
        return found(email=self.normalize_email(email), full_name=full_name, password=password)

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin, Journal, Recorded):
    """Somebody who signs in by e-mail. People are deactivated, never deleted."""

    class Theme(models.TextChoices):
        AUTO = "auto", "As the device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField(unique=True)
    new_email = models.EmailField(blank=True, editable=False, help_text="Waits for a second admin.")
    new_email_by = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    full_name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True, help_text="As it stands under a letter.")
    phone = models.CharField(max_length=40, blank=True)
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports_to_them", help_text="Who they report to."
    )
    is_active = models.BooleanField(default=True)
    is_outside_reviewer = models.BooleanField(default=False, help_text="A limited account for appointed cases only.")
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    single_keys = models.BooleanField("keyboard shortcuts", default=True)
    policy_read_on = models.DateField(null=True, blank=True)
    session_number = models.PositiveIntegerField(
        default=0, editable=False, help_text="Raised to end every sign-in at once."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    SILENT = Journal.SILENT | {"last_login"}
    SECRET = frozenset({"password"})

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="Somebody already signs in with this e-mail.",
            )
        ]

    def __str__(self):
        return self.full_name

    def save(self, **kwargs):
        """Signing in stamps `last_login` alone; everything else about a person is written by acts."""
        if set(kwargs.get("update_fields") or ["*"]) <= {"last_login"}:
            type(self).objects.filter(pk=self.pk).update(last_login=self.last_login)
        else:
            super().save(**kwargs)

    def _get_session_auth_hash(self, secret=None):
        """Every sign-in is tied to the password and to this number, so raising it ends them all."""
        key_salt = "conduct.User.get_session_auth_hash"
        return salted_hmac(
            key_salt, f"{self.password} {self.session_number}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def on(self, day):
        """This person with the roles they hold that day. `access` may be read after this."""
        self._access = Membership.objects.access_of(self, day)
        return self

    @property
    def access(self):
        """The roles loaded by `on(day)`. Raises RuntimeError when nobody said which day it is."""
        if not hasattr(self, "_access"):
            raise RuntimeError("Say user.on(day) before reading what they may do.")
        return self._access

    @property
    def is_granted_by_two(self):
        """Whether they hold a role that two people grant, or will when they are reactivated or it is approved."""
        return self.is_superuser or self.memberships.filter(role__in=GRANTED_BY_TWO, ended_at__isnull=True).exists()

    @property
    def is_staff(self):
        """Django asks this before it opens the admin site."""
        access = getattr(self, "_access", None) or Access()
        return self.is_active and (self.is_superuser or access.holds(Role.ADMIN, Role.AUDITOR))

    @property
    def initials(self):
        words = self.full_name.split() or ["?"]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()


class MembershipQuerySet(LockedQuerySet):
    def in_force(self, on):
        """Memberships that count on that day: begun, not over, and approved where two people are needed."""
        over = models.Q(ends_on__lt=on) | models.Q(ended_at__isnull=False)
        unapproved = models.Q(role__in=GRANTED_BY_TWO, approved_by__isnull=True)
        return self.filter(starts_on__lte=on, user__is_active=True).exclude(over).exclude(unapproved)

    def awaiting_approval(self):
        return self.filter(role__in=GRANTED_BY_TWO, approved_by__isnull=True, ended_at__isnull=True)

    def approvable_by(self, user):
        """Roles that wait for a second person, who is neither the one who granted it nor the one who gets it."""
        return self.awaiting_approval().exclude(granted_by=user).exclude(user=user)

    def access_of(self, user, on):
        access = Access()
        for role, department in self.in_force(on).filter(user=user).values_list("role", "department"):
            access.roles.setdefault(role, set()).add(department)
        return access


class Membership(Recorded):
    """One role of one person, in a department or the whole organization, from a day until a day."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_dates_in_order",
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True, approved_at__isnull=True)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="membership_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | (~models.Q(approved_by=models.F("granted_by")) & ~models.Q(approved_by=models.F("user"))),
                name="membership_granted_by_two",
                violation_error_message="A second person approves a role, not the one who granted it or who gets it.",
            ),
            models.CheckConstraint(
                condition=models.Q(granted_by__isnull=True) | ~models.Q(granted_by=models.F("user")),
                name="membership_not_granted_to_oneself",
                violation_error_message="Nobody grants a role to themselves.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_once_in_a_department",
                violation_error_message="They already hold this role.",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ended_at__isnull=True, department__isnull=True),
                name="membership_once_in_the_organization",
                violation_error_message="They already hold this role.",
            ),
        ]

    guards = [
        guards.Frozen(
            "membership_frozen",
            "A role is ended and granted anew, never changed.",
            None,
            except_fields=("ends_on", "approved_by", "approved_at", "ended_by", "ended_at", "revision", "event"),
        ),
        guards.Frozen(
            "membership_approval_frozen",
            "A role that was approved stays approved, by whom it was.",
            None,
            only=("approved_by", "approved_at"),
            when=models.Q(approved_by__isnull=False),
        ),
        guards.Frozen(
            "membership_ending_frozen",
            "A role that ended stays ended. Grant it anew.",
            None,
            except_fields=("revision", "event"),
            when=models.Q(ended_at__isnull=False),
        ),
    ]

    def __str__(self):
        place = f" in {self.department}" if self.department_id else ""
        return f"{self.user}: {self.get_role_display()}{place}"

    @property
    def needs_two(self):
        return self.role in GRANTED_BY_TWO
