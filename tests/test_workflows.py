"""What GitHub runs for us: it can be read, is pinned, may do no more than it must, and ends."""

import base64
import json
import os
import re
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
    **dict.fromkeys(WORKFLOWS, "github-workflows"),
    GITHUB / "dependabot.yml": "dependabot",
    ROOT / "CITATION.cff": "citation-file-format",
}
TOKEN_IN_ADDRESS = re.compile(r"://[^/\n]*token[^/\n]*@", re.IGNORECASE)
# What stands for `gh`: it notes what it was asked and given, and answers with a name for it.
GH = """#!/usr/bin/env bash
echo "$@" >> asked
if [[ "$*" == *"--input -"* ]]; then cat >> given; fi
if [[ "$*" == *PATCH* ]]; then exit 1; fi
echo "${2##*/}-sha"
"""


def run(*command, **options):
    """Exit status of a command, and all that it said."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, **options
    )
    return done.returncode, done.stdout + done.stderr


def readable(file, schema):
    """Whether a file is as GitHub reads it: exit status, and what is wrong."""
    kind = f"vendor.{schema}"
    return run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", kind, file)


def unsafe(folder):
    """What zizmor finds in a folder's workflows: exit status, and findings."""
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    return run(zizmor, "--offline", "--pedantic", "--no-progress", folder)


def faults(text):
    """What neither of them asks for: runs in their order, jobs that end, no token where logs and proxies keep it."""
    workflow = yaml.safe_load(text)
    if "concurrency" not in workflow:
        yield "two runs at once may end in any order"
    for name, job in workflow["jobs"].items():
        if "timeout-minutes" not in job:
            yield f"{name}: no time limit"
        if not job.get("permissions"):
            yield f"{name}: does not say what it may do"
    if TOKEN_IN_ADDRESS.search(text):
        yield "a token in an address"


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda file: file.name)
def test_it_can_be_read(file):
    status, said = readable(file, SCHEMAS[file])
    assert status == 0, said


def test_what_github_cannot_read_is_red(tmp_path):
    file = tmp_path / "ci.yml"
    text = WORKFLOWS[0].read_text().replace("timeout-minutes:", "timeout-minute:")
    file.write_text(text)
    status, said = readable(file, "github-workflows")
    assert status != 0
    assert "timeout-minute" in said


def test_it_is_safe():
    status, said = unsafe(GITHUB)
    assert status == 0, said


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (r"checkout@\w+ # v(\S+)", r"checkout@v\1", "unpinned-uses"),
        (r"persist-credentials: false", "fetch-depth: 1", "artipacked"),
        (r"permissions: {}", "permissions: write-all", "excessive-permissions"),
        (r"\.ci/run$", "echo ${{ github.head_ref }}", "template-injection"),
    ],
)
def test_what_is_unsafe_is_red(tmp_path, old, new, finding):
    text = (GITHUB / "workflows" / "ci.yml").read_text()
    changed, times = re.subn(old, new, text, count=1, flags=re.MULTILINE)
    assert times
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "ci.yml").write_text(changed)
    status, said = unsafe(tmp_path)
    assert status != 0
    assert finding in said


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_it_is_sound(file):
    assert [*faults(file.read_text())] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("concurrency:", "env:", "two runs at once"),
        ("    timeout-minutes: 60\n", "", "test: no time limit"),
        ("    permissions:\n", "    env:\n", "test: does not say what it may do"),
        ("echo", "git push https://x:$TOKEN@github.com", "a token in an address"),
        ("gh api", "curl https://${{ github.token }}@github.com", "a token in an"),
    ],
)
def test_what_is_not_is_red(old, new, fault):
    text = (GITHUB / "workflows" / "ci.yml").read_text() + "# echo\n"
    assert old in text
    assert any(one.startswith(fault) for one in faults(text.replace(old, new, 1)))


def test_a_gpu_is_tried_by_hand_on_the_runner_that_is_named():
    workflow = yaml.safe_load((GITHUB / "workflows" / "gpu.yml").read_text())
    (when,) = workflow[True].items()  # YAML 1.1 reads `on` so
    assert when[0] == "workflow_dispatch"
    assert when[1]["inputs"]["runner"]["required"] is True
    (job,) = workflow["jobs"].values()
    assert job["runs-on"] == "${{ inputs.runner }}"
    assert "make --silent test GPU=1" in [step.get("run") for step in job["steps"]]


def run_step(workflow, job, gh, folder, **environment):
    """Run a job's last step in a folder as GitHub does, with another `gh`: exit status, and all that it said."""
    jobs = yaml.safe_load((GITHUB / "workflows" / workflow).read_text())["jobs"]
    (folder / "bin").mkdir()
    (folder / "bin" / "gh").write_text(gh)
    (folder / "bin" / "gh").chmod(0o755)
    environment |= {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "GITHUB_REPOSITORY": "someone/why",
    }
    shell = "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"
    return run(*shell, jobs[job]["steps"][-1]["run"], cwd=folder, env=environment)


REPORTS = """#!/usr/bin/env bash
case "$*" in
  *runs/5/jobs*) echo 11 ;;
  *jobs/11/logs) for line in {1..99}; do echo "2026-11-23T04:17:00Z line $line"; done ;;
  "issue list"*) echo "$OPEN" ;;
  *) echo "$@" > asked ;;
esac
"""


@pytest.mark.parametrize(
    ("is_open", "asked"),
    [
        ("", "issue create --title Red --body-file said.md\n"),
        ("7", "issue comment 7 --body-file said.md\n"),
    ],
)
def test_what_breaks_in_a_week_stands_in_one_issue(tmp_path, is_open, asked):
    known = {"OPEN": is_open, "TITLE": "Red", "GITHUB_RUN_ID": "5"}
    known |= {"GITHUB_SERVER_URL": "https://github.com"}
    assert run_step("weekly.yml", "report", REPORTS, tmp_path, **known) == (0, "")
    assert (tmp_path / "asked").read_text() == asked
    said = (tmp_path / "said.md").read_text()
    assert "(https://github.com/someone/why/actions/runs/5)" in said
    assert said.endswith("\nline 98\nline 99\n````\n")


@pytest.mark.skipif(not shutil.which("jq"), reason="no jq, which GitHub has")
def test_the_notebook_goes_to_a_branch_of_its_own(tmp_path):
    """The file as it is, in a commit without parents; the branch is made where it is missing."""
    notebook = tmp_path / "site" / "tutorial" / "cvae" / "cvae.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes("σ²\n".encode() * 100_000)  # more than a command may take
    sha = {"GITHUB_SHA": "0" * 40}
    assert run_step("ci.yml", "notebook", GH, tmp_path, **sha)[0] == 0
    decoder, text = json.JSONDecoder(), (tmp_path / "given").read_text()
    blob, end = decoder.raw_decode(text)
    assert base64.b64decode(blob["content"]) == notebook.read_bytes()
    (entry,) = decoder.raw_decode(text[end:].lstrip())[0]["tree"]
    assert (entry["path"], entry["sha"]) == ("cvae.ipynb", "blobs-sha")
    *_, commit, update, create = (tmp_path / "asked").read_text().splitlines()
    assert "tree=trees-sha" in commit
    assert "parent" not in commit
    assert "sha=commits-sha" in update
    assert create.endswith("ref=refs/heads/notebook -f sha=commits-sha")
