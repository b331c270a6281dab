"""The store: what is read is what was written, or one line says that it is not; and damage is never overwritten."""

import json
import multiprocessing
import re
from dataclasses import replace
from threading import Thread

import numpy as np
import pytest

from evidence import store
from evidence.store import Damaged, Kept, keep, read

NAN = float("nan")
OF = {"run": {"head": "a", "seed": 0}}
ARRAYS = {
    "history": np.arange(6.0).reshape(2, 3),
    "weights": np.float32([0.5, np.nan, np.inf, -0.0]),
    "count": np.array(3),
}
KEPT = Kept(
    OF,
    {"code/a.py": "0" * 64, "numpy": "2.0"},
    {
        "runs": [{"elbo": -157.25, "note": "σ²"}, {}],
        "claims": {"one": {"n": 3}},
        "none": [],
        "all": True,
    },
    {"device": "CPU", "seconds": 2.5},
)
KINDS = {"kept.json": KEPT, "kept.npz": replace(KEPT, arrays=ARRAYS)}


@pytest.fixture(params=KINDS)
def path(request, tmp_path):
    """A file with what is kept, once of JSON alone and once with arrays."""
    path = tmp_path / "deep" / request.param
    assert keep(path, KINDS[request.param])
    return path


def edit(path, change):
    """Rewrite a file as someone would who edits its header or, in a .json file, its content."""
    if path.suffix == ".json":
        found = json.loads(path.read_text(encoding="utf-8"))
        change(found)
        path.write_text(json.dumps(found), encoding="utf-8")
        return
    with np.load(path) as file:
        arrays = dict(file)
    found = json.loads(str(arrays.pop("header")))
    change(found)
    np.savez_compressed(path, header=np.array(json.dumps(found)), **arrays)


def test_what_is_read_is_what_was_written(path):
    found, wanted = read(path, OF), KINDS[path.name]
    assert replace(found, arrays={}) == replace(wanted, arrays={})
    assert found.arrays.keys() == wanted.arrays.keys()
    for name, array in wanted.arrays.items():
        assert found.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(found.arrays[name], array)


EDITS = {
    "content": lambda found: found["content"].update(all=False),
    "inputs": lambda found: found["inputs"].update(numpy="2.1"),
    "how it was made": lambda found: found["made"].update(seconds=0.1),
    "what it is of": lambda found: found["of"]["run"].update(seed=1),
    "the digest": lambda found: found.update(digest="0" * 64),
    "inputs that are a list": lambda found: found.update(inputs=[1]),
} | {
    f"no {field}": lambda found, field=field: found.pop(field)
    for field in ("of", "inputs", "made", "digest", "content")
}


def refused(path, of=OF):
    """What is said where a file is read, and again where something is to be kept in its place; it stays as it is."""
    before = path.read_bytes()
    with pytest.raises(Damaged) as reading:
        read(path, of)
    with pytest.raises(Damaged) as keeping:
        keep(path, replace(KINDS[path.name], of=of))
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]
    said = str(reading.value)
    assert said == str(keeping.value)
    assert "\n" not in said
    assert path.name in said
    return said


@pytest.mark.parametrize("change", EDITS)
def test_an_edited_file_is_refused(path, change):
    edit(path, EDITS[change])
    fault = r"is (not as it was written|cut short or no kept file|of .*)"
    assert re.search(
        f"{fault}: bring it back .* nothing was overwritten$", refused(path)
    )


def test_an_edited_array_is_refused(tmp_path):
    path = tmp_path / "kept.npz"
    kept = KINDS[path.name]
    header = np.array(store.as_text(kept))
    others = {"weights": 2 * ARRAYS["weights"]}, {"history": np.ones((2, 3), int)}
    for other in others:
        np.savez_compressed(path, header=header, **ARRAYS | other)
        assert f"{path.name} is not as it was written" in refused(path)


DAMAGES = {
    "cut short": lambda data: data[:-40],
    "empty": lambda data: b"",
    "not text": lambda data: b"\xff\xfe" + data,
    "bytes gone over": lambda data: data[:60] + b"\xff" * 90 + data[150:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(path, damage):
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert f"{path.name} is cut short or no kept file: bring" in refused(path)


def test_what_is_kept_today_can_be_read_for_years():
    """Written down once: another digest of the same would make all that was ever kept unreadable."""
    known = "a2ae596d7478b9e0a99994dd2ff9f0a7498e5e5b342e394a7114e774512593dc"
    assert store.digest(KINDS["kept.npz"]) == known


@pytest.mark.parametrize("wrong", [{"content": {"elbo": NAN}}, {"made": {"s": NAN}}])
def test_json_that_no_other_reader_could_read_is_not_written(tmp_path, wrong):
    """An array may hold a NaN; JSON has none."""
    for name, kept in KINDS.items():
        with pytest.raises(ValueError, match="not JSON compliant"):
            keep(tmp_path / name, replace(kept, **wrong))
    assert [*tmp_path.iterdir()] == []


def keep_often(path):
    for number in range(8):
        keep(path, replace(KEPT, content={"much": [number] * 2000}))


def test_threads_and_processes_may_write_the_same_file(tmp_path):
    """Nobody reads a half, and nothing else is left."""
    path = tmp_path / "kept.json"
    fork = multiprocessing.get_context("fork")
    writers = [
        kind(target=keep_often, args=[path])
        for kind in (fork.Process, Thread)
        for _ in "12"
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        read(path, OF)
    assert len({*read(path, OF).content["much"]}) == 1
    assert [*tmp_path.iterdir()] == [path]
