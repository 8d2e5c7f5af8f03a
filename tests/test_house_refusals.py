"""Every sentence a person is refused with is quoted by a test, so that none is there that nobody ever met."""

import ast
import re
from pathlib import Path

from tests.test_house import ROOT, of_layers, tree

TOLD = re.compile(r"_?(reasons|unmet|missing)")
RUN = 4  # so many words in a row make a quotation


def docstrings(path):
    """The constants of a file that are documentation."""
    spoken = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Module | ast.FunctionDef)]
    return {id(node.body[0].value) for node in spoken if ast.get_docstring(node)}


def refusing(path):
    """Where a file says what stands against an act: functions that yield reasons, what is raised, and their words."""
    found = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef) and TOLD.match(node.name)]
    found += [
        node
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Refused", "refuse_if"}
    ]
    used = {node.id for one in found for node in ast.walk(one) if isinstance(node, ast.Name)}
    return found + [
        node.value
        for node in tree(path).body
        if isinstance(node, ast.Assign) and used & {name.id for name in node.targets if isinstance(name, ast.Name)}
    ]


def sentences():
    """(place, its literal pieces) of every sentence somebody can be refused with."""
    for path in of_layers("policy", "actions", "catalog"):
        seen = docstrings(path)
        for place in refusing(path):
            for node in ast.walk(place):
                pieces = pieces_of(node) if id(node) not in seen else []
                seen |= {id(inner) for inner in ast.walk(node)} if pieces else set()
                if is_a_sentence("…".join(pieces)):
                    yield f"{path}:{node.lineno}", pieces


def pieces_of(node):
    if isinstance(node, ast.JoinedStr):
        return [part.value for part in node.values if isinstance(part, ast.Constant)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def is_a_sentence(words):
    return words.count(" ") > 1 and words.rstrip().endswith((".", "?"))


def quoted_in_tests():
    """All that the tests quote, a line each."""
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    nodes = (node for path in files for node in ast.walk(ast.parse(path.read_text())))
    return "\n".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def runs_of(pieces):
    """Every run of so many words of the pieces; the longest piece as it is, when none has so many."""
    runs = [" ".join(words[i : i + RUN]) for words in map(str.split, pieces) for i in range(len(words) - RUN + 1)]
    return runs or [max(pieces, key=len).strip()]


def test_every_refusal_is_quoted_by_a_test():
    quoted = quoted_in_tests()
    unquoted = {place: pieces for place, pieces in sentences() if not any(run in quoted for run in runs_of(pieces))}

    assert unquoted == {}


def test_the_refusals_are_found():
    found = {"…".join(pieces) for _, pieces in sentences()}

    assert "You cannot grant a role to yourself. Ask another admin." in found
    assert len(found) > 300
