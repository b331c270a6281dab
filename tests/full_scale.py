"""The tutorial untouched, over paired seeds: `python -m tests.full_scale` trains what is missing."""

from tests.runs import Config, complete

FULL_SCALE = tuple(
    Config(head, seed, epochs=10, train_images=60_000, test_images=10_000)
    for seed in range(10)
    for head in ("log_variance", "log_std", "softplus_std")
)

if __name__ == "__main__":
    complete(FULL_SCALE)
