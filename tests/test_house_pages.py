"""The house, seen from its pages: templates that are used, small and spoken for, and addresses that ask who you are."""

import ast
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import allauth
import crispy_bootstrap5
import django
import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.test_house import ROOT, lines_matching, sources, templates, tree

# Whoever is not signed in may open these and nothing else.
PUBLIC = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "still_signed_in", "policy", "calendar", "policy_copy", "policy_version",
    "policy_version_copy", "admin:login", "admin:jsi18n",
}  # fmt: skip
# Django and the libraries render these by their own name.
BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
LIBRARIES = [Path(library.__file__).parent for library in (allauth, crispy_bootstrap5, django)]
TAG = re.compile(r"{%-?\s*(\w+)\s*(.*?)\s*-?%}", re.DOTALL)


def pages():
    return {name: text for name, text in templates().items() if name.endswith(".html")}


def partials():
    return {
        name: text
        for name, text in pages().items()
        if Path(name).name.startswith("_") or name.startswith("components/")
    }


def tags(text, name):
    """What stands in every tag of the name, such as the arguments of each include."""
    return [arguments for tag, arguments in TAG.findall(text) if tag == name]


@cache
def names_in_code():
    """Patterns of every template name the code can build: constants, and f-strings with anything in their gaps."""
    found = set()
    for path in sources():
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.endswith((".html", ".txt", ".svg"))
            ):
                found.add(re.escape(node.value))
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in node.values]
                found.add("".join(parts))
    return [pattern for pattern in found if pattern.endswith(("html", "txt", "svg"))]


def names_in_templates():
    return {name for text in templates().values() for name in re.findall(r"[\"']([\w/.]+\.(?:html|txt))[\"']", text)}


def replaces_one_of_a_library(name):
    return any(next(library.rglob(f"templates/{name}"), None) for library in LIBRARIES)


@cache
def routes():
    """(full name, view) of every address of the product."""

    def walk(patterns, prefix):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield f"{prefix}{pattern.name}", pattern.callback
            else:
                yield from walk(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)

    return list(walk(get_resolver().url_patterns, ""))


def test_every_template_is_used():
    unused = [
        name
        for name in templates()
        if name not in BY_NAME | names_in_templates()
        and not any(re.fullmatch(pattern, name) for pattern in names_in_code())
        and not replaces_one_of_a_library(name)
    ]

    assert unused == []


def test_every_template_that_is_named_exists():
    ours = {name for name in names_in_templates() if name.split("/")[0] in {p.parts[0] for p in map(Path, pages())}}

    assert sorted(name for name in ours - set(templates()) if not replaces_one_of_a_library(name)) == []


def test_every_address_asks_who_you_are_bar_the_public_ones():
    open_to_all = {name for name, view in routes() if not getattr(view, "login_required", True)}

    assert open_to_all - PUBLIC == set()
    assert PUBLIC - {name for name, _ in routes()} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "details"),
    [
        ("cases:new_report", {}),
        ("cases:report_step", {"draft": 1, "step": "what"}),
        ("cases:triage", {"reference": "IR-2026-0001"}),
        ("restrictions:review", {"reference": "CC-2026-0001"}),
    ],
)
def test_an_address_that_keeps_words_shows_nothing_to_whoever_is_not_signed_in(client, name, details):
    address = reverse(name, kwargs=details)

    assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"


def test_every_address_has_a_name_of_its_own():
    ours = [name for name, _ in routes() if not name.startswith("admin:") and not name.endswith("None")]

    assert sorted(name for name in ours if ours.count(name) > 1) == []


def test_every_link_in_a_template_leads_to_an_address():
    known = {name for name, _ in routes()}
    linked = {
        (page, arguments.split()[0].strip("\"'"))
        for page, text in templates().items()
        for arguments in tags(text, "url")
        if arguments[0] in "\"'" and " as " not in arguments
    }

    assert sorted((page, name) for page, name in linked if name not in known) == []


def test_pages_are_at_most_120_lines_and_partials_60():
    long = {
        name: text.count("\n")
        for name, text in pages().items()
        if text.count("\n") > (60 if name in partials() else 120)
    }

    assert long == {}


def test_a_partial_names_its_inputs_in_the_first_line():
    assert [name for name, text in partials().items() if not text.startswith("{#")] == []


def test_an_include_hands_over_what_it_names_and_nothing_else():
    greedy = {
        name: arguments
        for name, text in pages().items()
        for arguments in tags(text, "include")
        if not arguments.endswith("only")
    }

    assert greedy == {}


def test_a_form_that_posts_carries_its_token():
    without = [
        name
        for name, text in pages().items()
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL)
        if 'method="post"' in form and "{% csrf_token %}" not in form
    ]

    assert without == []


def titles_of(name):
    """What a page says in its title block, or the page it extends if it says nothing itself."""
    text = templates()[name]
    own = re.findall(r"{% block title %}(.*?){% endblock", text, re.DOTALL)
    extended = [parent.strip("\"'") for parent in tags(text, "extends")]
    inherited = [
        title for parent in extended if parent in templates() and parent != "base.html" for title in titles_of(parent)
    ]
    return own or inherited


def test_every_page_names_itself_and_nobody_else():
    extending = [name for name, text in pages().items() if tags(text, "extends") and not name.startswith("admin/")]

    assert [name for name in extending if name != "account/frame.html" and not titles_of(name)] == []
    assert [name for name in extending if any("name" in title for title in titles_of(name))] == []


def test_no_page_says_submit_ok_or_yes_on_a_button():
    buttons = r"<button[^>]*>\s*(Submit|OK|Yes|No)\s*</button>|<input[^>]*type=.submit[^>]*value=.(Submit|OK|Yes|No)\b"

    assert lines_matching(buttons, pages()) == []


def test_no_page_shouts():
    assert (
        lines_matching(
            r"[a-z]!(\s|<|$)|\b[Oo]ops\b", {name: re.sub(r"<!.*?>", "", text) for name, text in pages().items()}
        )
        == []
    )


def test_no_file_names_a_place_outside_the_project():
    own = {
        p.relative_to(ROOT).as_posix(): p.read_text()
        for p in [ROOT / "Makefile", ROOT / ".ci/run", ROOT / "pytest.ini"]
    }

    assert lines_matching(r"/(root|home|Users)/|pypi\.org|files\.pythonhosted", sources() | templates() | own) == []


@pytest.mark.parametrize("package", ["requirements.txt", ".ci/tools.txt"])
def test_every_requirement_is_one_version_with_its_hashes(package):
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / package).read_text())[1:]

    assert blocks
    assert [block.split()[0] for block in blocks if "==" not in block.split()[0] or "--hash=sha256:" not in block] == []


def test_every_vendored_file_is_the_one_its_note_describes():
    note = (ROOT / "static/vendor/README.md").read_text()
    vendored = [
        p for p in (ROOT / "static/vendor").rglob("*") if p.is_file() and p.name not in {"README.md", "LICENSE"}
    ]

    assert [p.name for p in vendored if sha256(p.read_bytes()).hexdigest() not in note] == []
