"""The benchmark: two loops that really train, counted right, and a record that is whole and of these sources."""

import itertools
import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest

import press.benchmark
from press.files import BENCHMARK, read_json
from snippets.cvae import make_encoder
from tests import benchmark
from tests.runs import cores

STROKES = np.zeros((64, 28, 28, 1), np.float32)
STROKES[:, :, 12:15] = 1


def test_the_record_is_of_these_sources():
    record = read_json(BENCHMARK)
    name = "docs/evidence/benchmark.json"
    assert record, f"{name} is missing or cut short: run `make benchmark`"
    assert record["sources"] == benchmark.sources(), (
        f"{name} was measured on other sources: run `make benchmark`"
    )
    assert [row["cores"] for row in record["rows"]]


class Watched:
    """An encoder that notes what it is called with."""

    def __init__(self):
        self.encoder, self.seen = make_encoder(), set()
        self.trainable_variables = self.encoder.trainable_variables

    def __call__(self, images):
        self.seen.add((tuple(images.shape), images.dtype.name))
        return self.encoder(images)


@pytest.mark.parametrize("name", benchmark.LOOPS)
def test_a_loop_trains_on_whole_batches(monkeypatch, name):
    watched = Watched()
    monkeypatch.setattr(benchmark, "make_encoder", lambda: watched)
    before = [weight.numpy() for weight in watched.trainable_variables]
    steps = list(itertools.islice(benchmark.LOOPS[name](STROKES), 30))
    assert {count for count, _ in steps} == {32}
    assert watched.seen == {((32, 28, 28, 1), "float32")}
    losses = np.array([float(loss) for _, loss in steps])
    assert losses[0] == pytest.approx(784 * np.log(2), rel=0.02)  # knows nothing yet
    assert losses[-5:].mean() < losses[:5].mean() - 3
    after = [weight.numpy() for weight in watched.trainable_variables]
    assert not any(map(np.array_equal, before, after))


@pytest.fixture
def clock(monkeypatch):
    """Each look at the clock is a second later."""
    seconds = itertools.count()
    monkeypatch.setattr(benchmark.time, "perf_counter", lambda: float(next(seconds)))


def test_images_are_counted_until_time_is_up(monkeypatch, clock):
    monkeypatch.setattr(benchmark, "steps_of", lambda _: itertools.repeat((32, 0.5)))
    assert benchmark.train_for("ours", 4) == 4 * 32
    assert benchmark.train_for("ours", 0.5) == 32


def test_images_of_all_processes_are_added(monkeypatch, clock):
    monkeypatch.setattr(benchmark, "train_for", lambda loop, seconds: 320)
    with ThreadPoolExecutor(3) as pool:
        assert benchmark.images_per_second(pool, 3, "ours", 1) == 3 * 320


def test_a_remainder_that_would_be_traced_anew_is_left_out(monkeypatch):
    given = []
    digits = type("Digits", (), {"train": np.zeros((70, 28, 28, 1), np.float32)})
    monkeypatch.setattr(benchmark, "load_digits", lambda: digits)
    monkeypatch.setitem(benchmark.LOOPS, "ours", given.append)
    benchmark.steps_of.__wrapped__("ours")
    assert [images.shape for images in given] == [(64, 28, 28, 1)]


def test_the_ratio_is_of_pairs():
    rates = {"tutorial": [100.0, 200.0, 100.0], "ours": [150.0, 400.0, 250.0]}
    found = benchmark.compared(rates)
    assert found == {**rates, "ratio": {"min": 1.5, "median": 2.0, "max": 2.5}}


def affinity():
    return getattr(os, "sched_getaffinity", lambda _: None)(0)


@pytest.mark.skipif(not benchmark.can_limit(), reason="cores cannot be limited here")
def test_cores_are_limited_and_given_back():
    before = affinity()
    with benchmark.limited_to(1):
        assert cores() == 1
    assert affinity() == before


@pytest.mark.parametrize(
    ("limits", "gpu", "allowed", "expected"),
    [
        (True, [], 8, [2, 4]),
        (True, [], 3, [2]),
        (True, [], 1, [1]),
        (False, [], 8, [8]),
        (True, ["a GPU"], 8, [8]),
    ],
)
def test_what_is_measured_unasked(monkeypatch, limits, gpu, allowed, expected):
    monkeypatch.setattr(benchmark, "can_limit", lambda: limits)
    monkeypatch.setattr(benchmark, "gpus", lambda: gpu)
    monkeypatch.setattr(benchmark, "cores", lambda: allowed)
    assert benchmark.usual() == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["0"], "cores is 0; expected 1 to 4"),
        (["2", "5"], "cores is 5; expected 1 to 4"),
        (["4", "--repetitions", "0"], "repetitions is 0; expected at least 1"),
        (["4", "--seconds", "0"], "seconds is 0.0; expected a positive number"),
        (["4", "--seconds", "nan"], "seconds is nan; expected a positive number"),
        (["two"], "invalid int value: 'two'"),
    ],
)
def test_a_bad_argument_is_named(monkeypatch, capsys, arguments, message):
    monkeypatch.setattr(benchmark, "cores", lambda: 4)
    with pytest.raises(SystemExit):
        benchmark.main(arguments)
    assert message in capsys.readouterr().err


def test_fewer_cores_than_there_are_need_a_system_that_can_limit_them(monkeypatch):
    monkeypatch.setattr(benchmark, "cores", lambda: 4)
    monkeypatch.setattr(benchmark, "can_limit", lambda: False)
    benchmark.check([4], 1, 1)
    with pytest.raises(ValueError, match=r"cores is 2; .* fewer than its 4: expected"):
        benchmark.check([2], 1, 1)


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Few images, and a record of its own."""
    arrays = dict.fromkeys(("x_train", "x_test"), (STROKES[..., 0] * 255).astype("u1"))
    labels = dict.fromkeys(("y_train", "y_test"), np.zeros(64, "u1"))
    np.savez(tmp_path / "small.npz", **arrays, **labels)
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "small.npz"))
    monkeypatch.setattr(benchmark, "BENCHMARK", tmp_path / "benchmark.json")
    monkeypatch.setattr(benchmark, "gpus", lambda: ["a GPU"])  # one process each
    arguments = ["--repetitions", "2", "--seconds", "0.2"]
    return partial(benchmark.main, arguments)


def test_a_measurement_is_told_and_recorded(small, capsys):
    before = affinity()
    small()
    record = json.loads(benchmark.BENCHMARK.read_text(encoding="utf-8"))
    (row,) = record["rows"]
    assert (row["cores"], row["processes"]) == (cores(), 1)
    for rates in (row["tutorial"], row["ours"]):
        assert len(rates) == 2
        assert min(rates) > 1
    assert row == {**row, **benchmark.compared({k: row[k] for k in benchmark.LOOPS})}
    assert record["sources"] == benchmark.sources()
    assert record["provenance"]["date"]
    assert f"{row['ratio']['median']:.2f}" in capsys.readouterr().out
    assert press.benchmark.row(row) in press.benchmark.table(record)
    assert affinity() == before


def test_an_interrupted_measurement_leaves_the_record(small, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    benchmark.BENCHMARK.write_text("the last one")
    monkeypatch.setattr(benchmark, "row_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        small()
    assert benchmark.BENCHMARK.read_text() == "the last one"


def test_an_interrupted_write_leaves_the_record(small, monkeypatch):
    def full_disk(path, data):
        path.open("wb").write(data[:10])
        raise OSError("no space left")

    benchmark.BENCHMARK.write_text("the last one")
    row = {"cores": 1, "processes": 1}
    row |= benchmark.compared({"tutorial": [1.0], "ours": [2.0]})
    monkeypatch.setattr(benchmark, "row_of", lambda *_: row)
    monkeypatch.setattr("pathlib.Path.write_bytes", full_disk)
    with pytest.raises(OSError, match="no space"):
        small()
    assert benchmark.BENCHMARK.read_text() == "the last one"


def test_the_page_shows_medians_and_the_range():
    row = {"cores": 4, "tutorial": [1000, 1400, 1200], "ours": [2400, 2500, 9000]}
    row["ratio"] = {"min": 1.786, "median": 2.4, "max": 7.5}
    cells = ("4", "1,200", "2,500", "<strong>2.40</strong>, 1.79 to 7.50")
    expected = "".join(f"<td>{cell}</td>" for cell in cells)
    assert press.benchmark.row(row) == f"<tr>{expected}</tr>"


@pytest.mark.parametrize("content", [None, "", '{"rows": ['])
def test_a_record_that_is_not_there_is_named(monkeypatch, tmp_path, caplog, content):
    path = tmp_path / "benchmark.json"
    if content is not None:
        path.write_text(content)
    monkeypatch.setattr(press.benchmark, "BENCHMARK", path)
    with caplog.at_level(logging.WARNING):
        assert press.benchmark.read("evidence.md") is None
    assert "evidence.md: docs/evidence/benchmark.json is missing" in caplog.text
    assert "`make benchmark`" in caplog.text
