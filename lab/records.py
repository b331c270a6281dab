"""Trainings too long for every build: their results are kept in docs/evidence/, with when and where they were made."""

from dataclasses import asdict, fields
from pathlib import Path

from evidence.fingerprint import changes
from evidence.store import Damaged, Kept
from lab import data, staleness
from lab.experiments import PERCENT, Config, Result, load, run_missing
from snippets.training import Epoch

KEPT = [field.name for field in fields(Result)[:8]]  # all but the arrays


def as_json(result):
    """A Result as the JSON of a record."""
    told = {name: getattr(result, name) for name in KEPT}
    history = [asdict(epoch) for epoch in result.history]
    return told | {"config": result.config.as_dict(), "history": history}


def as_result(run):
    """The Result from the JSON of a record. Older results of studies have neither seconds nor quantiles."""
    told = {name: value for name, value in run.items() if name in KEPT}
    history = [Epoch(**epoch) for epoch in run["history"]]
    return Result(**told | {"config": Config(**run["config"]), "history": history})


def results(path):
    """The Results of a record, named by its path from the root. Raises as `staleness.sound_record` does."""
    return [*map(as_result, staleness.sound_record(Path(path).stem).content["runs"])]


def complete(name, configs):
    """Train what a record lacks of `configs`, and add it. What was trained before a failure is stored, so it is not lost.

    Ends the process with one line if the images are not MNIST. Raises Damaged if the record is not sound, or was made
    from other code or data, and as `run_missing` does.
    """
    data.demand_mnist(f"docs/evidence/{name}.json")
    made_of = staleness.of_record(name) | data.inputs()
    empty = Kept(staleness.subject(name), made_of, {"runs": []})
    kept = staleness.read_record(name) or empty
    if why := [*changes(kept.inputs, made_of)]:
        raise Damaged(
            f"docs/evidence/{name}.json is of other code or data ({'; '.join(why)}): delete it to begin again"
        )
    runs = kept.content["runs"]
    known = {Config(**run["config"]) for run in runs}
    if lacking := [config for config in configs if config not in known]:
        run_missing(lacking)
        runs = [*runs, *(as_json(load(config)) for config in lacking)]
        staleness.keep_record(name, {"runs": runs}, kept.made)


def final_elbo(run):
    return run.history[-1].elbo


def median_log_std(run):
    """The median log σ of the test images at the end."""
    return run.log_std_quantiles[PERCENT.index(50)]


def by_seed(found, head, measure):
    """`measure` of every run of a head: {seed: number}."""
    of_head = (run for run in found if run.config.parameterization == head)
    return {run.config.seed: measure(run) for run in of_head}


def differences(one, other):
    """`other` less `one`, for every seed that both have: {seed: number}."""
    return {seed: other[seed] - one[seed] for seed in sorted(one.keys() & other)}


def paired(found, one, other, measure=final_elbo):
    """`measure` of the head `other` less that of `one`, for every seed that has both: {seed: difference}."""
    return differences(*(by_seed(found, head, measure) for head in (one, other)))
