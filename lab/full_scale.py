"""The tutorial untouched, over paired seeds: `python -m lab.full_scale` trains what is missing and records it."""

import sys

from lab.records import is_recorded, record
from lab.runs import Config, complete, data_set

HEADS = ("log_variance", "log_std", "softplus_std")
# Fixed before the first result was seen: of 14 pairs, two may lie far off on either side.
SEEDS = range(14)
FULL_SCALE = tuple(
    Config(head, seed, epochs=10, train_images=60_000, test_images=10_000)
    for seed in SEEDS
    for head in HEADS
)

if __name__ == "__main__":
    if data_set()["name"] != "MNIST":
        sys.exit(
            f"full scale needs MNIST; the images here are {data_set()['name']}:"
            " set MNIST_NPZ to a copy of mnist.npz"
        )
    record("full-scale", FULL_SCALE)
    missing = [config for config in FULL_SCALE if not is_recorded("full-scale", config)]
    complete(missing, finished=lambda: record("full-scale", FULL_SCALE))
