"""The README stays true: what it names exists, and what a newcomer must know is named."""

import ast
import re
from functools import cache

import pytest
from django.core.management import get_commands
from django.urls import resolve

from cases.models import Letter
from conduct import sample
from conduct.models import GRANTED_BY_TWO, Role
from tests.policy_text import POLICY_TEXT
from tests.test_house import BANNED_WORDS, ROOT, functions, lines_matching, tree

README = (ROOT / "README.md").read_text()
PATH = re.compile(r"`([\w./]+\.py)`:")
EXAMPLES = {
    "<report>": "IR-2026-0001",
    "<case>": "CC-2026-0001",
    "<restriction>": "RS-2026-0001",
    "<appeal>": "AP-2026-0001",
    "<letter>": "1",
    "<customer>": "P-2026-0001",
}


def section(title):
    """What stands under a heading, up to the next one."""
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title):
    """The cells of every row of the tables under a heading, without head and rule."""
    lines = [line.strip("| ").split(" | ") for line in section(title).splitlines() if line.startswith("|")]
    return [cells for cells in lines if not set(cells[0]) <= set("-|")][1:]


def first_names(title):
    """What stands as code in the first cell of each row."""
    return [name for cells in rows(title) for name in re.findall(r"`([^`]+)`", cells[0])]


@cache
def defined_in(path):
    return {node.name for node, _ in functions(path)}


def named_in(cell):
    """(file, function) of everything a cell of a map names."""
    pieces = PATH.split(cell)[1:]
    for path, names in zip(pieces[::2], pieces[1::2], strict=True):
        for name in re.findall(r"`(\w+)`", names):
            yield path, name


def mapped(column):
    """(file, function) of everything one column of both maps names; 1 policy, 2 acts, 3 tests."""
    return [
        named for title in ("Policy map", "Process map") for cells in rows(title) for named in named_in(cells[column])
    ]


def environment():
    """{variable: default as written} of everything the settings read."""
    reads = [
        node
        for node in ast.walk(tree("conduct/settings.py"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "env"
    ]
    return {node.args[0].value: ast.unparse((*node.args[1:], *(k.value for k in node.keywords))[0]) for node in reads}


def test_every_variable_the_settings_read_is_listed_and_no_other():
    assert sorted(first_names("Environment variables")) == sorted(environment())


@pytest.mark.parametrize(
    ("variable", "written"),
    [("LOG_LEVEL", "INFO"), ("TIME_ZONE", "America/New_York"), ("MEDIA_ROOT", "var/files"), ("DEBUG", "on")],
)
def test_a_default_is_the_one_the_settings_take(variable, written):
    listed = {cells[0].strip("`"): cells[1] for cells in rows("Environment variables")}

    assert listed[variable] == f"`{written}`"
    assert environment()[variable].strip("'") == {"on": "True"}.get(written, written)


def test_every_variable_of_the_settings_is_read_there_and_nowhere_else():
    code = {p.relative_to(ROOT).as_posix(): p.read_text() for p in (ROOT / "conduct").rglob("*.py")}
    reading = lines_matching(r"\benviron\.(get|Env)|os\.getenv|environ\[", code)

    assert [line for line in reading if not line.startswith("conduct/settings.py")] == []


def test_every_target_of_make_is_one_that_exists():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    settable = re.findall(r"^(\w+) \?=", makefile, re.MULTILINE)

    assert {"run", "test", "test-deep", "test-browser"} <= set(re.findall(r"`make ([\w-]+)", README)) <= targets
    assert [name for name in settable if f"`{name}`" not in section("Start")] == []


def test_every_command_of_the_product_that_is_named_exists():
    named = set(re.findall(r"manage\.py (\w+)", README))

    assert {"set_up_admins", "run_scheduled", "verify_record", "guards", "migrate"} <= named
    assert named - set(get_commands()) == set()


def test_every_file_and_folder_that_is_named_exists():
    named = set(re.findall(r"`((?:\.ci|conduct|cases|restrictions|appeals|tests|templates|static)/[\w./-]*)`", README))

    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_every_link_within_the_page_leads_to_a_heading():
    headings = {line.strip("# ").lower().replace(" ", "-") for line in README.splitlines() if line.startswith("## ")}

    assert set(re.findall(r"\(#([\w-]+)\)", README)) == headings


def test_the_people_of_the_sample_are_those_it_prints():
    assert [tuple(cells) for cells in rows("Sign in to the sample")] == [
        (role, f"`{email}`") for role, email in sample.sign_ins()
    ]
    assert f"`{sample.PASSWORD}`" in section("Sign in to the sample")


def test_every_role_is_described_and_those_granted_by_two_are_named():
    roles = section("Roles")
    by_two = [Role(role).label.lower() for role in GRANTED_BY_TWO]

    assert [cells[0] for cells in rows("Roles")] == Role.labels
    assert [role for role in by_two if role not in roles.partition("are granted")[0].lower()] == []


@pytest.mark.parametrize("address", sorted(set(re.findall(r"`(/[\w/<>-]+/)`", README))))
def test_every_address_that_is_named_answers(address):
    for place, example in EXAMPLES.items():
        address = address.replace(place, example)

    assert resolve(address)


def test_every_letter_is_listed_with_what_sends_it():
    listed = {code for cells in rows("Letters") for code in cells[0].split(", ")}
    senders = {name for cells in rows("Letters") for name in re.findall(r"`(\w+)`", cells[2])}
    files = {p.stem for p in (ROOT / "conduct/wording").glob("*.toml")} - {"common", "phrases"}

    assert listed == files == {*Letter.Kind.values, "sheet"}
    assert senders - {name for _, name in mapped(2)} == set()


def test_every_letter_has_its_sender():
    assert [cells[0] for cells in rows("Letters") if cells[2] == "nothing yet"] == []


def test_every_package_has_its_reason():
    asked = re.findall(r"^([a-z][\w-]*)", (ROOT / ".ci/requirements.in").read_text(), re.MULTILINE)
    listed = [name for cells in rows("Dependencies") for name in cells[0].split(", ")]

    assert sorted(listed) == sorted(asked)
    assert [cells for cells in rows("Dependencies") if len(cells[1]) < 10] == []


def test_every_clause_is_quoted_from_the_policy_word_for_word():
    policy = " ".join(POLICY_TEXT.split())
    quoted = [quote for cells in rows("Policy map") for quote in re.findall(r"“([^”]+)”", cells[0])]

    assert [cells[0] for cells in rows("Policy map") if "“" not in cells[0]] == []
    assert [quote for quote in quoted if quote not in policy] == []


@pytest.mark.parametrize("title", ["Policy map", "Process map"])
def test_every_row_of_a_map_names_policy_acts_and_tests(title):
    bare = [cells[0] for cells in rows(title) if len(cells) != 4 or not all(list(named_in(cell)) for cell in cells[1:])]

    assert rows(title)
    assert bare == []


@pytest.mark.parametrize(("column", "folder"), [(1, "policy"), (2, "actions"), (3, "test")])
def test_every_function_act_and_test_of_the_maps_exists_where_it_says(column, folder):
    missing = [
        f"{path}: {name}"
        for path, name in mapped(column)
        if folder not in path or not (ROOT / path).exists() or name not in defined_in(path)
    ]

    assert missing == []


def test_the_page_names_no_machine_and_no_word_that_is_not_ours():
    page = {"README.md": README}

    assert lines_matching(r"/(root|home|Users|tmp|work)/|pypi|pythonhosted", page) == []
    assert lines_matching(BANNED_WORDS, page) == []


def test_the_first_question_to_the_client_is_about_interim_measures():
    questions = section("Questions for the client")

    assert questions.lstrip().startswith("**Interim safety measures first.**")
    assert len(re.findall(r"^\d+\. ", questions, re.MULTILINE)) >= 8
