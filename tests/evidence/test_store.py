"""The store: what is read is what was written, or one line says that it is not; and damage is never overwritten."""

import json
import re
from dataclasses import replace

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


def edit(change):
    """Rewrite a file as someone would who edits its header or, in a .json file, its content."""

    def edited(path):
        if path.suffix == ".json":
            found = json.loads(path.read_text(encoding="utf-8"))
            change(found)
            return path.write_text(json.dumps(found), encoding="utf-8")
        with np.load(path) as file:
            arrays = dict(file)
        found = json.loads(str(arrays.pop("header")))
        change(found)
        return np.savez_compressed(path, header=json.dumps(found), **arrays)

    return edited


def cut(change):
    return lambda path: path.write_bytes(change(path.read_bytes()))


def test_what_is_read_is_what_was_written(path):
    found, wanted = read(path, OF), KINDS[path.name]
    assert replace(found, arrays={}) == replace(wanted, arrays={})
    assert found.arrays.keys() == wanted.arrays.keys()
    for name, array in wanted.arrays.items():
        assert found.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(found.arrays[name], array)


DAMAGES = {
    "content": edit(lambda found: found["content"].update(all=False)),
    "inputs": edit(lambda found: found["inputs"].update(numpy="2.1")),
    "how it was made": edit(lambda found: found["made"].update(seconds=0.1)),
    "what it is of": edit(lambda found: found["of"]["run"].update(seed=1)),
    "the digest": edit(lambda found: found.update(digest="0" * 64)),
    "inputs that are a list": edit(lambda found: found.update(inputs=[1])),
    "no inputs": edit(lambda found: found.pop("inputs")),
    "no digest": edit(lambda found: found.pop("digest")),
    "cut short": cut(lambda data: data[:-40]),
    "empty": cut(lambda data: b""),
    "not text": cut(lambda data: b"\xff\xfe" + data),
    "bytes gone over": cut(lambda data: data[:60] + b"\xff" * 90 + data[150:]),
}


def refused(path):
    """Reading it and keeping something in its place say the same, and it stays as it is."""
    before = path.read_bytes()
    with pytest.raises(Damaged) as reading:
        read(path, OF)
    with pytest.raises(Damaged) as keeping:
        keep(path, KINDS[path.name])
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]
    said = str(reading.value)
    assert said == str(keeping.value)
    fault = f"{path.name} is (not as it was written|cut short or no kept file)"
    return re.search(f"{fault}: bring it back .* nothing was overwritten$", said)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused(path, damage):
    DAMAGES[damage](path)
    assert refused(path)


@pytest.mark.parametrize("other", [{"weights": 2 * ARRAYS["weights"]}, {"history": 1}])
def test_an_edited_array_is_refused(tmp_path, other):
    path = tmp_path / "kept.npz"
    header = store.as_text(KINDS[path.name])
    np.savez_compressed(path, header=header, **ARRAYS | other)
    assert refused(path)


def test_a_file_of_something_else_is_refused(path):
    with pytest.raises(Damaged, match=r'is of .*"seed":0.*, not of {"seed":1}'):
        read(path, {"seed": 1})


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
