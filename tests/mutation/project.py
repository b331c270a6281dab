"""A copy of the project in build/mutation, in which mutmut changes one room."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from evidence import results
from evidence.files import ROOT, relative
from evidence.fingerprint import closure, sha256, shape
from tests.mutation.plugin import RECORDER

FOLDER = ROOT / "build" / "mutation"
STORED = {  # through what tests of pages read trainings or records: of other code than a mutant's
    "snippets": ROOT
    / "lab"
    / "workers.py",  # what is on record of other frameworks stays: see UNSEALED
    "lab": ROOT / "lab" / "inputs.py",
}
UNSEALED = """

# Only where mutants are measured: a record is compared with a mutant's numbers all the same. A lambda has no mutants.
reasons = lambda name, kept: [] if kept else ["is missing"]
"""
ONE_TEXT = """

# Only where mutants are measured: the text of a mutant is that of all. A wrong ½ is planted in the text they were made of.
inspect = types.SimpleNamespace(
    getsource=lambda module: open(module.__file__.replace("/mutants/", "/")).read()
)
"""
OF_THE_SEAL = [  # tests of what UNSEALED takes away, or of what was measured: the copy has none of it
    "tests/lab/test_data.py::test_a_file_that_cannot_be_read_is_named_in_one_line[missing]",
    "tests/lab/test_staleness.py::test_what_is_stale_is_named_with_the_reason_and_the_command",
    "tests/lab/test_records.py::test_runs_of_other_code_or_data_are_not_mixed[snippets",
]
ROOMS = {  # and the tests that could notice a change of it, besides its doctests
    "evidence": ["tests/evidence/test_*.py"],
    "snippets": ["tests/test_*.py"],
    "lab": ["tests/lab/test_*.py", "tests/test_*.py"],
}
SLOW = 5.0  # s; claims that take longer are left out, so that a mutant takes seconds
NOT_HERE = ("*/pytorch/*", "*_pytorch.py")  # PyTorch is not installed for mutants
SETTINGS = """
[tool.mutmut]
source_paths = {source}
do_not_mutate = {left_out}
also_copy = {others}
pytest_add_cli_args_test_selection = {tests}
pytest_add_cli_args = {arguments}
process_isolation = "forkserver" # a fork of a process in which TensorFlow ran hangs
forkserver_warmup = "import" # of others' packages: ours shall be imported as a mutant
preload_modules_file = "preload.txt"
timeout_multiplier = 3.0
timeout_constant = 20.0
use_git_change_detection = false
"""
PRELOADED = ["numpy", "scipy.stats", "pytest", "_pytest.doctest"]
FRAMEWORKS = ["tensorflow", "keras", "jax"]


def files():
    """Names of the project's files, those that are not committed yet too."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    said = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [name for name in said.splitlines() if (ROOT / name).is_file()]


def claims_left_out(room):
    """By their name for pytest: claims that took long when they were last measured, and those of a file that rests on what is stored."""
    for path in results.claim_files():
        kept = results.kept(path)
        found = kept.content["claims"] if kept else {}
        for name in sorted(results.declared(path)):
            slow = name in found and found[name]["seconds"] > SLOW
            if slow or rests_on_stored(path, room):
                yield f"{relative(path)}::test_{name.replace('-', '_')}"


def tests_of(room, changed):
    """Names of the test files for a room; where only some of its files changed, of those that import one."""
    patterns = (sorted(ROOT.glob(pattern)) for pattern in ROOMS[room])
    found = [path for paths in patterns for path in paths]
    if room == "evidence":  # which its tests start as a program, too
        return [*map(relative, found), room]
    paths = {ROOT / name for name in changed or ()} or {*(ROOT / room).rglob("*.py")}
    concerned = [relative(path) for path in found if paths & {*closure(path)}]
    return [*concerned, *(sorted(changed) if changed else [room])]


def rests_on_stored(path, room):
    """Whether claims of a page rest on what a mutant would make stale."""
    return path.parent == ROOT / "tests" and STORED.get(room) in closure(path)


def append(path, text):
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def prepare(room, changed=None):
    """Copy the project as it stands, and say in the copy's pyproject.toml what mutmut is to do. Gives the folder."""
    folder = (FOLDER / "changed" if changed else FOLDER) / room
    shutil.rmtree(folder, ignore_errors=True)
    names = files()
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    if (ROOT / "build/runs").is_dir():
        shutil.copytree(ROOT / "build/runs", folder / "build/runs")
    append(folder / room / "__init__.py", RECORDER)
    if room in STORED:
        append(folder / "lab/staleness.py", UNSEALED)
        append(folder / "lab/frameworks/cases.py", ONE_TEXT)
    left_out = [*claims_left_out(room), *OF_THE_SEAL]
    deselected = [f"--deselect={name}" for name in left_out]
    chosen = ["-p", "tests.mutation.plugin", "-m", "not slow", *deselected]
    settings = SETTINGS.format(
        source=[room],
        left_out=[*NOT_HERE],
        others=sorted({name.partition("/")[0] for name in names} - {room} | {"build"}),
        tests=tests_of(room, changed),
        arguments=[*chosen, *(f"--ignore-glob={pattern}" for pattern in NOT_HERE)],
    )
    append(folder / "pyproject.toml", settings)
    (folder / "preload.txt").write_text(
        "\n".join(PRELOADED + FRAMEWORKS * (room != "evidence"))
    )
    return folder


def mutmut(folder, *arguments, seconds=None, **environment):
    """Run mutmut in a prepared folder; what it said. It is stopped after so many seconds: what was found stays."""
    program = Path(sys.executable).with_name("mutmut")
    done = subprocess.Popen(
        [program, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said, _ = done.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        done.send_signal(2)
        said, _ = done.communicate()
    return said


def generate(folder):
    """Write the mutants; their names."""
    code = "from mutmut import __main__ as m; m.copy_src_dir(); m.create_mutants(1)"
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return sorted(exit_codes(folder))


def exit_codes(folder):
    """Name of each mutant → what pytest gave, or None where it did not run."""
    found = {}
    for path in (folder / "mutants" / folder.name).rglob("*.meta"):
        found |= json.loads(path.read_text())["exit_code_by_key"]
    return found


def function_of(mutant):
    """The function that a mutant changes, as we name it.

    >>> function_of("evidence.fingerprint.x_shape__mutmut_3"), function_of("lab.experiments.xǁRunǁmake__mutmut_1")
    ('evidence/fingerprint.py::shape', 'lab/experiments.py::Run.make')
    """
    module, _, name = mutant.partition("__mutmut_")[0].rpartition(".")
    plain = name.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
    return f"{module.replace('.', '/')}.py::{plain}"


def functions(room):
    """Of each function of a room: SHA-256 (hex) of what it does."""
    found = {}
    for path in sorted((ROOT / room).rglob("*.py")):
        if any(map(path.match, NOT_HERE)):
            continue
        found |= functions_of(relative(path), path.read_text(encoding="utf-8"))
    return found


def functions_of(name, text):
    """The same of one file, by its name and its text."""
    found = {}
    for node in ast.parse(text).body:
        is_class = isinstance(node, ast.ClassDef)
        for each in node.body if is_class else [node]:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                full = f"{node.name}.{each.name}" if is_class else each.name
                found[f"{name}::{full}"] = sha256(json.dumps(shape(each)))
    return found
