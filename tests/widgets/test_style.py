"""One tool keeps the widgets' sources in one style, and finds what is never used."""

import subprocess

import pytest

from evidence.files import ROOT
from press.node import NODE


@pytest.mark.slow  # it protects no reader
def test_biome_is_content():
    biome = ROOT / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
    done = subprocess.run(
        [NODE, str(biome), "ci", "--error-on-warnings"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
