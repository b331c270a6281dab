"""What is in the repository: pages, snippets, code style, pinned packages, and nothing of one machine."""

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys

import pytest

from evidence.files import ROOT
from press.paths import DOCS
from tests.site.lint import faults
from tests.site.site import NOTEBOOK_PAGE, PAGES, run

HASHED = re.compile(r"[\w.-]+(\[[\w-]+\])?==\S+( ; .+?)?( --hash=sha256:[0-9a-f]{64})+")
PLACES = {
    "a path of one machine": re.compile(r"(?<![\w.~-])/(?:home|root|tmp|Users)/\w"),
    "a package registry": re.compile(
        r"\bpypi\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|--(extra-)?index-url[ =]|--find-links[ =]"
        r'|"resolved":\s+"http'  # also that of a mirror
    ),
}


def test_pages_and_snippets_keep_the_rules():
    assert faults(ROOT) == []


OPENING = re.compile(
    r"^# .+\n\n\*After this page you know .+ · \d+ minutes\*\n\n\S", re.M
)
WITHOUT_OPENING = {"index.md", "evidence.md", "references.md", "glossary.md"}


@pytest.mark.parametrize("page", sorted({*PAGES} - WITHOUT_OPENING - {NOTEBOOK_PAGE}))
def test_a_page_says_what_it_gives_and_how_long_it_takes(page):
    assert OPENING.search((DOCS / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", [["format", "--check"], ["check"]])
def test_ruff_is_content(command):
    status, said = run(ROOT, "-m", "ruff", *command, "--no-cache", ".")
    assert status == 0, said


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
    return [
        path for name in names.split("\0") if name and (path := ROOT / name).is_file()
    ]


@pytest.mark.parametrize("what", PLACES)
def test_no_file_is_tied_to_a_place(what):
    files = repository_files()
    assert files
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files
        if (
            match := PLACES[what].search(
                path.read_text(encoding="utf-8", errors="ignore")
            )
        )
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of one machine", "/" + "home/me/x"),
        ("a path of one machine", "at '/" + "tmp/x'"),
        ("a package registry", "https://pypi" + ".org/simple"),
        ("a package registry", "--index" + "-url x"),
    ],
)
def test_a_place_is_recognized(what, text):
    assert PLACES[what].search(text)


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "LICENSE", "CITATION.cff"]
)
def test_the_repository_introduces_itself(name):
    assert (ROOT / name).is_file(), f"{name} is missing"
    assert (ROOT / name).read_text(encoding="utf-8").strip(), f"{name} is empty"



def requirements(name):
    """The requirements of a pip file, which may carry hashes and comments."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].rstrip(" \\")
        if text and not text.startswith((" ", "-")):
            yield Requirement(text)


PINNED = {"requirements.txt": 20, "requirements-gpu.txt": 5, "requirements-cluster.txt": 5}  # fmt: skip


@pytest.mark.parametrize("name", PINNED)
def test_every_package_is_pinned_with_hashes(name):
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    packages = [
        " ".join(line.split()) for line in text.splitlines() if line and line[0] != "#"
    ]
    assert len(packages) > PINNED[name]
    assert [line[:60] for line in packages if not HASHED.fullmatch(line)] == []


def pins(name):
    """Package → its requirements in a file, as text."""
    found = {}
    for each in requirements(name):
        found.setdefault(each.name, set()).add(f"{each.specifier} {each.marker}")
    return found


def test_a_gpu_adds_cuda_to_the_same_tensorflow_and_a_cluster_adds_to_what_is_there():
    """Installed over requirements.txt they change nothing of it."""
    usual, gpu = pins("requirements.txt"), pins("requirements-gpu.txt")
    assert usual.keys() & gpu.keys() == {"tensorflow"}
    assert gpu["tensorflow"] == usual["tensorflow"]
    assert all(name.startswith("nvidia-") for name in gpu.keys() - {"tensorflow"})
    assert {"nvidia-cudnn-cu12", "nvidia-cuda-nvcc-cu12"} <= gpu.keys()
    (tensorflow,) = (
        each for each in requirements("requirements-gpu.txt") if each.extras
    )
    assert tensorflow.extras == {"and-cuda"}
    cluster = pins("requirements-cluster.txt")
    assert "distributed" in cluster
    assert not cluster.keys() & usual.keys()


@pytest.mark.parametrize("name", ["requirements", "requirements-gpu", "requirements-cluster"])  # fmt: skip
def test_every_requirement_has_its_reason(name):
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    required = [line for line in lines if line and not line.startswith("#")]
    assert required
    assert [line for line in required if not re.search(r"\S\s+# \w", line)] == []


def plain(package):
    """A package's name as every index writes it."""
    return re.sub(r"[-_.]+", "-", package).lower()


OPTIONAL = {
    "distributed",
    "torch",
}  # a cluster and `make frameworks`


def test_what_is_imported_is_required():
    """What another package brings along today it may leave out tomorrow."""
    lines = (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
    required = {
        plain(re.match(r"[\w.-]+", line)[0]) for line in lines if line[:1] > "#"
    }
    files = [path for path in repository_files() if path.suffix == ".py"]
    nodes = [
        node
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    ]
    names = {
        alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module
    }
    ours = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in files}
    foreign = (
        {name.partition(".")[0] for name in names} - ours - sys.stdlib_module_names
    )
    brought = importlib.metadata.packages_distributions()
    missing = {
        name for name in foreign if not {*map(plain, brought.get(name, ()))} & required
    }
    assert missing == OPTIONAL
