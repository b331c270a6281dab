"""The record at full scale (docs/evidence/full-scale.json), and faults to plant in it, for claims of several pages."""

from dataclasses import replace

from lab.full_scale import SEEDS
from lab.records import results

PAIRS = len(SEEDS)
EPOCHS = 10


def full_scale():
    return results("docs/evidence/full-scale.json")


def changed(head, change):
    """The record with every run of `head` changed."""
    return lambda: [
        change(run) if run.config.parameterization == head else run
        for run in full_scale()
    ]


def two_epochs_short(run):
    return replace(run, history=run.history[:-2])


def in_reverse(run):
    return replace(run, history=run.history[::-1])


def moved(nats):
    """As if a run had given so many nats more after every epoch."""

    def move(run):
        history = [replace(epoch, elbo=epoch.elbo + nats) for epoch in run.history]
        return replace(run, history=history)

    return move


def of_seeds(*seeds):
    return lambda: [run for run in full_scale() if run.config.seed in seeds]


def hundredths(number):
    """As many digits as a reader can use."""
    return round(float(number), 2)
