"""The house itself: what can be read off the source, so that small exceptions do not add up."""

import ast
import re
import statistics
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["conduct", "cases", "restrictions", "appeals"]  # each may import those before it
# What a layer may not import, in its own app or a lower one.
ABOVE = {
    "models": {"policy", "actions", "forms", "views", "admin", "urls"},
    "policy": {"actions", "forms", "views", "admin", "urls"},
    "actions": {"forms", "views", "admin", "urls"},
    "forms": {"actions", "views", "admin", "urls"},
    "admin": {"urls"},
    "views": {"admin", "urls"},
}
COMPOSITION_ROOT = {"conduct/urls.py", "conduct/settings.py"}
PEOPLE = r"offenders?|perpetrators?|abusers?|victims?|suspects?"
BANNED_WORDS = re.compile(rf"\b({PEOPLE}|blacklist(s|ed)?|ban lists?|flag(s|ged|ging)?|strikes?)\b", re.IGNORECASE)
# The client's own policy is quoted as it stands, and the law's own words are not ours to choose.
QUOTED = {"flags=": "a parameter of Python's re"}


@cache
def sources(*folders):
    """Every Python file of ours, by its path from the root."""
    found = [p for folder in folders or APPS for p in (ROOT / folder).rglob("*.py") if "migrations" not in p.parts]
    return {p.relative_to(ROOT).as_posix(): p.read_text() for p in sorted(found)}


@cache
def tree(path):
    return ast.parse((ROOT / path).read_text())


@cache
def templates():
    return {
        p.relative_to(ROOT / "templates").as_posix(): p.read_text() for p in sorted((ROOT / "templates").rglob("*.*"))
    }


def functions(path):
    """Every function of a file: its node and its length without the docstring."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False)
            start = node.body[0].end_lineno + 1 if documented and len(node.body) > 1 else node.lineno
            yield node, node.end_lineno - start + 1


def layer(path):
    """'models' of restrictions/models/review.py and of restrictions/models.py; empty for other files."""
    return path.split("/")[1].removesuffix(".py") if "/" in path else ""


def imports(path):
    """Every module of ours that a file imports, as app and layer."""
    for node in ast.walk(tree(path)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        for name in names:
            app, _, rest = name.partition(".")
            if app in APPS:
                yield app, rest.partition(".")[0]


def lines_matching(pattern, texts):
    """`path:line: text` of every line the pattern finds."""
    found = re.compile(pattern)
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if found.search(line)
    ]


def of_layers(*names):
    return {path: text for path, text in sources().items() if layer(path) in names}


def test_imports_point_down_from_app_to_app():
    wrong = [
        f"{path} imports {app}"
        for path in sources()
        for app, _ in imports(path)
        if APPS.index(app) > APPS.index(path.split("/")[0]) and path not in COMPOSITION_ROOT
    ]

    assert wrong == []


def test_imports_point_down_from_layer_to_layer():
    wrong = [
        f"{path} imports {app}.{other}"
        for path in sources()
        for app, other in set(imports(path))
        if other in ABOVE.get(layer(path), ())
        and not path.startswith("conduct/")  # the floor's own files serve every layer
        and (app, other) != ("conduct", "forms")  # the machinery that every app's own forms and views stand on
        and (app, other) != ("conduct", "views")
    ]

    assert sorted(wrong) == []


def test_nothing_is_imported_inside_a_function():
    wrong = [
        f"{path}:{inner.lineno}"
        for path in sources()
        for node, _ in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert wrong == []


def test_a_status_is_assigned_in_the_lifecycle_only():
    wrong = [
        f"{path}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]

    assert {place.split(":")[0] for place in wrong} == {"conduct/lifecycle.py"}


def test_no_status_is_updated_in_bulk():
    assert lines_matching(r"\.(update|bulk_update)\(.*status", sources()) == []


def test_views_fetch_ask_and_act_and_do_not_query_write_record_or_post():
    queries = {"filter", "exclude", "annotate", "save", "delete", "create", "get_or_create", "bulk_create"}
    wrong = [
        f"{path}:{node.lineno} {ast.unparse(node)[:80]}"
        for path in of_layers("views")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and (node.attr in queries or (isinstance(node.value, ast.Name) and node.value.id in {"audit", "outbox"}))
    ]

    assert [place for place in wrong if not place.startswith("conduct/")] == []


def test_models_policy_and_acts_are_told_the_time():
    clocks = {"timezone.now", "timezone.localdate", "date.today", "datetime.now", "datetime.utcnow", "time.time"}
    wrong = [
        f"{path}:{node.lineno}"
        for path in of_layers("models", "policy", "actions")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in clocks
    ]

    assert wrong == []


def test_models_policy_and_acts_know_no_request_and_send_no_mail():
    wrong = [
        f"{path}:{node.lineno}"
        for path in of_layers("models", "policy", "actions")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.arg) and node.arg == "request")
        or (isinstance(node, ast.ImportFrom) and node.module in {"django.http", "django.core.mail", "django.shortcuts"})
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("habit", "pattern"),
    [
        ("trusting markup", r"mark_safe|SafeString|\|\s*safe\b"),
        ("leaving the CSRF check", r"csrf_exempt"),
        ("SQL by hand", r"\.(raw|extra)\(|RawSQL"),
        ("catching everything", r"except( Base| )?Exception\b|except:"),
        ("unfinished work", r"\bTODO\b|\bFIXME\b|\bXXX\b"),
        ("signals", r"django\.(db\.models|core|dispatch)[\w.]* import .*(signals|receiver)|@receiver"),
    ],
)
def test_a_habit_is_not_taken_up(habit, pattern):
    assert lines_matching(pattern, sources()) == [], habit


def test_templates_trust_no_markup_and_open_no_hole():
    pages = {name: text for name, text in templates().items() if name.endswith(".html")}

    assert lines_matching(r"\|\s*safe\b|autoescape off|<script>|<style|\sstyle=|\son[a-z]+=", pages) == []


def test_no_file_is_named_for_nothing_in_particular():
    nothing = {"utils", "util", "helpers", "helper", "common", "misc", "services", "signals", "manager", "handlers"}

    assert [path for path in sources() if nothing & {Path(path).stem, *Path(path).parts}] == []


def test_files_and_functions_stay_small():
    lengths = [length for path in sources() for _, length in functions(path)]

    assert {path: text.count("\n") for path, text in sources().items() if text.count("\n") > 400} == {}
    assert [f"{path}:{node.name}" for path in sources() for node, length in functions(path) if length > 50] == []
    assert statistics.median(lengths) <= 8
    assert statistics.quantiles(lengths, n=10)[-1] <= 25


def test_no_function_nests_deeper_than_three():
    blocks = ast.If | ast.For | ast.While | ast.With | ast.Try | ast.Match

    def depth(node):
        inner = max((depth(child) for child in ast.iter_child_nodes(node)), default=0)
        chained = isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        return inner + (isinstance(node, blocks) and not chained)

    assert [f"{path}:{node.name}" for path in sources() for node, _ in functions(path) if depth(node) > 3] == []


def test_policy_acts_and_the_floor_say_what_they_answer():
    spoken = {
        path: text
        for path, text in sources().items()
        if layer(path) in {"policy", "actions"} or path.startswith("conduct/")
    }
    spoken = {path: text for path, text in spoken.items() if text.strip() and not path.endswith("__init__.py")}

    assert [path for path in spoken if not ast.get_docstring(tree(path))] == []


def test_every_public_policy_function_and_act_has_a_docstring():
    silent = [
        f"{path}:{node.name}"
        for path in of_layers("policy", "actions")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert silent == []


def test_acts_take_keywords_only_and_end_with_who_and_when():
    def asked_for(node):
        return [
            a.arg for a, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if default is None
        ]

    wrong = [
        f"{path}:{node.name}"
        for path in of_layers("actions")
        for node, _ in functions(path)
        if any(isinstance(d, ast.Name) and d.id == "act" for d in node.decorator_list)
        if node.args.args
        or [name for name in asked_for(node) if name in {"by", "at"}] not in (["by", "at"], ["at"])
        or asked_for(node)[-1] != "at"
    ]

    assert wrong == []


def test_no_banned_word_stands_anywhere():
    wording = {p.relative_to(ROOT).as_posix(): p.read_text() for p in (ROOT / "conduct").rglob("*.toml")}
    scripts = {p.relative_to(ROOT).as_posix(): p.read_text() for p in (ROOT / "static").glob("*.js")}
    texts = sources() | templates() | wording | scripts

    found = [line for line in lines_matching(BANNED_WORDS, texts) if not any(quoted in line for quoted in QUOTED)]

    assert found == []
