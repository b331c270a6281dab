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
    """The folder after `python -m evidence`, and what was said."""
    root = tmp_path_factory.mktemp("measured")
    settle(root, FILES)
    return root, *run(root, "evidence")


def claims_kept(root, name):
    """What is kept of a file's claims, by their ids."""
    path = root / "kept" / f"{name}.json"
    return store.read(path, {"claims of": f"{name}.py"}).content["claims"]


def test_all_claims_that_ran_are_kept_also_those_that_failed(measured):
    root, status, said = measured
    assert status == 1
    assert said.endswith("""
test_decorated.py: decorated-one has no planted fault that fails its part 'idle'
test_fails.py: wrong-one does not hold
test_idle.py: idle-one accepts the planted fault 'a fault'
measured 5 of 5 claim files, 0 taken as current (delete kept/ to measure everything again)
""")
    assert {path.stem for path in (root / "kept").iterdir()} == {*WITH_CLAIMS}
    assert claims_kept(root, "test_quick").keys() == {"quick-one", "quick-two"}
    assert claims_kept(root, "test_fails")["wrong-one"]["holds"] is False
    assert (root / "made").read_text() == "x"


def test_the_command_measures_again_what_failed(measured, tmp_path):
    root = shutil.copytree(measured[0], tmp_path / "root")
    for name in ("test_decorated", "test_fails", "test_idle"):
        right = FILES["test_quick.py"].replace("quick", name[5:])
        (root / f"{name}.py").write_text(right)
    (root / "kept" / "test_slow.json").unlink()
    quick = (root / "kept" / "test_quick.json").read_bytes()
    status, said = run(root, "evidence")
    assert status == 0, said
    assert "7 passed" in said
    assert "measured 4 of 5 claim files, 1 taken as current" in said
    assert all(claim["holds"] for claim in claims_kept(root, "test_fails").values())
    assert (root / "kept" / "test_quick.json").read_bytes() == quick


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
