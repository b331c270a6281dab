"""Which room (top-level folder) may import which. No two import each other, nor name each other's files."""

import ast
import re
import tomllib

import pytest

from evidence.files import ROOT

# A room's files, and what their code may import or name the files of.
ROOMS = {
    "snippets/**/*.py": {"snippets"},
    "lab/**/*.py": {"lab", "snippets", "evidence"},
    "evidence/**/*.py": {"evidence"},
    "press/**/*.py": {
        "press",
        "evidence",
        "snippets/",
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
# Words that evidence/ may not use even in passing, because it is for other projects too.
OURS = r"\b(snippets?|lab|press|tutorials?|vaes?|autoencoders?|encoders?|decoders?|latents?|mnist|elbo|kl|softplus|log_(std|variance))\b"


def imported(node):
    """Dotted names of the modules that a node imports."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


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
    for node in ast.walk(ast.parse(text)):
        for module in sorted(imported(node)):
            room = module.partition(".")[0]
            if room in PLACES - allowed:
                yield f"imports {module}"
            if re.search(r"\btest_\w+", module) and room == "tests":
                yield f"imports {module}, a test"
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


def test_no_two_rooms_import_each_other():
    rooms = {
        pattern.partition("/")[0]: {each.strip("/") for each in allowed}
        for pattern, allowed in ROOMS.items()
    }
    pairs = {(one, other) for one in rooms for other in rooms[one] if one != other}
    assert {(one, other) for one, other in pairs if (other, one) in pairs} == set()


def test_every_python_file_is_in_a_room():
    known = {path for pattern in ROOMS for path in files(pattern)}
    every = {path for place in PLACES for path in files(f"{place}/**/*.py")}
    assert every - known == set()


# The plugin points of evidence/ (see evidence/settings.py), and the rooms that pyproject.toml fills them from.
PLUGINS = {
    "device": {"lab"},
    "inputs": {"lab"},
    "prepare": {"lab"},
    "background": {"press"},
    "states": {"lab"},
}


def plugins(table):
    """(plugin point, "module:function") of all that [tool.evidence] names."""
    for point in PLUGINS:
        match table.get(point, []):
            case str(name):
                yield point, name
            case dict(names):
                yield from ((point, name) for name in names.values())
            case names:
                yield from ((point, name) for name in names)


def test_evidence_calls_what_its_plugin_points_name_and_nothing_else():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = [*plugins(tomllib.loads(text)["tool"]["evidence"])]
    arrows = {point: set() for point in PLUGINS}
    for point, name in found:
        module, function = name.split(":")
        place = module.replace(".", "/")
        code = (ROOT / f"{place}.py").read_text(encoding="utf-8")
        assert re.search(rf"^def {function}\(", code, re.MULTILINE), name
        arrows[point].add(module.partition(".")[0])
    assert arrows == PLUGINS
    functions = set(re.findall(r'"((?:lab|press|tests)[\w.]*:\w+)"', text))
    assert functions == {name for _, name in found}, "named outside of a plugin point"


def words_of_ours(text):
    return sorted(
        {match[0].lower() for match in re.finditer(OURS, text, re.IGNORECASE)}
    )


@pytest.mark.parametrize("path", files("evidence/*.py"), ids=lambda path: path.name)
def test_evidence_has_no_word_of_ours(path):
    assert words_of_ours(path.read_text(encoding="utf-8")) == []


FAULTS = {
    "from lab import runs": ("evidence/**/*.py", "imports lab"),
    "def f():\n    import press.macros": ("lab/**/*.py", "imports press.macros"),
    "from tests.site import site": ("press/**/*.py", "imports tests.site"),
    "import snippets.cvae": ("press/**/*.py", "imports snippets.cvae"),
    "from lab.data import data_set": ("snippets/**/*.py", "imports lab.data"),
    "import press": ("tests/*.py", "imports press"),
    "from press.formatting import shown": (
        "tests/lab/**/*.py",
        "imports press.formatting",
    ),
    "import snippets": ("tests/evidence/**/*.py", "imports snippets"),
    "from tests.claims.test_two_heads import heads": (
        "tests/*.py",
        "imports tests.claims.test_two_heads, a test",
    ),
    "from tests import test_two_heads": (
        "tests/site/**/*.py",
        "imports tests.test_two_heads, a test",
    ),
    "PATH = ROOT / 'tests' / 'a.py'": ("press/**/*.py", "names a file of tests/"),
    "PATH = 'lab/experiments.py'": ("evidence/**/*.py", "names a file of lab/"),
    "f('press.notebook.run:states')": ("lab/**/*.py", "names a file of press/"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_import_is_found(fault):
    room, said = FAULTS[fault]
    assert said in [*strangers(fault, ROOMS[room])]


@pytest.mark.parametrize(
    "text", ["a VAE learns", "# as in press", "log_variance", "the MNIST images"]
)
def test_a_planted_word_of_ours_is_found(text):
    assert words_of_ours(text)
