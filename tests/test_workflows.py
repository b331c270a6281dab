"""The workflows can be read by GitHub, are safe, and report what breaks."""

import base64
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from evidence.files import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
SCHEMAS = {
    "github-workflows": WORKFLOWS,
    "dependabot": [GITHUB / "dependabot.yml"],
    "citation-file-format": [ROOT / "CITATION.cff"],
}


def run(*command, **options):
    """A command's exit status, and all that it printed."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, **options
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("schema", SCHEMAS)
def test_github_can_read_it(schema):
    check = sys.executable, "-m", "check_jsonschema", "--builtin-schema"
    status, said = run(*check, f"vendor.{schema}", *SCHEMAS[schema])
    assert status == 0, said


def test_zizmor_finds_nothing_unsafe():
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    status, said = run(zizmor, "--offline", "--pedantic", "--no-progress", GITHUB)
    assert status == 0, said


def run_last_step(workflow, job, gh, folder, **environment):
    """Run a job's last step in a folder as GitHub does, with a script in place of `gh`; return what it printed."""
    jobs = yaml.safe_load((GITHUB / "workflows" / workflow).read_text())["jobs"]
    program = folder / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(f"#!/usr/bin/env bash\n{gh}")
    program.chmod(0o755)
    environment["PATH"] = f"{program.parent}:{os.environ['PATH']}"
    environment["GITHUB_REPOSITORY"] = "someone/why"
    shell = "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"
    script = jobs[job]["steps"][-1]["run"]
    status, said = run(*shell, script, cwd=folder, env=environment)
    assert status == 0, said
    return said


@pytest.mark.parametrize(("is_open", "asked"), [("", "create"), ("7", "comment 7")])
def test_what_breaks_in_a_week_is_reported_in_one_issue(tmp_path, is_open, asked):
    gh = """case "$*" in
      *runs/5/jobs*) echo 11 ;;
      *jobs/11/logs) for line in {1..99}; do echo "2026-11-23T04:17:00Z line $line"; done ;;
      "issue list"*) echo "$OPEN" ;;
      *) echo "$@" ;;
    esac"""
    run_id = {"GITHUB_SERVER_URL": "https://x", "GITHUB_RUN_ID": "5"}
    said = run_last_step("weekly.yml", "report", gh, tmp_path, OPEN=is_open, **run_id)
    assert f"issue {asked} " in said
    body = (tmp_path / "said.md").read_text()
    assert "(https://x/someone/why/actions/runs/5)" in body
    assert body.endswith("\nline 98\nline 99\n````\n")


@pytest.mark.skipif(not shutil.which("jq"), reason="no jq, which GitHub has")
def test_the_notebook_is_committed_unchanged_to_its_own_branch(tmp_path):
    notebook = tmp_path / "site" / "tutorial" / "cvae" / "cvae.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes("σ²\n".encode() * 100_000)  # more than an argument may hold
    gh = """echo "$@" >> asked
    if [[ "$2" == */blobs ]]; then jq -r .content > content; elif [[ "$*" == *--input* ]]; then cat > /dev/null; fi
    echo "${2##*/}-sha"
    [[ "$*" != *PATCH* ]]"""
    run_last_step("ci.yml", "notebook", gh, tmp_path, GITHUB_SHA="0" * 40)
    sent = base64.b64decode((tmp_path / "content").read_text())
    assert sent == notebook.read_bytes()
    *_, commit, update, create = (tmp_path / "asked").read_text().splitlines()
    assert "tree=trees-sha" in commit
    assert "parent" not in commit
    assert "sha=commits-sha" in update
    assert create.endswith("ref=refs/heads/notebook -f sha=commits-sha")
