"""The claim of practice/choosing.md that a head for log 1/σ² trains as one for log σ² does."""

from dataclasses import replace

from evidence.claims import claim
from evidence.measurements import exact
from lab.studies.matched_training import (
    HALF,
    STEPS,
    Training,
    continued,
    first_variables,
    trained,
    with_head_times,
)
from lab.studies.split_networks import small
from snippets.learning_rates import HeadSettings

TUTORIAL = HeadSettings(learning_rate=1e-4)


@claim(
    "A head that gives $\\log 1/\\sigma^2$ and starts from the negated weights of a $\\log\\sigma^2$ head trains as"
    f" that does: in a VAE of dense layers, with Adam, the same loss at every one of {STEPS} steps, and the same weights up"
    " to that sign, bit for bit in float32 under XLA.",
    page="practice/choosing.md",
    of=-1,
    controls={"the weights are not negated": 1},
)
def test_log_precision_trains_the_same(sign):
    log_variance = Training(HALF, "adam", TUTORIAL, TUTORIAL, network=small)
    log_precision = replace(log_variance, factor=-HALF)
    start = with_head_times(sign, first_variables(log_variance))
    expected, found = trained(log_variance), continued(log_precision, start, 0)
    return {
        "losses": exact(found.losses, expected.losses),
        "weights": exact(found.weights(-1), expected.weights(1)),
    }
