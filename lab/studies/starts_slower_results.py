"""What the studies gave: paired differences in test ELBO, read from their record and, for the tutorial's own heads, the full-scale one's."""

from dataclasses import dataclass

from lab.records import by_seed, read, results
from lab.studies.variant import Variant
from snippets.training import Epoch

RECORD = "docs/evidence/studies.json"


@dataclass(frozen=True)
class Result:
    """A recorded training of a study: test means after each epoch, and the ELBO of its first batches; nats."""

    variant: Variant
    history: list[Epoch]
    first_steps: list[float]


def study_results():
    """Every recorded training. Raises as `lab.records.read` does."""
    return [
        Result(
            Variant(**run["config"]),
            [Epoch(**epoch) for epoch in run["history"]],
            run["first_steps"],
        )
        for run in read(RECORD)
    ]


def recorded(found, variant, epoch=1):
    """Test ELBO after an epoch of the trainings that are `variant` but for the seed: {seed: nats}."""
    settings = {**vars(variant), "seed": None}
    return {
        run.variant.seed: run.history[epoch - 1].elbo
        for run in found
        if {**vars(run.variant), "seed": None} == settings
    }


def untouched(head, epoch=1):
    """The same of the full-scale runs of a head: {seed: nats}."""
    return by_seed(
        results("docs/evidence/full-scale.json"),
        head,
        lambda run: run.history[epoch - 1].elbo,
    )


def differences(one, other):
    """`other` less `one`, for every seed that has both: {seed: nats}."""
    return {seed: other[seed] - one[seed] for seed in sorted(one.keys() & other)}
