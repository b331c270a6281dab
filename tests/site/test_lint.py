"""What is in the repository: pages and snippets by the rules, one code style, and nothing of one machine."""

import re
import shutil
import subprocess
import sys

import pytest

from evidence.files import ROOT
from evidence.syntax import source
from lab.engines import NODE
from press.paths import DOCS
from tests.site.lint import faults
from tests.site.site import NOTEBOOK_PAGE, PAGES
from tests.site.statements import typed

PLACES = {
    "a path of one machine": re.compile(r"(?<![\w.~-])/(?:home|root|tmp|Users)/\w"),
    "a package registry": re.compile(
        r"\bpypi\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|--(extra-)?index-url[ =]|--find-links[ =]"
        r'|"resolved":\s+"http'  # also that of a mirror
    ),
}


def test_pages_and_snippets_keep_the_rules():
    assert faults(ROOT) == []


def test_no_claims_sentence_types_a_number():
    files = (ROOT / "tests" / "claims").glob("test_*.py")
    marks = [mark for file in files for mark in source(file).claims.values()]
    assert marks
    assert [fault for mark in marks for fault in typed(mark)] == []


OPENING = re.compile(
    r"^# .+\n\n\*This page (?:explains|lists|shows|says|collects) .+"
    r" · (?:\d+ minutes|answer \d+ min, (?:derivations|evidence) \d+ min)\*\n\n\S",
    re.M,
)
WITHOUT_OPENING = {"index.md", "evidence.md", "references.md", "glossary.md"}


@pytest.mark.parametrize("page", sorted({*PAGES} - WITHOUT_OPENING - {NOTEBOOK_PAGE}))
def test_a_page_says_what_it_gives_and_how_long_it_takes(page):
    assert OPENING.search((DOCS / page).read_text(encoding="utf-8"))


BIOME = ROOT / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
LINTERS = [
    [sys.executable, "-m", "ruff", "format", "--check", "--no-cache"],
    [sys.executable, "-m", "ruff", "check", "--no-cache"],
    pytest.param([NODE, BIOME, "ci", "--error-on-warnings"], marks=pytest.mark.slow),
]


@pytest.mark.parametrize("command", LINTERS)
def test_a_linter_finds_nothing(command):
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def repository_files():
    """What is, or would be, committed."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip(
            "not a checkout, or no git on PATH: there is no list of the repository's files"
        )
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    lock = "uv.lock"  # names the public index, as uv writes it
    return [
        path
        for name in names.split("\0")
        if name and name != lock and (path := ROOT / name).is_file()
    ]


def test_no_file_is_tied_to_a_place():
    texts = {
        path: path.read_text(encoding="utf-8", errors="ignore")
        for path in repository_files()
    }
    assert texts
    assert [
        f"{path.relative_to(ROOT)}: {what}: {found[0]}"
        for path, text in texts.items()
        for what, place in PLACES.items()
        if (found := place.search(text))
    ] == []
