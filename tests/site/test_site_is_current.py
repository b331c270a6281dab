"""The site is built again if what it is built from has changed, or if it is not there as it was built."""

import shutil
import subprocess
import sys

import pytest

from evidence.files import ROOT
from press import site
from tests.site.site import WITHOUT_REPOSITORY

CHANGES = {  # what is done to a checkout → whether the site is current after it
    "nothing": (lambda root: None, True),
    "a page is saved": (lambda root: (root / "docs/index.md").write_text("New."), False),
    "a page is added": (lambda root: (root / "docs/new.md").write_text("New."), False),
    "a build writes its own": (lambda root: (root / "docs/generated/x").write_text("x"), True),
    "a built page is edited": (lambda root: (root / "site/index.html").write_text("x"), False),
    "a built file is gone": (lambda root: (root / "site/generated/a.js").unlink(), False),
}  # fmt: skip
KEEP = """
from evidence.store import Kept, keep
from press import site
keep(site.KEPT, Kept(site.SUBJECT, site.inputs(), {"files": site.hashes(site.SITE)}))
"""
ASK = "from press import site; print(site.is_current())"


def run(root, code):
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, env=WITHOUT_REPOSITORY, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module", params=["checkout", "generated/__pycache__/checkout"])
def checkout(request, tmp_path_factory):
    """A checkout with a built site, also below folders whose names the build skips."""
    root = tmp_path_factory.mktemp("below") / request.param
    for room in ("press", "evidence"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, root / room, ignore=ignored)
    written = ("docs/index.md", "docs/generated/y", "site/index.html", "site/generated/a.js", *site.FILES)  # fmt: skip
    for name in written:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    run(root, KEEP)
    return root


@pytest.mark.parametrize("what", CHANGES)
def test_the_site_is_current_until_something_changes(checkout, tmp_path, what):
    change, current = CHANGES[what]
    copy = shutil.copytree(checkout, tmp_path / checkout.relative_to(checkout.anchor))
    change(copy)
    assert run(copy, ASK) == str(current)


def test_a_folder_that_cannot_be_written_is_named_in_one_line(monkeypatch, capsys):
    def must_be_writable(*folders):
        raise OSError(f"{folders[0].name}/ must be writable")

    monkeypatch.setattr(site, "must_be_writable", must_be_writable)
    assert site.main() == 1
    assert capsys.readouterr().err == "site/ must be writable\n"
