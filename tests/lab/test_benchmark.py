"""The benchmark: two loops that really train, counted right, and a record that is whole and of these sources."""

import itertools
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from evidence.process import cores
from lab import benchmark, staleness
from snippets.cvae import make_encoder
from snippets.mnist import Digits

STROKES = np.zeros((64, 28, 28, 1), np.float32)
STROKES[:, :, 12:15] = 1
DIGITS = Digits("strokes", STROKES, STROKES)


def test_the_record_is_of_these_sources():
    kept = staleness.read_record("benchmark")
    assert staleness.reasons("benchmark", kept) == []
    assert [row["cores"] for row in kept.content["rows"]]


class Watched:
    """An encoder that notes what it is called with."""

    def __init__(self):
        self.encoder, self.seen, self.calls = make_encoder(), set(), 0
        self.trainable_variables = self.encoder.trainable_variables

    def __call__(self, images):
        self.calls += 1
        self.seen.add((tuple(images.shape), images.dtype.name))
        return self.encoder(images)


@pytest.fixture(scope="module", params=benchmark.LOOPS)
def loop(request):
    """A loop that has tested once and then trained fifteen times, and what was seen of it; compiled once for all that is asked."""
    watched, adam = Watched(), tf.keras.optimizers.Adam()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(benchmark, "make_encoder", lambda: watched)
        patch.setattr(tf.keras.optimizers, "Adam", lambda _: adam)
        train, test = benchmark.LOOPS[request.param](replace(DIGITS, test=STROKES[:40]))
        first = [weight.numpy() for weight in watched.trainable_variables]
        tested = test()
        tested_on = sum(shape[0] for shape, _ in watched.seen)
        watched.seen.clear()
        losses = [train() for _ in range(15)]
        yield SimpleNamespace(
            train=train,
            test=test,
            adam=adam,
            watched=watched,
            first=first,
            tested=tested,
            tested_on=tested_on,
            losses=losses,
        )


UNTRAINED = pytest.approx(784 * np.log(2), rel=0.02)  # each pixel may be 0 or 1


def test_a_loop_trains_on_whole_batches(loop):
    assert loop.watched.seen == {((32, 28, 28, 1), "float32")}
    assert loop.losses[0] == UNTRAINED
    assert np.mean(loop.losses[-3:]) < np.mean(loop.losses[:3]) - 3
    weights = [weight.numpy() for weight in loop.watched.trainable_variables]
    assert not any(map(np.array_equal, loop.first, weights))


def test_a_loop_takes_the_steps_it_is_asked_for(loop):
    for run, steps in (
        (partial(loop.train, 1), 1),
        (loop.train, 2),
        (partial(loop.train, 9), 2),
        (loop.test, 0),
    ):
        before = int(loop.adam.iterations)
        run()
        assert int(loop.adam.iterations) - before == steps


def test_a_loop_tests_on_all_test_images(loop):
    assert loop.tested == UNTRAINED
    assert loop.tested_on == 40  # a last, smaller batch among them


def test_the_tutorials_test_is_not_traced(monkeypatch):
    """So the network is called for each batch, each time."""
    watched = Watched()
    monkeypatch.setattr(benchmark, "make_encoder", lambda: watched)
    _, test = benchmark.LOOPS["tutorial"](replace(DIGITS, test=STROKES[:40]))
    test()
    test()
    assert watched.calls == 2 * 2


@pytest.fixture
def clock(monkeypatch):
    """Each look at the clock is a second later."""
    seconds = itertools.count()
    monkeypatch.setattr(benchmark.time, "perf_counter", lambda: float(next(seconds)))


def test_an_epoch_is_its_training_and_its_test(monkeypatch, clock):
    def train():
        for _ in range(4):
            benchmark.time.perf_counter()

    monkeypatch.setattr(benchmark, "loop_of", lambda _: (train, lambda: None))
    assert benchmark.epoch("ours") == benchmark.Seconds(train=5, test=1)


def test_images_of_all_processes_count_until_the_last_is_done(monkeypatch):
    took = iter([benchmark.Seconds(1, 3), benchmark.Seconds(2, 1)])
    monkeypatch.setattr(benchmark, "epoch", lambda _: next(took))
    monkeypatch.setattr(benchmark, "whole_batches", lambda: DIGITS)
    with ThreadPoolExecutor(1) as pool:
        found = benchmark.images_per_second(pool, 2, "ours")
    assert found == {"epochs": 2 * 64 / 4, "steps": 2 * 64 / 2}


def test_a_remainder_that_would_be_traced_anew_is_left_out(monkeypatch):
    digits = Digits("small", np.zeros((70, 28, 28, 1), np.float32), STROKES[:5])
    monkeypatch.setattr(benchmark, "load_digits", lambda: digits)
    found = benchmark.whole_batches.__wrapped__()
    assert (len(found.train), len(found.test)) == (64, 5)


def test_the_ratio_is_of_pairs():
    rates = {"tutorial": [100.0, 200.0, 100.0], "ours": [150.0, 400.0, 250.0]}
    turns = {
        loop: [{"epochs": rate, "steps": 1.0} for rate in rates[loop]] for loop in rates
    }
    found = benchmark.compared(turns, "epochs")
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
    benchmark.check([4], 1)
    with pytest.raises(ValueError, match=r"cores is 2; .* fewer than its 4: expected"):
        benchmark.check([2], 1)


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Few images, and a record of its own."""
    arrays = dict.fromkeys(("x_train", "x_test"), (STROKES[..., 0] * 255).astype("u1"))
    labels = dict.fromkeys(("y_train", "y_test"), np.zeros(64, "u1"))
    np.savez(tmp_path / "small.npz", **arrays, **labels)
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "small.npz"))
    monkeypatch.setattr(staleness, "place_of", lambda name: tmp_path / f"{name}.json")
    monkeypatch.setattr(benchmark, "gpus", lambda: ["a GPU"])  # one process each
    benchmark.whole_batches.cache_clear()
    yield partial(benchmark.main, ["--repetitions", "2"])
    benchmark.whole_batches.cache_clear()


def test_a_measurement_is_told_and_recorded(small, capsys):
    before = affinity()
    small()
    kept = staleness.read_record("benchmark")
    (row,) = kept.content["rows"]
    assert (row["cores"], row["processes"]) == (cores(), 1)
    for found in (row["epochs"], row["steps"]):
        for rates in (found["tutorial"], found["ours"]):
            assert len(rates) == 2
            assert min(rates) > 1
    for loop in benchmark.LOOPS:  # an epoch is more than its steps
        assert max(row["epochs"][loop]) < max(row["steps"][loop])
    assert staleness.reasons("benchmark", kept) == []
    assert kept.made["date"]
    told = capsys.readouterr().out
    for counted in benchmark.COUNTED:
        assert f"{row[counted]['ratio']['median']:.2f}" in told
    assert affinity() == before


def test_an_interrupted_measurement_leaves_the_record(small, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    staleness.place_of("benchmark").write_text("the last one")
    monkeypatch.setattr(benchmark, "row_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        small()
    assert staleness.place_of("benchmark").read_text() == "the last one"


def test_a_process_warms_up_by_twenty_steps_and_a_test(monkeypatch):
    done = []
    loop = done.append, lambda: done.append("tested")
    monkeypatch.setattr(benchmark, "loop_of", {"ours": loop}.__getitem__)
    assert benchmark.warm_up("ours") == os.getpid()
    assert done == [20, "tested"]


def test_a_report_has_a_line_for_each_way_to_count():
    rates = {"tutorial": [1000.0, 3000.0, 2000.0], "ours": [4000.0, 4400.0, 5000.0]}
    row = {
        "cores": 2,
        "epochs": rates | {"ratio": {"min": 1.0, "median": 2.0, "max": 3.0}},
        "steps": rates | {"ratio": {"min": 1.5, "median": 2.5, "max": 3.5}},
    }
    kept = SimpleNamespace(
        content={"load": 0.3, "repetitions": 3, "rows": [row]}, made={"device": "Fast"}
    )
    assert [*benchmark.report(kept)] == [
        "cores  counted  tutorial images/s  ours images/s  ratio: median (least … greatest)",
        "    2  epochs               2,000          4,400  2.00 (1.00 … 3.00)",
        "    2  steps                2,000          4,400  2.50 (1.50 … 3.50)",
        "3 epochs each; 20 steps before them are not counted: they trace and compile.",
        "Fast; load in the minute before: 0.3 (of an idle machine: 0)",
    ]


@pytest.fixture
def measured(monkeypatch, tmp_path):
    """What `row_of` was asked; it takes no time."""
    asked = []

    def row_of(count, repetitions, done):
        asked.append((count, repetitions))
        for _ in range(2 * repetitions):
            done()
        return {"cores": count}

    monkeypatch.setattr(benchmark, "row_of", row_of)
    monkeypatch.setattr(benchmark, "cores", lambda: 4)
    monkeypatch.setattr(benchmark, "can_limit", lambda: True)
    monkeypatch.setattr(benchmark, "gpus", list)
    monkeypatch.setattr(benchmark, "report", lambda kept: ["the report"])
    monkeypatch.setattr(benchmark.os, "getloadavg", lambda: (0.26, 1.0, 2.0))
    monkeypatch.setattr(staleness, "place_of", lambda name: tmp_path / f"{name}.json")
    return asked


def test_unasked_it_is_three_epochs_on_two_cores_and_on_four(measured, capsys):
    benchmark.main([])
    assert measured == [(2, 3), (4, 3)]
    kept = staleness.read_record("benchmark")
    assert kept.content == {
        "load": 0.3,
        "repetitions": 3,
        "rows": [{"cores": 2}, {"cores": 4}],
    }
    said = capsys.readouterr()
    assert said.out == "the report\n"
    assert "measuring: 100%" in said.err
    assert "12/12" in said.err
    assert re.search(r"[\d?]turn/s", said.err)


def test_the_cores_that_are_asked_for_are_measured(measured):
    benchmark.main(["3", "--repetitions", "1"])
    assert measured == [(3, 1)]


def test_what_cannot_be_limited_and_what_is_on_a_gpu_is_said(
    measured, monkeypatch, capsys
):
    monkeypatch.setattr(benchmark, "can_limit", lambda: False)
    monkeypatch.setattr(benchmark, "gpus", lambda: ["a GPU"])
    benchmark.main([])
    assert measured == [(4, 3)]
    assert capsys.readouterr().out == (
        "No process can be kept to some cores here: all 4 are measured.\n"
        "On the GPU: one process each, whatever the number of cores.\n"
        "the report\n"
    )


def test_a_turn_that_one_loop_lacks_is_no_pair():
    turns = {"tutorial": [{"steps": 1.0}], "ours": [{"steps": 1.0}] * 2}
    with pytest.raises(ValueError, match="shorter"):
        benchmark.compared(turns, "steps")


def test_the_command_says_what_it_can_be_asked(capsys):
    with pytest.raises(SystemExit):
        benchmark.main(["--help"])
    said = capsys.readouterr().out
    assert said.startswith("usage: python -m lab.benchmark [-h] [--repetitions")
    assert " such as 2 4\n" in said
    assert " epochs of each\n" in said
