"""The tutorial untouched at full scale, from the record: does the label of the head change the test ELBO?"""

from dataclasses import replace
from itertools import combinations

import numpy as np

from evidence.claims import claim
from evidence.measurements import FALSE_PASS, bound, equivalence, exact
from lab.full_scale import FULL_SCALE, HEADS
from lab.records import by_seed, final_elbo, median_log_std, paired, results
from snippets.tutorial import PUBLISHED

PAGE = "reasons/1-no-real-difference.md"
MARGIN = 1.0  # nats; fixed before the first run


def full_scale():
    return results("full-scale")


def changed(head, change):
    """The record with every run of `head` changed."""
    return lambda: [
        change(run) if run.config.parameterization == head else run
        for run in full_scale()
    ]


def two_epochs_short(run):
    return replace(run, history=run.history[:-2])


def moved(nats):
    def move(run):
        last = run.history[-1]
        return replace(run, history=[replace(last, elbo=last.elbo + nats)])

    return move


def of_seeds(*seeds):
    return lambda: [run for run in full_scale() if run.config.seed in seeds]


def faults(head):
    return {
        "that head stopped two epochs early": changed(head, two_epochs_short),
        "1.5 nats added to that head": changed(head, moved(1.5)),
        "1.5 nats taken from that head": changed(head, moved(-1.5)),
        "three seeds alone": of_seeds(0, 1, 2),
    }


def difference_to_log_variance(head, found):
    differences = paired(found, "log_variance", head)
    return equivalence(
        [*differences.values()], MARGIN, unit="nats", seeds=[*differences]
    )


@claim(
    "At full scale, with the tutorial's settings untouched, the median difference in test ELBO between"
    " a log σ and a log σ² head from the same seed is less than 1 nat.",
    page=PAGE,
    of=full_scale,
    controls=faults("log_std"),
)
def test_untouched_log_std(found):
    return difference_to_log_variance("log_std", found())


@claim(
    "The same holds for σ = softplus(h) in place of log σ.",
    page=PAGE,
    of=full_scale,
    controls=faults("softplus_std"),
)
def test_untouched_softplus(found):
    return difference_to_log_variance("softplus_std", found())


@claim(
    "One seed alone would have told either story: with some seeds log σ ends ahead of log σ², with others behind.",
    page=PAGE,
    of=full_scale,
    controls={
        "a log σ head that is better by 5 nats": changed("log_std", moved(5.0)),
        "a log σ head that is worse by 5 nats": changed("log_std", moved(-5.0)),
    },
)
def test_one_seed_tells_either_story(found):
    differences = [*paired(found(), "log_variance", "log_std").values()]
    return {
        "log σ at its best": bound(max(differences), at_least=0.0, unit="nats"),
        "log σ at its worst": bound(min(differences), at_most=0.0, unit="nats"),
    }


def with_a_run_at(elbo, head="log_std", seed=0):
    def put(run):
        last = replace(run.history[-1], elbo=elbo)
        return replace(run, history=[last]) if run.config.seed == seed else run

    return changed(head, put)


def share_that_may_hide(runs):
    """The largest share of runs that fall off of which so many runs show none once in a hundred times."""
    return 1 - FALSE_PASS ** (1 / runs)


@claim(
    "No recorded run ends more than 2 nats below the median of its head.",
    page=PAGE,
    of=full_scale,
    controls={
        "one log σ run at −160.5, as in our first trials": with_a_run_at(-160.5),
        "one softplus run after a single epoch": changed(
            "softplus_std",
            lambda run: (
                replace(run, history=run.history[:1]) if run.config.seed == 1 else run
            ),
        ),
    },
)
def test_no_run_falls_off(found):
    below = []
    for head in HEADS:
        elbo = [*by_seed(found(), head, final_elbo).values()]
        below += [np.median(elbo) - nats for nats in elbo]
    return {
        "furthest below": bound(max(below), at_most=2.0, unit="nats", n=len(below)),
        "runs": exact(len(below), len(FULL_SCALE), unit="runs"),
        "share": bound(share_that_may_hide(len(below)), at_most=0.15, n=len(below)),
    }


@claim(
    "In the recorded runs at full scale, the three heads from one seed lie closer together in test ELBO than three seeds of"
    " one head do, in the median.",
    page="practice/softplus.md",
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
        "heads": bound(heads, at_most=seeds, unit="nats", n=len(of_heads)),
        "seeds": bound(seeds, at_least=heads, unit="nats", n=len(of_seeds)),
    }


@claim(
    "Trained as the tutorial trains, for 10 epochs on 60,000 images, each head's median test ELBO is within 2 nats"
    " of the mean of the two published runs.",
    page="tutorial/measured.md",
    of=full_scale,
    controls={
        "a log σ² head after 6 of the 10 epochs": changed(
            "log_variance", lambda run: replace(run, history=run.history[:6])
        ),
        "a bound that is 3 nats too good": changed("log_variance", moved(3.0)),
    },
)
def test_full_scale_elbo(found):
    published = np.mean([*PUBLISHED.values()])
    parts = {}
    for head in HEADS:
        elbo = by_seed(found(), head, final_elbo)
        parts[head] = equivalence(
            [*elbo.values()], 2.0, around=published, unit="nats", seeds=[*elbo],
            series={head: [*elbo.values()], f"{head}, seeds": [*elbo]},
        )  # fmt: skip
    return parts


def read_twice_as_large(run):
    """As if the raw outputs h were log σ."""
    return replace(run, log_std_quantiles=[2 * each for each in run.log_std_quantiles])


def wider(run):
    return replace(run, log_std_quantiles=[0.12 + x for x in run.log_std_quantiles])


@claim(
    "At full scale the three heads end at the same typical σ: from log σ² to either of the others, log σ of the test"
    " images moves by less than 0.1 (in the median over the images, and then over the seeds).",
    page="practice/softplus.md",
    of=full_scale,
    controls={
        "a log σ² head's h taken for log σ": changed(
            "log_variance", read_twice_as_large
        ),
        "every σ of the softplus head an eighth larger": changed("softplus_std", wider),
        "three seeds alone": of_seeds(0, 1, 2),
    },
)
def test_full_scale_sigma(found):
    parts = {}
    for head in ("log_std", "softplus_std"):
        moves = paired(found(), "log_variance", head, median_log_std)
        parts[head] = equivalence([*moves.values()], 0.1, seeds=[*moves])
    median = np.median([*by_seed(found(), "log_variance", median_log_std).values()])
    return parts | {"σ": bound(np.exp(median), at_least=0, at_most=1)}
