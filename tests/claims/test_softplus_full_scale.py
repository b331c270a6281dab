"""Claims of practice/softplus.md on the record at full scale."""

import functools
from dataclasses import replace
from itertools import combinations

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, equivalence
from lab.full_scale import HEADS, SEEDS
from lab.records import by_seed, final_elbo, median_log_std, paired
from tests.claims.full_scale import (
    EPOCHS,
    changed,
    full_scale,
    moved,
    of_seeds,
    two_epochs_short,
)

claim = functools.partial(claim, page="practice/softplus.md")
SIGMA_MARGIN = 0.1  # of log σ; set after the runs
PRIOR_STD = 1.0


@claim(
    f"At full scale, three heads with one seed have closer test ELBOs than one head with three seeds"
    f" (after {EPOCHS} epochs, median of our seeds).",
    of=full_scale,
    controls={
        "1.5 nats added to softplus": changed("softplus_std", moved(1.5)),
        "log σ stopped two epochs early": changed("log_std", two_epochs_short),
    },
)
def test_heads_closer_than_seeds(found):
    elbo = [by_seed(found(), head, final_elbo) for head in HEADS]
    of_heads = [np.ptp([head[seed] for head in elbo]) for seed in elbo[0]]
    of_seeds = [
        np.ptp(seeds) for head in elbo for seeds in combinations(head.values(), 3)
    ]
    heads, seeds = np.median(of_heads), np.median(of_seeds)
    return {
        "heads": bound(heads, at_most=seeds, unit="nats", n=len(of_heads), seeds=SEEDS),
        "seeds": bound(
            seeds, at_least=heads, unit="nats", n=len(of_seeds), seeds=SEEDS
        ),
    }


def negated(run):
    return replace(run, log_std_quantiles=[-each for each in run.log_std_quantiles])


def wider(run):
    return replace(run, log_std_quantiles=[0.12 + x for x in run.log_std_quantiles])


@claim(
    f"At full scale the three heads end at about the same typical σ, below the prior's {PRIOR_STD:g}. With a log σ or"
    f" softplus head, log σ of the test images is within {SIGMA_MARGIN:g} of that with a log σ² head (median over the images, then over the seeds).",
    of=full_scale,
    controls={
        "every σ of the softplus head an eighth larger": changed("softplus_std", wider),
        "only three seeds": of_seeds(0, 1, 2),
        "log σ² of the wrong sign": changed("log_variance", negated),
    },
)
def test_full_scale_sigma(found):
    parts = {}
    for head in ("log_std", "softplus_std"):
        moves = paired(found(), "log_variance", head, median_log_std)
        parts[head] = equivalence([*moves.values()], SIGMA_MARGIN, seeds=[*moves])
    typical = np.median([*by_seed(found(), "log_variance", median_log_std).values()])
    return parts | {"σ": bound(np.exp(typical), at_most=PRIOR_STD, seeds=SEEDS)}
