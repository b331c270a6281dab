"""The store: what is read is what was written, or one line says that it is not; and damage is never overwritten."""

import json
import multiprocessing
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evidence import store
from evidence.store import Damaged, Kept, keep, read

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


def parts(path):
    """A file's header with its content, as a dict, and its arrays."""
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8")), {}
    with np.load(path) as file:
        arrays = dict(file)
    return json.loads(str(arrays.pop("header"))), arrays


def put(path, found, arrays):
    """Write a file as someone would who edits it."""
    if path.suffix == ".json":
        path.write_text(json.dumps(found), encoding="utf-8")
    else:
        np.savez_compressed(path, header=np.array(json.dumps(found)), **arrays)


def test_what_is_read_is_what_was_written(path):
    found, wanted = read(path, OF), KINDS[path.name]
    assert replace(found, arrays={}) == replace(wanted, arrays={})
    assert found.arrays.keys() == wanted.arrays.keys()
    for name, array in wanted.arrays.items():
        assert found.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(found.arrays[name], array)


def test_what_is_kept_again_is_not_written_again(path):
    before = path.stat().st_mtime_ns
    assert not keep(path, KINDS[path.name])
    assert path.stat().st_mtime_ns == before


def other_weight(found, arrays):
    if arrays:
        arrays["weights"][0] = 0.75
    else:
        found["content"]["runs"][0]["elbo"] = -127.25


def other_dtype(found, arrays):
    if arrays:
        arrays["history"] = arrays["history"].view(np.int64)
    else:
        found["content"]["all"] = 1


EDITS = {
    "a value": other_weight,
    "a kind": other_dtype,
    "content": lambda found, _: found["content"].update(all=False),
    "inputs": lambda found, _: found["inputs"].update(numpy="2.1"),
    "the key": lambda found, _: found.update(key="0" * 64),
    "how it was made": lambda found, _: found["made"].update(seconds=0.1),
    "what it is of": lambda found, _: found["of"]["run"].update(seed=1),
    "the digest": lambda found, _: found.update(digest="0" * 64),
    "inputs that are a list": lambda found, _: found.update(inputs=[1]),
} | {
    f"no {field}": lambda found, _, field=field: found.pop(field)
    for field in ("of", "key", "inputs", "made", "digest", "content")
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


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_file_is_refused(path, edit):
    found, arrays = parts(path)
    EDITS[edit](found, arrays)
    put(path, found, arrays)
    assert re.search(
        r"\.(json|npz) (is not as it was written|is cut short or no kept file|is of .*|lacks '\w+'): bring it back"
        r" \(git checkout\) or delete it; nothing was overwritten$",
        refused(path),
    )
    with pytest.raises(Damaged):
        read(path)  # by whoever does not know what it should be of


DAMAGES = {
    "cut short": lambda data: data[:-40],
    "empty": lambda data: b"",
    "no such format": lambda data: b"no",
    "a list": lambda data: b"[]",
    "not text": lambda data: b"\xff\xfe" + data,
    "bytes gone over": lambda data: data[:60] + b"\xff" * 90 + data[150:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(path, damage):
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert f"{path.name} is cut short or no kept file: bring" in refused(path)


def test_what_is_kept_today_can_be_read_for_years():
    """Written down once: another digest or key of the same would make all that was ever kept unreadable."""
    assert store.header(KINDS["kept.npz"]) == {
        "of": OF,
        "key": "fa1f1f2f1a5d49f686214457ac431b6583cd2c215b764713a2d268353db3bf37",
        "inputs": KEPT.inputs,
        "made": KEPT.made,
        "digest": "a2ae596d7478b9e0a99994dd2ff9f0a7498e5e5b342e394a7114e774512593dc",
    }


def test_code_in_a_file_is_not_run(tmp_path):
    """What pickle would run stays unread."""

    class Trap:
        def __reduce__(self):
            return Path.touch, (tmp_path / "sprung",)

    path = tmp_path / "kept.npz"
    np.savez(path, header=np.array([Trap()], dtype=object))
    refused(path)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_json_that_no_other_reader_could_read_is_not_written(tmp_path, bad):
    """An array may hold a NaN; JSON has none."""
    for name, kept in KINDS.items():
        for wrong in (
            replace(kept, content={"elbo": bad}),
            replace(kept, made={"seconds": bad}),
        ):
            with pytest.raises(ValueError, match="not JSON compliant"):
                keep(tmp_path / name, wrong)
    assert [*tmp_path.iterdir()] == []


def contents():
    return [
        replace(KEPT, content={"number": number, "much": [number] * 2000})
        for number in range(8)
    ]


def keep_often(path):
    for kept in contents():
        keep(path, kept)


def test_two_threads_and_two_processes_may_write(tmp_path):
    """Whoever comes last stays, whole; nobody reads a half, and nothing else is left."""
    path = tmp_path / "kept.json"
    with ThreadPoolExecutor(4) as threads:
        [*threads.map(keep_often, [path] * 4)]
    assert read(path, OF).content in [kept.content for kept in contents()]
    others = [
        multiprocessing.get_context("fork").Process(target=keep_often, args=[path])
        for _ in "12"
    ]
    for other in others:
        other.start()
    while any(other.is_alive() for other in others):
        read(path, OF)
    assert [other.exitcode for other in others] == [0, 0]
    assert [*tmp_path.iterdir()] == [path]
