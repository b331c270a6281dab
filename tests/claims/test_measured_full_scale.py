"""Claims of tutorial/measured.md on the published runs, beside the record at full scale."""

import functools
from dataclasses import replace

import numpy as np
from scipy import stats

from evidence.claims import claim
from evidence.measurements import FALSE_PASS, bound, equivalence
from lab.full_scale import FULL_SCALE, HEADS, SEEDS
from lab.records import by_seed, final_elbo
from snippets.tutorial import PUBLISHED
from tests.claims.full_scale import (
    EPOCHS,
    PAIRS,
    changed,
    full_scale,
    hundredths,
    moved,
)

claim = functools.partial(claim, page="tutorial/measured.md")
AROUND_PUBLISHED = 2.0  # nats; set with the first four runs
BEST_PUBLISHED = max(PUBLISHED.values())


@claim(
    "Trained as the tutorial trains, each head's median test ELBO is within"
    f" {AROUND_PUBLISHED:g} nats of the mean of the two published runs ({EPOCHS} epochs on {FULL_SCALE[0].train_images:,} images).",
    of=full_scale,
    controls={
        "a log σ² head after 6 of the 10 epochs": changed(
            "log_variance", lambda run: replace(run, history=run.history[:6])
        ),
        "a log σ² bound that is 3 nats too good": changed("log_variance", moved(3.0)),
        "a log σ bound that is 3 nats too good": changed("log_std", moved(3.0)),
        "a softplus bound that is 3 nats too good": changed("softplus_std", moved(3.0)),
    },
)
def test_full_scale_elbo(found):
    published = np.mean([*PUBLISHED.values()])
    parts = {}
    for head in HEADS:
        elbo = by_seed(found(), head, final_elbo)
        parts[head] = equivalence(
            [*elbo.values()], AROUND_PUBLISHED, around=published, unit="nats", seeds=[*elbo],
            series={head: [*elbo.values()], f"{head}, seeds": [*elbo]},
        )  # fmt: skip
    return parts


def above_the_mean(one, others):
    """How far a number lies above the mean of others, in the standard deviations of one more such number less their mean."""
    spread = np.std(others, ddof=1) * np.sqrt(1 + 1 / len(others))
    return (one - np.mean(others)) / spread


# Student's: of Normal numbers of one law, one more lies further off on this side once in a hundred times.
ONE_MORE = stats.t.isf(FALSE_PASS, PAIRS - 1)


@claim(
    f"The better of the two published runs reaches {f'{BEST_PUBLISHED:.2f}'.replace('-', '−')} nats after {EPOCHS} epochs, and every recorded"
    " run of ours is below that. If runs of our log σ² head follow a Normal distribution, at least one run in a hundred would reach it.",
    of=full_scale,
    controls={
        "1 nat added to log σ": changed("log_std", moved(1.0)),
        "1 nat taken from log σ²": changed("log_variance", moved(-1.0)),
    },
)
def test_published_run_beats_ours(found):
    ours = [*by_seed(found(), "log_variance", final_elbo).values()]
    best = max(map(final_elbo, found()))
    distance = above_the_mean(BEST_PUBLISHED, ours)
    return {
        "best of ours": bound(
            hundredths(best), at_most=BEST_PUBLISHED, unit="nats", seeds=SEEDS
        ),
        "above our mean": bound(
            hundredths(distance), at_most=ONE_MORE, unit="σ", n=len(ours), seeds=SEEDS
        ),
        "one more run in": bound(
            round(1 / stats.t.sf(distance, PAIRS - 1)),
            at_most=1 / FALSE_PASS,
            unit="runs",
            n=len(ours),
            seeds=SEEDS,
        ),
    }
