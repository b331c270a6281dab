"""`python -m evidence` runs, beside the claims, the programs that have something to make."""

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from evidence import background
from tests.evidence.copied_project import claims, run, settle
from tests.processes import needs_proc, processes_in, until

FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin"]\n',
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\n\n[tool.evidence.beside]\ndraw = "draw:states"\n',
    "draw.py": """\
import pathlib, sys, time

PICTURE = pathlib.Path("picture")

def states():
    return [] if PICTURE.exists() else ["picture is missing"]

if __name__ == "__main__":
    print("drawing")
    pathlib.Path("started").touch()
    if pathlib.Path("broken").exists():
        sys.exit("no ink")
    while pathlib.Path("slow").exists():
        time.sleep(0.1)
    with PICTURE.open("a") as file:
        file.write("x")
""",
    "test_one.py": claims("one"),
}


@pytest.fixture
def root(tmp_path):
    settle(tmp_path, FILES)
    return tmp_path


def test_what_is_stale_is_made_once_and_named_by_status(root):
    code, said = run(root, "evidence", "status")
    assert said == "test_one.py: not measured yet\npicture is missing\n"
    code, said = run(root, "evidence")
    assert code == 0, said
    assert "drawing" in said
    assert run(root, "evidence") == (0, "")
    assert (root / "picture").read_text() == "x"
    assert run(root, "evidence", "status") == (0, "all current\n")


def test_its_fault_is_told_and_claims_are_measured_all_the_same(root):
    (root / "broken").touch()
    code, said = run(root, "evidence")
    assert code == 1
    assert "no ink" in said
    assert run(root, "evidence", "status")[1] == "picture is missing\n"


@needs_proc
def test_it_ends_when_the_command_is_stopped(root):
    """Ctrl-C reaches the command alone, as where it was sent by another program, which waits for the last that it started."""
    (root / "slow").touch()
    run(root, "pytest", "-q")
    command = subprocess.Popen(
        [sys.executable, "-m", "evidence"],
        cwd=root,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        env={**os.environ, "PYTHONPATH": ""},
    )
    while not (root / "started").exists():
        assert command.poll() is None
        time.sleep(0.1)
    command.send_signal(signal.SIGINT)
    assert "stopped: what was finished is kept" in command.communicate(timeout=5)[1]
    assert not (root / "picture").exists()
    assert until(lambda: not processes_in(root), 5)


def test_ctrl_c_before_all_have_started_ends_those_that_have(monkeypatch):
    ended = []

    def start(module):
        if module == "count":
            raise KeyboardInterrupt
        return SimpleNamespace(
            communicate=lambda: ("", None), terminate=lambda: ended.append(module)
        )

    monkeypatch.setattr(background, "stale", lambda: ["draw", "count"])
    monkeypatch.setattr(background, "start", start)
    with pytest.raises(KeyboardInterrupt), background.programs():
        pytest.fail("nothing is measured beside what did not start")
    assert ended == ["draw"]


@pytest.mark.parametrize("said", ["drawing\ndone\n", "no ink", ""])
def test_what_it_said_is_shown_as_it_said_it(said, capsys):
    finished = []
    process = SimpleNamespace(communicate=lambda: (said, None))
    background.follow(process, "draw", finished.append)
    assert capsys.readouterr().out == said
    assert finished == ["draw"]


def test_what_has_nothing_to_make_is_not_started(monkeypatch):
    states = {"draw:states": ["picture is missing"], "count:states": []}
    usual = {"draw": "draw:states", "count": "count:states"}
    monkeypatch.setattr(background, "settings", lambda: {"beside": usual})
    monkeypatch.setattr(background, "called", lambda name: lambda: states[name])
    assert background.stale() == ["draw"]
