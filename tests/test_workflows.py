"""The workflows can be read by GitHub, are safe, and measure only what a pull request touches."""

import statistics
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from evidence import results
from evidence.files import ROOT, relative
from evidence.fingerprint import usable_by

GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
SCHEMAS = {
    "github-workflows": WORKFLOWS,
    "dependabot": [GITHUB / "dependabot.yml"],
    "citation-file-format": [ROOT / "CITATION.cff"],
}


def run(*command):
    """A command's exit status, and all that it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("schema", SCHEMAS)
def test_github_can_read_it(schema):
    check = sys.executable, "-m", "check_jsonschema", "--builtin-schema"
    status, said = run(*check, f"vendor.{schema}", *SCHEMAS[schema])
    assert status == 0, said


def test_zizmor_finds_nothing_unsafe():
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    status, said = run(zizmor, "--offline", "--pedantic", "--no-progress", GITHUB)
    assert status == 0, said


def steps_with(action):
    """(job, step) of each step of the CI that uses an action."""
    workflow = yaml.safe_load((GITHUB / "workflows/ci.yml").read_text())
    for name, job in workflow["jobs"].items():
        for step in job["steps"]:
            if step.get("uses", "").startswith(f"{action}@"):
                yield name, step


def test_only_main_saves_what_it_measured_and_only_a_pull_request_restores_it():
    restored = dict(steps_with("actions/cache/restore"))
    ((job, saved),) = steps_with("actions/cache/save")
    assert job == "test"
    assert saved["if"] == "github.ref == 'refs/heads/main'"
    assert restored.keys() == {"test", "slow"}
    for step in restored.values():
        assert step["if"] == "github.event_name == 'pull_request'"
        prefix = step["with"].pop("restore-keys")
        assert step["with"] == saved["with"]
        assert step["with"]["key"] == prefix + "${{ github.sha }}"
    assert not [*steps_with("actions/cache")], "it would save and restore"


@pytest.mark.slow
def test_what_an_edit_costs_here_is_as_contributing_says():
    """How many claim files could have used a file: in the median of a folder's files, and at most."""
    files = results.claim_files()
    used = [name for path in files for name in usable_by(path)["modules"]]
    kept = [*filter(None, map(results.kept, files))]
    assert not [name for each in kept for name in each.inputs if name.endswith(".md")]
    for folder, at_most in (("snippets", 1), ("lab", 2)):
        paths = (ROOT / folder).rglob("[a-z]*.py")
        costs = [used.count(relative(path)) for path in paths]
        assert 0 < statistics.median(costs) <= at_most, folder
        assert max(costs) == len(files), folder
