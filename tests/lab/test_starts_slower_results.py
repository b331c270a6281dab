"""The record of the studies: it is read, paired, and can be made again."""

from dataclasses import replace

import numpy as np
import pytest

from lab import staleness
from lab.data import data_set
from lab.full_scale import FULL_SCALE
from lab.records import results
from lab.studies.starts_slower import LOG_STD, STUDIES
from lab.studies.starts_slower_results import (
    differences,
    recorded,
    study_results,
    untouched,
)
from lab.studies.variant import train
from snippets.mnist import load_digits

STEPS = 20
AS_RECORDED = 0.005  # nats; after so few steps variants of a seed are hundredths apart


def test_every_recorded_training_was_predicted():
    predicted = {variant for study in STUDIES.values() for variant in study.variants}
    found = [run.variant for run in study_results()]
    assert len(found) == len(set(found))
    assert set(found) <= predicted


def test_a_record_that_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(staleness, "place_of", lambda name: tmp_path / f"{name}.json")
    with pytest.raises(
        ValueError, match=r"studies\.json: is missing: run `make studies`"
    ):
        study_results()


def test_a_variant_is_found_for_all_its_seeds():
    found = study_results()
    first = found[0]
    elbo = recorded(found, replace(first.variant, seed=99))
    assert elbo[first.variant.seed] == first.history[0].elbo
    assert recorded(found, replace(first.variant, first_weights=3.0)) == {}


def test_pairs_are_those_that_both_have():
    assert differences({1: 2.0, 2: 5.0}, {2: 4.0, 3: 1.0}) == {2: -1.0}


def test_the_reference_is_the_full_scale_record():
    (run,) = (run for run in results("full-scale") if run.config == FULL_SCALE[0])
    assert untouched("log_variance")[0] == run.history[0].elbo


def apart(steps, other):
    return np.max(np.abs(np.subtract(steps[:STEPS], other[:STEPS])))


@pytest.mark.skipif(data_set()["name"] != "MNIST", reason="recorded on MNIST")
def test_a_training_can_be_repeated():
    """One with a change of each kind in it: the first steps are those of the record, and not another's."""
    found = study_results()
    run, other = found[0], found[1]
    again = train(run.variant, load_digits(), STEPS).step_elbo
    assert apart(again, run.first_steps) < AS_RECORDED
    assert apart(again, other.first_steps) > 2 * AS_RECORDED


@pytest.mark.skipif(data_set()["name"] != "MNIST", reason="recorded on MNIST")
def test_with_nothing_changed_it_is_the_tutorials_training():
    again = train(LOG_STD, load_digits(), STEPS).step_elbo
    (run,) = (run for run in results("full-scale") if run.config == FULL_SCALE[1])
    assert apart(again, run.first_steps) < AS_RECORDED


def test_later_epochs_are_those_that_are_asked_for():
    found = study_results()
    longer = next(run for run in found if len(run.history) == 3)
    seed = longer.variant.seed
    for epoch in (1, 3):
        elbo = recorded(found, longer.variant, epoch)[seed]
        assert elbo == longer.history[epoch - 1].elbo
        assert longer.history[epoch - 1].number == epoch
    (run,) = (run for run in results("full-scale") if run.config == FULL_SCALE[1])
    assert untouched("log_std", epoch=3)[0] == run.history[2].elbo
    assert all(len(run.first_steps) == 100 for run in found)
