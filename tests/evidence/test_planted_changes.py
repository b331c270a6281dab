"""Each change of what a measurement rests on makes it stale, and nothing else does.

The project is in folders of unfortunate names, because only paths from its root may matter. It is measured once, in
processes of its own; what is stale after a change is then asked in this one.
"""

import os
import shutil
from types import SimpleNamespace

import pytest

from evidence import fingerprint, results
from evidence.pytest_plugin import is_whole
from tests.evidence.conftest import settle_in_this_process
from tests.evidence.copied_project import claims, run, settle

pytestmark = pytest.mark.slow

CACHED = {"head": "from area.cached import text", "body": "text()"}
FILES = {
    "pyproject.toml": """\
[tool.evidence]
claims = "tests/test_*.py"
programs = { "area/starts.py" = ["scripts"] }
inputs = { "area/lacks.py" = "area.lacks:inputs" }

[tool.pytest.ini_options]
addopts = "-p no:cacheprovider"
""",
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin", "plugin"]\n',
    "plugin.py": "",
    "tests/conftest.py": 'import pytest\n\n@pytest.fixture(autouse=True)\ndef usual():\n    open("fixture.txt").close()\n',
    "tests/helper.py": "",  # found in the test's folder, as pytest imports it
    "fixture.txt": "",
    "at_import.txt": "",
    "later.txt": "",
    "cached.txt": "",
    "listed/one.txt": "",
    "scripts/deep/run.sh": "",
    "site/index.html": "",
    "area/__init__.py": "",
    "area/cached.py": "import functools\n\n@functools.cache\ndef text():\n    return open('cached.txt').read()\n",
    "area/deep.py": 'TEXT = open("at_import.txt").read()\n',
    "area/reads.py": '"""Reads."""\nimport area.deep\nimport os\n',
    "area/lazily.py": "def unused():\n    import dask, area.unused\n",
    "area/unused.py": "",
    "area/asks.py": "from importlib.util import find_spec\n\nif find_spec('asked'):\n    import asked\n",
    "area/starts.py": "import subprocess\n\ndef start():\n    subprocess.run(['true'], check=True)\n",
    "area/lacks.py": "import os\n\ndef inputs():\n    return {'browser': str(os.path.exists('browser'))}\n",
    "tests/test_a_cached.py": claims("a_cached", **CACHED),
    "tests/test_cached.py": claims("cached", **CACHED),
    "tests/test_lacks.py": claims(
        "lacks",
        head="from area import lacks\nfrom evidence.not_measured import NotMeasured",
        body="if lacks.inputs()['browser'] == 'False': raise NotMeasured('no browser', lacks='browser')",
    ),
    "tests/test_reads.py": claims(
        "reads",
        head="import os\nimport area.asks, area.reads, area.lazily, helper\n\n"
        "def try_open(name):\n    try:\n        open(name).close()\n    except OSError:\n        pass\n",
        body="open('later.txt').close(); os.listdir('listed'); open('linked.txt').close()"
        "; open('site/index.html').close(); try_open('absent.txt')",
    ),
    "tests/test_starts.py": claims(
        "starts", head="from area.starts import start", body="start()"
    ),
    "tests/test_z_plain.py": "def test_plain():\n    pass\n",
}
# Faults of the author: nothing of these files is kept.
WRONG = {
    "tests/test_edits.py": claims(
        "edits", body="open('edited.txt').close(); open('edited.txt', 'w').write('x')"
    ),
    "tests/test_skips.py": claims(
        "skips",
        head="from evidence.not_measured import NotMeasured",
        body="raise NotMeasured('no luck', lacks='luck')",
    ),
    "tests/test_shells.py": claims(
        "shells", head="import subprocess", body="subprocess.run(['true'])"
    ),
    "edited.txt": "",
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The folder of the project after everything was measured, in one process so that its claims share a cache."""
    outside = tmp_path_factory.mktemp("outside")
    root = outside / "generated" / "build" / "site" / "__pycache__"
    settle(root, FILES)
    (root.parent / "target.txt").touch()
    (root / "linked.txt").symlink_to("../target.txt")
    status, said = run(root, "pytest", "-q", "tests")
    assert status == 0, said
    return root


@pytest.fixture
def root(measured, tmp_path, monkeypatch):
    """A copy of the folder, to be changed."""
    root = tmp_path / "generated" / "__pycache__"
    shutil.copytree(measured, root, symlinks=True)
    shutil.copy(measured.parent / "target.txt", root.parent)
    settle_in_this_process(monkeypatch, root)
    monkeypatch.chdir(root)
    return root


def stale():
    """The reasons of each file that has some, by the end of its name."""
    return {
        state.path.stem.removeprefix("test_"): state.reasons
        for state in results.states()
        if state.reasons
    }


@pytest.fixture(autouse=True)
def inputs_of_lacks(monkeypatch):
    """In place of the module area.lacks, whose name another one has in this process."""

    def there():
        return {"browser": str(os.path.exists("browser"))}

    monkeypatch.setattr("evidence.fingerprint.called", lambda name: there)


def test_nothing_is_stale_at_first(root):
    assert stale() == {}


def append(text):
    return lambda path: path.write_text(path.read_text() + text)


def replace(old, new):
    def change(path):
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    return change


def write(path):
    path.write_text("x")


ALL = {"a_cached", "cached", "lacks", "reads", "starts"}
CHANGES = {  # a file, its change: which files with claims are stale, and the reason
    "a module that is imported": ("area/reads.py", append("x = 1"), {"reads"}, "area/reads.py changed"),
    "a module that this one imports": ("area/deep.py", append("x = 1"), {"reads"}, "area/deep.py changed"),
    "a module in the test's folder": ("tests/helper.py", append("x = 1"), {"reads"}, "tests/helper.py changed"),
    "a file that is opened": ("later.txt", write, {"reads"}, "later.txt changed"),
    "a file that is opened at import": ("at_import.txt", write, {"reads"}, "at_import.txt changed"),
    "a file that a fixture opens": ("fixture.txt", write, ALL, "fixture.txt changed"),
    "a file that another claim had in a cache": ("cached.txt", write, {"a_cached", "cached"}, "cached.txt changed"),
    "a file that was not there": ("absent.txt", write, {"reads"}, "absent.txt is new"),
    "a file that is gone": ("later.txt", os.unlink, {"reads"}, "later.txt is gone"),
    "a new file in a folder that is listed": ("listed/two.txt", write, {"reads"}, "listed/ changed"),
    "the target of a link": ("../target.txt", write, {"reads"}, "linked.txt changed"),
    "what a program reads": ("scripts/deep/run.sh", write, {"starts"}, "scripts/deep/run.sh changed"),
    "a new file that a program can read": ("scripts/new.sh", write, {"starts"}, "scripts/new.sh is new"),
    "a fixture": ("tests/conftest.py", append("x = 1"), ALL, "tests/conftest.py changed"),
    "a plugin": ("plugin.py", append("x = 1"), ALL, "plugin.py changed"),
    "what judges": ("evidence/measurements.py", append("x = 1"), ALL, "evidence/measurements.py changed"),
    "pytest's options": ("pyproject.toml", append("xfail_strict = true"), ALL, "pytest's options changed"),
    "the browser that a claim lacked": ("browser", write, {"lacks"}, "browser was False, is True"),
    "a number of the sentence": ("tests/test_reads.py", replace("0.5", "0.25"), {"reads"}, "tests/test_reads.py changed"),
    "a check": ("tests/test_cached.py", replace("exact(thing, 1)", "exact(1, thing)"), {"cached"}, "tests/test_cached.py changed"),
    "a new claim": ("tests/test_new.py", lambda path: path.write_text(claims("new")), {"new"}, "not measured yet"),
    "a new fixture file": ("tests/deep/conftest.py", lambda path: (path.parent.mkdir(), write(path)), set(), ""),
    # and what changes no measurement
    "a comment": ("area/reads.py", append("# x"), set(), ""),
    "a docstring": ("area/reads.py", replace("Reads.", "Reads a file."), set(), ""),
    "a module that was not imported": ("area/unused.py", append("x = 1"), set(), ""),
    "what keeps": ("evidence/store.py", append("x = 1"), set(), ""),
    "a built file": ("site/index.html", write, set(), ""),
    "a file that nobody reads": ("new.txt", write, set(), ""),
    "other settings": ("pyproject.toml", append("[tool.other]\nx = 1"), set(), ""),
    "a plain test": ("tests/test_z_plain.py", append("x = 1"), set(), ""),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change(root, change):
    name, edit, files, reason = CHANGES[change]
    edit(root / name)
    found = stale()
    assert found.keys() == files
    assert all(reasons == [reason] for reasons in found.values())


def test_an_optional_package_matters_to_what_looks_for_it(root, monkeypatch):
    installed = {**fingerprint.distributions(), "dask": ["pytest"]}
    monkeypatch.setattr(fingerprint, "distributions", lambda: installed)
    assert stale() == {}
    installed["asked"] = ["pytest"]
    assert stale().keys() == {"reads"}


def test_a_new_sentence_is_taken_and_a_new_number_in_it_is_measured(root):
    replace("It is {", "It is about {")(root / "tests/test_cached.py")
    assert stale() == {}
    found = results.merged([results.state(root / "tests/test_cached.py")])
    assert found["claims"]["cached"]["statement"] == "It is about 0.5."
    replace("{HALF:g}", "{HALF:.2f}")(root / "tests/test_lacks.py")
    assert stale().keys() == {"lacks"}


def test_what_is_kept_of_a_gone_file_goes(root):
    (root / "tests/test_reads.py").unlink()
    gone = "build/evidence/tests.test_reads.json"
    line = f"{gone}: tests/test_reads.py declares no claim any more\n"
    status, said = run(root, "evidence", "status")
    assert said.startswith(line)

    status, said = run(root, "evidence")
    assert status == 0, said
    assert f"removed {line}" in said
    assert "measured 0 of 4 claim files, 4 taken as current" in said
    assert not (root / gone).exists()


def test_the_faults_of_an_author_keep_nothing(root):
    """A file that changes while it is measured, a skip for good, a program of which nothing is declared."""
    for name, text in WRONG.items():
        (root / name).write_text(text)
    status, said = run(root, "evidence")
    assert status == 1
    for line in (
        "edited.txt changed while tests/test_edits.py was measured: nothing is kept",
        "skips was skipped and lacks 'luck', which is no input: nothing is kept",
        "tests/test_shells.py starts a program: list the files that this program reads",
    ):
        assert line in said
    assert {*stale()} == {"edits", "skips", "shells"}


def test_a_part_of_a_session_keeps_nothing(root):
    (root / "area/cached.py").write_text(FILES["area/cached.py"] + "x = 1\n")
    status, said = run(root, "pytest", "-q", "-k", "cached")
    assert status == 0, said
    assert stale().keys() == {"a_cached", "cached"}


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ({}, True),
        ({"markexpr": "claim"}, True),
        ({"markexpr": "claim and not slow"}, False),
        ({"keyword": "some-claim"}, False),
        ({"deselect": ["tests/test_it.py::test_it"]}, False),
        ({"args": ["tests/test_it.py::test_it"]}, False),
    ],
    ids=str,
)
def test_a_session_that_is_asked_for_a_part_is_not_whole(given, whole):
    usual = {"keyword": "", "markexpr": "", "deselect": None, "args": ["tests"]}
    option = SimpleNamespace(**usual | given)
    assert is_whole(SimpleNamespace(option=option, args=option.args)) is whole


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = (", "'(' was never closed (deep.py, line 1)"),
        ("import nothing", "ModuleNotFoundError: No module named 'nothing'"),
    ],
)
def test_a_mistake_is_one_line(root, text, line):
    (root / "area/deep.py").write_text(text)
    status, said = run(root, "evidence")
    assert status != 0
    assert line in said
    assert "Traceback" not in said
    assert "INTERNALERROR" not in said
