"""Customers, the people who speak for them, and how they can be reached."""

from functools import reduce
from operator import add

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce

from conduct import guards, text
from conduct.lifecycle import LockedQuerySet
from conduct.models import Journal, Role, User
from conduct.recording import Recorded

TWO_EDITS_FROM = 8
SHORTEST_PIECE = 2
LONGEST_FOLD = 200  # folding can lengthen: ß becomes ss, one sign of a ligature several letters
LONGEST_WAY = 254
SHOWN = "reference", "kind", "name", "description", "address_line_1", "address_line_2", "city", "state", "postal_code"
PHONE_TAIL = 7  # by which a number typed without its area code is near


def pieces_of(word):
    """Parts of a word of which one stays whole however it was mistyped: the most that plain SQL can look for."""
    cuts = 3 if len(word) >= TWO_EDITS_FROM else 2
    size = len(word) // cuts
    parts = [word[n * size + min(n, 1) : (n + 1) * size] for n in range(cuts - 1)] + [word[(cuts - 1) * size + 1 :]]
    return [part for part in parts if len(part) >= SHORTEST_PIECE] or [word]


def _keys():
    return apps.get_model("cases.NearKey").objects


def searched(customer, names, points):
    """What a search looks through: reference, names, phones, e-mails and address, each folded."""
    street = " ".join((customer.address_line_1, customer.address_line_2))
    told = [customer.reference, customer.name, customer.description, customer.city, customer.postal_code]
    parts = [*map(text.fold, told), text.fold(street), text.fold_address(street), *(one.folded for one in names)]
    parts += [one.folded for one in points if one.ended_at is None]
    return dict.fromkeys(part for part in parts if part)


def needles(typed):
    """What a search looks for: digits of a phone, an email, or each word; all of it has to be there."""
    digits = text.fold_phone(typed)
    if len(digits) >= PHONE_TAIL and not any(c.isalpha() for c in typed):
        return [digits]
    return [text.fold_email(typed)] if "@" in typed else text.fold(typed).split()[:8]


class CustomerQuerySet(LockedQuerySet):
    def surviving(self):
        """Customers that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def as_read(self):
        """With everything the customer's own page shows about who they are."""
        return self.select_related("merged_into").prefetch_related(
            "names", "contact_points", "staff_ties__user", "merged"
        )

    def group_of(self, customer):
        """The customer together with everybody merged into the same survivor."""
        head = customer.merged_into_id or customer.pk
        return self.filter(models.Q(pk=head) | models.Q(merged_into=head))

    def visible_to(self, user):
        """Customers this person may open: all for those who triage, judge or audit; of an appeal, its customer."""
        if user.access.holds(Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN, Role.AUDITOR):
            return self
        return self.filter(pk__in=self.filter(cases__appeals__officer=user).values("pk"))

    def with_ways_to_reach(self):
        return self.select_related("merged_into").prefetch_related(
            "names", "contact_points", "merged_into__names", "merged_into__contact_points"
        )

    def as_compared(self):
        """With no more than a possible match shows, and what tells how near it is: many are read for the few shown."""
        points = ContactPoint.objects.only("customer", "kind", "value", "folded", "ended_at")
        names = CustomerName.objects.only("customer", "name", "folded")
        of_each = [("names", names), ("contact_points", points), ("merged_into__contact_points", points)]
        shown = [*SHOWN, "merged_into", *(f"merged_into__{name}" for name in SHOWN)]
        near = self.select_related("merged_into").only(*shown)
        return near.prefetch_related(*(models.Prefetch(*one) for one in of_each))

    def by_reference(self, typed):
        """The customer of that reference, or None."""
        return self.filter(reference=typed).first()

    def perhaps(self, *, name="", mails=(), phones=(), address=""):
        """Candidates for a near match by what is left of a mistyped word, most in common first; the caller compares."""
        pieces = {piece for word in text.fold(name).split()[:8] if len(word) > 1 for piece in pieces_of(word)}
        pieces |= {*mails, *phones} | {" ".join(text.fold_address(address).split()[:3])} - {""}
        found = [models.Case(models.When(search__contains=piece, then=1), default=0) for piece in sorted(pieces)]
        if not found:
            return self.none()
        if folded := text.fold(name)[:LONGEST_FOLD]:  # the very name weighs more than all the pieces of another
            found.append(models.Case(models.When(folded=folded, then=len(pieces)), default=0))
        return self.annotate(pieces=reduce(add, found)).filter(pieces__gt=0).order_by("-pieces", "-pk")

    def reindex(self, customer):
        """Keep what a search looks through."""
        points, names = ContactPoint.objects.filter(customer=customer), CustomerName.objects.filter(customer=customer)
        # These columns are outside the record: they only repeat what the record already holds.
        customer.search = " | ".join(searched(customer, names, points))
        customer.fold()
        self.filter(pk=customer.pk).update(
            search=customer.search, folded=customer.folded, folded_street=customer.folded_street
        )
        if self.is_watched(customer):
            _keys().write(self.filter(pk=customer.pk))

    def misfiled(self, *, chunk):
        """Everybody whom a search would not find under what the record holds of them, streamed."""
        for one in self.prefetch_related("names", "contact_points").order_by("pk").iterator(chunk_size=chunk):
            kept = set(one.search.split(" | ")), one.folded, one.folded_street
            parts = " | ".join(searched(one, one.names.all(), one.contact_points.all()))
            one.fold()
            if kept != (set(parts.split(" | ")), one.folded, one.folded_street):
                yield one

    def called(self, *, name, street):
        """Everybody with this full name or street address, each folded."""
        named = models.Q(folded=name[:LONGEST_FOLD]) | models.Q(folded_street=street[:LONGEST_FOLD])
        other = CustomerName.objects.filter(folded=name[:LONGEST_FOLD]).values("customer")
        return self.filter(pk__in=self.filter(named).values("pk").union(other))

    def is_watched(self, customer):
        """Whether the look-up must not miss somebody in this customer's merge group."""
        return _keys().filter(customer__in=self.group_of(customer)).exists()

    def watch(self, customer):
        """From now on, have everybody in this customer's merge group found however their names are mistyped."""
        _keys().write(self.group_of(customer))

    def lock_groups(self, customers):
        """Lock these customers and everybody merged with them."""
        heads = self.filter(pk__in=customers).values_list(Coalesce("merged_into", "pk"), flat=True)
        return list(self.locked().filter(models.Q(pk__in=list(heads)) | models.Q(merged_into__in=list(heads))))

    def search(self, typed):
        """Customers whose names, phones, e-mails or address contain every word typed."""
        found = self
        for needle in needles(typed):
            found = found.filter(search__contains=needle)
        return found


class Customer(Journal, Recorded):
    """Somebody outside who deals with the organization: a person or an organization, known or only described."""

    class Kind(models.TextChoices):
        RESIDENT = "resident", "Resident"
        INDIVIDUAL = "individual", "Individual"
        BUSINESS = "business", "Business"
        NOT_FOR_PROFIT = "not_for_profit", "Not-for-profit organization"
        STAKEHOLDER = "stakeholder", "Stakeholder"
        COMMUNITY = "community", "Community organization"
        CORPORATE = "corporate", "Corporate organization"

    class Format(models.TextChoices):
        STANDARD = "standard", "Standard print"
        LARGE = "large", "Large print"
        PHONE = "phone", "Read out by phone"
        OTHER = "other", "Another format"

    ORGANIZATIONS = {Kind.BUSINESS, Kind.NOT_FOR_PROFIT, Kind.COMMUNITY, Kind.CORPORATE}

    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.INDIVIDUAL)
    name = models.CharField(max_length=160, blank=True, help_text="Empty while nobody knows who it is.")
    description = models.CharField(max_length=500, blank=True, help_text="How an unknown person was described.")
    address_line_1 = models.CharField(max_length=120, blank=True)
    address_line_2 = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=60, blank=True, default="United States")
    address_tried = models.CharField(
        max_length=500,
        blank=True,
        help_text="When no address can be found: what was tried, and how a letter reaches them.",
    )
    language = models.CharField(max_length=10, default="en")
    format = models.CharField(max_length=20, choices=Format, default=Format.STANDARD)
    guardian_name = models.CharField(max_length=160, blank=True)
    guardian_address = models.TextField(max_length=400, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    search = models.TextField(blank=True, editable=False)
    folded = models.CharField(max_length=LONGEST_FOLD, blank=True, db_index=True, editable=False)
    folded_street = models.CharField(max_length=LONGEST_FOLD, blank=True, db_index=True, editable=False)

    SILENT = Journal.SILENT | {"search", "folded", "folded_street"}
    searched_within = ["search"]

    objects = CustomerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="") | ~models.Q(description=""),
                name="customer_named_or_described",
                violation_error_message="Give a name, or describe the person.",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("pk")),
                name="customer_not_merged_into_itself",
            ),
        ]

    guards = [
        guards.Never(
            "customer_merged_once",
            "A record is merged into one that stands by itself.",
            lambda: Customer.objects.filter(merged_into__merged_into__isnull=False),
            root=("merged_into", "pk"),
            watches={None: ("merged_into", "pk")},
        )
    ]

    def __str__(self):
        return self.name or f"Unknown person {self.reference}"

    def save(self, **kwargs):
        """Begin with the name and street folded; `reindex` keeps them so."""
        self.fold()
        super().save(**kwargs)

    def fold(self):
        """Fold the name and the street, as far as an index holds them."""
        self.folded = text.fold(self.name)[:LONGEST_FOLD]
        self.folded_street = text.fold_address(self.address_line_1)[:LONGEST_FOLD]

    @property
    def is_organization(self):
        return self.kind in self.ORGANIZATIONS

    @property
    def is_identified(self):
        return bool(self.name)

    @property
    def address_lines(self):
        place = ", ".join(part for part in (self.city, self.state) if part)
        return [
            line for line in (self.address_line_1, self.address_line_2, f"{place} {self.postal_code}".strip()) if line
        ]

    @property
    def has_address(self):
        return bool(self.address_line_1 and self.city) or bool(self.address_tried)

    @property
    def street(self):
        """Where a possible match lives, as a reporter may see it: without the number of the house."""
        words = self.address_line_1.split()
        kept = [word for word in words if not any(c.isdigit() for c in word) or word[-2:] in ("st", "nd", "rd", "th")]
        return ", ".join(part for part in (" ".join(kept), self.city) if part)

    @property
    def head(self):
        """The record that survived the merges of this one."""
        return self.merged_into or self


class CustomerName(Recorded):
    """Another name a customer uses or used."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="names")
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=LONGEST_FOLD, db_index=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "folded"], name="customer_name_once")]

    def __str__(self):
        return self.name


class ContactPoint(Recorded):
    """A phone number or an e-mail of a customer."""

    class Kind(models.TextChoices):
        PHONE = "phone", "Phone"
        EMAIL = "email", "Email"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=LONGEST_WAY)
    folded = models.CharField(max_length=LONGEST_WAY, db_index=True, editable=False)
    tail = models.CharField(max_length=PHONE_TAIL, db_index=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind", "folded"], name="contact_point_once")]

    def __str__(self):
        return self.value

    def save(self, **kwargs):
        """Keep how the number ends beside it, so that an index finds it."""
        self.tail = self.folded[-PHONE_TAIL:]
        super().save(**kwargs)

    @property
    def last_four(self):
        return self.folded[-4:]


class RepresentativeQuerySet(models.QuerySet):
    def touching(self, customer):
        """Who speaks for the customer, and for whom they speak."""
        either = models.Q(organization=customer) | models.Q(person=customer)
        return self.filter(either, ended_at__isnull=True).select_related("organization", "person").order_by("pk")


class Representative(Recorded):
    """A person who speaks for an organization, or for another customer with their authority."""

    organization = models.ForeignKey(Customer, models.PROTECT, related_name="representatives")
    person = models.ForeignKey(Customer, models.PROTECT, related_name="represents")
    capacity = models.CharField(max_length=120, blank=True, help_text="Such as owner, office manager, attorney.")
    authority = models.CharField(max_length=200, blank=True, help_text="Where the written authority is kept.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], condition=models.Q(ended_at__isnull=True), name="representative_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(organization=models.F("person")), name="representative_not_of_themselves"
            ),
        ]

    def __str__(self):
        return f"{self.person} for {self.organization}"


class StaffTie(Recorded):
    """A member of staff who is family of a customer, in business with them, or the customer themselves."""

    class Kind(models.TextChoices):
        FAMILY = "family", "Family or household"
        BUSINESS = "business", "Business or money"
        SELF = "self", "Their own account"
        FRIEND = "friend", "Friend or neighbor"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="staff_ties")
    user = models.ForeignKey(User, models.PROTECT, related_name="customer_ties")
    kind = models.CharField(max_length=20, choices=Kind)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "user", "kind"], name="staff_tie_once")]

    guards = [guards.Frozen("staff_tie_frozen", "A declared tie stays in the record.", None)]

    def __str__(self):
        return f"{self.user}: {self.get_kind_display()}"


class MergeQuerySet(models.QuerySet):
    def touching(self, customer):
        """Merges that stand, into this record or out of it."""
        either = models.Q(survivor=customer) | models.Q(other=customer)
        return self.filter(either, undone_at__isnull=True).select_related("survivor", "other", "by").order_by("-at")


class Merge(Recorded):
    """Two records found to be one customer. Nothing is rewritten; the merge can be undone."""

    survivor = models.ForeignKey(Customer, models.PROTECT, related_name="merges")
    other = models.ForeignKey(Customer, models.PROTECT, related_name="merged_away")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.CharField(max_length=500, blank=True)

    objects = MergeQuerySet.as_manager()

    def __str__(self):
        return f"{self.other.reference} into {self.survivor.reference}"
