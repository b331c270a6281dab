"""The pytest side, in a folder of its own: what is kept, and when."""

import shutil

import pytest

from evidence import store
from tests.evidence.copied_project import claims, run, settle

pytestmark = pytest.mark.slow

FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin"]\n',
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\nstore = "kept"\n\n[tool.pytest.ini_options]\naddopts = "-p no:cacheprovider"\n',
    "test_a_plain.py": "def test_plain():\n    pass\n",
    "test_decorated.py": claims(
        "decorated_one", parts='{"one": exact(thing, 1), "idle": exact(1, 1)}'
    ),
    "test_fails.py": claims("wrong_one", of=3),
    "test_idle.py": claims("idle_one", fault=1),
    "test_quick.py": claims("quick_one", "quick_two")
    + "\n\ndef test_no_claim():\n    pass\n",
    "test_slow.py": claims("slow_one", body="time.sleep(0.5)"),
}
WITH_CLAIMS = [name.removesuffix(".py") for name in FILES if "@claim" in FILES[name]]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The folder after `pytest`, and what was said."""
    root = tmp_path_factory.mktemp("measured")
    settle(root, FILES)
    return root, *run(root, "pytest", "-v", "-W", "error")


@pytest.fixture
def root(measured, tmp_path):
    """A copy of the folder after `pytest`."""
    return shutil.copytree(measured[0], tmp_path / "root")


def kept(root, name):
    return store.read(root / "kept" / f"{name}.json", {"claims of": f"{name}.py"})


def found(root, name):
    """What is kept of a file's claims, without what differs from run to run."""
    claims = kept(root, name).content["claims"]
    return {
        claim: {key: value for key, value in about.items() if key != "seconds"}
        for claim, about in claims.items()
    }


def test_all_claims_of_a_file_that_ran_are_kept(measured):
    root, status, said = measured
    assert status == 1
    assert "3 failed, 5 passed" in said
    assert found(root, "test_quick").keys() == {"quick-one", "quick-two"}
    assert all(claim["holds"] for claim in found(root, "test_quick").values())
    assert {path.stem for path in (root / "kept").iterdir()} == {*WITH_CLAIMS}


def test_a_claim_that_fails_is_kept_as_failed(measured):
    root, _, said = measured
    assert found(root, "test_fails")["wrong-one"]["holds"] is False
    assert found(root, "test_idle")["idle-one"]["controls"]["a fault"]["holds"] is True
    assert "claim 'idle-one': its check accepts the planted fault" in said
    assert "claim 'decorated-one': no planted fault fails 'idle'" in said


def test_side_by_side_gives_the_same(measured, tmp_path):
    settle(tmp_path, FILES)
    status, said = run(tmp_path, "pytest", "-n", "2")
    assert status == 1
    assert "3 failed, 5 passed" in said
    for name in WITH_CLAIMS:
        assert found(tmp_path, name) == found(measured[0], name)
        assert kept(tmp_path, name).inputs == kept(measured[0], name).inputs


def test_the_command_measures_what_is_stale_and_what_failed(root):
    status, said = run(root, "evidence", "status")
    assert (status, said.splitlines()) == (
        0,
        [
            "test_decorated.py: decorated-one has no planted fault that fails its part 'idle'",
            "test_fails.py: wrong-one does not hold",
            "test_idle.py: idle-one accepts the planted fault 'a fault'",
            "stale: 3 of 5 claim files, 2 taken as current (delete kept/ to measure everything again)",
        ],
    )
    for name in ("test_decorated", "test_fails", "test_idle"):
        (root / f"{name}.py").write_text(
            FILES["test_quick.py"].replace("quick", name[5:])
        )
    (root / "kept" / "test_slow.json").unlink()
    quick = (root / "kept" / "test_quick.json").read_bytes()
    status, said = run(root, "evidence")
    assert status == 0, said
    assert "7 passed" in said
    assert "measured 4 of 5 claim files, 1 taken as current" in said
    assert all(claim["holds"] for claim in found(root, "test_fails").values())
    assert (root / "kept" / "test_quick.json").read_bytes() == quick


@pytest.mark.parametrize("command", [["pytest", "-n", "2"], ["evidence"]], ids="_".join)
def test_damage_stops_with_one_line_and_stays(root, command):
    path = root / "kept" / "test_quick.json"
    path.write_text(path.read_text().replace('"holds": true', '"holds": false'))
    before = path.read_bytes()
    status, said = run(root, *command)
    assert status == 1
    assert "kept/test_quick.json is not as it was written: bring it back" in said
    assert "Traceback" not in said
    assert "INTERNALERROR" not in said
    assert path.read_bytes() == before
