"""Toys on shelves: the smallest tables on which every shape of a guard can be tried."""

# ruff: noqa: DJ008  shown to nobody

import datetime
import uuid
from decimal import Decimal

from django.db import models
from django.db.models.functions import Coalesce, Lower

from conduct import guards

ODD = 'it\'s 100% "odd" \\ née %s'


class ShelfQuerySet(models.QuerySet):
    def sealed_but_empty(self):
        return self.filter(~models.Exists(Toy.objects.filter(box__shelf=models.OuterRef("pk"))), is_sealed=True)


class Shelf(models.Model):
    name = models.CharField(max_length=40, unique=True)
    is_sealed = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    objects = ShelfQuerySet.as_manager()

    class Meta:
        app_label = "guards_app"

    guards = [
        guards.Never(
            "sealed_is_not_empty",
            "There is something on a sealed shelf.",
            lambda: Shelf.objects.sealed_but_empty(),
            root="pk",
            watches={None: "pk", "guards_app.Box": "shelf", "guards_app.Toy": "box__shelf"},
        )
    ]


class Box(models.Model):
    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="boxes")

    class Meta:
        app_label = "guards_app"


class ToyQuerySet(models.QuerySet):
    def favorites(self):
        head = Coalesce("box__shelf__merged_into", "box__shelf")
        return self.filter(is_favorite=True).annotate(head=head)

    def second_favorites(self):
        rivals = Toy.objects.favorites().filter(head=models.OuterRef("head")).exclude(pk=models.OuterRef("pk"))
        return self.favorites().filter(models.Exists(rivals))

    def oddities(self):
        return self.filter(
            note=ODD,
            is_broken=False,
            price=Decimal("9.90"),
            bought_on=datetime.date(2024, 2, 29),
            seen_at__lt=datetime.datetime(2024, 3, 1, 12, 30, 0, 5, tzinfo=datetime.UTC),
        )


class Toy(models.Model):
    box = models.ForeignKey(Box, models.PROTECT, related_name="toys")
    is_favorite = models.BooleanField(default=False)
    is_broken = models.BooleanField(null=True)
    price = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    bought_on = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=60, blank=True)

    objects = ToyQuerySet.as_manager()

    class Meta:
        app_label = "guards_app"

    guards = [
        guards.Never(
            "sealed_is_whole",
            "A sealed shelf isn't for anything broken: 100% whole, %s or not.",
            lambda: Toy.objects.filter(is_broken=True, box__shelf__is_sealed=True),
            root="box__shelf_id",
            watches={None: "box__shelf", "guards_app.Box": "shelf", "guards_app.Shelf": "pk"},
        ),
        guards.Never(
            "one_favorite",
            "A shelf, with those merged into it, has one favorite.",
            lambda: Toy.objects.second_favorites(),
            root=("box__shelf", "box__shelf__merged_into"),
            watches={
                None: ("box__shelf__merged_into", "box__shelf"),
                "guards_app.Box": ("shelf__merged_into", "shelf"),
                "guards_app.Shelf": ("merged_into", "pk"),
            },
        ),
        guards.Never("no_oddity", "This one is too odd.", lambda: Toy.objects.oddities()),
    ]


class Played(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        app_label = "guards_app"


class Remembered(models.Model):
    revision = models.PositiveIntegerField(default=0)
    event = models.ForeignKey(Played, models.PROTECT, null=True, related_name="+")

    guards = [guards.Revisioned("remembered", "A change names its event.")]

    class Meta:
        abstract = True


class Game(Remembered):
    MOVES = {"new": {"on", "off"}, "on": {"off"}, "off": set()}

    title = models.CharField(max_length=40, null=True)  # noqa: DJ001  NULL is what is tried here
    status = models.CharField(max_length=10, default="new")
    views = models.IntegerField(default=0)

    SILENT = frozenset({"views"})

    class Meta:
        app_label = "guards_app"

    guards = [
        guards.Moves("game_moves", "A game has no such step.", None, "status", MOVES),
        guards.NeverDeleted("game_stays", "A game stays."),
        guards.Frozen(
            "ended_game_frozen", "What is over is over.", except_fields=("views",), when=models.Q(status="off")
        ),
    ]


class Page(models.Model):
    """Frozen, with every kind of unique key; its own key is no number, so SQLite keeps a hidden one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=10, unique=True)
    book = models.CharField(max_length=10)
    number = models.IntegerField(null=True)
    title = models.CharField(max_length=40)
    holder = models.CharField(max_length=10, blank=True)
    returned_on = models.DateField(null=True)
    text = models.TextField(blank=True)
    shelf = models.ForeignKey(Shelf, models.PROTECT, null=True)

    class Meta:
        app_label = "guards_app"
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="page_number_once"),
            models.UniqueConstraint(Lower("title"), name="page_title_once"),
            models.UniqueConstraint(
                fields=["holder"], condition=models.Q(returned_on__isnull=True), name="page_held_once"
            ),
        ]

    guards = [
        guards.Frozen(
            "page_frozen", "A page is never rewritten.", except_fields=("returned_on",), may_empty=("text", "shelf")
        )
    ]


TABLES = [Shelf, Box, Toy, Played, Game, Page]
