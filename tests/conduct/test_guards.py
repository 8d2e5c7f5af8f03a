"""Each shape of a guard refuses what it says, on either engine, through the ORM and through plain SQL."""

import datetime
import re
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db.models import F, Q

from conduct import guards
from conduct.guards import rules
from tests.conduct.guards_app.models import ODD, Box, Game, Page, Played, Shelf, Toy
from tests.conduct.guards_app.tables import refused, run, take_away, toy_tables  # noqa: F401
from tests.proofs import tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy_tables")]


@pytest.fixture
def shelves():
    """A sealed shelf with a whole toy, an open one with a broken favorite."""
    sealed, loose = Shelf.objects.create(name="sealed"), Shelf.objects.create(name="loose")
    Toy.objects.create(box=Box.objects.create(shelf=sealed))
    Toy.objects.create(box=Box.objects.create(shelf=loose), is_favorite=True, is_broken=True)
    Shelf.objects.filter(pk=sealed.pk).update(is_sealed=True)
    return {"sealed": sealed, "loose": loose}


def box_on(name):
    return Box.objects.get(shelf__name=name)


def merge_two_favorites():
    Toy.objects.update(is_favorite=True)
    Shelf.objects.filter(name="loose").update(merged_into=box_on("sealed").shelf)


def insert_broken():
    sql = "INSERT INTO guards_app_toy (box_id, is_favorite, is_broken, note) VALUES (%s, %s, %s, '')"
    run(sql, box_on("sealed").pk, False, True)


WAYS_TO_BREAK = {
    "insert the child": ("sealed_is_whole", insert_broken),
    "insert many children": (
        "sealed_is_whole",
        lambda: Toy.objects.bulk_create([Toy(box=box_on("loose")), Toy(box=box_on("sealed"), is_broken=True)]),
    ),
    "change the child": ("sealed_is_whole", lambda: Toy.objects.update(is_broken=True)),
    "move the child": ("sealed_is_whole", lambda: Toy.objects.filter(is_broken=True).update(box=box_on("sealed"))),
    "move its parent": ("sealed_is_whole", lambda: Box.objects.update(shelf=Shelf.objects.get(name="sealed"))),
    "change the root": ("sealed_is_whole", lambda: Shelf.objects.filter(name="loose").update(is_sealed=True)),
    "delete the last child": ("sealed_is_not_empty", lambda: run("DELETE FROM guards_app_toy WHERE is_broken IS NULL")),
    "move the last child away": ("sealed_is_not_empty", lambda: Toy.objects.update(box=box_on("loose"))),
    "move the last parent away": (
        "sealed_is_not_empty",
        lambda: run("UPDATE guards_app_box SET shelf_id = (SELECT id FROM guards_app_shelf WHERE name = 'loose')"),
    ),
    "insert the root": ("sealed_is_not_empty", lambda: Shelf.objects.create(name="new", is_sealed=True)),
    "insert a rival": ("one_favorite", lambda: Toy.objects.create(box=box_on("loose"), is_favorite=True)),
    "merge two groups": ("one_favorite", merge_two_favorites),
    "name each value": (
        "no_oddity",
        lambda: Toy.objects.create(
            box=box_on("loose"), note=ODD, is_broken=False, price=Decimal("9.9"),
            bought_on=datetime.date(2024, 2, 29), seen_at=datetime.datetime(2024, 3, 1, tzinfo=datetime.UTC),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS_TO_BREAK)
def test_a_rule_refuses_from_whichever_side_it_is_broken(shelves, way):
    name, write = WAYS_TO_BREAK[way]

    with refused(name):
        write()


@pytest.mark.parametrize("way", WAYS_TO_BREAK)
def test_nothing_but_the_guard_refuses(shelves, way):
    name, write = WAYS_TO_BREAK[way]
    for other in ("sealed_is_whole", "sealed_is_not_empty", "one_favorite", "no_oddity"):
        take_away(other) if other != name else None
    with refused(name):
        write()
    take_away(name)

    write()

    assert name in [guard.name for guard, rows in guards.violations() if rows]


def test_rules_leave_alone_what_they_do_not_name(shelves):
    loose = box_on("loose")

    Toy.objects.create(box=loose, is_broken=True, note=ODD)
    Toy.objects.filter(is_favorite=True, is_broken=True).update(is_favorite=False, is_broken=None)
    Toy.objects.filter(box=loose).delete()
    Box.objects.filter(pk=loose.pk).delete()

    assert list(guards.violations()) == []


def test_a_move_judges_the_place_that_was_left(shelves):
    spare = Shelf.objects.create(name="spare", merged_into=shelves["loose"])
    with refused("one_favorite"):
        Toy.objects.create(box=Box.objects.create(shelf=spare), is_favorite=True)

    Shelf.objects.filter(pk=spare.pk).update(merged_into=None)

    Toy.objects.create(box=Box.objects.create(shelf=spare), is_favorite=True)
    with refused("one_favorite"):
        Shelf.objects.filter(pk=spare.pk).update(merged_into=shelves["loose"])


def test_a_rule_is_asked_again_only_by_what_it_reads(shelves):
    take_away("sealed_is_whole")
    Toy.objects.update(is_broken=True)
    guards.install(connection)

    Toy.objects.update(note="Dusty", price=Decimal(2))
    Shelf.objects.filter(name="sealed").update(name="sealed well")

    assert [guard.name for guard, _ in guards.violations()] == ["sealed_is_whole"]
    with refused("sealed_is_whole"):
        Toy.objects.filter(box__shelf__name="loose").update(box=Box.objects.get(shelf__is_sealed=True))
    with refused("sealed_is_whole"):
        Shelf.objects.filter(name="loose").update(is_sealed=True)


def test_the_refusal_speaks_the_rule_and_its_sentence(shelves):
    with pytest.raises(IntegrityError) as refusal:
        insert_broken()

    assert "sealed_is_whole: A sealed shelf isn't for anything broken: 100% whole, %s or not." in str(refusal.value)
    if connection.vendor == "postgresql":
        assert refusal.value.__cause__.sqlstate == "23514"


def game(**fields):
    one = Game.objects.create(revision=1, event=Played(), **fields)
    one.event.save()
    return one


def step(one, **fields):
    event = Played()
    Game.objects.filter(pk=one.pk).update(revision=F("revision") + 1, event=event, **fields)
    event.save()


@pytest.mark.parametrize(("here", "there"), [("new", "lost"), ("on", "new"), ("off", "on"), ("off", "new"), ("on", "")])
def test_a_status_moves_only_as_its_table_says(here, there):
    one = game()
    if here != "new":
        step(one, status=here)

    take_away("ended_game_frozen")
    with refused("game_moves"):
        step(one, status=there)
    take_away("game_moves")
    step(one, status=there)


def test_a_status_starts_at_the_start_and_may_take_each_legal_step():
    with refused("game_moves"):
        game(status="on")

    one = game()
    step(one, status="on")
    step(one, status="on", title="still on")
    step(one, status="off")

    assert Game.objects.get().status == "off"


CHANGES_WITHOUT_RECORD = {
    "nothing moved": lambda one: {"title": "x"},
    "only the revision moved": lambda one: {"title": "x", "revision": 2},
    "only the event moved": lambda one: {"title": "x", "event": Played()},
    "the revision skipped one": lambda one: {"title": "x", "revision": 3, "event": Played()},
    "the event is that of another": lambda one: {"title": "x", "revision": 2, "event": game().event},
    "the event was taken away": lambda one: {"title": "x", "revision": 2, "event": None},
    "the revision went nowhere": lambda one: {"revision": 2},
    "the key changed": lambda one: {"id": one.pk + 9, "revision": 2, "event": Played()},
}


@pytest.mark.parametrize("change", CHANGES_WITHOUT_RECORD)
def test_a_change_moves_the_revision_and_names_its_event(change):
    one = game()
    values = CHANGES_WITHOUT_RECORD[change](one)

    with refused("game_remembered"):
        Game.objects.filter(pk=one.pk).update(**values)
    take_away("game_remembered")
    assert tried(lambda: Game.objects.filter(pk=one.pk).update(**values)) == "taken"


def test_a_row_begins_with_revision_one_and_an_event():
    with refused("game_remembered"):
        Game.objects.create(revision=2, event=Played())
    with refused("game_remembered"):
        Game.objects.create(revision=1, event=Played.objects.create())
    with refused("game_remembered"):
        Game.objects.bulk_create([Game(revision=1)])


def test_what_is_outside_the_record_changes_freely():
    one = game()

    Game.objects.filter(pk=one.pk).update(views=7)
    Game.objects.filter(pk=one.pk).update(title=F("title"))

    assert Game.objects.get().views == 7


def test_a_row_that_stays_is_not_deleted():
    one = game()

    with refused("game_stays"):
        one.delete()
    with refused("game_stays"):
        run("DELETE FROM guards_app_game")
    take_away("game_stays")
    run("DELETE FROM guards_app_game")

    assert not Game.objects.exists()


def test_a_row_is_frozen_from_the_state_on_that_the_rule_names():
    one = game(title=None)
    step(one, title="before")
    step(one, status="on")
    step(one, status="off")

    with refused("ended_game_frozen"):
        step(one, title="after")
    Game.objects.filter(pk=one.pk).update(views=1)
    take_away("game_stays")
    with refused("ended_game_frozen"):
        run("DELETE FROM guards_app_game")
    take_away("ended_game_frozen")
    step(one, title="after")


def page(code, **fields):
    return Page.objects.create(code=code, title=f"Title {code}", holder=code, book="b", **{"text": "words", **fields})


@pytest.mark.parametrize(
    "values", [{"code": "c"}, {"number": 1}, {"id": uuid.uuid4()}, {"text": "other"}, {"book": "B"}]
)
def test_a_frozen_row_is_not_rewritten(values):
    page("a", number=None, shelf=Shelf.objects.create(name="s"))

    with refused("page_frozen"):
        Page.objects.update(**values)
    with refused("page_frozen"):
        Page.objects.all()._raw_delete("default")
    take_away("page_frozen")
    Page.objects.update(**values)


def test_null_is_a_value_like_any_other():
    page("a", number=3)

    with refused("page_frozen"):
        Page.objects.update(number=None)


def test_a_frozen_row_keeps_its_open_columns_and_its_one_exit():
    page("a", shelf=Shelf.objects.create(name="s"))

    Page.objects.update(returned_on=datetime.date(2024, 1, 1))
    Page.objects.update(text="", shelf=None)
    with refused("page_frozen"):
        Page.objects.update(text="refilled")

    assert Page.objects.get().text == ""


OVERWRITES = {
    "sqlite": [
        ("kept_whole", "INSERT OR REPLACE INTO page SELECT id, 9, 9, 9, 9, 9, NULL, '', NULL FROM one"),
        ("kept_whole", "INSERT OR REPLACE INTO page SELECT 9, code, 9, 9, 9, 9, NULL, '', NULL FROM one"),
        ("kept_whole", "REPLACE INTO page SELECT 9, 9, book, number, 9, 9, NULL, '', NULL FROM one"),
        ("kept_whole", "REPLACE INTO page SELECT 9, 9, 9, 9, upper(title), 9, NULL, '', NULL FROM one"),
        ("kept_whole", "REPLACE INTO page SELECT 9, 9, 9, 9, 9, holder, NULL, '', NULL FROM one"),
        (
            "kept_whole",
            "REPLACE INTO page (rowid, id, code, book, title, holder, text) SELECT rowid, 1, 2, 3, 4, 5, 6 FROM one",
        ),
        ("kept_whole", "UPDATE OR REPLACE page SET code = 'a' WHERE code = 'b'"),
        ("kept_whole", "UPDATE OR REPLACE page SET rowid = (SELECT rowid FROM one) WHERE code = 'b'"),
        ("kept_whole", "UPDATE OR REPLACE page SET number = 1 WHERE code = 'b'"),
        ("kept_whole", "INSERT INTO page SELECT * FROM one ON CONFLICT (id) DO UPDATE SET text = ''"),
    ],
    "postgresql": [
        ("kept_whole", "TRUNCATE page"),
        ("kept_whole", "TRUNCATE ONLY page RESTART IDENTITY"),
        ("kept_whole", "TRUNCATE guards_app_shelf CASCADE"),
        ("page_frozen", "INSERT INTO page SELECT * FROM page ON CONFLICT (id) DO UPDATE SET number = page.number + 7"),
        ("page_frozen", "INSERT INTO page SELECT * FROM page ON CONFLICT (code) DO UPDATE SET number = NULL"),
        ("page_frozen", "WITH gone AS (DELETE FROM page RETURNING *) SELECT count(*) FROM gone"),
        ("page_frozen", "UPDATE page SET holder = 'z' FROM page AS other WHERE other.code = 'a' AND page.code = 'b'"),
        ("page_frozen", "MERGE INTO page AS p USING page AS q ON p.id = q.id WHEN MATCHED THEN DELETE"),
        ("page_frozen", "MERGE INTO page AS p USING page AS q ON p.id = q.id WHEN MATCHED THEN UPDATE SET book = 'c'"),
        ("page_frozen", "DELETE FROM page USING page AS other WHERE other.code = page.code"),
    ],
}  # fmt: skip


@pytest.fixture
def pages():
    """Two pages, and a function that reads them as the database holds them."""
    page("a", number=1)
    page("b", number=2)
    connection.check_constraints()

    def contents():
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM guards_app_page ORDER BY code")
            return cursor.fetchall()

    return contents


@pytest.mark.parametrize("number", range(10))
def test_no_row_is_replaced_or_cut_off(pages, number):
    name, sql = OVERWRITES[connection.vendor][number]
    sql = re.sub(r"\bpage\b", "guards_app_page", sql.replace("FROM one", "FROM page WHERE code = 'a'"))
    before = pages()
    take_away("page_frozen" if name == "kept_whole" else "kept_whole")

    with refused(f"{name}: "):
        run(sql)

    assert pages() == before
    take_away(name)
    run(sql)
    assert pages() != before


def test_a_partial_key_leaves_room_for_rows_outside_of_it():
    page("a", returned_on=datetime.date(2024, 1, 1))

    Page.objects.create(code="b", title="b", holder="a", book="b")

    assert Page.objects.filter(holder="a").count() == 2


def test_rules_that_share_a_name_are_an_error(monkeypatch):
    monkeypatch.setattr(Box, "guards", [guards.NeverDeleted("page_frozen", "Twice.")], raising=False)

    with pytest.raises(rules.ImproperlyConfigured, match="page_frozen"):
        guards.declared()


def test_paths_that_lead_to_two_locks_are_an_error(monkeypatch):
    watches = {None: "box", "guards_app.Box": "shelf"}
    astray = guards.Never("astray", "No.", Toy.objects.all, root="box", watches=watches)
    lock = astray.bound_to(Toy, "astray").lock

    monkeypatch.setattr(connection.features, "has_select_for_no_key_update", True)
    with pytest.raises(rules.ImproperlyConfigured, match="lead to 2 models"):
        lock([], connection)


BEYOND_A_TRIGGER = [Q(note__regex="^a"), Q(seen_at__date=datetime.date(2024, 1, 1)), Q(seen_at__month__gt=F("id"))]


@pytest.mark.parametrize("condition", BEYOND_A_TRIGGER)
def test_a_rule_that_plain_connections_cannot_judge_is_an_error(condition):
    rule = guards.Never("odd", "No.", lambda: Toy.objects.filter(condition)).bound_to(Toy, "odd")

    with pytest.raises(rules.ImproperlyConfigured, match="A guard cannot use"):
        list(rule.refusals(connection))


def test_a_temporary_table_of_the_same_name_hides_nothing_from_a_rule(shelves):
    run("CREATE TEMPORARY TABLE guards_app_toy AS SELECT * FROM guards_app_toy WHERE 1 = 0")
    real = {"sqlite": "main", "postgresql": "public"}[connection.vendor]

    with refused("sealed_is_whole"):
        run(f"UPDATE {real}.guards_app_toy SET is_broken = %s", True)  # noqa: S608

    run("DROP TABLE guards_app_toy")
