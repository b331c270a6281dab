"""Every package that is installed is asked for in pyproject.toml with a reason, and locked by hash."""

import os
import re
import subprocess
import sys
import tomllib

import pytest

from evidence.files import ROOT
from evidence.fingerprint import distributions, foreign

ROOMS = ("evidence", "lab", "press", "snippets", "tests")
PUBLIC = "https://pypi" + ".org/simple"  # not a mirror that a machine happens to use
FILES = "https://files.python" + "hosted.org/"
OPTIONAL = {"distributed", "torch"}  # imported only where they are installed


def plain(package):
    """A package's name as every index writes it."""
    return re.sub(r"[-_.]+", "-", package).lower()


def uv(*arguments):
    """What uv prints from the lock alone, without a network or an index of this machine. Skips if uv is not installed."""
    pytest.importorskip("uv", reason="uv is not in this environment")
    here = {name: text for name, text in os.environ.items() if name[:3] != "UV_"}
    return subprocess.run(
        [sys.executable, "-m", "uv", *arguments, "--offline", "--no-config", "--quiet"],
        cwd=ROOT,
        env=here,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_lock_is_what_pyproject_asks_for():
    done = uv("lock", "--check", "--python", sys.executable)
    assert done.returncode == 0, (
        f"uv.lock is out of date: run `make lock`\n{done.stderr}"
    )


def test_requirements_txt_is_exported_from_the_lock():
    done = uv("export", "--frozen", "--no-header", "--no-annotate", "--no-emit-project")
    assert done.returncode == 0, done.stderr
    exported = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert exported == done.stdout, "requirements.txt is out of date: run `make lock`"


def test_every_file_in_the_lock_is_public_and_has_a_hash():
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages = [each for each in lock["package"] if "registry" in each["source"]]
    assert len(packages) == len(lock["package"]) - 1  # the project itself
    for package in packages:
        assert package["source"]["registry"] == PUBLIC
        files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        assert files, package["name"]
        for file in files:
            assert file["url"].startswith(FILES), package["name"]
            assert file["hash"].startswith("sha256:"), package["name"]


def test_what_is_imported_is_asked_for():
    """A package that another one requires today may be gone tomorrow."""
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text)["dependency-groups"]
    defaults = [each for name in ("train", "site", "test") for each in groups[name]]
    asked = {plain(re.match(r"[\w.-]+", each)[0]) for each in defaults}
    brought = distributions()
    missing = {
        name
        for name in foreign(files)
        if not asked & {*map(plain, brought.get(name, []))}
    }
    assert missing - OPTIONAL == set()
