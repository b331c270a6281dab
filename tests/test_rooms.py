"""Which room (top-level folder) may import which. No two import each other, nor name each other's files."""

import ast
import re
from pathlib import Path

import pytest

from evidence.files import ROOT
from evidence.syntax import claim_mark, imported, source

# A folder, and which rooms its files may import or name the files of.
ROOMS = {
    "snippets": {"snippets"},
    "lab": {"lab", "snippets", "evidence"},
    "evidence": {"evidence"},
    "press": {"press", "evidence", "snippets/", "tests/"},  # with a slash: only names
    "tests": {"tests", "lab", "snippets", "evidence"},
    "tests/evidence": {"tests", "evidence"},
    "tests/site": {"tests", "lab", "snippets", "evidence", "press"},
    "tests/widgets": {"tests", "lab", "snippets", "evidence", "press"},
}
PLACES = {"snippets", "lab", "evidence", "tests", "press"}


def room_of(path):
    """The innermost of the folders above that a file is in."""
    return max((room for room in ROOMS if path.is_relative_to(ROOT / room)), key=len)


def named(node):
    """The room of the file, folder or function that a text names: "press/site.py", ROOT / "press", "lab.data:inputs"."""
    match node:
        case ast.Constant(value=str(text)):
            found = re.match(r"(\w+)(?:/[\w./*-]+|(?:\.\w+)+:\w+)$", text)
        case ast.BinOp(
            left=ast.Name(id="ROOT"), op=ast.Div(), right=ast.Constant(value=str(text))
        ):
            found = re.match(r"(\w+)", text)
        case _:
            found = None
    return {found[1]} & PLACES if found else set()


def strangers(text, allowed):
    """What code imports or names of rooms that are not `allowed`; a line each."""
    tree = ast.parse(text)
    for module in sorted(imported(tree, package=[])):
        room = module.partition(".")[0]
        if room in PLACES - allowed:
            yield f"imports {module}"
        if re.search(r"\btest_\w+", module) and room == "tests":
            yield f"imports {module}, a test"
    for node in ast.walk(tree):
        for room in named(node):
            if not allowed & {room, f"{room}/"}:
                yield f"names a file of {room}/"


def files(pattern):
    found = sorted(ROOT.glob(pattern))
    assert found, f"no file is {pattern}"
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room):
    found = {
        f"{path.relative_to(ROOT)}: {stranger}"
        for path in files(f"{room}/**/*.py")
        if room_of(path) == room and path != Path(__file__)
        for stranger in strangers(path.read_text(encoding="utf-8"), ROOMS[room])
    }
    assert sorted(found) == []


def test_only_claims_are_where_make_test_measures():
    """Any other test there would not run: `make test` leaves this folder to `python -m evidence`."""
    for path in files("tests/claims/test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        tests = [node for node in functions if node.name.startswith("test")]
        assert tests
        assert all(map(claim_mark, tests)), path.name


def test_evidence_calls_only_functions_that_lab_and_press_have():
    """Its plugin points, see evidence/settings.py, are the only arrows from evidence/ to other rooms."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'"((?:lab|press|tests)[\w.]*):(\w+)"', text)
    table = text.partition("[tool.evidence]")[2].partition("[tool.mutmut]")[0]
    assert len(named) == len(re.findall(r'"[\w.]+:\w+"', table))
    for module, function in named:
        code = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert re.search(rf"^def {function}\(", code, re.MULTILINE), module


GENERATORS = {"mkdocs", "properdocs", "material", "mkdocs_jupyter", "zensical"}


def test_one_short_file_knows_the_sites_generator():
    """All else would serve another generator."""
    knowing = {
        path.name
        for path in files("press/**/*.py")
        if GENERATORS & {module.partition(".")[0] for module in source(path).imports}
    }
    assert knowing == {"hooks.py"}


FAULTS = {
    "from lab import runs": ("evidence", "imports lab"),
    "def f():\n    import press.macros": ("lab", "imports press.macros"),
    "import snippets.cvae": ("press", "imports snippets.cvae"),
    "import press": ("tests", "imports press"),
    "from tests import test_cvae": ("tests/site", "imports tests.test_cvae, a test"),
    "PATH = ROOT / 'press' / 'a.py'": ("lab", "names a file of press/"),
    "import tests.processes": ("press", "imports tests.processes"),
    "PATH = 'lab/experiments.py'": ("evidence", "names a file of lab/"),
    "f('press.notebook.run:states')": ("lab", "names a file of press/"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_import_is_found(fault):
    room, said = FAULTS[fault]
    assert said in [*strangers(fault, ROOMS[room])]
