"""The pytest side, in a folder of its own: what is kept, and when."""

import re
import shutil
from types import SimpleNamespace

import pytest

from evidence import pytest_plugin, results, store
from evidence.store import Damaged
from tests.evidence.copied_project import claims, run, settle

FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin"]\n',
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\nstore = "kept"\n\n[tool.pytest.ini_options]\naddopts = "-p no:cacheprovider"\n',
    "data/numbers.txt": "1 2 3",
    "test_a_plain.py": "def test_plain():\n    pass\n",
    "test_decorated.py": claims(
        "decorated_one", parts='{"one": exact(thing, 1), "idle": exact(1, 1)}'
    ),
    "test_fails.py": claims("wrong_one", of=3),
    "test_idle.py": claims("idle_one", fault=1),
    "test_quick.py": claims("quick_one", "quick_two")
    + "\n\ndef test_no_claim():\n    pass\n",
    "test_reads.py": claims(
        "reading_one", body="(ROOT / 'data' / 'numbers.txt').read_text()"
    ),
    "test_slow.py": claims("slow_one", body="time.sleep(0.5)"),
    "test_tells.py": claims(
        "telling_one", body="(ROOT / 'data/numbers.txt').read_text()"
    ),
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
    assert "4 failed, 6 passed" in said
    assert found(root, "test_quick").keys() == {"quick-one", "quick-two"}
    assert all(claim["holds"] for claim in found(root, "test_quick").values())
    assert {path.stem for path in (root / "kept").iterdir()} == {*WITH_CLAIMS}


def test_a_claim_that_fails_is_kept_as_failed(measured):
    root, _, said = measured
    assert found(root, "test_fails")["wrong-one"]["holds"] is False
    assert found(root, "test_idle")["idle-one"]["controls"]["a fault"]["holds"] is True
    assert "claim 'wrong-one' does not hold" in said
    assert "claim 'idle-one': its check accepts the fault 'a fault'" in said


def test_a_part_that_no_fault_fails_is_named(measured):
    _, _, said = measured
    assert "claim 'decorated-one': no planted fault fails 'idle'" in said


def test_a_claim_that_reads_what_its_key_does_not_know_fails(measured):
    """A path that is put together is not seen in the code; one that is written out is."""
    root, _, said = measured
    line = "it reads data/numbers.txt, of which the key of test_reads.py knows nothing"
    assert line in said
    assert line in found(root, "test_reads")["reading-one"]["fault"]
    assert found(root, "test_reads")["reading-one"]["holds"] is False
    assert found(root, "test_tells")["telling-one"]["holds"] is True
    assert "data/numbers.txt" in kept(root, "test_tells").inputs


def test_the_longest_file_is_first_and_one_claim_alone_keeps_nothing(root):
    """`-k` with the id: of test_slow.py that is all there is, of test_quick.py it is half."""
    before = {
        name: (root / "kept" / f"{name}.json").read_bytes() for name in WITH_CLAIMS
    }
    (root / "test_quick.py").write_text(claims("quick_one", "quick_two", fault=3))
    status, said = run(root, "pytest", "-v", "-k", "quick-one or slow-one")
    assert status == 0
    assert re.findall(r"(\w+)\.py::\w+ PASSED", said) == ["test_slow", "test_quick"]
    after = {
        name: (root / "kept" / f"{name}.json").read_bytes() for name in WITH_CLAIMS
    }
    assert [name for name in WITH_CLAIMS if before[name] != after[name]] == [
        "test_slow"
    ]


def test_side_by_side_gives_the_same(measured, tmp_path):
    settle(tmp_path, FILES)
    status, said = run(tmp_path, "pytest", "-n", "2")
    assert status == 1
    assert "4 failed, 6 passed" in said
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
            "test_reads.py: reading-one does not hold",
        ],
    )
    for name in ("test_decorated", "test_fails", "test_idle", "test_reads"):
        (root / f"{name}.py").write_text(
            FILES["test_quick.py"].replace("quick", name[5:])
        )
    (root / "kept" / "test_slow.json").unlink()
    quick = (root / "kept" / "test_quick.json").read_bytes()
    status, said = run(root, "evidence")
    assert status == 0, said
    assert "9 passed" in said
    assert all(claim["holds"] for claim in found(root, "test_fails").values())
    assert kept(root, "test_slow")
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


def configured(dist):
    """What pytest is told at its start, and how it shares tests out."""
    lines = []
    option = SimpleNamespace(dist=dist, loadscopereorder=True)
    config = SimpleNamespace(
        option=option, addinivalue_line=lambda *line: lines.append(line)
    )
    pytest_plugin.pytest_configure(config)
    return lines, option.dist, option.loadscopereorder


def test_claims_of_one_file_go_to_one_process_the_longest_first():
    """Where somebody asked for another way of sharing tests out, it stays."""
    lines, dist, reordered = configured("load")
    assert (dist, reordered) == ("loadfile", False)
    assert configured("worksteal")[1:] == ("worksteal", True)
    assert configured("no")[1:] == ("no", True)
    about = "claim: checks a claim of a page and its planted faults"
    assert lines == [("markers", about)]  # as `pytest --markers` shows it


def started(dist):
    pytest_plugin.pytest_sessionstart(
        SimpleNamespace(config=SimpleNamespace(option=SimpleNamespace(dist=dist)))
    )


def test_damage_anywhere_stops_what_has_workers_before_they_start(project, monkeypatch):
    """A session that has none stops where it comes to a damaged file, and at no other."""
    project["test_one.py"] = claims("one")
    results.place_of(project / "test_one.py").parent.mkdir()
    results.place_of(project / "test_one.py").write_text("{")
    started("no")
    with pytest.raises(pytest.exit.Exception, match="is cut short") as stop:
        started("loadfile")
    assert stop.value.returncode == 1


@pytest.mark.parametrize("fault", [Damaged, OSError, ValueError])
def test_what_stops_a_session_is_one_line(fault):
    def stops():
        raise fault("the line")

    with pytest.raises(pytest.exit.Exception) as stop:
        pytest_plugin.stop_at_damage(stops)
    assert (stop.value.msg, stop.value.returncode) == ("the line", 1)
    assert pytest_plugin.stop_at_damage(lambda: 3) == 3


def test_what_is_no_claim_has_no_id():
    """A doctest has not even a function."""
    assert pytest_plugin.claim_of(SimpleNamespace()) is None
    assert pytest_plugin.claim_of(SimpleNamespace(function=print)) is None
    function = SimpleNamespace(claim_id="one")
    assert pytest_plugin.claim_of(SimpleNamespace(function=function)) == "one"


def asked(soon=False):
    return SimpleNamespace(option=SimpleNamespace(soon=soon))


def item(path, claim=None):
    """A test as pytest collects it."""
    function = SimpleNamespace(claim_id=claim) if claim else print
    return SimpleNamespace(path=path, function=function)


@pytest.fixture
def session(project, monkeypatch):
    """Two files with claims, of which nothing is measured; gives a function that lets claims of one run."""
    monkeypatch.setattr(pytest_plugin, "INPUTS", {})
    monkeypatch.setattr(pytest_plugin.claims, "MEASURED", {})
    monkeypatch.setattr(pytest_plugin, "provenance", lambda: {"date": "today"})
    project["test_a.py"] = claims("a_one", "a_two")
    project["test_b.py"] = claims("b_one")

    def ran(path, *names, seconds=1.0):
        pytest_plugin.pytest_collection_modifyitems(
            asked(), [item(path, name) for name in names]
        )
        for name in names:
            pytest_plugin.claims.MEASURED[name] = {"seconds": seconds}
            pytest_plugin.pytest_runtest_teardown(item(path, name))

    return ran


def test_what_all_claims_of_a_file_found_is_kept_with_how_it_was_made(session, project):
    """Also where they do not run one after the other."""
    path = project / "test_a.py"
    session(path, "a-two")
    session(project / "test_b.py", "b-one")
    assert results.kept(path) is None
    session(path, "a-one")
    kept = results.kept(path)
    assert [*kept.content["claims"]] == ["a-one", "a-two"]
    assert kept.content.keys() == {"claims"}
    assert (kept.inputs, kept.made) == (
        pytest_plugin.inputs_of(path),
        {"date": "today"},
    )
    pytest_plugin.pytest_runtest_teardown(item(path))
    assert results.kept(project / "test_b.py").content["claims"]["b-one"]


def test_what_cannot_be_kept_stops_with_one_line(session, project):
    place = results.place_of(project / "test_b.py")
    pytest_plugin.pytest_collection_modifyitems(
        asked(), [item(project / "test_b.py", "b-one")]
    )
    place.parent.mkdir()
    place.write_text("{")
    pytest_plugin.claims.MEASURED["b-one"] = {}
    with pytest.raises(pytest.exit.Exception, match="is cut short"):
        pytest_plugin.keep_claims_of(project / "test_b.py")


def test_what_takes_longest_runs_first_and_what_is_no_claim_last(session, project):
    """Of what was never measured nobody knows: it is taken for long. Who waits for a page has the shortest first."""
    session(project / "test_a.py", "a-one", "a-two", seconds=1.0)
    session(project / "test_b.py", "b-one", seconds=3.0)
    project["test_c.py"] = claims("c_one")
    plain = item(project / "test_a.py")
    doctest = SimpleNamespace(path=project / "c.py")
    a_one, a_two = (item(project / "test_a.py", name) for name in ("a-one", "a-two"))
    b_one = item(project / "test_b.py", "b-one")
    c_one = item(project / "test_c.py", "c-one")
    items = [doctest, a_one, plain, b_one, a_two, c_one]
    pytest_plugin.pytest_collection_modifyitems(asked(), items)
    assert items == [c_one, b_one, a_one, a_two, doctest, plain]
    pytest_plugin.pytest_collection_modifyitems(asked(soon=True), items)
    assert items == [a_one, a_two, b_one, c_one, doctest, plain]


def test_a_claim_is_picked_by_its_id_or_as_one_of_all():
    marks, words = [], set()
    one = item("test_a.py", "a-one")
    one.add_marker, one.extra_keyword_matches = marks.append, words
    pytest_plugin.pytest_itemcollected(one)
    pytest_plugin.pytest_itemcollected(item("test_a.py"))
    assert (marks, words) == (["claim"], {"a-one"})
