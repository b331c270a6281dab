"""A copy of the project, in which mutmut may change one room."""

import shutil
import subprocess

from evidence.files import ROOT
from tests.mutation.plugin import RECORDER

TESTS = {"evidence": ["tests/evidence", "evidence"]}


def prepare(room):
    folder = ROOT / "build/mutation" / room
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in names:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    init = folder / room / "__init__.py"
    init.write_text(init.read_text() + RECORDER)
    with (folder / "pyproject.toml").open("a") as file:
        others = sorted({name.partition("/")[0] for name in names} - {room})
        file.write(f"""
[tool.mutmut]
source_paths = ["{room}"]
also_copy = {others}
pytest_add_cli_args_test_selection = {TESTS[room]}
pytest_add_cli_args = ["-p", "tests.mutation.plugin", "-m", "not slow"]
process_isolation = "forkserver"
forkserver_warmup = "import"
preload_modules_file = "preload.txt"
timeout_multiplier = 3.0
timeout_constant = 10.0
use_git_change_detection = false
""")
    (folder / "preload.txt").write_text("numpy\nscipy.stats\npytest\n_pytest.doctest\n")
    return folder
