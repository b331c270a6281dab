"""A doctest's last digit must be right: one that is off is red, where pytest's own NUMBER lets it pass."""

import subprocess
import sys

import pytest

from evidence.files import ROOT
from tests.doctest_digits import RightlyRounded

GOT = "(0.6666666666666666, 'x', 6.666666666666667e-06)\n"


def accepted(want):
    return RightlyRounded().check_output(f"{want}\n", GOT, 0)


@pytest.mark.parametrize("want", ["(0.667, 'x', 6.67e-06)", "(0.7, 'x', 7e-06)"])
def test_what_is_rounded_right_is_green(want):
    assert accepted(want)


@pytest.mark.parametrize(
    "want",
    [
        "(0.666, 'x', 6.67e-06)",
        "(0.667, 'x', 6.66e-06)",
        "(0.667, 'y', 6.67e-06)",
        "(0.667, 'x')",
        "(1, 'x', 6.67e-06)",
    ],
)
def test_what_is_not_is_red(want):
    assert not accepted(want)


def test_every_session_asks_for_it(tmp_path):
    for shown in ("0.667", "0.666"):
        session = tmp_path / f"shows-{shown}.pycon"
        session.write_text(f">>> 2 / 3\n{shown}\n", encoding="utf-8")
    options = ["-q", "-c", str(ROOT / "pyproject.toml"), "--confcutdir", str(ROOT)]
    command = [sys.executable, "-m", "pytest", *options, "-p", "conftest"]
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "shows-0.666.pycon" in done.stdout
