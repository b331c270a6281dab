"""The pytest side, in a folder of its own: what is kept, and when."""

import shutil

import pytest

from evidence import results, store
from evidence.cli import run_to_end
from tests.evidence.conftest import settle_in_this_process
from tests.evidence.copied_project import CONFTEST, claims, run, settle

pytestmark = pytest.mark.slow

FILES = {
    "conftest.py": CONFTEST,
    "pyproject.toml": """\
[tool.evidence]
claims = "test_*.py"
store = "kept"
prepare = { "needs.py" = "making:make", "other.py" = "making:fail" }

[tool.pytest.ini_options]
addopts = "-p no:cacheprovider"
""",
    "making.py": "def make():\n    open('made', 'a').write('x')\n",
    "needs.py": "",
    "other.py": "",
    "test_a_plain.py": "def test_plain():\n    pass\n",
    "test_decorated.py": claims(
        "decorated_one", parts='{"one": exact(thing, 1), "idle": exact(1, 1)}'
    ),
    "test_fails.py": claims("wrong_one", of=3),
    "test_idle.py": claims("idle_one", fault=1),
    "test_quick.py": claims("quick_one", "quick_two")
    + "\n\ndef test_no_claim():\n    pass\n",
    "test_slow.py": claims(
        "slow_one", head="import needs, time", body="time.sleep(0.5)"
    ),
}
WITH_CLAIMS = [name.removesuffix(".py") for name in FILES if "@claim" in FILES[name]]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The folder after `pytest`, and what was said."""
    root = tmp_path_factory.mktemp("measured")
    settle(root, FILES)
    return root, *run(root, "pytest", "-v", "-W", "error")


def kept(root, name):
    return store.read(root / "kept" / f"{name}.json", {"claims of": f"{name}.py"})


def found(root, name):
    """What is kept of a file's claims, without what differs from run to run."""
    claims = kept(root, name).content["claims"]
    return {
        claim: {key: value for key, value in about.items() if key != "seconds"}
        for claim, about in claims.items()
    }


def test_all_claims_that_ran_are_kept_also_those_that_failed(measured):
    root, status, said = measured
    assert status == 1
    assert "3 failed, 5 passed" in said
    assert {path.stem for path in (root / "kept").iterdir()} == {*WITH_CLAIMS}
    assert found(root, "test_quick").keys() == {"quick-one", "quick-two"}
    assert found(root, "test_fails")["wrong-one"]["holds"] is False


def test_the_command_measures_side_by_side_and_again_what_failed(measured, tmp_path):
    settle(tmp_path, FILES)
    status, said = run(tmp_path, "evidence")
    assert status == 1
    assert said.endswith("""
test_decorated.py: decorated-one has no planted fault that fails its part 'idle'
test_fails.py: wrong-one does not hold
test_idle.py: idle-one accepts the planted fault 'a fault'
measured 5 of 5 claim files, 0 taken as current (delete kept/ to measure everything again)
""")
    for name in WITH_CLAIMS:
        assert found(tmp_path, name) == found(measured[0], name)
        assert kept(tmp_path, name).inputs == kept(measured[0], name).inputs
    assert (tmp_path / "made").read_text() == "x"

    for name in ("test_decorated", "test_fails", "test_idle"):
        right = FILES["test_quick.py"].replace("quick", name[5:])
        (tmp_path / f"{name}.py").write_text(right)
    (tmp_path / "kept" / "test_slow.json").unlink()
    quick = (tmp_path / "kept" / "test_quick.json").read_bytes()
    status, said = run(tmp_path, "evidence")
    assert status == 0, said
    assert "7 passed" in said
    assert "measured 4 of 5 claim files, 1 taken as current" in said
    assert all(claim["holds"] for claim in found(tmp_path, "test_fails").values())
    assert (tmp_path / "kept" / "test_quick.json").read_bytes() == quick


def test_damage_stops_with_one_line_and_stays(measured, tmp_path, monkeypatch):
    root = shutil.copytree(measured[0], tmp_path / "root")
    path = root / "kept" / "test_quick.json"
    path.write_text(path.read_text().replace('"holds": true', '"holds": false'))
    before = path.read_bytes()
    status, said = run(root, "pytest", "-n", "2")
    line = "kept/test_quick.json is not as it was written: bring it back"
    assert status == 1
    assert line in said
    assert "Traceback" not in said
    assert "INTERNALERROR" not in said
    settle_in_this_process(monkeypatch, root)
    with pytest.raises(SystemExit, match=line):
        run_to_end(results.states)
    assert path.read_bytes() == before
