"""Which room (top-level folder) may import which. No two import each other, nor name each other's files."""

import ast
import re

import pytest

from evidence.files import ROOT
from evidence.fingerprint import claim_mark, imported, source

# A room's files, and what their code may import or name the files of.
ROOMS = {
    "snippets/**/*.py": {"snippets"},
    "lab/**/*.py": {"lab", "snippets", "evidence"},
    "evidence/**/*.py": {"evidence"},
    "press/**/*.py": {
        "press",
        "evidence",
        "snippets/",
        "tests/",
    },  # with a slash: it prints their text, and never imports them
    "tests/*.py": {"tests", "lab", "snippets", "evidence"},
    "tests/claims/**/*.py": {"tests", "lab", "snippets", "evidence"},
    "tests/snippets/**/*.py": {"tests", "lab", "snippets", "evidence"},
    "tests/lab/**/*.py": {"tests", "lab", "snippets", "evidence"},
    "tests/evidence/**/*.py": {"tests", "evidence"},
    "tests/site/**/*.py": {"tests", "lab", "snippets", "evidence", "press"},
    "tests/widgets/**/*.py": {"tests", "lab", "snippets", "evidence", "press"},
}
PLACES = {"snippets", "lab", "evidence", "tests", "press"}
EVIDENCE = "evidence/*.py"
# Words that evidence/ may not use even in passing, because it is for other projects too.
OURS = r"\b(snippets?|lab|press|tutorials?|vaes?|autoencoders?|encoders?|decoders?|latents?|mnist|elbo|kl|softplus|log_(std|variance))\b"


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
    here = "tests/test_rooms.py"
    found = {
        f"{name}: {stranger}"
        for path in files(room)
        if (name := path.relative_to(ROOT).as_posix()) != here
        for stranger in strangers(path.read_text(encoding="utf-8"), ROOMS[room])
    }
    assert sorted(found) == []


def test_every_python_file_is_in_a_room():
    known = {path for pattern in ROOMS for path in files(pattern)}
    every = {path for place in PLACES for path in files(f"{place}/**/*.py")}
    assert every - known == set()


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


def words_of_ours(text):
    return sorted(
        {match[0].lower() for match in re.finditer(OURS, text, re.IGNORECASE)}
    )


def test_evidence_has_no_word_of_ours():
    found = {path.name: words_of_ours(path.read_text()) for path in files(EVIDENCE)}
    assert [*filter(None, found.values())] == [], found
